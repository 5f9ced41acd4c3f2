"""The graph model: textbook conflicts, the definitions taken word by word, and crises read as conflicts."""

from __future__ import annotations

import math
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import realpolitik as rp
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import validate
from realpolitik.game.reference.war import War
from realpolitik.game.rules.terms import signature_terms
from realpolitik.game.rules.warfare import Warfare
from realpolitik.game.rules.world import World
from realpolitik.theories.engines.graph.option_form import DecisionMaker, Direction, Option, OptionForm
from realpolitik.theories.engines.graph.points import medians
from realpolitik.theories.engines.graph.promises import Alignment, kept
from realpolitik.theories.engines.graph.reading import ranking
from realpolitik.theories.engines.graph.stability import Concept, GraphModel, Moves, analyse
from realpolitik.theories.engines.graph.worth import PRECISION, Worths, chances_in_any_order
from realpolitik.theories.graph_model import GraphModelTheory
from realpolitik.theories.protocol import Abstention, Forecast, Theory
from strategies import crises

NASH, GENERAL, SYMMETRIC, SEQUENTIAL = Concept


def from_best(order):
    """Ranks of states 0, 1, ... from a list that names them from best to worst."""
    rank = {state: len(order) - place for place, state in enumerate(order)}
    return [rank[state] for state in sorted(rank)]


# --- textbook conflicts


def two_by_two(first, second):
    """Two decision makers with one option each: states 0 neither, 1 the first alone, 2 the second alone, 3 both."""
    form = OptionForm([DecisionMaker("first", (Option("a"),)), DecisionMaker("second", (Option("b"),))])
    return analyse(form.graph_model(np.array([from_best(first), from_best(second)])))


def test_prisoners_dilemma():
    # The option is to confess. Cooperation is no Nash equilibrium, but stable under every longer foresight.
    found = two_by_two([1, 0, 3, 2], [2, 0, 3, 1])
    assert found.equilibria(NASH) == (3,)
    assert all(found.equilibria(concept) == (0, 3) for concept in (GENERAL, SYMMETRIC, SEQUENTIAL))


def test_chicken():
    # The option is to drive on. That both swerve is held only by the fear of an answer that would hurt who gives it.
    found = two_by_two([1, 0, 2, 3], [2, 0, 1, 3])
    assert found.equilibria(NASH) == (1, 2)
    assert found.equilibria(SEQUENTIAL) == (1, 2)
    assert found.equilibria(GENERAL) == found.equilibria(SYMMETRIC) == (0, 1, 2)


ELMIRA = {
    1: {"delay"},
    2: {"modify", "delay"},
    3: {"accept"},
    4: {"modify", "accept"},
    5: {"delay", "insist"},
    6: {"modify", "delay", "insist"},
    7: {"accept", "insist"},
    8: {"modify", "accept", "insist"},
    9: {"abandon"},
}
"""The nine feasible states of the conflict over the ground water of Elmira, Ontario, by their usual numbers."""
ELMIRA_RANKING = {
    "Ministry": [7, 3, 4, 8, 5, 1, 2, 6, 9],
    "Uniroyal": [1, 4, 8, 5, 9, 3, 7, 2, 6],
    "Local Government": [7, 3, 5, 1, 8, 6, 4, 2, 9],
}


def elmira():
    one_of = ["delay", "accept", "abandon"]
    return OptionForm(
        [
            DecisionMaker("Ministry", (Option("modify", Direction.TAKE),)),
            DecisionMaker(
                "Uniroyal",
                (Option("delay", Direction.LEAVE), Option("accept"), Option("abandon", Direction.TAKE)),
            ),
            DecisionMaker("Local Government", (Option("insist"),)),
        ],
        infeasible=[
            {"delay": True, "accept": True},
            {"delay": True, "abandon": True},
            {"accept": True, "abandon": True},
            dict.fromkeys(one_of, False),
        ],
        merged=[{"abandon": True}],
    )


