"""Games that differ in nothing that a seat may know give it the same bytes on every channel; nothing secret leaves the store."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from asking import Stream, alone, ask, visitor
from realpolitik import load
from realpolitik.crisis.patch import patch
from realpolitik.errors import MoveRefused
from realpolitik.store import Store, hashed
from realpolitik.table.sight import look
from realpolitik.table.table import Table
from realpolitik.table.view import own_hand
from realpolitik.table.world import World
from realpolitik.web.answers import Effort
from realpolitik.web.app import create_app
from realpolitik.web.table.log import PEOPLE
from realpolitik.web.table.room import Pace
from realpolitik.web.table.rooms import Drawn, Rooms, Terms
from realpolitik.web.table.seats import seats_of
from twins import twins

PACE = Pace(beat=0, worlds=4)
SEATED, HOST, STRANGER = visitor("s"), visitor("h"), visitor("x")
PLACES = 3
"""Places of a game at which its channels are read."""


def who(session):
    return hashed(f"table {session}")


@pytest.fixture(scope="module")
def crisis():
    return patch(load("veldra-1884"), {"window.step": 1})


@pytest.fixture
def apps(tmp_path):
    """Two workbenches, alike but for what happens at their tables."""
    made = []
    for name in ("one", "other"):
        store = Store(tmp_path / f"{name}.sqlite")
        made.append(create_app(store, Effort(16, prepare=False)))
        made[-1].state.rooms = Rooms(store, PACE, clerk=False)
    yield made
    for app in made:
        app.state.bench.close()
        app.state.bench.store.close()


class SameDice(World):
    """A world whose dice hang on nothing, so that two of them roll the same."""

    def chance(self, *key):
        return World(self.crisis, 0).chance(*key)


def same_dice(table):
    return Table(SameDice(table.world.crisis, table.world.seed, table.world.given), table.events)


def opened(app, crisis, seat, number, table):
    rooms = app.state.rooms
    room = rooms.open(crisis, who(HOST), Terms({seat: PEOPLE} if seat else {}), Drawn(f"twin-{number}", 1, "ABCDEF"))
    if seat:
        room.sit(who(SEATED), seat)
    room.begin()
    put(room, table)
    return room


def put(room, table):
    """Have a table stand where another one does, and everybody told."""
    with room.lock:
        room.table = same_dice(table)
    for _, told in list(room._listening.values()):
        told()


async def channels(app, number, seat):
    """Everything that somebody may get who knows what the seat knows."""
    home = f"/table/twin-{number}"
    asked = [(f"{home}/watch", STRANGER), (f"{home}/watch/parts/board", STRANGER), (f"{home}/host", HOST), (home, STRANGER),
             (f"{home}/reveal", STRANGER), (f"{home}/record.json", STRANGER), (f"{home}/again/1", HOST)]  # fmt: skip
    if seat is not None:
        asked += [(f"{home}/seat", SEATED), (f"{home}/seat/parts/play", SEATED), (f"{home}/seat", SEATED)]
        asked += [(f"{home}/seat/parts/there", SEATED), (f"{home}/replay", SEATED), (f"{home}/record.csv", SEATED)]
    found = [await ask(app, *each) for each in asked]
    if seat is not None:
        for form in ({"move": 1, "after": 10**8}, {"move": 10**6, "after": 0}, {"move": "", "after": "x"}):
            found.append(await ask(app, f"{home}/move", SEATED, form))
            found.append(await ask(app, f"{home}/move", SEATED, form, hx_request="true"))
        found.append(await ask(app, f"{home}/move", STRANGER, {"move": 1, "after": 0}))
        found.append(await ask(app, f"{home}/host", SEATED, {"do": "back", "step": 0}))
    found.append(await ask(app, f"{home}/host", HOST, {"do": "back", "step": 10**6}))
    return found


async def compare(apps, crisis, number):
    """Hold the channels of a pair of games against each other; return how often they were not the same game."""
    seats = [*seats_of(crisis), None]
    seat = seats[number % len(seats)]
    pairs = list(twins(crisis, seat, number))
    places = [pairs[round(k * (len(pairs) - 1) / (PLACES - 1))] for k in range(PLACES)]
    rooms = [opened(app, crisis, seat, number, table) for app, table in zip(apps, places[0], strict=True)]
    at = [f"/table/twin-{number}/{'watch' if seat is None else 'seat'}", f"/table/twin-{number}/host"]
    streams = [
        [Stream(app, f"{place}/events?have=", by) for place, by in zip(at, (SEATED, HOST), strict=True)] for app in apps
    ]
    for each in itertools.chain(*streams):
        await each.begun()
    different = 0
    for place in places:
        for room, table in zip(rooms, place, strict=True):
            put(room, table)
        await asyncio.sleep(0)
        different += place[0].events != place[1].events
        one, other = [await channels(app, number, seat) for app in apps]
        for first, second in zip(one, other, strict=True):
            assert first == second
    # going back, and forks
    if look(places[-1][0], None).t > 1:
        for room in rooms:
            room.back(1)
        if look(rooms[0].table, seat) == look(rooms[1].table, seat):
            one, other = [await channels(app, number, seat) for app in apps]
            assert one == other
        forks = [
            app.state.rooms.fork(room, 1, who(HOST), id=f"fork-{number}") for app, room in zip(apps, rooms, strict=True)
        ]
        if seat is not None and look(forks[0].table, seat) == look(forks[1].table, seat):
            one, other = [await ask(app, f"/table/fork-{number}/seat", SEATED) for app in apps]
            assert one == other
    for _ in range(3):
        await asyncio.sleep(0)
    for each in itertools.chain(*streams):
        await each.close()
    for first, second in zip(*streams, strict=True):
        assert first.frames == second.frames
        assert any(b"event: " in frame for frame in first.frames)
    return different


@pytest.mark.parametrize("first, count", [(0, 24), pytest.param(24, 476, marks=pytest.mark.slow)])
def test_a_seat_gets_the_same_bytes_of_games_it_may_not_tell_apart(apps, crisis, first, count):
    async def all_of_them():
        return sum([await compare(apps, crisis, number) for number in range(first, first + count)])

    assert alone(all_of_them()) > count / 5  # besides their hands, what was done differs, too


def test_nothing_secret_is_in_anything_that_is_sent(tmp_path, crisis):
    store = Store(tmp_path / "store.sqlite")
    rooms = Rooms(store, PACE, clerk=False)
    app = create_app(store, Effort(16, prepare=False))
    app.state.rooms = rooms
    seat, other, *_ = seats_of(crisis)
    room = rooms.open(crisis, who(HOST), Terms({seat: PEOPLE, other: PEOPLE}), Drawn(seed=314159265358979))
    sent = []

    async def play():
        page = await ask(app, f"/table/{room.id}/host", HOST, {"do": "link", "seat": seat})
        link = page.body.split(b"/table/links/")[1].split(b'"')[0].decode()
        led = await ask(app, f"/table/links/{link}", SEATED)
        assert led.status == 303
        assert link.partition(".")[2] not in led.header("location")
        used = await ask(app, f"/table/links/{link}", STRANGER)
        assert used.status == 422
        assert b"used already" in used.body
        room.sit(who(visitor("o")), other)
        room.begin()
        leave = room.listen(who(SEATED), lambda: None)
        for _ in range(12):
            room.tick()
            for place, by in (("seat", SEATED), ("host", HOST), ("watch", STRANGER), ("seat", visitor("o"))):
                sent.append(((seat if by == SEATED else other), await ask(app, f"/table/{room.id}/{place}", by)))
            if room.over:
                break
            room.next()
        leave()
        return link.partition(".")[2]

    secret = alone(play())
    log = store.log(f"table:{room.id}")
    assert not any(secret in entry or SEATED in entry or HOST in entry for entry in log)
    hands = {
        state: [repr(one.value) for one in own_hand(crisis, room.table.world.hand(state))] for state in (seat, other)
    }
    for by, answered in sent:
        assert answered.status == 200
        text = answered.body.decode()
        secrets = [
            str(room.opened.seed),
            secret,
            SEATED,
            HOST,
            who(SEATED),
            who(HOST),
            *hands[other if by == seat else seat],
        ]
        own = {repr(one.value) for one in own_hand(crisis, room.table.world.hand(by))}
        assert [each for each in secrets if len(each) > 4 and each not in own and each in text] == []
    app.state.bench.close()
    store.close()


def test_hands_stay_closed_until_they_are_turned_over(apps, crisis):
    app = apps[0]
    rooms = app.state.rooms
    room = rooms.open(crisis, who(HOST), Terms({seats_of(crisis)[0]: PEOPLE}))
    room.sit(who(SEATED), seats_of(crisis)[0])
    room.begin()

    async def asked(*paths):
        return [await ask(app, f"/table/{room.id}/{path}", HOST) for path in paths]

    closed = alone(asked("reveal", "record.json", "record.csv", "replay", "again/1"))
    assert [answered.status for answered in closed] == [303, 422, 422, 422, 422]
    branch = rooms.fork(room, 0, who(HOST))
    with pytest.raises(MoveRefused, match="another branch"):
        rooms.reveal(branch)
    room.reveal()
    assert room.over
    assert [answered.status for answered in alone(asked("reveal", "record.json", "record.csv", "replay"))] == [200] * 4
    with pytest.raises(MoveRefused, match="turned over"):
        room.back(0)
