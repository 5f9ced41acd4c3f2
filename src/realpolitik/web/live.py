"""Streams of events from threads that work to a page that waits: what is newer takes the place of what was not sent yet."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from realpolitik.web.bench import bench_of

PULSE: Final = 15.0
"""Seconds after which a stream that has nothing to say shows that it is still there, and notices that nobody listens."""
END: Final = "end"
"""The event after which the page asks for no more; see ``sse-close``."""


class Line:
    """A stream of events to one page; any thread may speak on it.

    What is said under a name replaces what was said under it and is not sent yet: a page is behind no longer than it takes to
    draw what it has.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._waiting: dict[str, str] = {}
        self._news = asyncio.Event()
        self._ended = False

    def say(self, event: str, html: str) -> None:
        """Send an event of a name, with a part of a page."""
        self._from_anywhere(self._put, event, html)

    def end(self) -> None:
        """Send what is left, and end the stream."""
        self._from_anywhere(self._finish)

    def _from_anywhere(self, done: Callable[..., None], *what: str) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens
            self._loop.call_soon_threadsafe(done, *what)

    def _put(self, event: str, html: str) -> None:
        self._waiting.pop(event, None)
        self._waiting[event] = html
        self._news.set()

    def _finish(self) -> None:
        self._ended = True
        self._news.set()

    async def events(self) -> AsyncIterator[str]:
        """Yield what is sent."""
        yield "retry: 2000\n\n"
        while True:
            try:
                await asyncio.wait_for(self._news.wait(), PULSE)
            except TimeoutError:
                yield ": still there\n\n"
                continue
            self._news.clear()
            while self._waiting:
                event = next(iter(self._waiting))
                yield _event(event, self._waiting.pop(event))
            if self._ended:
                yield _event(END, "")
                return


def _event(name: str, html: str) -> str:
    lines = "\n".join(f"data: {line}" for line in html.splitlines() or [""])
    return f"event: {name}\n{lines}\n\n"


def streamed(request: Request, begin: Callable[[Line], Callable[[], object]]) -> Response:
    """Return a stream of events.

    Parameters
    ----------
    request : Request
    begin : callable
        Begins what speaks on the line, and returns what ends it; called once nobody listens any more.
    """
    bench = bench_of(request)
    line = Line()
    forget = bench.when_closing(line.end)

    async def events() -> AsyncIterator[str]:
        close = begin(line)
        try:
            async for event in line.events():
                yield event
        finally:
            forget()
            close()

    return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
