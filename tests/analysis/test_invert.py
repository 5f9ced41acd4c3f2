"""Inversion: agrees with brute force, and answers by the definitions of its page."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import date
from itertools import combinations

import pytest
from hypothesis import HealthCheck, assume, given, settings

import realpolitik as rp
from realpolitik.analysis.goal import goal_of
from realpolitik.analysis.invert import InvertQuestion, committed, front
from realpolitik.analysis.work import Work
from realpolitik.crisis.calendar import periods
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import CrisisInvalid, RealpolitikError
from realpolitik.game.reference import solve_reference
from realpolitik.game.solve import solve
from realpolitik.game.structure.table import feasible_bundles
from realpolitik.report.invert_figure import draw_invert
from realpolitik.report.invert_text import tell_invert
from strategies import crises

LIBRARY = {"ussr-1939": ("West", "1939-08"), "turkey-1939": ("Moscow", "1939-12"), "austria-1955": ("West", "1955-06")}


@pytest.fixture(scope="module")
def starter():
    return read_text(STARTER, "starter")


def subsets(menu):
    """Every non-empty set of clauses that respects `requires` and `excludes`, found by trying all."""
    for size in range(1, len(menu) + 1):
        for keys in map(set, combinations(menu, size)):
            if all(set(menu[k].requires) <= keys and not set(menu[k].excludes) & keys for k in keys):
                yield keys


def alone(crisis, suitor, keys):
    """The crisis with every other clause struck from the menu, and these tied to one another."""
    menu = crisis.suitors[suitor].menu
    changes = {f"suitors.{suitor}.menu.{key}": None for key in menu if key not in keys}
    changes[f"suitors.{suitor}.bound"] = True
    for key in keys:
        changes[f"suitors.{suitor}.menu.{key}.requires"] = sorted(keys - {key})
        changes[f"suitors.{suitor}.menu.{key}.excludes"] = []
    return patch(crisis, changes)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises(most_suitors=2, beliefs=False))
def test_agrees_with_brute_force_on_random_crises(crisis):
    crisis = patch(crisis, {"events": None}, cross_check=False)
    suitor = next(iter(crisis.suitors))
    last = periods(crisis.window)[-1]
    found = rp.invert(crisis, suitor, last, level=0.3, draws=1, seed=1)
    base = solve_reference(crisis, 1, 0)
    members = {state: weight.value for state, weight in crisis.suitors[suitor].members.items()}

    def worth(plain):
        return sum(weight * plain.payoffs[state] for state, weight in members.items())

    brute = {}
    for keys in subsets(crisis.suitors[suitor].menu):
        try:
            struck = alone(crisis, suitor, keys)
        except CrisisInvalid:  # something names what was struck
            assume(False)
        plain = solve_reference(struck, 1, 0)
        chance = sum(chance for (owner, _, _), chance in plain.signatures.items() if owner == suitor)
        brute[frozenset(keys)] = (chance, worth(plain) - worth(base))
    for offer in found.tried:
        chance, gain = brute[frozenset(offer.clauses)]
        assert offer.probability == pytest.approx(chance, abs=1e-7)
        assert offer.gain == pytest.approx(gain, abs=1e-7)
    best = max(chance for chance, _ in brute.values())
    assert found.highest.probability == pytest.approx(best, abs=1e-7)
    assert found.impossible == (best < 0.3)


def test_costs_are_those_of_the_ledger(starter):
    found = rp.invert(starter, "North", "1900-08", draws=6, seed=4)
    stands = solve(starter, draws=6, seed=4)
    assert found.as_it_stands == pytest.approx(sum(
        row.probability for row in stands.when if row.partner == "North" and row.period <= found.period
    ))  # fmt: skip
    members = starter.suitors["North"].members
    for offer in found.tried:
        signed = solve(committed(starter, "North", offer.clauses), draws=6, seed=4)
        rows = [row for row in signed.ledger if row.alignment == "North" and row.state in members]
        value = sum(members[row.state].value * row.total for row in rows)
        text = sum(
            members[row.state].value * sum(row.terms[term] for term in ("stakes", "transfers", "concession"))
            for row in rows
        )
        assert offer.menu_cost == pytest.approx(-text, abs=1e-12)
        aside = offer.cost + value
        assert aside == pytest.approx(found.tried[0].cost + _value(starter, found.tried[0]), abs=1e-12)
        (reply,) = offer.best_reply
        taken = [row for row in signed.taken_up if row.suitor == "South" and row.clause == "nonaggression"]
        assert reply.suitor == "South"
        assert reply.clauses in {bundle.clauses for bundle in feasible_bundles(starter, "South")}
        assert taken
        assert 1 / 3 <= reply.share <= 1


def _value(crisis, offer):
    members = crisis.suitors[offer.suitor].members
    signed = solve(committed(crisis, offer.suitor, offer.clauses), draws=6, seed=4)
    rows = [row for row in signed.ledger if row.alignment == offer.suitor and row.state in members]
    return sum(members[row.state].value * row.total for row in rows)


@pytest.mark.parametrize(
    "name", [name if name == "turkey-1939" else pytest.param(name, marks=pytest.mark.slow) for name in LIBRARY]
)
def test_every_crisis_of_the_library_is_told_and_drawn(name):
    crisis, (wanted, by) = load(name), LIBRARY[name]
    found = InvertQuestion(wanted, by).answer(crisis, Work(2))
    assert len(found.tried) == len(feasible_bundles(crisis, wanted))
    costs = [offer.cost for offer in found.offers]
    assert costs == sorted(costs)
    beaten = [
        (point, offer)
        for point in found.front
        for offer in found.tried
        if offer.cost <= point.cost and offer.probability > point.probability
    ]
    assert found.front
    assert not beaten
    for width in (60, 100):
        page = tell_invert(found, crisis, width)
        assert max(map(len, page.splitlines())) <= width
        assert "nan" not in page
    draw_invert(found, crisis).to_dict()
    assert found.to_frame().height == len(found.tried)
    assert wanted in found._repr_html_()


def test_the_level_decides_and_the_exhausted_menu_gives_a_reason(starter):
    high = max(offer.probability for offer in rp.invert(starter, "North", "1900-08", draws=4).tried)
    reached = rp.invert(starter, "North", "1900-08", level=high, draws=4)
    missed = rp.invert(starter, "North", "1900-08", level=min(1.0, high * (1 + 1e-9)), draws=4)
    assert not reached.impossible
    assert reached.reason is None
    assert reached.cheapest["North"] == reached.offers[0]
    assert missed.impossible
    assert missed.offers == ()
    assert f"{100 * high:.1f}%" in missed.reason
    slow = patch(starter, {"suitors.North.drafting_time": 600})
    never = rp.invert(slow, "North", "1900-08", draws=4)
    assert never.impossible
    assert "fewer than one of a million cases" in never.reason
    assert all(math.isnan(offer.cost) for offer in never.tried)
    assert never.front == front(never.tried) == ()
    assert "nan" not in tell_invert(never, slow)
    draw_invert(never, slow).to_dict()


def test_nobody_can_be_wanted_and_every_suitor_then_offers(starter):
    found = rp.invert(starter, "none", "1900-08", level=0.01, draws=4)
    assert {offer.suitor for offer in found.tried} == {"North", "South"}
    assert set(found.cheapest) <= {"North", "South"}
    one = rp.invert(starter, "none", "1900-08", level=0.01, suitor="South", draws=4)
    assert one.tried == tuple(offer for offer in found.tried if offer.suitor == "South")


def test_periods_are_named_by_a_day_or_a_month():
    crisis = load("austria-1955")  # half-months from 1 February
    month, day = goal_of(crisis, "West", "1955-03"), goal_of(crisis, "West", date(1955, 3, 3))
    assert (month.period, month.by, month.periods) == (date(1955, 3, 16), date(1955, 3, 31), 4)
    assert (day.period, day.by, day.periods) == (date(1955, 3, 1), date(1955, 3, 15), 3)
    assert goal_of(crisis, "West", "1955-10").by == crisis.window.closes
    for wrong in ("1955-01", "1955-11", "1955-13", "May", "1955-02-30"):
        with pytest.raises(RealpolitikError):
            goal_of(crisis, "West", wrong)
    with pytest.raises(RealpolitikError, match="no outcome of this crisis"):
        goal_of(crisis, "Bonn", "1955-03")
    with pytest.raises(RealpolitikError, match="no level"):
        goal_of(crisis, "West", "1955-03", level=0)


def call(*words, cwd):
    return subprocess.run(
        [sys.executable, "-m", "realpolitik", *words], check=False, capture_output=True, text=True, cwd=cwd, timeout=300
    )


def test_the_verb_end_to_end(tmp_path):
    words = ("invert", "turkey-1939", "--for", "West", "--by", "1939-10", "--draws", "2", "--quiet")
    done = call(*words, "--json", "--figure", "a.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert {"crisis", "seed", "draws", "offers", "front", "impossible", "reason", "highest", "tried"} <= found.keys()
    for offer in found["tried"]:
        assert {"suitor", "clauses", "cost", "menu_cost", "gain", "probability", "best_reply"} <= offer.keys()
    assert all({"cost", "probability"} <= point.keys() for point in found["front"])
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    wrong = call("invert", "turkey-1939", "--for", "West", "--by", "1955-10", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "outside the window" in wrong.stderr
