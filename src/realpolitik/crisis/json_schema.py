"""The schema of crisis files as JSON Schema, for editors."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from realpolitik.crisis.schema import Crisis

SCHEMA_ID = "urn:realpolitik:crisis"


def schema_json() -> dict[str, Any]:
    """Return the JSON Schema of a crisis file, with a description of every field.

    Returns
    -------
    dict
        A schema of draft 2020-12. It cannot say all that `realpolitik check` says.
    """
    schema = _tidy(Crisis.model_json_schema())
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": SCHEMA_ID, "title": "A realpolitik crisis file"}
    return {**head, **{key: item for key, item in schema.items() if key not in head}}


def _tidy(node: Any) -> Any:
    """Drop the titles that only repeat a key, and write the default of a number as a file would."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {}
    for key, item in node.items():
        if key == "title" and isinstance(item, str):
            continue
        if key == "default":
            content = _said(item)
            if content not in (None, {}, []):
                found[key] = content
        else:
            found[key] = _tidy(item)
    if "patternProperties" in found:  # a key of another form is an error
        found["additionalProperties"] = False
    return found


def _said(default: Any) -> Any:
    """Return a default without its empty parts; a number that is only a value is bare."""
    if not isinstance(default, dict):
        return default
    parts = {key: _said(item) for key, item in default.items() if item is not None and item is not False}
    return parts["value"] if set(parts) == {"value"} else parts
