"""Two crises, or two codings of one, side by side: what their files say differently, and what that does to the answer.

Both are solved with draws of the same seed. A stream of random numbers belongs to a path, so that what the two files have alike
is drawn alike in both, and what they say differently under one path is drawn at the same ranks. With f(d) and g(d) the influences
of draw d on a figure of the second and of the first crisis (see `realpolitik.analysis.answers`), the error of the difference is the
standard error of f(d) - g(d). It is right whether the two share all of their numbers or none; what they share makes it small.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import ClassVar, Unpack

import numpy as np

from realpolitik.analysis.answers import Answers, Figure, answer, difference
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.contrast import (
    ClauseContrast,
    Contrast,
    Difference,
    LedgerContrast,
    PartnerContrast,
    PeriodContrast,
    Side,
)
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.calendar import periods
from realpolitik.crisis.differences import differences, says
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint

DAYS = 365.25 / 12
"""Days of a month."""


@dataclass(frozen=True)
class DiffQuestion(Question[Difference]):
    """What differs between a crisis and another, or between two codings of one.

    Attributes
    ----------
    other : Crisis
        The second one.
    """

    name: ClassVar[str] = "diff"
    doing: ClassVar[str] = "solving"
    draws: ClassVar[int] = 500

    other: Crisis

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of draws of both."""
        return 2 * draws

    def answer(self, crisis: Crisis, work: Work) -> Difference:
        """Set what the files say, and the answers, side by side."""
        said = differences(crisis, self.other)
        one, other = answer([crisis, self.other], work)
        pair = _Pair(one, other)
        return Difference(
            sides=(_side(crisis), _side(self.other)),
            version=version("realpolitik"),
            seed=work.seed,
            draws=one.draws,
            numbers=said.numbers,
            sources=said.sources,
            structure=said.structure,
            shared=_shared(crisis, self.other),
            signs=tuple(pair.signs()),
            when=tuple(pair.when()),
            month=_contrast(
                one.month(), _later(other.month(), (self.other.window.opens - crisis.window.opens).days / DAYS)
            ),
            attack=_contrast(one.attacked(), other.attacked()),
            price=tuple(pair.price()),
            ledger=tuple(pair.ledger()),
            about=crisis,
            other=self.other,
        )


@sampled(DiffQuestion.draws)
def diff(first: CrisisLike, second: CrisisLike, **asked: Unpack[Asked]) -> Difference:
    """Set two crises, or two codings of one, side by side.

    Parameters
    ----------
    first, second : Crisis, str or path
        Crises, their ids in the library, or files.
    draws : int
        Monte Carlo draws of each, with the same random numbers.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers.

    Returns
    -------
    Difference
        What the files say differently, and what differs in the answers: the second less the first.

    Raises
    ------
    CrisisInvalid, CrisisNotFound
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    one, other = crisis_of(first), crisis_of(second)
    return put(DiffQuestion(other), one, asked)


def _side(crisis: Crisis) -> Side:
    return Side(crisis.id, crisis.title, crisis.pivot, crisis.as_of, crisis.window.opens, fingerprint(crisis))


def _shared(first: Crisis, second: Crisis) -> int:
    """Return how many uncertain numbers two crises have alike."""
    drawn = {number.path: says(number.quantity) for number in numbers_of(first) if number.is_uncertain}
    found = ((number.path, says(number.quantity)) for number in numbers_of(second) if number.is_uncertain)
    return sum(drawn.get(path) == content for path, content in found)


def _contrast(first: Figure | None, second: Figure | None) -> Contrast:
    one, other = ((math.nan, math.nan) if each is None else (each.value, each.error) for each in (first, second))
    apart = (math.nan, math.nan) if first is None or second is None else difference(second, first)
    return Contrast(*one, *other, *apart)


def _later(figure: Figure, months: float) -> Figure:
    """Return a mean month counted from so many months earlier."""
    return Figure(figure.y + months * figure.weight, figure.weight)


class _Pair:
    """The answers of two crises, figure by figure; what one of them does not have stands alone."""

    def __init__(self, first: Answers, second: Answers) -> None:
        self.sides = (first, second)

    def signs(self) -> Iterator[PartnerContrast]:
        """Yield the contrast of the chance of every partner."""
        for partner in dict.fromkeys(partner for side in self.sides for partner in side.partners):
            one, other = (side.chance(partner) if partner in side.partners else None for side in self.sides)
            yield PartnerContrast(partner, _contrast(one, other))

    def when(self) -> Iterator[PeriodContrast]:
        """Yield the contrast of the chance of signature in every period."""
        starts = [{day: t for t, day in enumerate(periods(side.crisis.window))} for side in self.sides]
        suitors = dict.fromkeys(suitor for side in self.sides for suitor in side.partners[1:])
        for day in sorted(starts[0].keys() | starts[1].keys()):
            for suitor in suitors:
                one, other = (
                    _plain(side, place[day], side.partners.index(suitor) - 1)
                    if day in place and suitor in side.partners
                    else None
                    for side, place in zip(self.sides, starts, strict=True)
                )
                if one is not None or other is not None:
                    yield PeriodContrast(day, suitor, _contrast(one, other))

    def price(self) -> Iterator[ClauseContrast]:
        """Yield the contrast of the chance of every clause."""
        for clause in dict.fromkeys(clause for side in self.sides for clause in side.clauses):
            one, other = (side.price(*clause) if clause in side.clauses else None for side in self.sides)
            yield ClauseContrast(*clause, _contrast(one, other))

    def ledger(self) -> Iterator[LedgerContrast]:
        """Yield the contrast of what every alignment is worth to every state."""
        states = dict.fromkeys(state for side in self.sides for state in side.states)
        for partner in dict.fromkeys(partner for side in self.sides for partner in side.partners):
            for state in states:
                one, other = (_worth(side, partner, state) for side in self.sides)
                if one is not None or other is not None:
                    yield LedgerContrast(partner, state, _contrast(one, other))


def _plain(side: Answers, t: int, s: int) -> Figure:
    return Figure(side.signed[:, t, s], np.ones(side.draws))


def _worth(side: Answers, partner: str, state: str) -> Figure | None:
    if partner not in side.partners or state not in side.states:
        return None
    k = side.partners.index(partner)
    return Figure(side.ledger[:, k, :, side.states.index(state)].sum(axis=1), side.ledger_weight[:, k])
