"""The verb `glossary`: what a word of the reports means."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli.options import AsJson, Out, naming
from realpolitik.cli.output import as_json, emit, page_width, require_writable

Word = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WORD]", help="A word of a report, such as window; all words if left out."),
]


def glossary(word: Word = None, json: AsJson = False, out: Out = None) -> None:
    """Say what a word of the reports means."""
    require_writable(out)

    from dataclasses import asdict

    from realpolitik.report.glossary import ENTRIES, entry_of, tell

    with naming("WORD"):
        entries = (entry_of(" ".join(word)),) if word else ENTRIES
    emit(as_json({"words": [asdict(entry) for entry in entries]}) if json else tell(entries, page_width(out)), out)
