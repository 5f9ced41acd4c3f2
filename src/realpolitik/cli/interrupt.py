"""Ctrl-C as a request: the first asks the work to end with what it has, the second ends the program."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
STOPPING = "stopping: the draws in hand are finished and told (interrupt again to end at once)"


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Take interruptions as requests to stop while a task runs.

    Yields
    ------
    callable
        Whether the task has been asked to stop.
    """
    asked = False

    def interrupt(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            os._exit(INTERRUPTED)  # threads are at work, and Python would wait for them
        asked = True
        os.write(
            sys.stderr.fileno(), f"{STOPPING}\n".encode()
        )  # a print may be under way: it must not be entered twice

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)
