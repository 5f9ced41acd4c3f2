"""The tables of fields in the reference of crisis files, made from the schema.

``python -m realpolitik.crisis.reference_page docs/reference/crisis-file.md`` writes the tables of a page anew: each
stands between ``<!-- fields: State -->`` and ``<!-- end -->``.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pydantic.fields import FieldInfo

from realpolitik.crisis import quantity, schema, treaty
from realpolitik.crisis.quantity import Closed
from realpolitik.crisis.shape import bare, bounds_of, full_annotation, is_key, is_list, is_number, record, table_of
from realpolitik.crisis.tree import to_tree
from realpolitik.crisis.wording import describe

RECORDS: dict[str, type[Closed]] = {
    name: found
    for module in (quantity, treaty, schema)
    for name, found in vars(module).items()
    if isinstance(found, type) and issubclass(found, Closed) and found is not Closed
}
"""The records of the schema, by name."""

_MARKED = re.compile(r"(<!-- fields: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(page: str) -> str:
    """Return a page with its tables written anew."""
    return _MARKED.sub(lambda found: f"{found[1]}\n{table(RECORDS[found[2]])}\n{found[3]}", page)


def table(fields: type[Closed]) -> str:
    """Return the fields of a record as a table."""
    lines = ["| key | what it says | content | if left out |", "|---|---|---|---|"]
    for name, info in fields.model_fields.items():
        said = (info.description or "").replace("|", "\\|")
        lines.append(f"| `{name}` | {said} | {_content(name, info)} | {_left_out(info)} |")
    return "\n".join(lines) + "\n"


def _content(name: str, info: FieldInfo) -> str:
    annotation = full_annotation(info)
    if name in {"source", "disputed_by"}:
        return "key or keys"
    entries = table_of(annotation)
    if entries is not None:
        key = "key" if is_key(entries[0]) else "path" if entries[0] is str else "date"
        return f"mapping: {key} → {_one(entries[1])}"
    if is_list(annotation):
        items = [item for item in get_args(bare(annotation)) if item is not Ellipsis]
        return f"list of {len(items)} numbers" if len(items) > 1 else f"list: {_one(items[0])}"
    return _one(annotation)


def _one(annotation: object) -> str:
    fields = record(annotation)
    bounds = bounds_of(annotation)
    if is_number(annotation):
        return f"number, {bounds.describe()} ({bounds.unit})" if bounds else "number"
    if fields is not None:
        return f"`{fields.__name__}`"
    if is_list(annotation):
        return f"list: {_one(get_args(bare(annotation))[0])}"
    if annotation is Any:
        return "content as in the file"
    return "key" if is_key(annotation) else _SHORT.get(bare(annotation), describe(annotation))


_SHORT = {float: "number", int: "whole number", date: "date"}


def _left_out(info: FieldInfo) -> str:
    if info.is_required():
        return "**needed**"
    default = to_tree(info.get_default(call_default_factory=True, validated_data={}))
    if default in (None, [], {}):
        return "—"
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def main(paths: list[str]) -> None:
    """Write the tables of pages anew."""
    for path in map(Path, paths):
        path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
