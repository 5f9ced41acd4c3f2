"""Which states of a crisis have a choice to make, and what each is at its table."""

from __future__ import annotations

from realpolitik.crisis.schema import Crisis
from realpolitik.report.words import listed, the


def seats_of(crisis: Crisis) -> tuple[str, ...]:
    """Return the states that have something to decide before wars play themselves: the pivot first, then who speaks for suitors."""
    leads = [suitor.lead for suitor in crisis.suitors.values()]
    attackers = [plan.aggressor for plan in crisis.war_plans.values() if plan.occasions]
    asked = [
        state
        for suitor in crisis.suitors.values()
        for clause in suitor.menu.values()
        for state in crisis.states
        if state in clause.consent_of
    ]
    return tuple(dict.fromkeys([crisis.pivot, *leads, *attackers, *asked]))


def role_of(crisis: Crisis, seat: str) -> str:
    """Return what a state is at the table, in a few words."""
    pivot = crisis.states[crisis.pivot].name
    if seat == crisis.pivot:
        return f"courted by {listed([the(suitor.name) for suitor in crisis.suitors.values()])}"
    led = [suitor.name for suitor in crisis.suitors.values() if suitor.lead == seat]
    parts = []
    if led == [crisis.states[seat].name]:
        parts.append(f"courts {the(pivot)}")
    elif led:
        parts.append(f"speaks for {listed([the(name) for name in led])}")
    if any(plan.aggressor == seat and plan.occasions for plan in crisis.war_plans.values()):
        parts.append("may attack")
    if any(seat in clause.consent_of for suitor in crisis.suitors.values() for clause in suitor.menu.values()):
        parts.append("is asked for its consent")
    return listed(parts) or "looks on"
