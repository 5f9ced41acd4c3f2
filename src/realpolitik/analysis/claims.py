"""Claims: what historians assert of a crisis, each run as the comparison of two variants that it names.

With x the measure in the claim's variant less the measure in the variant it is compared with, and m >= 0 the margin, a claim says

    higher:  x > m          lower:  x < -m          same:  -m <= x <= m

The three share out the line, so that no two of them hold at once. x is estimated from draws with common random numbers, and
[low, high] is its 95% interval, of Student's t. A claim is supported if the whole interval lies where the claim says, and
contradicted if all of it lies where the opposite is said. Within the margin a claim of a direction may have it right, or wrong,
or there may be none: in any case it is too small to matter. An effect of nothing, rounding apart, has no direction, whether or
not the patch could have had one. All else is undecided; a point never decides. A claim is refused if the model cannot speak to it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, ClassVar, Unpack

import numpy as np

from realpolitik.analysis.answers import NEVER, Answers, Figure, answer, difference
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.question import Question
from realpolitik.analysis.verdicts import (
    CONFIDENCE,
    SMALL,
    Citation,
    ClaimResult,
    Claims,
    Verdict,
    holds,
    interval,
    verdict_of,
)
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Claim, Crisis, Measure
from realpolitik.crisis.write import fingerprint
from realpolitik.errors import CrisisInvalid
from realpolitik.outcome import NONE
from realpolitik.result import plain

NOTHING = 1e-9
"""Weights, effects and errors that are no larger are rounding, and count as 0."""

NO_EFFECT = "what the patch changes moves nothing of what is measured, rounding apart"
"""Why there is no effect."""


@dataclass(frozen=True)
class Plan:
    """Which variants the claims of a crisis need, each once.

    Attributes
    ----------
    variants : tuple of Crisis
    pairs : mapping
        Claim -> the places of its two variants.
    refused : mapping
        Claim -> why it cannot be run.
    """

    crisis: Crisis
    variants: tuple[Crisis, ...]
    pairs: Mapping[str, tuple[int, int]]
    refused: Mapping[str, str]


def plan_claims(crisis: Crisis) -> Plan:
    """Make the variants that the claims of a crisis name."""
    variants: list[Crisis] = []
    places: dict[str, int] = {}
    pairs: dict[str, tuple[int, int]] = {}
    refused: dict[str, str] = {}
    for key, claim in crisis.claims.items():
        try:
            pairs[key] = (
                _place(crisis, claim.variant, variants, places),
                _place(crisis, claim.against, variants, places),
            )
        except CrisisInvalid as invalid:
            problem = invalid.problems[0]
            where = f"{problem.path}: " if problem.path else ""
            refused[key] = f"its patch does not fit this crisis: {where}{problem.message}"
    return Plan(crisis, tuple(variants), pairs, refused)


def _place(crisis: Crisis, changes: Mapping[str, Any], variants: list[Crisis], places: dict[str, int]) -> int:
    """Return where the variant of a patch stands; claims of the same patch share it."""
    name = json.dumps(plain(changes), default=str)  # in order, since changes are made in order
    if name not in places:
        variants.append(patch(crisis, dict(changes)) if changes else crisis)
        places[name] = len(variants) - 1
    return places[name]


@dataclass(frozen=True)
class ClaimsQuestion(Question[Claims]):
    """Which arguments about a crisis the model bears out."""

    name: ClassVar[str] = "claims"
    doing: ClassVar[str] = "testing"
    draws: ClassVar[int] = 200
    chunk: ClassVar[int] = 16
    finding: ClassVar[str] = "claims"
    draws_on_page: ClassVar[int] = 64

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[ClaimsQuestion, ...]:
        """Return the question."""
        return (cls(),)

    def refusal(self, crisis: Crisis) -> str | None:
        """Ask for claims."""
        return (
            None if crisis.claims else f"the crisis {crisis.id} makes no claims; write some under `claims` in its file"
        )

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of draws of all variants."""
        return draws * len(plan_claims(crisis).variants)

    def answer(self, crisis: Crisis, work: Work) -> Claims:
        """Compare the two variants that each claim names."""
        plan = plan_claims(crisis)
        answers = answer(plan.variants, work) if plan.variants else []
        rows = tuple(_tested(plan, key, answers) for key in crisis.claims)
        tested = sum(row.verdict != "refused" for row in rows)
        return Claims(
            crisis=crisis.id,
            title=crisis.title,
            hash=fingerprint(crisis),
            version=version("realpolitik"),
            seed=work.seed,
            draws=answers[0].draws if answers else 0,
            confidence=CONFIDENCE,
            tested=tested,
            expected_misses=(1 - CONFIDENCE) * tested,
            claims=rows,
            about=crisis,
        )


