"""Each rule of the codebook on small invented cases: what it makes of them, in closed form."""

from __future__ import annotations

import copy
import json
import math
import re

import pytest

from letters import assert_letters_mean_nothing, at_points
from realpolitik.crisis.checks import check
from realpolitik.errors import CrisisInvalid
from realpolitik.history.case import Letter, swapped
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import blinded, gaps, told
from realpolitik.history.menu import ACCORD
from realpolitik.history.read_case import read_case_text, read_cases, read_result_text, shipped_folder
from realpolitik.history.scales import Scales, either
from realpolitik.history.strength import DIGITS, MOST_PLANS
from realpolitik.history.switches import Leakage
from realpolitik.history.units import items
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES
from realpolitik.theories.ensemble import Ensemble
from realpolitik.theories.offers import offers
from realpolitik.theories.reading import kinships, read, strengths, threats

SCALES = Scales()
RIVALS = [theory for theory in THEORIES if not isinstance(theory, (AlignmentGame, Ensemble))]
SHIPPED = read_cases(shipped_folder(), seed=None)


def member(cow, cinc, contiguity=1, rivalry=False, claim=False):
    prox = {None: 0.1, 1: 1.0}.get(contiguity, 0.5)
    return {
        "cow": cow, "cinc": cinc, "contiguity": contiguity, "prox": prox, "rivalry": rivalry, "claim_on_pivot": claim,
    }  # fmt: skip


def bid(by, *clauses, **more):
    return {"date": "1870-02", "by": by, "secret": False, "clauses": list(clauses)} | more


def clause(kind, **more):
    return {"type": kind, "text": "as said"} | more


def tree(a=None, b=None, bids=None, measured=True, claims=(), **more):
    """A case as its file would hold it; members are rows of figures, or names where nothing is measured."""
    rows = {"A": a or [member(10, 0.1)], "B": b or [member(20, 0.1)]}
    sides, figures = {}, {"method": "invented"}
    for letter, row in rows.items():
        people = [{"state": f"State {each['cow']}", "cow": each["cow"] if measured else None} for each in row]
        sides[letter] = {"name": f"League {letter}", "members": people}
        threat = sum(each["cinc"] * each["prox"] * (1 + each["rivalry"] + each["claim_on_pivot"]) for each in row)
        figures[f"side_{letter}"] = {
            "cinc_sum": round(sum(each["cinc"] for each in row), 4), "threat": round(threat, 4), "members": row,
        }  # fmt: skip
    claimed = [each["cow"] for row in rows.values() for each in row if each["claim_on_pivot"]]
    return {
        "id": "port-1870", "war": "isthmus-1870", "pivot": {"state": "Port", "cow": 30},
        "bargaining_window": {"start": "1870-02", "end": "1870-06"}, "suitors": sides, "incumbent_partner": "none",
        "bids": {"A": [bid("League A", clause("MON"))], "B": [bid("League B", clause("MON"))]} | (bids or {}),
        "deadline_pressure": {"who": "", "why": "", "coded": {"side": "none", "date": None, "hard": False}},
        "security": {"claims_on_pivot": [*claimed, *claims]},
        "ideology_distance": {letter: {"score": 0, "reason": "none"} for letter in "AB"},
        "insult_by": "none", "sources": [{"author": "B. Envoy", "title": "Letters home", "year": 1899}],
        "measured": (figures if measured else {"method": "invented"}) | {"pivot_cinc": 0.01 if measured else None},
    } | more  # fmt: skip


def case(**parts):
    return read_case_text(json.dumps(tree(**parts)), "port-1870.yaml")


def coded(leakage=Leakage.HALF_VALUE, wide=False, **parts):
    crisis = code_case(told(case(**parts), leakage), wide_sides=wide)
    assert check(crisis) == []
    return crisis


def problems(read, text, *more):
    with pytest.raises(CrisisInvalid) as caught:
        read(json.dumps(text), "port-1870.yaml", *more)
    return {problem.path: f"{problem.message}; {problem.remedy}" for problem in caught.value.problems}


