"""How far a long task is, on standard error, for people only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from realpolitik.cli.interrupt import note_progress

COMPILING = "compiling the solver; this happens once and takes about a minute"


def _first_compilation(say: Callable[[str], None]) -> AbstractContextManager[object]:
    """Say once that a kernel is being compiled; a kernel that is found on disk is not."""
    try:
        from numba.core.event import Listener, install_listener
    except ImportError:  # another version of the compiler: it is silent
        return nullcontext()

    class First(Listener):
        said = False

        def on_start(self, event: Any) -> None:
            if not self.said:
                self.said = True
                say(COMPILING)

        def on_end(self, event: Any) -> None:
            pass

    return install_listener("numba:compile", First())


@contextmanager
def working(what: str, total: int, quiet: bool) -> Iterator[Callable[[int], None]]:
    """Show how far a task is while it runs, and say so if the solver must first be compiled.

    Parameters
    ----------
    what : str
        What is being done.
    total : int
        Steps in all.
    quiet : bool
        Show and say nothing. A bar is shown on a terminal only; the message about compiling goes to a file too, since
        it explains a long silence.

    Yields
    ------
    callable
        To be called with the number of steps done since the last call.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    hidden = quiet or not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), disable=hidden, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def say(message: str) -> None:
            if hidden:
                print(message, file=sys.stderr, flush=True)
            else:
                bar.console.print(message, markup=False, highlight=False)

        def advance(steps: int) -> None:
            note_progress()
            bar.advance(task, steps)

        if quiet:
            yield advance
            return
        with _first_compilation(say):
            yield advance
