"""What the assumptions of a crisis have against each other, or against the file."""

from __future__ import annotations

from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.game.solve import Game


@dataclass(frozen=True)
class Inconsistency:
    """Something odd about assumptions.

    Attributes
    ----------
    kind : str
        ``contradicts``, ``compounds``, ``cannot-matter``, ``equals-truth`` or ``changes-nothing``.
    state : str
        The believer.
    assumptions : tuple of str
        Keys of the perceptions.
    path : str
        The number.
    says : str
        In one line.
    """

    kind: str
    state: str
    assumptions: tuple[str, ...]
    path: str
    says: str


def inconsistencies(
    game: Game, read: frozenset[str], equal: frozenset[str], idle: frozenset[str]
) -> tuple[Inconsistency, ...]:
    """Find what is odd about the assumptions of a crisis.

    Parameters
    ----------
    game : Game
    read : frozenset of str
        Paths that a run reads.
    equal : frozenset of str
        Perceptions that are the truth in every draw.
    idle : frozenset of str
        Perceptions whose correction changed nothing in any draw.
    """
    crisis = game.layout.crisis
    found = [*_twice(crisis), *_excluded(crisis)]
    movers = _movers(game)
    for key, one in crisis.perceptions.items():
        name = crisis.states[one.who].name
        if one.who not in movers:
            kind, says = "cannot-matter", f"{name} has no move that a belief could change"
        elif one.path not in read:
            kind, says = "cannot-matter", "no run reads this number"
        elif key in equal:
            kind, says = "equals-truth", "the belief is the truth of the file in every draw"
        elif key in idle:
            kind, says = "changes-nothing", "believing the truth instead changed nothing in any draw"
        else:
            continue
        found.append(Inconsistency(kind, one.who, (key,), one.path, says))
    return tuple(found)


def _twice(crisis: Crisis) -> list[Inconsistency]:
    """Find two beliefs of one state about one number."""
    holders: dict[tuple[str, str], list[str]] = {}
    for key, one in crisis.perceptions.items():
        holders.setdefault((one.who, one.path), []).append(key)
    return [
        Inconsistency("contradicts", who, tuple(keys), path, "two beliefs of one state about one number")
        for (who, path), keys in holders.items()
        if len(keys) > 1
    ]


def _excluded(crisis: Crisis) -> list[Inconsistency]:
    """Find beliefs about a reputation that an exclusion lowers as well."""
    lowered = {
        (exclusion.state, f"states.{excluder}.reputation"): event.what
        for event in crisis.events.values()
        if event.date <= crisis.window.opens
        for exclusion in event.excludes
        for excluder in exclusion.by
    }
    says = "lowered twice for this state: by the belief, and for having been left out of: {}"
    return [
        Inconsistency("compounds", one.who, (key,), one.path, says.format(lowered[one.who, one.path]))
        for key, one in crisis.perceptions.items()
        if (one.who, one.path) in lowered
    ]


def _movers(game: Game) -> frozenset[str]:
    """Return the states that choose anything: at the table, in a war, after it or in peace."""
    crisis = game.layout.crisis
    joiners = {state for plan in crisis.war_plans.values() for state in plan.joiners}
    turners = {state for hostility in crisis.hostilities.values() for state in (hostility.by, *hostility.helpers)}
    leads = {suitor.lead for suitor in crisis.suitors.values()}
    return frozenset({crisis.pivot, *leads, *game.layout.players, *joiners, *turners})
