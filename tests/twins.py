"""Pairs of tables that a seat cannot tell apart: it holds the same hand at both, and all others are dealt theirs anew.

At the first a game is played at random. At the second the same happens as far as the seat can tell, and otherwise whatever the
rules allow: step by step another way is looked for of which the seat knows the same. What it knows is asked of the rules.
"""

from __future__ import annotations

import random
from dataclasses import replace

from realpolitik.errors import MoveRefused
from realpolitik.game.rules.nodes import Decision
from realpolitik.game.rules.state import Council, Over, Turning
from realpolitik.table.table import TOOK, Event, Table
from realpolitik.table.world import deal

HANDS = 6
"""Hands that each seat is dealt; a picture is made once for each."""
CALM = 0.6
"""How often talks go on rather than end, where that is the question."""
COPIED = 0.85
"""How often the same is done as at the other table, where another way is looked for."""
TRIES = 40
"""How often another way of a step is looked for."""


def stepped(table, took):
    """The table after one step of the game, whoever's it is; nothing follows by itself."""
    node = table.world.rules.moves(table.state.place)
    seat = table.world.rules.mover(node.player) if isinstance(node, Decision) else None
    return table._with(Event(TOOK, seat, took))


def possible(table):
    """What can happen at a table, chance and all."""
    node = table.world.rules.moves(table.state.place)
    each = node.options if isinstance(node, Decision) else [one for one in node.branches if one.chance > 0]
    return [one.key for one in each]


def begins_anew(table):
    """Whether nothing is under way that some see and others do not."""
    place = table.state.place
    return isinstance(place, Council | Over) or (isinstance(place, Turning) and not place.made)


def segment(table, dice):
    """The table when things have gone on at random to where nothing is under way."""
    while True:
        options = possible(table)
        calm = [key for key in options if key in {"hold", "council meets"} or key.startswith("take")]
        table = stepped(table, dice.choice(calm if calm and dice.random() < CALM else options))
        if table.over or begins_anew(table):
            return table


def segment_like(table, strides, dice):
    """The table when things have gone on much as they did at another, to where nothing is under way."""
    waiting = [stride.event.took for stride in strides]
    while True:
        options = possible(table)
        wanted = waiting.pop(0) if waiting else options[0]
        akin = [key for key in options if key != wanted and key.split(": ")[:2] == wanted.split(": ")[:2]]
        took = wanted if wanted in options and dice.random() < COPIED else dice.choice(akin or options)
        table = stepped(table, took)
        if table.over or begins_anew(table):
            return table


def observed(rules, state, seat):
    """What a state of the game is to a seat, by the rules; of a text that others negotiate, what is not kept from it."""
    crisis = rules.world.crisis
    found = rules.observed(state, seat or "")
    table = getattr(found.place, "table", None)
    if table is None or seat == crisis.pivot or seat in crisis.suitors[table.suitor].members:
        return found
    seen = rules.world.seen_by(seat or "", rules.world.promises(table.suitor, table.bundle))
    menu = f"suitors.{table.suitor}.menu."
    known = frozenset(path.removeprefix(menu) for path in seen if path.startswith(menu))
    return replace(found, place=replace(found.place, table=table._replace(bundle=known)))


def memory(table, seat, start=0):
    """What a seat knows of all that has happened from a step on: what it could observe, and what it did itself."""
    rules = table.world.rules
    begun = table.strides[start - 1].after if start else rules.start()
    found = [(None, observed(rules, begun, seat))]
    for stride in table.strides[start:]:
        moved = None
        if stride.event.seat is not None and seat is not None:
            suitor = getattr(stride.before.place, "suitor", None)
            ours = {seat} | ({stride.event.seat} if suitor and seat in table.crisis.suitors[suitor].members else set())
            moved = stride.event.took if stride.event.seat in ours else None
        now = observed(rules, stride.after, seat)
        if moved is not None or found[-1][1] != now:
            found.append((moved, now))
    return found


def like(table, first, upto, seat, dice):
    """Another table that has gone on so that the seat knows the same as at the first; the same way, if no other is found."""
    wanted, start = memory(upto, seat, len(first.strides)), len(table.strides)
    for attempt in range(TRIES):
        strides = upto.strides[len(first.strides) :]
        other = segment(table, dice) if attempt % 8 == 0 else segment_like(table, strides, dice)
        if memory(other, seat, start) == wanted:
            return other
    for stride in upto.strides[len(first.strides) :]:
        table = stepped(table, stride.event.took)
    return table


def twins(crisis, seat, number):
    """Two tables that a seat cannot tell apart, at every place where nothing is under way."""
    dice = random.Random(number)
    if seat is None:
        worlds = deal(crisis, number), deal(crisis, number + 10_000)
    else:
        hand = deal(crisis, number % HANDS).hand(seat)
        worlds = deal(crisis, number, hand), deal(crisis, number + 10_000, hand)
    one, other = (Table(world, (Event("dealt"),)) for world in worlds)
    while True:
        yield one, other
        if one.over:
            return
        further = segment(one, dice)
        try:
            other = like(other, one, further, seat, dice)
        except MoveRefused:
            return  # what chance brought at one table cannot come at the other
        if memory(other, seat) != memory(further, seat):
            return  # nor what was gone before lead to it
        one = further
