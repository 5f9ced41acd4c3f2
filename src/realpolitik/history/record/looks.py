"""How often results were looked at: a log of scorings, kept for the user and apart from any folder of cases.

Whoever codes, scores and codes again fits the coding to the results, and no interval of a back-test knows of it. So every scoring
leaves a line, and the answer says how many there were. The log is a memory and no proof: who wants can delete it.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from realpolitik.errors import printable
from realpolitik.history.read_case import INPUTS, OUTCOMES, case_files
from realpolitik.history.record.hashes import hash_of_all, hash_of_constants, hashes_of_cases, hashes_of_rules

FILE: Final = "looks.jsonl"
MOST_BYTES: Final = 16_000_000
"""The log is read up to here: some forty thousand looks."""


@dataclass(frozen=True)
class Look:
    """One scoring, as hashes.

    Attributes
    ----------
    inputs, outcomes : str
        Of the files.
    rules : str
        Of the program's rules and fitted numbers.
    leakage : str
        The setting: another one is another coding.
    scored : str
        Of the names of the files in ``outcomes``, whatever they say.
    """

    inputs: str
    outcomes: str
    rules: str
    leakage: str
    scored: str


@dataclass(frozen=True)
class Looks:
    """How often results were looked at, this time included.

    Attributes
    ----------
    times : int
        Scorings of this coding, by these rules, on these outcomes.
    codings : int
        Codings that were scored on these outcomes: inputs, rules and settings that differ.
    outcomes : int
        Codings of the outcomes of these cases that were scored.
    trouble : str or None
        Why the log could not be kept, or not be read whole; the numbers are then the least that there can have been.
    """

    times: int
    codings: int
    outcomes: int
    trouble: str | None = None


def look_at(folder: Path, leakage: str) -> Look:
    """Return what a scoring of a folder rests on."""
    return Look(
        inputs=hash_of_all(hashes_of_cases(folder / INPUTS)),
        outcomes=hash_of_all(hashes_of_cases(folder / OUTCOMES)),
        rules=hash_of_all({**hashes_of_rules(), "constants": hash_of_constants()}),
        leakage=leakage,
        scored=hash_of_all({file.stem: "" for file in case_files(folder / OUTCOMES)}),
    )


def counted(look: Look) -> Looks:
    """Write a look into the log, and return how many there were; a log that cannot be kept is told and is no error."""
    try:
        log = state_folder() / FILE
    except RuntimeError:  # nobody's home
        return Looks(1, 1, 1, "the log of looks has no place: set XDG_STATE_HOME to a folder")
    troubles: list[str] = []
    before: list[Look] = []
    try:
        before, damaged = _read(log)
        if damaged:
            troubles.append(f"{damaged} of its lines cannot be read")
    except (OSError, ValueError) as wrong:
        troubles.append(f"it cannot be read ({_reason(wrong)})")
    try:
        _append(log, look)
    except (OSError, ValueError) as wrong:
        troubles.append(f"nothing can be written there ({_reason(wrong)})")
    seen = [*before, look]
    same = [each for each in seen if each.outcomes == look.outcomes and each.scored == look.scored]
    return Looks(
        times=same.count(look),
        codings=len({(each.inputs, each.rules, each.leakage) for each in same}),
        outcomes=len({each.outcomes for each in seen if each.scored == look.scored}),
        trouble=f"the log of looks, {printable(log)}, is not whole: {'; '.join(troubles)}" if troubles else None,
    )


def state_folder() -> Path:
    """Return the folder of what the program remembers for a user: ``XDG_STATE_HOME``, or ``~/.local/state``.

    Raises
    ------
    RuntimeError
        If neither is there to be named.
    """
    given = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".local" / "state") / "realpolitik"


def _append(log: Path, look: Look) -> None:
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"at": at, **vars(look)}) + "\n"
    with _opened(log, os.O_RDWR | os.O_APPEND | os.O_CREAT) as descriptor:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":  # a line that a full disk cut short
            line = "\n" + line
        data = line.encode("ascii")
        if os.write(descriptor, data) < len(data):  # in one piece, so that two programs do not mix their lines
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _read(log: Path) -> tuple[list[Look], int]:
    """Return the looks of a log, and how many lines are none."""
    try:
        with _opened(log, os.O_RDONLY) as descriptor, open(descriptor, "rb", closefd=False) as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return [], 0
    if len(content) > MOST_BYTES:
        raise ValueError(f"it is larger than {MOST_BYTES:,} bytes; move it away to begin a new one")
    lines = [line for line in content.split(b"\n") if line.strip()]
    looks = [found for found in map(_look, lines) if found is not None]
    return looks, len(lines) - len(looks)


def _look(line: bytes) -> Look | None:
    with suppress(ValueError, RecursionError):
        told = json.loads(line)
        names = [field.name for field in fields(Look)]
        if isinstance(told, dict) and all(isinstance(told.get(name), str) for name in names):
            return Look(**{name: told[name] for name in names})
    return None


@contextmanager
def _opened(file: Path, flags: int) -> Iterator[int]:
    """Open an ordinary file; a pipe would wait for somebody who never comes.

    Raises
    ------
    OSError
    """
    descriptor = os.open(file, flags | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        yield descriptor
    finally:
        os.close(descriptor)


def _reason(wrong: Exception) -> str:
    return getattr(wrong, "strerror", None) or str(wrong)
