"""The scales that turn the codebook's units into shares of survival, and the interval around every frozen number."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from realpolitik.crisis import defaults


@dataclass(frozen=True)
class Scales:
    """What turns the codebook's units into shares of survival; one set for all cases.

    Attributes
    ----------
    doubt, decisiveness : float
        The constants of the game.
    offer : float
        Worth of one unit to the courted state.
    courtship : float
        What winning the courted state is worth to a side, and what losing it to the rival costs.
    hostility : float
        What subduing the courted state is worth to a state for one unit of its quarrel.
    kinship : float
        Cost of standing at the greatest distance in regime and doctrine.
    delay : float
        Cost of one unit of delay a month.
    burden : float
        What a unit that a side gives costs it, as a part of what it is worth to the courted state.
    """

    doubt: float = defaults.DOUBT
    decisiveness: float = defaults.DECISIVENESS
    offer: float = 0.05
    courtship: float = 0.1
    hostility: float = 0.2
    kinship: float = 0.1
    delay: float = 0.02
    burden: float = 0.5

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the scales."""
        return tuple(field.name for field in fields(cls))


def around(value: float, unsure: bool = False) -> Any:
    """Return a frozen number with its interval; one that is unsure is there or not, with one chance in two."""
    if unsure:
        return {"choice": {"values": [0.0, 0.5 * value, value, 1.5 * value], "weights": [0.5] + [1 / 6] * 3}}
    return {"uniform": [0.5 * value, 1.5 * value]}


def either(low: float, high: float) -> Any:
    """Return a frozen number, with its interval, that is one of two with one chance in two."""
    if low == 0.0:
        return around(high, unsure=True)
    values = [share * value for value in (low, high) for share in (0.5, 1.0, 1.5)]
    return {"choice": {"values": values, "weights": [1 / 6] * 6}}
