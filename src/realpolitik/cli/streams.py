"""The standard streams, as whoever started the program left them: closed, full, or in an encoding of their own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any

FOR_PROGRAMS = ("show", "schema")
"""Verbs whose answer is for programs to read, whether or not JSON is asked for."""


class _Messages(io.FileIO):
    """Standard error, on which what cannot be written is dropped: no message is worth more than the work it is about."""

    def write(self, text: Any) -> int:
        """Write, if that can be done."""
        try:
            return super().write(text)
        except OSError:
            return len(text)


def ready_streams(words: Sequence[str]) -> None:
    """Make the standard streams fit to be written to.

    A stream that is closed is opened on nothing: a file that is opened later would else take its number, and be written into. What
    programs read is in UTF-8 on any machine. What people read is in the encoding of their terminal, with a question mark for a
    letter that it lacks.

    Parameters
    ----------
    words : sequence of str
        The words of the command.
    """
    for number, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, mode)  # the lowest number that is free
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  (open as long as the program runs)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None or sys.stderr is sys.__stderr__:
        encoding = "utf-8" if sys.stderr is None else sys.stderr.encoding
        messages = io.BufferedWriter(_Messages(2, "w", closefd=False))
        sys.stderr = TextIOWrapper(messages, encoding=encoding, errors="replace", line_buffering=True)
    if isinstance(sys.stdout, TextIOWrapper):
        encoding = "utf-8" if for_programs(words) else sys.stdout.encoding
        sys.stdout.reconfigure(encoding=encoding, errors="replace")


def for_programs(words: Sequence[str]) -> bool:
    """Whether programs read the answer to a command."""
    verb = next((word for word in words if not word.startswith("-")), "")
    return "--json" in words or verb in FOR_PROGRAMS
