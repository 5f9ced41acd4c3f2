"""A solver in a process of its own, with limits on time and memory: for files that somebody else wrote.

The child runs the same code as `realpolitik.inquiry.solver.InProcess`, at a low priority and in so much memory. Whoever asks waits
so long and no longer: then the child is ended, and the next question begins another one.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

from realpolitik.analysis.answers import Answers
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import RealpolitikError, Stopped
from realpolitik.inquiry.bend import Bend
from realpolitik.inquiry.knobs import Input, Pair
from realpolitik.inquiry.solver import InProcess, Range
from realpolitik.outcome import Outcome
from realpolitik.result import Result

R = TypeVar("R", bound=Result)

NICE = 10
POLL = 0.1
"""Seconds between two looks at whether to stop."""


class TooMuch(RealpolitikError):
    """A crisis takes more time or memory to solve than it is given."""


@dataclass(frozen=True)
class Limits:
    """What a child may take.

    Attributes
    ----------
    memory : int
        Bytes of address space.
    seconds : float
        For a range of draws.
    long : float
        Seconds for any other question.
    """

    memory: int = 6 * 2**30
    seconds: float = 60.0
    long: float = 1800.0


class InChild:
    """Solves in a child; one question waits for the other.

    Parameters
    ----------
    crisis : Crisis
    seed : int
    limits : Limits, optional
    """

    def __init__(self, crisis: Crisis, seed: int = 0, limits: Limits | None = None) -> None:
        self.crisis, self.seed = crisis, seed
        self._limits = limits or Limits()
        self._quick, self._long = (_Child(crisis, seed, self._limits.memory) for _ in range(2))

    def solve(self, bend: Bend, first: int, count: int) -> Answers:
        """Solve a range of draws of a bent crisis."""
        return cast(Answers, self._quick.call("solve", (bend, first, count), self._limits.seconds))

    def grow(self, first: int, count: int) -> Answers:
        """Solve a range of draws of the crisis as it stands."""
        return cast(Answers, self._quick.call("grow", (first, count), self._limits.seconds))

    def outcome(self, ranges: Sequence[Range]) -> Outcome:
        """Add ranges that were solved, and return the outcome so far."""
        return cast(Outcome, self._quick.call("outcome", (ranges,), self._limits.seconds))

    def inputs(self) -> tuple[Input, ...]:
        """Return the numbers that a slider could set."""
        return cast(tuple[Input, ...], self._quick.call("inputs", (), self._limits.seconds))

    def pairs(self) -> tuple[Pair, ...]:
        """Return what states wrongly take for true."""
        return cast(tuple[Pair, ...], self._quick.call("pairs", (), self._limits.seconds))

    def find(self, question: Question[R], bend: Bend, work: Work) -> R:
        """Answer any other question about a bent crisis."""
        return cast(R, self._long.call("find", (question, bend, work), self._limits.long, work))

    def close(self) -> None:
        """End the child."""
        self._quick.end()
        self._long.end()


class _Child:
    """A process that does what it is told, begun when it is first told anything."""

    def __init__(self, crisis: Crisis, seed: int, memory: int) -> None:
        self._begin = partial(_serve, crisis=crisis, seed=seed, memory=memory)
        self._lock = threading.Lock()
        self._process: BaseProcess | None = None
        self._line: Connection | None = None
        self._ended = False

    def call(self, name: str, arguments: tuple[Any, ...], seconds: float, work: Work | None = None) -> Any:
        """Have a method of `InProcess` called, and return what it returns.

        Raises
        ------
        TooMuch
            If it takes too long, or the child ends, as it does for want of memory.
        """
        with self._lock:
            line = self._opened()
            until = time.monotonic() + seconds
            try:
                line.send((name, arguments))
                while True:
                    kind, content = self._heard(line, until, work)
                    if kind == "steps":
                        if work is not None:
                            work.advance(content)
                        continue
                    break
            except (EOFError, OSError):
                self._kill()
                raise TooMuch("this crisis takes more memory to solve than it is given; make it smaller") from None
        if kind == "failed":
            raise content
        return content

    def _heard(self, line: Connection, until: float, work: Work | None) -> tuple[str, Any]:
        while not line.poll(POLL):
            if work is not None and work.stopped():
                self._kill()
                raise Stopped("stopped before there was an answer")
            if time.monotonic() > until:
                self._kill()
                raise TooMuch("this crisis takes longer to solve than it is given; make it smaller")
        return cast(tuple[str, Any], line.recv())

    def end(self) -> None:
        """End the process, whatever it does."""
        self._ended = True
        self._kill()

    def _opened(self) -> Connection:
        if self._ended:
            raise Stopped("nothing more is solved")
        if self._line is None:
            context = multiprocessing.get_context("spawn")
            self._line, other = context.Pipe()
            self._process = context.Process(target=self._begin, args=(other,), daemon=True)
            self._process.start()
            other.close()
        return self._line

    def _kill(self) -> None:
        process, line = self._process, self._line
        self._process = self._line = None
        if process is not None:
            process.kill()
            process.join()
        if line is not None:
            line.close()


def _serve(line: Connection, crisis: Crisis, seed: int, memory: int) -> None:
    """Do what is told over a line, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever told us ends us
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with contextlib.suppress(OSError):
        os.nice(NICE)
    solver = InProcess(crisis, seed)
    with contextlib.suppress(EOFError, OSError):
        while True:
            name, arguments = line.recv()
            line.send(_done(solver, name, arguments, lambda steps: line.send(("steps", steps))))


def _done(solver: InProcess, name: str, arguments: tuple[Any, ...], progress: Callable[[int], None]) -> tuple[str, Any]:
    try:
        if name == "find":
            question, bend, work = arguments
            arguments = question, bend, Work(work.draws, work.seed, 1, work.chunk, progress)
        return "done", getattr(solver, name)(*arguments)
    except RealpolitikError as wrong:
        return "failed", type(wrong)(str(wrong)) if type(wrong).__init__ is Exception.__init__ else RealpolitikError(
            str(wrong)
        )
    except MemoryError:
        return "failed", TooMuch("this crisis takes more memory to solve than it is given; make it smaller")
    except Exception as wrong:  # a fault of ours is told as one, and ends nothing
        return "failed", RealpolitikError(f"this crisis could not be solved ({type(wrong).__name__})")