def test_elmira_conflict():
    form = elmira()
    number = [next(n for n, taken in ELMIRA.items() if taken == form.taken(state)) for state in range(9)]
    assert sorted(number) == list(ELMIRA)
    reached = {
        name: {number[s]: {number[t] for t in moves.from_state(s)} for s in range(9) if moves.from_state(s)}
        for name, moves in zip(form.names, form.moves, strict=True)
    }
    assert reached["Ministry"] == {1: {2}, 3: {4}, 5: {6}, 7: {8}}  # a control order once modified stays so
    uniroyal = {1: {3, 9}, 2: {4, 9}, 3: {9}, 4: {9}, 5: {7, 9}, 6: {8, 9}, 7: {9}, 8: {9}}
    assert reached["Uniroyal"] == uniroyal
    assert reached["Local Government"] == {1: {5}, 5: {1}, 2: {6}, 6: {2}, 3: {7}, 7: {3}, 4: {8}, 8: {4}}

    ranks = [[-order.index(n) for n in number] for order in ELMIRA_RANKING.values()]
    found = analyse(form.graph_model(np.array(ranks)))
    equilibria = {concept: {number[s] for s in found.equilibria(concept)} for concept in Concept}
    assert equilibria[NASH] == equilibria[SEQUENTIAL] == {5, 8, 9}
    assert equilibria[GENERAL] == equilibria[SYMMETRIC] == {1, 4, 5, 8, 9}


# --- the definitions, word by word


def reachable(graph, coalition, start, allowed):
    """The states that legal sequences of a coalition's moves reach: nobody moves twice in succession."""
    seen, frontier = set(), [(start, None)]
    while frontier:
        state, last = frontier.pop()
        for mover in coalition:
            if mover == last:
                continue
            for target in graph[mover].get(state, ()):
                if allowed(mover, state, target) and (target, mover) not in seen:
                    seen.add((target, mover))
                    frontier.append((target, mover))
    return {state for state, _ in seen}


def is_stable(concept, graph, ranks, i, state):
    def better(mover, before, after):
        return ranks[mover][after] > ranks[mover][before]

    others = [j for j in range(len(graph)) if j != i]
    for improvement in (q for q in graph[i].get(state, ()) if better(i, state, q)):
        if concept is NASH:
            return False
        allowed = better if concept is SEQUENTIAL else lambda *_: True
        sanctions = [t for t in reachable(graph, others, improvement, allowed) if not better(i, state, t)]
        if concept is SYMMETRIC:
            sanctions = [t for t in sanctions if not any(better(i, state, u) for u in graph[i].get(t, ()))]
        if not sanctions:
            return False
    return True


@st.composite
def graph_models(draw):
    """Any graphs at all, transitive or not, with ties in the rankings."""
    count, makers = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    edges = [draw(st.lists(pairs, max_size=2 * count)) for _ in range(makers)]
    ranks = [draw(st.lists(st.integers(0, 4), min_size=count, max_size=count)) for _ in range(makers)]
    moves = tuple(Moves([s for s, _ in each], [t for _, t in each], count) for each in edges)
    return GraphModel(tuple(f"m{i}" for i in range(makers)), moves, np.array(ranks, dtype=np.int64))


@settings(max_examples=300, deadline=None)
@given(graph_models())
def test_stability_is_that_of_the_definitions(model):
    states = range(model.ranks.shape[1])
    graph = [{state: moves.from_state(state) for state in states} for moves in model.moves]
    found = analyse(model)
    for concept, i, state in product(Concept, range(len(model.names)), states):
        assert found.stable[concept][i, state] == is_stable(concept, graph, model.ranks, i, state)


@settings(max_examples=100, deadline=None)
@given(graph_models(), st.randoms())
def test_names_of_states_and_order_of_decision_makers_do_not_matter(model, random):
    count = model.ranks.shape[1]
    new, order = list(range(count)), list(range(len(model.names)))
    random.shuffle(new)
    random.shuffle(order)
    place = np.array(new)
    ranks = np.empty_like(model.ranks)
    ranks[:, place] = 3 * model.ranks[order] - 5  # and only the order of ranks matters
    moves = tuple(Moves(place[model.moves[i].sources], place[model.moves[i].targets], count) for i in order)
    one, other = analyse(model), analyse(GraphModel(tuple(model.names[i] for i in order), moves, ranks))
    for concept in Concept:
        assert (other.stable[concept][:, place] == one.stable[concept][order]).all()


