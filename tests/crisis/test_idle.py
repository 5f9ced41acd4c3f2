"""Parts of a file that stand idle: what is named changes nothing when it is taken away, and what is not named may."""

from __future__ import annotations

import math
import sys
import subprocess
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from realpolitik.crisis.idle import IdlePart, idle_parts
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.write import to_tree
from realpolitik.game.solve import solve
from tests.strategies import crises


def without(crisis: Crisis, part: IdlePart) -> Crisis | None:
    """Return the crisis with what is said to come to nothing taken away, or made as strong as can be; None if it cannot be."""
    steps = part.path.split(".")
    match steps:
        case ["suitors", name]:
            changes = {f"suitors.{name}.drafting_time": 600}
        case ["suitors", name, "menu", key]:
            clause = crisis.suitors[name].menu[key]
            kept = to_tree(clause)
            inert = {
                field: kept[field]
                for field in ("obligors", "beneficiaries", "cost", "consent_of", "consent_chance", "requires", "excludes")
                if field in kept
            }
            changes = {part.path: {"kind": "transit", "theatre": "nowhere", "beneficiaries": [crisis.pivot], **inert}}
        case ["treaties", name, "clauses", _] if len(crisis.treaties[name].clauses) == 1:
            changes = {f"treaties.{name}": None}
        case ["events", name, "effects", *path] if "cut to" in part.reason:
            effect = to_tree(crisis.events[name].effects[".".join(path)])
            if "shift" not in effect:
                return None
            sign = 1 if "at least" in part.reason else -1
            changes = {part.path: {"shift": sign * 1000}}
        case ["perceptions", name] if "cut to" in part.reason:
            changes = {part.path: to_tree(crisis.perceptions[name]) | {"shift": 1000 if "at least" in part.reason else -1000}}
            if crisis.perceptions[name].shift is None:
                return None
        case ["stakes", name]:
            changes = {part.path: {"name": name, "holder": crisis.stakes[name].holder}}
        case ["states" | "factors" | "moves", *_]:
            return None
        case _:
            changes = {part.path: None}
    gone = {
        **{f"perceptions.{key}": None for key, each in crisis.perceptions.items() if part.covers(each.path)},
        **{
            f"events.{key}.effects.{path}": None
            for key, event in crisis.events.items()
            for path in event.effects
            if part.covers(path)
        },
    }
    return patch(crisis, gone | changes, cross_check=False)


def figures(crisis: Crisis) -> list[float]:
    """Return what a run says will happen, whatever each believer forecasts."""
    outcome = solve(crisis, draws=2, threads=1)
    told = [row.probability for row in (*outcome.outcomes, *outcome.when)]
    told += [outcome.attack, *(war.attack for war in outcome.war), *(war.aggressor_wins for war in outcome.war)]
    told += [row.total for row in (*outcome.payoffs, *outcome.ledger)]
    return [0.0 if math.isnan(number) else number for number in told]


SEEN: dict[str, int] = {}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(crises())
def test_what_stands_idle_changes_nothing(crisis):
    usual = None
    for part in idle_parts(crisis):
        other = without(crisis, part)
        if other is None:
            continue
        usual = usual or figures(crisis)
        SEEN[part.reason] = SEEN.get(part.reason, 0) + 1
        assert figures(other) == pytest.approx(usual, abs=1e-9), (part, to_tree(crisis))
