"""What every theory offers: a name, a source, assumptions, parameters, and a forecast or a reason for none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from realpolitik.crisis.schema import Crisis


@dataclass(frozen=True)
class Forecast:
    """Chances of who the pivot's partner is.

    Attributes
    ----------
    outcomes : mapping
        Suitor, or ``none``, -> chance; they sum to 1.
    """

    outcomes: Mapping[str, float]


@dataclass(frozen=True)
class Abstention:
    """A theory's word that it has nothing to say of a crisis, and why."""

    reason: str


@dataclass(frozen=True)
class Parameter:
    """A number that a theory leaves open: its default, its range, and what is thought of it before any data."""

    name: str
    default: float
    low: float
    high: float
    mean: float
    spread: float


class Theory(Protocol):
    """A rival explanation of who aligns with whom."""

    @property
    def name(self) -> str:
        """Short name."""

    @property
    def source(self) -> str:
        """Where the theory was stated."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What it takes for granted, one sentence each."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The numbers that it leaves open."""

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Say with whom the pivot aligns; parameters not in ``values`` stand at their defaults."""
