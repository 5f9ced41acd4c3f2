"""YAML text -> events, such as the start of a mapping, from either of two parsers.

The careful parser, ruamel.yaml in pure Python, decides what a file says and what is wrong with it. The quick one, libyaml
in C through PyYAML, takes a tenth of the time, and is asked first. It may only ever say what the careful one would
say, event for event and place for place: it refuses whatever the two might read differently (one follows YAML 1.1, the
other 1.2), and what it refuses for any reason is left to the other. Neither constructs anything that a file asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from realpolitik.crisis.characters import joined

Place = tuple[int, int]
"""Line and column, counted from 1."""


class Event(NamedTuple):
    """A step through a file.

    Attributes
    ----------
    kind : str
        ``document``, ``mapping`` or ``sequence`` where one begins, ``end`` where a mapping or sequence ends; ``scalar``
        or ``alias``.
    place : tuple of int
        Where it begins; the parsers differ about ends, and nobody asks for the place of one.
    text : str
        What a scalar says.
    plain : bool
        Whether a scalar stands without quotes, and so may be a number or another word of the language.
    anchor, tag : str or None
        What stands before the node, or the anchor that an alias names.
    directives : bool
        Whether lines with ``%`` stand before a document.
    """

    kind: str
    place: Place
    text: str = ""
    plain: bool = False
    anchor: str | None = None
    tag: str | None = None
    directives: bool = False


class NotReadable(Exception):
    """Text that a parser refuses: where, why, and what to do."""

    def __init__(self, place: Place, message: str, remedy: str) -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.remedy = remedy


def quick_events(text: str) -> Iterator[Event]:
    """Walk the events of ordinary text.

    Raises
    ------
    NotReadable
        Possibly after some events, where `careful_events` has to be asked; it does not say why.
    """
    undecided = NotReadable((1, 1), "not ordinary text", "ask the careful parser")
    # Printable text has no tabs, no byte order mark, and no line ends but \n: the parsers disagree about each of them.
    if not (yaml.__with_libyaml__ and text.replace("\n", "").isprintable()):
        raise undecided
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if _is_disputed(event, text):
                raise undecided
            yield from _translated(event)
    except Exception:  # whatever it is, the careful parser finds it again
        raise undecided from None


_SIMPLE_BLOCK = re.compile(r"[|>][-+]?\n +[^ \n]")
"""A block scalar with nothing in its first line but its marks, and no blank line below it."""


def _is_disputed(event: Any, text: str) -> bool:
    """Whether the parsers may differ in an event: in its place, in what it says, or in whether it is allowed at all."""
    if getattr(event, "anchor", None) or getattr(event, "tag", None):
        return True  # they differ about what may be a name
    if isinstance(event, yaml.ScalarEvent):
        if event.style in {"|", ">"}:
            return not _SIMPLE_BLOCK.match(text, event.start_mark.index)
        return not event.style and not event.value  # they count the place of an empty value differently
    return isinstance(event, (yaml.DocumentStartEvent, yaml.DocumentEndEvent)) and bool(event.explicit)


def careful_events(text: str) -> Iterator[Event]:
    """Walk the events of any text.

    Raises
    ------
    NotReadable
        Where the text is no YAML, possibly after some events.
    """
    # Most files are never read by this parser, and importing it takes as long as reading one by the other.
    from ruamel.yaml import YAML  # noqa: PLC0415 - see above
    from ruamel.yaml.error import MarkedYAMLError  # noqa: PLC0415 - see above
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415 - see above

    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            yield from _translated(event)
    except ReaderError as error:
        raise NotReadable(position(text, error.position), *_unreadable(error)) from None
    except MarkedYAMLError as error:
        raise NotReadable(_mark(error), *_syntax(error)) from None
    except (ValueError, OverflowError, RecursionError) as error:
        message = f"not readable as YAML ({error})"
        raise NotReadable((1, 1), message, "look for a stray quote, brace or escape") from None


_KINDS = {
    "DocumentStartEvent": "document",
    "MappingStartEvent": "mapping",
    "SequenceStartEvent": "sequence",
    "ScalarEvent": "scalar",
    "AliasEvent": "alias",
}
_END = Event("end", (1, 1))


def _translated(event: Any) -> Iterator[Event]:
    """Say in our words what either parser says: one stems from the other, and their events have the same names."""
    name = type(event).__name__
    if name in {"MappingEndEvent", "SequenceEndEvent"}:
        yield _END
    elif name in _KINDS:
        tag = getattr(event, "tag", None)
        yield Event(
            _KINDS[name],
            (event.start_mark.line + 1, event.start_mark.column + 1),
            text=joined(event.value) if name == "ScalarEvent" else "",
            plain=name == "ScalarEvent" and not event.style,
            anchor=getattr(event, "anchor", None),
            tag=None if tag is None else str(tag),
            directives=name == "DocumentStartEvent" and bool(event.version or event.tags),
        )


def position(text: str, index: int | None) -> Place:
    """Return the place of a character, or that of the end of a text."""
    before = text if index is None else text[:index]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _mark(error: Any) -> Place:
    mark = error.problem_mark or error.context_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _unreadable(error: Any) -> tuple[str, str]:
    code = error.character if isinstance(error.character, int) else ord(error.character[:1] or "\0")
    return f"character U+{code:04X} cannot stand in a file", "delete it"


_SYNTAX_REMEDIES = (
    (r"\\t|\t", "indent with spaces, never with tabs"),
    ("mapping values are not allowed", "put text that holds a colon and a space in quotes, and check the indentation"),
    ("expected ',' or", "close the bracket or brace, and separate the entries with commas"),
    ("unexpected end of stream", "close the quotes"),
    ("cannot start any token", "put text that begins with a special character in quotes"),
    ("block end|block mapping|document start", "check the indentation: entries of one mapping begin in one column"),
    ("could not find expected ':'", "write `key: value`, and check the indentation"),
    ("duplicate|found another document", "keep one document in the file"),
)


def _syntax(error: Any) -> tuple[str, str]:
    said = " ".join(part for part in (error.context, error.problem) if part)
    remedy = next((cure for cue, cure in _SYNTAX_REMEDIES if re.search(cue, said)), "check quotes and indentation here")
    return f"not YAML: {' '.join(said.split())}", remedy
