"""The verb `glossary`: what a word of the reports means."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli.options import AsJson, Out, naming
from realpolitik.cli.output import REPORT, as_json, emit, is_json, page_width, require_outputs

Word = Annotated[
    list[str] | None,
    typer.Argument(metavar="[WORD]", help="A word of a report, such as window; all words if left out."),
]


def glossary(word: Word = None, json: AsJson = False, out: Out = None) -> None:
    """Say what a word of the reports means."""
    require_outputs(out=out, holds=REPORT)

    from dataclasses import asdict

    from realpolitik.report.glossary import ENTRIES, entry_of, tell

    with naming("WORD"):
        entries = (entry_of(" ".join(word)),) if word else ENTRIES
    emit(
        as_json({"words": [asdict(entry) for entry in entries]})
        if is_json(out, json)
        else tell(entries, page_width(out)),
        out,
    )
