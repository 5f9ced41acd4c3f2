"""Which parts of a crisis file stand idle, and why: what they say reaches no choice and no figure of the answer.

All is told from the file, without solving anything. First each rule names what cannot come about for reasons of its own: a
promise that no planned war calls, a stake that nobody hands over, an event after the last day on which its number is read. Then
whatever acts on nothing but such parts (a belief, an effect, a hidden hand's change, a factor) stands idle for that reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from realpolitik.crisis.idle.beliefs import idle_events, idle_moves, idle_perceptions, why_unread
from realpolitik.crisis.idle.part import IdlePart, Rule
from realpolitik.crisis.idle.places import idle_hostilities, idle_stakes, idle_states, idle_war_plans, named_at
from realpolitik.crisis.idle.promises import idle_clauses, idle_suitors, idle_treaties, stays_idle
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
    found += followers(scene, found)
    order = list(type(crisis).model_fields)
    return tuple(sorted(outermost(found), key=lambda part: order.index(part.path.partition(".")[0])))


def followers(scene: Scene, idle: Sequence[IdlePart]) -> list[IdlePart]:
    """Return what acts on nothing but idle parts, and so stands idle with them.

    Parameters
    ----------
    scene : Scene
    idle : sequence of IdlePart
        What is known to stand idle.
    """
    found = list(idle)
    for rule in LATER:
        found += [part for part in rule(scene, found) if not any(other.covers(part.path) for other in found)]
    return found[len(idle) :]


def outermost(parts: Sequence[IdlePart]) -> list[IdlePart]:
    """Return the parts that stand in no other, each with the first of its reasons."""
    first: dict[str, IdlePart] = {}
    for part in parts:
        if not any(other.path != part.path and other.covers(part.path) for other in parts):
            first.setdefault(part.path, part)
    return list(first.values())


def _on_idle_numbers(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the beliefs, effects and hands' changes about numbers of idle parts."""
    crisis = scene.crisis

    def about(path: str) -> str | None:
        part = next((part.path for part in idle if part.covers(path)), None)
        return why_unread(scene, path) or (None if part is None else f"it is about {part}, which {scene.is_idle}")

    for key, perception in crisis.perceptions.items():
        reason = about(perception.path)
        if reason is not None:
            yield IdlePart(f"perceptions.{key}", reason)
    for key, event in crisis.events.items():
        for path in event.effects:
            reason = about(path)
            if reason is not None:
                yield IdlePart(f"events.{key}.effects.{path}", reason)
    for name, state in crisis.states.items():
        for hand, held in state.types.items():
            for path in held.changes:
                reason = about(path)
                if reason is not None:
                    yield IdlePart(f"states.{name}.types.{hand}.changes.{path}", reason)


def _whole_events(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the events of which no part is left."""
    for key, event in scene.crisis.events.items():
        parts = [f"events.{key}.effects.{path}" for path in event.effects]
        parts += [f"events.{key}.excludes.{index}" for index in range(len(event.excludes))]
        parts += [f"treaties.{treaty}" for treaty in event.in_force]
        if not all(_is_idle(scene, part, idle) for part in parts):
            continue
        if not all(stays_idle(scene, treaty, key) for treaty in event.in_force):
            continue
        if len(parts) > 1:
            yield IdlePart(f"events.{key}", f"all that it changes {scene.is_idle}")
        elif event.in_force:
            yield IdlePart(f"events.{key}", f"it puts in force treaties.{event.in_force[0]}, which {scene.is_idle}")


def _is_idle(scene: Scene, path: str, idle: Sequence[IdlePart]) -> bool:
    """Whether a part stands idle, as a treaty does with the last of its clauses."""
    if any(part.covers(path) for part in idle):
        return True
    section, _, key = path.partition(".")
    if section != "treaties" or key not in scene.crisis.treaties:
        return False
    clauses = [f"{path}.clauses.{name}" for name in scene.crisis.treaties[key].clauses]
    return all(any(part.covers(clause) for part in idle) for clause in clauses)


def _states(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the states that nothing names but idle parts."""
    for key in scene.crisis.states:
        places = named_at(scene.crisis, key)
        if places and all(_is_idle(scene, place, idle) for place in places):
            yield IdlePart(f"states.{key}", f"all that names it {scene.is_idle}")


def _taken_away(scene: Scene, path: str, idle: Sequence[IdlePart]) -> bool:
    """Whether it changes nothing to take a part away; a clause leaves other texts to choose among, and may cost something."""
    steps = path.split(".")
    is_offer = steps[0] == "suitors" and (len(steps) < 4 or (steps[2] == "menu" and len(steps) == 4))
    return not is_offer and _is_idle(scene, path, idle)


def _factors(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the factors that take away only what stands idle, or what teaches nobody anything in a run."""
    for key, factor in scene.crisis.factors.items():
        if all(path.startswith("moves.") or _taken_away(scene, path, idle) for path in factor.without):
            yield IdlePart(f"factors.{key}", f"all that it takes away {scene.is_idle}")


def _claims(scene: Scene, idle: list[IdlePart]) -> Iterator[IdlePart]:
    """Name the claims whose variants only take away what stands idle: to change a part could also wake it."""
    for key, claim in scene.crisis.claims.items():
        changes = [*claim.variant.items(), *claim.against.items()]
        if changes and all(content is None and _taken_away(scene, path, idle) for path, content in changes):
            yield IdlePart(f"claims.{key}", f"all that its variants take away {scene.is_idle}")


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
LATER: tuple[Callable[[Scene, list[IdlePart]], Iterator[IdlePart]], ...] = (
    _on_idle_numbers,
    _whole_events,
    _states,
    _on_idle_numbers,
    _whole_events,
    _factors,
    _claims,
)
"""In order: what is about a state is asked again once the states are known."""
