"""What of an answer hangs on a convention of the solver or the theory, and on nothing that a source could tell.

Each convention is set to another value by itself, and the chances of the partners are compared draw by draw.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from realpolitik.analysis.answers import answer, difference
from realpolitik.analysis.orders import another_order
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import PartnerChange

SHARPER = 3.0
"""By what lambda is multiplied, and divided."""


@dataclass(frozen=True)
class Convention:
    """A convention set to another value.

    Attributes
    ----------
    path : str
        Where it stands in a file.
    value, other : float, optional
        What it is, and what it was set to; None of an order.
    order : tuple of str
        The joiners of a war plan in the order that was tried; empty of a number.
    changes : tuple of PartnerChange
        What that does to the chance of each partner, ``none`` first.
    """

    path: str
    value: float | None
    other: float | None
    order: tuple[str, ...]
    changes: tuple[PartnerChange, ...]

    @property
    def largest(self) -> PartnerChange:
        """The change that is the largest either way."""
        return max(self.changes, key=lambda change: abs(change.difference))


@dataclass(frozen=True)
class Conventions:
    """What of an answer hangs on conventions: each set to another value, and in how many draws."""

    rows: tuple[Convention, ...]
    draws: int


def settings_of(crisis: Crisis) -> tuple[tuple[str, float, float], ...]:
    """Return the conventions of a crisis: path, value, and each other value that is tried.

    A number with a spread counts as its middle.
    """
    constants, step = crisis.constants, crisis.window.step
    doubt, precision, lean, tempo = (
        _middle(number) for number in (constants.doubt, constants.precision, constants.lean, constants.tempo)
    )
    return (
        ("constants.doubt", doubt, doubt / 2),
        ("constants.doubt", doubt, 2 * doubt),
        ("constants.precision", precision, precision / SHARPER),
        ("constants.precision", precision, precision * SHARPER),
        ("constants.lean", lean, 2 * lean),
        ("constants.tempo", tempo, tempo / 2),
        ("constants.tempo", tempo, 2 * tempo),
        ("window.step", step, step / 2),
    )


def _middle(number: Quantity) -> float:
    low, high = number.support()
    return (low + high) / 2


def steps_of(crisis: Crisis, draws: int) -> int:
    """Return how many draws of variants so many draws of each setting take."""
    return draws * (1 + len(settings_of(crisis)) + len(_orders(crisis))) if draws else 0


def _orders(crisis: Crisis) -> list[tuple[str, tuple[str, ...], Crisis]]:
    """Return, for each plan whose joiners can decide in another order, its key, that order, and the crisis with it."""
    found = [(key, another_order(crisis, key)) for key in crisis.war_plans]
    return [(key, *other) for key, other in found if other is not None]


def _variants(crisis: Crisis) -> list[tuple[Convention, Crisis]]:
    """Return every convention set to another value, with no changes yet, and the crisis with it."""
    numbers = [
        (Convention(path, value, other, (), ()), patch(crisis, {path: other}, cross_check=False))
        for path, value, other in settings_of(crisis)
    ]
    return numbers + [
        (Convention(f"war_plans.{key}.joiners", None, None, order, ()), variant)
        for key, order, variant in _orders(crisis)
    ]


def conventions(crisis: Crisis, work: Work) -> Conventions:
    """Set every convention to other values, one at a time.

    Parameters
    ----------
    crisis : Crisis
    work : Work
        Progress is told of draws of variants, of which there is one more than there are settings.

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    Stopped
        If an urgent request to stop came within the first draws.
    """
    tried = _variants(crisis)
    base, *told = answer([crisis, *(variant for _, variant in tried)], work, ledgers=())
    rows = tuple(
        replace(
            convention,
            changes=tuple(
                PartnerChange(name, *difference(found.chance(name), base.chance(name))) for name in base.partners
            ),
        )
        for (convention, _), found in zip(tried, told, strict=True)
    )
    return Conventions(rows, base.draws)
