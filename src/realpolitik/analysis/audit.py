"""Which assumptions cost their believers most: the key-assumptions check, with the model as the judge.

For each perception the truth is put in its place and the crisis is solved again with the same random numbers, the other
states' models staying as they are.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from realpolitik.analysis.answers import Figure, Floats, difference, standard_error
from realpolitik.analysis.consistency import Inconsistency, inconsistencies
from realpolitik.analysis.corrections import (
    EXACT,
    POOLED,
    Columns,
    Plan,
    Run,
    believed_series,
    columns,
    correct,
    dates_of,
)
from realpolitik.analysis.rows import Work
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.errors import NothingToAnalyse
from realpolitik.frames import columns_of, frame_of
from realpolitik.game.draws import Numbers, draw_numbers
from realpolitik.game.solve import Game, Progress, Stop, compile_models, set_up
from realpolitik.outcome import PartnerChance, html_table

if TYPE_CHECKING:
    import polars

MOST_BIDS = 5
"""Clauses of a bid whose change is told."""


@dataclass(frozen=True)
class Effect:
    """The change of a partner's chance when the truth is believed."""

    partner: str
    difference: float
    error: float


@dataclass(frozen=True)
class BidChange:
    """The change of how often a suitor that can bid bids a clause."""

    suitor: str
    clause: str
    difference: float
    error: float


@dataclass(frozen=True)
class Assumption:
    """What one state takes for granted about one number, and what that costs it.

    Attributes
    ----------
    key, state, path, because : str
    believed, actual : float
        Means over draws, at the opening of the window.
    effect : tuple of Effect
        On who signs, of believing the truth instead.
    bid_change : tuple of BidChange
        If the state leads a suitor: the clauses whose chance to be bid changes most.
    cost, error : float
        Change in the state's own true expected payoff if it believes the truth; below zero, the belief pays.
    shapley, shapley_error : float
        Its share of what all assumptions of the state cost it together.
    confirming, confirming_error : float
        What asking first would have been worth, before the answer was known.
    """

    key: str
    state: str
    path: str
    believed: float
    actual: float
    because: str
    effect: tuple[Effect, ...]
    bid_change: tuple[BidChange, ...]
    cost: float
    error: float
    shapley: float
    shapley_error: float
    confirming: float
    confirming_error: float


@dataclass(frozen=True)
class Believer:
    """What all assumptions of a state cost it, the other states' models staying as they are."""

    state: str
    assumptions: int
    cost: float
    error: float
    effect: tuple[Effect, ...]
    shapley: str


@dataclass(frozen=True)
class StateChange:
    """The change of a state's true expected payoff."""

    state: str
    difference: float
    error: float


@dataclass(frozen=True)
class Together:
    """What changes if every state believes the truth."""

    effect: tuple[Effect, ...]
    payoffs: tuple[StateChange, ...]


@dataclass(frozen=True)
class Audit:
    """The assumptions of a crisis, the dearest first, with their provenance."""

    crisis: str
    title: str
    pivot: str
    as_of: date
    hash: str
    version: str
    seed: int
    draws: int
    outcomes: tuple[PartnerChance, ...]
    assumptions: tuple[Assumption, ...]
    believers: tuple[Believer, ...]
    together: Together
    consistency: tuple[Inconsistency, ...]
    approximations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        result = asdict(self) | {"as_of": self.as_of.isoformat()}
        return {field.name: result[field.name] for field in fields(self)}

    def to_frame(self) -> polars.DataFrame:
        """Return the assumptions as a polars frame, the dearest first."""
        columns = columns_of(Assumption, without=("effect", "bid_change"))
        return frame_of((vars(row) for row in self.assumptions), columns)

    def _repr_html_(self) -> str:
        rows = [(row.key, row.state, f"{row.cost:+.4f}", f"{row.error:.4f}") for row in self.assumptions]
        return html_table(f"{self.title}, {self.draws} draws", ("assumption", "believer", "cost", "error"), rows)


