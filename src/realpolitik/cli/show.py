"""The verb `show`: a crisis as the program sees it."""

from __future__ import annotations

from realpolitik.cli.options import AsJson, CrisisName, Out, PatchFile, Settings, load_with
from realpolitik.cli.output import CRISIS_FILE, as_json, emit, is_json, require_outputs


def show(
    crisis: CrisisName, settings: Settings = None, patch: PatchFile = None, json: AsJson = False, out: Out = None
) -> None:
    """Print a crisis with its defaults filled in.

    As YAML that is itself a crisis file, or as JSON.
    """
    from realpolitik.crisis.tree import to_tree
    from realpolitik.crisis.write import write_crisis

    resolved = load_with(crisis, settings, patch)
    require_outputs(crisis, out=out, holds=CRISIS_FILE)
    emit(as_json(to_tree(resolved, resolve=True)) if is_json(out, json) else write_crisis(resolved, defaults=True), out)
