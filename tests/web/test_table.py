"""A table from its opening to the reveal, in real browsers; and rooms at work, without one."""

from __future__ import annotations

import csv
import io
import json
import secrets
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from asking import alone, ask, visitor
from realpolitik import load
from realpolitik.errors import MoveRefused, StaleMove
from realpolitik.store import Store, hashed
from realpolitik.table.sight import look as look_at
from realpolitik.table.table import Table
from realpolitik.web.answers import Effort
from realpolitik.web.app import create_app
from realpolitik.web.table.log import PEOPLE
from realpolitik.web.table.reveal import _cell, every_move, reviewed
from realpolitik.web.table.room import Pace
from realpolitik.web.table.rooms import Drawn, Rooms, Terms
from realpolitik.web.table.seats import seats_of

CRISIS = "veldra-1884"
PACE = Pace(beat=0, worlds=4)
HOST, FIRST, SECOND, THIRD = (visitor(letter) for letter in "habc")


def who(session):
    return hashed(f"table {session}")


@pytest.fixture
def rooms(tmp_path):
    store = Store(tmp_path / "store.sqlite")
    yield Rooms(store, PACE, clerk=False)
    store.close()


def begun(rooms, people=(FIRST,), seat=0, others="equilibrium", **more):
    crisis = load(CRISIS)
    name = seats_of(crisis)[seat]
    room = rooms.open(
        crisis, who(HOST), Terms(dict.fromkeys(seats_of(crisis), others) | {name: PEOPLE}, **more), Drawn(seed=7)
    )
    for each in people:
        room.sit(who(each), name)
    room.begin()
    return room, name


def until_asked(room, seat):
    """Let the computer move until a seat is asked; whether it is."""
    for _ in range(60):
        if room.over or room.table.to_move() == seat:
            break
        room.tick()
    return not room.over


def test_two_who_act_at_once_never_spoil_a_game(rooms):
    room, seat = begun(rooms)
    leave = room.listen(who(FIRST), lambda: None)
    assert until_asked(room, seat)
    after = look_at(room.table, seat).number
    before = len(room.store.log(f"table:{room.id}"))
    room.move(who(FIRST), 1, after)
    with pytest.raises((StaleMove, MoveRefused)):
        room.move(who(FIRST), 1, after)
    assert len(room.store.log(f"table:{room.id}")) > before
    # Another program at the same store does not know what was written since it looked.
    other = Rooms(room.store, PACE, clerk=False).room(room.id)
    room.pause(True)
    with pytest.raises(StaleMove, match="another program"):
        other.pause(True)
    leave()


def test_a_table_goes_on_from_its_log_after_a_sudden_end(rooms):
    room, seat = begun(rooms)
    leave = room.listen(who(FIRST), lambda: None)
    assert until_asked(room, seat)
    room.move(who(FIRST), 1, look_at(room.table, seat).number)
    leave()
    again = Rooms(rooms.store, PACE, clerk=False).room(room.id)
    assert again.table.events == room.table.events
    assert again.view(seat) == room.view(seat)
    assert again.sitting == room.sitting


def test_most_of_a_seat_decide_and_ties_go_to_who_spoke_first(rooms):
    room, seat = begun(rooms, (FIRST, SECOND, THIRD))
    leave = [room.listen(who(each), lambda: None) for each in (FIRST, SECOND, THIRD)]
    assert until_asked(room, seat)
    after = look_at(room.table, seat).number
    events = len(room.table.events)
    room.move(who(FIRST), 2, after)
    room.move(who(SECOND), 1, after)
    assert len(room.table.events) == events
    room.move(who(FIRST), 1, after)  # who changes their mind is heard; two of three are most
    assert room.table.strides[events - 1].event.seat == seat
    taken = room.table.events[events].took
    assert until_asked(room, seat)
    after, events = look_at(room.table, seat).number, len(room.table.events)
    choices = [move.steps[0] for move in room.table.moves()]
    for number, each in enumerate((SECOND, FIRST, THIRD), 1):
        room.move(who(each), number, after)
    assert room.table.events[events].took == choices[0]
    assert taken
    for each in leave:
        each()


