"""What every draw of a crisis answers, kept draw by draw, so that variants of the crisis can be compared in pairs.

Variants are solved with the same random numbers: draw d of one and of another differ by what the patch changes alone. With a figure
R = E[y] / E[w] (a plain mean has w = 1), the linearised influence of draw d on it is (Cochran 1977, section 6.3)

    f(d) = (y(d) - R w(d)) / mean of w

and the error of any sum of figures, such as a difference between variants, is the standard error of the same sum of influences.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from realpolitik.analysis.work import Work
from realpolitik.crisis.schema import Crisis, Measure
from realpolitik.game.core.arrays import Tally
from realpolitik.game.nobody import with_nobody
from realpolitik.game.signatures import Signatures
from realpolitik.game.solve import Game, require_solved, solve_sample
from realpolitik.game.variants import Family, families_of
from realpolitik.game.workers import Workers
from realpolitik.outcome import NONE

Floats = NDArray[np.float64]

NEVER = 1e-6
"""What comes about with a smaller chance counts as never: nothing is told of how it then is."""
ROWS = 256
"""Runs, a variant's draw each, that are solved together: memory does not grow with the number of variants."""


@dataclass(frozen=True)
class Figure:
    """A ratio of means over draws; arrays run over draws."""

    y: Floats
    weight: Floats

    @property
    def value(self) -> float:
        """The figure; NaN where nothing has weight."""
        total = float(self.weight.sum())
        return float(self.y.sum()) / total if total > 0 else math.nan

    @property
    def influence(self) -> Floats:
        """What each draw contributes to the figure's deviation."""
        mean = float(self.weight.mean())
        return (self.y - self.value * self.weight) / mean if mean > 0 else np.full_like(self.y, math.nan)

    @property
    def error(self) -> float:
        """Standard error of the figure."""
        return standard_error(self.influence)


def standard_error(influence: Floats) -> float:
    """Return the standard error of a mean of influences; NaN with fewer than two draws."""
    count = len(influence)
    return float(influence.std(ddof=1)) / math.sqrt(count) if count > 1 else math.nan


def difference(one: Figure, other: Figure) -> tuple[float, float]:
    """Return one figure less another, and its error, the draws being paired."""
    return one.value - other.value, standard_error(one.influence - other.influence)


@dataclass(frozen=True)
class Answers:
    """The answers of a crisis, draw by draw.

    Attributes
    ----------
    crisis : Crisis
    partners : tuple of str
        ``none``, then the suitors.
    states : tuple of str
    clauses : tuple of (suitor, clause)
    bundles : tuple of (suitor, clauses)
        What the suitors can bid.
    signed : ndarray, shape (D, P, S)
        Chance that each suitor is signed with in each period of the reports.
    months : ndarray, shape (D, S)
        Months from the opening to the signature with each suitor, times its chance.
    contents : ndarray, shape (D, M)
        Chance that each clause is signed.
    offered, asked : ndarray, shape (D, M)
        Expected steps of the clock in which the suitor bids the clause; in which it can bid at all.
    tabled : ndarray, shape (D, B)
        Expected steps in which each bundle is bid.
    attack : ndarray, shape (D,)
    payoff : ndarray, shape (D, terms, n)
        Expected payoffs by term of the ledger.
    ledger : ndarray, shape (D, 1 + S, terms, n)
        From signature on, given that the partner signs; of shape (D, 0, terms, n) where ledgers are not kept.
    ledger_weight : ndarray, shape (D, 1 + S)
    """

    crisis: Crisis
    partners: tuple[str, ...]
    states: tuple[str, ...]
    clauses: tuple[tuple[str, str], ...]
    bundles: tuple[tuple[str, tuple[str, ...]], ...]
    signed: Floats
    months: Floats
    contents: Floats
    offered: Floats
    asked: Floats
    tabled: Floats
    attack: Floats
    payoff: Floats
    ledger: Floats
    ledger_weight: Floats

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(self.attack)

    @cached_property
    def partner(self) -> Floats:
        """Chance of each partner, ``none`` first; shape (D, 1 + S)."""
        return with_nobody(self.signed.sum(axis=1))

    def chance(self, partner: str) -> Figure:
        """Return the chance that a partner, or ``none``, is the outcome."""
        return self._plain(self.partner[:, self.partners.index(partner)])

    def month(self, partner: str | None = None) -> Figure:
        """Return the mean month of signature, counted from the opening, given that the partner (or anybody) signs."""
        suitors = slice(None) if partner is None else [self.partners.index(partner) - 1]
        return Figure(self.months[:, suitors].sum(axis=1), self.signed[:, :, suitors].sum(axis=(1, 2)))

    def attacked(self) -> Figure:
        """Return the chance of an attack."""
        return self._plain(self.attack)

    def total(self, state: str) -> Figure:
        """Return the expected payoff of a state."""
        return self._plain(self.payoff[:, :, self.states.index(state)].sum(axis=1))

    def price(self, suitor: str, clause: str) -> Figure:
        """Return the chance that a clause is in what is signed, given that its suitor signs."""
        return Figure(
            self.contents[:, self.clauses.index((suitor, clause))], self.partner[:, self.partners.index(suitor)]
        )

    def bid(self, suitor: str, clause: str) -> Figure:
        """Return how often a suitor, when it can bid, bids a clause."""
        place = self.clauses.index((suitor, clause))
        return Figure(self.offered[:, place], self.asked[:, place])

    def figure(self, measure: Measure) -> Figure:
        """Return the figure that a measure names."""
        match measure.of:
            case "signature":
                return self.chance(measure.partner or NONE)
            case "attack":
                return self.attacked()
            case "month":
                return self.month(measure.partner)
            case "payoff":
                return self.total(measure.state or self.crisis.pivot)
            case "clause":
                return self.price(str(measure.partner), str(measure.clause))
            case "bid":
                return self.bid(str(measure.partner), str(measure.clause))

    def _plain(self, y: Floats) -> Figure:
        return Figure(y, np.ones_like(y))


