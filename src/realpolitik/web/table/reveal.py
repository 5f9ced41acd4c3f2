"""After a game: hands turned over, what was thought, the moves that mattered, and each of them to be tried again.

Nothing here is shown before the hands of a table are turned over.
"""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.crisis.schema import Crisis
from realpolitik.errors import MoveRefused
from realpolitik.history.happened import happened
from realpolitik.outcome import NONE
from realpolitik.report import palette
from realpolitik.report.dispatch.panels import frame
from realpolitik.report.words import starting, the
from realpolitik.table.review import Account, Made, Review, instead, review
from realpolitik.table.table import Table
from realpolitik.table.telling import state_name, suitor_name, text_of
from realpolitik.table.view import View, view
from realpolitik.web.bench import bench_of
from realpolitik.web.pictures import picture_of
from realpolitik.web.table import words
from realpolitik.web.table.room import Room
from realpolitik.web.table.routes import RECENT, room_of, rooms_of, who_is

SOON: Final = 3.0
"""Seconds that a page waits for a review before it says that it is on its way."""
RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell must not begin that a program of spreadsheets would take for a formula."""


def reviewed(room: Room) -> Review:
    """Return the review of a table whose hands are turned over; it is worked out once.

    Raises
    ------
    MoveRefused
        If they are not.
    """
    if not room.sitting.revealed:
        raise MoveRefused("the hands are not turned over yet; the host does that when the game is over")
    with room.lock:
        if room.reviewed is None:
            room.reviewed = review(room.table, room.worlds)
        return room.reviewed


def is_reviewed(room: Room) -> bool:
    """Whether the review of a table is there soon; if not, it is worked out meanwhile."""
    if room.reviewed is None:
        worker = threading.Thread(target=reviewed, args=(room,), name="review", daemon=True)
        worker.start()
        worker.join(SOON)
    return room.reviewed is not None


def ended(crisis: Crisis, found: Review) -> str:
    """Return how a game ended, in a sentence or two."""
    pivot = starting(state_name(crisis, crisis.pivot))
    if found.signed is None:
        told = f"{pivot} signed with nobody."
    else:
        suitor, clauses, day = found.signed
        told = f"{pivot} signed with {suitor_name(crisis, suitor)} on {words.day_of(day)}: {text_of(crisis, suitor, clauses)}."
    if found.attacked is not None:
        told += f" {starting(state_name(crisis, found.attacked[0]))} attacked."
    return told


def history_of(crisis: Crisis) -> str:
    """Return what history did, as far as it is coded."""
    found = happened(crisis.id)
    if found is None:
        return ""
    decided = str(found.decided)
    when = words.day_of(decided) if len(decided) == len("1939-08-23") else decided
    return f"{found.title} ({found.act.split(' (')[0]}), decided on {when}."


def accuracy_of(account: Account) -> str:
    """Return an accuracy as it is told."""
    if account.accuracy is None:
        return "–"
    return f"{account.accuracy:.0f}" if account.accuracy >= 0 else "below 0"


def moved(crisis: Crisis, made: Made) -> dict[str, Any]:
    """Return a move in hindsight, in words."""
    key = max((key for key in made.before if key != "war"), key=lambda key: abs(made.after[key] - made.before[key]))
    name = "no treaty" if key == NONE else crisis.suitors[key].name
    change = abs(made.after[key] - made.before[key])
    return {
        "event": made.event,
        "step": made.t,
        "day": words.day_of(made.day),
        "seat": made.seat,
        "state": crisis.states[made.seat].name,
        "text": made.text,
        "moved": f"{starting(name)} went from {words.percent(made.before[key])} to {words.percent(made.after[key])}."
        if change >= 0.005
        else "It moved the chances of who signs by next to nothing.",
        "gave": f"It gave away {100 * made.regret:.1f}." if made.regret >= words.FELT else "It gave nothing away.",
        "better": made.better if made.better and made.regret >= words.FELT else None,
        "before": words.bars_of(crisis, {key: q for key, q in made.before.items() if key != "war"}),
        "after": words.bars_of(crisis, {key: q for key, q in made.after.items() if key != "war"}),
        "war": (words.percent(made.before["war"]), words.percent(made.after["war"])),
    }


def every_move(found: Review) -> list[Made]:
    """Return every move of who had a choice, in the order of the game."""
    return sorted((made for account in found.accounts.values() for made in account.moves), key=lambda made: made.event)


def account_rows(crisis: Crisis, found: Review) -> list[dict[str, Any]]:
    """Return what the game came to for each seat."""
    return [
        {
            "seat": seat,
            "state": crisis.states[seat].name,
            "accuracy": accuracy_of(one),
            "start": words.hundredths(one.start),
            "end": words.hundredths(one.end),
            "own": words.hundredths(-one.regret),
            "luck": words.hundredths(one.luck),
            "mostly": [
                f"{what}, {words.day_of(day)}: {words.hundredths(amount)}"
                for day, what, amount in one.lucky
                if abs(amount) >= words.FELT
            ],
        }
        for seat, one in found.accounts.items()
    ]


def thoughts(crisis: Crisis, found: Review) -> list[dict[str, Any]]:
    """Return what every seat thought of every other that holds a hidden hand, day by day."""
    return [
        {
            "seat": crisis.states[seat].name,
            "of": crisis.states[state].name,
            "day": day,
            "told": words.day_of(day),
            "type": crisis.states[state].types[key].name or key,
            "chance": q,
            "percent": words.percent(q),
            "true": found.types.get(state) == key,
        }
        for seat, days in found.beliefs.items()
        for day, believed in days
        for state, types in believed.items()
        for key, q in types.items()
    ]


def _thoughts_drawn(rows: Sequence[Mapping[str, Any]], last: str) -> Any:
    """Return what draws how likely each seat held the hand that another truly had."""
    true = [dict(row) for row in rows if row["true"]]
    lines = {(row["seat"], row["of"]) for row in true}
    for seat, of in sorted(lines):
        end = [row for row in true if row["seat"] == seat and row["of"] == of][-1]
        true.append({**end, "day": last})
    seats = list(dict.fromkeys(row["seat"] for row in true))
    colours = [palette.SUITORS[place % len(palette.SUITORS)] for place in range(len(seats))]

    def draw(width: int) -> Any:
        return (
            alt.Chart(frame(true))
            .mark_line(interpolate="step-after", strokeWidth=2)
            .encode(
                x=alt.X("day:T", title=None),
                y=alt.Y("chance:Q", title="held for likely", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%")),
                color=alt.Color(
                    "seat:N", title="who thought so", sort=seats, scale=alt.Scale(domain=seats, range=colours)
                ),
                strokeDash=alt.StrokeDash("of:N", title="of whom"),
            )
            .properties(width=max(120, width - 170), height=220)
        )

    return draw


def show(request: Request) -> Response:
    """Show a game with all hands turned over."""
    room, who = room_of(request), who_is(request)
    if not room.sitting.revealed:
        return RedirectResponse(f"/table/{room.id}", 303)
    if not is_reviewed(room):
        return bench_of(request).pages.page("table/turning.html.j2", request, room=room.id, crisis=room.crisis)
    crisis, found, own = room.crisis, reviewed(room), room.sitting.seat_of(who)
    rows = thoughts(crisis, found)
    return bench_of(request).pages.page(
        "table/reveal.html.j2",
        request,
        room=room.id,
        crisis=crisis,
        ended=ended(crisis, found),
        history=history_of(crisis),
        hands=[
            {
                "state": crisis.states[seat].name,
                "type": crisis.states[seat].types[found.types[seat]].name or found.types[seat]
                if seat in found.types
                else "",
                "rows": words.hand_of(crisis, _hand(room, seat)),
            }
            for seat in room.opened.seats
        ],
        accounts=account_rows(crisis, found),
        own=None
        if own is None or own not in found.accounts
        else account_rows(crisis, found)[list(found.accounts).index(own)],
        seat=own,
        mattered=[moved(crisis, made) for made in found.mattered],
        moves=len(every_move(found)),
        thoughts=rows,
        picture=picture_of(_thoughts_drawn(rows, str(crisis.window.closes)))
        if any(row["true"] for row in rows)
        else "",
        seed=found.seed,
        others=[
            {"id": other.id, "over": other.sitting.revealed, "from": words.day_of(_day(other, other.opened.step))}
            for other in rooms_of(request).family(room)
            if other.id != room.id
        ],
    )


def _hand(room: Room, seat: str) -> View:
    return room.view(seat)


def _day(room: Room, step: int) -> str:
    days = {0: str(room.crisis.window.opens)}
    days |= {one["t"] + 1: one["day"] for one in room.view(None).seen if one["kind"] == "step"}
    return days.get(step, days[0])


def ready(request: Request) -> Response:
    """Say that the review is there: the page is loaded again then."""
    there = room_of(request).reviewed is not None
    return Response(status_code=204, headers={"HX-Refresh": "true"} if there else {})


# --- trying again, and going on


def try_again(request: Request) -> Response:
    """Show a seat as it was before a move, to choose again; the answer comes after the choice."""
    room, event = room_of(request), request.path_params["event"]
    made = _made(room, event)
    before = view(Table(room.table.world, room.table.events[:event]), made.seat, room.worlds)
    chosen = request.query_params.get("move", "")
    found = None
    if chosen.isascii() and chosen.isdecimal() and len(chosen) < 6:
        found = moved(room.crisis, instead(room.table, event, int(chosen)))
    crisis = room.crisis
    return bench_of(request).pages.page(
        "table/again.html.j2",
        request,
        room=room.id,
        crisis=crisis,
        made=moved(crisis, made),
        state=the(crisis.states[made.seat].name),
        day=words.day_of(before.day),
        on_table=words.on_the_table(crisis, before),
        news=words.record_of(before.seen)[:RECENT],
        beliefs=words.beliefs_of(crisis, before),
        question=words.question_of(crisis, before),
        offers=words.offers_of(crisis, before),
        number=before.number,
        simple=words.simple_moves(crisis, before),
        composers=words.composers(crisis, before),
        found=found,
    )


def _made(room: Room, event: int) -> Made:
    made = next((made for made in every_move(reviewed(room)) if made.event == event), None)
    if made is None:
        raise MoveRefused("nobody had a choice there; take one of the moves of the game")
    return made


async def go_on(request: Request) -> Response:
    """Open another table from the morning of a day of a game whose hands are known; the computer has all seats but one."""
    form = await request.form()
    seat, step = str(form.get("seat", "")), str(form.get("step", ""))

    def done() -> Response:
        room = room_of(request)
        reviewed(room)
        if seat not in room.opened.seats or not (step.isascii() and step.isdecimal() and len(step) < 6):
            raise MoveRefused("there is no such seat, or no such day; take those that are offered")
        return RedirectResponse(f"/table/{rooms_of(request).fork(room, int(step), who_is(request), seat).id}/seat", 303)

    return await run_in_threadpool(done)


# --- the record


def replay(request: Request) -> Response:
    """Show the record move by move, all hands known."""
    room = room_of(request)
    crisis, every = room.crisis, every_move(reviewed(room))
    given = request.query_params.get("move", "1")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 1
    number = min(max(number, 1), max(len(every), 1))
    made = every[number - 1] if every else None
    board = None
    if made is not None:
        seen = view(Table(room.table.world, room.table.events[: made.event]), crisis.pivot, room.worlds)
        board = {
            "day": words.day_of(seen.day),
            "on_table": words.on_the_table(crisis, seen),
            "news": words.record_of(seen.seen)[:RECENT],
        }
    return bench_of(request).pages.page(
        "table/replay.html.j2",
        request,
        room=room.id,
        crisis=crisis,
        number=number,
        count=len(every),
        made=None if made is None else moved(crisis, made),
        board=board,
    )


def beside(request: Request) -> Response:
    """Show two ways of one game side by side."""
    rooms, room = rooms_of(request), room_of(request)
    other = rooms.room(request.path_params["other"])
    if other.opened.family != room.opened.family:
        raise MoveRefused("these tables do not hold the same hands; take two ways of one game")
    if not (room.sitting.revealed and other.sitting.revealed):
        raise MoveRefused("the hands of both are to be turned over first; then they can be laid side by side")
    first, second = (every_move(reviewed(one)) for one in (room, other))
    same = 0
    while same < min(len(first), len(second)) and _same(first[same], second[same]):
        same += 1
    return bench_of(request).pages.page(
        "table/beside.html.j2",
        request,
        crisis=room.crisis,
        same=same,
        ways=[
            {
                "id": one.id,
                "head": "The game"
                if one.opened.parent is None
                else f"From {words.day_of(_day(one, one.opened.step))} on",
                "ended": ended(room.crisis, reviewed(one)),
                "accounts": account_rows(room.crisis, reviewed(one)),
                "moves": [moved(room.crisis, made) for made in every[same:]],
            }
            for one, every in ((room, first), (other, second))
        ],
    )


def _same(one: Made, other: Made) -> bool:
    return (one.t, one.seat, one.text) == (other.t, other.seat, other.text)


def as_json(request: Request) -> Response:
    """Give the record of a game, and its review, as JSON."""
    room = room_of(request)
    found = reviewed(room)
    document = {
        "table": room.id,
        "crisis": room.crisis.id,
        "opened": room.opened.opened,
        "seats": dict(room.opened.seats),
        "people": {seat: len(people) for seat, people in room.sitting.people.items()},
        "events": room.to_list(),
        "review": found.to_dict(),
    }
    return Response(
        json.dumps(document, ensure_ascii=False, indent=1),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="table-{room.id}.json"'},
    )


def as_csv(request: Request) -> Response:
    """Give a game as a table with a row for each seat and columns for each of its moves, as experiments in oTree are written."""
    room = room_of(request)
    text = wide(room, reviewed(room))
    return Response(
        text, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="table-{room.id}.csv"'}
    )


def wide(room: Room, found: Review) -> str:
    """Return a game in the wide style: a row for each seat."""
    most = max((len(account.moves) for account in found.accounts.values()), default=0)
    rows: list[dict[str, Any]] = []
    for place, (seat, account) in enumerate(found.accounts.items(), 1):
        row: dict[str, Any] = {
            "participant.id_in_session": place,
            "participant.code": seat,
            "participant.payoff": f"{account.end:.6f}",
            "session.code": room.id,
            "session.config.name": room.crisis.id,
            "table.1.player.role": seat,
            "table.1.player.kind": room.opened.seats.get(seat, ""),
            "table.1.player.people": len(room.sitting.people.get(seat, ())),
            "table.1.player.hand": found.types.get(seat, ""),
            "table.1.player.accuracy": "" if account.accuracy is None else f"{account.accuracy:.2f}",
            "table.1.player.regret": f"{account.regret:.6f}",
            "table.1.player.luck": f"{account.luck:.6f}",
            "table.1.group.signed": "" if found.signed is None else found.signed[0],
            "table.1.group.signed_on": "" if found.signed is None else found.signed[2],
        }
        for number in range(most):
            made = account.moves[number] if number < len(account.moves) else None
            row[f"table.{number + 1}.player.day"] = "" if made is None else made.day
            row[f"table.{number + 1}.player.move"] = "" if made is None else made.text
            row[f"table.{number + 1}.player.gave_away"] = "" if made is None else f"{made.regret:.6f}"
        rows.append(row)
    held = io.StringIO(newline="")
    writer = csv.DictWriter(held, fieldnames=list(rows[0]) if rows else ["participant.code"])
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return held.getvalue()


def _cell(value: Any) -> Any:
    """Return what a cell holds: no text that a program of spreadsheets would work out."""
    if not isinstance(value, str) or not value.startswith(RISKY):
        return value
    try:
        float(value)
    except ValueError:
        return f"'{value}"
    return value


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/table/{id}/reveal", show),
    Route("/table/{id}/reveal/ready", ready),
    Route("/table/{id}/again/{event:int}", try_again),
    Route("/table/{id}/again", go_on, methods=["POST"]),
    Route("/table/{id}/replay", replay),
    Route("/table/{id}/beside/{other}", beside),
    Route("/table/{id}/record.json", as_json),
    Route("/table/{id}/record.csv", as_csv),
)