def test_the_computer_takes_the_place_of_who_is_away_and_gives_it_back(rooms):
    room, seat = begun(rooms, patience=0.05)
    watching = room.listen(who(HOST), lambda: None)
    time.sleep(0.1)
    room.tick()
    assert room.sitting.away == [seat]
    assert room.is_played_by_computer(seat)
    back = room.listen(who(FIRST), lambda: None)
    assert room.sitting.away == []
    assert not room.is_played_by_computer(seat)
    back()
    watching()
    events = room.table.events
    time.sleep(0.1)
    room.tick()
    assert room.table.events == events  # where nobody is at all, the game waits


def test_a_turn_that_takes_too_long_is_made_by_the_computer(rooms):
    room, seat = begun(rooms, turn=0.05)
    leave = room.listen(who(FIRST), lambda: None)
    assert until_asked(room, seat)
    events = room.table.events
    time.sleep(0.1)
    room.tick()
    assert len(room.table.events) > len(events)
    leave()


def test_who_waits_until_something_happens_is_not_asked_day_by_day(rooms):
    room, seat = begun(rooms, seat=1, others="patient")
    leave = room.listen(who(FIRST), lambda: None)
    asked = 0
    while until_asked(room, seat):
        seen = room.view(seat)
        asked += 1
        still = next((one.number for one in seen.moves if one.kind == "silent"), 1)
        room.move(who(FIRST), still, seen.number, keep=True)
        for _ in range(20):
            room.tick()
    silent = sum(stride.event.seat == seat and stride.event.took == "silent" for stride in room.table.strides)
    assert room.over
    assert silent > asked
    leave()


def test_links_are_good_for_one_and_leave_no_trace(rooms):
    app = create_app(rooms.store, Effort(16, prepare=False))
    app.state.rooms = rooms
    crisis = load(CRISIS)
    seat = seats_of(crisis)[0]
    room = rooms.open(crisis, who(HOST), Terms({seat: PEOPLE}))

    async def follow():
        page = await ask(app, f"/table/{room.id}/host", HOST, {"do": "link", "seat": seat})
        assert page.header("cache-control") == "no-store"
        link = "/table/links/" + page.body.split(b"/table/links/")[1].split(b'"')[0].decode()
        fetched = await ask(app, link, SECOND, sec_purpose="prefetch")
        assert (fetched.status, room.sitting.people) == (204, {})  # who only fetches ahead does not use it up
        first = await ask(app, link, FIRST)
        assert (first.status, first.header("location")) == (303, f"/table/{room.id}/seat")
        assert first.header("cache-control") == "no-store"
        assert (await ask(app, link, FIRST)).status == 303  # the same browser may
        assert (await ask(app, link, SECOND)).status == 422
        stranger = await ask(app, f"/table/{room.id}/host", SECOND, {"do": "reveal"})
        assert stranger.status == 422
        assert (await ask(app, f"/table/{room.id}/seat/parts/play", SECOND)).status == 404

    alone(follow())
    assert room.sitting.people == {seat: [who(FIRST)]}
    app.state.bench.close()


