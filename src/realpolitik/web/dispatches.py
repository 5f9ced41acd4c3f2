"""Dispatches on a crisis, or on a bend of it: written in the background, and then a file to take along."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.errors import RealpolitikError
from realpolitik.report.dispatch.write import voices
from realpolitik.web.answers import Case
from realpolitik.web.bench import bench_of
from realpolitik.web.jobs import Job
from realpolitik.web.live import Line, streamed
from realpolitik.web.state import read_bend
from realpolitik.web.telling import FINDINGS

VOICES: Final = ("sober", "satirical")
USUAL: Final = ("theories",)
"""Findings that a dispatch tells unless others are asked for: those that take seconds."""
KEY: Final = re.compile(r"dispatch-[0-9a-f]{24}:[0-9a-f]+:[0-9a-f]+:[0-9]+:-?[0-9]+")


async def write(request: Request) -> Response:
    """Begin to write a dispatch: of the crisis, or of it bent, as an address of a bend says (`realpolitik.web.state`)."""
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, request.path_params["id"])
    form = await request.form()
    said = [(name, str(value)) for name, value in form.multi_items()]
    bend = await run_in_threadpool(read_bend, said, case.inquiry)
    voice = str(form.get("voice", VOICES[0]))
    if voice not in voices():
        raise RealpolitikError(f"there is no such voice; take {' or '.join(voices())}")
    there = await run_in_threadpool(lambda: case.possible)
    asked = [str(each) for each in form.getlist("finding")]
    findings = tuple(each for each in FINDINGS if each in there and each in (asked or USUAL))
    key = bench.answers.dispatch_key(case, bend, findings, voice)
    kept = _is_kept(request, key)
    job = None if kept else bench.answers.write(case, bend, findings, voice)
    if request.headers.get("hx-request") == "true":
        return bench.pages.page("dispatch.html.j2", request, case=case, job=job, key=key, kept=kept)
    return RedirectResponse(f"/crises/{case.id}/dispatches/{key}", 303)


def show(request: Request) -> Response:
    """Show how far a dispatch is, or where it is."""
    bench = bench_of(request)
    case = bench.answers.case(request.path_params["id"])
    key = _key_of(request, case)
    return bench.pages.page(
        "dispatch_page.html.j2",
        request,
        case=case,
        crisis=case.crisis,
        key=key,
        job=bench.answers.jobs.find(key),
        kept=_is_kept(request, key),
    )


def take(request: Request) -> Response:
    """Give a dispatch as a file. It is never shown as a page of ours: it has styles of its own."""
    bench = bench_of(request)
    case = bench.answers.case(request.path_params["id"])
    html = bench.store.panel(_key_of(request, case))
    if html is None:
        raise RealpolitikError("this dispatch is not there; have it written once more")
    name = re.sub(r"[^A-Za-z0-9-]", "-", case.crisis.id)[:60]
    return HTMLResponse(html, headers={"Content-Disposition": f'attachment; filename="{name}.html"'})


async def events(request: Request) -> Response:
    """Send how far a dispatch is."""
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, request.path_params["id"])
    key = _key_of(request, case)
    job = bench.answers.jobs.find(key)

    def part() -> str:
        return bench.pages.text(
            "dispatch.html.j2",
            request,
            case=case,
            key=key,
            job=bench.answers.jobs.find(key),
            kept=_is_kept(request, key),
        )

    def begin(line: Line) -> Callable[[], object]:
        def told(job: Job) -> None:
            line.say("progress", bench.pages.text("progress.html.j2", request, job=job))
            if job.is_over:
                line.say("ready", part())
                line.end()

        if job is None:
            line.say("ready", part())
            line.end()
            return lambda: None
        return job.listen(told)

    return streamed(request, begin)


def _is_kept(request: Request, key: str) -> bool:
    return bench_of(request).store.panel(key) is not None


def _key_of(request: Request, case: Case) -> str:
    """Return the key of a dispatch on a crisis, if it is one."""
    key = str(request.path_params["key"])
    if KEY.fullmatch(key) is None or key.split(":")[1] != case.fingerprint:
        raise RealpolitikError("there is no such dispatch; have it written once more")
    return key


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/crises/{id}/dispatch", write, methods=["POST"]),
    Route("/crises/{id}/dispatches/{key}", show),
    Route("/crises/{id}/dispatches/{key}/file", take),
    Route("/crises/{id}/dispatches/{key}/events", events),
)
