"""Interruptions as requests: the first asks the work to end with what it has, the second ends the program.

An interruption is Ctrl-C (SIGINT), the word of whoever runs the program that it is to end (SIGTERM), or a terminal that goes away
(SIGHUP); one that the program was started to ignore, as `nohup` does, it ignores. Python hears of them only between two of
its own instructions, and a compiled solver, or the compiler itself, may be a long way from the next. So a thread listens to them.

What the first one does hangs on how far the verb is:

    answering    work that can end early is asked to; if nothing of it is done after some seconds, the program ends
    telling      the answer is there, and is written to its end
    serving      whoever serves is told, and ends by itself
    otherwise    the program ends
"""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import Enum, auto
from types import FrameType
from typing import NoReturn

from realpolitik.cli.exit_code import ExitCode
from realpolitik.files import give_up_waiting_if
from realpolitik.game.workers import Urgent

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
GRACE = 2.0
"""Seconds in which work is to hear of an interruption, before the program ends without it."""
STOPPING = "stopping: what is complete is told (interrupt again to end at once)"
FINISHING = "the answer is being written (interrupt again to end at once)"
NOTHING_DONE = "interrupted before any part of the answer was complete: there is nothing to tell"
NOTHING_KEPT = "interrupted: nothing is told of an answer that is not complete"


class _Stage(Enum):
    ENDING = auto()
    ANSWERING = auto()
    TELLING = auto()
    SERVING = auto()


class _Listener:
    """What is known of interruptions in this process."""

    def __init__(self) -> None:
        self.stage = _Stage.ENDING
        self.first: int | None = None
        self.asked = False
        self.begun = False
        self.end: Callable[[str], object] = exit_with
        self.told: Callable[[], object] = bool

    def listen(self) -> None:
        """Take interruptions from now on."""
        heard, written = os.pipe()
        os.set_blocking(written, False)
        for number in SIGNALS:
            if signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._interrupt)
        signal.set_wakeup_fd(written, warn_on_full_buffer=False)
        threading.Thread(target=self._watch, args=(heard,), daemon=True, name="interruptions").start()

    def _interrupt(self, number: int, _: FrameType | None) -> None:
        """Unwind the main thread, if there is nothing to wait for."""
        if self.stage is _Stage.ENDING:
            self.first = self.first or number
            raise KeyboardInterrupt

    def _watch(self, heard: int) -> None:
        """Hear every interruption, whatever the main thread is busy with."""
        number = 0
        while number not in SIGNALS:
            number = os.read(heard, 1)[0]
        self.first = self.first or number
        self.asked = True
        if self.stage is _Stage.SERVING:
            self.told()
        elif self.stage is not _Stage.ENDING:
            _say(STOPPING if self.stage is _Stage.ANSWERING else FINISHING)
        again, _, _ = select.select([heard], [], [], GRACE)
        if not again:
            if self.stage is _Stage.ENDING:
                self.end(NOTHING_KEPT)
            if self.stage is _Stage.ANSWERING and not self.begun:
                self.end(NOTHING_DONE)
        while os.read(heard, 1)[0] not in SIGNALS:
            pass
        os._exit(code_of_interruption())  # threads are at work, and Python would wait for them


def _say(line: str) -> None:
    """Say something without Python's streams: a print may be under way, which must not be entered twice."""
    with suppress(OSError):
        os.write(2, f"{line}\n".encode())


def exit_with(message: str) -> NoReturn:
    """End an interrupted program with a message."""
    _say(message)
    os._exit(code_of_interruption())


_LISTENER = _Listener()


def listen() -> None:
    """Take interruptions from now on; to be called once, by the main thread of the program."""
    _LISTENER.listen()
    give_up_waiting_if(lambda: _LISTENER.asked)


def end_with(refuse: Callable[[str], object]) -> None:
    """Say how the program ends, with a message, if the main thread is too busy to end it."""
    _LISTENER.end = refuse


def code_of_interruption() -> ExitCode:
    """Return the exit code of an interrupted program, by the first signal that it heard; Ctrl-C, if it heard none yet."""
    return ExitCode.of_signal(_LISTENER.first or signal.SIGINT)


def note_progress() -> None:
    """Note that some of the work is done, so that it is worth waiting for the end of what is in hand."""
    _LISTENER.begun = True


@contextmanager
def stoppable() -> Iterator[Urgent]:
    """Take interruptions as requests to stop while a task runs, and let its answer be told in peace.

    Yields
    ------
    Urgent
        Whether the task has been asked to stop.
    """
    _LISTENER.stage = _Stage.ANSWERING
    try:
        yield Urgent(lambda: _LISTENER.asked)
    except BaseException:
        _LISTENER.stage = _Stage.ENDING
        raise
    _LISTENER.stage = _Stage.TELLING


@contextmanager
def ending_by(told: Callable[[], object]) -> Iterator[None]:
    """Take the first interruption as a request that is passed on, from a thread of its own; a second ends the program at once."""
    _LISTENER.told = told
    _LISTENER.stage = _Stage.SERVING
    try:
        yield
    finally:
        _LISTENER.stage = _Stage.ENDING
