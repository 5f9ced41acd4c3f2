"""What follows on an alignment: who turns on whom after a war and in peace, who helps, and a war that is under way already."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import Turn, War


class UnderWay(NamedTuple):
    """A war that began before, and comes to the day on which those who stand aside must choose.

    Parameters
    ----------
    name : str
    began, chooses : date
    """

    name: str
    began: date
    chooses: date


class Help(NamedTuple):
    """Who may help a victim, with the chance for each alignment that it does, given that the victim is turned on.

    Parameters
    ----------
    state : str
        Its key.
    chances : tuple of float
        nan where the victim is never turned on.
    """

    state: str
    chances: tuple[float, ...]


class Turning(NamedTuple):
    """Who may turn on whom, by key, with what comes of it for each alignment; nan where it is never asked.

    Parameters
    ----------
    by, toward : str
    turns : tuple of float
        Chance that it turns.
    prevails : tuple of float
        Chance that it does, comes first and prevails.
    helps : tuple of Help
    """

    by: str
    toward: str
    turns: tuple[float, ...]
    prevails: tuple[float, ...]
    helps: tuple[Help, ...]


def under_way(crisis: Crisis) -> UnderWay | None:
    """Return the war that is under way, and comes whatever anybody does; none if whether there is war is open."""
    found = [
        UnderWay(plan.name, plan.began, occasion.date)
        for plan in crisis.war_plans.values()
        if plan.began is not None
        for occasion in plan.occasions.values()
    ]
    return min(found, key=lambda war: war.chooses, default=None)


def attack_is_open(crisis: Crisis) -> bool:
    """Whether there is an attack to have a chance: one is planned, and no war is under way."""
    return bool(crisis.war_plans) and under_way(crisis) is None


def turnings(wars: Sequence[War], after: str) -> tuple[Turning, ...]:
    """Return who may turn on whom.

    Parameters
    ----------
    wars : sequence of War
        By alignment.
    after : str
        ``war``, given an attack, or ``peace``, given none.
    """
    found = [
        {(turn.by, turn.toward): turn for turn in (war.aftermath if after == "war" else war.peace)} for war in wars
    ]
    pairs = dict.fromkeys(pair for each in found for pair in each)
    return tuple(_turning(by, toward, [each.get((by, toward)) for each in found]) for by, toward in pairs)


def _turning(by: str, toward: str, turns: Sequence[Turn | None]) -> Turning:
    helpers = dict.fromkeys(state for turn in turns if turn is not None for state in turn.helped)
    return Turning(
        by,
        toward,
        tuple(math.nan if turn is None else turn.turns for turn in turns),
        tuple(math.nan if turn is None else turn.prevails for turn in turns),
        tuple(
            Help(state, tuple(math.nan if turn is None else turn.helped.get(state, math.nan) for turn in turns))
            for state in helpers
        ),
    )


def ever(chances: Sequence[float], least: float) -> bool:
    """Whether any of some chances is worth telling."""
    return any(chance >= least for chance in chances)
