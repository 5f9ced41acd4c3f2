"""Doubts about choices that nobody has."""

from __future__ import annotations

from collections.abc import Iterator

from realpolitik.crisis.document import dotted
from realpolitik.crisis.doubt import doubt_paths
from realpolitik.crisis.rules.walk import quantities
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import Finding, suggestion


def check_doubts(crisis: Crisis) -> Iterator[Finding]:
    """Find every doubt that belongs to no choice of the crisis, and would be drawn for nothing."""
    known = dict.fromkeys(doubt_paths(crisis.suitors, crisis.war_plans, crisis.hostilities))
    for path, _ in quantities(crisis.doubt, ("doubt",)):
        name = dotted(path)
        if name not in known:
            yield Finding(path, "belongs to no choice in this crisis", suggestion(name, known, "the doubts are"))
