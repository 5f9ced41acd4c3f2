"""The desk in front of the solver: what is asked first is done first where it matters, and what nobody waits for is dropped.

Two rows of threads. Those in front give first answers, the newest question first, since its reader is the one who looks. Those
behind refine answers and prepare others; they run at the lowest priority of the operating system, so that they take
what those in front leave. Kernels let go of the interpreter while they work, and so both leave time to a server's loop.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum

from realpolitik.game.workers import cores

NICE = 19
"""Priority of the threads behind: the lowest."""


class Urgency(IntEnum):
    """What is done before what; only first answers in front."""

    FIRST = 0
    SOON = 1
    REFINE = 2
    PREPARE = 3
    TABLE = 4


@dataclass(order=True)
class _Job:
    order: tuple[int, int]
    work: Callable[[], None] = field(compare=False)
    wanted: Callable[[], bool] = field(compare=False)
    dropped: Callable[[], None] = field(compare=False)


class Desk:
    """Threads that work.

    Parameters
    ----------
    threads : int, optional
        In front, and as many behind; all cores, if left out.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.size = threads or cores()
        self._count = itertools.count()
        self._front: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._behind: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(jobs, nice), name=name, daemon=True)
            for jobs, nice, name in ((self._front, 0, "first answers"), (self._behind, NICE, "refining"))
            for _ in range(self.size)
        ]
        for thread in self._threads:
            thread.start()

    def put(
        self,
        work: Callable[[], None],
        urgency: Urgency,
        wanted: Callable[[], bool] = lambda: True,
        dropped: Callable[[], None] = lambda: None,
    ) -> None:
        """Put a piece of work on the desk; of one urgency in front, the newest is done first, and behind, the oldest.

        Parameters
        ----------
        work : callable
        urgency : Urgency
        wanted : callable, optional
            Asked when its turn comes; if it says no, the work is dropped.
        dropped : callable, optional
            Called if it was dropped.
        """
        number = next(self._count)
        in_front = urgency is Urgency.FIRST
        order = (int(urgency), -number if in_front else number)
        (self._front if in_front else self._behind).put(_Job(order, work, wanted, dropped))

    def close(self) -> None:
        """Begin nothing more."""
        self._closed.set()
        for jobs in (self._front, self._behind):
            for _ in range(self.size):
                jobs.put(_Job((-1, 0), lambda: None, lambda: True, lambda: None))

    @property
    def closed(self) -> bool:
        """Whether the desk was closed."""
        return self._closed.is_set()

    def _work(self, jobs: queue.PriorityQueue[_Job], nice: int) -> None:
        if nice:
            with contextlib.suppress(OSError, AttributeError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), nice)  # on Linux a thread's own
        while not self._closed.is_set():
            job = jobs.get()
            if self._closed.is_set():
                return
            try:
                if job.wanted():
                    job.work()
                else:
                    job.dropped()
            except Exception:  # a fault of the program: it is told, and the next piece of work is begun
                traceback.print_exc(file=sys.stderr)
