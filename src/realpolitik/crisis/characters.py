"""Which characters may stand in text that comes from anybody, and when two names look the same to a reader.

What is refused shows nothing and does something: control characters drive a terminal, bidirectional controls make text read as
another text, line separators end a line for one program and not for the next, and what is no character breaks XML. The reader
of files and the maker of patches both ask here.

Names are held to more: nothing in them that is drawn as nothing, and no word of two alphabets that share shapes. What looks
the same follows Unicode's reports on identifiers and security (UAX 31, UTS 39), as far as its character names and the tables
below go.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

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
_UNSEEN = re.compile(
    "["
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"  # so far what Unicode lists
    "\u2800"  # the empty Braille pattern
    "]"
)
"""What is drawn as nothing: Unicode's default-ignorable code points, and an empty symbol."""
_BREAKS = re.compile("[\t\n\v\f\r]")
_JOINERS = re.compile("[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Of these, what spells words, and chooses between forms of a character, in some scripts."""
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bb\u02bc\u02b9\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201f\u201e\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212", "-"),
    }
)
"""Apostrophes, quotation marks and dashes, as a keyboard has them."""
_SHAPES = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445"  # Cyrillic
    "\u0455\u0456\u0458\u0475\u04af\u04bb\u04cf\u0501\u050d\u051b\u051d\u04d5"
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03f3"  # Greek
    "\u0585\u057d\u0570\u0578\u0581\u0566\u0575"  # Armenian
    "\u0131\u0251\u0261",  # Latin
    "abekmhopctyx" + "sijvyhldgqw\u00e6" + "abezhikmnoptyxj" + "ouhngqj" + "iag",
)
"""Small letters that look like a letter of the Latin alphabet, in this size or in capitals, which make no difference."""
_ALPHABETS = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "COPTIC", "CHEROKEE", "GEORGIAN", "LISU", "DESERET"})
"""Alphabets that share shapes, as they begin the names of their letters; no word is written in two of them."""


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


def shows_nothing(letter: str) -> bool:
    """Whether a letter is drawn as nothing wherever it stands."""
    return _UNSEEN.match(letter) is not None


def broken_line(text: str) -> tuple[str, str] | None:
    """Find a line break or a tab in what is to be one line, which readers would take for several.

    Parameters
    ----------
    text : str

    Returns
    -------
    (str, str) or None
        What is wrong, and what to do.
    """
    if not _BREAKS.search(text.strip()):
        return None
    return "has a line break or a tab, and would be read as more than one line", "write it on one line, with blanks"


@lru_cache(maxsize=4096)
def unreadable(name: str) -> tuple[str, str] | None:
    """Find what makes a name read as another one than it is.

    Parameters
    ----------
    name : str

    Returns
    -------
    (str, str) or None
        What is wrong, and what to do.
    """
    if (broken := broken_line(name)) is not None:
        return broken
    for found in _UNSEEN.finditer(name):
        if not _JOINERS.match(found[0]):
            return f"holds U+{ord(found[0]):04X}, which is drawn as nothing", "delete it or its escape"
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", _UNSEEN.sub("", name)) if not _is_mark(letter))
    for word in re.findall(r"[^\W\d_]+", bare):
        alphabets: dict[str, str] = {}
        for letter in word:
            alphabets.setdefault(unicodedata.name(letter, "").partition(" ")[0], letter)
        mixed = [(alphabet, letter) for alphabet, letter in alphabets.items() if alphabet in _ALPHABETS]
        if len(mixed) > 1:
            (one, _), (other, letter), *_ = mixed
            message = f"mixes {one.title()} and {other.title()} letters in one word (U+{ord(letter):04X})"
            return message, "write each word in letters of one alphabet"
    return None


@lru_cache(maxsize=1024)
def alike(name: str) -> str:
    """Return what readers see of a name, so that two names that look the same are the same; nothing, if they see nothing.

    Capitals, the kinds of space, dash and apostrophe, how letters are composed, marks on no letter, letters of another alphabet
    with the same shape, and characters that are drawn as nothing make no difference.
    """
    small = unicodedata.normalize("NFKC", name.translate(_SIGNS)).casefold()
    shapes = unicodedata.normalize("NFKD", _UNSEEN.sub("", small)).translate(_SHAPES)
    return " ".join(unicodedata.normalize("NFKC", _seen(shapes)).split())


def _seen(text: str) -> str:
    """Return decomposed small letters without what shows nothing: format controls, marks on no letter, a second dot on an i."""
    seen, base = [], " "
    for letter in text:
        if not _is_mark(letter):
            base = " " if letter.isspace() else letter
        elif base == " " or (letter == _DOT and base in "ij"):
            continue
        if unicodedata.category(letter) != "Cf":
            seen.append(letter)
    return "".join(seen)


_DOT = "\u0307"


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me"}


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """Return a text as words of a user are compared: as `alike`, without marks, with one space for whatever parts words."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", alike(text)) if not unicodedata.combining(letter))
    return re.sub(r"[\s_-]+", " ", bare).strip().removeprefix("the ")
