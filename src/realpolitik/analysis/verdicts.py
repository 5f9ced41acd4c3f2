"""Verdicts on claims: frozen records, and how an interval decides."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from scipy import special

from realpolitik.frames import columns_of, frame_of
from realpolitik.outcome import html_table, plain

if TYPE_CHECKING:
    import polars

CONFIDENCE = 0.95
"""Chance that an interval covers what endless draws would give."""

Verdict = Literal["supported", "contradicted", "undecided", "refused"]
Expectation = Literal["higher", "lower", "same"]


@dataclass(frozen=True)
class Citation:
    """An entry of the sources of a crisis that argues a claim, or disputes it."""

    key: str
    author: str
    title: str
    year: int
    locator: str | None


@dataclass(frozen=True)
class ClaimResult:
    """A claim and what became of it.

    Attributes
    ----------
    id, says, expect, margin
        As the crisis has them.
    measure : str
        What is compared, in words.
    unit : str
        ``chance``, ``months`` or ``share of survival``.
    verdict : str
        ``supported``, ``contradicted``, ``undecided`` or ``refused``.
    effect, error, low, high : float
        The measure in the variant less the measure in what it is compared with; its standard error; its 95% interval.
    variant, against : float
        The measure in either.
    agreement : float
        Share of the draws that have both in which the claim holds by itself.
    reason : str
        What decided, in words.
    sources, disputed_by : tuple of Citation
    """

    id: str
    says: str
    expect: Expectation
    margin: float
    measure: str
    unit: str
    verdict: Verdict
    effect: float
    error: float
    low: float
    high: float
    variant: float
    against: float
    agreement: float
    reason: str
    sources: tuple[Citation, ...]
    disputed_by: tuple[Citation, ...]


@dataclass(frozen=True)
class Claims:
    """The claims of a crisis, tested.

    Attributes
    ----------
    tested : int
        Claims that were not refused.
    expected_misses : float
        How many of their intervals can be expected to miss, by chance, what endless draws would give.
    """

    crisis: str
    title: str
    hash: str
    version: str
    seed: int
    draws: int
    confidence: float
    tested: int
    expected_misses: float
    claims: tuple[ClaimResult, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        result: dict[str, Any] = plain(self)
        return result

    def to_frame(self) -> polars.DataFrame:
        """Return a polars frame with one row a claim; citations as lists of keys."""
        lists = ("sources", "disputed_by")
        rows = (vars(row) | {name: [c.key for c in getattr(row, name)] for name in lists} for row in self.claims)
        return frame_of(rows, columns_of(ClaimResult) | dict.fromkeys(lists, list[str]))

    def _repr_html_(self) -> str:
        rows = [
            (row.says, row.verdict, f"{row.effect:+.3f}", f"{row.low:+.3f} to {row.high:+.3f}") for row in self.claims
        ]
        return html_table(f"{self.title}, {self.draws} draws", ("claim", "verdict", "effect", "95% interval"), rows)


def interval(effect: float, error: float, draws: int) -> tuple[float, float]:
    """Return the 95% interval of a mean over draws, of Student's t; NaN without an error."""
    if draws < 2 or math.isnan(error):
        return math.nan, math.nan
    reach = float(special.stdtrit(draws - 1, 0.5 + CONFIDENCE / 2)) * error
    return effect - reach, effect + reach


def verdict_of(expect: Expectation, margin: float, low: float, high: float) -> Verdict:
    """Return what an interval says of a claim.

    Parameters
    ----------
    expect : {"higher", "lower", "same"}
    margin : float
        Differences no larger than this count as none.
    low, high : float
        Of the interval; NaN decides nothing.
    """
    match expect:
        case "higher":
            inside, outside = low > margin, high <= margin
        case "lower":
            inside, outside = high < -margin, low >= -margin
        case "same":
            inside, outside = -margin <= low and high <= margin, low > margin or high < -margin
    return "supported" if inside else "contradicted" if outside else "undecided"
