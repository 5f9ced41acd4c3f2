"""Verdicts on claims: frozen records, and how an interval decides."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from scipy import special

from realpolitik.outcome import html_table, plain

if TYPE_CHECKING:
    import polars

CONFIDENCE = 0.95
"""Chance that an interval covers what endless draws would give."""

Verdict = Literal[
    "supported",
    "right direction, too small to matter",
    "no difference that matters",
    "wrong direction, too small to matter",
    "contradicted",
    "undecided",
    "refused",
]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""From borne out to not to be tested."""
SMALL: tuple[Verdict, ...] = VERDICTS[1:4]
"""The verdicts of an interval that lies within the margin."""
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
    id, says, expect
        As the crisis has them.
    margin : float
        Differences no larger than this are too small to matter; in units of what is measured.
    margin_given : bool
        Whether the claim itself states it; else it is the default of what is measured.
    measure : str
        What is compared, in words.
    unit : str
        ``chance``, ``months`` or ``share of survival``.
    verdict : str
        One of `VERDICTS`.
    effect, error, low, high : float
        The measure in the variant less the measure in what it is compared with; its standard error; its 95% interval.
    variant, against : float
        The measure in the variant, and in what it is compared with.
    agreement : float
        Share of the draws that have both in which the claim holds by itself, by more than the margin.
    reason : str
        What decided, in words.
    sources, disputed_by : tuple of Citation
    """

    id: str
    says: str
    expect: Expectation
    margin: float
    margin_given: bool
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
        import polars  # noqa: PLC0415  (heavy, and only wanted here)

        lists = ("sources", "disputed_by")
        rows = [asdict(row) | {name: [c.key for c in getattr(row, name)] for name in lists} for row in self.claims]
        return polars.DataFrame(rows, schema_overrides=dict.fromkeys(lists, polars.List(polars.String)))

    def _repr_html_(self) -> str:
        columns = ("claim", "verdict", "base", "changed", "effect", "95% interval", "margin")
        rows = [
            (
                row.says,
                row.verdict,
                _told("{:.3f}", row.against),
                _told("{:.3f}", row.variant),
                _told("{:+.2g} ± {:.2g}", row.effect, row.error),
                _told("{:+.2g} to {:+.2g}", row.low, row.high),
                f"{row.margin:g}",
            )
            for row in self.claims
        ]
        return html_table(f"{self.title}, {self.draws} draws", columns, rows)


def _told(form: str, *values: float) -> str:
    """Write numbers; a dash if one of them is not defined."""
    return "-" if any(map(math.isnan, values)) else form.format(*values)


def interval(effect: float, error: float, draws: int) -> tuple[float, float]:
    """Return the 95% interval of a mean over draws, of Student's t; NaN without an error."""
    if draws < 2 or math.isnan(error):
        return math.nan, math.nan
    reach = float(special.stdtrit(draws - 1, 0.5 + CONFIDENCE / 2)) * error
    return effect - reach, effect + reach


def verdict_of(expect: Expectation, margin: float, low: float, high: float) -> Verdict:
    """Return what an interval says of a claim.

    A verdict says no more than the whole interval does. With the margin m, `higher` (and `lower` the other way round) is

        supported: above m                  right direction, too small to matter: above 0 and up to m
        contradicted: below -m              wrong direction, too small to matter: below 0 and down to -m
                                            no difference that matters: within m, on both sides of 0

    and `same` is supported within m, and contradicted beyond it on either side. What reaches over a border is undecided.

    Parameters
    ----------
    expect : {"higher", "lower", "same"}
    margin : float
        Differences no larger than this are too small to matter; in the unit of what is measured.
    low, high : float
        Of the interval; NaN decides nothing.
    """
    if expect == "lower":
        return verdict_of("higher", margin, -high, -low)
    within = -margin <= low and high <= margin
    if expect == "same":
        return "supported" if within else "contradicted" if low > margin or high < -margin else "undecided"
    if within:
        if low > 0:
            return "right direction, too small to matter"
        return "wrong direction, too small to matter" if high < 0 else "no difference that matters"
    return "supported" if low > margin else "contradicted" if high < -margin else "undecided"
