"""The verb `compare`: what rival theories say of a crisis."""

from __future__ import annotations

from realpolitik.cli.options import AsJson, CrisisName, Out, Quiet, Settings, load_with
from realpolitik.cli.output import as_json, emit, emit_table, is_table, page_width, require_writable, wants_colour


def compare(
    crisis: CrisisName,
    settings: Settings = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Ask rival theories with whom the pivot aligns.

    A theory that reads what the crisis does not give says so, and says nothing else.
    """
    stated = load_with(crisis, settings)
    require_writable(out)

    from realpolitik.analysis.comparison import compare as ask
    from realpolitik.cli.progress import working
    from realpolitik.theories.all import THEORIES

    with working("asking", len(THEORIES), quiet) as advance:
        comparison = ask(stated, THEORIES, advance)
    if is_table(out):
        emit_table(comparison, out)
    elif json:
        emit(as_json(comparison.to_dict()), out)
    else:
        from realpolitik.report.comparison import tell_comparison

        emit(tell_comparison(comparison, stated, page_width(out), wants_colour(out)), out)
