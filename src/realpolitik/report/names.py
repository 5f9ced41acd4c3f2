"""Names of what a crisis calls by keys, for readers."""

from __future__ import annotations

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE


def name_of(partner: str, crisis: Crisis) -> str:
    """Return a partner's name; the key itself, of one that the crisis as it stands does not have."""
    if partner == NONE:
        return "no alignment"
    return crisis.suitors[partner].name if partner in crisis.suitors else partner
