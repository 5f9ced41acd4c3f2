"""What of an answer hangs on a convention of the solver or the theory, and on nothing that a source could tell.

Each convention is set to another value by itself, and the chances of the partners are compared draw by draw.
"""

from __future__ import annotations

from dataclasses import dataclass

from realpolitik.analysis.answers import answer, difference
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import PartnerChange

SETTINGS = 8
"""How many settings are tried."""
SHARPER = 3.0
"""By what lambda is multiplied, and divided."""


@dataclass(frozen=True)
class Convention:
    """A convention set to another value.

    Attributes
    ----------
    path : str
        Where it stands in a file.
    value, other : float
        What it is, and what it was set to.
    changes : tuple of PartnerChange
        What that does to the chance of each partner, ``none`` first.
    """

    path: str
    value: float
    other: float
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


def steps_of(draws: int) -> int:
    """Return how many draws of variants so many draws of each setting take."""
    return draws * (1 + SETTINGS)


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
    settings = settings_of(crisis)
    variants = [patch(crisis, {path: other}, cross_check=False) for path, _, other in settings]
    base, *told = answer([crisis, *variants], work, ledgers=())
    rows = tuple(
        Convention(
            path,
            value,
            other,
            tuple(PartnerChange(name, *difference(found.chance(name), base.chance(name))) for name in base.partners),
        )
        for (path, value, other), found in zip(settings, told, strict=True)
    )
    return Conventions(rows, base.draws)
