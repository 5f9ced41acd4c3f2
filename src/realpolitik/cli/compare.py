"""The verb `compare`: what rival theories say of a crisis."""

from __future__ import annotations

from realpolitik.cli.deliver import deliver
from realpolitik.cli.options import AsJson, CrisisName, Out, Quiet, Settings, load_with
from realpolitik.cli.output import require_outputs


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
    require_outputs(crisis, out=out)

    from realpolitik.analysis.comparison import compare as ask
    from realpolitik.cli.progress import working
    from realpolitik.theories.all import THEORIES

    with working("asking", len(THEORIES), quiet) as advance:
        comparison = ask(stated, THEORIES, advance)
    from realpolitik.report.compare_text import tell_comparison

    deliver(
        comparison,
        lambda width, colour: tell_comparison(comparison, stated, width, colour),
        json=json,
        out=out,
    )
