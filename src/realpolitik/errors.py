"""The exceptions a user can meet, and the problem record that input errors are made of.

RealpolitikError
├── CrisisInvalid        a crisis file is wrong; carries every Problem found
├── CrisisNotFound       no such crisis in the library, no such file
├── NothingToAnalyse     the crisis has not what an analysis is about
├── UnknownName          no state, suitor, factor or the like is called so
├── NoCluster            no cluster answers where one was said to be
├── MoveRefused          no such move can be made at a table now
│   └── StaleMove        it was chosen before something else was seen
├── SolverFailed         the fixed point was not reached; never a number
└── Stopped              asked to stop before anything was done
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass


def printable(text: str | os.PathLike[str]) -> str:
    """Return a name from outside, such as that of a file, as a message shows it: on one line, and driving no terminal.

    A question mark stands for whatever is seen as nothing, ends a line, or turns the direction of reading.
    """
    return "".join(letter if letter.isprintable() else "?" for letter in os.fspath(text))


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input file, where it stands, and what to do about it.

    Attributes
    ----------
    file : str
        The file as the user named it, or what else the problem is in, such as ``--set #2``.
    line, column : int or None
        Position, counted from 1; None in what is no file.
    path : str
        Dotted path inside the file, such as ``states.USSR.readiness``; empty for the file as a whole.
    message : str
        What is wrong.
    remedy : str
        What to do.
    """

    file: str
    line: int | None
    column: int | None
    path: str
    message: str
    remedy: str

    def __lt__(self, other: Problem) -> bool:
        """Whether it is told before another: by where they stand, then by what they say."""
        return self._order() < other._order()

    def _order(self) -> tuple[str, int, int, str, str, str]:
        return self.file, self.line or 0, self.column or 0, self.path, self.message, self.remedy

    def __str__(self) -> str:
        file = printable(self.file)
        where = file if self.line is None else f"{file}:{self.line}:{self.column}"
        middle = f" {self.path}:" if self.path else ""
        return f"{where}:{middle} {self.message}; {self.remedy}"


class RealpolitikError(Exception):
    """Root of every exception that the package raises on purpose."""


class CrisisInvalid(RealpolitikError):
    """A crisis file, or a change to a crisis, is wrong in at least one place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class CrisisNotFound(RealpolitikError):
    """The named crisis is neither in the library nor a file."""


class NothingToAnalyse(RealpolitikError):
    """The crisis has not what an analysis is about, such as perceptions for an audit."""


class UnknownName(RealpolitikError, LookupError):
    """A word that was given for a key or a name is neither, or may mean several things."""


class NoCluster(RealpolitikError):
    """No cluster answers where one was said to be, or what speaks to it is not installed."""


class MoveRefused(RealpolitikError):
    """No such move can be made at a table now, or no such event can have happened there."""


class StaleMove(MoveRefused):
    """A move was chosen before something that its seat has seen since."""


class SolverFailed(RealpolitikError):
    """A stage game was not solved to tolerance: an error, never a number."""


class Stopped(RealpolitikError):
    """An analysis was asked to stop before there was anything to answer with."""
