"""A theory that reads each case once, however often it is asked with other values of its free numbers.

A fit to hundreds of cases, with one war after another left out, asks for hundreds of thousands of forecasts. Theories that are a
logit on an index (`realpolitik.theories.choice`) need the crisis for the index alone, and the index is told by one forecast: with a
slope of 1 and an attraction of staying out of 0 it is the logarithm of the odds of a side to staying out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from realpolitik.crisis.schema import Crisis
from realpolitik.history.case import Case
from realpolitik.history.coding import code_case
from realpolitik.history.forecasting import Answer, Contender, answered
from realpolitik.outcome import NONE
from realpolitik.theories.choice import LOGIT, logit
from realpolitik.theories.ensemble import Ensemble
from realpolitik.theories.protocol import Abstention, Theory, settled

UNIT = {"slope": 1.0, "none": 0.0}
ROUNDING = 1e-9


@dataclass(frozen=True)
class _Kept:
    """What is kept of a case: the case, so that its identity is not another's; its crisis; the index or the abstention."""

    case: Case
    crisis: Crisis
    index: Mapping[str, float] | None
    abstention: Abstention | None


@dataclass(frozen=True)
class Remembered(Contender):
    """A contender that keeps what it reads of a case; it answers as `Contender` does."""

    _kept: dict[tuple[int, bool], _Kept] = field(default_factory=dict, repr=False, compare=False)

    def forecast(
        self, case: Case, values: Mapping[str, float], wide_sides: bool = False, without: str | None = None
    ) -> Answer:
        """Return the theory's answer for a case as `realpolitik.history.leakage.told` tells it."""
        if self.scales or isinstance(self.theory, Ensemble):
            # With other scales the crisis is another one; and what learns from cases is another theory without some.
            return super().forecast(case, values, wide_sides, without)
        key = id(case), wide_sides
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = _read(self.theory, case, wide_sides)
        names = {parameter.name for parameter in self.theory.parameters}
        own = {name: value for name, value in values.items() if name in names}
        if kept.index is not None:
            return answered(logit(kept.index, settled(LOGIT, own)))
        return answered(kept.abstention or self.theory.forecast(kept.crisis, own or None))


def _read(theory: Theory, case: Case, wide_sides: bool) -> _Kept:
    crisis = code_case(case, None, wide_sides)
    if theory.parameters != LOGIT:
        return _Kept(case, crisis, None, None)
    answer = theory.forecast(crisis, UNIT)
    if isinstance(answer, Abstention):
        return _Kept(case, crisis, None, answer)
    odds = {name: math.log(p / answer.outcomes[NONE]) for name, p in answer.outcomes.items() if name != NONE}
    usual = theory.forecast(crisis)
    told = logit(odds, settled(LOGIT, None)).outcomes
    same = not isinstance(usual, Abstention) and all(
        math.isclose(told[name], p, abs_tol=ROUNDING) for name, p in usual.outcomes.items()
    )
    # A theory that takes these two numbers in another way is asked every time.
    return _Kept(case, crisis, odds if same else None, None)