def ends(number):
    return pytest.approx(number.support())


def around(value):
    return (0.5 * value, 1.5 * value)


# --- a plan and a hostility need a quarrel


@pytest.mark.parametrize("contiguity", [1, 3, None])
def test_a_side_without_a_quarrel_has_neither_hostility_nor_plan_however_near_it_is(contiguity):
    crisis = coded(a=[member(10, 0.3, contiguity), member(11, 0.2, contiguity)])
    assert not crisis.hostilities
    assert not crisis.war_plans


@pytest.mark.parametrize(
    "rivalry, claim, threat", [(True, False, False), (False, True, False), (False, False, True), (True, True, True)]
)
@pytest.mark.parametrize("contiguity", [1, 3, None])
def test_a_motive_is_in_proportion_to_the_quarrel(contiguity, rivalry, claim, threat):
    a = [member(10, 0.3, contiguity, rivalry, claim)]
    crisis = coded(a=a, bids={"A": [bid("League A", clause("THREAT"))]} if threat else None)
    h = rivalry + claim + threat
    assert list(crisis.hostilities) == ["A-P"]
    assert list(crisis.war_plans) == ["A-attacks"]
    plan = crisis.war_plans["A-attacks"]
    assert ends(crisis.hostilities["A-P"].gain) == around(SCALES.hostility * h)
    assert ends(plan.prize["A"]) == around(SCALES.hostility * h)
    assert plan.reach["A"].support()[0] == crisis.hostilities["A-P"].reach.support()[0] == a[0]["prox"]


def test_a_claimant_outside_both_sides_has_the_quarrel_of_a_claim():
    crisis = coded(claims=[77])
    assert list(crisis.war_plans) == ["claimant-attacks"]
    assert ends(crisis.war_plans["claimant-attacks"].prize["C"]) == around(SCALES.hostility)
    assert set(crisis.war_plans["claimant-attacks"].joiners) == {"A", "B"}


# --- a bloc is not one state

BLOC = [member(10, 0.3, None), member(11, 0.02, 1, rivalry=True, claim=True), member(12, 0.08, 3)]


def test_one_member_with_a_quarrel_has_a_plan_with_its_own_strength_and_no_help_of_its_side():
    crisis = coded(a=BLOC)
    assert list(crisis.states) == ["P", "A", "A1", "B"]
    assert crisis.states["A"].capability.value == pytest.approx(0.38)
    assert crisis.states["A1"].capability.value == 0.02
    assert list(crisis.hostilities) == ["A1-P"]
    plan = crisis.war_plans["A1-attacks"]
    assert (plan.aggressor, list(plan.joiners)) == ("A1", ["B"])
    assert plan.reach["A1"].value == 1.0
    suitor = crisis.suitors["A"]
    assert suitor.lead == "A"
    assert suitor.members["A1"].value == pytest.approx(0.02 / 0.4)
    assert math.fsum(weight.value for weight in suitor.members.values()) == pytest.approx(1)


@pytest.mark.parametrize("rivals", [(0,), (0, 1), (0, 1, 2), (1,), (2,), (1, 2)])
def test_the_strength_and_the_threat_of_a_side_are_the_sums_of_its_members(rivals):
    row = [each | {"rivalry": index in rivals, "claim_on_pivot": False} for index, each in enumerate(BLOC)]
    crisis = coded(a=row)
    reading = read(crisis)
    assert strengths(reading)["A"] == pytest.approx(0.4)
    wanted = sum(row[index]["cinc"] * row[index]["prox"] for index in rivals) * SCALES.hostility
    assert threats(reading)["A"] == pytest.approx(wanted, rel=1e-4)
    assert len(crisis.suitors["A"].members) == 1 + len(set(rivals) - {0})
    aggressors = {plan.aggressor for plan in crisis.war_plans.values()}
    assert aggressors == set(crisis.suitors["A"].members) - (set() if 0 in rivals else {"A"})


