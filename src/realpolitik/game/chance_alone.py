"""A crisis by chance alone: what its calendar and its menus give with nothing at stake but what nothing explains."""

from __future__ import annotations

from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis


def nothing_at_stake(crisis: Crisis) -> Crisis:
    """Return a crisis in which every payoff but the unexplained one counts for nothing, in the model of every state."""
    return patch(crisis, {"constants.at_stake": 0.0}, cross_check=False)
