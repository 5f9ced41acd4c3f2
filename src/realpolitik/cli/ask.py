"""How every verb that solves something goes: a crisis is opened, one question asked of it, and the answer delivered."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from realpolitik.cli.deliver import Output, deliver
from realpolitik.cli.interrupt import stoppable
from realpolitik.cli.options import load_with, require_figure
from realpolitik.cli.output import require_outputs

if TYPE_CHECKING:
    from realpolitik.analysis.question import Question
    from realpolitik.crisis.schema import Crisis
    from realpolitik.result import Result

R = TypeVar("R", bound="Result")


def open_crisis(
    name: str, settings: list[str] | None, output: Output, *others: str, patch: Path | None = None
) -> Crisis:
    """Load a crisis with the changes asked for, once it is clear that its answer can be written.

    Parameters
    ----------
    name : str
        Id of a crisis in the library, or path of a file.
    settings : list of str, optional
        Changes, each PATH=VALUE.
    output : Output
        Where the answer goes.
    *others : str
        What else is read: no answer is written over it.
    patch : path, optional
        A patch file, whose changes come before the others; no answer is written over it either.

    Raises
    ------
    CrisisNotFound, CrisisInvalid
    typer.BadParameter
        If a name says no format that is written, or one file would be written over another.
    """
    require_figure(output.figure)
    crisis = load_with(name, settings, patch)
    require_outputs(
        name, *others, *([] if patch is None else [str(patch)]), out=output.out, figure=output.figure, json=output.json
    )
    return crisis


def ask(
    question: Question[R],
    crisis: Crisis,
    output: Output,
    *,
    draws: int = 1,
    seed: int = 0,
    threads: int | None = None,
    document: Callable[[R], dict[str, Any]] | None = None,
    **telling: Any,
) -> None:
    """Ask a question of a crisis, and deliver the answer.

    Parameters
    ----------
    question : Question
    crisis : Crisis
    output : Output
        Where the answer goes.
    draws, seed, threads : int
        How it is worked out.
    document : callable, optional
        Takes the answer and returns its JSON document, if that holds more or less than the answer.
    **telling
        Options of the text.

    Raises
    ------
    typer.Exit
        If interrupted.
    NothingToAnalyse, UnknownName, SolverFailed, Stopped
    """
    found, interrupted = answered(question, crisis, output, draws=draws, seed=seed, threads=threads)
    note = cut_short(question, found, draws) if interrupted else None
    deliver(found, output, document=document, interrupted=note, **telling)


def answered(
    question: Question[R], crisis: Crisis, output: Output, *, draws: int, seed: int, threads: int | None
) -> tuple[R, bool]:
    """Return the answer to a question, and whether it was interrupted; where no part of an answer is one, the program then ends."""
    from realpolitik.analysis.question import Kept
    from realpolitik.analysis.question import ask as put
    from realpolitik.analysis.work import Work
    from realpolitik.cli.progress import working

    question.require(crisis)
    steps = question.steps(crisis, draws)
    listening: AbstractContextManager[Callable[[], bool]] = stoppable()
    if question.kept is Kept.NOTHING:
        listening = nullcontext(bool)  # which says no
    with listening as stop, working(question.doing, steps, output.quiet) as advance:
        found = put(question, crisis, Work(draws, seed, threads, question.chunk, advance, stop))
        return found, stop()


def cut_short(question: Question[Any], found: Any, draws: int) -> str:
    """Say of an interruption what the answer is of."""
    return f"interrupted after {question.done(found, draws)}; this is their answer"