def test_if_the_strongest_alone_has_a_quarrel_the_side_is_one_state_and_it_attacks_alone():
    row = [member(10, 0.3, 3, rivalry=True), member(11, 0.1, 1)]
    crisis = coded(a=row)
    assert set(crisis.states) == {"P", "A", "B"}
    # It attacks with 0.3 x 0.5 although it stands for 0.4; to help, both would come.
    assert crisis.war_plans["A-attacks"].reach["A"].value * 0.4 == pytest.approx(0.3 * 0.5)
    other = coded(a=row, b=[member(20, 0.1, 1, rivalry=True)])
    assert other.war_plans["B-attacks"].reach["A"].value * 0.4 == pytest.approx(0.3 * 0.5 + 0.1)


def test_dividing_a_side_changes_neither_its_offer_nor_its_price_nor_its_kinship():
    said = [bid("League A", *map(clause, ("DEF", "OFF", "NEUT", "GUAR", "MON", "TRANSIT")))]
    whole, divided = (
        coded(a=[member(10, 0.3), member(11, 0.1, 1, rivalry)], bids={"A": said}) for rivalry in (False, True)
    )
    assert set(divided.suitors["A"].members) == {"A", "A1"}
    assert offers(read(whole)) == pytest.approx(offers(read(divided)))
    assert kinships(read(whole)) == kinships(read(divided))
    for key, one in whole.suitors["A"].menu.items():
        other = divided.suitors["A"].menu[key]
        assert other.kind is one.kind
        for table in ("worth", "cost"):
            before, after = getattr(one, table), getattr(other, table)
            assert {k: v.support() for k, v in after.items() if k != "A1"} == {
                k: v.support() for k, v in before.items()
            }
            assert ("A1" in after) == ("A" in after)
        if "A" in one.obligors:
            assert other.obligors == ("A", "A1")
        assert not {"A", "A1"} & set(other.obligors) or other.beneficiaries == ("P",)


def test_no_more_members_than_four_have_a_plan_and_the_others_stand_with_the_strongest():
    row = [member(10, 0.2, None), *(member(11 + i, 0.01 + 0.01 * i, 1, rivalry=True) for i in range(6))]
    deadline = {"who": "", "why": "", "coded": {"side": "B", "date": "1870-05", "hard": True}}
    crisis = coded(a=row, claims=[77], deadline_pressure=deadline)
    attacks = [key for key in crisis.war_plans if key.startswith("A")]
    assert attacks == [f"A{rank}-attacks" for rank in range(1, MOST_PLANS + 1)]
    assert len(crisis.war_plans) == MOST_PLANS + 2
    assert [crisis.states[f"A{rank}"].capability.value for rank in (1, 2, 3, 4)] == [0.06, 0.05, 0.04, 0.03]
    assert strengths(read(crisis))["A"] == pytest.approx(0.41)


def test_in_a_war_of_the_sides_states_of_their_own_may_join_their_side_and_the_courted_state_chooses_last():
    deadline = {"who": "", "why": "", "coded": {"side": "A", "date": "1870-05", "hard": True}}
    crisis = coded(a=BLOC, b=[member(20, 0.1), member(21, 0.01, 1, rivalry=True)], deadline_pressure=deadline)
    plan = crisis.war_plans["sides-fight"]
    assert {key: [side.value for side in sides] for key, sides in plan.joiners.items()} == {
        "A1": ["attacker"],
        "B1": ["defender"],
        "P": ["attacker", "defender"],
    }
    assert list(plan.joiners)[-1] == "P"
    assert crisis.war_plans["A1-attacks"].occasions["deadline"].date == plan.occasions["deadline"].date
    assert all("delay_cost" in crisis.states[key].model_fields_set for key in ("A", "A1"))