def answer(
    crises: Sequence[Crisis],
    work: Work,
    ledgers: Container[int] | None = None,
) -> list[Answers]:
    """Solve variants of a crisis with the same random numbers.

    Parameters
    ----------
    crises : sequence of Crisis
        Variants that agree in structure share one layout, and are solved together.
    work : Work
        Progress is told of draws of variants. Once asked to stop the answers are those of the draws that every variant has; the
        first chunk is always done, unless the request is `realpolitik.game.workers.Urgent`.
    ledgers : container of int, optional
        Numbers of the variants whose ledgers are kept, the largest part of an answer; all, if left out.

    Returns
    -------
    list of Answers
        One for each variant, all with the same draws.

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    Stopped
        If an urgent request to stop came within the first chunk.
    """
    families = families_of(crises, work.seed, work.go_on)
    parts: list[list[Answers]] = [[] for _ in crises]
    solved = partial(_solved, families, work.seed, range(len(crises)) if ledgers is None else ledgers)

    def chunk_of(draws: tuple[int, int]) -> list[tuple[Batch, list[Answers]]]:
        batches = cut_into_batches(families, *draws, workers.size)
        done = []
        for batch, found in zip(batches, workers.map(solved, batches), strict=True):
            done.append((batch, found))
            work.advance(batch.draws * len(batch.numbers))
        return done

    with Workers(work.threads, work.stop) as workers:
        for chunk in workers.until_stopped(chunk_of, work.chunks()):
            for batch, found in chunk:
                for number, answers in zip(batch.numbers, found, strict=True):
                    parts[number].append(answers)
    return [joined(kept) for kept in parts]


class Batch(NamedTuple):
    """Some variants of a family in a range of draws."""

    family: int
    numbers: tuple[int, ...]
    first: int
    draws: int


def cut_into_batches(families: Sequence[Family], first: int, count: int, threads: int, most: int = ROWS) -> list[Batch]:
    """Cut a range of draws of all variants into batches of so many runs at most, and enough of them for every thread."""
    parts = [
        (number, tuple(family.variants)[start : start + most])
        for number, family in enumerate(families)
        for start in range(0, len(family.variants), most)
    ]
    fair = -(-count * len(parts) // threads)  # draws of each batch, were there just one for every thread
    batches = []
    for family, numbers in parts:
        step = max(1, min(most // len(numbers), fair))
        for start in range(0, count, step):
            batches.append(Batch(family, numbers, first + start, min(step, count - start)))
    return batches


def _solved(families: Sequence[Family], seed: int, ledgers: Container[int], batch: Batch) -> list[Answers]:
    """Return the answers of the variants of a batch."""
    family, V = families[batch.family], len(batch.numbers)
    game = family.game
    tally = solve_sample(game, family.sample(batch.numbers, seed, batch.first, batch.draws), forecasts=False)
    require_solved(tally, lambda row: f"draw {batch.first + row // V} (seed {seed})")
    answers = kept_of(game, tally)
    return [
        _of_variant(answers, family.variants[number], v, V, number in ledgers) for v, number in enumerate(batch.numbers)
    ]


def _of_variant(answers: Answers, crisis: Crisis, v: int, V: int, has_ledger: bool) -> Answers:
    """Return the answers of the v-th of V variants, whose draws are every V-th row, in memory of their own."""
    own: dict[str, Any] = {name: getattr(answers, name)[v::V].copy() for name in BY_DRAW if name != "ledger"}
    ledger = answers.ledger[v::V] if has_ledger else answers.ledger[v::V, :0]
    return replace(answers, crisis=crisis, ledger=ledger.copy(), **own)


def kept_of(game: Game, tally: Tally) -> Answers:
    """Return what is kept of a tally."""
    layout, figures = game.layout, Signatures(game.layout, tally)
    return Answers(
        crisis=layout.crisis,
        partners=(NONE, *layout.suitors),
        states=layout.states,
        clauses=figures.clauses,
        bundles=tuple((bundle.suitor, bundle.clauses) for bundle in layout.bundles),
        signed=figures.signed,
        months=figures.months,
        contents=figures.contents,
        offered=figures.offered,
        asked=figures.asked,
        tabled=figures.tabled[:, 1:],
        attack=tally.war.copy(),
        payoff=tally.payoff.copy(),
        ledger=tally.ledger.copy(),
        ledger_weight=tally.weight.copy(),
    )


def joined(parts: Sequence[Answers]) -> Answers:
    """Return the answers of all draws, in order."""
    joined: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in BY_DRAW}
    return replace(parts[0], **joined)


BY_DRAW = ("signed", "months", "contents", "offered", "asked", "tabled", "attack", "payoff", "ledger", "ledger_weight")
"""The arrays of `Answers` whose first axis is the draws."""
