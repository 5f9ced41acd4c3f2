"""The order in which states turn: a victim is fought over once, by the first that turns on it."""

from __future__ import annotations

from collections.abc import Mapping

from realpolitik.crisis.schema import Hostility


def turners_of(hostilities: Mapping[str, Hostility]) -> tuple[str, ...]:
    """Return the states with a hostility, in the order in which the file first names one of theirs."""
    return tuple(dict.fromkeys(hostility.by for hostility in hostilities.values()))


def may_forestall(hostilities: Mapping[str, Hostility], state: str, hostility: str) -> bool:
    """Return whether a state may turn on the victim of a hostility before whoever holds it does.

    By turning it would then spare itself the call for help: nobody else fights over the victim.
    """
    order, record = turners_of(hostilities), hostilities[hostility]
    covets = any(each.by == state and each.toward == record.toward for each in hostilities.values())
    return covets and order.index(state) < order.index(record.by)
