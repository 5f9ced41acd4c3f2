"""The pages of a table: opening one, joining it, a seat's page, the host's, and what the projector shows.

What is told of a game is made of `Room.view` of the seat that asks, or of the public; nothing else of a game gets here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import segno
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.crisis.read import library
from realpolitik.errors import MoveRefused, RealpolitikError, StaleMove
from realpolitik.report.words import starting, the
from realpolitik.store import hashed
from realpolitik.table.players import BY_NAME
from realpolitik.table.standing import GOES_ON
from realpolitik.table.view import View
from realpolitik.web.answers import OWN
from realpolitik.web.bench import bench_of
from realpolitik.web.home import card_of
from realpolitik.web.live import Line, streamed
from realpolitik.web.security import LOOPBACK
from realpolitik.web.table import words
from realpolitik.web.table.log import PEOPLE
from realpolitik.web.table.room import Room
from realpolitik.web.table.rooms import Rooms, Terms, invitation
from realpolitik.web.table.seats import role_of, seats_of

TURNS: Final[Mapping[str, tuple[str, float | None]]] = {
    "none": ("as long as it takes", None),
    "30": ("half a minute", 30.0),
    "60": ("one minute", 60.0),
    "120": ("two minutes", 120.0),
    "300": ("five minutes", 300.0),
}
"""How long a turn may take: value of a form -> in words, and in seconds."""
PATIENCES: Final[Mapping[str, tuple[str, float]]] = {
    "30": ("half a minute", 30.0),
    "60": ("one minute", 60.0),
    "180": ("three minutes", 180.0),
    "600": ("ten minutes", 600.0),
}
"""How long somebody is awaited who is not there."""
KINDS: Final[Mapping[str, str]] = {
    "equilibrium": "computer, as a statesman",
    "best-reply": "computer, its best move",
    "patient": "computer, in no hurry",
    "greedy": "computer, greedy",
    "naive": "computer, at random",
}
"""Players of the computer, in words."""
RECENT: Final = 6
"""Lines of what was seen that are not folded away."""


def rooms_of(request: Request) -> Rooms:
    """Return all tables."""
    rooms = request.app.state.rooms
    assert isinstance(rooms, Rooms)
    return rooms


def who_is(request: Request) -> str:
    """Return by which hash a table knows who asks."""
    return hashed(f"table {request.scope['visitor']}")


def room_of(request: Request) -> Room:
    """Return the table that is asked for."""
    return rooms_of(request).room(request.path_params["id"])


# --- what parts of pages hold: plain data, made of a view


def board_of(room: Room, seen: View) -> dict[str, Any]:
    """Return what everybody sees who sees this view: where the game stands, and what happened."""
    crisis = room.crisis
    record = words.record_of(seen.seen)
    return {
        "day": words.day_of(seen.day),
        "step": min(seen.step + 1, seen.steps),
        "steps": seen.steps,
        "on_table": words.on_the_table(crisis, seen),
        "news": record[:RECENT],
        "older": record[RECENT:],
        "over": seen.over,
        "begun": room.sitting.begun,
        "paused": room.sitting.paused,
        "revealed": room.sitting.revealed,
        "days": _days(room),
    }


def play_of(room: Room, seat: str, who: str) -> dict[str, Any]:
    """Return what the page of a seat holds of the game."""
    if not room.dealt:
        return {"dealing": True}
    crisis, seen = room.crisis, room.view(seat)
    can = bool(seen.moves) and room.sitting.begun and not room.sitting.paused
    texts = {one.number: one.text for one in seen.moves}
    people = room.sitting.people.get(seat, [])
    votes = room.votes(seat) if seen.moves else []
    return {
        "dealing": False,
        "board": board_of(room, seen),
        "number": seen.number,
        "hand": words.hand_of(crisis, seen),
        "type": crisis.states[seat].types[seen.type].name or seen.type if seen.type else "",
        "beliefs": words.beliefs_of(crisis, seen),
        "prospect": None
        if seen.prospect is None
        else {
            "bars": words.bars_of(crisis, seen.prospect.partners),
            "war": words.percent(seen.prospect.war),
            "payoff": words.hundredths(seen.prospect.payoff),
        },
        "can": can,
        "asked": bool(seen.moves),
        "question": words.question_of(crisis, seen),
        "offers": words.offers_of(crisis, seen),
        "simple": words.simple_moves(crisis, seen) if can else [],
        "composers": words.composers(crisis, seen) if can else [],
        "counsel": words.counsel_of(crisis, seen) if can and len(seen.moves) > 1 else [],
        "keeps": len(people) == 1 and any(one.kind in GOES_ON for one in seen.moves),
        "people": len(people),
        "turn": room.opened.turn,
        "votes": [{"text": texts.get(vote.move, ""), "own": vote.who == who, "number": vote.move} for vote in votes],
        "is_host": room.is_host(who),
    }


def there_of(room: Room) -> list[dict[str, Any]]:
    """Return who is there, which everybody may know."""
    found = []
    for seat, kind in room.opened.seats.items():
        people, there = len(room.sitting.people.get(seat, ())), room.there(seat)
        if kind != PEOPLE:
            status = "played by the computer"
        elif not people:
            status = "free; the computer plays it until somebody joins"
        elif seat in room.sitting.away:
            status = "away; the computer plays until they are back"
        elif people == 1:
            status = "there" if there else "not there just now"
        else:
            status = f"{there} of {people} there"
        found.append({"seat": seat, "name": room.crisis.states[seat].name, "status": status, "there": bool(there)})
    return found


def mark_of(part: Any) -> str:
    """Return a mark of a part of a page, by which a page says what it has."""
    return hashlib.blake2b(json.dumps(part, ensure_ascii=False).encode(), digest_size=8).hexdigest()


def _play(room: Room, who: str) -> dict[str, Any]:
    seat = room.sitting.seat_of(who)
    return {} if seat is None else play_of(room, seat, who)


PARTS: Final[Mapping[str, Callable[[Room, str], Any]]] = {
    "play": _play,
    "board": lambda room, who: board_of(room, room.view(None)),
    "there": lambda room, who: there_of(room),
}
"""Parts of pages that change while a game is played."""
PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "seat": ("play", "there"),
    "host": ("board", "there"),
    "watch": ("board", "there"),
}
"""Page -> its parts."""


def marks_of(room: Room, who: str, place: str) -> dict[str, str]:
    """Return the marks of all parts of a page."""
    return {part: mark_of(PARTS[part](room, who)) for part in PLACES[place]}


# --- opening and joining


def tables(request: Request) -> Response:
    """Show the tables of who asks, how to join one, and how to open one."""
    bench, rooms, who = bench_of(request), rooms_of(request), who_is(request)
    cards = sorted((card_of(bench.answers, id) for id in library()), key=lambda card: card.crisis.window.opens)
    own = [(OWN + draft.id, draft.title or "without a title") for draft in bench.store.drafts()]
    chosen = request.query_params.get("crisis", "")
    crisis = bench.answers.case(chosen).crisis if chosen else None
    return bench.pages.page(
        "table/tables.html.j2",
        request,
        cards=cards,
        own=own,
        chosen=chosen,
        crisis=crisis,
        seats=[]
        if crisis is None
        else [(seat, crisis.states[seat].name, role_of(crisis, seat)) for seat in seats_of(crisis)],
        kinds=KINDS,
        turns=TURNS,
        patiences=PATIENCES,
        rooms=[
            {
                "id": room.id,
                "title": room.crisis.title,
                "seat": "" if (seat := room.sitting.seat_of(who)) is None else room.crisis.states[seat].name,
                "host": room.is_host(who),
                "status": "over" if room.over else "being played" if room.sitting.begun else "not begun yet",
                "opened": room.opened.opened[:16].replace("T", " "),
            }
            for room in rooms.of(who)
        ],
    )


async def open_table(request: Request) -> Response:
    """Open a table."""
    form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
    return await run_in_threadpool(_open, request, form)


def _open(request: Request, form: Mapping[str, str]) -> Response:
    bench, who = bench_of(request), who_is(request)
    id = form.get("crisis", "")
    case = bench.answers.case(id)
    draft = bench.store.draft(id.removeprefix(OWN)) if id.startswith(OWN) else None
    known = seats_of(case.crisis)
    sit = form.get("sit") or None
    if sit is not None and sit not in known:
        raise RealpolitikError("there is no such seat at this table; choose among those offered")
    seats = {seat: form.get(f"seat-{seat}", next(iter(BY_NAME))) for seat in known}
    if sit is not None:
        seats[sit] = PEOPLE
    turn, patience = (
        TURNS.get(form.get("turn", ""), TURNS["none"]),
        PATIENCES.get(form.get("patience", ""), PATIENCES["60"]),
    )
    room = rooms_of(request).open(
        case.crisis,
        who,
        Terms(seats, turn[1], patience[1], sit, None if draft is None else draft.text),
    )
    return RedirectResponse(f"/table/{room.id}", 303)


def table(request: Request) -> Response:
    """Lead to the page of a table that is for who asks."""
    room, who = room_of(request), who_is(request)
    seat = room.sitting.seat_of(who)
    alone = seat is not None and room.sitting.begun
    place = "host" if room.is_host(who) and not alone else "seat" if seat is not None else "watch"
    return RedirectResponse(f"/table/{room.id}/{place}", 303)


def join(request: Request) -> Response:
    """Show the seats of a table, by its code."""
    code = request.query_params.get("code", "")
    room = rooms_of(request).by_code(code) if code else None
    seats = []
    for one in [] if room is None else there_of(room):
        assert room is not None
        if room.opened.seats[one["seat"]] == PEOPLE:
            seats.append({**one, "role": role_of(room.crisis, one["seat"])})
    return bench_of(request).pages.page(
        "table/join.html.j2",
        request,
        code=code,
        room=room,
        crisis=None if room is None else room.crisis,
        seats=seats,
        seat=None if room is None else room.sitting.seat_of(who_is(request)),
    )


async def sit(request: Request) -> Response:
    """Sit down at a seat, by the code of the table."""
    form = await request.form()
    code, seat = str(form.get("code", "")), str(form.get("seat", ""))

    def done() -> Response:
        room = rooms_of(request).by_code(code)
        room.sit(who_is(request), seat)
        return RedirectResponse(f"/table/{room.id}/seat", 303)

    return await run_in_threadpool(done)


def follow_link(request: Request) -> Response:
    """Sit down by a link, which is used up by it, and lead to an address that does not hold it."""
    id, _, secret = request.path_params["link"].partition(".")
    fetched_before = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))
    if request.method != "GET" or fetched_before:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    room = rooms_of(request).room(id)
    room.sit_by_link(who_is(request), hashed(secret))
    return RedirectResponse(
        f"/table/{room.id}/seat", 303, headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    )


# --- playing


def seat_page(request: Request) -> Response:
    """Show a seat its page."""
    room, who = room_of(request), who_is(request)
    seat = room.sitting.seat_of(who)
    if seat is None:
        return RedirectResponse(f"/table/{room.id}/watch", 303)
    room.is_here(who)
    return _seat_page(request, room, who, seat)


def _seat_page(request: Request, room: Room, who: str, seat: str, notice: str = "", status: int = 200) -> Response:
    crisis = room.crisis
    return bench_of(request).pages.page(
        "table/seat.html.j2",
        request,
        status=status,
        room=room.id,
        crisis=crisis,
        state=the(crisis.states[seat].name),
        role=role_of(crisis, seat),
        play=play_of(room, seat, who),
        there=there_of(room),
        own=seat,
        notice=notice,
        have=_have(room, who, "seat"),
        menus=menus_of(room),
        is_host=room.is_host(who),
    )


def _have(room: Room, who: str, place: str) -> str:
    return "-".join(marks_of(room, who, place).values())


def menus_of(room: Room) -> list[dict[str, Any]]:
    """Return all clauses of all suitors in full, which the published file holds."""
    return [
        {
            "name": starting(the(suitor.name)),
            "hue": words.hue_of(room.crisis, key),
            "clauses": [(words.clause_name(name), clause.says or clause.kind) for name, clause in suitor.menu.items()],
        }
        for key, suitor in room.crisis.suitors.items()
    ]


def part(request: Request) -> Response:
    """Show a part of a page by itself."""
    room, who = room_of(request), who_is(request)
    place, name = request.path_params["place"], request.path_params["part"]
    if name not in PLACES.get(place, ()):
        raise HTTPException(404)
    seat = room.sitting.seat_of(who)
    if place == "seat" and seat is None:
        raise HTTPException(404)
    return _part(request, room, who, place, name)


def _part(request: Request, room: Room, who: str, place: str, name: str, notice: str = "") -> Response:
    return bench_of(request).pages.page(
        f"table/{name}.html.j2",
        request,
        room=room.id,
        crisis=room.crisis,
        place=place,
        notice=notice,
        own=room.sitting.seat_of(who),
        **{name: PARTS[name](room, who)},
    )


async def move(request: Request) -> Response:
    """Make a move, or propose it; one that was chosen before something happened is refused, and the page shown as it is now."""
    form = await request.form()
    number, after = _whole(form.get("move")), _whole(form.get("after"))
    return await run_in_threadpool(_move, request, number, after, form.get("keep") == "1")


def _whole(given: Any) -> int:
    text = given if isinstance(given, str) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _move(request: Request, number: int, after: int, keep: bool) -> Response:
    room, who = room_of(request), who_is(request)
    seat = room.sitting.seat_of(who)
    if seat is None:
        raise MoveRefused("this browser has no seat at this table; join it first")
    notice = ""
    try:
        room.move(who, number, after, keep=keep)
    except StaleMove:
        notice = "Something has happened since you chose this; it was not done. Look at the table again."
    except MoveRefused as refused:
        message, _, remedy = str(refused).partition("; ")
        notice = f"{starting(message)}. {starting(remedy)}.".replace(". .", ".")
    if request.headers.get("hx-request") == "true":
        return _part(request, room, who, "seat", "play", notice)
    if notice:
        return _seat_page(request, room, who, seat, notice, 409)
    return RedirectResponse(f"/table/{room.id}/seat", 303)


# --- leading and watching


def _public(request: Request, room: Room, who: str, place: str) -> dict[str, Any]:
    """Return what a page shows that tells what all may know, and how to join."""
    return {
        "room": room.id,
        "crisis": room.crisis,
        "place": place,
        "notice": "",
        "board": PARTS["board"](room, who),
        "there": there_of(room),
        "have": _have(room, who, place),
        "code": room.opened.code,
        **_way_in(request, room),
    }


def host_page(request: Request) -> Response:
    """Show the host what all may know, and what can be done."""
    room = _led(request)
    who = who_is(request)
    return bench_of(request).pages.page(
        "table/host.html.j2",
        request,
        own=room.sitting.seat_of(who),
        people=[seat for seat, kind in room.opened.seats.items() if kind == PEOPLE],
        family=_family(request, room),
        **_public(request, room, who, "host"),
    )


def _days(room: Room) -> list[tuple[int, str]]:
    """Return the steps that one can go back to, the last first, and the day of each."""
    seen = room.view(None)
    steps = {0: words.day_of(str(room.crisis.window.opens))}
    for one in seen.seen:
        if one["kind"] == "step":
            steps[one["t"] + 1] = words.day_of(one["day"])
    reached = {step: day for step, day in steps.items() if step <= seen.step}
    return sorted(reached.items(), reverse=True)


def _family(request: Request, room: Room) -> list[dict[str, str]]:
    return [
        {"id": other.id, "name": f"opened {other.opened.opened[:16].replace('T', ' ')}"}
        for other in rooms_of(request).family(room)
        if other.id != room.id and other.is_host(who_is(request))
    ]


def _way_in(request: Request, room: Room) -> dict[str, Any]:
    """Return how people join: an address with the code, and a picture of it for telephones."""
    base = f"{request.url.scheme}://{request.headers.get('host', '')}"
    name = request.url.hostname or ""
    return {
        "address": f"{base}/table/join",
        "square": _square(f"{base}/table/join?code={room.opened.code}"),
        "is_loopback": name in LOOPBACK,
    }


@lru_cache(maxsize=64)
def _square(text: str) -> str:
    return str(segno.make(text, error="m").svg_data_uri(scale=4, border=3, dark="#000", light="#fff"))


def _led(request: Request) -> Room:
    """Return a table that who asks leads.

    Raises
    ------
    RealpolitikError
        If somebody else does.
    """
    room = room_of(request)
    if not room.is_host(who_is(request)):
        raise RealpolitikError("only who opened this table leads it; go to your own page of it")
    return room


async def lead(request: Request) -> Response:
    """Do what the host wants."""
    form = await request.form()
    wanted, step, seat = str(form.get("do", "")), _whole(form.get("step")), str(form.get("seat", ""))
    return await run_in_threadpool(_lead, request, wanted, step, seat)


def _lead(request: Request, wanted: str, step: int, seat: str) -> Response:
    room, rooms = _led(request), rooms_of(request)
    match wanted:
        case "begin":
            room.begin()
        case "pause" | "go":
            room.pause(wanted == "pause")
        case "next":
            room.next()
        case "back":
            room.back(step)
        case "fork":
            return RedirectResponse(f"/table/{rooms.fork(room, step, who_is(request)).id}/host", 303)
        case "reveal":
            rooms.reveal(room)
            return RedirectResponse(f"/table/{room.id}/reveal", 303)
        case "link":
            return _link(request, room, seat)
        case "sit":
            room.sit(who_is(request), seat)
            return RedirectResponse(f"/table/{room.id}/seat", 303)
        case _:
            raise RealpolitikError("there is no such thing to do; use the buttons of the page")
    return RedirectResponse(f"/table/{room.id}/host", 303)


def _link(request: Request, room: Room, seat: str) -> Response:
    """Show a link to a seat, this once: only its hash is kept."""
    secret = invitation()
    room.add_link(seat, hashed(secret))
    base = f"{request.url.scheme}://{request.headers.get('host', '')}"
    address = f"{base}/table/links/{room.id}.{secret}"
    response = bench_of(request).pages.page(
        "table/link.html.j2",
        request,
        room=room.id,
        crisis=room.crisis,
        state=the(room.crisis.states[seat].name),
        address=address,
        square=_square.__wrapped__(address),
        is_loopback=(request.url.hostname or "") in LOOPBACK,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def watch_page(request: Request) -> Response:
    """Show what all may know, in large letters."""
    room, who = room_of(request), who_is(request)
    return bench_of(request).pages.page(
        "table/watch.html.j2",
        request,
        own=None,
        **_public(request, room, who, "watch"),
    )


async def events(request: Request) -> Response:
    """Tell a page which of its parts have changed."""
    room = await run_in_threadpool(room_of, request)
    who, place = who_is(request), request.path_params["place"]
    if place not in PLACES or (place == "seat" and room.sitting.seat_of(who) is None):
        raise HTTPException(404)
    have = request.query_params.get("have", "").split("-")
    sent = dict(zip(PLACES[place], have, strict=False))

    def begin(line: Line) -> Callable[[], object]:
        def told() -> None:
            marks = marks_of(room, who, place)
            for name, mark in marks.items():
                if sent.get(name) != mark:
                    sent[name] = mark
                    line.say(name, mark)

        return room.listen(who, told)

    return streamed(request, begin)


def sheet(request: Request) -> Response:
    """Show a sheet for a lesson, to be printed."""
    return bench_of(request).pages.page("table/sheet.html.j2", request)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/table", tables),
    Route("/table", open_table, methods=["POST"]),
    Route("/table/join", join),
    Route("/table/join", sit, methods=["POST"]),
    Route("/table/sheet", sheet),
    Route("/table/links/{link}", follow_link),
    Route("/table/{id}", table),
    Route("/table/{id}/seat", seat_page),
    Route("/table/{id}/host", host_page),
    Route("/table/{id}/host", lead, methods=["POST"]),
    Route("/table/{id}/watch", watch_page),
    Route("/table/{id}/move", move, methods=["POST"]),
    Route("/table/{id}/{place}/events", events),
    Route("/table/{id}/{place}/parts/{part}", part),
)
