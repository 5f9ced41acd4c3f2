"""Bandwagon for profit: join the side that is stronger and offers more: Schweller (1994).

    index_s = mean of  strength_s / sum of strengths - 1/n   and   (V_s - mean V) / sum of |V|

V is the value of a suitor's best bundle to the pivot. Schweller argues that states join the stronger side for what they
can win by it; he gives no formula, and equal weights of the two are this page's reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.theories.choice import LOGIT, advantage, average, leads, logit, no_rivals
from realpolitik.theories.offers import offers
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled
from realpolitik.theories.reading import read, strengths


@dataclass(frozen=True)
class Bandwagon:
    """Strength and profit draw."""

    name: str = "bandwagon"
    source: str = "Schweller (1994)"
    assumptions: tuple[str, ...] = (
        "States align for gain, not only for safety.",
        "The stronger side can pay, and what it offers is worth what it says.",
    )
    parameters: tuple[Parameter, ...] = LOGIT

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return a logit on strength and offer."""
        chosen = settled(self.parameters, values)
        if (refusal := no_rivals(crisis)) is not None:
            return refusal
        reading = read(crisis)
        found = average([leads(strengths(reading)), advantage(offers(reading))])
        if found is None:
            return Abstention("no suitor has any capability, and none offers anything")
        return logit(found, chosen)
