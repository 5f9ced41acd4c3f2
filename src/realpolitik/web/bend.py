"""The page on which a crisis is bent: what is changed on one side, what the model makes of it on the other.

The address is the state (`realpolitik.web.state`). A change asks for the answer alone; it comes with the best that is known within
a moment, and a stream brings every better one until all draws are solved or the reader goes on.
"""

from __future__ import annotations

import asyncio
import math
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import write_patch
from realpolitik.inquiry.bend import PERCEPTIONS, Bend
from realpolitik.inquiry.compared import Compared, Shift
from realpolitik.inquiry.inquiry import Inquiry
from realpolitik.inquiry.knobs import Slider
from realpolitik.inquiry.ladder import RUNGS
from realpolitik.markup import Markup
from realpolitik.outcome import NONE
from realpolitik.report.dispatch.paths import in_english, words_of
from realpolitik.report.words import CLEAR, starting, the
from realpolitik.web.answers import OWN
from realpolitik.web.bench import bench_of
from realpolitik.web.live import Line, streamed
from realpolitik.web.notes import Written, notes_part
from realpolitik.web.state import State, pairs_of, query_of, read_state

MOMENT: Final = 0.3
"""Seconds that a page waits for a first answer, before it is sent with what is known."""
SMALLEST: Final = 0.0005
"""Changes of a chance that would read 0.0 points."""
MOST_CLAUSES: Final = 8
"""Clauses whose change is told at most, the largest first."""
SLIDER_WIDTH, SLIDER_HEIGHT = 260, 84
"""Of the picture below a slider, in its own points."""


@dataclass(frozen=True)
class Row:
    """A figure as it stands and bent."""

    key: str
    name: str
    place: int
    shift: Shift


@dataclass(frozen=True)
class Part:
    """One thing that is changed: what it is called, what it alone changes most, if that is clear, and the address without it."""

    says: str
    is_known: bool
    alone: Row | None
    without: str


@dataclass(frozen=True)
class Choice:
    """Something that can be taken away or corrected."""

    key: str
    id: str
    says: str
    more: str
    chosen: bool


@dataclass(frozen=True)
class Curve:
    """What a slider's stops make of the chance of one partner, as the points of a line, and bars of its error."""

    place: int
    name: str
    points: str
    bars: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Knob:
    """A slider as a page shows it."""

    path: str
    id: str
    says: str
    low: float
    high: float
    middle: float
    value: float | None
    curves: tuple[Curve, ...]
    table: tuple[tuple[float, tuple[Row, ...]], ...]
    known: bool


def rows_of(compared: Compared) -> tuple[Row, ...]:
    """Return the partners, whoever signs before nobody."""
    rows = [Row(each.partner, each.name, place, each.shift) for place, each in enumerate(compared.partners)]
    return (*rows[1:], rows[0])


def said(part: Bend, crisis: Crisis) -> str:
    """Say what one change changes."""
    if part.without:
        return f"without {crisis.factors[part.without[0]].name}"
    ((path, content),) = part.contents().items()
    if content is None:
        perception = crisis.perceptions[path.removeprefix(PERCEPTIONS)]
        return f"{the(crisis.states[perception.who].name)} not mistaken about {in_english(perception.path, crisis)}"
    shown = f"{content:g}" if isinstance(content, float) else str(content)
    return f"{in_english(path, crisis)}: {shown}"


def headline(compared: Compared | None, state: State, crisis: Crisis) -> str:
    """Say in a sentence what a bend makes of the answer, or that it cannot be told from noise."""
    if compared is None:
        return "The first answer is being worked out."
    if state.bend.is_empty:
        rows = rows_of(compared)
        best = max(rows, key=lambda row: row.shift.after)
        whom = (
            "nobody signs"
            if best.key == NONE
            else f"{the(crisis.states[crisis.pivot].name)} signs with {the(best.name)}"
        )
        return f"As the file has it, the model finds it likeliest that {whom}: {100 * best.shift.after:.0f}%."
    most = largest(compared)
    if most is None:
        return f"So far nothing that can be told from noise: {compared.draws:,} draws."
    what = "that nobody signs" if most.key == NONE else f"of a signature with {the(most.name)}"
    return (
        f"The chance {what} goes from {100 * most.shift.before:.0f}% to {100 * most.shift.after:.0f}%"
        f" ({100 * most.shift.difference:+.1f} ± {100 * most.shift.error:.1f} points)."
    )


