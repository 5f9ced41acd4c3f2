"""Exit codes: how the program tells another program what came of it."""

from __future__ import annotations

import signal
from enum import IntEnum


class ExitCode(IntEnum):
    """What the command line ends with; the reference of the command line says the same."""

    DONE = 0
    NO = 1
    """The answer is no: a file does not pass `check`, a stage game was not solved, `verify` finds a difference."""
    WRONG_INPUT = 2
    """As Typer has it for words of a command that make no sense."""
    FAULT = 70
    """The program is at fault: EX_SOFTWARE of BSD's sysexits."""
    HUNG_UP = 128 + signal.SIGHUP
    """From here on as shells have it: 128 and the number of the signal."""
    INTERRUPTED = 128 + signal.SIGINT
    TERMINATED = 128 + signal.SIGTERM

    @classmethod
    def of_signal(cls, number: int) -> ExitCode:
        """Return the code of a program that a signal ended."""
        return cls(128 + number)

    @classmethod
    def of_verdict(cls, holds: bool) -> ExitCode:
        """Return the code of a question that is answered with yes or no."""
        return cls.DONE if holds else cls.NO
