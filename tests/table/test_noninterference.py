"""What a seat may not know never shows: two tables that differ in nothing else give it the same view, to the last byte.

A pair of tables is made for a seat. It holds the same hand at both, and all others are dealt theirs anew. At the first a game is
played at random. At the second the same happens as far as the seat can tell, and otherwise whatever the rules allow: step by step
another way is looked for of which the seat knows the same. What it knows is asked of the rules, not of the table that is tested.
"""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from realpolitik import load
from realpolitik.crisis.patch import patch
from realpolitik.errors import MoveRefused
from realpolitik.game.rules.state import Council
from realpolitik.table.sight import look
from realpolitik.table.table import BACK, Event, Table
from realpolitik.table.view import view, view_of
from realpolitik.table.world import deal
from strategies import crises
from twins import possible, stepped, twins

PAIRS = 500
CRISES = 25
WORLDS = 4


@pytest.fixture(scope="module")
def crisis():
    """A small crisis with hidden types, a bloc, a secret clause, and a war at its end."""
    return patch(load("veldra-1884"), {"window.step": 1})


def refusals(table, seat):
    """What a seat is told that does what it may not."""
    told = []
    for number, after in ((1, None), (10**6, None), (1, 10**9)):
        try:
            table.play(seat, number, after)
        except MoveRefused as refused:
            told.append(f"{type(refused).__name__}: {refused}")
    return told


def compare(crisis, seat, number, tally):
    """Hold a pair of tables against each other, along the whole game."""
    for one, other in twins(crisis, seat, number):
        assert look(one, seat) == look(other, seat)
        tally["places"] += 1
        tally["ways"] += [stride.event for stride in one.strides] != [stride.event for stride in other.strides]
        tally["drafts"] += getattr(one.state.place, "table", None) != getattr(other.state.place, "table", None)
        if one.over or len(one.strides) % 5 == 0:
            assert view(one, seat, WORLDS).to_json() == view(other, seat, WORLDS).to_json()
            if seat is not None and not one.over and one.to_move() != seat and other.to_move() != seat:
                assert refusals(one, seat) == refusals(other, seat)


def test_five_hundred_pairs_of_tables_look_the_same_to_who_may_not_tell_them_apart(crisis):
    tally: Counter[str] = Counter()

    @settings(
        max_examples=CRISES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        derandomize=True,
    )
    @given(crisis=crises())
    def at_random_crises(crisis):
        seats = [*crisis.states, None]
        for number in range(PAIRS // CRISES // 2):
            compare(crisis, seats[number % len(seats)], number, tally)

    at_random_crises()
    seats = [*crisis.states, None]
    for number in range(PAIRS // 2):
        compare(crisis, seats[number % len(seats)], number, tally)
    assert tally["ways"] > tally["places"] / 5  # they are not the same tables after all
    assert tally["drafts"] >= 10  # also where there is a secret clause in the draft


def test_pairs_look_the_same_after_going_back_and_in_forks(crisis):
    seats = [*crisis.states, None]
    for number in range(60):
        seat = seats[number % len(seats)]
        places = list(twins(crisis, seat, number))
        (first, second), (one, other) = places[len(places) // 2], places[-1]
        back = [
            Table(table.world, (*table.events, Event(BACK, to=len(half.events) - 1)))
            for table, half in ((one, first), (other, second))
        ]
        assert view(back[0], seat, WORLDS).to_json() == view(back[1], seat, WORLDS).to_json()
        assert look(back[0], seat).number != look(first, seat).number
        forks = [
            Table(table.world, (*table.events[: len(half.events)], Event(BACK, to=len(half.events) - 1)))
            for table, half in ((one, first), (other, second))
        ]
        assert view(forks[0], seat, WORLDS).to_json() == view(forks[1], seat, WORLDS).to_json()


@pytest.mark.parametrize("seat", ["Veldra", "Tolmar", "Isken"])
def test_the_turn_of_a_seat_tells_it_nothing_of_others_hands(crisis, seat):
    hand = deal(crisis, 1).hand(seat)
    views = set()
    for number in range(12):
        table = Table(deal(crisis, number, hand), (Event("dealt"),))
        while not table.over and not (len(table.moves()) > 1 and table.to_move() == seat):
            table = stepped(table, possible(table)[0])
        views.add(view(table, seat, WORLDS).to_json())
    assert len(views) == 1


def test_what_is_told_is_made_of_what_was_seen(crisis):
    # A view takes nothing but a sight; and a sight holds no hand but the seat's own.
    for table, _ in twins(crisis, "Tolmar", 7):
        sight = look(table, "Tolmar")
        assert view(table, "Tolmar", WORLDS).to_json() == view_of(sight, WORLDS).to_json()
        assert sight.hand == table.world.hand("Tolmar")
        public = look(table, None)
        assert public.hand is None
        assert public.moves == ()
        assert public.turn is None


def test_the_dice_of_a_place_hang_on_nothing_that_is_hidden(crisis):
    # Whatever was bid unseen, the same becomes of a draft, and the council meets as it would.
    fallen = set()
    for bid in ("bid", "silent"):
        table = Table.of(deal(crisis, 2))
        while table.to_move() is not None and len(table.strides) < 30:
            kinds = [move.kind for move in table.moves()]
            wanted = bid if bid in kinds else "wait" if "wait" in kinds else kinds[-1]
            table = table.play(table.to_move(), kinds.index(wanted) + 1)
        met = tuple(stride.event.took for stride in table.strides if isinstance(stride.before.place, Council))
        fallen.add(met[:6])
    assert len(fallen) == 1


def test_nothing_is_shown_of_what_the_rules_let_nobody_observe(crisis):
    dice, hidden = random.Random(4), 0
    for number in range(40):
        table = Table(deal(crisis, number), (Event("dealt"),))
        rules = table.world.rules
        while not table.over:
            after = stepped(table, dice.choice(possible(table)))
            for seat in crisis.states:
                same = rules.observed(table.state, seat) == rules.observed(after.state, seat)
                if same and seat not in {table.to_move(), after.to_move()}:
                    hidden += 1
                    assert look(table, seat) == look(after, seat)
            table = after
    assert hidden > 500
