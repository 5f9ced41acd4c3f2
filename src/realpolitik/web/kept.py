"""Results as the store keeps them: JSON that names what it is of, and reads back as it was or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter, ValidationError

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import Outcome
from realpolitik.store import program_text

OUTCOME: Final = TypeAdapter(Outcome)
WRITES: Final = (".py", ".j2")
"""The files by which a panel is found and written."""


def key_of(panel: str, fingerprint: str, draws: int, seed: int) -> str:
    """Return under which key a panel about a crisis is kept."""
    return f"{panel}:{fingerprint}:{program_text(endings=WRITES)}:{draws}:{seed}"


def written(outcome: Outcome) -> str:
    """Return an outcome as text."""
    return json.dumps(OUTCOME.dump_python(replace(outcome, about=None), mode="json"))


def read(text: str, crisis: Crisis) -> Outcome | None:
    """Return the outcome of a crisis that was written; None if it cannot be read."""
    try:
        return replace(OUTCOME.validate_python(json.loads(text)), about=crisis)
    except (ValueError, ValidationError):
        return None
