"""What thirty people at tables on one machine wait for: each moves at random when asked, over HTTP, with open streams."""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from realpolitik import load
from realpolitik.store import Store, hashed
from realpolitik.web.app import create_app
from realpolitik.web.security import COOKIE, FIELD, form_word
from realpolitik.web.serving import Serving, take_port
from realpolitik.web.table.log import PEOPLE
from realpolitik.web.table.room import Room
from realpolitik.web.table.rooms import Drawn, Terms
from realpolitik.web.table.seats import seats_of


async def answer(port: int, method: str, path: str, session: str, form: dict[str, Any] | None = None) -> bytes:
    """Return the answer to a request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = b"" if form is None else urlencode({**form, FIELD: form_word(session)}).encode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {COOKIE}={session}\r\nHX-Request: true\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + body)
    await writer.drain()
    found = await reader.read()
    writer.close()
    return found


async def listen(port: int, path: str, session: str, told: asyncio.Event) -> None:
    """Listen to the stream of a seat."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {COOKIE}={session}\r\n\r\n".encode())
    try:
        while line := await reader.readline():
            if line.startswith(b"event: play"):
                told.set()
    finally:
        writer.close()


async def play(port: int, room: Room, session: str, walls: list[float], until: float) -> None:
    """Play one person's part until the time is up or the game is over."""
    dice, told = random.Random(session), asyncio.Event()
    listening = asyncio.create_task(listen(port, f"/table/{room.id}/seat/events?have=", session, told))
    while time.monotonic() < until and not room.over:
        page = (await answer(port, "GET", f"/table/{room.id}/seat/parts/play", session)).decode()
        if 'class="moves"' in page:
            after = page.split('name="after" value="')[1].split('"')[0]
            numbers = [part.split('"')[0] for part in page.split('name="move" value="')[1:]]
            form = {"after": after, "move": dice.choice([number for number in numbers if number])}
            began = time.perf_counter()
            await answer(port, "POST", f"/table/{room.id}/move", session, form)
            walls.append(time.perf_counter() - began)
        told.clear()
        try:
            await asyncio.wait_for(told.wait(), 2)
        except TimeoutError:
            continue
    listening.cancel()


async def lesson(port: int, rooms: list[Room], people: dict[str, list[str]], seconds: float) -> list[float]:
    """Return how long every move took."""
    walls: list[float] = []
    until = time.monotonic() + seconds
    await asyncio.gather(*(play(port, room, session, walls, until) for room in rooms for session in people[room.id]))
    return walls


def main() -> None:
    """Print the median and the 95th percentile of a move, and the time of the processor."""
    parser = argparse.ArgumentParser(description="Measure what people at tables wait for.")
    parser.add_argument("--crisis", default="ussr-1939")
    parser.add_argument("--tables", type=int, default=6)
    parser.add_argument("--seats", type=int, default=5, help="seats of people at each table")
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    crisis = load(options.crisis)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.sqlite")
        listening = take_port("127.0.0.1", 0)
        app = create_app(store)
        served = Serving(app, listening)
        thread = threading.Thread(target=served.run)
        thread.start()
        rooms, people = [], {}
        for number in range(options.tables):
            seats = seats_of(crisis)[: options.seats]
            room = app.state.rooms.open(
                crisis, hashed("nobody"), Terms(dict.fromkeys(seats, PEOPLE)), Drawn(seed=number)
            )
            people[room.id] = [f"{number:02d}{place:02d}".ljust(43, "x") for place in range(options.seats)]
            for place, session in enumerate(people[room.id]):
                room.sit(hashed(f"table {session}"), seats[place % len(seats)])
            room.begin()
            rooms.append(room)
        began = time.perf_counter()
        while not all(room.dealt for room in rooms):
            time.sleep(0.1)
        dealt = time.perf_counter() - began
        before = resource.getrusage(resource.RUSAGE_SELF)
        walls = sorted(asyncio.run(lesson(listening.getsockname()[1], rooms, people, options.seconds)))
        after = resource.getrusage(resource.RUSAGE_SELF)
        served.end()
        thread.join()
        store.close()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{options.tables} tables of {options.seats}, {options.crisis}: dealt in {dealt:.1f} s")
    print(
        f"{len(walls)} moves: p50 {1000 * walls[len(walls) // 2]:.0f} ms, p95 {1000 * walls[int(0.95 * len(walls))]:.0f} ms"
    )
    print(
        f"processor, server and people together: {1000 * cpu / len(walls):.0f} ms a move; memory {after.ru_maxrss / 2**20:.2f} GB"
    )


if __name__ == "__main__":
    main()
