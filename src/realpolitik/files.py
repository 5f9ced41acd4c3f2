"""The one way in which files are written: whole or not at all.

A file is written beside its place under another name, brought to the disk, and then takes the place of what was there: whoever
reads the place finds the older file or the new one, and a full disk or an interruption leaves the older one. A link is followed, so
that it still leads to the file. What is no ordinary file, such as a pipe or a terminal, is written straight. A file that is to be a
fresh one takes the place of nothing, whatever it is that is there.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MOST_LINKS = 40
"""Links that are followed, one to the next, before they count as a circle."""
MOST_DIGITS = 10
"""Digits of the number of an open file that are too many for any."""
NO_DESCRIPTOR = -1
_DESCRIPTOR = re.compile(r"/dev/(?:fd/([0-9]+)|(stdin|stdout|stderr))|/proc/(?:self|[0-9]+)/fd/([0-9]+)")
_STANDARD = {"stdin": 0, "stdout": 1, "stderr": 2}


def write_file(target: Path, content: bytes | str, fresh: bool = False) -> None:
    """Write a file, or leave what is there.

    Parameters
    ----------
    target : Path
        A new file gets the rights that the system gives to new files; an older one keeps its own.
    content : bytes or str
        Text is written as UTF-8.
    fresh : bool, optional
        Whether there must be nothing of that name yet: no file, no pipe, no device, and no link either, wherever it leads.

    Raises
    ------
    OSError
        With the name of the file as the user gave it. What was there before is then unharmed.
    FileExistsError
        If the file is to be a fresh one and something is there.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    with _naming(target):
        if fresh:
            if os.path.lexists(target):
                raise _error(errno.EEXIST)
            _replace(target, data, None, fresh=True)
            return
        descriptor = _descriptor(target)
        if descriptor is not None:
            _flush()
            _write_all(os.dup(descriptor), data, sync=False)
        elif (found := _status(target)) is None or stat.S_ISREG(found.st_mode):
            _replace(Path(os.path.realpath(target)), data, found)
        else:
            _write_all(_opened(target, found), data, sync=False)


ASK_AGAIN = 0.1
"""Seconds between two looks for somebody who reads a pipe."""
_ASKED: list[Callable[[], bool]] = []


def give_up_waiting_if(asked: Callable[[], bool]) -> None:
    """Have whoever waits for a reader of a pipe give up once this says so: nothing is written then that could be lost."""
    _ASKED.append(asked)


def _opened(target: Path, found: os.stat_result) -> int:
    """Open what is no ordinary file; a pipe, once somebody reads it.

    Raises
    ------
    KeyboardInterrupt
        If the program is asked to end before anybody does.
    """
    if not stat.S_ISFIFO(found.st_mode):
        return os.open(target, os.O_WRONLY)
    while True:
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as refused:
            if refused.errno != errno.ENXIO:  # it has a reader, and something else is wrong
                raise
        else:
            os.set_blocking(descriptor, True)
            return descriptor
        if any(asked() for asked in _ASKED):
            raise KeyboardInterrupt
        time.sleep(ASK_AGAIN)


def named_file(name: str | os.PathLike[str]) -> Path:
    """Return the path of a file that is to be written, as somebody named it.

    Raises
    ------
    IsADirectoryError
        If the name is one that only a folder has: a path would drop the stroke at its end, and another file be written.
    """
    text = os.fspath(name)
    if os.path.basename(text) in ("", os.curdir, os.pardir):
        raise IsADirectoryError(errno.EISDIR, "names a folder, not a file", text)
    return Path(text)


def ending_of(target: Path) -> str:
    """Return the ending of a file's name, in small letters; a name that begins with its only dot is nothing but an ending."""
    return (target.suffix or (target.name if target.name.startswith(".") else "")).lower()


