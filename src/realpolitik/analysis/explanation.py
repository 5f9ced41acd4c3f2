"""The answer to why: shares of factors, each with its Monte Carlo error, and a ledger; plain frozen records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from realpolitik.frames import columns_of, frame_of
from realpolitik.outcome import html_table, plain

if TYPE_CHECKING:
    import polars


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
    """A figure shared out: the shares sum to the actual figure less the baseline, that without any of the factors.

    Attributes
    ----------
    partner : str or None
        Whose chance, or whose clause; None: the month of signature with anybody.
    clause : str or None
    baseline, baseline_error, actual, actual_error : float
    factors : tuple of Share
    """

    partner: str | None
    clause: str | None
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


@dataclass(frozen=True)
class Explanation:
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

    crisis: str
    title: str
    pivot: str
    as_of: date
    hash: str
    version: str
    seed: int
    draws: int
    variants: int
    outcome: str
    chance: Attribution
    month: tuple[Attribution, ...]
    price: tuple[Attribution, ...]
    ledger: tuple[LedgerSide, ...]
    pairs: tuple[PairShare, ...]

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
        keys = ("baseline", "baseline_error", "actual", "actual_error", "factors")
        result: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            if name == "chance":
                result |= {key: shared[key] for key in keys}
            else:
                result[name] = plain(getattr(self, name))
        return result

    def to_frame(self) -> polars.DataFrame:
        """Return the shares in the chance as a polars frame: factor, name, share, error."""
        return frame_of((vars(row) for row in self.factors), columns_of(Share))

    def _repr_html_(self) -> str:
        rows = [
            ("without any of them", f"{self.baseline:.3f}", f"{self.chance.baseline_error:.3f}"),
            *((row.name, f"{row.share:+.3f}", f"{row.error:.3f}") for row in self.factors),
            ("as it stands", f"{self.actual:.3f}", f"{self.chance.actual_error:.3f}"),
        ]
        caption = f"{self.title}: the chance of {self.outcome}, {self.draws} draws of {self.variants} variants"
        return html_table(caption, ("factor", "share", "error"), rows)
