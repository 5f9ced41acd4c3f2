"""The verb `serve`: the workbench, in a browser."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli import complete
from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.interrupt import ending_by
from realpolitik.files import named_file

OpenedAt = Annotated[
    str | None,
    typer.Argument(
        metavar="[CRISIS]", help="Id of a crisis of the library to open at.", autocompletion=complete.crises
    ),
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 picks a free one.")]
Host = Annotated[str, typer.Option(metavar="HOST", help="Who may reach it: this machine alone, unless told otherwise.")]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Open no browser.")]
StoreFile = Annotated[
    Path | None,
    typer.Option("--store", metavar="FILE", parser=named_file, help="Where answers, notes and own crises are kept."),
]


def serve(
    crisis: OpenedAt = None,
    port: Port = 8039,
    host: Host = "127.0.0.1",
    no_browser: NoBrowser = False,
    store: StoreFile = None,
) -> None:
    """Open the workbench in a browser: explore, bend, play, write.

    It needs no network, and serves this machine alone unless --host says otherwise. Ctrl-C ends it; what was worked
    out is kept.
    """
    from realpolitik.web.serving import Serving, address_of, hosts_of, is_loopback, open_browser, take_port

    page = "" if crisis is None else f"crises/{_known(crisis)}"
    listening = take_port(host, port)
    if not is_loopback(host):
        typer.echo(
            "warning: whoever reaches this machine by the network can now read everything here, write notes and have"
            " it work; nobody is asked for a password",
            err=True,
        )

    from realpolitik.store import Store, default_path
    from realpolitik.web.app import create_app

    kept = Store(default_path() if store is None else store)
    serving = Serving(create_app(kept, hosts=hosts_of(host)), listening)
    address = address_of(listening, host) + page
    typer.echo(f"the workbench is at {address} (Ctrl-C ends it)")
    if not no_browser:
        open_browser(address, lambda: typer.echo("no browser could be opened: open that address yourself", err=True))
    with ending_by(serving.end):
        serving.run()
    # Threads may be deep in compiled code: Python would wait for them, and they would complain. What is kept is on the disk.
    sys.stdout.flush()
    os._exit(ExitCode.DONE)


def _known(crisis: str) -> str:
    from realpolitik.crisis.read import library, place_of
    from realpolitik.errors import CrisisNotFound, printable

    for id, place in library().items():
        if place == place_of(crisis):
            return id
    raise CrisisNotFound(
        f"{printable(crisis)[:80]!r} is no crisis of the library; open the workbench, which lists them"
    )
