"""A bent crisis beside the crisis as it stands: plain frozen records.

The crisis as it stands is known from many draws, N, and the bent one from the first n of them. With b the figure's influence in a
draw of the former and d that of the paired difference, the bent figure is told as mean of b over N, plus mean of d over n; its
variance is var(b)/N + var(d)/n + 2 cov(b, d)/N (a difference estimator: Cochran 1977, chapter 7; covariance from the n draws).
With n = N that is the bent crisis' own mean and variance. Where that sum leaves the range of a chance, the nearest chance is told.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from realpolitik.analysis.answers import NEVER, Answers, Figure, difference
from realpolitik.analysis.variants import chance_of, partners_of
from realpolitik.crisis.lookup import partners_of as names_of_partners
from realpolitik.inquiry import parts


@dataclass(frozen=True)
class Shift:
    """A figure of the crisis as it stands, and of the bent one.

    Attributes
    ----------
    before, before_error : float
    after, after_error : float
    difference, error : float
        With the standard error of the paired difference.
    """

    before: float
    before_error: float
    after: float
    after_error: float
    difference: float
    error: float


@dataclass(frozen=True)
class PartnerShift:
    """The chance of a partner; ``none``, of no alignment."""

    partner: str
    name: str
    shift: Shift


@dataclass(frozen=True)
class ClauseShift:
    """The chance that a clause is in what is signed, given that its suitor signs; NaN where that never signs."""

    suitor: str
    clause: str
    shift: Shift


@dataclass(frozen=True)
class Compared:
    """A bent crisis beside the crisis as it stands.

    Attributes
    ----------
    draws : int
        Of the bent crisis; each is paired with the draw of the same number of the crisis as it stands.
    base_draws : int
        Of the crisis as it stands.
    full : bool
        Whether nothing better will come.
    interpolated : bool
        Whether it was read off between two solved values of a number, and solved at neither.
    partners : tuple of PartnerShift
        ``none`` first.
    month : Shift
        Mean month of signature, from the opening of the window, given that anybody signs; NaN where nobody can.
    attack : Shift
    prices : tuple of ClauseShift
    """

    draws: int
    base_draws: int
    full: bool
    interpolated: bool
    partners: tuple[PartnerShift, ...]
    month: Shift
    attack: Shift
    prices: tuple[ClauseShift, ...]

    def partner(self, key: str) -> Shift:
        """Return the chance of a partner, before and after."""
        return next(each.shift for each in self.partners if each.partner == key)


def compare(base: Answers, bent: Answers, full: bool = False, interpolated: bool = False) -> Compared:
    """Compare a bent crisis with the crisis as it stands, over the draws that both have.

    Parameters
    ----------
    base, bent : Answers
        Of the first draws of one seed.
    full, interpolated : bool
        As of `Compared`.
    """
    count = min(base.draws, bent.draws)
    few, other = parts.first(base, count), parts.first(bent, count)

    def shift(figure: Callable[[Answers], Figure], most: float = 1.0) -> Shift:
        return _shift(figure(base), figure(few), figure(other), most)

    names = names_of_partners(base.crisis) | names_of_partners(bent.crisis)
    both = [clause for clause in base.clauses if clause in other.clauses]
    return Compared(
        draws=count,
        base_draws=base.draws,
        full=full,
        interpolated=interpolated,
        partners=tuple(
            PartnerShift(partner, names[partner], shift(partial(chance_of, partner=partner)))
            for partner in partners_of([few, other])
        ),
        month=shift(lambda answers: _told(answers.month()), math.inf),
        attack=shift(lambda answers: answers.attacked()),
        prices=tuple(ClauseShift(*clause, shift(partial(_price, clause=clause))) for clause in both),
    )


def _price(answers: Answers, clause: tuple[str, str]) -> Figure:
    return _told(answers.price(*clause))


def _told(figure: Figure) -> Figure:
    """Return a ratio; nothing of what next to never is."""
    if float(figure.weight.mean()) >= NEVER:
        return figure
    return Figure(figure.y, np.zeros_like(figure.weight))


def _shift(base: Figure, few: Figure, other: Figure, most: float) -> Shift:
    apart, error = difference(other, few)
    after = base.value + apart
    if not math.isnan(after):
        after = min(most, max(0.0, after))
    return Shift(base.value, base.error, after, _error(base, few, other), apart, error)


def _error(base: Figure, few: Figure, other: Figure) -> float:
    """Return the error of a difference estimator; NaN with fewer than two draws."""
    count, whole = len(few.y), len(base.y)
    if count < 2:
        return math.nan
    b, d = few.influence, other.influence - few.influence
    variance = base.influence.var(ddof=1) / whole + d.var(ddof=1) / count
    variance += 2 * float(((b - b.mean()) * (d - d.mean())).sum()) / (count - 1) / whole
    return math.sqrt(max(0.0, float(variance)))
