"""A pivot, a date and two suitors: a crisis in which nothing matters but when the price is paid and what it is paid for.

Each suitor wants the pivot's harbours and pays for them in steps, none to 31, each worth to the pivot what it costs. The harbours
are worth something once war comes, which another state brings on a certain date, whoever signs; or from the signature on.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.read import read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.game.solve import set_up, solve_draws

STEPS = {"one": 1, "two": 2, "four": 4, "eight": 8, "sixteen": 16}
"""The clauses of payment, in steps."""
STEP = 0.02
"""What a step of payment is worth to the pivot, and costs, in shares of survival."""
NORTH, SOUTH = 0.2, 0.15
"""What the harbours are worth to either suitor: ten steps, and seven and a half."""


def bargain(
    *,
    north: float = NORTH,
    south: float = SOUTH,
    suitors: float = 1.0,
    pivot: float = 1.0,
    delay: float = 0.0,
    delivery: str = "war",
    date: str = "1900-10-01",
    drafting: float = 0.5,
) -> Crisis:
    """Return the crisis; `suitors` and `pivot` are factors of patience for a month, `delay` what a month costs a suitor."""
    tree = {
        "id": "bargain",
        "title": "A pivot, a date and two suitors",
        "question": "When does the price rise?",
        "pivot": "PIV",
        "as_of": "1900-03-31",
        "window": {"opens": "1900-04-01", "closes": date},
        "constants": {"doubt": 0},
        "states": {
            "PIV": {"name": "Pivot", "capability": 0.1, "patience": pivot},
            "NOR": {"name": "North", "capability": 0.1, "patience": suitors, "delay_cost": delay},
            "SOU": {"name": "South", "capability": 0.1, "patience": suitors, "delay_cost": delay},
            "RAI": {"name": "Raider", "capability": 0.1},
            "POR": {"name": "Port", "capability": 0.02},
        },
        "suitors": {
            "North": _suitor("North", "NOR", north, delivery, drafting),
            "South": _suitor("South", "SOU", south, delivery, drafting),
        },
        "war_plans": {
            "raid": {
                "name": "Raider attacks Port",
                "aggressor": "RAI",
                "target": "POR",
                "occasions": {"day": {"date": date, "holding_cost": 1}},
                "joiners": {},
                "reach": {},
                "prize": {"RAI": 1},
            }
        },
    }
    return read_text(json.dumps(tree), "bargain.json")


def _suitor(name: str, state: str, worth: float, delivery: str, drafting: float) -> dict[str, Any]:
    menu: dict[str, Any] = {
        "harbours": {"kind": "transfer", "obligors": ["PIV"], "worth": {state: worth}, "delivery": delivery}
    }
    for key, steps in STEPS.items():
        amount = round(steps * STEP, 2)
        paid = {"kind": "transfer", "obligors": [state], "worth": {"PIV": amount}, "cost": {state: amount}}
        menu[key] = paid | {"requires": ["harbours"]}
    return {"name": name, "lead": state, "members": {state: 1}, "drafting_time": drafting, "menu": menu}


def steps_in(clauses: Iterable[str]) -> int:
    """Return how many steps are paid by some clauses."""
    return sum(STEPS.get(key, 0) for key in clauses)


def prices(crisis: Crisis) -> dict[float, tuple[float, float]]:
    """Return, by months from the opening, the chance that anybody signs in the step of the clock, and the steps paid then."""
    game = set_up(crisis)
    signed = solve_draws(game, 0, 0, 1).signed[0]
    found: defaultdict[float, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for t, months in enumerate(clock_of(crisis).months[:-1]):
        for a, bundle in enumerate(game.layout.bundles, start=1):
            found[months][0] += float(signed[t, a])
            found[months][1] += float(signed[t, a]) * steps_in(bundle.clauses)
    return {months: (chance, paid / chance) for months, (chance, paid) in found.items() if chance > 0}
