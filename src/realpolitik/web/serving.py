"""The workbench at work: a port is taken, the address told, and pages served until somebody says that it is enough."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import ipaddress
import os
import socket
import threading
import webbrowser
from collections.abc import Callable, Iterator
from typing import Final

import uvicorn
from starlette.applications import Starlette

from realpolitik.errors import RealpolitikError
from realpolitik.web.security import LOOPBACK

PORT: Final = 8039
"""The port unless told otherwise."""
HOST: Final = "127.0.0.1"
GRACE: Final = 2
"""Seconds in which answers that are under way may still be sent when the program is to end."""


def take_port(host: str, port: int) -> socket.socket:
    """Return a socket that listens, so that nothing else need be prepared if it cannot.

    Parameters
    ----------
    host : str
        A name or an address of this machine.
    port : int
        0 picks a free one.

    Raises
    ------
    RealpolitikError
        If the port is taken or forbidden, or the host is not this machine; with what to do.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError):
        raise RealpolitikError(f"there is no host {host!r}; leave --host out, to serve this machine alone") from None
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as refused:
        listening.close()
        raise RealpolitikError(_why_not(refused, host, port)) from None
    return listening


def _why_not(refused: OSError, host: str, port: int) -> str:
    if refused.errno == errno.EADDRINUSE:
        return (
            f"port {port} is taken, perhaps by a workbench that runs already; open its page,"
            " or name another --port (0 picks a free one)"
        )
    if refused.errno in (errno.EACCES, errno.EPERM):
        return f"port {port} may not be used; name a --port of 1024 or more"
    return f"{host} is no address of this machine; leave --host out, to serve this machine alone"


def address_of(listening: socket.socket, host: str) -> str:
    """Return the address under which the workbench is opened on this machine."""
    port = listening.getsockname()[1]
    shown = "localhost" if is_everywhere(host) or host in LOOPBACK else host
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether a host can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_everywhere(host: str) -> bool:
    """Whether a host stands for every address of this machine."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return host == ""


def hosts_of(host: str) -> tuple[str, ...]:
    """Return the names by which the workbench may be asked for, if it serves a host."""
    return (*LOOPBACK, socket.gethostname() if is_everywhere(host) else host)


class Serving:
    """Serves an application on a socket.

    Parameters
    ----------
    app : Starlette
        As `create_app` makes it.
    listening : socket
        As `take_port` gives it.
    """

    def __init__(self, app: Starlette, listening: socket.socket) -> None:
        self.app = app
        self.listening = listening
        self.server = _Server(
            uvicorn.Config(
                app,
                access_log=False,
                log_level="warning",
                server_header=False,
                timeout_graceful_shutdown=GRACE,
                ws="none",
            )
        )

    def run(self) -> None:
        """Serve until `end` is called."""
        warming = threading.Thread(target=self.app.state.bench.answers.warm, daemon=True, name="reading the library")
        warming.start()
        try:
            asyncio.run(self.server.serve([self.listening]))
        finally:
            self.app.state.bench.close()
            warming.join()

    def end(self) -> None:
        """Have it end; from any thread."""
        self.app.state.bench.end()
        self.server.should_exit = True


class _Server(uvicorn.Server):
    """Leaves signals to the program."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signals."""
        yield


def open_browser(address: str, otherwise: Callable[[], object]) -> None:
    """Open a page in the browser without waiting for it; do something else if there is none."""

    def opening() -> None:
        try:
            opened = webbrowser.open(address)
        except (OSError, webbrowser.Error):
            opened = False
        if not opened:
            otherwise()

    threading.Thread(target=opening, daemon=True, name="browser").start()
