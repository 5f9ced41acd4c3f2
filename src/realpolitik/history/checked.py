"""Fields that are checked against the rest of their case: the mark that names the rule, and the walk that asks them all.

The schema sees one field at a time. That a date lies in the window, that a sum is the sum of its parts or that no state
stands on both sides it cannot see. A field that owes anything to others says so where it is declared,

    cinc_sum: Annotated[Chance, Checked(capability_of_members)]

and `findings` walks a record and asks the rule of every field that has one.

So the records of `realpolitik.history.case` import the rules, and no rule imports a record when it runs: this module and the rules
name them for the type checker alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from realpolitik.crisis.document import TreePath
from realpolitik.crisis.wording import Finding

if TYPE_CHECKING:
    from realpolitik.history.case import Case


@dataclass(frozen=True)
class Place:
    """Where a field stands.

    Attributes
    ----------
    case : Case
        The case that it belongs to; of a field of a result, the case that it is the result of.
    path : tuple
        The way to it in its file.
    records : tuple of BaseModel
        The records around it, the whole file first and the one that has the field last.
    """

    case: Case
    path: TreePath
    records: tuple[BaseModel, ...]

    def wrong(self, message: str, remedy: str, *further: str | int) -> Finding:
        """Return what is wrong with the field, or with what lies further in."""
        return Finding((*self.path, *further), message, remedy)


Rule = Callable[[Any, Place], Iterator[Finding]]
"""Takes what a field holds, never None, and its place."""


@dataclass(frozen=True)
class Checked:
    """The mark of a field that is checked against the rest of its case."""

    rule: Rule


def findings(record: BaseModel, case: Case) -> Iterator[Finding]:
    """Ask the rules of all fields of a case, or of the result of a case."""
    yield from _walk(record, Place(case, (), ()))


def _walk(value: Any, place: Place) -> Iterator[Finding]:
    if isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner, within = getattr(value, name), Place(place.case, (*place.path, name), (*place.records, value))
            for mark in field.metadata:
                if isinstance(mark, Checked) and inner is not None:
                    yield from mark.rule(inner, within)
            yield from _walk(inner, within)
    elif isinstance(value, (tuple, Mapping)):
        items = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, item in items:
            yield from _walk(item, Place(place.case, (*place.path, key), place.records))
