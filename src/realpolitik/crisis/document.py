"""YAML text -> a plain tree, and where every key and value stands.

Crisis files come from anywhere. The tree is built here from the events of a parser, so nothing is ever constructed that
a file asks for: mappings, lists, text, numbers, true, false and null are all there is. Anchors, aliases, tags, merge keys
and directives are refused, and size, depth and the number of nodes are bounded.
"""

from __future__ import annotations

import math
import os
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from realpolitik.crisis.characters import masked, refused
from realpolitik.crisis.events import Event, NotReadable, Place, careful_events, position, quick_events
from realpolitik.errors import CrisisInvalid, CrisisNotFound, Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_PROBLEMS = 100
LARGEST = 1e300

TreePath = tuple[str | int, ...]
"""The way to a place in a file: keys, and indexes of lists."""

_NULL = re.compile(r"null|Null|NULL|~|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True)
class Document:
    """A file as a plain tree.

    Attributes
    ----------
    file : str
        The file as the user named it.
    tree : object
        Mappings, lists, text, numbers, true, false and null.
    keys, values : mapping
        Path -> (line, column), counted from 1, of the key and of the value.
    """

    file: str
    tree: Any
    keys: Mapping[TreePath, Place]
    values: Mapping[TreePath, Place]

    def where(self, path: TreePath) -> Place:
        """Return where a path stands, or the nearest place around it: a plain value itself, else its key."""
        for length in range(len(path), 0, -1):
            place = path[:length]
            if place in self.values:
                whole = isinstance(follow(self.tree, place), (dict, list))
                return self.keys.get(place, self.values[place]) if whole or length < len(path) else self.values[place]
        return self.values.get((), (1, 1))


def follow(tree: Any, path: TreePath) -> Any:
    """Return what stands at a path of a tree."""
    for step in path:
        tree = tree[step]
    return tree


def read_document(path: Path, file: str | None = None, missing: bool = False) -> Document:
    """Read a file as a plain tree.

    Parameters
    ----------
    path : Path
    file : str, optional
        The file as the user named it; the path, if left out.
    missing : bool, optional
        Whether ``.nan`` stands for a figure that nobody has, as tables of data write it, and is read as null.

    Raises
    ------
    CrisisInvalid
        With every problem that could be found at once.
    CrisisNotFound
        If there is no such file.
    """
    named = str(path) if file is None else file
    return parse_document(decode(read_bytes(path, named), named), named, missing)


def parse_document(text: str, file: str, missing: bool = False) -> Document:
    """Read text as a plain tree; raises `CrisisInvalid` as `read_document` does."""
    text = text.removeprefix("\ufeff")
    _require_fit(text, file)
    for events in (quick_events, careful_events):
        builder = _Builder(file, missing)
        builder.read(events(text))
        if not builder.problems:
            return Document(file, builder.tree, builder.keys, builder.values)
        if builder.readable:
            break  # the careful parser would say the same, ten times slower
    raise CrisisInvalid(builder.problems)


def _require_fit(text: str, file: str) -> None:
    """Refuse text with characters in it that may stand nowhere, not even in a comment."""
    problems: list[Problem] = []
    found = refused(text, line_ends=True)
    while found is not None and len(problems) < MAX_PROBLEMS:
        index, name = found
        place = position(text, index)
        problems.append(Problem(file, *place, "", f"character {name} cannot stand in a file", "delete it"))
        found = refused(text, index + 1, line_ends=True)
    if problems:
        raise CrisisInvalid(problems)


def read_bytes(path: Path, file: str, most: int = MAX_BYTES, kind: str = "a crisis file") -> bytes:
    """Return what stands in a file, unread; raises as `read_document` does for one that cannot be a crisis.

    Parameters
    ----------
    path : Path
    file : str
        The file as the user named it.
    most : int, optional
        Bytes that a file may have.
    kind : str, optional
        What is to be read, for messages.
    """
    try:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            what = "a directory" if stat.S_ISDIR(found.st_mode) else "not an ordinary file"
            raise CrisisInvalid([Problem(file, 1, 1, "", f"is {what}", f"name {kind}")])
        if found.st_size > most:
            message = f"is too large: {found.st_size:,} bytes, and at most {most:,} are read"
            raise CrisisInvalid([Problem(file, 1, 1, "", message, f"name {kind}; split what is more than one")])
        with open(path, "rb") as opened:
            return opened.read(most)
    except (FileNotFoundError, NotADirectoryError):
        raise CrisisNotFound(f"there is no file {file}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CrisisInvalid(
            [Problem(file, 1, 1, "", f"cannot be read ({reason})", "check the name and its rights")]
        ) from None


def decode(data: bytes, file: str) -> str:
    """Return the text that bytes are in UTF-8, or say where they are none."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = position(data[: error.start].decode("utf-8-sig", errors="replace"), None)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 text"
        raise CrisisInvalid([Problem(file, *place, "", message, "save the file as UTF-8")]) from None


class _StopError(Exception):
    """Reading on would not help."""


class _Builder:
    """Builds the tree from parser events, and collects what is wrong."""

    def __init__(self, file: str, missing: bool) -> None:
        self.file = file
        self.missing = missing
        self.tree: Any = None
        self.keys: dict[TreePath, Place] = {}
        self.values: dict[TreePath, Place] = {}
        self.problems: list[Problem] = []
        self.readable = True
        """Whether a parser has found no fault in the text; what is wrong with it, if anything, is in what it says."""
        self._events: Iterator[Event] = iter(())
        self._nodes = 0

    def read(self, events: Iterator[Event]) -> None:
        self._events = events
        with suppress(_StopError):
            try:
                self._document()
            except NotReadable as wrong:
                self.readable = False
                self._complain_at(wrong.place, wrong.message, wrong.remedy)

    def _document(self) -> None:
        documents = 0
        for event in self._events:
            if event.kind == "document":
                documents += 1
                if event.directives:
                    self._complain(event, (), "a directive (%) is not allowed", "delete the line")
                if documents > 1:
                    self._complain(event, (), "a second document begins here", "keep one crisis in one file")
                    raise _StopError
                self.tree = self._node(next(self._events), ())

    def _complain_at(self, place: Place, message: str, remedy: str, path: TreePath = ()) -> None:
        self.problems.append(Problem(self.file, *place, dotted(path), message, remedy))
        if len(self.problems) >= MAX_PROBLEMS:
            raise _StopError

    def _complain(self, event: Event, path: TreePath, message: str, remedy: str) -> None:
        self._complain_at(event.place, message, remedy, path)

    def _node(self, event: Event, path: TreePath) -> Any:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._complain(event, path, f"more than {MAX_NODES:,} entries", "make the file smaller")
            raise _StopError
        if len(path) > MAX_DEPTH:
            self._complain(
                event, path[:4], f"nested more than {MAX_DEPTH} deep", "a crisis never is: check the brackets"
            )
            raise _StopError
        self.values[path] = event.place
        self._refuse_extras(event, path)
        if event.kind == "mapping":
            return self._mapping(path)
        if event.kind == "sequence":
            return self._sequence(path)
        return self._scalar(event, path) if event.kind == "scalar" else None

    def _refuse_extras(self, event: Event, path: TreePath) -> None:
        if event.kind == "alias":
            self._complain(
                event, path, f"an alias ({clip(f'*{event.anchor}')}) is not allowed", "write the content out here"
            )
        elif event.anchor is not None:
            self._complain(event, path, f"an anchor ({clip(f'&{event.anchor}')}) is not allowed", "delete it")
        if event.tag is not None:
            self._complain(event, path, f"a tag ({clip(event.tag)}) is not allowed", "delete it: types are known")

    def _sequence(self, path: TreePath) -> list[Any]:
        items: list[Any] = []
        while (event := next(self._events)).kind != "end":
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: TreePath) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while (event := next(self._events)).kind != "end":
            key = self._key(event, path)
            inner = (*path, key)
            if key in entries:
                first = self.keys[inner][0]
                message = f"duplicate key {clip(key)}: it stands on line {first} and again on line {event.place[0]}"
                self._complain(event, inner, message, "delete or rename one of the two")
                self._node(next(self._events), (*path, f"{key} (again)"))
                continue
            self.keys[inner] = event.place
            entries[key] = None  # so that an inner problem does not hide a second use of the key
            entries[key] = self._node(next(self._events), inner)
        return entries

    def _key(self, event: Event, path: TreePath) -> str:
        if event.kind != "scalar":
            self._complain(event, path, "a key must be plain text", "write `key: value`")
            self._node(event, (*path, "?"))
            return "?"
        self._refuse_extras(event, path)
        key = event.text
        if key == "<<" and event.plain:
            self._complain(event, path, "a merge key (<<) is not allowed", "write the entries out")
        self._refuse_unprintable(event, path)
        return key

    def _refuse_unprintable(self, event: Event, path: TreePath) -> None:
        found = refused(event.text)
        if found is not None:
            self._complain(event, path, *unprintable(found[1]))

    def _scalar(self, event: Event, path: TreePath) -> Any:
        text = event.text
        self._refuse_unprintable(event, path)
        if not event.plain:
            return text
        if self.missing and text in {".nan", ".NaN", ".NAN"}:
            return None
        if _NOT_FINITE.fullmatch(text):
            self._complain(event, path, f"{text} is not a number that a crisis can hold", "write a finite number")
            return None
        value = plain(text)
        if isinstance(value, (int, float)) and not abs(value) < LARGEST:
            self._complain(event, path, *too_large(clip(text)))
            return None
        return value


def too_large(text: str) -> tuple[str, str]:
    """Say of a number that it is refused for its size, and what to do."""
    return f"{text} is too large a number", "write a number of ordinary size"


def unprintable(name: str) -> tuple[str, str]:
    """Say of a character, by its name, that it is refused in a text, and what to do."""
    return f"character {name} cannot stand in text", "delete it or its escape"


def plain(text: str) -> Any:
    """Read a plain scalar by the core schema of YAML 1.2: NO is text, and so is a date."""
    if _NULL.fullmatch(text):
        return None
    if _BOOL.fullmatch(text):
        return text[0] in "tT"
    if _INT.fullmatch(text):
        return int(text) if len(text) <= 300 else math.inf
    if _OCTAL.fullmatch(text) or _HEX.fullmatch(text):
        return int(text, 0) if len(text) <= 200 else math.inf
    return float(text) if _FLOAT.fullmatch(text) else text


def place_in_list(step: str, length: int) -> int | None:
    """Return the place in a list of so many entries, or the one after the last, that a step of a path names; None, if none."""
    if not (step.isdecimal() and len(step) <= len(str(MAX_NODES))):  # Python reads no number of thousands of digits
        return None
    place = int(step)
    return place if place <= length else None


def dotted(path: TreePath) -> str:
    """Write a path with dots."""
    return ".".join(clip_plain(str(step)) for step in path)


def clip_plain(text: str, limit: int = 80) -> str:
    """Make text from a file fit for one line of a message."""
    shown = masked(" ".join(text.split()))
    return shown if len(shown) <= limit else shown[: limit - 3] + "..."


def clip(text: str) -> str:
    """Quote text from a file in one line of a message."""
    return f"`{clip_plain(text, 60)}`"
