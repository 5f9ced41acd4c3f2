"""The rules walked by themselves, and held against the plain solver that plays by them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realpolitik.crisis.defaults import STAGES
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import RealpolitikError
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference import solve_reference
from realpolitik.game.rules.nodes import Act, Chance, Decision, End
from realpolitik.game.rules.rules import NoSuchOption, Rules
from realpolitik.game.rules.state import (
    Answer,
    Ask,
    AtOnce,
    Attack,
    Bidding,
    Consent,
    Contest,
    Council,
    Draft,
    Join,
    OpenAttack,
    Over,
    Passing,
    Reply,
    Rescue,
    Signed,
    State,
    Turned,
    Turning,
    Wording,
    state_from_json,
    state_to_json,
)
from realpolitik.game.rules.world import World, mix, plus
from strategies import crises

PLAYED = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
GAMES = 2000


def rules_of(crisis, seed=0, draw=3):
    return Rules(World(crisis, draw_numbers(crisis, seed, draw, 1)))


def played(rules, choose):
    """Every state of one play, the end included; what is chosen is asked of the function, by the number of options."""
    states = [rules.start()]
    while not isinstance(node := rules.node(states[-1]), End):
        count = len(node.options) if isinstance(node, Decision) else len(node.branches)
        states.append(rules.step(states[-1], choose(count)))
    return states


def longest(crisis, rules):
    """More steps than any play can have."""
    world = rules.world
    questions = max(sum(len(clause.consent_of) for clause in s.menu.values()) for s in crisis.suitors.values())
    period = len(world.slots) + 2 * len(crisis.suitors) + questions + 6
    # Whoever turns, on whom, two that help, and the campaign.
    return world.last * period + len(world.slots) + len(crisis.states) + 1 + 5 * len(crisis.hostilities)


# --- any play of any crisis


@PLAYED
@given(crisis=crises(), data=st.data())
def test_every_play_ends_and_every_node_on_the_way_is_sound(crisis, data):
    rules = rules_of(crisis)
    for _ in range(4):
        states = played(rules, lambda count: data.draw(st.integers(0, count - 1)))
        assert len(states) <= longest(crisis, rules)
        for state in states:
            assert state_from_json(state_to_json(state)) == state
            assert hash(state_from_json(state_to_json(state))) == hash(state)
            node = rules.node(state)
            if isinstance(node, Chance):
                assert sum(branch.chance for branch in node.branches) == pytest.approx(1, abs=1e-12)
                assert len({branch.key for branch in node.branches}) == len(node.branches)
            if isinstance(node, Decision):
                assert node.player in rules.players
                assert len({option.key for option in node.options}) == len(node.options) > 0
                for k in (-1, len(node.options)):
                    with pytest.raises(NoSuchOption, match="the options are 0 "):
                        rules.step(state, k)
        paid = rules.node(states[-1]).terms
        due = [rules.terms(late) for state, after in pairwise(states) for late in after.due[len(state.due) :]]
        assert paid == pytest.approx(plus(*due), abs=1e-15)


@PLAYED
@given(crisis=crises(), data=st.data())
def test_a_mover_knows_what_it_can_do_and_no_secret_of_others(crisis, data):
    rules = rules_of(crisis)
    for state in played(rules, lambda count: data.draw(st.integers(0, count - 1))):
        node = rules.node(state)
        for seat in crisis.states:
            seen = rules.observed(state, seat)
            assert rules.observed(seen, seat) == seen
            assert state_from_json(state_to_json(seen)) == seen
            for path in rules.promises(seen.place) if isinstance(seen.place, Attack | Join | Contest) else ():
                clause = rules.world.clause(path)
                assert not clause.secret or seat in {*clause.obligors, *clause.beneficiaries}
        if isinstance(node, Decision):
            told = rules.node(rules.observed(state, rules.mover(node.player)))
            assert told == node


# --- beside the plain solver


def expectation(game, place, memory):
    """The expected terms from a place on, everybody choosing as the game says."""
    if place not in memory:
        parts = []
        for k, q in enumerate(game.chances(place)):
            if q > 0:
                after = game.rules.step(State(place), k)
                ahead = expectation(game, after.place, memory)
                parts.append((q, plus(*(game.rules.terms(due) for due in after.due), ahead)))
        memory[place] = mix(parts)
    return memory[place]


@settings(PLAYED, max_examples=15)
@given(crisis=crises())
def test_ends_pay_what_the_ledger_of_the_plain_solver_says(crisis):
    compare_ends_with_ledger(solve_reference(crisis, 0, 3))


def test_of_two_victors_that_turn_on_one_state_the_first_to_come_fights_for_it_and_the_other_neither_gets_nor_pays():
    changes = {
        "war_plans.autumn.joiners.NOR": ["attacker", "defender"],
        "hostilities.north_pivot": {"by": "NOR", "toward": "PIV", "gain": 0.5, "reach": 0.9},
        "constants.precision": 4,
    }
    crisis = patch(read_text(STARTER, "starter"), changes)
    compare_ends_with_ledger(solve_reference(crisis, 0, 3))
    rules = rules_of(crisis)
    state = State(rules.occasion(rules.world.treaties, 0))
    both = take(rules, state, "attack", "attacker", "out", "attacker wins", "turn", "turn")
    assert both.place.made == (("SOU", "south_pivot"), ("NOR", "north_pivot"))
    over = take(rules, both, "out", "prevails")
    assert over.place == Over()
    assert [due.hostility for due in over.due if isinstance(due, Turned)] == ["south_pivot"]
    late = take(rules, state, "attack", "attacker", "out", "attacker wins", "rest", "turn", "prevails")
    assert [due.hostility for due in late.due if isinstance(due, Turned)] == ["north_pivot"]


def test_who_turns_sees_neither_what_others_do_nor_who_helps_and_helpers_see_it_all(starter):
    state = State(starter.opening(starter.world.last, None))
    assert state.place == Turning(starter.world.treaties, len(starter.world.slots), (), None, (), "SOU")
    crisis = patch(
        starter.world.crisis,
        {
            "hostilities.north_march": {"by": "NOR", "toward": "MAR", "gain": 0.5},
            "hostilities.north_pivot": {"by": "NOR", "toward": "PIV", "gain": 0.5},
        },
    )
    rules = rules_of(crisis)
    rested, turned = (take(rules, state, key) for key in ("rest", "turn"))
    assert rested.place != turned.place
    assert rules.observed(rested, "NOR") == rules.observed(turned, "NOR")
    assert rules.node(rested) == rules.node(turned)
    assert rules.node(turned).information == "NOR turns"
    asked = [take(rules, each, "turn") for each in (rested, turned)]
    assert [option.hostility for option in rules.node(asked[0]).options] == ["north_march", "north_pivot"]
    assert rules.node(asked[0]) == rules.node(asked[1])
    assert rules.observed(asked[0], "NOR") == rules.observed(asked[1], "NOR")
    helped = take(rules, asked[1], "north_march")
    assert isinstance(helped.place, Rescue)
    assert rules.observed(helped, "NOR") == helped


def compare_ends_with_ledger(play):
    game, world, memory = play.true, play.true.world, {}
    rules = game.rules
    assert world.total(expectation(game, rules.start().place, memory)) == pytest.approx(play.payoffs, abs=1e-12)
    signed = {(signature, rules.signed(*signature)) for signature in play.signatures}
    for signature, (place, due) in signed | {((), (rules.occasion(world.treaties, 0), ()))}:
        ahead = plus(expectation(game, place, memory), *(rules.terms(late) for late in due))
        told = play.ledger(*signature)
        for state, terms in told.items():
            ours = {term: amount for (who, term), amount in ahead.items() if who == state}
            for term in ours.keys() | terms:
                assert ours.get(term, 0.0) == pytest.approx(terms.get(term, 0.0), abs=1e-12)


def test_sampled_games_come_out_as_often_as_the_plain_solver_says():
    crisis = patch(read_text(STARTER, "starter"), {"constants.precision": 8})
    play = solve_reference(crisis, 0, 0)
    rules, random = play.true.rules, np.random.default_rng(20)
    signatures, attacks, none, payoffs = Counter(), Counter(), 0, []
    for _ in range(GAMES):
        state, signature = rules.start(), None
        while not isinstance(node := rules.node(state), End):
            place = state.place
            if isinstance(place, Join | Contest) and not place.decisions:
                slot = rules.slot(place.slot)
                partner, _, t = signature or ("none", None, None)
                attacks[slot.plan, slot.occasion, partner, t] += 1
            chances = play.true.chances(place)
            state = rules.step(state, random.choice(len(chances), p=np.array(chances) / sum(chances)))
            signature = next(((due.suitor, due.bundle, due.t) for due in state.due if isinstance(due, Signed)), None)
        signatures[signature] += signature is not None
        none += signature is None
        payoffs.append(rules.world.total(node.terms))

    assert GAMES > none > 0
    assert len(+signatures) > 5
    assert len(attacks) > 5
    for counted, chances in ((+signatures, play.signatures), (attacks, play.attacks), ({(): none}, {(): play.none})):
        assert counted.keys() <= chances.keys()
        for key, chance in chances.items():
            spread = np.sqrt(max(chance * (1 - chance), 1 / GAMES) / GAMES)
            assert abs(counted.get(key, 0) / GAMES - chance) < 4 * spread, key
    for name, expected in play.payoffs.items():
        paid = np.array([each[name] for each in payoffs])
        assert abs(paid.mean() - expected) <= 4 * paid.std() / np.sqrt(GAMES) + 1e-12


# --- the order of moves, step by step


@pytest.fixture(scope="module")
def starter():
    return rules_of(read_text(STARTER, "starter"))


def take(rules, state, *keys):
    """The state after options, or branches, of these keys."""
    for key in keys:
        node = rules.node(state)
        names = [each.key for each in (node.options if isinstance(node, Decision) else node.branches)]
        state = rules.step(state, names.index(key))
    return state


def bundle_of(rules, suitor):
    return rules.world.bundles(suitor)[0]


def test_bids_made_at_once_cannot_be_told_apart_by_the_next_bidder(starter):
    first, second = starter.bidders(0, None)[:2]
    silent = take(starter, State(starter.bidding(0, None)), "silent")
    offer = bundle_of(starter, first)
    spoken = take(starter, State(starter.bidding(0, None)), "bid", " + ".join(sorted(offer)))
    assert spoken.place == Bidding(0, None, ((first, offer),), second)
    assert silent.place == Bidding(0, None, (), second)
    assert starter.node(spoken) == starter.node(silent)
    assert starter.node(spoken).information == f"{second} bids"
    lead = starter.world.crisis.suitors[second].lead
    assert starter.observed(spoken, lead) == starter.observed(silent, lead)
    outsider = starter.world.crisis.suitors[first].lead
    assert starter.observed(spoken, outsider).place == Council(0, None)

    done = take(starter, spoken, *["silent"] * (len(starter.bidders(0, None)) - 1))
    assert done.place == Reply(0, None, ((first, offer),))
    assert starter.node(done).information is None
    assert starter.observed(done, starter.world.crisis.pivot) == done
    assert starter.observed(done, lead).place == Council(0, None)


def test_what_drafting_takes_replaces_the_draft_and_what_takes_none_is_signed_at_once_or_left(starter):
    crisis = starter.world.crisis
    slow, quick = crisis.suitors
    rules = rules_of(patch(crisis, {f"suitors.{slow}.drafting_time": 1, f"suitors.{quick}.drafting_time": 0}))
    old = Draft(slow, bundle_of(rules, slow), 1)
    offer = bundle_of(rules, quick)
    nothing = Ask(quick, offer, frozenset(), len(rules.questions(quick, offer)))
    assert rules.taking(0, old, nothing._replace(left=offer))[0] == AtOnce(0, old, quick, offer)
    assert rules.taking(0, old, nothing)[0] == Passing(0, old)
    other = Ask(slow, old.bundle, frozenset(), len(rules.questions(slow, old.bundle)))
    assert rules.taking(0, old, other)[0] == Passing(0, None)
    new = Draft(slow, old.bundle, STAGES)
    assert rules.taking(0, old, other._replace(left=old.bundle))[0] == Passing(0, new)
    names = ["talks go on", "1 stage drafted", "2 stages drafted", "3 stages drafted", "4 stages drafted", "collapse"]
    assert [branch.key for branch in rules.moves(Passing(0, new)).branches] == names
    for left, name in zip((4, 3, 2, 1, 0), names, strict=False):
        assert take(rules, State(Passing(0, new)), name).place.table == new._replace(left=left)
    assert take(rules, State(Passing(0, new)), "collapse").place.table is None
    assert take(rules, State(Passing(0, old)), "1 stage drafted").place.table == old._replace(left=0)
    left = take(rules, State(AtOnce(0, old, quick, offer)), "leave")
    assert left.place == Passing(0, old)
    assert take(rules, State(AtOnce(0, old, quick, offer)), "sign").due[-1] == Signed(quick, offer, 0)


def test_a_bound_suitor_has_no_choice():
    crisis = read_text(STARTER, "starter")
    suitor = next(iter(crisis.suitors))
    menu = crisis.suitors[suitor].menu
    free = next(key for key in menu if not menu[key].requires)
    changes = {f"suitors.{suitor}.menu.{key}": None for key in menu if key != free}
    about = {
        f"perceptions.{key}": None
        for key, belief in crisis.perceptions.items()
        if f"suitors.{suitor}.menu" in belief.path
    }
    rules = rules_of(
        patch(crisis, {"factors": None, "claims": None, **about, **changes, f"suitors.{suitor}.bound": True})
    )
    (offer,) = rules.world.bundles(suitor)
    for place, act in (
        (Bidding(0, None, (), suitor), Act.BID),
        (Wording(0, None, (), suitor), Act.WORD),
        (Answer(0, None, suitor, offer), Act.AGREE),
    ):
        assert [option.kind for option in rules.moves(place).options] == [act]


def test_a_secret_clause_is_seen_by_its_parties_alone(starter):
    crisis = starter.world.crisis
    suitor, record = next(iter(crisis.suitors.items()))
    key, clause = next(iter(record.menu.items()))
    rules = rules_of(patch(crisis, {f"suitors.{suitor}.menu.{key}.secret": True}))
    bundle = next(each for each in rules.world.bundles(suitor) if key in each)
    place, due = rules.signed(suitor, bundle, 0)
    assert isinstance(place, Attack)
    path = f"suitors.{suitor}.menu.{key}"
    for seat in crisis.states:
        party = seat in {*clause.obligors, *clause.beneficiaries}
        seen = rules.observed(State(place, due), seat)
        assert (path in seen.place.promises) == party
        assert (key in seen.due[0].bundle) == party
        assert seen.place == replace(place, promises=place.promises if party else place.promises - {path})
        after = rules.peace(place.promises)
        assert rules.observed(State(after), seat).place == after  # by then it is known


def test_after_the_last_period_there_is_peace_without_the_later_war(starter):
    last = starter.world.last
    peace = State(starter.opening(last, None))
    assert isinstance(peace.place, Turning)
    assert peace.place.winner is None
    assert take(starter, peace, "rest") == State(Over())
    calm = rules_of(patch(starter.world.crisis, {"hostilities": None}))
    assert calm.opening(last, None) == Over()
    assert isinstance(starter.opening(0, None), OpenAttack | Council)
    with pytest.raises(NoSuchOption, match="none, for the game is over"):
        starter.step(State(Over()), 0)
    assert starter.node(State(Over())).terms == {}


def test_an_asked_state_chooses_and_a_fixed_chance_is_a_matter_of_chance(starter):
    crisis = starter.world.crisis
    suitor, record = next(iter(crisis.suitors.items()))
    key = next(key for key in record.menu if not record.menu[key].requires)
    clause = record.menu[key]
    asked = next(
        state
        for state in crisis.states
        if state not in {*clause.obligors, *clause.beneficiaries, *record.members, crisis.pivot}
    )
    bundle = frozenset({key})
    path = f"suitors.{suitor}.menu.{key}"
    rules = rules_of(patch(crisis, {f"{path}.consent_of": [asked]}))
    place, _ = rules.taking(0, None, Ask(suitor, bundle, bundle, 0))
    assert place == Consent(0, None, Ask(suitor, bundle, bundle, 0))
    assert rules.moves(place).player == asked
    refused = take(rules, State(place), "refuse").place
    assert refused == Passing(0, None)
    fixed = rules_of(patch(crisis, {f"{path}.consent_of": [asked], f"{path}.consent_chance": {asked: 0.25}}))
    assert [tuple(branch) for branch in fixed.moves(place).branches] == [("consent", 0.25), ("refuse", 0.75)]


@pytest.mark.parametrize(
    "text", ["", "{}", '{"place": {"kind": "nowhere"}}', '{"place": {"kind": "council", "t": "x"}}']
)
def test_what_is_no_state_is_refused(text):
    with pytest.raises(RealpolitikError, match="this is no state of a game"):
        state_from_json(text)
