"""Which characters may stand in text that comes from anybody, and when two names look the same to a reader.

What is refused shows nothing and does something: control characters drive a terminal, bidirectional controls make text read as
another text, line separators end a line for one program and not for the next, and what is no character breaks XML. The reader
of files and the maker of patches both ask here.
"""

from __future__ import annotations

import re
import unicodedata

_REFUSED = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, apart from tab and line feed
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls
    "\u2028\u2029\ufeff"  # line and paragraph separator, byte order mark
    "\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"  # deprecated format controls, annotations, tags
    "\ud800-\udfff\ufdd0-\ufdef"  # halves of surrogate pairs, and what is no character
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_EMPTY_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols that are drawn as nothing."""


def joined(text: str) -> str:
    """Return text in which surrogate pairs, as JSON escapes write rarer characters, are the characters that they stand for."""
    return _PAIR.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)


def refused(text: str, start: int = 0, line_ends: bool = False) -> tuple[int, str] | None:
    """Find the first character that may not stand in text.

    Parameters
    ----------
    text : str
    start : int, optional
        Where to begin.
    line_ends : bool, optional
        Whether carriage returns may stand there, as they do at the ends of lines in some files.

    Returns
    -------
    (int, str) or None
        Its index and its name, such as ``U+202E``.
    """
    for found in _REFUSED.finditer(text, start):
        if not (line_ends and found[0] == "\r"):
            return found.start(), f"U+{ord(found[0]):04X}"
    return None


def masked(text: str) -> str:
    """Return text with a question mark for every character that may not stand in text."""
    return _REFUSED.sub("?", text)


def alike(name: str) -> str:
    """Return what readers see of a name, so that two names that look the same are the same; nothing, if they see nothing.

    Capitals, the kinds of space, how letters are composed, and characters that are drawn as nothing make no difference.
    """
    seen = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    shown = (c for c in seen if c not in _EMPTY_LETTERS and unicodedata.category(c) != "Cf")
    return " ".join("".join(shown).split())
