"""Which parts of a crisis matter to no answer: those that stand idle by the file, and those that never come about in an outcome.

The file tells what cannot come about. An outcome tells what does not, though it could: a plan of which no attack comes, a state
that fights in no war, a text that is never signed. The rules for promises are then asked again about what is left, so that whatever
such a part would have called for is named with the reason, and so is what acts on nothing else. That something never comes about
does not say that it deters nobody: a promise may do its work by not being called.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal

from realpolitik.crisis.document import dotted
from realpolitik.crisis.idle.cuts import Cut, cuts
from realpolitik.crisis.idle.find import followers, idle_parts, outermost
from realpolitik.crisis.idle.part import IdlePart
from realpolitik.crisis.idle.promises import why_idle
from realpolitik.crisis.idle.scene import PossibleWar, Scene, scene_of
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.rules.names import clauses_of
from realpolitik.crisis.schema import Hostility, Side
from realpolitik.outcome import Outcome, Turn, War

NEVER = 0.0005
"""A chance below which something is said never to come about: it is written 0.000."""


@dataclass(frozen=True)
class Idle:
    """A part of a crisis that matters to no answer.

    Attributes
    ----------
    path : str
        Dotted path of the part.
    reason : str
        Why, in words.
    known_from : str
        ``file``, if it cannot come about; ``outcome``, if it could and does not.
    """

    path: str
    reason: str
    known_from: Literal["file", "outcome"]

    def to_dict(self) -> dict[str, str]:
        """Return path, reason and what it is known from."""
        return asdict(self)


def idle(crisis: CrisisLike, outcome: Outcome | None = None) -> tuple[Idle, ...]:
    """Return the parts of a crisis that matter to no answer, and why.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    outcome : Outcome, optional
        Its answer. Without one only what the file itself tells is returned, and nothing is solved for it.

    Returns
    -------
    tuple of Idle
        What the file tells first.
    """
    crisis = crisis_of(crisis)
    parts = idle_parts(crisis)
    found = [Idle(part.path, part.reason, "file") for part in parts]
    if outcome is not None:
        whole = scene_of(crisis)
        scene = _narrowed(whole, outcome)
        never = [IdlePart(path, reason) for path, reason in _never(whole, scene, outcome)]
        never += followers(scene, [*parts, *never])
        told = outermost([part for part in never if not any(known.covers(part.path) for known in parts)])
        found += [Idle(part.path, part.reason, "outcome") for part in told]
    return tuple(found)


def cut(crisis: CrisisLike) -> tuple[Cut, ...]:
    """Return the effects and beliefs of a crisis that are cut to the end of a range, and matter all the same.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.

    Returns
    -------
    tuple of Cut
        In the order of the file; what stands idle is left out.
    """
    crisis = crisis_of(crisis)
    parts = idle_parts(crisis)
    return tuple(found for found in cuts(scene_of(crisis)) if not any(part.covers(found.path) for part in parts))


def _never(whole: Scene, scene: Scene, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield path and reason of what never comes about in an outcome, by itself."""
    crisis = whole.crisis
    for key in crisis.suitors:
        if key in whole.signing and key not in scene.signing:
            told = _share(outcome.probability(key))
            yield (
                f"suitors.{key}",
                f"it is signed with in {told} of draws, so that nothing on its menu comes into force",
            )
    yield from _plans(whole, scene, outcome)
    yield from _hostilities(scene, outcome)
    in_force = []
    for path, clause in clauses_of(crisis):
        where = dotted(path)
        if path[0] == "suitors":
            if path[1] not in scene.signing:
                continue
            chance = next(row.probability for row in outcome.price if (row.partner, row.clause) == (path[1], path[3]))
            if not chance >= NEVER:
                yield where, f"it is in {_share(chance)} of the texts that are signed"
                continue
            reason = why_idle(scene, where, clause, scene.ways, crisis.suitors[str(path[1])].lead)
            in_force += [clause] if reason is None else []
        else:
            reason = why_idle(scene, where, clause, scene.binding(str(path[1])), None)
        if reason is not None:
            yield where, reason
    handed = {clause.stake for clause in in_force}
    victims = {each.toward for key, each in crisis.hostilities.items() if key not in scene.calm}
    for key, stake in crisis.stakes.items():
        if key not in handed and victims.isdisjoint(stake.buffer):
            yield f"stakes.{key}", "no clause that hands it over comes into force"