def test_a_game_whose_hands_are_known_can_be_tried_again_gone_on_with_and_laid_beside_another(rooms):
    app = create_app(rooms.store, Effort(16, prepare=False))
    app.state.rooms = rooms
    room, seat = begun(rooms)
    room.reveal()
    event = next(made.event for made in every_move(reviewed(room)) if made.seat == seat)

    async def looked():
        again = await ask(app, f"/table/{room.id}/again/{event}", FIRST)
        assert again.status == 200
        assert b"What it would have done" not in again.body  # the answer comes after the choice
        answered = await ask(app, f"/table/{room.id}/again/{event}?move=1", FIRST)
        assert b"What it would have done" in answered.body
        assert (await ask(app, f"/table/{room.id}/again/{event}?move=9999", FIRST)).status == 422
        on = await ask(app, f"/table/{room.id}/again", FIRST, {"seat": seat, "step": 1})
        other = rooms.room(on.header("location").split("/")[2])
        assert (other.opened.parent, other.opened.step, other.is_played_by_computer(seat)) == (room.id, 1, False)
        assert (await ask(app, f"/table/{room.id}/beside/{other.id}", FIRST)).status == 422
        rooms.reveal(other)
        assert (await ask(app, f"/table/{room.id}/beside/{other.id}", FIRST)).status == 200
        table = (await ask(app, f"/table/{room.id}/record.csv", FIRST)).body.decode()
        found = list(csv.DictReader(io.StringIO(table)))
        assert [row["participant.code"] for row in found] == list(reviewed(room).accounts)
        assert all(row["table.1.player.move"] for row in found)
        record = json.loads((await ask(app, f"/table/{room.id}/record.json", FIRST)).body)
        assert Table.from_list(CRISIS, record["events"]).events == room.table.events

    alone(looked())
    assert [_cell(each) for each in ("=1+1", "-x", "-0.5", "Wait", 3)] == ["'=1+1", "'-x", "-0.5", "Wait", 3]
    app.state.bench.close()


@pytest.mark.slow
def test_a_lesson_from_the_opening_to_the_reveal(workbench, look, monkeypatch):  # noqa: PLR0915  # it is one story
    monkeypatch.setattr(secrets, "randbits", lambda bits: 7)  # hands with which both are asked
    workbench.app.state.rooms.pace = Pace(beat=0.2)
    host, first, second = look(), look("middle"), look("telephone", dark=True)
    page = host.page
    page.goto(f"{workbench.address}/table?crisis={CRISIS}")
    assert host.violations() == []
    page.get_by_label("I am").select_option("")
    for place in (1, 2):
        page.locator(f"#seat-{place}").select_option("people")
    page.get_by_role("button", name="Open the table").click()
    code = page.locator(".code").inner_text()
    assert host.violations() == []
    for place, each in enumerate((first, second)):
        each.page.goto(f"{workbench.address}/table/join?code={code}")
        assert each.violations() == []
        each.page.locator("ul.cards button").nth(place).focus()
        each.page.keyboard.press("Enter")
        each.page.wait_for_selector(".play")
    page.get_by_role("button", name="Begin").click()
    seen = set()
    for _ in range(200):
        for each in (first, second):
            if each.page.locator(".move.mine .moves").count():
                if each not in seen:
                    seen.add(each)
                    assert each.violations() == []
                    assert each.overflow() <= 0
                button = each.page.locator(".simple button, .composer .go:enabled").first
                if button.count():
                    button.press("Enter", timeout=5000)
                else:
                    each.page.locator(".ticks input").first.press("Space")
                    each.page.locator(".composer .go:enabled").first.press("Enter")
                each.page.wait_for_timeout(300)
        if first.page.get_by_text("Wait until the host turns").count():
            break
        page.wait_for_timeout(100)
    assert first in seen
    page.locator(".lead").get_by_role("button", name="Turn the hands over").click()
    page.wait_for_selector("text=What each one held")
    first.page.locator("text=Look at the game").click()
    first.page.wait_for_selector("text=You were")
    assert first.violations() == []
    assert first.overflow() <= 0
    again = first.page.get_by_role("link", name="Try it again")
    if again.count():
        again.first.click()
        assert first.violations() == []
        first.page.locator(".simple button, .composer .go:enabled").first.click()
        assert "move" in parse_qs(urlsplit(first.page.url).query)
        first.page.wait_for_selector("text=What it would have done")
        first.page.get_by_role("button", name="Play on from that morning").click()
        first.page.wait_for_selector(".play")
    for width in ("wide", "middle", "telephone"):
        sheet = look(width)
        for path in ("/table/sheet", "/table"):
            sheet.page.goto(workbench.address + path)
            assert sheet.violations() == []
            assert sheet.overflow() <= 0