def test_before_there_are_figures_members_are_equals():
    row = [member(10, 0.2), member(11, 0.1), member(12, 0.1)]
    crisis = coded(a=row, measured=False, claims=["State 11"])
    assert crisis.states["A"].capability.support() == (0.04, 0.2)
    assert crisis.states["A1"].capability.support() == (0.02, 0.1)
    assert crisis.suitors["A"].members["A1"].value == pytest.approx(1 / 3, abs=10.0**-DIGITS)
    assert crisis.war_plans["A1-attacks"].reach["A1"].support() == (0.25, 1.0)
    assert list(crisis.war_plans) == ["A1-attacks"]
    alone = coded(a=row[:1], measured=False, claims=["State 10"])
    assert list(alone.war_plans) == ["A-attacks"]
    assert alone.states["A"].capability.support() == (0.02, 0.1)


def test_with_sides_in_doubt_every_member_but_the_strongest_is_there_in_half_of_the_draws():
    crisis = coded(a=BLOC, wide=True)
    assert crisis.states["A"].capability.choice.values == pytest.approx((0.3, 0.38))
    assert crisis.states["A1"].capability.choice.values == (0.0, 0.02)


# --- a threat is not a gift


def test_a_threat_is_a_quarrel_of_whoever_makes_it_and_is_lifted_by_its_promise():
    row = [member(10, 0.3), member(11, 0.1)]
    said = {"A": [bid("League A", clause("THREAT", threatened_by=[11]), clause("DEMAND"))]}
    crisis = coded(a=row, bids=said)
    assert list(crisis.hostilities) == ["A1-P"]
    menu = crisis.suitors["A"].menu
    assert menu["threat"].kind.value == "nonaggression"
    assert menu["threat"].obligors == ("A1",)
    assert menu["threat"].beneficiaries == ("P",)
    assert set(menu[ACCORD].worth) == {"A", "A1", "B"}
    everybody = coded(a=row, bids={"A": [bid("League A", clause("THREAT"))]})
    assert everybody.suitors["A"].menu["threat"].obligors == ("A", "A1")


def test_a_threat_by_name_where_states_have_no_codes():
    crisis = coded(
        a=[member(10, 0.3), member(11, 0.1)],
        measured=False,
        bids={"A": [bid("League A", clause("THREAT", threatened_by=["state 11"]))]},
    )
    assert list(crisis.hostilities) == ["A1-P"]
    assert crisis.states["A1"].capability.support() == (0.02, 0.1)


@pytest.mark.parametrize("rivalry", [False, True])
def test_a_doubtful_threat_makes_its_quarrel_in_half_of_the_draws(rivalry):
    said = {"A": [bid("League A", clause("THREAT", unsure=True))]}
    gain = coded(a=[member(10, 0.3, 1, rivalry)], bids=said).hostilities["A-P"].gain.choice
    scale = SCALES.hostility
    without = [0.5 * scale, scale, 1.5 * scale] if rivalry else [0.0]
    assert gain.values == pytest.approx((*without, *(share * scale * (1 + rivalry) for share in (0.5, 1.0, 1.5))))
    assert math.fsum(gain.weights[: len(without)]) == pytest.approx(0.5)
    assert math.fsum(gain.weights) == pytest.approx(1)
    assert either(0.0, 1.0) == {"choice": {"values": [0.0, 0.5, 1.0, 1.5], "weights": [0.5] + [1 / 6] * 3}}


def test_a_threat_in_a_text_that_counts_half_makes_half_a_quarrel():
    said = bid("League A", clause("THREAT"), timing="half value")
    for leak, share in ((Leakage.HALF_VALUE, 0.5), (Leakage.FULL_VALUE, 1.0)):
        gain = coded(leak, bids={"A": [said]}).hostilities["A-P"].gain
        assert ends(gain) == around(SCALES.hostility * share)
    assert not coded(Leakage.DROP_ACCEPTED, bids={"A": [said]}).hostilities


def test_a_threat_that_does_not_count_as_a_bid_makes_no_quarrel():
    old = bid("League A", clause("THREAT"), date="1869-01", timing="background (before window)")
    assert not coded(bids={"A": [bid("League A", clause("MON")), old]}).hostilities


