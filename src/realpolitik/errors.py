"""The exceptions a user can meet, and the problem record that input errors are made of.

RealpolitikError
├── CrisisInvalid        a crisis file is wrong; carries every Problem found
├── CrisisNotFound       no such crisis in the library, no such file
├── NothingToAnalyse     the crisis has not what an analysis is about
├── SolverFailed         the fixed point was not reached; never a number
└── UnknownName          there is no such partner, state, table...; names the nearest
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong with an input file, where it stands, and what to do about it.

    Attributes
    ----------
    file : str
        The file as the user named it.
    line, column : int
        Position, counted from 1.
    path : str
        Dotted path inside the file, such as ``states.USSR.readiness``; empty for the file as a whole.
    message : str
        What is wrong.
    remedy : str
        What to do.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
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


class SolverFailed(RealpolitikError):
    """A stage game was not solved to tolerance: an error, never a number."""


class UnknownName(RealpolitikError, LookupError):
    """A result, or a crisis, has nothing of that name; says which name is nearest."""
