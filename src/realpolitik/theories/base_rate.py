"""The rate at which courted states stay out, the same in every crisis; the suitors share the rest equally.

    P(none) = rate,    P(s) = (1 - rate) / suitors

The forecaster that any theory has to beat: Kahneman & Tversky (1973) on neglecting it. The default is the prior's mean,
not an estimate; it is for a calibration to replace it by a frequency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled


@dataclass(frozen=True)
class BaseRate:
    """The same chances for every crisis."""

    name: str = "base rate"
    source: str = "Kahneman & Tversky (1973)"
    assumptions: tuple[str, ...] = ("A crisis is like any other.", "Suitors differ in nothing.")
    parameters: tuple[Parameter, ...] = (Parameter("none", default=1 / 3, low=0.01, high=0.99, mean=1 / 3, spread=0.2),)

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return the rate of staying out, and equal shares of the rest."""
        rate = settled(self.parameters, values)["none"]
        return Forecast({**dict.fromkeys(crisis.suitors, (1 - rate) / len(crisis.suitors)), NONE: rate})
