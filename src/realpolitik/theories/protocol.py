"""What every theory offers: a name, a source, assumptions, parameters, and a forecast or a reason for none."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from realpolitik.crisis.schema import Crisis

SUM_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Forecast:
    """Chances of who the pivot's partner is.

    Attributes
    ----------
    outcomes : mapping
        Suitor, or ``none``, -> chance; they sum to 1.

    Raises
    ------
    ValueError
        If they do not.
    """

    outcomes: Mapping[str, float]

    def __post_init__(self) -> None:
        chances = self.outcomes.values()
        # Written so that NaN fails as well.
        if not (all(chance >= 0.0 for chance in chances) and abs(math.fsum(chances) - 1.0) <= SUM_TOLERANCE):
            raise ValueError(f"chances must be 0 or more and sum to 1: {dict(self.outcomes)}")
        object.__setattr__(self, "outcomes", MappingProxyType(dict(self.outcomes)))


@dataclass(frozen=True)
class Abstention:
    """A theory's word that it has nothing to say of a crisis, and why."""

    reason: str


@dataclass(frozen=True)
class Parameter:
    """A number that a theory leaves open.

    Attributes
    ----------
    name : str
    default : float
    low, high : float
        Its range.
    mean, spread : float
        What is thought of it before any case is seen: a normal, cut to the range.
    """

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
        """Where the theory was stated: author and year."""

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What it takes for granted, one sentence each."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The numbers that it leaves open."""

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Say with whom the pivot aligns; parameters not in ``values`` stand at their defaults."""


def settled(parameters: tuple[Parameter, ...], values: Mapping[str, float] | None) -> dict[str, float]:
    """Return the value of every parameter: the one given, else its default.

    Raises
    ------
    ValueError
        If a value is given for a parameter that there is not, or one outside its range.
    """
    given = dict(values or {})
    result = {}
    for parameter in parameters:
        value = given.pop(parameter.name, parameter.default)
        if not parameter.low <= value <= parameter.high:
            raise ValueError(f"{parameter.name} must lie in {parameter.low:g} to {parameter.high:g}, not {value:g}")
        result[parameter.name] = value
    if given:
        raise ValueError(f"no such parameter: {', '.join(given)}")
    return result
