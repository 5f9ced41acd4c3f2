"""Two crises, or two codings of one, side by side: frozen records of what differs in the files and in the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from realpolitik.crisis.differences import FileDifference
from realpolitik.crisis.schema import Crisis
from realpolitik.result import Result, Table, row_from, rows_of


@dataclass(frozen=True)
class Side:
    """One of the two crises."""

    crisis: str
    title: str
    pivot: str
    as_of: date
    opens: date
    hash: str


@dataclass(frozen=True)
class Contrast:
    """A figure in either crisis, the second less the first, and the errors; NaN where a crisis has no such figure."""

    first: float
    first_error: float
    second: float
    second_error: float
    difference: float
    error: float


@dataclass(frozen=True)
class PartnerContrast:
    """The chance that a partner signs within the window."""

    partner: str
    chance: Contrast


@dataclass(frozen=True)
class PeriodContrast:
    """The chance that a partner signs in the period that opens on a day."""

    period: date
    partner: str
    chance: Contrast


@dataclass(frozen=True)
class ClauseContrast:
    """The chance that a clause is in the text, given that its suitor signs."""

    partner: str
    clause: str
    chance: Contrast


@dataclass(frozen=True)
class LedgerContrast:
    """What an alignment is worth to a state from signature on, in shares of its own survival."""

    alignment: str
    state: str
    worth: Contrast


def _flat(name: str, figure: str) -> Any:
    """Return what lists the rows of an attribute, with the numbers of their contrast beside their names."""

    def rows(found: Any) -> Iterator[dict[str, Any]]:
        for row in getattr(found, name):
            yield row_from(row) | row_from(getattr(row, figure))

    return rows


CONTRAST: Mapping[str, type] = {
    "first": float,
    "first_error": float,
    "second": float,
    "second_error": float,
    "difference": float,
    "error": float,
}
"""Columns of a contrast."""
SAID: Mapping[str, type] = {"path": str, "first": str, "second": str}
"""Columns of what files say differently."""


@dataclass(frozen=True)
class Difference(Result):
    """What differs between two crises.

    Attributes
    ----------
    sides : tuple of Side
        The first, and the second.
    numbers, sources, structure : tuple of FileDifference
        What the files say differently, defaults included: values and distributions; where they come from; everything else.
    shared : int
        Uncertain numbers that both files have alike, and which are drawn alike in both.
    signs : tuple of PartnerContrast
    when : tuple of PeriodContrast
    month : Contrast
        Mean month of signature, from the opening of the first crisis's window, given that anybody signs.
    attack : Contrast
        Chance of an attack.
    price : tuple of ClauseContrast
    ledger : tuple of LedgerContrast
    """

    VERB: ClassVar[str] = "diff"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "signs": Table(
            "the chance of a partner in either crisis", {"partner": str, **CONTRAST}, _flat("signs", "chance")
        ),
        "when": Table(
            "the chance that a partner signs in the period that opens on a day",
            {"period": date, "partner": str, **CONTRAST},
            _flat("when", "chance"),
        ),
        "price": Table(
            "the chance that a clause is in the text, given that its suitor signs",
            {"partner": str, "clause": str, **CONTRAST},
            _flat("price", "chance"),
        ),
        "ledger": Table(
            "what an alignment is worth to a state from signature on",
            {"alignment": str, "state": str, **CONTRAST},
            _flat("ledger", "worth"),
        ),
        "figures": Table(
            "`month`, the mean month of signature from the opening of the first window; `attack`, the chance of an attack",
            {"figure": str, **CONTRAST},
            lambda found: ({"figure": name} | row_from(getattr(found, name)) for name in ("month", "attack")),
        ),
        "numbers": Table("a number that the files give differently", SAID, rows_of("numbers")),
        "sources": Table("a number whose source the files give differently", SAID, rows_of("sources")),
        "structure": Table("what else the files say differently", SAID, rows_of("structure")),
    }

    sides: tuple[Side, Side]
    version: str
    seed: int
    draws: int
    numbers: tuple[FileDifference, ...]
    sources: tuple[FileDifference, ...]
    structure: tuple[FileDifference, ...]
    shared: int
    signs: tuple[PartnerContrast, ...]
    when: tuple[PeriodContrast, ...]
    month: Contrast
    attack: Contrast
    price: tuple[ClauseContrast, ...]
    ledger: tuple[LedgerContrast, ...]
    other: Crisis | None = field(default=None, repr=False, compare=False, kw_only=True, metadata={"told": False})
    """The second crisis; `about` is the first."""
