"""Factors and claims: their patches must fit the crisis, and what they make of it must be a valid crisis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from realpolitik.crisis.change import changed
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.document import TreePath, dotted
from realpolitik.crisis.reserved import NOBODY
from realpolitik.crisis.rules.names import unknown
from realpolitik.crisis.schema import Claim, Crisis, Measure
from realpolitik.crisis.wording import Finding

NEEDS = {
    "signature": {"partner"},
    "attack": set[str](),
    "month": set[str](),
    "clause": {"partner", "clause"},
    "payoff": {"state"},
    "bid": {"partner", "clause"},
}
"""What each measure must name."""


def check_variants(crisis: Crisis, check: Callable[[Crisis], list[Finding]]) -> Iterator[Finding]:
    """Check the patches of factors and claims.

    Parameters
    ----------
    crisis : Crisis
    check : callable
        Finds what is wrong with a crisis, its factors and claims apart.
    """
    for key, factor in crisis.factors.items():
        yield from _patch(crisis, ("factors", key, "without"), factor.without, check)
    for key, claim in crisis.claims.items():
        for field in ("variant", "against"):
            changes = getattr(claim, field)
            if changes:
                yield from _patch(crisis, ("claims", key, field), changes, check)


def check_measures(crisis: Crisis) -> Iterator[Finding]:
    """Check that the measures of claims name what they need."""
    for key, claim in crisis.claims.items():
        yield from _measure(crisis, ("claims", key, "measure"), claim.measure)
        yield from _difference(("claims", key), claim)
        yield from _margin(crisis, ("claims", key, "margin"), claim)


def _patch(
    crisis: Crisis, path: TreePath, changes: Mapping[str, Any], check: Callable[[Crisis], list[Finding]]
) -> Iterator[Finding]:
    variant, findings = changed(crisis, changes)
    for finding in findings or ([] if variant is None else check(variant)):
        inside = dotted(finding.path)
        cause = next(
            (key for key in changes if inside == key or inside.startswith(f"{key}.") or key.startswith(inside)), None
        )
        where = path if cause is None else (*path, cause)
        yield Finding(where, f"with this patch, {inside}: {finding.message}", finding.remedy)


def _measure(crisis: Crisis, path: TreePath, measure: Measure) -> Iterator[Finding]:
    given = {field for field in ("partner", "clause", "state") if getattr(measure, field) is not None}
    for field in sorted(NEEDS[measure.of] - given):
        yield Finding(path, f"the measure `{measure.of}` needs `{field}`", f"add `{field}`")
    for field in sorted(given - NEEDS[measure.of]):
        yield Finding((*path, field), f"the measure `{measure.of}` takes no `{field}`", "delete it")
    if measure.partner is None or "partner" not in NEEDS[measure.of]:
        return
    if measure.partner == NOBODY and measure.of == "signature":
        return
    if measure.partner not in crisis.suitors:
        yield unknown((*path, "partner"), measure.partner, crisis.suitors, "suitor")
    elif measure.clause is not None and measure.clause not in crisis.suitors[measure.partner].menu:
        yield unknown((*path, "clause"), measure.clause, crisis.suitors[measure.partner].menu, "clause")


def _margin(crisis: Crisis, path: TreePath, claim: Claim) -> Iterator[Finding]:
    """Find a margin that no difference of what is measured can pass."""
    if claim.margin is None or claim.measure.of == "payoff":  # a payoff has no bounds
        return
    if claim.measure.of != "month":
        if claim.margin >= 1:
            message = f"is {claim.margin:g}, and two chances never differ by more than 1"
            yield Finding(path, message, "give a margin below 1: 0.05 is five points")
        return
    longest = clock_of(crisis).months[-2]
    if claim.margin >= longest > 0:
        message = f"is {claim.margin:g}, and two months of signature never differ by more than {longest:g}"
        yield Finding(path, message, f"give a margin below {longest:g} months")


def _difference(path: TreePath, claim: Claim) -> Iterator[Finding]:
    if claim.variant == claim.against:
        yield Finding((*path, "variant"), "is the same crisis as `against`", "change one of the two patches")
