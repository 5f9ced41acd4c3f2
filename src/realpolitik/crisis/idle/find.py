"""Which parts of a crisis file stand idle, and why: what they say reaches no choice and no figure of the answer.

All is told from the file, without solving anything. First each rule names what cannot come about for reasons of its own: a
promise that no planned war calls, a stake that nobody hands over, an event after the last day on which its number is read. Then
whatever acts on nothing but such parts (a belief, an effect, a hidden hand's change, a factor) stands idle for that reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from realpolitik.crisis.idle.beliefs import idle_events, idle_moves, idle_perceptions, why_unread
from realpolitik.crisis.idle.part import IdlePart, Rule
from realpolitik.crisis.idle.places import idle_hostilities, idle_stakes, idle_states, idle_war_plans
from realpolitik.crisis.idle.promises import idle_clauses, idle_suitors, idle_treaties
from realpolitik.crisis.idle.scene import Scene, scene_of
from realpolitik.crisis.schema import Crisis


def idle_parts(crisis: Crisis) -> tuple[IdlePart, ...]:
    """Return the parts of a crisis that stand idle, in the order of the file.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.

    Returns
    -------
    tuple of IdlePart
        A clause is named where its promise comes to nothing, though its cost, and whose consent it needs, count all the same. A
        belief of a state that decides nothing changes what is forecast for that state, and nothing else.
    """
    scene = scene_of(crisis)
    found = [part for rule in RULES for part in rule(scene)]
    for later in LATER:
        found += [part for part in later(scene, found) if not any(other.covers(part.path) for other in found)]
    outermost = [
        part for part in found if not any(other.path != part.path and other.covers(part.path) for other in found)
    ]
    first: dict[str, IdlePart] = {}
    for part in outermost:
        first.setdefault(part.path, part)
    order = list(type(crisis).model_fields)
    return tuple(sorted(first.values(), key=lambda part: order.index(part.path.partition(".")[0])))


def _on_idle_numbers(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the beliefs, effects and hands' changes about numbers of idle parts."""
    crisis = scene.crisis

    def about(path: str) -> str | None:
        return next((part.path for part in idle if part.covers(path)), None)

    for key, perception in crisis.perceptions.items():
        part = about(perception.path)
        if part is not None:
            yield IdlePart(f"perceptions.{key}", f"it is about {part}, which stands idle")
    for key, event in crisis.events.items():
        for path in event.effects:
            part = about(path)
            if part is not None:
                yield IdlePart(f"events.{key}.effects.{path}", f"it is about {part}, which stands idle")
    for name, state in crisis.states.items():
        for hand, held in state.types.items():
            for path in held.changes:
                part = about(path)
                reason = why_unread(scene, path) or (None if part is None else f"it is about {part}, which stands idle")
                if reason is not None:
                    yield IdlePart(f"states.{name}.types.{hand}.changes.{path}", reason)


def _whole_events(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the events of which no part is left."""
    paths = {part.path for part in idle}
    for key, event in scene.crisis.events.items():
        parts = [f"events.{key}.effects.{path}" for path in event.effects]
        parts += [f"events.{key}.excludes.{index}" for index in range(len(event.excludes))]
        parts += [f"treaties.{treaty}" for treaty in event.in_force]
        if len(parts) > 1 and all(part in paths for part in parts):
            yield IdlePart(f"events.{key}", "all that it changes stands idle")
        elif event.in_force and all(part in paths for part in parts):
            yield IdlePart(f"events.{key}", f"it puts in force treaties.{event.in_force[0]}, which stands idle")


def _factors(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the factors that take away only what stands idle, or what teaches nobody anything in a run."""
    for key, factor in scene.crisis.factors.items():
        if all(path.startswith("moves.") or any(part.covers(path) for part in idle) for path in factor.without):
            yield IdlePart(f"factors.{key}", "all that it takes away stands idle")


RULES: tuple[Rule, ...] = (
    idle_states,
    idle_suitors,
    idle_clauses,
    idle_treaties,
    idle_stakes,
    idle_hostilities,
    idle_war_plans,
    idle_events,
    idle_moves,
    idle_perceptions,
)
LATER: tuple[Callable[[Scene, list[IdlePart]], Iterator[IdlePart]], ...] = (_on_idle_numbers, _whole_events, _factors)
