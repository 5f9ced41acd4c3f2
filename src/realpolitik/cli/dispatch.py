"""The verb `dispatch`: an illustrated page about a crisis."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated, Any

import typer

from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.interrupt import stoppable
from realpolitik.cli.options import CrisisName, Draws, PatchFile, Quiet, Seed, Settings, Threads, load_with, naming
from realpolitik.cli.output import Container, emit, require_outputs
from realpolitik.files import named_file

FINDINGS = ("why", "changes", "taken", "assumptions", "hands", "claims", "theories", "hangs")

Page = Annotated[Path, typer.Option("--out", metavar="FILE", parser=named_file, help="The .html file to write.")]
Voice = Annotated[
    str, typer.Option(metavar="VOICE", help="In which voice: sober, satirical, or the path of a folder of templates.")
]
Wanted = Annotated[
    str | None,
    typer.Option(
        "--findings",
        metavar="FINDING,...",
        help=f"Tell these besides the answer: {', '.join(FINDINGS)}; or none. All that the crisis allows, if left out.",
    ),
]


def dispatch(
    crisis: CrisisName,
    out: Page,
    voice: Voice = "sober",
    findings: Wanted = None,
    draws: Draws = 2000,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    patch: PatchFile = None,
    quiet: Quiet = False,
) -> None:
    """Write an illustrated page about a crisis, as one HTML file.

    The answer, the factors argued one after the other, the bids, a map, the ledger, assumptions, claims, what would
    have changed it and what it would have taken, rival theories, and what the answer hangs on. It needs no network to
    read, and embeds every number that it tells. Each finding takes the draws of its own verb, or fewer if --draws says
    so; all of them take some minutes.
    """
    stated = load_with(crisis, settings, patch)
    named = _named(findings)
    require_outputs(crisis, *([voice] if Path(voice).is_dir() else []), out=out, holds=(Container.PAGE,))

    from realpolitik.analysis.brief import gather
    from realpolitik.analysis.work import Work
    from realpolitik.cli.progress import working
    from realpolitik.report.dispatch.write import require_voice, write_dispatch

    require_voice(voice)
    wanted = FINDINGS if named is None else named

    def watch(what: str, steps: int) -> AbstractContextManager[Any]:
        return working(what, steps, quiet)

    with stoppable() as stop:
        brief = gather(stated, Work(draws, seed, threads, stop=stop), wanted, watch)
        interrupted = stop()
    if interrupted:
        typer.echo("interrupted; the page tells what was found until then", err=True)
    emit(write_dispatch(brief, voice), out)
    if interrupted:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _named(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    from realpolitik.crisis.lookup import find

    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if names == ("none",):
        return ()
    with naming("--findings"):
        return tuple(find(name, {each: each for each in FINDINGS}, "finding") for name in names or (text,))
