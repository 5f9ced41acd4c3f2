"""What coded cases teach theories that learn from them, gathered from the cases and their results."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from realpolitik.history.case import Case, Result
from realpolitik.history.coding import code_case
from realpolitik.theories.ensemble import Ensemble
from realpolitik.theories.evidence import Lesson

Progress = Callable[[int], None]


def gather(
    cases: Mapping[str, Case], results: Mapping[str, Result], progress: Progress | None = None
) -> tuple[Lesson, ...]:
    """Return what each case with a known result teaches; one whose game is not solved teaches nothing.

    The game is played with the scales of the coding as they were before any case was scored, so that no lesson knows of another.

    Parameters
    ----------
    cases : mapping
        As a theory may see them.
    results : mapping
    progress : callable, optional
        Called with the number of cases done since the last call.
    """
    reader, found = Ensemble(), []
    for key, case in cases.items():
        if key not in results:
            continue
        lesson = reader.lesson(code_case(case), key, case.war, results[key].choice)
        if isinstance(lesson, Lesson):
            found.append(lesson)
        if progress is not None:
            progress(1)
    return tuple(found)
