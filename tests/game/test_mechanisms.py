"""The mechanisms that the theory is meant to show, as signs on one small crisis."""

import math
from datetime import date
from typing import Any

import pytest

from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference import ReferenceGame, solve_reference
from realpolitik.game.rules.state import Draft
from realpolitik.game.rules.world import World
from realpolitik.game.solve import solve

TREE = {
    "id": "small",
    "title": "A pivot between two suitors",
    "question": "With whom does the pivot sign?",
    "pivot": "Piv",
    "as_of": "1900-01-01",
    "window": {"opens": "1900-01-01", "closes": "1900-04-30"},
    "constants": {"precision": 30, "doubt": 0, "lean": 0},
    "states": {
        "Piv": {"name": "Pivot", "capability": 0.15, "readiness": 0.6, "reputation": 0.3},
        "Wes": {"name": "West", "capability": 0.15, "reputation": 0.3},
        "Agg": {"name": "Aggressor", "capability": 0.2, "reputation": 0.2},
        "Tar": {"name": "Target", "capability": 0.03},
    },
    "stakes": {"march": {"name": "Border march", "holder": "Tar", "worth": {"Piv": 0.08}, "buffer": {"Piv": 0.3}}},
    "hostilities": {"later": {"by": "Agg", "toward": "Piv", "gain": 0.6}},
    "suitors": {
        "West": {
            "name": "West",
            "lead": "Wes",
            "members": {"Wes": 1},
            "drafting_time": 2,
            "menu": {
                "pledge": {"kind": "defense", "obligors": ["Wes", "Piv"], "beneficiaries": ["Tar"]},
                "staff": {
                    "kind": "convention",
                    "obligors": ["Wes", "Piv"],
                    "beneficiaries": ["Wes", "Piv", "Tar"],
                    "requires": ["pledge"],
                    "coordination": 0.8,
                },
            },
        },
        "East": {
            "name": "East",
            "lead": "Agg",
            "members": {"Agg": 1},
            "drafting_time": 1,
            "menu": {
                "peace": {"kind": "nonaggression", "obligors": ["Agg", "Piv"], "beneficiaries": ["Piv", "Agg"]},
                "march": {
                    "kind": "sphere", "obligors": ["Agg"], "beneficiaries": ["Piv"], "stake": "march", "delivery": "war"
                },
                "money": {
                    "kind": "transfer", "obligors": ["Agg"], "beneficiaries": ["Piv"], "worth": {"Piv": 0.03},
                    "cost": {"Agg": 0.02},
                },
            },
        },
    },
    "war_plans": {
        "plan": {
            "name": "Attack on the target",
            "aggressor": "Agg",
            "target": "Tar",
            "occasions": {"summer": {"date": "1900-04-15"}},
            "joiners": {"Wes": ["defender"], "Piv": ["defender"]},
            "reach": {"Wes": 0.6, "Piv": 0.6},
            "prize": {"Agg": 0.45},
            "balance": {"Wes": 0.2, "Piv": 0.15},
        }
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def crisis():
    return Crisis.model_validate(TREE)


def attack(crisis, bundle):
    """Chance of an attack once the West's bundle is signed, by the reference."""
    play = solve_reference(crisis, 0, 0)
    world = play.true.world
    promises = world.promises("West", frozenset(bundle)) if bundle else world.treaties
    return play.true.war.attack_chance(promises, 0)


def test_a_military_convention_deters_more_than_a_bare_pact_and_a_pact_more_than_none(crisis):
    none, pact, convention = attack(crisis, ()), attack(crisis, {"pledge"}), attack(crisis, {"pledge", "staff"})
    assert none > pact > convention


def test_money_on_the_table_draws_the_pivot(crisis):
    plain = solve(crisis, draws=1).probability("East")
    richer = solve(patch(crisis, {"suitors.East.menu.money.worth.Piv": 0.1}), draws=1).probability("East")
    assert richer > plain


def test_readiness_is_worth_something_to_the_pivot(crisis):
    payoff = {
        ready: next(row.total for row in solve(c, draws=1).payoffs if row.state == "Piv")
        for ready, c in ((0.6, crisis), (0.9, patch(crisis, {"states.Piv.readiness": 0.9})))
    }
    assert payoff[0.9] > payoff[0.6]


def test_a_buffer_is_worth_something_in_the_aftermath(crisis):
    def aftermath(c):
        return next(
            row.terms["aftermath"] for row in solve(c, draws=1).ledger if (row.alignment, row.state) == ("East", "Piv")
        )

    assert aftermath(crisis) > aftermath(patch(crisis, {"stakes.march.buffer.Piv": 0.0}))


def bid_with(game, suitor, clause, t, table=None):
    """The chance that a suitor bids a text with a clause in it at a sitting."""
    return sum(
        chance for bundle, chance in game.bids(t, table)[suitor].items() if bundle is not None and clause in bundle
    )


def test_a_suitor_that_underrates_the_pivot_bids_less(crisis):
    def bid(c):
        found = solve_reference(c, 0, 0).bids
        return sum(
            chance for (suitor, t, bundle), chance in found.items() if (suitor, t) == ("West", 0) and "staff" in bundle
        )

    belief = {"who": "Wes", "path": "states.Piv.capability", "factor": 0.05, "because": "poor reports"}
    assert bid(patch(crisis, {"perceptions.weak": belief})) < bid(crisis)


def test_exclusion_lowers_only_what_a_promise_is_worth(crisis):
    event = {"date": "1899-12-01", "what": "left out", "excludes": [{"state": "Piv", "by": ["Wes"]}]}
    before, after = (solve(c, draws=1) for c in (crisis, patch(crisis, {"events.conference": event})))
    assert after.probability("West") < before.probability("West")


@pytest.mark.parametrize("drafting", [2, 5, 20])
def test_a_suitor_is_signed_with_no_oftener_than_a_text_of_its_could_be_ready(crisis, drafting):
    # Four stages in the 120 days of the window, each of a quarter of the drafting time on average.
    work = 4 * 120 / DAYS_IN_MONTH / drafting
    in_time = 1 - math.exp(-work) * sum(work**n / math.factorial(n) for n in range(4))
    assert 0 < solve(patch(crisis, {"suitors.West.drafting_time": drafting}), draws=1).probability("West") < in_time


def test_the_seed_does_not_matter_without_uncertainty(crisis):
    assert solve(crisis, draws=2, seed=0).outcomes == solve(crisis, draws=2, seed=9).outcomes


def test_joining_the_aggressor_does_not_by_itself_remove_its_threat(crisis):
    joined = patch(crisis, {"war_plans.plan.joiners.Piv": ["attacker"], "war_plans.plan.prize.Piv": 5.0})
    none = next(row for row in solve(joined, draws=1).war if row.alignment == "none")
    assert none.joins["Piv"]["attacker"] > 0.99
    assert next(turn.turns for turn in none.aftermath if turn.toward == "Piv") > 0.5


def test_a_draft_ready_with_one_suitor_raises_the_bid_of_the_other(crisis):
    def pays(suitor, pivot, own):
        return {"kind": "transfer", "obligors": [suitor], "worth": {"Piv": pivot, suitor: own}}

    menus = {
        "suitors.West.menu": {"deal": pays("Wes", 0.2, 0.3)},
        "suitors.West.drafting_time": 1,
        "suitors.East.menu": {
            "little": pays("Agg", 0.05, 0.45) | {"excludes": ["much"]},
            "much": pays("Agg", 0.3, 0.2),
        },
        "war_plans": None,
        "stakes": None,
    }
    changed = patch(crisis, menus)
    game = ReferenceGame(World(changed, draw_numbers(changed, 0, 0, 1)))
    ready = Draft("West", frozenset({"deal"}), 0)
    # While a text of its own, which takes a month, can well be ready in time.
    steps = [t for t, day in enumerate(game.world.clock.days) if t > 0 and day < date(1900, 3, 1).toordinal()]
    assert len(steps) > 2
    for t in steps:
        assert bid_with(game, "East", "much", t, ready) > bid_with(game, "East", "much", t)


@pytest.mark.parametrize("tempo", [0.5, 1.5])
def test_a_finer_cut_of_time_is_nearly_the_same_game(crisis, tempo):
    coarse, fine = (patch(crisis, {"constants.tempo": tempo, "window.step": step}) for step in (0.5, 0.25))
    one, other = solve(coarse, draws=1), solve(fine, draws=1)
    for row in one.outcomes:
        assert row.probability == pytest.approx(other.probability(row.partner), abs=0.02)


@pytest.mark.parametrize("period", ["week", "half-month"])
def test_the_periods_of_the_reports_change_no_answer(crisis, period):
    usual, other = solve(crisis, draws=1), solve(patch(crisis, {"window.period": period}), draws=1)
    assert other.attack == pytest.approx(usual.attack, abs=1e-12)
    for row in usual.outcomes:
        assert other.probability(row.partner) == pytest.approx(row.probability, abs=1e-12)
        when = [each.probability for each in other.when if each.partner == row.partner]
        assert sum(when) == pytest.approx(row.probability if when else 0.0, abs=1e-12)


def test_what_a_bid_is_worth_to_the_pivot_never_lowers_its_acceptance():
    # One suitor with a text that can be signed at once, nobody to answer for but the pivot: the bid is as good as fixed.
    deal = {"deal": {"kind": "transfer", "obligors": ["Wes"], "worth": {"Piv": 0.0, "Wes": 0.5}}}
    suitors = {"West": {"name": "West", "lead": "Wes", "members": {"Wes": 1}, "drafting_time": 0, "menu": deal}}
    window = {"opens": "1900-01-01", "closes": "1900-01-31"}
    alone = Crisis.model_validate(TREE | {"suitors": suitors, "war_plans": {}, "window": window, "stakes": {}})
    chances = [
        solve(patch(alone, {"suitors.West.menu.deal.worth.Piv": worth}), draws=1).probability("West")
        for worth in (-0.2, -0.1, 0.0, 0.1, 0.2)
    ]
    assert chances == sorted(chances)
    assert chances[-1] > 2 * chances[0]


# --- names and orders

RENAMED = {"Piv": "Zed", "Wes": "Yps", "Agg": "Bee", "Tar": "Aye", "West": "Zuider", "East": "Abend", "plan": "alpha"}
DOUBTS = {"pivot": {"West": 0.4, "East": -0.3}, "suitor": {"West": -0.2, "East": 0.1}, "attack": {"plan": 0.5},
          "join": {"plan": {"Wes": {"defender": 0.3}, "Piv": {"defender": -0.6}}}, "turn": {"later": 0.2}}  # fmt: skip


def renamed(node: Any, names: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {names.get(key, key): renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(value, names) for value in node]
    return names.get(node, node) if isinstance(node, str) else node


@pytest.mark.parametrize("other", ["names", "order"])
def test_what_states_and_suitors_are_called_and_in_what_order_they_stand_changes_nothing(other):
    content = TREE | {"constants": {"precision": 200}, "doubt": DOUBTS}
    usual = solve(Crisis.model_validate(content), draws=1)
    names = RENAMED if other == "names" else {}
    changed = renamed(content, names)
    if other == "order":
        changed |= {part: dict(reversed(changed[part].items())) for part in ("states", "suitors")}
    found = solve(Crisis.model_validate(changed), draws=1)
    assert found.attack == pytest.approx(usual.attack, abs=1e-8)
    assert 0.01 < usual.attack < 0.99
    for row in usual.outcomes:
        assert found.probability(names.get(row.partner, row.partner)) == pytest.approx(row.probability, abs=1e-8)
    paid = {row.state: row.total for row in found.payoffs}
    expected = {names.get(row.state, row.state): row.total for row in usual.payoffs}
    assert paid == pytest.approx(expected, abs=1e-8)