def _plans(whole: Scene, scene: Scene, outcome: Outcome) -> Iterator[tuple[str, str]]:
    left = {war.plan for war in scene.wars}
    for war in whole.wars:
        if war.plan not in left:
            most = _most(_attack(row, war.plan) for row in outcome.war)
            yield f"war_plans.{war.plan}", f"an attack comes of it in {_share(most)} of cases, whoever signs"
            continue
        for state in whole.crisis.war_plans[war.plan].joiners:
            if state in scene.absent:
                yield f"war_plans.{war.plan}.joiners.{state}", scene.absent[state]


def _hostilities(scene: Scene, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """Yield the hostilities of which nothing comes, and the helpers that never help."""
    for key, hostility in scene.crisis.hostilities.items():
        by, toward = scene.name(hostility.by), scene.name(hostility.toward)
        turns = _turns(hostility, outcome)
        if key in scene.calm and not scene.takes(key):
            told = _share(_most(turn.turns for turn in turns))
            yield f"hostilities.{key}", f"{by} turns on {toward} in {told} of cases, after a war or in peace"
            continue
        for state in hostility.helpers:
            most = _most(turn.helped[state] for turn in turns if state in turn.helped)
            if most < NEVER:
                told = f"helps {toward} against {by} in {_share(most)} of cases"
                yield f"hostilities.{key}.helpers.{state}", f"{scene.name(state)} {told}"


def _turns(hostility: Hostility, outcome: Outcome) -> list[Turn]:
    """Return what is told of a hostility, after a war and in peace, for each alignment."""
    pair = (hostility.by, hostility.toward)
    return [turn for row in outcome.war for turn in (*row.aftermath, *row.peace) if (turn.by, turn.toward) == pair]


def _narrowed(scene: Scene, outcome: Outcome) -> Scene:
    """Return what comes about of a scene more than never."""
    wars: list[PossibleWar] = []
    absent: dict[str, str] = {}
    for war in scene.wars:
        days = tuple(day for day in war.days if _most(_attack(row, war.plan, day) for row in outcome.war) >= NEVER)
        if days:
            joiners = scene.crisis.war_plans[war.plan].joiners
            sides = {state: _sides(state, war, joiners, outcome) for state in war.sides}
            absent |= {state: _fights(scene, state, outcome) for state, open_sides in sides.items() if not open_sides}
            sides = {state: open_sides for state, open_sides in sides.items() if open_sides}
            wars.append(replace(war, days=days, sides=sides))
    if scene.wars and not wars:
        most = _most(row.attack for row in outcome.war)
        absent[""] = f"an attack comes in {_share(most)} of cases, whoever signs"
    signing = frozenset(key for key in scene.signing if outcome.probability(key) >= NEVER)
    peace = scene.peace and _most(1 - row.attack for row in outcome.war) >= NEVER
    hostilities = scene.crisis.hostilities.items()
    calm = [key for key, each in hostilities if _most(turn.turns for turn in _turns(each, outcome)) < NEVER]
    return Scene(scene.crisis, tuple(wars), signing, peace, absent, frozenset(calm), told_by_outcome=True)


def _sides(state: str, war: PossibleWar, joiners: Collection[str], outcome: Outcome) -> frozenset[Side]:
    """Return the sides on which a state fights; a principal always does."""
    if state not in joiners:
        return war.on(state)
    return frozenset(side for side in war.on(state) if _most(_joins(row, state, side) for row in outcome.war) >= NEVER)


def _joins(row: War, state: str, side: Side) -> float:
    return row.joins[state][side.value] if state in row.joins else math.nan


def _fights(scene: Scene, state: str, outcome: Outcome) -> str:
    most = _most(sum(_joins(row, state, side) for side in Side) for row in outcome.war)
    return f"{scene.name(state)} fights in {_share(most)} of attacks"


def _attack(row: War, plan: str, day: date | None = None) -> float:
    """Return the chance of an attack by a plan, on one of its days or on any."""
    return sum(each.probability for each in row.occasions if each.plan == plan and day in {None, each.date})


def _most(chances: Iterable[float]) -> float:
    """Return the largest of some chances, one for each alignment; nothing if none is defined."""
    return max((chance for chance in chances if not math.isnan(chance)), default=0.0)


def _share(chance: float) -> str:
    """Write a share that is next to nothing."""
    return "0%" if math.isnan(chance) or chance < NEVER / 10 else f"{chance:.2%}"
