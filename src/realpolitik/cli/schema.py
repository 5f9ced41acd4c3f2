"""The verb `schema`: what an editor must know to help with a crisis file."""

from __future__ import annotations

from realpolitik.cli.options import AsJson, Out
from realpolitik.cli.output import REPORT, as_json, emit, require_outputs


def schema(out: Out = None, json: AsJson = False) -> None:
    """Print the JSON Schema of crisis files, for editors.

    It is JSON with and without --json.
    """
    require_outputs(out=out, holds=REPORT)

    from realpolitik.crisis.json_schema import schema_json

    emit(as_json(schema_json()), out)