@settings(max_examples=100, deadline=None)
@given(graph_models())
def test_concepts_imply_one_another_as_in_fang_hipel_and_kilgour(model):
    stable = analyse(model).stable
    for stronger, weaker in [(NASH, SEQUENTIAL), (NASH, SYMMETRIC), (SYMMETRIC, GENERAL), (SEQUENTIAL, GENERAL)]:
        assert (stable[stronger] <= stable[weaker]).all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(st.sampled_from(list(Direction)), max_size=2), min_size=1, max_size=3))
def test_moves_change_own_options_in_their_direction_and_nothing_else(directions):
    makers = [
        DecisionMaker(f"m{i}", tuple(Option(f"{i}.{k}", direction) for k, direction in enumerate(each)))
        for i, each in enumerate(directions)
    ]
    form = OptionForm(makers)
    for maker, moves in zip(makers, form.moves, strict=True):
        own = {option.name: option.direction for option in maker.options}
        expected = {
            (s, t)
            for s, t in product(range(len(form.states)), repeat=2)
            if s != t
            and form.taken(s) ^ form.taken(t) <= set(own)
            and all(own[name] is not Direction.LEAVE for name in form.taken(t) - form.taken(s))
            and all(own[name] is not Direction.TAKE for name in form.taken(s) - form.taken(t))
        }
        assert set(zip(moves.sources.tolist(), moves.targets.tolist(), strict=True)) == expected