@pytest.mark.parametrize(
    "extra, place, words",
    [
        ({"threatened_by": [20]}, "threatened_by.0", "`20` is no member of side A; write a member (10, 11)"),
        ({"threatened_by": [10, 10]}, "threatened_by.1", "`10` stands here twice; delete one of the two"),
        (
            {"threatened_by": ["Nowhere"]},
            "threatened_by.0",
            "`Nowhere` is no member of side A; write a member (10, 11)",
        ),
        (
            {"type": "MON", "threatened_by": [10]},
            "threatened_by",
            "a clause MON threatens nothing; delete it, or make it THREAT",
        ),
        ({"named": True}, "named", "a clause THREAT has no `named`; delete it, or make it MIL"),
    ],
)
def test_what_belongs_to_one_kind_of_clause_is_refused_elsewhere(extra, place, words):
    said = {"A": [bid("League A", clause("THREAT") | extra)]}
    found = problems(read_case_text, tree(a=[member(10, 0.3), member(11, 0.1)], bids=said))
    assert found == {f"bids.A.0.clauses.0.{place}": words}


# --- what a bid is worth


def units(kind, share=0.4, **more):
    said = {"A": [bid("League A", clause(kind, **more))]}
    (item,) = items(case(bids=said), Letter.A, share)
    return item.units


@pytest.mark.parametrize("delivery, left", [("now", 1.0), ("on_conquest", 1.0), ("later", 0.6)])
@pytest.mark.parametrize("share, chance", [(0.4, 0.4), (0.05, 0.2), (0.99, 0.9)])
def test_enemy_land_counts_the_chance_of_victory_and_the_delay(delivery, left, share, chance):
    land = units("TERR", share, asset_holder="enemy", delivery=delivery)
    assert land == pytest.approx(2 * chance * left)


@pytest.mark.parametrize("holder, kept", [("own", 1.0), ("ally", 0.25), ("third", 0.75)])
@pytest.mark.parametrize("delivery, left", [("now", 1.0), ("on_conquest", 0.8), ("later", 0.6)])
def test_other_land_keeps_both_discounts(holder, kept, delivery, left):
    assert units("TERR", asset_holder=holder, delivery=delivery) == pytest.approx(2 * kept * left)


def test_a_number_of_arms_is_read_and_not_searched_for():
    assert units("MIL", text="a sale for 100 million marks") == 0.5
    assert units("MIL", text="a hundred guns", named=True) == 1.0


def test_to_stay_out_is_a_promise_of_the_courted_state_to_both_sides():
    crisis = coded(a=BLOC, b=[member(20, 0.1)], bids={"A": [bid("League A", clause("STAYOUT"))]})
    kept = crisis.suitors["A"].menu["stay-out"]
    assert kept.kind.value == "neutrality"
    assert kept.obligors == ("P",)
    assert set(kept.beneficiaries) == {"A", "A1", "B"}
    assert offers(read(crisis))["A"] == 0.0


def test_both_ways_is_two_clauses_that_are_offered_together():
    menu = coded(bids={"A": [bid("League A", clause("DEF"), clause("OFF"))]}).suitors["A"].menu
    for key in ("defense", "offense"):
        there, back = menu[key], menu[f"{key}-in-return"]
        assert (there.obligors, there.beneficiaries, there.requires) == (("A",), ("P",), (ACCORD, f"{key}-in-return"))
        assert (back.obligors, back.beneficiaries, back.requires) == (("P",), ("A",), (ACCORD, key))
    assert "P" in menu["offense-in-return"].cost
    assert not menu["offense"].cost


# --- hindsight

ACCEPTED = bid("League B", clause("GUAR"), timing="half value")


