"""Stakes, hostilities, war plans, states and hidden hands that have no part in anything."""

from __future__ import annotations

from collections.abc import Iterator

from realpolitik.crisis.document import dotted
from realpolitik.crisis.idle.part import IdlePart
from realpolitik.crisis.idle.scene import Scene, scene_of
from realpolitik.crisis.rules.names import clauses_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.treaty import Kind


def idle_stakes(scene: Scene) -> Iterator[IdlePart]:
    """Name the stakes, and what of their worth and buffers, that concern nobody who gets or holds them."""
    hostilities = scene.crisis.hostilities
    victims = {hostility.toward for key, hostility in hostilities.items() if scene.turns(key)}
    for key, stake in scene.crisis.stakes.items():
        takers = {
            clause.beneficiaries[0]
            for suitor in scene.crisis.suitors.values()
            for clause in suitor.menu.values()
            if clause.stake == key and clause.beneficiaries and scene.delivers(clause, suitor.lead)
        }
        holders = set() if stake.holder is None else {stake.holder}
        cheated = {
            hostility.by
            for name, hostility in hostilities.items()
            if hostility.toward in holders and (scene.turns(name) or scene.takes(name))
        }
        parts = []
        for table, concerned, why in (
            (
                "worth",
                takers | holders | cheated if takers else set(),
                "neither holds the stake, nor is given it by a clause, nor could take it from its holder",
            ),
            ("buffer", (takers | holders) & victims, "never holds it when anybody can turn on it"),
        ):
            for state in getattr(stake, table):
                if state not in concerned:
                    lacks = (
                        f"{scene.name(state)} {why}" if takers else "no clause that can come into force hands it over"
                    )
                    parts.append(IdlePart(f"stakes.{key}.{table}.{state}", lacks))
        if len(parts) == len(stake.worth) + len(stake.buffer):
            yield IdlePart(
                f"stakes.{key}",
                parts[0].reason if parts and not takers else "nobody to whom it is worth anything gets or gives it",
            )
        else:
            yield from parts


def idle_hostilities(scene: Scene) -> Iterator[IdlePart]:
    """Name the hostilities of states that can never turn on their victim, and the helpers that are never asked."""
    for key, hostility in scene.crisis.hostilities.items():
        where, by, toward = f"hostilities.{key}", scene.name(hostility.by), scene.name(hostility.toward)
        if not scene.turns(key) and not scene.takes(key) and not _ranks(scene.crisis, key):
            after = f"after a war {by} or {toward} has fallen already" if scene.wars else scene.no_war
            planned = f"in peace {by}, which has planned to attack {toward}, is not asked about it"
            yield IdlePart(where, f"{after}, and {planned if scene.peace else 'no peace can come'}")
            continue
        for state in hostility.helpers:
            if not scene.asked(key, (state,)):
                name = scene.name(state)
                yield IdlePart(
                    f"{where}.helpers.{state}",
                    f"whenever {by} can turn on {toward}, {name} has fallen, or fights against one of them",
                )


def _ranks(crisis: Crisis, key: str) -> bool:
    """Whether the place of a hostility in the file decides which state comes first at another victim."""
    order = dict.fromkeys(hostility.by for hostility in crisis.hostilities.values())
    without = dict.fromkeys(hostility.by for name, hostility in crisis.hostilities.items() if name != key)
    return [state for state in order if state in without] != list(without)


def idle_war_plans(scene: Scene) -> Iterator[IdlePart]:
    """Name the numbers of war plans that nobody in the war uses."""
    transits = [clause for _, clause in clauses_of(scene.crisis) if clause.kind is Kind.TRANSIT]
    for war in scene.wars:
        plan = scene.crisis.war_plans[war.plan]
        for table in ("reach", "exposure"):
            for state in getattr(plan, table):
                if not war.on(state):
                    yield IdlePart(
                        f"war_plans.{war.plan}.{table}.{state}", f"{scene.name(state)} has no part in this war"
                    )
        for state in plan.reach_with_transit:
            if not any(state in clause.beneficiaries and scene.passes(clause, (war,)) for clause in transits):
                yield IdlePart(
                    f"war_plans.{war.plan}.reach_with_transit.{state}",
                    f"no clause gives {scene.name(state)} passage in this theatre",
                )


# --- states and hidden hands


def idle_states(scene: Scene) -> Iterator[IdlePart]:
    """Name the states that have no part in anything, and the hidden hands that nobody holds."""
    for key, state in scene.crisis.states.items():
        if not named_at(scene.crisis, key):
            yield IdlePart(f"states.{key}", "nothing else in the file names it")
        for hand in state.types:
            if scene.always(f"states.{key}.types.{hand}.prior", 0.0):
                yield IdlePart(f"states.{key}.types.{hand}", "its prior is 0: nobody holds it")


def named_at(crisis: Crisis, state: str) -> tuple[str, ...]:
    """Return where a crisis gives a state a part in anything; its own section, events and beliefs apart."""
    places = ["pivot"] if state == crisis.pivot else []
    places += [f"suitors.{key}" for key, suitor in crisis.suitors.items() if state in suitor.members]
    places += [
        f"stakes.{key}"
        for key, stake in crisis.stakes.items()
        if state in {*stake.worth, *stake.buffer} or state == stake.holder
    ]
    places += [
        f"hostilities.{key}"
        for key, hostility in crisis.hostilities.items()
        if state in {hostility.by, hostility.toward}
    ]
    places += [
        f"hostilities.{key}.helpers.{state}" for key, each in crisis.hostilities.items() if state in each.helpers
    ]
    places += [
        f"war_plans.{key}"
        for key, plan in crisis.war_plans.items()
        if state in {plan.aggressor, plan.target, *plan.belligerents, *plan.joiners, *plan.balance, *plan.prize}
    ]
    for path, clause in clauses_of(crisis):
        where = dotted(path)
        if state in {*clause.obligors, *clause.beneficiaries, *clause.against, *clause.worth, clause.contingent_on}:
            places.append(where)
        places += [f"{where}.{word}" for word in ("cost", "consent_of") if state in getattr(clause, word)]
    return tuple(places)


def deciders(scene: Scene) -> frozenset[str]:
    """Return the states that choose anything by their own model of the crisis; not to act is a choice too."""
    scene = scene_of(scene.crisis) if scene.told_by_outcome else scene
    crisis = scene.crisis
    found = {crisis.pivot}
    for suitor in crisis.suitors.values():
        found.add(suitor.lead)
        found |= {state for clause in suitor.menu.values() for state in clause.consent_of}
    found |= {state for war in scene.wars for state in war.movers}
    # The target of an attack does not choose to fight; it may turn on others, or help one on whom somebody turns.
    for key, hostility in crisis.hostilities.items():
        if scene.turns(key):
            found |= {hostility.by, *(state for state in hostility.helpers if scene.asked(key, (state,)))}
    return frozenset(found)
