"""Where the numbers of a crisis stand: each with its dotted path, its range and its unit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any

from realpolitik.crisis.doubt import STANDARD_NORMAL, doubt_paths
from realpolitik.crisis.identity import Same
from realpolitik.crisis.quantity import Bounds, Closed, Quantity
from realpolitik.crisis.schema import Crisis, Doubt
from realpolitik.crisis.shape import bounds_of, full_annotation


@dataclass(frozen=True, eq=False)
class NumberAddress:
    """One number of a crisis and where it stands; equal to itself alone."""

    path: str
    quantity: Quantity
    low: float
    high: float
    unit: str

    @cached_property
    def is_uncertain(self) -> bool:
        """Whether draws differ."""
        return self.quantity.is_uncertain

    @cached_property
    def spelling(self) -> str:
        """The quantity as text, alike for equal ones."""
        return self.quantity.model_dump_json()


def numbers_of(crisis: Crisis) -> Iterator[NumberAddress]:
    """Walk every number of a crisis, defaults included, in the order of the schema."""
    return chain.from_iterable(numbers_by_section(crisis))


def numbers_by_section(crisis: Crisis) -> Iterator[tuple[NumberAddress, ...]]:
    """Return the numbers of every section of a crisis; the very same ones for crises that share the section."""
    return (
        _of_doubt(*(Same(getattr(crisis, section)) for section in ("doubt", "suitors", "war_plans", "hostilities")))
        if name == "doubt"
        else _of_section(Same(getattr(crisis, name)), name)
        for name in type(crisis).model_fields
    )


@lru_cache(maxsize=256)
def _of_section(section: Same, name: str) -> tuple[NumberAddress, ...]:
    return tuple(_walk(section.section, name, None))


@lru_cache(maxsize=256)
def _of_doubt(doubt: Same, suitors: Same, war_plans: Same, hostilities: Same) -> tuple[NumberAddress, ...]:
    """Return the doubts of a crisis: as the file gives them, and where it gives none, from the standard normal distribution."""
    given = {address.path: address for address in _walk(doubt.section, "doubt", None)}
    unit = _bounds_of_doubt()
    return tuple(
        given[path] if path in given else NumberAddress(path, STANDARD_NORMAL, unit.low, unit.high, unit.unit)
        for path in doubt_paths(suitors.section, war_plans.section, hostilities.section)
    )


@cache
def _bounds_of_doubt() -> Bounds:
    found = dict(_fields(Doubt))["attack"]
    assert found is not None
    return found


def _walk(node: Any, path: str, bounds: Bounds | None) -> Iterator[NumberAddress]:
    if isinstance(node, Quantity):
        low, high, unit = (bounds.low, bounds.high, bounds.unit) if bounds else (-math.inf, math.inf, "")
        yield NumberAddress(path, node, low, high, unit)
    elif isinstance(node, Closed):
        for name, found in _fields(type(node)):
            yield from _walk(getattr(node, name), f"{path}.{name}" if path else name, found)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield from _walk(value, f"{path}.{key}", bounds)
    elif isinstance(node, tuple):
        for index, value in enumerate(node):
            yield from _walk(value, f"{path}.{index}", bounds)


@cache
def _fields(record: type[Closed]) -> tuple[tuple[str, Bounds | None], ...]:
    """Return the fields of a record, each with the range that it gives to its numbers."""
    return tuple((name, bounds_of(full_annotation(info))) for name, info in record.model_fields.items())
