"""Verdicts on claims: frozen records, and how an interval decides."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

from scipy import special

from realpolitik.result import Result, Table, row_from

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


CITED = ("sources", "disputed_by")
"""Attributes of a claim that hold citations."""


def _claims(found: Claims) -> Iterator[dict[str, Any]]:
    for row in found.claims:
        yield row_from(row) | {name: [cited.key for cited in getattr(row, name)] for name in CITED}


def _citations(found: Claims) -> Iterator[dict[str, Any]]:
    for row in found.claims:
        for name in CITED:
            for cited in getattr(row, name):
                yield {"claim": row.id, "disputes": name == "disputed_by"} | row_from(cited)


@dataclass(frozen=True)
class Claims(Result):
    """The claims of a crisis, tested.

    Attributes
    ----------
    tested : int
        Claims that were not refused.
    expected_misses : float
        How many of their intervals can be expected to miss, by chance, what endless draws would give.
    """

    VERB: ClassVar[str] = "claims"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "claims": Table(
            "a claim, what became of it, and the keys of the sources that argue or dispute it",
            {
                "id": str,
                "says": str,
                "expect": str,
                "margin": float,
                "margin_given": bool,
                "measure": str,
                "unit": str,
                "verdict": str,
                "effect": float,
                "error": float,
                "low": float,
                "high": float,
                "variant": float,
                "against": float,
                "agreement": float,
                "reason": str,
                "sources": list,
                "disputed_by": list,
            },
            _claims,
        ),
        "citations": Table(
            "a source that argues a claim, or disputes it",
            {
                "claim": str,
                "disputes": bool,
                "key": str,
                "author": str,
                "title": str,
                "year": int,
                "locator": str,
            },
            _citations,
        ),
    }

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


def interval(effect: float, error: float, draws: int) -> tuple[float, float]:
    """Return the 95% interval of a mean over draws, of Student's t; NaN without an error."""
    if draws < 2 or math.isnan(error):
        return math.nan, math.nan
    reach = float(special.stdtrit(draws - 1, 0.5 + CONFIDENCE / 2)) * error
    return effect - reach, effect + reach


def holds(expect: Expectation, margin: float, low: Any, high: Any) -> Any:
    """Whether a claim holds of everything from a low to a high difference: both numbers, or arrays of as many.

    `higher` holds above the margin, `lower` below minus it, and `same` within it on both sides.
    """
    match expect:
        case "higher":
            return low > margin
        case "lower":
            return high < -margin
        case "same":
            return (low >= -margin) & (high <= margin)


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
    above, below, within = (holds(each, margin, low, high) for each in ("higher", "lower", "same"))
    if expect == "same":
        return "supported" if within else "contradicted" if above or below else "undecided"
    if within:
        if low > 0:
            return "right direction, too small to matter"
        return "wrong direction, too small to matter" if high < 0 else "no difference that matters"
    return "supported" if above else "contradicted" if below else "undecided"
