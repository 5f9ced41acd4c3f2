"""The page of a crisis: what one thinks, the answer as it gets better, when, at what price, and all that is behind it, in tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.errors import RealpolitikError, printable
from realpolitik.web.answers import Case, Shown
from realpolitik.web.bench import bench_of
from realpolitik.web.jobs import Job
from realpolitik.web.live import Line, streamed
from realpolitik.web.notes import notes_part
from realpolitik.web.telling import FINDINGS, partners_of

TABS: Final[Mapping[str, str]] = {
    "map": "Map",
    "ledger": "Ledger",
    "follows": "What follows",
    "beliefs": "Believed and true",
    "why": "Why",
    "theories": "Rival theories",
    "claims": "Claims",
    "more": "More questions",
    "sources": "Sources",
    "notes": "Notes",
}
"""Name of a tab -> how it is called."""
FOUND_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "beliefs": ("assumptions",),
    "why": ("why",),
    "theories": ("theories",),
    "claims": ("claims",),
    "more": ("changes", "taken", "hands", "hangs"),
}
"""Tab -> the findings that it has room for."""


def page(request: Request) -> Response:
    """Show a crisis, with what is known of it; what is not yet comes later, and nobody waits for it."""
    bench = bench_of(request)
    case = bench.answers.case(request.path_params["id"])
    case.begin()
    shown = case.shown
    tab = request.query_params.get("tab", "")
    tab = tab if tab in TABS else next(iter(TABS))
    partners = len(case.crisis.suitors) + 1
    return bench.pages.page(
        "crisis.html.j2",
        request,
        case=case,
        crisis=case.crisis,
        shown=shown,
        mark=mark_of(shown),
        how_far=status_of(shown, bench.answers.draws),
        partners=partners_of(case.crisis),
        guess=guess_of(request.query_params.getlist("guess"), partners),
        even=shares(partners),
        tabs=TABS,
        tab=tab,
        panel=panel_of(request, case, tab),
    )


def panel(request: Request) -> Response:
    """Show what is behind a tab; who asks for it by itself, without a script, gets the page."""
    bench = bench_of(request)
    case = bench.answers.case(request.path_params["id"])
    tab = _known(request.path_params["tab"], TABS, "part of this page")
    if request.headers.get("hx-request") != "true":
        return RedirectResponse(f"/crises/{case.id}?tab={tab}#tabs", 303)
    return bench.pages.page("panel.html.j2", request, tab=tab, panel=panel_of(request, case, tab))


def panel_of(request: Request, case: Case, tab: str) -> str:
    """Return what is behind a tab."""
    bench = bench_of(request)
    if tab == "notes":
        return notes_part(request, case)
    above = ""
    if tab == "beliefs":
        above = case.beliefs
    elif tab == "sources":
        above = case.sources
    there = case.possible
    return bench.pages.text(
        "tab.html.j2",
        request,
        case=case,
        tab=tab,
        above=above,
        part=case.shown.parts.get(tab) if tab not in FOUND_IN else None,
        is_part=tab not in FOUND_IN and tab != "sources",
        failed=case.shown.failed,
        blocks=[finding_of(request, case, each) for each in FOUND_IN.get(tab, ()) if each in there],
        missing=[FINDINGS[each] for each in FOUND_IN.get(tab, ()) if each not in there],
    )


def finding_of(request: Request, case: Case, finding: str) -> str:
    """Return a finding: what was found, or how far it is, or a button that asks for it."""
    bench = bench_of(request)
    job = bench.answers.jobs.find(case.keep(finding))
    return bench.pages.text(
        "finding.html.j2",
        request,
        case=case,
        finding=finding,
        title=FINDINGS[finding],
        found=bench.answers.finding(case, finding),
        job=job,
    )


async def events(request: Request) -> Response:
    """Send what becomes known of a crisis while it is solved."""
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, request.path_params["id"])
    have = request.query_params.get("have", "")

    def begin(line: Line) -> Callable[[], object]:
        sent: dict[str, str] = {}

        def told(shown: Shown) -> None:
            if sent or mark_of(shown) != have:
                for name, html in shown.parts.items():
                    if sent.get(name) != html:
                        sent[name] = html
                        line.say(name, html)
            line.say("status", status_of(shown, bench.answers.draws))
            if shown.full or shown.failed:
                line.end()

        return case.follow(told)

    return streamed(request, begin)


async def work_out(request: Request) -> Response:
    """Begin, or stop, what takes minutes."""
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, request.path_params["id"])
    there = await run_in_threadpool(lambda: case.possible)
    finding = _known(request.path_params["finding"], there, "question to this crisis")
    form = await request.form()
    job = bench.answers.jobs.find(case.keep(finding))
    if form.get("do") == "stop":
        if job is not None:
            job.stop()
    elif bench.answers.finding(case, finding) is None:
        bench.answers.work_out(case, finding)
    if request.headers.get("hx-request") == "true":
        return bench.pages.page("raw.html.j2", request, html=finding_of(request, case, finding))
    tab = next(tab for tab, found in FOUND_IN.items() if finding in found)
    return RedirectResponse(f"/crises/{case.id}?tab={tab}#tabs", 303)


async def working(request: Request) -> Response:
    """Send how far something is that takes minutes, and what was found in the end."""
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, request.path_params["id"])
    finding = _known(request.path_params["finding"], FINDINGS, "question to this crisis")
    job = bench.answers.jobs.find(case.keep(finding))

    def begin(line: Line) -> Callable[[], object]:
        def told(job: Job) -> None:
            line.say("progress", bench.pages.text("progress.html.j2", request, job=job))
            if job.is_over:
                line.say("ready", finding_of(request, case, finding))
                line.end()

        if job is None:
            line.say("ready", finding_of(request, case, finding))
            line.end()
            return lambda: None
        return job.listen(told)

    return streamed(request, begin)


def mark_of(shown: Shown) -> str:
    """Return a mark of how much is known, by which a page says what it has."""
    return f"{0 if shown.outcome is None else shown.outcome.draws}-{len(shown.parts)}-{int(shown.full)}"


def status_of(shown: Shown, draws: int) -> str:
    """Say how far the answer is, in a line."""
    if shown.failed:
        return f"There is no answer: {shown.failed}."
    if shown.outcome is None:
        return (
            "The first answer is on its way; on a machine that has not solved a crisis before it takes a minute or two."
        )
    if not shown.full:
        return f"From {shown.outcome.draws:,} of {draws:,} draws; it is getting better."
    return f"From {shown.outcome.draws:,} draws."


def guess_of(given: Sequence[str], partners: int) -> tuple[float, ...] | None:
    """Return a reader's own guess in per cent, which sum to 100; None if there is none, or none that makes sense."""
    try:
        numbers = [float(each) for each in given]
    except ValueError:
        return None
    total = sum(numbers)
    if len(numbers) != partners or not all(0 <= each <= 100 for each in numbers) or not total > 0:
        return None
    return tuple(100 * each / total for each in numbers)


def shares(partners: int) -> tuple[int, ...]:
    """Return a hundred shared out as evenly as whole numbers can be."""
    return tuple(100 * (place + 1) // partners - 100 * place // partners for place in range(partners))


def _known(name: str, names: Any, what: str) -> str:
    if name not in names:
        raise RealpolitikError(f"there is no {what} called {printable(name)[:40]!r}; go back to the crisis")
    return name


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/crises/{id}", page),
    Route("/crises/{id}/events", events),
    Route("/crises/{id}/panels/{tab}", panel),
    Route("/crises/{id}/findings/{finding}", work_out, methods=["POST"]),
    Route("/crises/{id}/findings/{finding}/events", working),
)
