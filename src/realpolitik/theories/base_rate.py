"""Forecasters without a theory of the case: equal chances, and the rate of staying out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.theories.protocol import Abstention, Forecast, Parameter


@dataclass(frozen=True)
class Uniform:
    """Equal chances of every alignment and of none."""

    name: str = "uniform"
    source: str = "principle of indifference"
    assumptions: tuple[str, ...] = ("nothing is known",)
    parameters: tuple[Parameter, ...] = ()

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return equal chances."""
        options = (*crisis.suitors, NONE)
        return Forecast(dict.fromkeys(options, 1 / len(options)))


@dataclass(frozen=True)
class BaseRate:
    """The rate at which courted states stay out; the suitors share the rest equally."""

    name: str = "base rate"
    source: str = "frequencies in other cases"
    assumptions: tuple[str, ...] = ("a case is like any other", "suitors differ in nothing")
    parameters: tuple[Parameter, ...] = (Parameter("none", 1 / 3, 0.01, 0.99, 1 / 3, 0.2),)

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return the base rates."""
        none = (values or {}).get("none", self.parameters[0].default)
        return Forecast(dict.fromkeys(crisis.suitors, (1 - none) / len(crisis.suitors)) | {NONE: none})
