"""Changes to a crisis by dotted path, as `realpolitik.crisis.patch` describes them; not yet checked as a whole."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from datetime import date
from enum import Enum
from functools import lru_cache
from numbers import Real
from typing import Annotated, Any

from pydantic import BaseModel

from realpolitik.crisis.characters import joined, refused
from realpolitik.crisis.document import (
    LARGEST,
    MAX_DEPTH,
    MAX_NODES,
    TreePath,
    clip,
    clip_plain,
    dotted,
    place_in_list,
    too_large,
    unprintable,
)
from realpolitik.crisis.identity import Same
from realpolitik.crisis.lookup import name_of_entry, names_of
from realpolitik.crisis.quantity import FORMS, WITH_TAILS
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.shape import could_be_key, has_free_keys, has_keys, inner, is_list, is_number, record, table_of
from realpolitik.crisis.tree import to_tree
from realpolitik.crisis.wording import KEY_REMEDY, Finding, Suggestion, moved, suggestion, validate

MAX_STEPS = 64
"""Steps of a path; the longest way into a crisis, with a path as a key in it, is shorter by far."""


def changed(crisis: Crisis, changes: Mapping[str, Any]) -> tuple[Crisis | None, list[Finding]]:
    """Return the changed crisis, not yet checked as a whole, or None and what is wrong with the patch."""
    work = _Work(crisis)
    findings = []
    for path, content in changes.items():
        try:
            work.change(_as_key(path), _Content().plain(content))
        except _WrongPathError as error:
            findings.append(error.finding)
        except _WrongContentError as error:
            where = clip_plain(path) if type(path) is str else type(path).__name__
            findings.append(Finding((where,), error.message, error.remedy))
    sections: dict[str, Any] = {}
    for name, tree in ({} if findings else work.sections).items():
        sections[name], found = _section(name, json.dumps(tree))
        findings += found
    for name in work.emptied if not findings else ():
        field = Crisis.model_fields[name]
        if field.is_required():
            findings.append(Finding((name,), f"a crisis cannot do without `{name}`", "give it new content instead"))
        sections[name] = field.get_default(call_default_factory=True, validated_data={})
    return (None, findings) if findings else (crisis.model_copy(update=sections), [])


@lru_cache(maxsize=256)
def _section(name: str, text: str) -> tuple[Any, tuple[Finding, ...]]:
    """Read one section of the file again; what many patches make of it alike is read once, and is one object."""
    part, findings = validate(_section_type(name), json.loads(text))
    return part, tuple(moved(findings, (name,)))


@lru_cache(maxsize=64)
def _section_type(name: str) -> Any:
    field = Crisis.model_fields[name]
    parts = (field.annotation, *field.metadata)
    return Annotated.__class_getitem__(parts) if field.metadata else field.annotation  # type: ignore[attr-defined]


class _WrongPathError(Exception):
    def __init__(self, path: TreePath, message: str, remedy: str | Suggestion) -> None:
        super().__init__(message)
        self.finding = Finding(path, message, remedy)


class _NowhereError(Exception):
    """A step that leads nowhere, or would make an entry of a word that is no key, and what stands where it would lead."""

    def __init__(self, done: TreePath, step: str | int, known: Collection[str], no_key: bool = False) -> None:
        super().__init__(f"there is no {step}")
        self.done, self.step, self.known, self.no_key = done, step, known, no_key


class _WrongContentError(Exception):
    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


class _Work:
    """The sections that a patch touches, as plain trees under change."""

    def __init__(self, crisis: Crisis) -> None:
        self.sections: dict[str, Any] = {}
        self._crisis = crisis
        self._removed: list[str] = []

    @property
    def emptied(self) -> set[str]:
        """The sections that the patch removed whole."""
        return {path for path in self._removed if path in Crisis.model_fields and path not in self.sections}

    def change(self, path: str, content: Any) -> None:
        """Make one change; inside what the same patch has removed, it has no effect."""
        if any(path == gone or path.startswith(f"{gone}.") for gone in self._removed):
            return
        steps = path.split(".")
        if len(steps) > MAX_STEPS:
            raise _WrongPathError(
                (path,), f"a path of {len(steps):,} steps leads nowhere", "look the path up with `show`"
            )
        self._load(steps[0])
        place, annotation = self.sections, Crisis
        done: TreePath = ()
        try:
            while True:
                step, steps = _take(place, annotation, steps, done)
                if not steps:
                    break
                place, annotation = _enter(place, annotation, step, done), inner(annotation, step)
                done = (*done, step)
            if content is None:
                _remove(place, annotation, step, done)
                self._removed.append(path)
            else:
                _set(place, annotation, step, content, done)
        except _NowhereError as error:
            raise self._nowhere(error, tuple(steps)) from None

    def _nowhere(self, error: _NowhereError, rest: tuple[str, ...]) -> _WrongPathError:
        """Say where a path leads nowhere, and the key of what it names."""
        done, step = error.done, str(error.step)
        where = f" in {clip(dotted(done))}" if done else ""
        names: Mapping[str, str] = {}
        if isinstance(error.known, dict) and done:
            named = {key: name_of_entry(entry) for key, entry in error.known.items()}
            names = named if any(named.values()) else names_of({**self._crisis.suitors, **self._crisis.states})
        if error.no_key:
            near = Suggestion(step, (), KEY_REMEDY, "", 1, 1.0, names)
            return _WrongPathError((*done, step), f"{clip(step)} cannot be a key", near)
        near = suggestion(step, error.known, "what stands here is", names, rest)
        return _WrongPathError((*done, step), f"there is no {clip(step)}{where}", near)

    def _load(self, section: str) -> None:
        if section in Crisis.model_fields and section not in self.sections:
            self.sections[section] = json.loads(_text_of(Same(getattr(self._crisis, section))))


@lru_cache(maxsize=64)
def _text_of(same: Same) -> str:
    """Return a section as text, kept for the next patch of the same crisis."""
    return json.dumps(to_tree(same.section))


def _take(place: Any, annotation: Any, steps: list[str], done: TreePath) -> tuple[str | int, list[str]]:
    """Split the next step off a path: the longest that names an entry, for keys may hold dots."""
    if isinstance(place, list):
        entry = place_in_list(steps[0], len(place))
        if entry is None:
            listing = f"the list has the entries 0 to {len(place) - 1}" if place else "the list is empty"
            raise _WrongPathError(
                (*done, steps[0]), f"no entry {clip(steps[0])} in the list {clip(dotted(done))}", listing
            )
        return entry, steps[1:]
    for length in range(len(steps), 0, -1):
        key = ".".join(steps[:length])
        if key in place:
            return key, steps[length:]
    if has_free_keys(annotation):
        return ".".join(steps), []
    fields = record(annotation)
    if fields is not None and steps[0] not in fields.model_fields:
        raise _NowhereError(done, steps[0], fields.model_fields)
    return steps[0], steps[1:]


def _enter(place: Any, annotation: Any, step: str | int, done: TreePath) -> Any:
    """Go one step in, making room where the file left a field, or a table within a table, out."""
    child_type = inner(annotation, step)
    absent = (step >= len(place)) if isinstance(place, list) and isinstance(step, int) else step not in place
    fields = record(annotation)
    if absent:
        if fields is None and table_of(child_type) is not None and could_be_key(str(step)):
            place[step] = {}
            return place[step]
        if fields is None:
            raise _NowhereError(done, step, place if isinstance(place, dict) else ())
        default = to_tree(fields.model_fields[str(step)].get_default(call_default_factory=True, validated_data={}))
        place[step] = [] if is_list(child_type) else {} if default in _NOTHING else default
    if is_number(child_type) and not isinstance(place[step], dict):
        place[step] = {"value": place[step]}
    if not isinstance(place[step], (dict, list)):
        message = f"{clip(dotted((*done, step)))} is a plain value with nothing inside"
        raise _WrongPathError((*done, step), message, "end the path there")
    return place[step]


_NOTHING: tuple[Any, ...] = (None, [], {})


def _remove(place: Any, annotation: Any, step: str | int, done: TreePath) -> None:
    if isinstance(place, list):
        if isinstance(step, int) and step < len(place):
            del place[step]
            return
    elif step in place or record(annotation) is not None:
        place.pop(step, None)
        return
    raise _NowhereError(done, step, place if isinstance(place, dict) else ())


def _set(place: Any, annotation: Any, step: str | int, content: Any, done: TreePath) -> None:
    if isinstance(place, list) and step == len(place):
        place.append(content)
        return
    if has_keys(annotation) and step not in place and not could_be_key(str(step)):
        raise _NowhereError(done, step, place, no_key=True)
    if is_number(annotation) and step in FORMS:  # a number has one form: the new one takes the place of the old
        for form in (*FORMS, *(() if step in WITH_TAILS else ("within",))):
            place.pop(form, None)
    place[step] = content


class _Content:
    """Turns what a caller gave into what would stand in a file, as deep and as large as a file may be."""

    def __init__(self) -> None:
        self._entries = 0

    def plain(self, content: Any, depth: int = 0) -> Any:
        """Return a part of the content, so deep inside it."""
        self._entries += 1
        if self._entries > MAX_NODES:
            raise _WrongContentError(f"more than {MAX_NODES:,} entries", "give less")
        if depth > MAX_DEPTH:
            message = f"nested more than {MAX_DEPTH} deep, or inside itself"
            raise _WrongContentError(message, "a crisis never is: look for what holds itself")
        if isinstance(content, (BaseModel, Enum)):
            return to_tree(content)
        if isinstance(content, Mapping):
            return {_as_key(key): self.plain(item, depth + 1) for key, item in content.items()}
        if isinstance(content, (list, tuple)):
            return [self.plain(item, depth + 1) for item in content]
        if isinstance(content, str):
            return _as_text(content)
        if content is None or isinstance(content, bool):
            return content
        if isinstance(content, date):
            return content.isoformat()
        if isinstance(content, Real):
            return _as_number(content)
        message = f"{clip(type(content).__name__)} is nothing that a file can hold"
        raise _WrongContentError(message, "give numbers, text, dates, lists and mappings")


def _as_number(number: Any) -> int | float:
    """Return a real number as a file would give it; one that a file may not hold, a patch may not either."""
    try:
        value = number if isinstance(number, int) else float(number)
    except OverflowError:
        value = math.inf if number > 0 else -math.inf
    if isinstance(value, float) and not math.isfinite(value):
        raise _WrongContentError(f"{value} is not a number that a crisis can hold", "give a finite number")
    if not abs(value) < LARGEST:
        raise _WrongContentError(*too_large("what was given"))
    return value


def _as_text(text: str) -> str:
    """Return text as a file would give it; what a file may not hold, a patch may not either."""
    text = joined(text)
    found = refused(text)
    if found is not None:
        raise _WrongContentError(*unprintable(found[1]))
    return text


def _as_key(key: Any) -> str:
    if isinstance(key, date):
        return key.isoformat()
    return _as_text(str(_as_number(key) if isinstance(key, int) and not isinstance(key, bool) else key))
