"""The doubts of a crisis: one for every kind of choice, what no term of the theory explains of it (Signorino 2003, pages 316-344).

Each is a number like any other, in standard deviations of `constants.doubt`. A file need not mention it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.schema import Hostility, Suitor, WarPlan

STANDARD_NORMAL: Final = Quantity(normal=(0.0, 1.0), within=(-4.0, 4.0))
"""What a doubt is where the file does not give it; cut so far out that no draw tells, to have ends at which a search can stop."""


def asked_to_consent(suitor: Suitor) -> tuple[str, ...]:
    """Return the states that decide on clauses of a suitor, each once; one whose consent is left to chance decides nothing."""
    return tuple(
        dict.fromkeys(
            state
            for clause in suitor.menu.values()
            for state in clause.consent_of
            if state not in clause.consent_chance
        )
    )


def doubt_paths(
    suitors: Mapping[str, Suitor], war_plans: Mapping[str, WarPlan], hostilities: Mapping[str, Hostility]
) -> Iterator[str]:
    """Yield the path of every doubt that sections of a crisis give rise to."""
    yield from (f"doubt.pivot.{suitor}" for suitor in suitors)
    yield from (f"doubt.suitor.{suitor}" for suitor in suitors)
    for key, suitor in suitors.items():
        yield from (f"doubt.consent.{key}.{state}" for state in asked_to_consent(suitor))
    yield from (f"doubt.attack.{key}" for key, plan in war_plans.items() if plan.began is None)
    for key, plan in war_plans.items():
        yield from (f"doubt.join.{key}.{state}.{side}" for state, sides in plan.joiners.items() for side in sides)
    yield from (f"doubt.turn.{hostility}" for hostility in hostilities)
    for key, hostility in hostilities.items():
        yield from (f"doubt.help.{key}.{state}" for state in hostility.helpers)
