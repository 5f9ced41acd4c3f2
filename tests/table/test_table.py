"""A table: its events, what may and may not be done at it, and the account of a game that is over."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import MoveRefused, StaleMove, UnknownName
from realpolitik.game.rules.state import Reply
from realpolitik.table.moves import moves_at
from realpolitik.table.players import BY_NAME
from realpolitik.table.review import Hindsight, pieces, review
from realpolitik.table.sight import look
from realpolitik.table.table import Table
from realpolitik.table.view import view
from realpolitik.table.world import deal, own_numbers
from strategies import crises

FEW = 4
"""Worlds in a picture."""
PLAYED = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture(scope="module")
def crisis():
    return read_text(STARTER, "starter.yaml")


def at_random(table, seed):
    """The table when everybody has moved at random, to the end."""
    dice = random.Random(seed)
    while (seat := table.to_move()) is not None:
        table = table.play(seat, dice.randrange(len(table.moves())) + 1)
    return table


@pytest.fixture(scope="module")
def over(crisis):
    return at_random(Table.of(deal(crisis, 3)), 3)


# --- playing


def test_the_same_seed_deals_the_same_hands_and_rolls_the_same_dice(crisis, over):
    again = at_random(Table.of(deal(crisis, 3)), 3)
    assert again == over
    assert deal(crisis, 3).hand("PIV") == deal(crisis, 3).hand("PIV") != deal(crisis, 4).hand("PIV")


def test_a_hand_can_be_played_against_other_hands(crisis):
    hand = deal(crisis, 3).hand("NOR")
    other = deal(crisis, 8, hand)
    assert other.hand("NOR") == hand
    path = own_numbers(crisis, "NOR")[0].path
    assert other.numbers.at(path) == deal(crisis, 3).numbers.at(path)
    assert other.hand("PIV") == deal(crisis, 8).hand("PIV")


def test_a_table_is_written_and_read_again(crisis, over):
    records = json.loads(json.dumps(over.to_list()))
    read = Table.from_list(crisis, records)
    assert read == over
    assert read.state == over.state
    assert view(read, "PIV", FEW).to_json() == view(over, "PIV", FEW).to_json()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda records: [],
        lambda records: records[1:],
        lambda records: [7, *records[1:]],
        lambda records: [{**records[0], "crisis": "another"}, *records[1:]],
        lambda records: [{**records[0], "seed": "three"}, *records[1:]],
        lambda records: [*records, {"kind": "took", "took": "wait"}],
        lambda records: [*records[:1], {"kind": "took", "seat": "PIV", "took": "sign"}, *records[2:]],
        lambda records: [*records[:1], {**records[1], "seat": "PIV"}, *records[2:]],
        lambda records: [*records[:2], {"kind": "shouted", "took": "wait"}, *records[3:]],
        lambda records: [*records[:2], {"kind": "took", "took": ["wait"]}, *records[3:]],
        lambda records: [*records, {"kind": "back", "to": 10_000}],
        lambda records: [*records, {"kind": "back", "to": True}],
    ],
)
def test_events_that_cannot_have_happened_are_refused(crisis, over, spoil):
    with pytest.raises(MoveRefused):
        Table.from_list(crisis, spoil(over.to_list()))


def test_a_move_is_refused_out_of_turn_out_of_range_and_out_of_date(crisis):
    table = Table.of(deal(crisis, 3))
    seat = table.to_move()
    other = next(state for state in crisis.states if state != seat)
    number = view(table, seat, FEW).number
    with pytest.raises(MoveRefused, match="not for this seat"):
        table.play(other, 1)
    for wrong in (0, -1, len(table.moves()) + 1, 10**9):
        with pytest.raises(MoveRefused, match=f"no move {wrong} here"):
            table.play(seat, wrong)
    with pytest.raises(MoveRefused):
        table.play(seat, replace(table.moves()[0], number=2))
    with pytest.raises(StaleMove):
        table.play(seat, 1, after=number + 1)
    with pytest.raises(UnknownName, match="no state"):
        view(table, "Nobody", FEW)
    after = table.play(seat, 1, after=number)
    assert len(after.events) > len(table.events)
    assert table.events == after.events[: len(table.events)]


def test_hands_are_not_shown_before_the_end(crisis):
    with pytest.raises(MoveRefused, match="not over"):
        review(Table.of(deal(crisis, 3)))


def test_going_back_keeps_all_that_happened_and_rolls_the_dice_anew(crisis, over):
    middle = over.strides[len(over.strides) // 2].number
    back = over.back(middle)
    assert back.events[: len(over.events)] == over.events
    assert [stride.number for stride in back.strides if stride.number <= middle][-1] == middle
    assert not any(middle < stride.number < len(over.events) for stride in back.strides)
    assert Table.from_list(crisis, back.to_list()).events == back.events
    seen = look(back, "PIV").seen
    assert [one["kind"] for one in seen].count("back") == 1
    assert look(back, "PIV").number > look(over, "PIV").number
    with pytest.raises(MoveRefused, match="not on the way"):
        back.back(middle + 1)


def test_a_fork_goes_its_own_way_and_leaves_the_table_alone(over):
    events = over.events
    fork = over.fork(4)
    assert fork.events[:5] == events[:5]
    assert over.events == events
    assert at_random(fork, 9).over
    with pytest.raises(MoveRefused, match="no event"):
        over.fork(len(events))


def test_a_bid_and_its_text_are_one_move_as_is_a_demand(crisis):
    table = Table.of(deal(crisis, 3))
    while not isinstance(table.state.place, Reply):
        table = table.play(table.to_move(), 1)
    moves = table.moves()
    assert {len(move.steps) for move in moves} == {1, 2}
    assert [move.number for move in moves] == list(range(1, len(moves) + 1))
    assert len({move.steps for move in moves}) == len(moves)
    assert moves == moves_at(table.world.rules, table.state.place)


# --- players


@pytest.mark.parametrize("kind", BY_NAME)
def test_a_player_of_the_computer_plays_a_game_from_its_view_alone(crisis, kind):
    table = Table.of(deal(crisis, 5))
    players = {state: BY_NAME[kind](k) for k, state in enumerate(crisis.states)}
    while (seat := table.to_move()) is not None:
        seen = view(table, seat, FEW)
        chosen = players[seat].choose(seen)
        assert chosen == players[seat].choose(seen)
        table = table.play(seat, chosen, seen.number)
    assert table.over


def test_the_moves_of_a_view_have_chances_that_sum_to_one_and_prospects(crisis):
    table = Table.of(deal(crisis, 5))
    for _ in range(6):
        seat = table.to_move()
        if seat is None:
            return
        seen = view(table, seat, FEW)
        assert sum(move.chance for move in seen.moves) == pytest.approx(1, abs=1e-4)
        for move in seen.moves:
            assert sum(move.prospect.partners.values()) == pytest.approx(1, abs=1e-5)
            assert 0 <= move.prospect.war <= 1 + 1e-9
        for types in seen.beliefs.values():
            assert sum(types.values()) == pytest.approx(1, abs=1e-5)
        table = table.play(seat, len(seen.moves))


# --- the account


@PLAYED
@given(crisis=crises(), seed=st.integers(0, 99))
def test_what_was_lost_against_a_best_reply_is_regrets_and_luck(crisis, seed):
    table = at_random(Table.of(deal(crisis, seed)), seed)
    rules = table.world.rules
    for seat in crisis.states:
        start, found = pieces(table, seat)
        end = rules.world.total(rules.ledger(table.state))[seat]
        assert start - end == pytest.approx(sum(piece.amount for piece in found), abs=1e-9)
        assert all(piece.amount >= -1e-12 for piece in found if piece.own)


def test_luck_is_even_on_average(crisis):
    # At whatever others or chance may do, what is to be expected of it is what is expected before it.
    games = [at_random_but_for(Table.of(deal(crisis, seed)), seed) for seed in range(60)]
    for seat in ("PIV", "NOR"):
        found = [sum(piece.amount for piece in pieces(table, seat)[1] if not piece.own) for table in games]
        mean = sum(found) / len(found)
        error = (sum((one - mean) ** 2 for one in found) / len(found) / (len(found) - 1)) ** 0.5
        assert abs(mean) < 4 * error


def at_random_but_for(table, seed):
    """The table when all have moved by their own solutions of the world that was dealt, to the end."""
    dice = random.Random(seed)
    while (seat := table.to_move()) is not None:
        judged = Hindsight(table.world).judge(table.state.place, table.moves())
        number = dice.choices(range(1, len(judged) + 1), [one.chance for one in judged])[0]
        table = table.play(seat, number)
    return table


def test_a_review_turns_all_hands_over(crisis, over):
    found = review(over, FEW)
    document = json.loads(json.dumps(found.to_dict()))
    assert document["seed"] == 3
    assert set(document["hands"]) == set(crisis.states)
    for account in found.accounts.values():
        assert account.start - account.end == pytest.approx(account.regret - account.luck, abs=1e-9)
        assert account.start >= account.expected - 1e-12
        assert all(made.regret >= -1e-12 and made.ordinary >= -1e-12 for made in account.moves)
        assert account.accuracy is None or account.accuracy <= 100
    events = [made.event for made in found.mattered]
    assert events == sorted(events)
    for seat, days in found.beliefs.items():
        for _, beliefs in days:
            assert seat not in beliefs
