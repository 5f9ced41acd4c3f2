"""The open numbers of the theories, as fitted to coded cases from history: the file that ``realpolitik calibrate --json`` writes.

Here, and nowhere else, is decided by which numbers a theory is asked: whoever asks it, of a coded case or of any other
crisis, takes them from `report`. For a crisis that is none of the coded cases they are those fitted to all cases, of a theory
that forecast cases better by numbers fitted to those of other wars than by its defaults. Any other stands at its defaults: what
does worse than what was thought before is noise. No score rests on that choice: a back-test takes the fits whatever they do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from realpolitik.theories.protocol import Theory

FILE: Final = "constants.json"


@cache
def report() -> Mapping[str, Any]:
    """Return the file: fits to all cases, and fits with each war left out."""
    text = (resources.files("realpolitik.theories") / "data" / FILE).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def fitted(theory: Theory) -> dict[str, float] | None:
    """Return a theory's open numbers as fitted to all coded cases; None if it was not fitted, or not to its advantage.

    What was fitted beside them is left out: scales of the coding, in place of which a crisis file states numbers of its own.
    """
    constants = report()["constants"].get(theory.name)
    told = report().get("record", {}).get("theories", {}).get(theory.name)
    names = [parameter.name for parameter in theory.parameters]
    if not names:
        return {} if constants is not None or told is not None else None
    if constants is None or not set(names) <= set(constants):
        return None
    if told is not None and told.get("at_prior") is not None and told["log_score"] >= told["at_prior"]:
        return None
    return {name: constants[name]["value"] for name in names}