def _is_clear(shift: Shift) -> bool:
    return abs(shift.difference) >= SMALLEST and abs(shift.difference) > CLEAR * shift.error


def commands(name: str, state: State, inquiry: Inquiry) -> tuple[str, ...]:
    """Return the command lines that give the same numbers once all draws are solved."""
    crisis = "crisis.yaml" if name.startswith(OWN) else name
    counted = f"--draws {inquiry.draws} --seed {inquiry.seed}"
    bend = state.bend
    if bend.is_empty:
        return (f"realpolitik run {crisis} {counted}",)
    if bend.without and not bend.settings:
        change = f"--without {','.join(bend.without)}"
    elif bend.settings and not bend.without:
        change = " ".join(f"--set {shlex.quote(f'{path}={text}')}" for path, text in bend.settings)
    else:
        change = "--patch bent.yaml"
    return (f"realpolitik whatif {crisis} {change} {counted}", f"realpolitik run {crisis} --patch bent.yaml {counted}")


def answer_of(name: str, state: State, inquiry: Inquiry, compared: Compared | None) -> dict[str, Any]:
    """Return what the template of an answer tells."""
    crisis = inquiry.crisis
    names = {key: suitor.name for key, suitor in crisis.suitors.items()}
    clauses = []
    for each in () if compared is None else compared.prices:
        if not math.isnan(each.shift.after) or not math.isnan(each.shift.before):
            row = Row(each.clause, starting(words_of(each.clause, each.suitor, crisis)), 0, each.shift)
            clauses.append((names[each.suitor], row))
    if state.bend.is_empty:
        clauses.sort(key=lambda pair: -_or_zero(pair[1].shift.after))
    else:
        clauses.sort(key=lambda pair: -abs(_or_zero(pair[1].shift.difference)))
    return {
        "name": name,
        "state": state,
        "crisis": crisis,
        "compared": compared,
        "headline": headline(compared, state, crisis),
        "rows": () if compared is None else rows_of(compared),
        "clauses": clauses[:MOST_CLAUSES],
        "more_clauses": clauses[MOST_CLAUSES:],
        "month": None if compared is None else _days(compared, crisis),
        "changed": _parts(state, inquiry),
        "besides": [(each, _names(each, crisis), query_of(each), _known(each, inquiry), state.dropped(each).query)
                    for each in state.beside],
        "commands": commands(name, state, inquiry),
        "full_draws": inquiry.draws,
        "address": state.query,
        "pairs": pairs_of(state.bend),
        "kept": state.kept().query,
    }  # fmt: skip


def _days(compared: Compared, crisis: Crisis) -> tuple[Any, Any] | None:
    """Return the mean day of signature as it stands and bent, given that anybody signs."""
    before, after = compared.month.before, compared.month.after
    if math.isnan(before) or math.isnan(after):
        return None
    opens = crisis.window.opens
    return opens + timedelta(days=before * DAYS_IN_MONTH), opens + timedelta(days=after * DAYS_IN_MONTH)


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value


def _names(bend: Bend, crisis: Crisis) -> str:
    return starting("; ".join(said(part, crisis) for part in bend.parts()))


def _known(bend: Bend, inquiry: Inquiry) -> tuple[Row, ...]:
    compared = inquiry.known(bend)
    return () if compared is None else rows_of(compared)


def _parts(state: State, inquiry: Inquiry) -> tuple[Part, ...]:
    found = []
    for part in state.bend.parts():
        compared = inquiry.known(part)
        without = state.bent(state.bend.less(part)).query
        most = None if compared is None else largest(compared)
        found.append(Part(said(part, inquiry.crisis), compared is not None, most, without))
    return tuple(found)


def largest(compared: Compared) -> Row | None:
    """Return the largest change of a partner's chance that is told from noise."""
    clear = [row for row in rows_of(compared) if _is_clear(row.shift)]
    return max(clear, key=lambda row: abs(row.shift.difference), default=None)


