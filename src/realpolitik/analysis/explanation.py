"""The answer to why: shares of factors, each with its Monte Carlo error, and a ledger; plain frozen records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from realpolitik.outcome import ledger_rows
from realpolitik.result import Table, TracedResult, plain, row_from, rows_of, told_fields


@dataclass(frozen=True)
class Share:
    """What the presence of a factor adds to a figure: its Shapley value."""

    factor: str
    name: str
    share: float
    error: float


@dataclass(frozen=True)
class PairShare:
    """What two factors do together beyond what each does alone: their Shapley interaction index."""

    factors: tuple[str, str]
    index: float
    error: float


@dataclass(frozen=True)
class Attribution:
    """A figure shared out: what chance alone gives, what no factor names, and the shares sum to the actual figure.

    Attributes
    ----------
    partner : str or None
        Whose chance, or whose clause; None: the month of signature with anybody.
    clause : str or None
    alone, alone_error : float
        What chance alone gives: the figure with nothing at stake but what nothing explains.
    unnamed, unnamed_error : float
        What no factor names: the baseline, which is the figure without any of the factors, less that.
    baseline, baseline_error, actual, actual_error : float
    factors : tuple of Share
    """

    partner: str | None
    clause: str | None
    alone: float
    alone_error: float
    unnamed: float
    unnamed_error: float
    baseline: float
    baseline_error: float
    actual: float
    actual_error: float
    factors: tuple[Share, ...]


@dataclass(frozen=True)
class LedgerSide:
    """What an alignment is worth to the pivot, term by term.

    Attributes
    ----------
    role : str
        ``chosen``: the likeliest alignment; ``rejected``: of the others, that worth most to the pivot; ``difference``.
    alignment : str or None
    state : str
    terms : mapping
    total, error : float
    """

    role: str
    alignment: str | None
    state: str
    terms: Mapping[str, float]
    total: float
    error: float


def _shares(figures: tuple[Attribution, ...]) -> Iterator[dict[str, Any]]:
    for figure in figures:
        for share in figure.factors:
            yield {"partner": figure.partner, "clause": figure.clause} | row_from(share)


SHARE: Mapping[str, type] = {"factor": str, "name": str, "share": float, "error": float}
"""Columns of a share."""


@dataclass(frozen=True)
class Explanation(TracedResult):
    """The answer to why, with its provenance.

    Attributes
    ----------
    variants : int
        Sets of factors that were solved, each with all draws.
    outcome : str
        The partner, or ``none``, whose chance is explained.
    chance : Attribution
        Of that chance.
    month : tuple of Attribution
        Of the mean month of signature, from the opening of the window, given that anybody signs.
    price : tuple of Attribution
        Of the chance of each clause, given that its suitor signs.
    ledger : tuple of LedgerSide
    pairs : tuple of PairShare
        Of the chance.
    """

    VERB: ClassVar[str] = "explain"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "factors": Table("the share of a factor in the chance", SHARE, rows_of("factors")),
        "month": Table(
            "the share of a factor in the mean month of signature", SHARE, lambda found: _shares(found.month)
        ),
        "price": Table(
            "the share of a factor in the chance of a clause, given that its suitor signs",
            {"partner": str, "clause": str, **SHARE},
            lambda found: _shares(found.price),
        ),
        "figures": Table(
            "a figure that is shared out: by chance alone, what no factor names, the sum of these two (the baseline, without any of"
            " the factors), and as it stands; the month has no partner",
            {
                "partner": str,
                "clause": str,
                "alone": float,
                "alone_error": float,
                "unnamed": float,
                "unnamed_error": float,
                "baseline": float,
                "baseline_error": float,
                "actual": float,
                "actual_error": float,
            },
            lambda found: (row_from(each) for each in (found.chance, *found.month, *found.price)),
        ),
        "ledger": Table(
            "what a term is worth to the pivot under the chosen alignment, under the rejected one, and their difference",
            {"role": str, "alignment": str, "state": str, "term": str, "worth": float, "total": float, "error": float},
            lambda found: ledger_rows(found.ledger),
        ),
        "pairs": Table(
            "what two factors do together beyond what each does alone",
            {"factor": str, "other": str, "index": float, "error": float},
            lambda found: (
                row_from(each) | {"factor": each.factors[0], "other": each.factors[1]} for each in found.pairs
            ),
        ),
    }

    draws: int
    variants: int
    outcome: str
    chance: Attribution
    month: tuple[Attribution, ...]
    price: tuple[Attribution, ...]
    ledger: tuple[LedgerSide, ...]
    pairs: tuple[PairShare, ...]

    @property
    def alone(self) -> float:
        """What chance alone gives."""
        return self.chance.alone

    @property
    def unnamed(self) -> float:
        """What no factor names."""
        return self.chance.unnamed

    @property
    def baseline(self) -> float:
        """The chance without any of the factors."""
        return self.chance.baseline

    @property
    def actual(self) -> float:
        """The chance as it is."""
        return self.chance.actual

    @property
    def factors(self) -> tuple[Share, ...]:
        """The shares in the chance."""
        return self.chance.factors

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        shared = plain(self.chance)
        keys = [key for key in shared if key not in ("partner", "clause")]
        result: dict[str, Any] = {}
        for each in told_fields(self):
            if each.name == "chance":
                result |= {key: shared[key] for key in keys}
            else:
                result[each.name] = plain(getattr(self, each.name))
        return result
