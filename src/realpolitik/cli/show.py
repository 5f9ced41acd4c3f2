"""The verb `show`: a crisis as the program sees it."""

from __future__ import annotations

from realpolitik.cli.options import AsJson, CrisisName, Out, Settings, load_with
from realpolitik.cli.output import as_json, emit


def show(crisis: CrisisName, settings: Settings = None, json: AsJson = False, out: Out = None) -> None:
    """Print a crisis with its defaults filled in.

    As YAML that is itself a crisis file, or as JSON.
    """
    from realpolitik.crisis.write import to_tree, write_crisis

    resolved = load_with(crisis, settings)
    emit(as_json(to_tree(resolved, resolve=True)) if json else write_crisis(resolved, defaults=True), out)
