"""Results as the store keeps them: JSON that names what it is of, and reads back as it was or not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from functools import cache
from importlib import resources
from importlib.metadata import version
from typing import Final

from pydantic import TypeAdapter, ValidationError

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import Outcome

OUTCOME: Final = TypeAdapter(Outcome)


@cache
def program_text() -> str:
    """Return a fingerprint of the program: what another one found, or wrote, is not taken for its own."""
    digest = hashlib.sha256(version("realpolitik").encode())
    with resources.as_file(resources.files("realpolitik")) as place:
        for file in sorted((*place.rglob("*.py"), *place.rglob("*.j2"))):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def key_of(panel: str, fingerprint: str, draws: int, seed: int) -> str:
    """Return under which key a panel about a crisis is kept."""
    return f"{panel}:{fingerprint}:{program_text()}:{draws}:{seed}"


def written(outcome: Outcome) -> str:
    """Return an outcome as text."""
    return json.dumps(OUTCOME.dump_python(replace(outcome, about=None), mode="json"))


def read(text: str, crisis: Crisis) -> Outcome | None:
    """Return the outcome of a crisis that was written; None if it cannot be read."""
    try:
        return replace(OUTCOME.validate_python(json.loads(text)), about=crisis)
    except (ValueError, ValidationError):
        return None