def test_half_and_full_value_are_the_same_texts():
    found = case(bids={"B": [ACCEPTED]})
    half, full = (items(told(found, leak), Letter.B, 0.5) for leak in (Leakage.HALF_VALUE, Leakage.FULL_VALUE))
    assert [(each.type, each.units) for each in half] == [(each.type, each.units / 2) for each in full]
    assert told(found, Leakage.FULL_VALUE).bids.A == found.bids.A


def test_a_plain_bid_fills_the_gap_of_a_side_that_made_none_and_leaves_its_rivals_bid():
    silent = case(bids={"B": []})
    seen = told(silent, Leakage.HALF_VALUE)
    assert seen.bids.A == silent.bids.A
    assert [each.text for each in seen.bids.B[0].clauses] == ["terms unknown"]
    both = blinded(silent, both=True)
    assert both.bids.A == both.bids.B == seen.bids.B


def test_a_gap_tells_only_where_an_accepted_text_was_taken_away():
    silent, accepted = case(bids={"B": []}), case(bids={"B": [ACCEPTED]})
    for leak in Leakage:
        taken = leak in {Leakage.DROP_ACCEPTED, Leakage.SHOW_GAPS}
        assert [(gap.letter, gap.tells) for gap in gaps([silent], leak)] == [(Letter.B, False)]
        assert [(gap.letter, gap.tells) for gap in gaps([accepted], leak)] == ([(Letter.B, True)] if taken else [])
    hidden, shown = (told(accepted, leak) for leak in (Leakage.DROP_ACCEPTED, Leakage.SHOW_GAPS))
    assert hidden.bids.A == hidden.bids.B == shown.bids.B
    assert shown.bids.A == accepted.bids.A


def test_how_often_a_gap_would_tell_in_the_shipped_cases():
    counts = {leak: [gap.tells for gap in gaps(SHIPPED.values(), leak)] for leak in Leakage}
    assert counts[Leakage.HALF_VALUE] == [False]
    assert sum(counts[Leakage.DROP_ACCEPTED]) == sum(counts[Leakage.SHOW_GAPS]) == 7


# --- neutrality


def result(choice, **more):
    return {
        "id": "port-1870",
        "title": "what happened",
        "choice": choice,
        "decisive_commitment_date": "1870-06",
        "instrument": "an act",
    } | more


@pytest.mark.parametrize(
    "said",
    [
        result("N"),
        result("A", military_access="A"),
        result("B", commitment_types_atop=["consultation"]),
        result("A", commitment_types_atop=["neutrality"], military_access="A"),
    ],
)
def test_an_outcome_that_follows_the_rule_of_neutrality_is_read(said):
    found = read_result_text(json.dumps(said), "port-1870.yaml", case())
    other = swapped(found)
    across = {"A": "B", "B": "A"}
    for before, after in ((found.choice, other.choice), (found.military_access, other.military_access)):
        assert after == across.get(before, before)


@pytest.mark.parametrize(
    "said, place, words",
    [
        (
            result("A"),
            "choice",
            "whoever chose A has an obligation to it or gives it military access, and neither stands here; write N, or name "
            "the obligation in `commitment_types_atop` or the side in `military_access`",
        ),
        (
            result("N", military_access="B"),
            "military_access",
            "is B, and the choice was N; write the side as the choice, or none here",
        ),
        (
            result("A", commitment_types_atop=["defense"], military_access="B"),
            "military_access",
            "is B, and the choice was A; write the side as the choice, or none here",
        ),
        (
            result("N", commitment_types_atop=["neutrality"]),
            "commitment_types_atop.0",
            "whoever is bound to neutrality has chosen a side, and the choice was N; write the side as the choice, or "
            "delete the obligation",
        ),
    ],
)
def test_neither_is_chosen_if_and_only_if_there_is_no_obligation_and_no_military_access(said, place, words):
    assert problems(read_result_text, said, case()) == {place: words}


# --- letters and the order of a file mean nothing


def turned(value):
    if isinstance(value, dict):
        return {turned(key): turned(item) for key, item in value.items() if key != "title"}
    if isinstance(value, list):
        return [turned(item) for item in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"\b[AB](?=\d?\b)", lambda letter: {"A": "B", "B": "A"}[letter[0]], value)