def audit(
    crisis: Crisis,
    draws: int = 100,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Audit:
    """Say what each assumption costs its believer: the key-assumptions check of Heuer & Pherson (2010).

    Parameters
    ----------
    crisis : Crisis
        A checked crisis with perceptions.
    draws : int
        Monte Carlo draws; each takes about three runs for each perception.
    seed : int
        The same seed gives the same bits on any number of threads.
    threads : int, optional
        All cores, if left out.
    progress : callable, optional
        Called with the number of runs done since the last call; `runs_of` tells how many there are.
    stop : callable, optional
        Asked between blocks of draws. Once it says yes the answer is that of the draws done; the first block is always done.

    Returns
    -------
    Audit

    Raises
    ------
    NothingToAnalyse
        If no state's picture differs from the file's by a perception.
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    if draws < 1:
        raise ValueError(f"draws must be 1 or more, not {draws}")
    if not crisis.perceptions:
        raise NothingToAnalyse(
            f"no state of {crisis.id} believes anything but the truth of the file; add `perceptions` to audit them"
        )
    game, plan = set_up(crisis), Plan(crisis, seed)
    found = [draw for block in correct(game, plan, draws, Work(threads, progress, stop)) for draw in block]
    return _Ledger(game, plan, found).audit()


def runs_of(crisis: Crisis, draws: int) -> int:
    """Return how many runs an audit takes."""
    plan = Plan(crisis, 0)
    return sum(len(plan.runs(draw)) for draw in range(draws))


@dataclass(frozen=True)
class _Ledger:
    """Every run of every draw, and what it adds up to."""

    game: Game
    plan: Plan
    found: list[dict[Run, Floats]]

    @property
    def places(self) -> Columns:
        return columns(self.game)

    def audit(self) -> Audit:
        """Return what the runs say."""
        crisis, seed = self.plan.crisis, self.plan.seed
        truth = draw_numbers(crisis, seed, 0, len(self.found))
        compile_models(self.game, truth)
        read = frozenset(truth.read)
        rows = [self.assumption(key, truth) for key in crisis.perceptions]
        base = self.over(Run())
        outcomes = tuple(
            PartnerChance(partner, float(base[:, k].mean()), standard_error(base[:, k]))
            for k, partner in enumerate(self.places.partners)
        )
        return Audit(
            crisis=crisis.id,
            title=crisis.title,
            pivot=crisis.pivot,
            as_of=crisis.as_of,
            hash=fingerprint(crisis),
            version=version("realpolitik"),
            seed=seed,
            draws=len(self.found),
            outcomes=outcomes,
            assumptions=tuple(sorted(rows, key=lambda row: -row.cost)),
            believers=tuple(sorted((self.believer(who) for who in self.plan.held), key=lambda row: -row.cost)),
            together=self.together(),
            consistency=inconsistencies(self.game, read, self.equal(truth), self.idle()),
            approximations=self.approximations(),
        )

    def over(self, run: Run) -> Floats:
        """Return what is kept of a run that every draw has; shape (draws, figures)."""
        return np.stack([draw[run] for draw in self.found])

    def gain(self, state: str, run: Run, other: Run) -> tuple[float, float]:
        """Return what one run pays a state beyond another, and its error."""
        place = self.places.payoff(state)
        gains = self.over(run)[:, place] - self.over(other)[:, place]
        return float(gains.mean()), standard_error(gains)

    def effect(self, run: Run) -> tuple[Effect, ...]:
        """Return what a run changes in who signs."""
        changes = self.over(run) - self.over(Run())
        return tuple(
            Effect(partner, float(changes[:, k].mean()), standard_error(changes[:, k]))
            for k, partner in enumerate(self.places.partners)
        )

    def assumption(self, key: str, truth: Numbers) -> Assumption:
        """Return what is told of an assumption."""
        crisis = self.plan.crisis
        one = crisis.perceptions[key]
        corrected = Run(frozenset({key}))
        cost, error = self.gain(one.who, corrected, Run())
        confirming, confirming_error = self.gain(one.who, corrected, Run(fixed=key))
        shares = np.array([self.shares(one.who, draw)[key] for draw in range(len(self.found))])
        return Assumption(
            key=key,
            state=one.who,
            path=one.path,
            believed=float(believed_series(crisis, truth, key).at(truth.opening).mean()),
            actual=float(truth.at(one.path).mean()),
            because=one.because,
            effect=self.effect(corrected),
            bid_change=self.bids(one.who, corrected),
            cost=cost,
            error=error,
            shapley=float(shares.mean()),
            shapley_error=standard_error(shares),
            confirming=confirming,
            confirming_error=confirming_error,
        )

    def shares(self, who: str, draw: int) -> dict[str, float]:
        """Return the Shapley values of a believer's assumptions in a draw."""
        place = self.places.payoff(who)
        worth = {run.corrected: float(kept[place]) for run, kept in self.found[draw].items() if run.fixed is None}
        return self.plan.shares(who, draw, worth)

    def bids(self, who: str, run: Run) -> tuple[BidChange, ...]:
        """Return the clauses that a suitor's lead bids most differently in a run."""
        before, after = self.over(Run()), self.over(run)
        found = []
        for suitor, clause in self.places.clauses:
            if self.plan.crisis.suitors[suitor].lead == who:
                offered, asked = self.places.offered(suitor, clause)
                figures = [Figure(kept[:, offered], kept[:, asked]) for kept in (after, before)]
                found.append(BidChange(suitor, clause, *difference(*figures)))
        moved = [row for row in found if not math.isnan(row.difference) and row.difference != 0]
        return tuple(sorted(moved, key=lambda row: -abs(row.difference))[:MOST_BIDS])

    def believer(self, who: str) -> Believer:
        """Return what is told of a believer."""
        keys = self.plan.held[who]
        run = Run(frozenset(keys))
        cost, error = self.gain(who, run, Run())
        how = "every set of its assumptions" if len(keys) <= EXACT else "a random order and its reverse in each draw"
        return Believer(who, len(keys), cost, error, self.effect(run), how)

    def together(self) -> Together:
        """Return what changes if every state believes the truth."""
        run = Run(frozenset(self.plan.crisis.perceptions))
        payoffs = (StateChange(state, *self.gain(state, run, Run())) for state in self.places.states)
        return Together(self.effect(run), tuple(payoffs))

    def equal(self, truth: Numbers) -> frozenset[str]:
        """Return the perceptions that are the truth in every draw."""
        crisis = self.plan.crisis

        def same(key: str) -> bool:
            believed, actual = believed_series(crisis, truth, key), truth.series[crisis.perceptions[key].path]
            days = (truth.opening if day is None else day for day in dates_of(self.game, believed))
            return all(bool(np.all(believed.at(day) == actual.at(day))) for day in days)

        return frozenset(key for key in crisis.perceptions if same(key))

    def idle(self) -> frozenset[str]:
        """Return the perceptions whose correction changed nothing in any draw."""
        base = self.over(Run())
        keys = self.plan.crisis.perceptions
        return frozenset(key for key in keys if np.array_equal(base, self.over(Run(frozenset({key})))))

    def approximations(self) -> tuple[str, ...]:
        """Say what the answer rests on that is not exact."""
        lines = [
            "beliefs are of the first level: a state that believes the truth still thinks that the others share its picture",
            "confirming: the belief stands at its mean over"
            f" {POOLED} draws and does not follow the truth; all else is as drawn, and asking is free and unseen",
        ]
        if any(len(keys) > EXACT for keys in self.plan.held.values()):
            lines.append(
                f"Shapley values of more than {EXACT} assumptions come from random orders, within their errors"
            )
        return tuple(lines)
