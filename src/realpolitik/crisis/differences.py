"""What two crisis files say differently, defaults included: numbers, where they come from, and everything else.

A number is compared by what it says, its value or distribution, apart from its source. What stands in one file alone is told
once, at its place, and not once for each thing inside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.tree import to_tree
from realpolitik.crisis.write import one_line

PROVENANCE = ("source", "known", "forecast", "note")
"""Keys of a number that say where it comes from."""
ARGUED = ("sources", "factors", "claims")
"""Sections whose plain numbers are none of the crisis's: years, margins, and what patches would set."""
LONGEST = 300
"""Letters of a text at most."""


@dataclass(frozen=True)
class FileDifference:
    """Something that two files say differently.

    Attributes
    ----------
    path : str
        Dotted path.
    first, second : str or None
        What either file says, in one line of YAML; None, where it says nothing.
    """

    path: str
    first: str | None
    second: str | None


@dataclass(frozen=True)
class FileDifferences:
    """What two files say differently, in the order of the schema.

    Attributes
    ----------
    numbers : tuple of FileDifference
        Values and distributions.
    sources : tuple of FileDifference
        Where numbers that are in both files come from; and the list of sources.
    structure : tuple of FileDifference
        Everything else.
    """

    numbers: tuple[FileDifference, ...]
    sources: tuple[FileDifference, ...]
    structure: tuple[FileDifference, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.numbers) + len(self.sources) + len(self.structure)


def differences(first: Crisis, second: Crisis) -> FileDifferences:
    """Compare what two files say.

    Parameters
    ----------
    first, second : Crisis

    Returns
    -------
    FileDifferences
    """
    paths = {number.path for crisis in (first, second) for number in numbers_of(crisis)}
    found: dict[str, list[FileDifference]] = {"numbers": [], "sources": [], "structure": []}
    for kind, row in _compared(to_tree(first, resolve=True), to_tree(second, resolve=True), "", paths):
        found[kind].append(row)
    return FileDifferences(**{kind: tuple(rows) for kind, rows in found.items()})


ABSENT = object()
"""Stands for what a file does not say."""


def _compared(first: Any, second: Any, path: str, paths: set[str]) -> Iterator[tuple[str, FileDifference]]:
    if first == second and type(first) is type(second):
        return
    section = path.partition(".")[0]
    if path in paths or (section not in ARGUED and (_is_figure(first) or _is_figure(second))):
        yield from _numbers(first, second, path)
    elif isinstance(first, Mapping) and isinstance(second, Mapping):
        for key in dict.fromkeys((*first, *second)):
            inner = f"{path}.{key}" if path else key
            yield from _compared(first.get(key, ABSENT), second.get(key, ABSENT), inner, paths)
    elif first != second:
        yield "sources" if section == "sources" else "structure", FileDifference(path, _text(first), _text(second))


def _is_figure(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _numbers(first: Any, second: Any, path: str) -> Iterator[tuple[str, FileDifference]]:
    (one, whence), (other, thence) = _parts(first), _parts(second)
    if one != other:
        yield "numbers", FileDifference(path, _text(one), _text(other))
    if whence != thence and ABSENT not in (first, second):
        yield "sources", FileDifference(path, _text(whence or ABSENT), _text(thence or ABSENT))


def says(number: Quantity) -> Any:
    """Return what a number says, as it would stand in a file, apart from where that comes from."""
    return _parts(to_tree(number))[0]


def _parts(number: Any) -> tuple[Any, dict[str, Any]]:
    """Return what a number says, and where that comes from."""
    if not isinstance(number, Mapping):
        return number, {}
    says = {key: item for key, item in number.items() if key not in PROVENANCE}
    return (says["value"] if set(says) == {"value"} else says), {
        key: number[key] for key in number if key in PROVENANCE
    }


def _text(tree: Any) -> str | None:
    if tree is ABSENT:
        return None
    text = one_line(tree)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
