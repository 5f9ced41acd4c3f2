"""The verb `freeze`: forecasts that can be shown to be older than what they foretold."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli.options import AsJson, Quiet
from realpolitik.cli.output import as_json, emit
from realpolitik.errors import printable


def freeze(
    cases: Annotated[
        Path, typer.Argument(metavar="DIR", help="A folder with inputs/, and outcomes/ if any outcome is known.")
    ],
    json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Keep forecasts of coded cases before outcomes are known.

    What every theory says is kept with the hashes of all it rests on.

    `realpolitik backtest --frozen` scores these forecasts once outcomes are known, and refuses if anything was changed.
    """
    from realpolitik.cli.progress import working
    from realpolitik.history.record.freeze import FORECASTS, FROZEN
    from realpolitik.history.record.freeze import freeze as keep
    from realpolitik.theories.all import THEORIES

    with working("forecasting", len(THEORIES), quiet) as advance:
        kept = keep(cases, advance)
    if json:
        emit(as_json(kept.to_dict()))
        return
    cases_kept = len(kept.open) + len(kept.known)
    lines = [
        f"Frozen at {kept.at} by realpolitik {kept.version}: {cases_kept} case{'' if cases_kept == 1 else 's'},"
        f" {len(kept.open)} without an outcome.",
        f"{FORECASTS} holds the forecasts, and {FROZEN} the hashes of all that they rest on. Its own SHA-256 is",
        kept.seal,
        "Give this to somebody who dates it: your machine's clock proves nothing to others.",
    ]
    name = str(cases)
    if name == printable(name):
        lines.append(f"With outcomes in place, try: realpolitik backtest --cases {shlex.quote(name)} --frozen")
    emit("\n".join(lines))
