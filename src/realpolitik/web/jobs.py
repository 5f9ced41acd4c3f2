"""Work that takes minutes: asked for by a reader, done in the background one piece after the other, and told of as it goes on."""

from __future__ import annotations

import itertools
import queue
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from realpolitik.errors import RealpolitikError, Stopped
from realpolitik.web.security import tell_fault

MOST_REMEMBERED: Final = 200
"""Pieces of work that are remembered after they are done."""
GRACE: Final = 5.0
"""Seconds that the end of the program waits for work to hear that it is to stop."""
FAULT: Final = "the program made a mistake; the terminal says where"


@dataclass(eq=False)
class Job:
    """A piece of work.

    Attributes
    ----------
    key : str
        The same work is not begun twice.
    steps, done : int
        How many there are, and how many are done.
    state : str
        ``waiting``, ``working``, ``ready``, ``failed`` or ``stopped``.
    reason : str
        Why it failed.
    """

    key: str
    work: Callable[[Job], None]
    steps: int = 0
    done: int = 0
    state: str = "waiting"
    reason: str = ""
    _listening: list[Callable[[Job], object]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in {"ready", "failed", "stopped"}

    @property
    def share(self) -> float:
        """How much of it is done, from 0 to 1."""
        return min(1.0, self.done / self.steps) if self.steps else 0.0

    def advance(self, steps: int) -> None:
        """Note steps that were done, and tell of them."""
        before = int(100 * self.share)
        self.done += steps
        if int(100 * self.share) != before:
            self.tell()

    def tell(self) -> None:
        """Tell everybody who listens how it stands."""
        for told in list(self._listening):
            told(self)

    def listen(self, told: Callable[[Job], object]) -> Callable[[], object]:
        """Have somebody told, now and whenever it goes on; returns what ends that."""
        self._listening.append(told)
        told(self)
        return lambda: self._listening.remove(told) if told in self._listening else None

    def stop(self) -> None:
        """Ask it to stop."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    def wait(self, ready: threading.Event) -> None:
        """Wait for something that others do.

        Raises
        ------
        Stopped
            If asked to stop meanwhile.
        """
        while not ready.wait(0.1):
            if self.stopped():
                raise Stopped("stopped before there was an answer")


class Jobs:
    """Does pieces of work one after the other, in a thread of its own."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._queue: queue.PriorityQueue[tuple[int, Job | None]] = queue.PriorityQueue()
        self._count = itertools.count(1)
        self._thread = threading.Thread(target=self._run, daemon=True, name="long work")
        self._thread.start()

    def find(self, key: str) -> Job | None:
        """Return the work of a key, if it was asked for since the program began."""
        return self._known.get(key)

    def ask(self, key: str, work: Callable[[Job], None]) -> Job:
        """Return the work of a key, and begin it unless it is waiting or under way."""
        with self._lock:
            job = self._known.get(key)
            if job is not None and not job.is_over:
                return job
            job = Job(key, work)
            self._known[key] = job
            while len(self._known) > MOST_REMEMBERED:
                over = next((each for each, old in self._known.items() if old.is_over), None)
                if over is None:
                    break
                del self._known[over]
        self._queue.put((next(self._count), job))
        return job

    def close(self) -> None:
        """Stop what is under way, begin nothing more, and wait a moment for the end of it."""
        for job in list(self._known.values()):
            job.stop()
        self._queue.put((0, None))
        self._thread.join(GRACE)

    def _run(self) -> None:
        while True:
            _, job = self._queue.get()
            if job is None:
                return
            if job.stopped():
                job.state = "stopped"
            else:
                self._do(job)
            job.tell()

    @staticmethod
    def _do(job: Job) -> None:
        job.state = "working"
        job.tell()
        try:
            job.work(job)
            job.state = "ready"
        except Stopped:
            job.state = "stopped"
        except RealpolitikError as wrong:
            job.state, job.reason = "failed", str(wrong)
        except Exception as fault:  # whoever waits must hear of it, and other work goes on
            tell_fault(fault)
            job.state, job.reason = "failed", FAULT
