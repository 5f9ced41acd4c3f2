"""The ladder on which an answer gets better: how many draws it has on each rung, and in which pieces they are solved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from realpolitik.analysis.answers import Answers
from realpolitik.inquiry.bend import Bend
from realpolitik.inquiry.solver import Range

RUNGS = (8, 32, 128, 512)
"""Draws at which an answer is told, before it has all."""
BEHIND = 16
"""Draws that are solved in one go where nobody waits for the first answer."""


def next_rung(draws: int, goal: int, most: int) -> int | None:
    """Return up to which draw to solve next; None, if there are enough.

    Parameters
    ----------
    draws : int
        That are solved.
    goal : int
        That are wanted.
    most : int
        That an answer has in the end.
    """
    if draws >= min(goal, most):
        return None
    return min(next((rung for rung in RUNGS if rung > draws), most), most)


def lower_rung(draws: int, most: int) -> int | None:
    """Return the highest rung that so many draws reach; None, if they reach none."""
    return max((rung for rung in (*RUNGS, most) if rung <= min(draws, most)), default=None)


def rung_number(rung: int) -> int:
    """Return which rung of the ladder ends at a draw."""
    return sum(each < rung for each in RUNGS)


def pieces(first: int, rung: int, threads: int) -> list[Range]:
    """Return in which ranges the draws up to a rung are solved; on the first rungs, so that every thread has one."""
    fair = max(1, -(-min(rung - first, RUNGS[0]) // threads))
    size = fair if rung <= RUNGS[1] else BEHIND
    return [(start, min(size, rung - start)) for start in range(first, rung, size)]


@dataclass(eq=False)
class Asked:
    """A question that somebody waits for, until it is closed.

    Attributes
    ----------
    told : callable
        Called, from any thread, with every answer that is better than the one before.
    failed : callable
        Called with the reason if there will be none.
    """

    told: Callable[[Any], None]
    failed: Callable[[str], None]
    _closing: Callable[[Asked], None]

    def close(self) -> None:
        """Wait no more."""
        self._closing(self)

    def __enter__(self) -> Asked:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ignored(reason: str) -> None:
    """Hear of no failure."""


@dataclass(eq=False)
class Asking:
    """A bend that is being solved: what there is of it, and who waits.

    Attributes
    ----------
    bend : Bend
    solve : callable
        Solves a range of draws.
    done : Answers, optional
        Of all draws up to a rung.
    parts : mapping
        First draw -> answers of a piece beyond.
    begun : set of int
        First draws of the pieces that are being solved.
    waiting : list of Asked
    prepared_to : int
        Draws that it is given even if nobody waits.
    failed : str
        Why there will be no answer.
    """

    bend: Bend
    solve: Callable[[int, int], Answers]
    done: Answers | None = None
    parts: dict[int, Answers] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    waiting: list[Asked] = field(default_factory=list)
    prepared_to: int = 0
    failed: str = ""

    @property
    def draws(self) -> int:
        """Draws up to the rung that is reached."""
        return 0 if self.done is None else self.done.draws
