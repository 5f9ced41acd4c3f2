"""The verb `crises`: what is in the library."""

from __future__ import annotations

from realpolitik.cli.options import AsJson
from realpolitik.cli.output import as_json, emit


def crises(json: AsJson = False) -> None:
    """List the crises of the library."""
    from realpolitik.crisis.read import library, load

    rows = [
        {"id": name, "title": crisis.title, "pivot": crisis.pivot, "as_of": crisis.as_of.isoformat()}
        for name, crisis in ((name, load(name)) for name in library())
    ]
    if json:
        emit(as_json({"crises": rows}))
        return
    width = max((len(row["id"]) for row in rows), default=0)
    emit("\n".join(f"{row['id']:<{width}}  {row['as_of']}  {row['title']}" for row in rows))
