"""What a crisis must satisfy beyond the schema: every finding at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from realpolitik.crisis.document import dotted
from realpolitik.crisis.rules.beliefs import check_beliefs
from realpolitik.crisis.rules.clauses import check_clauses
from realpolitik.crisis.rules.dates import check_dates
from realpolitik.crisis.rules.doubts import check_doubts
from realpolitik.crisis.rules.menus import check_menus
from realpolitik.crisis.rules.names import check_names
from realpolitik.crisis.rules.variants import check_measures, check_variants
from realpolitik.crisis.rules.vintage import check_vintage
from realpolitik.crisis.rules.walk import quantities
from realpolitik.crisis.rules.wars import check_wars
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import Finding

Rule = Callable[[Crisis], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    check_names,
    check_clauses,
    check_menus,
    check_wars,
    check_beliefs,
    check_doubts,
    check_dates,
    check_vintage,
)
"""The rules for a crisis by itself, factors and claims apart."""


def check(crisis: Crisis, patches: bool = True) -> list[Finding]:
    """Find everything that is wrong with a crisis.

    Parameters
    ----------
    crisis : Crisis
        Valid by the schema.
    patches : bool, optional
        Whether to check factors and claims too. Their patches are tried only on a crisis that is right without them.

    Returns
    -------
    list of Finding
        Empty if the crisis is valid.
    """
    findings = [finding for rule in RULES for finding in rule(crisis)]
    if patches:
        findings += check_measures(crisis)
        if not findings:
            findings += check_variants(crisis, partial(check, patches=False))
    return list(dict.fromkeys(findings))


def unsourced(crisis: Crisis) -> list[str]:
    """Return the paths of the numbers that a file gives without a source; defaults do not count."""
    return [dotted(path) for path, number in quantities(crisis) if number.source is None]
