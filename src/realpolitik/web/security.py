"""What stands before every page: who may ask, how much may be sent, which forms are ours, and what a browser is told to refuse.

Hosts
    A page of another site may have its own name lead to this machine, and then read our answers as its own (DNS rebinding). So the
    name in the request must be one of ours. An address of numbers cannot be made to lead elsewhere.
Forms
    Whoever comes gets a cookie that scripts cannot read; every form carries a word derived from it, which another site cannot know.
Sizes
    More than is needed is refused before it is read to its end.
Policy
    The browser runs our scripts and styles, from files, and loads and sends nothing else, whatever a crisis or a note may hold.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import sys
import traceback
from collections.abc import Callable, Collection
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "realpolitik"
FIELD: Final = "form-word"
"""The hidden field that carries the word of a form."""
HEADER: Final = "x-form-word"
"""The header that does, where a script sends."""
MOST_BYTES: Final = 2_000_000
"""Of what is sent: a crisis file of the largest size, and what is said around it."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""
YEAR: Final = 365 * 24 * 3600
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Refuse = Callable[[Request, int, str, str], Response]
"""Makes a page that refuses: of a request, with a status, a headline, and what to do."""


class TooLarge(Exception):
    """More was sent than is taken."""


class Guard:
    """Stands before an application.

    Parameters
    ----------
    app : ASGI application
    hosts : collection of str
        Names by which this machine may be asked for, without ports; addresses of numbers are never refused.
    refuse : callable
        Makes the pages that refuse.
    most_bytes : int
        What is sent may be so large.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str], refuse: Refuse, most_bytes: int = MOST_BYTES) -> None:
        self.app = app
        self.hosts = frozenset(host.lower() for host in hosts)
        self.refuse = refuse
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        session, is_new = session_of(request)
        scope["visitor"] = session
        began = False

        async def answer(message: Message) -> None:
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-cache")
                if is_new:
                    headers.append("Set-Cookie", f"{COOKIE}={session}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax")
            await send(message)

        try:
            if not self._is_ours(request.headers):
                refused = self.refuse(
                    request, 421, "This is not the address of the workbench.", "Open the address that it printed."
                )
                await refused(scope, receive, answer)
                return
            if request.method not in SAFE:
                body = await self._body(request, receive)
                if not await _has_word(request, body, session):
                    refused = self.refuse(
                        request,
                        403,
                        "This form was not sent from a page of the workbench, or that page is too old.",
                        "Load the page again, and send it once more.",
                    )
                    await refused(scope, receive, answer)
                    return
                receive = _again(body, receive)
            await self.app(scope, receive, answer)
        except TooLarge:
            refused = self.refuse(
                request,
                413,
                f"That is more than the workbench takes: {self.most_bytes // 1000:,} kB.",
                "Send less; a crisis file has at most 1 MB.",
            )
            await refused(scope, receive, answer)
        except Exception as fault:
            tell_fault(fault)
            if not began:
                refused = self.refuse(
                    request,
                    500,
                    "The workbench made a mistake, and it is its own.",
                    "What you did before is kept. Please report what led here; the terminal says where it happened.",
                )
                await refused(scope, receive, answer)

    def _is_ours(self, headers: Headers) -> bool:
        """Whether the request, and the page that it comes from, name this machine."""
        host = headers.get("host", "")
        origin = headers.get("origin")
        if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
            return False
        return self._is_known(_name_of(host))

    def _is_known(self, name: str) -> bool:
        if name in self.hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

    async def _body(self, request: Request, receive: Receive) -> bytes:
        """Return what was sent.

        Raises
        ------
        TooLarge
            As soon as it is clear.
        """
        declared = request.headers.get("content-length", "0")
        if not (declared.isascii() and declared.isdecimal()) or int(declared[:12]) > self.most_bytes:
            raise TooLarge
        parts = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            part = message.get("body", b"")
            size += len(part)
            if size > self.most_bytes:
                raise TooLarge
            parts.append(part)
            if not message.get("more_body", False):
                break
        return b"".join(parts)


def _name_of(host: str) -> str:
    """Return the name in a host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def session_of(request: Request) -> tuple[str, bool]:
    """Return the secret of a visitor, and whether it is new."""
    try:
        cookies = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        cookies = SimpleCookie()
    found = cookies[COOKIE].value if COOKIE in cookies else ""
    if len(found) == 43 and all(letter.isalnum() or letter in "-_" for letter in found):
        return found, False
    return secrets.token_urlsafe(32), True


def form_word(session: str) -> str:
    """Return the word that the forms of a visitor carry."""
    return hashlib.sha256(f"form {session}".encode()).hexdigest()


def author_word(session: str) -> str:
    """Return the word by which what a visitor wrote is known as theirs; it is kept, and tells nothing of the cookie."""
    return hashlib.sha256(f"author {session}".encode()).hexdigest()


async def _has_word(request: Request, body: bytes, session: str) -> bool:
    """Whether a request carries the word of its visitor, in the header or in a field of the form."""
    given = request.headers.get(HEADER, "")
    if not given and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        try:
            async with Request(request.scope, _again(body, None)).form() as form:
                field = form.get(FIELD, "")
        except (HTTPException, MultiPartException):
            return False
        given = field if isinstance(field, str) else ""
    return hmac.compare_digest(given.encode(), form_word(session).encode())


def _again(body: bytes, receive: Receive | None) -> Receive:
    """Return what gives a body that was read, once more, and then what comes after it."""
    given = False

    async def once_more() -> Message:
        nonlocal given
        if not given or receive is None:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return once_more


def tell_fault(fault: BaseException) -> None:
    """Say on the terminal where the program itself is at fault; in Python's development mode, with all that led there."""
    if sys.flags.dev_mode:
        traceback.print_exception(fault)
    frames = traceback.extract_tb(fault.__traceback__)
    last = next((frame for frame in reversed(frames) if "realpolitik" in Path(frame.filename).parts), frames[-1])
    where = f"{Path(last.filename).name}:{last.lineno}"
    print(f"a fault of the program itself: {type(fault).__name__} in {where}: {fault}", file=sys.stderr, flush=True)
