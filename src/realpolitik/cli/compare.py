"""The verb `compare`: what rival theories say of a crisis."""

from __future__ import annotations

from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
from realpolitik.cli.options import AsJson, CrisisName, Out, PatchFile, Quiet, Settings


def compare(
    crisis: CrisisName,
    settings: Settings = None,
    patch: PatchFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Ask rival theories with whom the pivot aligns.

    A theory that reads what the crisis does not give says so, and says nothing else.
    """
    output = Output(json, out, None, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)

    from realpolitik.analysis.compare import CompareQuestion

    ask(CompareQuestion(), stated, output)
