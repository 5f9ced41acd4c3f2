"""The numbers that a file itself gives, with the way to each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from realpolitik.crisis.document import TreePath
from realpolitik.crisis.identity import Same
from realpolitik.crisis.quantity import Closed, Quantity
from realpolitik.crisis.schema import Crisis


def written_sections(crisis: Crisis) -> Iterator[tuple[str, Same]]:
    """Walk the sections that were written down, as keys under which a rule keeps what it found in one.

    A patch leaves most of them as they are, and a file's factors and claims are dozens of patches.
    """
    for name in type(crisis).model_fields:
        if name in crisis.model_fields_set:
            yield name, Same(getattr(crisis, name))


def quantities(node: Any, path: TreePath = ()) -> Iterator[tuple[TreePath, Quantity]]:
    """Walk the numbers that were written down; defaults that nobody wrote do not count."""
    if isinstance(node, Quantity):
        yield path, node
    elif isinstance(node, Closed):
        for name in type(node).model_fields:
            if name in node.model_fields_set:
                yield from quantities(getattr(node, name), (*path, name))
    elif isinstance(node, Mapping):
        for key, item in node.items():
            yield from quantities(item, (*path, str(key)))
    elif isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from quantities(item, (*path, index))