def knobs_of(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """Return what the template of the knobs shows."""
    crisis = inquiry.crisis
    set_to = state.bend.contents()
    switches = [
        Choice(key, f"factor-{place}", starting(factor.name), factor.line, key in state.bend.without)
        for place, (key, factor) in enumerate(crisis.factors.items())
    ]
    beliefs = []
    for place, pair in enumerate(inquiry.pairs):
        perception = crisis.perceptions[pair.perception]
        says = f"{starting(the(crisis.states[pair.who].name))} on {in_english(pair.path, crisis)}"
        told = f"takes it for {_span(pair.believed)}; it is {_span(pair.true)}"
        chosen = f"{PERCEPTIONS}{pair.perception}" in set_to
        beliefs.append(Choice(pair.perception, f"belief-{place}", says, f"{told}. {perception.because}", chosen))
    path_of = {slider.input.path for slider in inquiry.sliders() or ()}
    others = [(path, text) for path, text in state.bend.settings if text != "null" and path not in path_of]
    return {
        "switches": switches,
        "beliefs": beliefs,
        "sliders": [_knob(place, slider, state, inquiry) for place, slider in enumerate(inquiry.sliders() or ())],
        "sliders_known": inquiry.sliders() is not None,
        "others": others,
    }


def _span(told: tuple[float, float, float]) -> str:
    mean, low, high = told
    return f"{mean:.2g}" if f"{low:.2g}" == f"{high:.2g}" else f"{mean:.2g} ({low:.2g} to {high:.2g})"


def _knob(place: int, slider: Slider, state: State, inquiry: Inquiry) -> Knob:
    response = [(stop, compared) for stop, compared in inquiry.response(slider) if compared is not None]
    low, high = slider.stops[0], slider.stops[-1]
    value = state.bend.contents().get(slider.input.path)

    def across(stop: float) -> float:
        return round(4 + (SLIDER_WIDTH - 8) * (stop - low) / ((high - low) or 1.0), 1)

    def down(chance: float) -> float:
        return round(4 + (SLIDER_HEIGHT - 8) * (1 - min(1.0, max(0.0, chance))), 1)

    curves = []
    for row in rows_of(response[0][1]) if response else ():
        shifts = [(stop, compared.partner(row.key)) for stop, compared in response]
        points = " ".join(f"{across(stop)},{down(shift.after)}" for stop, shift in shifts)
        bars = tuple(
            (across(stop), down(shift.after - shift.after_error), down(shift.after + shift.after_error))
            for stop, shift in shifts
            if not math.isnan(shift.after_error)
        )
        curves.append(Curve(row.place, row.name, points, bars))
    return Knob(
        slider.input.path,
        f"slider-{place}",
        starting(in_english(slider.input.path, inquiry.crisis)),
        low,
        high,
        slider.input.middle,
        value if isinstance(value, float) else None,
        tuple(curves),
        tuple((stop, rows_of(compared)) for stop, compared in response),
        len(response) == len(slider.stops),
    )


def differences_of(inquiry: Inquiry) -> tuple[list[tuple[str, Row | None]], bool]:
    """Return, by the id of each choice, the largest clear change that it alone makes; and whether all are known."""
    singles = [(f"factor-{place}", Bend((key,))) for place, key in enumerate(inquiry.crisis.factors)]
    singles += [
        (f"belief-{place}", inquiry.bend((), {f"{PERCEPTIONS}{pair.perception}": None}))
        for place, pair in enumerate(inquiry.pairs)
    ]
    found: list[tuple[str, Row | None]] = []
    complete = inquiry.sliders() is not None
    for id, bend in singles:
        compared = inquiry.known(bend)
        complete = complete and compared is not None and compared.draws > RUNGS[0]
        if compared is not None:
            found.append((id, largest(compared)))
    stops = [compared for slider in inquiry.sliders() or () for _, compared in inquiry.response(slider)]
    return found, complete and None not in stops


async def _stated(request: Request) -> tuple[str, Inquiry, State]:
    name = request.path_params["id"]
    answers = bench_of(request).answers
    inquiry = await run_in_threadpool(answers.inquiry, name)
    state = await run_in_threadpool(read_state, request.query_params, inquiry)
    return name, inquiry, state


async def _first(inquiry: Inquiry, bend: Bend) -> Compared | None:
    """Return the best that is known within a moment."""
    loop = asyncio.get_running_loop()
    answered: asyncio.Future[Compared | None] = loop.create_future()

    def told(compared: Compared | None) -> None:
        def settle() -> None:
            if not answered.done():
                answered.set_result(compared)

        loop.call_soon_threadsafe(settle)

    asked = await run_in_threadpool(inquiry.ask, bend, told, lambda _: told(None))
    try:
        return await asyncio.wait_for(answered, MOMENT)
    except TimeoutError:
        return inquiry.known(bend)
    finally:
        # Whoever shows the answer asks again by its stream; until then the work goes on.
        loop.call_later(2 * MOMENT, asked.close)


async def page(request: Request) -> Response:
    """Show the page, or, where a script asks, the answer to what is changed alone."""
    name, inquiry, state = await _stated(request)
    pages = bench_of(request).pages
    part_alone = request.headers.get("hx-request") == "true" and "hx-history-restore-request" not in request.headers
    compared = await _first(inquiry, state.bend)
    context = await run_in_threadpool(answer_of, name, state, inquiry, compared)
    if part_alone:
        text = await run_in_threadpool(pages.text, "bent.html.j2", request, **context)
        response = HTMLResponse(text)
        address = f"{request.url.path}?{state.query}".rstrip("?")
        response.headers["HX-Replace-Url" if "x-slid" in request.headers else "HX-Push-Url"] = address
        response.headers["Vary"] = "HX-Request"
        return response
    context |= await run_in_threadpool(knobs_of, state, inquiry)
    found, complete = await run_in_threadpool(differences_of, inquiry)
    context |= {"alone": dict(found), "complete": complete}
    response = HTMLResponse(await run_in_threadpool(pages.text, "bend.html.j2", request, **context))
    response.headers["Vary"] = "HX-Request"
    return response


async def stream(request: Request) -> Response:
    """Send every better answer to what is changed, and to what stands beside."""
    name, inquiry, state = await _stated(request)
    pages = bench_of(request).pages

    def begin(line: Line) -> Callable[[], object]:
        finished: set[Bend] = set()
        wanted = {state.bend, *state.beside}

        def told_of(bend: Bend) -> Callable[[Compared], None]:
            def told(compared: Compared) -> None:
                own = compared if bend == state.bend else inquiry.known(state.bend)
                line.say("bent", pages.text("bent_inside.html.j2", request, **answer_of(name, state, inquiry, own)))
                if compared.full:
                    finished.add(bend)
                    if finished == wanted:
                        line.end()

            return told

        def failed(reason: str) -> None:
            line.say("bent", pages.text("bent_failed.html.j2", request, reason=starting(reason)))
            line.end()

        asked = [inquiry.ask(bend, told_of(bend), failed) for bend in wanted]

        def close() -> None:
            for each in asked:
                each.close()

        return close

    return streamed(request, begin)


async def knobs(request: Request) -> Response:
    """Give what is known by now of the knobs: what each alone changes, and the sliders."""
    name, inquiry, state = await _stated(request)
    found, complete = await run_in_threadpool(differences_of, inquiry)
    context = await run_in_threadpool(knobs_of, state, inquiry)
    return bench_of(request).pages.page(
        "knobs.html.j2", request, name=name, state=state, address=state.query, found=found, complete=complete, **context
    )


async def patch_file(request: Request) -> Response:
    """Give the changes as a patch file, which `realpolitik run --patch` reads."""
    name, inquiry, state = await _stated(request)
    changes = await run_in_threadpool(state.bend.changes, inquiry.crisis)
    about = "a crisis of your own" if name.startswith(OWN) else name
    head = f"# Changes to {about}: realpolitik run CRISIS --patch bent.yaml\n"
    return PlainTextResponse(
        head + write_patch(changes),
        media_type="application/yaml",
        headers={"Content-Disposition": 'attachment; filename="bent.yaml"'},
    )


async def note(request: Request) -> Response:
    """Show the notes on the crisis, and a form for one on what is changed."""
    name, inquiry, state = await _stated(request)
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, name)
    told = await run_in_threadpool(inquiry.known, state.bend)
    head = headline(told, state, inquiry.crisis)
    address = f"/crises/{name}/bend?{state.query}" if state.query else ""
    notes = Markup(await run_in_threadpool(notes_part, request, case, Written(address, head if address else "")))
    parts = [said(part, inquiry.crisis) for part in state.bend.parts()]
    return bench.pages.page(
        "bend_note.html.j2", request, case=case, changed=parts, headline=head, address=state.query, notes=notes
    )


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/crises/{id}/bend", page),
    Route("/crises/{id}/bend/stream", stream),
    Route("/crises/{id}/bend/knobs", knobs),
    Route("/crises/{id}/bend/bent.yaml", patch_file),
    Route("/crises/{id}/bend/note", note),
)
