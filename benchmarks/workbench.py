"""How long a reader of the workbench waits for a first answer, and how long the server's loop is held up.

    python benchmarks/workbench.py [--crises ussr-1939,turkey-1939,austria-1955] [--draws 512] [--readers 30] [--asked 60]

The workbench runs in this process, as `realpolitik serve` runs it, on a store of its own; readers are another process. Warm means
that the crisis as it stands has all its draws and each factor alone is prepared. Wall time is what a reader waits; CPU time is that
of the server over the requests, so that a busy machine can be told from a slow program. A change is new to the store each time.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import platform
import random
import statistics
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from realpolitik.crisis.read import load
from realpolitik.inquiry import Bend
from realpolitik.store import Store
from realpolitik.web.answers import Effort
from realpolitik.web.app import ROUTES, create_app
from realpolitik.web.serving import Serving, take_port

TICK = 0.005
"""Seconds between two looks at how late the loop is."""
WITHIN = 30.0
"""Seconds for a first answer, after which a reader gives up."""


class Lateness:
    """How late the server's loop comes to what it was to do."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._watch: asyncio.Task[None] | None = None

    async def answer(self, request: Request) -> Response:
        """Begin to watch, or tell what was seen since it was asked last."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._watching())
        seen, self.late = self.late, []
        return JSONResponse(seen)

    async def _watching(self) -> None:
        while True:
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            self.late.append(time.perf_counter() - due)


def get(port: int, path: str, part: bool = True) -> tuple[float, str]:
    """Ask for a page, or a part of one, and return the seconds that it took, and what came."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"HX-Request": "true"} if part else {})
    text = connection.getresponse().read().decode()
    connection.close()
    return time.perf_counter() - start, text


def first_answer(port: int, crisis: str, query: str) -> float:
    """Return the seconds until a change has an answer: with the page's part, or as the first event of its stream."""
    start = time.perf_counter()
    _, text = get(port, f"/crises/{crisis}/bend?{query}")
    if "data-draws" in text:
        return time.perf_counter() - start
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WITHIN)
    connection.request("GET", f"/crises/{crisis}/bend/stream?{query}")
    answer = connection.getresponse()
    while b"data-draws" not in (line := answer.readline()):
        if not line:
            break
    connection.close()
    return time.perf_counter() - start


def read(port: int, crisis: str, queries: list[str], pauses: list[float], seed: int, line: Any) -> None:
    """Bend again and again, as one reader does."""
    chance = random.Random(seed)
    waits = []
    for query in queries:
        time.sleep(chance.uniform(*pauses))
        waits.append(first_answer(port, crisis, query))
    line.put(waits)


def readers(port: int, crisis: str, plans: list[list[str]], pauses: list[float]) -> list[float]:
    """Have several readers, threads of another process, bend at once; return what each waited for each change."""
    context = multiprocessing.get_context("spawn")
    line = context.Queue()
    process = context.Process(target=_read_all, args=(port, crisis, plans, pauses, line))
    process.start()
    waits = [wait for _ in plans for wait in line.get()]
    process.join()
    return waits


def _read_all(port: int, crisis: str, plans: list[list[str]], pauses: list[float], line: Any) -> None:
    with ThreadPoolExecutor(len(plans)) as pool:
        for seed, queries in enumerate(plans):
            pool.submit(read, port, crisis, queries, pauses, seed, line)


def told(label: str, waits: list[float], cpu: float) -> None:
    """Print one line of the table."""
    waits = sorted(waits)
    p95 = waits[min(len(waits) - 1, int(0.95 * len(waits)))]
    print(
        f"  {label:34} {len(waits):5} {1000 * statistics.median(waits):8.0f} {1000 * p95:8.0f} {1000 * waits[-1]:8.0f}"
        f" {1000 * cpu / len(waits):10.0f}",
        flush=True,
    )


def changes_of(inquiry: Any, count: int, chance: random.Random) -> list[str]:
    """Return changes that were never asked: pairs of factors with a number or a belief, and numbers alone."""
    crisis = inquiry.crisis
    factors, states = list(crisis.factors), list(crisis.states)
    found = []
    for _ in range(count):
        path = f"states.{chance.choice(states)}.war_cost"
        pairs = [("set", f"{path}={chance.uniform(0.05, 0.6):.6f}")]
        kind = chance.random()
        if kind < 0.5:
            pairs.append(("without", chance.choice(factors)))
        elif kind < 0.75 and crisis.perceptions:
            pairs.append(("correct", chance.choice(list(crisis.perceptions))))
        found.append(urllib.parse.urlencode(pairs))
    return found


def warm(inquiry: Any) -> float:
    """Wait until a crisis is warm, and return the seconds it took."""
    start = time.perf_counter()
    with inquiry.ask(Bend(), lambda _: None):
        while (base := inquiry.base) is None or not base.full:
            time.sleep(0.2)
    singles = [Bend((factor,)) for factor in inquiry.crisis.factors]
    while any((known := inquiry.known(bend)) is None or known.draws < 32 for bend in singles):
        time.sleep(0.2)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a table for each crisis."""
    parser = argparse.ArgumentParser(description="Time the first answers of the workbench.")
    parser.add_argument("--crises", default="ussr-1939,turkey-1939,austria-1955")
    parser.add_argument("--draws", type=int, default=512, help="draws of the crisis as it stands")
    parser.add_argument("--asked", type=int, default=60, help="changes of each kind")
    parser.add_argument("--readers", type=int, default=30)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores; times in milliseconds")
    with tempfile.TemporaryDirectory() as folder:
        store, lateness = Store(Path(folder) / "store.sqlite"), Lateness()
        app = create_app(store, Effort(options.draws), routes=(*ROUTES, Route("/lateness", lateness.answer)))
        listening = take_port("127.0.0.1", 0)
        port = listening.getsockname()[1]
        served = Serving(app, listening)
        threading.Thread(target=served.run, daemon=True).start()
        for crisis in options.crises.split(","):
            _measure(crisis, app.state.bench.answers.inquiry(crisis), port, options)
        served.end()


def _measure(crisis: str, inquiry: Any, port: int, options: argparse.Namespace) -> None:
    chance = random.Random(1)
    load(crisis)
    print(f"{crisis}: warm after {warm(inquiry):.0f} s")
    print(f"  {'':34} {'asked':>5} {'median':>8} {'p95':>8} {'longest':>8} {'CPU each':>10}")
    get(port, "/lateness")
    singles = [urllib.parse.urlencode([("without", factor)]) for factor in inquiry.crisis.factors]
    plans = {
        "single switch": [[chance.choice(singles) for _ in range(options.asked)]],
        "another change, first answer": [changes_of(inquiry, options.asked, chance)],
    }
    for label, plan in plans.items():
        start = time.process_time()
        waits = readers(port, crisis, plan, [0.4, 0.8])
        told(label, waits, time.process_time() - start)
    each = 5
    plan = [
        [chance.choice(singles) if chance.random() < 0.7 else changes_of(inquiry, 1, chance)[0] for _ in range(each)]
        for _ in range(options.readers)
    ]
    start = time.process_time()
    told(f"{options.readers} readers at once", readers(port, crisis, plan, [2.0, 8.0]), time.process_time() - start)
    start = time.process_time()
    told(
        "page, to its last byte",
        [get(port, f"/crises/{crisis}", part=False)[0] for _ in range(20)],
        time.process_time() - start,
    )
    late = sorted(json.loads(get(port, "/lateness")[1]))
    print(f"  server's loop: late by {1000 * late[int(0.95 * len(late))]:.1f} (p95), {1000 * late[-1]:.0f} at most")


if __name__ == "__main__":
    main()