def require_writable(target: Path) -> None:
    """Refuse a file that could not be written, and touch nothing.

    Raises
    ------
    OSError
        With the name of the file as the user gave it, as writing it would.
    """
    with _naming(target):
        descriptor = _descriptor(target)
        if descriptor is not None:
            os.fstat(descriptor)
            return
        found = _status(target)
        if found is not None and stat.S_ISDIR(found.st_mode):
            raise _error(errno.EISDIR)
        if found is not None and stat.S_ISSOCK(found.st_mode):
            raise _error(errno.ENXIO)
        if found is not None and not os.access(target, os.W_OK):
            raise _error(errno.EACCES)
        if found is None or stat.S_ISREG(found.st_mode):
            folder = Path(os.path.realpath(target)).parent
            if not stat.S_ISDIR(os.stat(folder).st_mode):
                raise _error(errno.ENOTDIR)
            if not os.access(folder, os.W_OK | os.X_OK):
                raise _error(errno.EACCES)


def same_file(one: Path, other: Path) -> bool:
    """Whether two names mean one file: by a link or another way to it, or, where no file is yet, by a name alike but for capitals.

    Some systems take names that differ in case for one, and nothing can be tried without leaving a file behind.
    """
    try:
        found = [_standing(each) for each in (one, other)]
        if None not in found:
            return os.path.samestat(*found)  # type: ignore[arg-type]
        if found != [None, None]:
            return False
        first, second = (Path(os.path.realpath(each)) for each in (one, other))
        return _plainly(first.name) == _plainly(second.name) and os.path.samestat(
            os.stat(first.parent), os.stat(second.parent)
        )
    except (OSError, ValueError):
        return False


def _plainly(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _standing(target: Path) -> os.stat_result | None:
    descriptor = _descriptor(target)
    return _status(target) if descriptor is None else os.fstat(descriptor)


def _status(target: Path) -> os.stat_result | None:
    """Return what stands at a place, behind links; None, if nothing does."""
    try:
        return os.stat(target)
    except FileNotFoundError:
        return None


def _descriptor(target: Path) -> int | None:
    """Return the open file of this process that a name such as /dev/stdout stands for.

    To open such a name again would cut what it leads to, and so lose what ``>>`` was to keep.
    """
    place = os.path.abspath(target)
    for _ in range(MOST_LINKS):
        named = _DESCRIPTOR.fullmatch(place)
        if named is not None:
            number, word, open_number = named.groups()
            digits = number or open_number
            return _STANDARD[word] if word else int(digits) if len(digits) < MOST_DIGITS else NO_DESCRIPTOR
        if not os.path.islink(place):
            return None
        place = os.path.abspath(os.path.join(os.path.dirname(place), os.readlink(place)))
    return None


def _replace(place: Path, data: bytes, older: os.stat_result | None, fresh: bool = False) -> None:
    """Write beside a place, and put what was written there."""
    beside = place.with_name(f".realpolitik-{secrets.token_hex(6)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        if older is not None:
            with suppress(OSError):  # who may not give a file away keeps it
                os.fchown(descriptor, older.st_uid, older.st_gid)
            os.fchmod(descriptor, stat.S_IMODE(older.st_mode))
        _write_all(descriptor, data, sync=True)
        if fresh:
            _put_where_nothing_is(beside, place)
        else:
            os.replace(beside, place)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside)
    _sync_folder(place.parent)


def _put_where_nothing_is(beside: Path, place: Path) -> None:
    try:
        os.link(beside, place)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if os.path.lexists(place):
            raise _error(errno.EEXIST) from None
        os.replace(beside, place)


def _write_all(descriptor: int, data: bytes, sync: bool) -> None:
    with open(descriptor, "wb", buffering=0) as stream:
        left = memoryview(data)
        while left:
            left = left[stream.write(left) :]
        if sync:
            os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every file system knows how, and the file itself is safe
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _error(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Give every error the name of the file as the user gave it."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno is None:
            raise
        raise OSError(wrong.errno, os.strerror(wrong.errno), str(target)) from None