def as_tree(crisis):
    return crisis.model_dump(mode="json", exclude_none=True)


def in_order(tree):
    plans = [(key, list(plan["joiners"])) for key, plan in tree["war_plans"].items()]
    return plans, list(tree["hostilities"])


MADE = {
    "bloc": tree(a=BLOC, b=[member(20, 0.1, 1, True), member(21, 0.3), member(22, 0.02, 1, False, True)]),
    "equals": tree(a=[member(10 + i, 0.1, 1, True) for i in range(3)], b=[member(20 + i, 0.1, 1, True) for i in range(2)]),
    "unmeasured": tree(a=BLOC, measured=False, claims=["State 12", "State 20"], b=[member(20, 0.1), member(21, 0.1)]),
}  # fmt: skip


@pytest.mark.parametrize("key", [*SHIPPED, *MADE])
def test_exchanging_letters_exchanges_the_whole_crisis_and_keeps_its_order(key):
    found = SHIPPED[key] if key in SHIPPED else read_case_text(json.dumps(MADE[key]), "port-1870.yaml")
    seen = told(found, Leakage.HALF_VALUE)
    one, other = as_tree(code_case(seen)), turned(as_tree(code_case(swapped(seen))))
    one.pop("title")
    for parts in (one, other):  # a set of states has no order in a clause, and neither have lists that name it
        for clauses in [
            *(s["menu"] for s in parts["suitors"].values()),
            *(t["clauses"] for t in parts["treaties"].values()),
        ]:
            for each in clauses.values():
                each["beneficiaries"] = sorted(each["beneficiaries"])
    assert one == other
    if key != "equals":
        assert in_order(one) == in_order(other)


@pytest.mark.parametrize("key", ["bloc", "unmeasured"])
def test_exchanging_letters_exchanges_forecasts_of_the_game_where_several_may_attack_on_one_day(key):
    found = read_case_text(json.dumps(MADE[key]), "port-1870.yaml")
    attackers = [plan for plan in code_case(found).war_plans.values() if plan.target == "P"]
    assert {plan.aggressor[0] for plan in attackers} >= {"A", "B"}
    assert_letters_mean_nothing(AlignmentGame(draws=1), found, at_points)


@pytest.mark.parametrize("theory", RIVALS, ids=lambda theory: theory.name)
@pytest.mark.parametrize("key", list(MADE))
def test_exchanging_letters_exchanges_forecasts_where_sides_are_several_states(key, theory):
    assert_letters_mean_nothing(theory, read_case_text(json.dumps(MADE[key]), "port-1870.yaml"))


@pytest.mark.parametrize("key", list(MADE))
def test_the_order_of_members_in_the_file_means_nothing(key):
    changed = copy.deepcopy(MADE[key])
    for letter in "AB":
        changed["suitors"][letter]["members"].reverse()
        side = changed["measured"].get(f"side_{letter}")
        if side is not None:
            side["members"].reverse()
    one, other = (read_case_text(json.dumps(each), "port-1870.yaml") for each in (MADE[key], changed))
    assert as_tree(code_case(one)) == as_tree(code_case(other))
    assert in_order(as_tree(code_case(one))) == in_order(as_tree(code_case(other)))


@pytest.mark.parametrize("key", SHIPPED)
def test_a_shipped_case_is_a_small_crisis_of_quarrels(key):
    crisis = code_case(told(SHIPPED[key], Leakage.HALF_VALUE))
    assert len(crisis.states) <= 6
    assert len(crisis.war_plans) <= 6
    aggressors = {plan.aggressor for name, plan in crisis.war_plans.items() if plan.target == "P"}
    assert aggressors - {"C"} == {hostile.by for hostile in crisis.hostilities.values()}
    assert all(hostile.gain.support()[1] > 0 for hostile in crisis.hostilities.values())
