"""Names of what a crisis calls by keys, for readers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from realpolitik.crisis.characters import fold
from realpolitik.crisis.lookup import names_of
from realpolitik.crisis.reserved import NO_ALIGNMENT
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE


def name_of(partner: str, crisis: Crisis) -> str:
    """Return a partner's name; the key itself, of one that the crisis as it stands does not have."""
    if partner == NONE:
        return NO_ALIGNMENT
    return crisis.suitors[partner].name if partner in crisis.suitors else partner


def with_key(key: str, name: str) -> str:
    """Return a name with the key that options also take, in brackets where it is another word."""
    return name if fold(key) == fold(name) else f"{name} ({key})"


def legend(crisis: Crisis) -> str:
    """Say which keys stand for names that are other words; empty, if there are none."""
    entries: Mapping[str, Any] = {**crisis.suitors, **crisis.states}
    named = names_of(entries)
    other = [with_key(key, name) for key, name in named.items() if fold(key) != fold(name)]
    return f"options take names and keys: {', '.join([f'{NO_ALIGNMENT} ({NONE})', *other])}"
