"""What in a crisis stands idle, in lines: parts with one reason on one line."""

from __future__ import annotations

from collections.abc import Sequence

from realpolitik.analysis.idle import Idle
from realpolitik.crisis.idle.beliefs import TOLD_ONLY
from realpolitik.report.page import count

SHOWN = 4
"""Parts named on a line; of more it is said how many there are."""


def idle_lines(parts: Sequence[Idle]) -> list[str]:
    """Return a line for each reason, with the parts that stand idle for it."""
    by_reason: dict[str, list[str]] = {}
    for part in parts:
        by_reason.setdefault(part.reason, []).append(part.path)
    return [f"{_named(paths)}: {reason}" for reason, paths in by_reason.items()]


def idle_in_answer(parts: Sequence[Idle]) -> tuple[list[str], str]:
    """Return what never comes about in an answer, line by line, and a note on what stands idle by the file.

    Events that are there for readers alone are not counted in the note, which is empty if there is nothing to say.
    """
    known = sum(part.known_from == "file" and part.reason != TOLD_ONLY for part in parts)
    note = f"{count(known, 'part')} of the file can never matter, whatever happens: `realpolitik check` says which"
    return idle_lines([part for part in parts if part.known_from == "outcome"]), note if known else ""


def _named(paths: Sequence[str]) -> str:
    more = len(paths) - SHOWN
    return ", ".join(paths[:SHOWN]) + (f" and {more} more" if more > 0 else "")
