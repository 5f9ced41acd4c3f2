"""A bend: a crisis without some of its factors, and with some of its numbers set; the same one is always spelled alike."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from realpolitik.analysis.variants import known_factors, without
from realpolitik.crisis.lookup import number_path
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import RealpolitikError, UnknownName, printable

MOST_SETTINGS = 24
"""Numbers that one bend sets at most."""
LONGEST = 400
"""Letters of what a number is set to at most."""
PERCEPTIONS = "perceptions."


@dataclass(frozen=True)
class Bend:
    """What is changed of a crisis, in the one order that all equal bends have.

    Attributes
    ----------
    without : tuple of str
        Keys of factors that are taken away, in the order of the file.
    settings : tuple of (str, str)
        Dotted paths, in the order of the alphabet, and what is set there, as JSON; ``null`` for a perception that is corrected.
    """

    without: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        return not (self.without or self.settings)

    @property
    def size(self) -> int:
        """How many things are changed."""
        return len(self.without) + len(self.settings)

    @cached_property
    def key(self) -> str:
        """By which a bend is known where things are kept."""
        return hashlib.sha256(json.dumps([self.without, self.settings]).encode()).hexdigest()[:32]

    def contents(self) -> dict[str, Any]:
        """Return path -> what is set there."""
        return {path: json.loads(text) for path, text in self.settings}

    def changes(self, crisis: Crisis) -> dict[str, Any]:
        """Return the one patch that makes the bend: dotted path -> new content."""
        changes = without(crisis, self.without) if self.without else {}
        for path, content in self.contents().items():
            changes.pop(path, None)  # what is set last is also done last
            changes[path] = content
        return changes

    def parts(self) -> tuple[Bend, ...]:
        """Return what is changed one by one, each as a bend of its own."""
        return (*(Bend((factor,)) for factor in self.without), *(Bend(settings=(one,)) for one in self.settings))

    def less(self, part: Bend) -> Bend:
        """Return the bend without a part of it."""
        return Bend(
            tuple(factor for factor in self.without if factor not in part.without),
            tuple(one for one in self.settings if one not in part.settings),
        )


def bend_of(crisis: Crisis, factors: Iterable[str] = (), settings: Mapping[str, Any] | None = None) -> Bend:
    """Return the bend that takes factors away and sets numbers.

    Parameters
    ----------
    crisis : Crisis
    factors : iterable of str
        Keys or names, in any order.
    settings : mapping, optional
        Dotted path of a number -> a number, or a distribution as a file spells it; path of a perception -> None, which corrects it.
        What sets a number to what it is, is left out.

    Raises
    ------
    UnknownName
        If there is no such factor, or no such number.
    CrisisInvalid
        If the changed crisis is none.
    RealpolitikError
        If there are too many, or one is too long.
    """
    chosen = tuple(factors)
    bend = Bend(known_factors(crisis, chosen) if chosen else ())
    given = dict(settings or {})
    if len(given) > MOST_SETTINGS:
        raise RealpolitikError(
            f"{len(given)} numbers are set; a bend sets {MOST_SETTINGS} at most: write a file of your own"
        )
    if given:
        numbers = {address.path: address for address in numbers_of(crisis)}
        spelled = {}
        for word, content in given.items():
            path = word if word in numbers or word.startswith(PERCEPTIONS) else number_path(word, crisis)
            text = _text_of(path, content, crisis, path in numbers)
            if path not in numbers or text != _text_of_quantity(numbers[path].spelling):
                spelled[path] = text
        bend = replace(bend, settings=tuple(sorted(spelled.items())))
    if not bend.is_empty:
        patch(crisis, bend.changes(crisis))
    return bend


def _text_of(path: str, content: Any, crisis: Crisis, is_number: bool) -> str:
    if content is None:
        if path.removeprefix(PERCEPTIONS) in crisis.perceptions and path.startswith(PERCEPTIONS):
            return "null"
        raise UnknownName(f"{printable(path)} cannot be taken away; only a perception can, which is then corrected")
    if not is_number:
        raise UnknownName(f"{printable(path)} is no number of this crisis; numbers are listed by `realpolitik show`")
    if isinstance(content, int | float) and not isinstance(content, bool):
        return json.dumps(float(content))
    text = json.dumps(content, sort_keys=True, default=str)
    if len(text) > LONGEST:
        raise RealpolitikError(f"what {printable(path)} is set to has {len(text)} letters; {LONGEST} at most")
    return text


def _text_of_quantity(spelling: str) -> str:
    """Return a quantity as a bend spells it, where it is a plain number."""
    value = json.loads(spelling).get("value")
    return json.dumps(float(value)) if isinstance(value, int | float) else spelling