def test_a_large_conflict_has_its_nash_equilibria_among_the_others():
    form = OptionForm([DecisionMaker(f"m{i}", tuple(Option(f"{i}.{k}") for k in range(3))) for i in range(4)])
    assert len(form.states) == 4096
    ranks = np.stack([np.random.default_rng(seed).permutation(4096) // 40 for seed in range(4)])
    stability = analyse(form.graph_model(ranks))
    found = {concept: set(stability.equilibria(concept)) for concept in Concept}
    assert found[NASH] <= found[SEQUENTIAL] <= found[GENERAL]
    assert found[NASH] <= found[SYMMETRIC] <= found[GENERAL]


@pytest.mark.parametrize(
    "arguments, message",
    [
        (([DecisionMaker("m", (Option("a"), Option("a")))],), "same name"),
        (([DecisionMaker("m", (Option("a"),))], [{"b": True}]), "no option is called b"),
        (([DecisionMaker("m", (Option("a"),))], [{"a": True}, {"a": False}]), "leave no state"),
        (([DecisionMaker("m", tuple(Option(f"o{k}") for k in range(21)))],), "20 options"),
    ],
)
def test_a_conflict_that_cannot_be_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        OptionForm(*arguments)


# --- crises


def courtship(east=0.0):
    """Two suitors alike, each with a pact that it wants, and a payment that it would rather save."""

    def suitor(lead, other, bonus):
        pact = {"kind": "recognition", "obligors": [lead], "beneficiaries": ["Pivot"]}
        pact["worth"] = {"Pivot": round(0.05 + bonus, 4), lead: 0.2, other: -0.2}
        money = {"kind": "transfer", "obligors": [lead], "beneficiaries": ["Pivot"], "requires": ["pact"]}
        money |= {"worth": {"Pivot": 0.1}, "cost": {lead: 0.05}}
        menu = {"pact": pact, "money": money}
        return {"name": lead, "lead": lead, "members": {lead: 1}, "drafting_time": 0, "menu": menu}

    tree = {
        "id": "courtship",
        "title": "A courtship",
        "question": "Who signs?",
        "pivot": "Pivot",
        "as_of": "1900-01-01",
        "window": {"opens": "1900-01-01", "closes": "1900-06-01"},
        "states": {name: {"name": name, "capability": 0.1} for name in ("Pivot", "E", "W")},
        "suitors": {"East": suitor("E", "W", east), "West": suitor("W", "E", 0.0)},
    }
    crisis, findings = validate(Crisis, tree)
    assert not findings, findings
    return crisis


def test_suitors_alike_are_equally_likely_and_a_better_one_is_chosen():
    theory: Theory = GraphModelTheory()
    lapse = 0.05 / 3
    even = theory.forecast(courtship())
    assert isinstance(even, Forecast)
    assert dict(even.outcomes) == pytest.approx({"East": 0.475 + lapse, "West": 0.475 + lapse, "none": lapse})
    # Beyond the reach of any payment, the dearer pact wins in every equilibrium.
    sure = theory.forecast(courtship(east=0.2))
    assert isinstance(sure, Forecast)
    assert dict(sure.outcomes) == pytest.approx({"East": 0.95 + lapse, "West": lapse, "none": lapse})


def test_a_high_offer_stands_only_while_the_rival_would_win_without_it():
    # East's pact is a little better. A high offer that wins stands because, lowered, it would lose; East's high against
    # West's low does not, and is lowered. A pivot that stands with one may shun the other's high offer, which would be
    # lowered as soon as it was taken.
    conflict = GraphModelTheory().conflict(courtship(east=0.04))
    assert {name: (offers.low, offers.high) for name, offers in conflict.offers.items()} == dict.fromkeys(
        ("East", "West"), (("pact",), ("pact", "money"))
    )
    stability = analyse(conflict.form.graph_model(conflict.ranks))
    resting = [conflict.form.taken(state) for state in stability.equilibria(SEQUENTIAL)]
    east, west = {"stand with East"}, {"stand with West"}
    assert set(resting) == {
        frozenset(east),
        frozenset(east | {"West raises"}),
        frozenset(east | {"East raises", "West raises"}),
        frozenset(west | {"West raises"}),
        frozenset(west | {"East raises", "West raises"}),
    }
    assert GraphModelTheory().forecast(courtship(east=0.04), {"lapse": 0}).outcomes["East"] == pytest.approx(3 / 5)


def test_nothing_to_rank_is_said_to_be_so():
    worthless = {f"suitors.{s}.menu.{c}.worth.Pivot": 0 for s in ("East", "West") for c in ("pact", "money")}
    assert GraphModelTheory().forecast(rp.patch(courtship(), worthless)) == Abstention(
        "all states of the conflict are alike to the pivot"
    )
    refused = {"consent_of": ["C"], "consent_chance": {"C": 0.4}}
    pacts = {f"suitors.{s}.menu.pact.{key}": item for s in ("East", "West") for key, item in refused.items()}
    third = {"states.C": {"name": "C", "capability": 0.1}}
    assert GraphModelTheory().forecast(rp.patch(courtship(), third | pacts)) == Abstention(
        "no suitor has a bundle that finds the consent it needs and can be drafted in time"
    )


def sides(crisis, plan, alignment):
    """Who fights in a planned war at its first occasion, and on which side."""
    world = World(crisis, medians(crisis))
    war, slot = Warfare(world), next(slot for slot in world.slots if slot.plan == plan)
    promises = alignment.promises(world)
    return war.sides(slot, kept(war, promises, slot))


def test_a_pact_newly_signed_puts_its_signatory_on_a_side_whatever_older_treaties_say():
    crisis = rp.load("ussr-1939")
    without = sides(crisis, "fall-weiss", Alignment())
    assert "USSR" not in without
    assert {"Britain", "France"} <= {state for state, side in without.items() if side == "defender"}
    allied = sides(crisis, "fall-weiss", Alignment("West", ("soviet-aid", "allied-aid")))
    assert allied["USSR"] == "defender"  # the neutrality of 1926 does not stand against it


def test_danger_and_war_are_what_the_formulas_say():
    guarantee = {"kind": "guarantee", "obligors": ["E"], "beneficiaries": ["Pivot"], "requires": ["pact"]}
    hostility = {"by": "W", "toward": "Pivot", "gain": 0.6, "reach": 0.5}
    crisis = rp.patch(courtship(), {"suitors.East.menu.guarantee": guarantee, "hostilities.claim": hostility})
    worths = Worths(crisis, medians(crisis))
    logit, k, bare = (lambda x: 1 / (1 + math.exp(-30 * x))), 0.2, 0.05
    for bundle, q in [(("pact",), 0.05 / 0.15), (("pact", "guarantee"), 0.05 / 0.25)]:
        danger = (1 + k) * logit(0.6 * q - k * (1 - q)) * q
        assert worths.of("Pivot", Alignment("East", bundle)) == pytest.approx(bare - danger)

    plan = {"name": "W attacks", "aggressor": "W", "target": "Pivot", "prize": {"W": 0.7}, "reach": {"E": 0.5}}
    plan |= {"occasions": {"may": {"date": "1900-05-01"}}, "joiners": {"E": ["defender"]}}
    crisis = rp.patch(crisis, {"hostilities.claim": None, "war_plans.attack": plan})
    worths = Worths(crisis, medians(crisis), security_weight=2.0)
    for bundle, defence in [(("pact",), 0.1), (("pact", "guarantee"), 0.15)]:
        p = 0.1 / (0.1 + defence)
        war = logit(p * 0.7 - k * (1 - p) - (1 - p)) * (-k * p - p)
        assert worths.of("Pivot", Alignment("East", bundle)) == pytest.approx(bare + 2 * war)


def test_where_nothing_is_simplified_worths_are_those_of_the_game():
    # One occasion, nobody to join, nothing to follow, nothing discounted: there the plain version plays the same war.
    pact = {"kind": "nonaggression", "obligors": ["E"], "beneficiaries": ["Pivot"], "worth": {}}
    subsidy = {"kind": "transfer", "obligors": ["E"], "beneficiaries": ["Pivot"], "delivery": "war"}
    spoils = {"kind": "cession", "obligors": ["Pivot"], "beneficiaries": ["E"], "stake": "coast", "delivery": "victory"}
    plan = {"name": "E attacks", "aggressor": "E", "target": "Pivot", "prize": {"E": 0.5}, "balance": {"W": 0.1}}
    plan |= {"occasions": {"may": {"date": "1900-05-01", "holding_cost": 0.02}}, "exposure": {"E": 0.4}}
    crisis = rp.patch(
        courtship(),
        {
            "suitors.East.menu.pact": pact,
            "suitors.East.menu.subsidy": subsidy | {"worth": {"Pivot": 0.07, "E": -0.05}, "cost": {"E": 0.01}},
            "suitors.East.menu.spoils": spoils,
            "stakes.coast": {"name": "The coast", "holder": "Pivot", "worth": {"Pivot": 0.2, "E": 0.3}},
            "war_plans.attack": plan,
            **{f"states.{state}.patience": 1 for state in ("Pivot", "E", "W")},
            "constants.precision": PRECISION,  # that of an observer who reads attacks, here and nowhere else
        },
    )
    numbers = medians(crisis)
    worths, game = Worths(crisis, numbers), War(World(crisis, numbers))
    for bundle in [("pact",), ("pact", "subsidy"), ("pact", "subsidy", "spoils")]:
        alignment = Alignment("East", bundle)
        promises = alignment.promises(game.world)
        signed = game.world.total(signature_terms(game.world, "East", frozenset(bundle), 0))
        followed = game.peace_value(promises, 0)
        held = (
            1 - game.attack_chance(promises, 0)
        ) * 0.02  # holding is what an attack is measured by, and no more here
        expected = {state: signed[state] + followed[state] for state in crisis.states}
        expected["E"] += held
        for state, worth in expected.items():
            assert worths.of(state, alignment) == pytest.approx(worth, abs=1e-11), (bundle, state)
    assert len({worths.of("E", Alignment("East", bundle)) for bundle in [("pact",), ("pact", "spoils")]}) == 2


def test_a_promise_that_waits_calls_only_once_the_other_has_joined_and_a_buffer_guards():
    plan = {"name": "W attacks", "aggressor": "W", "target": "Pivot", "occasions": {"may": {"date": "1900-05-01"}}}
    plan |= {"joiners": {"C": ["defender"], "E": ["defender"]}, "reach": {"C": 1, "E": 1}}
    aid = {"kind": "defense", "obligors": ["E"], "beneficiaries": ["Pivot"], "contingent_on": "C"}
    owed = {"kind": "guarantee", "obligors": ["C"], "beneficiaries": ["Pivot"]}
    third = {"states.C": {"name": "C", "capability": 0.1}}
    waiting = rp.patch(courtship(), {**third, "war_plans.attack": plan, "suitors.East.menu.aid": aid})
    joined = rp.patch(waiting, {"suitors.East.menu.owed": owed})
    assert set(sides(waiting, "attack", Alignment("East", ("aid",)))) == {"W", "Pivot"}
    assert set(sides(joined, "attack", Alignment("East", ("aid", "owed")))) == {"W", "Pivot", "C", "E"}

    hostility = {"by": "W", "toward": "Pivot", "gain": 0.6, "reach": 0.5}
    stake = {"name": "The pass", "holder": "Pivot", "buffer": {"Pivot": 0.5}}
    open_land = rp.patch(courtship(), {"hostilities.claim": hostility})
    guarded = rp.patch(open_land, {"stakes.pass": stake})
    worth = [Worths(crisis, medians(crisis)).of("Pivot", Alignment()) for crisis in (open_land, guarded)]
    assert worth[0] < worth[1] < 0


@pytest.mark.parametrize("chances", [[], [0.3], [0.5, 0.5], [1.0, 1.0, 0.2], [0.9, 0.1, 0.6, 0.0, 0.35, 1.0]])
def test_of_plans_of_one_day_every_order_is_as_likely(chances):
    orders = list(permutations(range(len(chances))))
    expected = [0.0] * len(chances)
    for order in orders:
        peace = 1.0 / len(orders)
        for k in order:
            expected[k] += peace * chances[k]
            peace *= 1 - chances[k]
    assert chances_in_any_order(chances) == pytest.approx(expected, abs=1e-14)


def test_plans_of_an_earlier_day_are_asked_first_wherever_they_are_listed():
    def chances(day, first):
        plans = {
            who: {
                "name": who,
                "aggressor": who,
                "target": "Pivot",
                "prize": {who: 0.7},
                "occasions": {"o": {"date": when}},
            }
            for who, when in (("E", "1900-03-01"), ("W", day))
        }
        plans = {who: plans[who] for who in sorted(plans, reverse=first == "W")}
        crisis = rp.patch(courtship(), {"war_plans": plans})
        return {war.plan: war.chance for war in Worths(crisis, medians(crisis)).wars(Alignment())}

    same = chances("1900-03-01", "E")
    assert same == chances("1900-03-01", "W")
    assert same["E"] == same["W"]
    earlier, later = chances("1900-02-01", "E"), chances("1900-05-01", "E")
    assert earlier == chances("1900-02-01", "W")
    assert earlier["W"] == later["E"] > same["E"] > earlier["E"] == later["W"]


def test_a_state_called_to_both_sides_follows_what_is_new_and_else_stays_out():
    plan = {"name": "W attacks", "aggressor": "W", "target": "Pivot", "occasions": {"may": {"date": "1900-05-01"}}}
    plan |= {"joiners": {"E": ["attacker", "defender"]}, "reach": {"E": 0.5}}
    attack = {"kind": "offense", "obligors": ["E"], "beneficiaries": ["W"], "against": ["Pivot"]}
    aid = {"kind": "defense", "obligors": ["E"], "beneficiaries": ["Pivot"]}
    old = {"name": "old", "signed": "1899-01-01", "clauses": {"attack": attack, "aid": aid}}
    crisis = rp.patch(courtship(), {"war_plans.attack": plan, "treaties.old": old, "suitors.East.menu.aid": aid})
    for turned in (("attacker", "defender"), ("defender", "attacker")):
        each = rp.patch(crisis, {"war_plans.attack.joiners.E": list(turned)})
        assert "E" not in sides(each, "attack", Alignment())
        assert sides(each, "attack", Alignment("East", ("aid",)))["E"] == "defender"


def test_hands_that_are_equally_likely_are_all_held_half():
    def strength(priors):
        hands = {
            "strong": {"name": "strong", "prior": priors[0], "changes": {"states.E.capability": 0.3}},
            "weak": {"name": "weak", "prior": priors[1], "changes": {}},
        }
        crisis = rp.patch(courtship(), {"states.E.types": hands})
        return medians(crisis).at("states.E.capability")[0]

    assert strength((0.6, 0.4)) == pytest.approx(0.3)
    assert strength((0.4, 0.6)) == pytest.approx(0.1)
    assert strength((0.5, 0.5)) == pytest.approx(0.2)


def test_ranks_are_ties_within_the_same_multiple():
    assert ranking(np.array([0.101, 0.099, 0.2, -1.0]), 0.05).tolist() == [1, 1, 2, 0]
    assert ranking(np.array([0.101, 0.099, 0.2, -1.0]), 0.0).tolist() == [2, 1, 3, 0]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(crises())
def test_every_crisis_gets_chances_or_a_reason(crisis):
    answer = GraphModelTheory().forecast(crisis)
    if isinstance(answer, Abstention):
        assert answer.reason
    else:
        assert list(answer.outcomes) == [*crisis.suitors, "none"]
        assert sum(answer.outcomes.values()) == pytest.approx(1)
        assert min(answer.outcomes.values()) > 0
