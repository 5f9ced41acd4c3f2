"""An application asked directly, without a server: whole answers, and streams as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode, urlsplit

from realpolitik.web.security import COOKIE, FIELD, form_word

T = TypeVar("T")


def alone(work: Coroutine[Any, Any, T]) -> T:
    """Return what a piece of work comes to, in a thread of its own: a browser that is driven here has this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


class Answered(NamedTuple):
    """Everything that a browser gets."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """Return a header."""
        return dict(self.headers).get(name, "")


def visitor(letter: str) -> str:
    """Return the secret of a visitor."""
    return letter * 43


def _scope(method: str, address: str, session: str | None, sent: bytes, more: dict[str, str]) -> dict[str, Any]:
    place = urlsplit(address)
    headers = {"host": "localhost", **({} if session is None else {"cookie": f"{COOKIE}={session}"}), **more}
    if sent:
        headers |= {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(sent))}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": place.path,
        "raw_path": place.path.encode(),
        "query_string": place.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }


async def ask(
    app: Any, address: str, session: str | None = None, form: dict[str, Any] | None = None, **more: str
) -> Answered:
    """Return the answer to a request; a form is sent with the word of its visitor."""
    sent = b"" if form is None else urlencode({**form, FIELD: form_word(session or "")}).encode()
    said: list[Any] = []
    given = False

    async def receive() -> Any:
        nonlocal given
        if given:
            await asyncio.sleep(3600)
        given = True
        return {"type": "http.request", "body": sent, "more_body": False}

    async def send(message: Any) -> None:
        said.append(message)

    named = {name.replace("_", "-"): value for name, value in more.items()}
    await app(_scope("GET" if form is None else "POST", address, session, sent, named), receive, send)
    headers = tuple((name.decode(), value.decode()) for name, value in said[0]["headers"])
    return Answered(said[0]["status"], headers, b"".join(message.get("body", b"") for message in said[1:]))


class Stream:
    """A stream of events that somebody listens to."""

    def __init__(self, app: Any, address: str, session: str) -> None:
        self.frames: list[bytes] = []
        self._gone = asyncio.Event()
        self._begun = asyncio.Event()
        self._task = asyncio.create_task(app(_scope("GET", address, session, b"", {}), self._receive, self._send))

    async def _receive(self) -> Any:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if message["type"] == "http.response.body" and message.get("body"):
            self.frames.append(message["body"])
            self._begun.set()

    async def begun(self) -> None:
        """Wait until it is open."""
        await asyncio.wait_for(self._begun.wait(), 60)

    async def close(self) -> None:
        """Go away."""
        self._gone.set()
        await asyncio.wait_for(asyncio.gather(self._task, return_exceptions=True), 60)