@sampled(ClaimsQuestion.draws)
def claims(crisis: CrisisLike, **asked: Unpack[Asked]) -> Claims:
    """Test the claims of a crisis.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    draws : int
        Monte Carlo draws of every variant, with the same random numbers.
    seed, threads : int
        The same seed gives the same verdicts on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers.

    Returns
    -------
    Claims

    Raises
    ------
    NothingToAnalyse
        If the crisis makes no claims.
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    return put(ClaimsQuestion(), crisis, asked)


def _tested(plan: Plan, key: str, answers: list[Answers]) -> ClaimResult:
    claim = plan.crisis.claims[key]
    if key in plan.refused:
        return _row(plan.crisis, key, "refused", plan.refused[key])
    one, other = (answers[place] for place in plan.pairs[key])
    for side, told in (("variant", one), ("crisis it is compared with", other)):
        missing = _missing(told.crisis, claim.measure)
        if missing:
            return _row(plan.crisis, key, "refused", f"the {side} has no {missing}")
    figures = one.figure(claim.measure), other.figure(claim.measure)
    for side, figure in zip(("variant", "crisis it is compared with"), figures, strict=True):
        if figure.weight.mean() < NEVER:
            reason = f"in the {side} it comes to what is measured in fewer than one of a million cases"
            return _row(plan.crisis, key, "refused", reason)
    return _compared(plan.crisis, key, *figures)


def _compared(crisis: Crisis, key: str, one: Figure, other: Figure) -> ClaimResult:
    claim = crisis.claims[key]
    effect, error = (_rounded(number) for number in difference(one, other))
    low, high = interval(effect, error, len(one.y))
    verdict = verdict_of(claim.expect, claim.least_that_matters, low, high)
    reason = _because(claim, verdict, low, high)
    return _row(
        crisis,
        key,
        verdict,
        reason,
        {
            "effect": effect,
            "error": error,
            "low": low,
            "high": high,
            "variant": one.value,
            "against": other.value,
            "agreement": _agreement(claim, one, other),
        },
    )


def _row(
    crisis: Crisis, key: str, verdict: Verdict, reason: str, numbers: Mapping[str, float] | None = None
) -> ClaimResult:
    claim = crisis.claims[key]
    names = ("effect", "error", "low", "high", "variant", "against", "agreement")
    words, unit = _in_words(crisis, claim.measure)
    return ClaimResult(
        id=key,
        says=claim.says,
        expect=claim.expect,
        margin=claim.least_that_matters,
        margin_given=claim.margin is not None,
        measure=words,
        unit=unit,
        verdict=verdict,
        reason=reason,
        sources=_citations(crisis, claim.source),
        disputed_by=_citations(crisis, claim.disputed_by),
        **(numbers or dict.fromkeys(names, math.nan)),
    )


def _rounded(number: float) -> float:
    """Return a number, or 0 for what is rounding."""
    return 0.0 if abs(number) <= NOTHING else number


def _agreement(claim: Claim, one: Figure, other: Figure) -> float:
    """Return the share of draws that have both figures in which the claim holds."""
    both = (one.weight > NOTHING) & (other.weight > NOTHING)
    if not both.any():
        return math.nan
    x = one.y[both] / one.weight[both] - other.y[both] / other.weight[both]
    x[np.abs(x) <= NOTHING] = 0.0
    return float(holds(claim.expect, claim.least_that_matters, x, x).mean())


def _because(claim: Claim, verdict: Verdict, low: float, high: float) -> str:
    """Say where the interval lies, in words that a reader can check against the numbers."""
    if math.isnan(low):
        return "one draw has no interval"
    if low == high == 0:
        return NO_EFFECT
    margin = claim.least_that_matters
    below, above = (f"{side} 0 by more than the margin" for side in ("below", "above"))
    if verdict == "undecided":
        reached = [
            words
            for words, touched in (
                (below, low < -margin),
                ("within the margin", low <= margin and high >= -margin),
                (above, high > margin),
            )
            if touched
        ]
        sign = ", all of it above 0" if low > 0 else ", all of it below 0" if high < 0 else ""
        return f"the interval lies partly {' and partly '.join(reached)}{sign}; more draws may decide"
    if verdict in SMALL or (verdict == "supported" and claim.expect == "same"):
        side = ", all of it above 0" if low > 0 else ", all of it below 0" if high < 0 else ""
        return f"the whole interval lies within the margin{side}"
    return f"the whole interval lies {above if low > margin else below}"


def _missing(crisis: Crisis, measure: Measure) -> str | None:
    """Return what a measure names that a variant does not have."""
    if measure.partner is not None and measure.partner != NONE:
        if measure.partner not in crisis.suitors:
            return f"suitor {measure.partner}"
        if measure.clause is not None and measure.clause not in crisis.suitors[measure.partner].menu:
            return f"clause {measure.clause} on the menu of {measure.partner}"
    if measure.state is not None and measure.state not in crisis.states:
        return f"state {measure.state}"
    return None


def _in_words(crisis: Crisis, measure: Measure) -> tuple[str, str]:
    """Return what a measure is, and its unit."""
    suitor = crisis.suitors.get(measure.partner or "")
    name = suitor.name if suitor is not None else measure.partner
    state = crisis.states.get(measure.state or "")
    match measure.of:
        case "signature":
            return f"chance of signing with {'nobody' if measure.partner == NONE else name}", "chance"
        case "attack":
            return "chance of an attack", "chance"
        case "month":
            return "mean month of signature" + ("" if suitor is None else f" with {name}"), "months"
        case "payoff":
            return f"payoff of {state.name if state is not None else measure.state}", "share of survival"
        case "clause":
            return f"chance of {measure.clause} in the text with {name}", "chance"
        case "bid":
            return f"chance of {measure.clause} in a bid by {name}", "chance"


def _citations(crisis: Crisis, keys: str | tuple[str, ...] | None) -> tuple[Citation, ...]:
    names = (keys,) if isinstance(keys, str) else keys or ()
    found = ((name, crisis.sources[name]) for name in names if name in crisis.sources)
    return tuple(Citation(name, s.author, s.title, s.year, s.locator) for name, s in found)
