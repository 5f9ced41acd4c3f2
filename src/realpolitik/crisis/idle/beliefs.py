"""Events, beliefs and moves that change nothing: their number is read nowhere, or not after their date, or stays the same."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

from realpolitik.crisis.idle.cuts import cut_effect, cut_perception
from realpolitik.crisis.idle.part import IdlePart
from realpolitik.crisis.idle.places import deciders
from realpolitik.crisis.idle.scene import Scene, Ways
from realpolitik.crisis.rules.names import clauses_of

TOLD_ONLY = "it changes no number, leaves nobody out and puts no treaty in force"
"""Why an event that is there for readers does not matter."""


def idle_moves(scene: Scene) -> Iterator[IdlePart]:
    """Name the moves, where there is no hidden hand for them to tell of."""
    if scene.crisis.moves and not any(state.types for state in scene.crisis.states.values()):
        yield IdlePart("moves", "moves tell of hidden hands, and no state has any")


def idle_events(scene: Scene) -> Iterator[IdlePart]:
    """Name the events, effects and exclusions that change nothing, if only once they are cut to the range of their number."""
    deciding = deciders(scene)
    for key, event in scene.crisis.events.items():
        if not (event.effects or event.excludes or event.in_force):
            yield IdlePart(f"events.{key}", TOLD_ONLY)
        for index, exclusion in enumerate(event.excludes):
            where = f"events.{key}.excludes.{index}"
            bound = [state for state in exclusion.by if _word_counts(scene, state)]
            if exclusion.state not in deciding:
                yield IdlePart(where, f"{_decides_nothing(scene, exclusion.state)}")
            elif not bound:
                yield IdlePart(where, f"{scene.names(exclusion.by)} has given no word that it could break")
            elif scene.always("constants.exclusion_weight", 0.0):
                yield IdlePart(where, "the weight of exclusions is 0")
        for path in event.effects:
            reason = _why_no_effect(scene, key, path)
            if reason is not None:
                yield IdlePart(f"events.{key}.effects.{path}", reason)


def _word_counts(scene: Scene, state: str) -> bool:
    """Whether a state has given, or can give, its word where it could be broken."""
    if scene.always(f"states.{state}.reputation", 0.0):
        return False
    return any(state in clause.obligors and scene.broken(clause, scene.ways) for _, clause in clauses_of(scene.crisis))


def why_unread(scene: Scene, path: str) -> str | None:
    """Say why a number is read nowhere, or moves nothing where it is; None if it may move something."""
    steps = path.split(".")
    if steps[0] == "war_plans" and not scene.told_by_outcome and not any(war.plan == steps[1] for war in scene.wars):
        return "it is about a war that cannot begin: another, which is under way, comes before"
    if steps[0] != "states":
        return None
    name = scene.name(steps[1])
    if steps[2] in OF_FIGHTERS and steps[1] not in scene.fighters:
        nowhere = f"{name} {scene.nowhere((steps[1],))}" if scene.wars else scene.no_war
        return f"its number counts in war only, and {nowhere}"
    if steps[2] in OF_PARTIES and steps[1] not in scene.fighters | _parties(scene):
        nowhere = f"{name} {scene.nowhere((steps[1],))}" if scene.wars else scene.no_war
        return f"its number counts in war and in what follows only; {nowhere}, and nobody can turn on it, nor ask it for help"
    return None


OF_FIGHTERS = frozenset({"attrition", "conquest"})
"""What is asked of a state only if it has fought."""
OF_PARTIES = frozenset({"capability", "readiness", "war_cost", "reputation"})
"""What is asked of a state only if it fights, turns, is turned on or may help."""


def _parties(scene: Scene) -> set[str]:
    """Return the states that can turn, be turned on, or be asked for help."""
    found: set[str] = set()
    for key, hostility in scene.crisis.hostilities.items():
        if scene.turns(key):
            found |= {hostility.by, hostility.toward}
            found |= {state for state in hostility.helpers if scene.asked(key, (state,))}
    return found


def _of_war(steps: list[str]) -> bool:
    """Whether a number is read in wars, and in what follows them or the peace, only."""
    if steps[0] == "states":
        return steps[2] in OF_FIGHTERS | OF_PARTIES
    return steps[0] in {"war_plans", "hostilities"} or (steps[0] == "stakes" and steps[2] == "buffer")


def _why_no_effect(scene: Scene, key: str, path: str) -> str | None:
    event = scene.crisis.events[key]
    effect = event.effects[path]
    unread = why_unread(scene, path)
    if unread is not None:
        return unread
    last = _last_read(scene, path)
    if event.date > last:
        return f"{event.date} is later than the last day on which the number is read, {last}"
    if effect.shift is not None and effect.shift.support() == (0.0, 0.0):
        return "a shift of 0 changes nothing"
    if effect.scale is not None and effect.scale.support() == (1.0, 1.0):
        return "a factor of 1 changes nothing"
    for other, later in scene.crisis.events.items():
        if (
            event.date < later.date <= scene.crisis.window.opens
            and path in later.effects
            and later.effects[path].set is not None
        ):
            return f"{other} sets the same number anew on {later.date}, before the window opens"
    cut = cut_effect(scene, key, path)
    return cut.why_idle if cut is not None else None


def _last_read(scene: Scene, path: str) -> date:
    """Return the last day on which a number can be read."""
    crisis, steps = scene.crisis, path.split(".")
    opens = crisis.window.opens
    if steps[0] == "constants":
        return scene.ends if steps[1] == "coordination" else opens
    if steps[0] == "suitors" and steps[2] in {"drafting_time", "collapse", "members"}:
        return opens
    if steps[0] == "states" and steps[2] == "patience":
        return opens
    if not _of_war(steps):
        return scene.ends
    days = [day for war in scene.wars for day in war.days if steps[0] != "war_plans" or war.plan == steps[1]]
    if steps[0] != "war_plans" and scene.peace and any(scene.turns(key, Ways((), True)) for key in crisis.hostilities):
        days.append(crisis.window.closes)
    last = max(days, default=opens)
    if steps[0] == "states" and steps[2] in {"capability", "readiness"} and crisis.hostilities:
        lag = scene.numbers["constants.aftermath_lag"]
        months = lag.high if lag.path in scene.changed else lag.quantity.support()[1]
        return last + timedelta(days=math.ceil(months * 31))
    return last


def idle_perceptions(scene: Scene) -> Iterator[IdlePart]:
    """Name the beliefs that nobody acts on, and those that are true, if only once they are cut to the range of their number."""
    deciding = deciders(scene)
    for key, perception in scene.crisis.perceptions.items():
        address = scene.numbers.get(perception.path)
        unread = why_unread(scene, perception.path)
        if perception.who not in deciding:
            yield IdlePart(f"perceptions.{key}", _decides_nothing(scene, perception.who))
        elif unread is not None:
            yield IdlePart(f"perceptions.{key}", unread)
        elif perception.shift is not None and perception.shift.support() == (0.0, 0.0):
            yield IdlePart(f"perceptions.{key}", "a shift of 0 believes what is true")
        elif perception.factor is not None and perception.factor.support() == (1.0, 1.0):
            yield IdlePart(f"perceptions.{key}", "a factor of 1 believes what is true")
        elif address is not None and perception.path not in scene.moved:
            low, high = address.quantity.support()
            if perception.value is not None and low == high and perception.value.support() == (low, high):
                yield IdlePart(f"perceptions.{key}", "it believes what is true")
                continue
            cut = cut_perception(scene, key)
            if cut is not None and cut.why_idle is not None:
                yield IdlePart(f"perceptions.{key}", cut.why_idle)


def _decides_nothing(scene: Scene, state: str) -> str:
    return f"{scene.name(state)} decides nothing: it leads no suitor, is asked for no consent, and chooses in no war"
