"""A small crisis that has something to tell in every section of a dispatch."""

from __future__ import annotations

from functools import cache

from realpolitik import patch, read_text
from realpolitik.analysis.brief import FINDINGS, Brief, gather, possible
from realpolitik.analysis.work import Work
from realpolitik.crisis.starter import STARTER

STAGED = {
    # Names that the map knows.
    "states.PIV.name": "Turkey",
    "states.NOR.name": "Soviet Union",
    "states.SOU.name": "Germany",
    "states.MAR.name": "Romania",
    "suitors.North.name": "Soviet Union",
    "suitors.South.name": "Germany",
    # A hand to be read, and the move that tells it.
    "states.SOU.types": {
        "bent": {"name": "Bent on war", "prior": 0.6, "changes": {"states.SOU.war_cost": 0.05}},
        "wary": {"name": "Wary of war", "prior": 0.4, "changes": {"states.SOU.war_cost": 0.4}},
    },
    "moves": {
        "call": {
            "date": "1900-03-20",
            "actor": "SOU",
            "kind": "bid",
            "what": "An offer by telegraph",
            "suitor": "South",
            "clauses": ["nonaggression"],
        }
    },
}


@cache
def staged_brief() -> Brief:
    """Return a brief with every finding that there is."""
    crisis = patch(read_text(STARTER, "starter.yaml"), STAGED)
    assert possible(crisis) == FINDINGS
    return gather(crisis, Work(4))
