"""Small crises of invented states in which some may turn on others, and others may help."""

from __future__ import annotations

from typing import Any

from realpolitik.crisis.schema import Crisis

Tree = dict[str, Any]
CAPABILITY = {"A": 0.2, "B": 0.1, "C": 0.15, "H": 0.12, "J": 0.08, "K": 0.07, "M": 0.09, "P": 0.1}


def crisis_of(**more: Any) -> Crisis:
    """Seven states and a pivot that one suitor courts, with choices so blunt that every branch counts."""
    content: Tree = {
        "id": "after",
        "title": "After",
        "question": "Who turns?",
        "pivot": "P",
        "as_of": "1899-12-31",
        "window": {"opens": "1900-01-01", "closes": "1900-01-20", "step": 12},
        "constants": {"precision": 5},
        "states": {
            name: {"name": name, "capability": strength, "war_cost": 0.2, "reputation": 0.3}
            for name, strength in CAPABILITY.items()
        },
        "suitors": {
            "B": {
                "name": "B", "lead": "B", "members": {"B": 1}, "drafting_time": 0,
                "menu": {"deal": {"kind": "transfer", "obligors": ["B"], "worth": {"P": 0.1}}},
            }
        },
    }  # fmt: skip
    return Crisis.model_validate(content | more)


def claim(by: str, toward: str, gain: float, **more: Any) -> Tree:
    return {"by": by, "toward": toward, "gain": gain, **more}


def word(**clauses: Tree) -> Tree:
    return {"word": {"name": "Word", "signed": "1899-01-01", "clauses": clauses}}


def defense(obligor: str, beneficiary: str, **more: Any) -> Tree:
    return {"kind": "defense", "obligors": [obligor], "beneficiaries": [beneficiary], **more}


def attack(**more: Any) -> Tree:
    """A may attack B; M may help either."""
    plan = {
        "name": "Attack on B", "aggressor": "A", "target": "B", "occasions": {"spring": {"date": "1900-01-15"}},
        "prize": {"A": 0.6}, "joiners": {"M": ["attacker", "defender"]}, "reach": {"M": 0.7},
    }  # fmt: skip
    return {"plan": plan | more}
