"""Crises of any size, for measuring how the solver's time grows: nothing in them means anything."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from realpolitik.crisis.read import read_text
from realpolitik.crisis.schema import Crisis

OPENS = date(1900, 1, 1)
WEEK = timedelta(days=7)


def synthetic(bundles: int, periods: int, suitors: int, joiners: int) -> Crisis:
    """Return a crisis with as many bundles a suitor, weeks, suitors, and joiners of its one war, as asked for.

    A suitor offers a pact of defence, alone or with any of several payments, so that the number of its bundles is a power of
    two; drafting takes two weeks.
    """
    leads = [f"S{k}" for k in range(suitors)]
    others = [f"J{k}" for k in range(max(0, joiners - 1))]
    states = ["P", "A", "T", *leads, *others]
    tree: dict[str, Any] = {
        "id": "synthetic",
        "title": "Of any size",
        "question": "How long does it take?",
        "pivot": "P",
        "as_of": str(OPENS),
        "window": {"opens": str(OPENS), "closes": str(OPENS + periods * WEEK - timedelta(days=1)), "period": "week"},
        "states": {
            name: {"name": name, "capability": {"uniform": [0.05, 0.15]}, "readiness": {"uniform": [0.4, 0.9]}}
            for name in states
        },
        "hostilities": {
            f"h{name}": {"by": "A", "toward": name, "gain": {"uniform": [0.1, 0.5]}} for name in ("P", "T")
        },
        "suitors": {lead: _suitor(lead, bundles, k) for k, lead in enumerate(leads)},
        "war_plans": {
            "plan": {
                "name": "A attacks T",
                "aggressor": "A",
                "target": "T",
                "occasions": {"last": {"date": str(OPENS + (periods - 1) * WEEK)}},
                "joiners": {name: ["defender"] for name in ["P", *others][:joiners]},
                "reach": {name: {"uniform": [0.2, 0.8]} for name in ["P", *others][:joiners]},
                "prize": {"A": {"uniform": [0.1, 0.4]}},
            }
        },
    }
    return read_text(json.dumps(tree), "synthetic")


def _suitor(lead: str, bundles: int, rank: int) -> dict[str, Any]:
    payments = [f"pay{k}" for k in range(bundles.bit_length() - 1)]
    menu: dict[str, Any] = {"pact": {"kind": "defense", "obligors": [lead, "P"], "beneficiaries": [lead, "P"]}}
    for k, key in enumerate(payments):
        amount = 0.02 * (k + 1 + 0.3 * rank)
        menu[key] = {
            "kind": "transfer",
            "obligors": [lead],
            "worth": {"P": {"uniform": [0.8 * amount, 1.2 * amount]}, lead: -amount},
            "requires": ["pact"],
        }
    return {"name": lead, "lead": lead, "members": {lead: 1}, "drafting_time": 0.46, "menu": menu}
