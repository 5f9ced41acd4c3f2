"""What a theory is: something that turns a crisis into a forecast, or says why it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from realpolitik.crisis.schema import Crisis

Values = Mapping[str, float]
"""Name of a parameter -> value."""


@dataclass(frozen=True)
class Forecast:
    """Chances of the pivot's alignments: suitor, or ``none`` -> probability."""

    outcomes: Mapping[str, float]


@dataclass(frozen=True)
class Abstention:
    """No forecast, and why."""

    reason: str


@dataclass(frozen=True)
class Parameter:
    """A free number of a theory, with its range and its prior, a normal cut to the range."""

    name: str
    default: float
    low: float
    high: float
    mean: float
    spread: float


class Theory(Protocol):
    """A rival."""

    @property
    def name(self) -> str:
        """Name for readers, the same everywhere."""
        ...

    @property
    def source(self) -> str:
        """Where the theory is argued."""
        ...

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What it takes for granted."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its free numbers; at most six."""
        ...

    def forecast(self, crisis: Crisis, values: Values | None = None) -> Forecast | Abstention:
        """Return its forecast, with the defaults of parameters that have no value."""
        ...
