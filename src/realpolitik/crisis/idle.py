"""Which parts of a crisis file stand idle, and why: what they say reaches no choice and no figure of the answer.

All is told from the file, without solving anything. First each rule names what cannot come about for reasons of its own: a
promise that no planned war calls, a stake that nobody hands over, an event after the last day on which its number is read. Then
whatever acts on nothing but such parts (a belief, an effect, a hidden hand's change, a factor) stands idle for that reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from realpolitik.crisis.bundles import effective, feasible
from realpolitik.crisis.document import dotted
from realpolitik.crisis.rules.names import clauses_of
from realpolitik.crisis.scene import BREAKABLE, PAYING, STAKES, PossibleWar, Scene, scene_of
from realpolitik.crisis.schema import Crisis, Treaty
from realpolitik.crisis.treaty import Clause, Kind, Trigger

COUNTS_APART = ("cost", "consent_of", "consent_chance")
"""What of a clause counts whether or not its promise ever comes to anything."""


@dataclass(frozen=True)
class IdlePart:
    """A part of a file that stands idle.

    Attributes
    ----------
    path : str
        Dotted path of the part.
    reason : str
        Why, in words.
    """

    path: str
    reason: str

    def covers(self, path: str) -> bool:
        """Whether what stands at a path is idle with it."""
        if path == self.path:
            return True
        if not path.startswith(f"{self.path}."):
            return False
        is_clause = self.path.count(".") == 3 and (".menu." in self.path or ".clauses." in self.path)
        return not is_clause or path[len(self.path) + 1 :].split(".", maxsplit=1)[0] not in COUNTS_APART


Rule = Callable[[Scene], Iterator[IdlePart]]


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


# --- suitors and their clauses


def _suitors(scene: Scene) -> Iterator[IdlePart]:
    for key, suitor in scene.crisis.suitors.items():
        if key not in scene.signing:
            yield IdlePart(
                f"suitors.{key}", "its text can never be ready before the window closes, so that nobody takes it up"
            )
        for state in suitor.members:
            if scene.always(f"suitors.{key}.members.{state}", 0.0):
                yield IdlePart(f"suitors.{key}.members.{state}", "its weight is 0: it has no say in what is bid")


def _clauses(scene: Scene) -> Iterator[IdlePart]:
    for path, clause in clauses_of(scene.crisis):
        where = dotted(path)
        if path[0] == "suitors":
            suitor = scene.crisis.suitors[str(path[1])]
            reason = why_idle(scene, where, clause, scene.wars, suitor.lead)
            if reason is None and clause.kind in PAYING and not _adds_an_offer(suitor.menu, str(path[3])):
                reason = "it has no worth, cost or consent, and no bundle is another for it"
        else:
            treaty = scene.crisis.treaties[str(path[1])]
            reason = why_idle(scene, where, clause, scene.binding(_begins(scene, str(path[1])), treaty.until), None)
        if reason is not None:
            counts = [word for word, given in (("cost", clause.cost), ("consent", clause.consent_of)) if given]
            aside = f" (its {' and the '.join(counts)} that it needs count all the same)" if "consent" in counts else ""
            aside = " (its cost counts all the same)" if counts == ["cost"] else aside
            yield IdlePart(where, reason + (aside if path[0] == "suitors" else ""))


def _adds_an_offer(menu: Mapping[str, Clause], key: str) -> bool:
    """Whether a clause makes possible a bundle that has an effect which no other bundle has."""
    clause = menu[key]
    if clause.worth or clause.cost or clause.consent_of:
        return True
    if any(key in other.requires for other in menu.values()):
        return True
    without = {name: other for name, other in menu.items() if name != key}
    offers = {effective(menu, bundle) for bundle in feasible(menu)}
    return offers != {effective(without, bundle) for bundle in feasible(without)}


def why_idle(scene: Scene, path: str, clause: Clause, wars: tuple[PossibleWar, ...], lead: str | None) -> str | None:
    """Say why the promise of a clause comes to nothing; None if it can come to something.

    Parameters
    ----------
    scene : Scene
    path : str
        Of the clause.
    clause : Clause
    wars : tuple of PossibleWar
        Those that it can bind in.
    lead : str, optional
        Of the suitor whose clause it is; none for a treaty's.
    """
    if clause.kind in STAKES | PAYING:
        return _why_not_delivered(scene, clause, lead)
    if not wars:
        return f"it counts in war only, and {'no war can begin while it binds' if scene.wars else _no_war(scene)}"
    if clause.kind is Kind.TRANSIT:
        return _why_no_passage(scene, path, clause, wars)
    gain = f"{path}.coordination" if clause.coordination is not None else "constants.coordination"
    if clause.kind is Kind.CONVENTION and scene.coordinates(clause, wars) and not scene.always(gain, 0.0):
        return None
    if not scene.broken(clause, wars):
        return f"it is never called: {_why_not_called(scene, clause, wars)}"
    if _free_to_break(scene, path, clause):
        return "breaking it costs nothing: its weight is 0, or the reputation of those who promise it is"
    return None


def _why_not_delivered(scene: Scene, clause: Clause, lead: str | None) -> str | None:
    if lead is None:
        return "a treaty in force hands nothing over any more, and this kind promises nothing else"
    if scene.delivers(clause, lead) or (clause.kind in PAYING and not clause.worth):
        return None  # what is worth nothing is a matter of the menu
    what = "handed over" if clause.kind in STAKES else "paid"
    if not scene.wars:
        return f"it is {what} in war only, and {_no_war(scene)}"
    return f"it is {what} with the victory of {_name(scene, lead)}, which can fight in none of the wars{_absent(scene, (lead,))}"


def _why_no_passage(scene: Scene, path: str, clause: Clause, wars: tuple[PossibleWar, ...]) -> str | None:
    if clause.passage is not None and scene.always(f"{path}.passage", 0.0):
        return "its passage is 0"
    if scene.passes(clause, wars):
        return None
    who, absent = _names(scene, clause.beneficiaries), _absent(scene, clause.beneficiaries)
    where = "" if clause.theatre is None else f" in the theatre {clause.theatre}"
    return f"no war in which {who} can fight{where} gives it a `reach_with_transit`{absent}"


def _free_to_break(scene: Scene, path: str, clause: Clause) -> bool:
    if clause.weight is not None and scene.always(f"{path}.weight", 0.0):
        return True
    return all(scene.always(f"states.{state}.reputation", 0.0) for state in clause.obligors)


def _why_not_called(scene: Scene, clause: Clause, wars: tuple[PossibleWar, ...]) -> str:
    """Return the first condition that fails."""
    obligors = tuple(state for state in clause.obligors if any(state in war.movers for war in wars))
    if not obligors:
        return f"no war leaves {_names(scene, clause.obligors)} a choice"
    others = tuple(state for state in clause.beneficiaries if clause.obligors != (state,))
    if not any(war.on(state) for war in wars for state in others):
        return f"{_names(scene, others)} can fight in none of the wars{_absent(scene, others)}"
    if clause.against and not any(war.on(enemy) for war in wars for enemy in clause.against):
        enemies, absent = _names(scene, clause.against), _absent(scene, clause.against)
        return f"{enemies}, against whom it is made, can fight in none of the wars{absent}"
    waited = clause.contingent_on
    if waited is not None and not any(war.on(waited) for war in wars):
        return f"it waits for {_name(scene, waited)}, which can fight in none of the wars{_absent(scene, (waited,))}"
    if clause.trigger is Trigger.ATTACKED and not any(
        scene.crisis.war_plans[war.plan].target in others for war in wars
    ):
        return f"no plan has {_names(scene, others)} for its target"
    if set(clause.obligors) == set(clause.beneficiaries):
        return f"no war can bring {_names(scene, clause.obligors)} to break it"
    return f"no war can bring {_names(scene, clause.obligors)} to break it toward {_names(scene, clause.beneficiaries)}"


# --- treaties


def _begins(scene: Scene, key: str) -> date:
    dates = [event.date for event in scene.crisis.events.values() if key in event.in_force]
    return min(dates) if dates else scene.crisis.treaties[key].signed


def _treaties(scene: Scene) -> Iterator[IdlePart]:
    for key, treaty in scene.crisis.treaties.items():
        if scene.wars and not scene.binding(_begins(scene, key), treaty.until):
            yield IdlePart(
                f"treaties.{key}", f"no occasion of a war falls between its days ({_bounds(scene, key, treaty)})"
            )
        elif not scene.wars:
            yield IdlePart(f"treaties.{key}", f"treaties count in war only, and {_no_war(scene)}")


def _bounds(scene: Scene, key: str, treaty: Treaty) -> str:
    return f"from {_begins(scene, key)}" + ("" if treaty.until is None else f" until {treaty.until}")


# --- stakes, hostilities, war plans


def _stakes(scene: Scene) -> Iterator[IdlePart]:
    victims = {
        hostility.toward
        for hostility in scene.crisis.hostilities.values()
        if scene.turns(hostility.by, hostility.toward)
    }
    for key, stake in scene.crisis.stakes.items():
        takers = {
            clause.beneficiaries[0]
            for name, suitor in scene.crisis.suitors.items()
            for clause in suitor.menu.values()
            if clause.stake == key
            and clause.beneficiaries
            and name in scene.signing
            and scene.delivers(clause, suitor.lead)
        }
        holders = set() if stake.holder is None else {stake.holder}
        parts = []
        for table, concerned, why in (
            ("worth", takers | holders if takers else set(), "neither holds the stake nor is given it by a clause"),
            ("buffer", (takers | holders) & victims, "holds it in no aftermath in which anybody can turn on it"),
        ):
            for state in getattr(stake, table):
                if state not in concerned:
                    lacks = (
                        f"{_name(scene, state)} {why}" if takers else "no clause that can come into force hands it over"
                    )
                    parts.append(IdlePart(f"stakes.{key}.{table}.{state}", lacks))
        if len(parts) == len(stake.worth) + len(stake.buffer):
            yield IdlePart(
                f"stakes.{key}",
                parts[0].reason if parts and not takers else "nobody to whom it is worth anything gets or gives it",
            )
        else:
            yield from parts


def _hostilities(scene: Scene) -> Iterator[IdlePart]:
    for key, hostility in scene.crisis.hostilities.items():
        by, toward = _name(scene, hostility.by), _name(scene, hostility.toward)
        if not scene.wars:
            yield IdlePart(f"hostilities.{key}", f"{by} could turn after a war only, and {_no_war(scene)}")
        elif hostility.by not in scene.fighters:
            yield IdlePart(f"hostilities.{key}", f"only a victor turns, and {by} can fight in none of the wars")
        elif not scene.turns(hostility.by, hostility.toward):
            yield IdlePart(f"hostilities.{key}", f"when {by} has won, {toward} has fallen already")


def _war_plans(scene: Scene) -> Iterator[IdlePart]:
    transits = [
        clause
        for path, clause in clauses_of(scene.crisis)
        if clause.kind is Kind.TRANSIT and not (path[0] == "suitors" and path[1] not in scene.signing)
    ]
    for war in scene.wars:
        plan = scene.crisis.war_plans[war.plan]
        for table in ("reach", "exposure"):
            for state in getattr(plan, table):
                if not war.on(state):
                    yield IdlePart(
                        f"war_plans.{war.plan}.{table}.{state}", f"{_name(scene, state)} has no part in this war"
                    )
        for state in plan.reach_with_transit:
            if not any(state in clause.beneficiaries and scene.passes(clause, (war,)) for clause in transits):
                yield IdlePart(
                    f"war_plans.{war.plan}.reach_with_transit.{state}",
                    f"no clause gives {_name(scene, state)} passage in this theatre",
                )


# --- states and hidden hands


def _states(scene: Scene) -> Iterator[IdlePart]:
    named = _named(scene.crisis)
    for key, state in scene.crisis.states.items():
        if key not in named:
            yield IdlePart(f"states.{key}", "nothing else in the file names it")
        for hand in state.types:
            if scene.always(f"states.{key}.types.{hand}.prior", 0.0):
                yield IdlePart(f"states.{key}.types.{hand}", "its prior is 0: nobody holds it")


def _named(crisis: Crisis) -> set[str]:
    """Return the states that have a part in anything."""
    found = {crisis.pivot}
    for suitor in crisis.suitors.values():
        found |= set(suitor.members)
    for stake in crisis.stakes.values():
        found |= {*stake.worth, *stake.buffer, stake.holder or crisis.pivot}
    for hostility in crisis.hostilities.values():
        found |= {hostility.by, hostility.toward}
    for plan in crisis.war_plans.values():
        found |= {plan.aggressor, plan.target, *plan.joiners, *plan.balance, *plan.prize}
    for _, clause in clauses_of(crisis):
        found |= {
            *clause.obligors,
            *clause.beneficiaries,
            *clause.against,
            *clause.consent_of,
            *clause.worth,
            *clause.cost,
        }
        found |= {clause.contingent_on or crisis.pivot}
    return found


def deciders(scene: Scene) -> frozenset[str]:
    """Return the states that choose anything by their own model of the crisis."""
    crisis = scene.crisis
    found = {crisis.pivot}
    for key, suitor in crisis.suitors.items():
        if key in scene.signing:
            found.add(suitor.lead)
            found |= {state for clause in suitor.menu.values() for state in clause.consent_of}
    found |= {state for war in scene.wars for state in war.movers}
    # The target of an attack does not choose to fight; it may turn on others once it has won.
    found |= {hostility.by for hostility in crisis.hostilities.values() if scene.turns(hostility.by, hostility.toward)}
    return frozenset(found)


# --- events and beliefs


def _moves(scene: Scene) -> Iterator[IdlePart]:
    if scene.crisis.moves and not any(state.types for state in scene.crisis.states.values()):
        yield IdlePart("moves", "moves tell of hidden hands, and no state has any")


def _events(scene: Scene) -> Iterator[IdlePart]:
    deciding = deciders(scene)
    for key, event in scene.crisis.events.items():
        if not (event.effects or event.excludes or event.in_force):
            yield IdlePart(f"events.{key}", "it changes no number, leaves nobody out and puts no treaty in force")
        for index, exclusion in enumerate(event.excludes):
            where = f"events.{key}.excludes.{index}"
            bound = [state for state in exclusion.by if _word_counts(scene, state)]
            if exclusion.state not in deciding:
                yield IdlePart(where, f"{_decides_nothing(scene, exclusion.state)}")
            elif not bound:
                yield IdlePart(where, f"{_names(scene, exclusion.by)} has given no word that a war could break")
            elif scene.always("constants.exclusion_weight", 0.0):
                yield IdlePart(where, "the weight of exclusions is 0")
        for path in event.effects:
            reason = _why_no_effect(scene, key, path)
            if reason is not None:
                yield IdlePart(f"events.{key}.effects.{path}", reason)


def _word_counts(scene: Scene, state: str) -> bool:
    """Whether a state has given, or can give, its word where a war could break it."""
    if scene.always(f"states.{state}.reputation", 0.0):
        return False
    return any(
        state in clause.obligors and clause.kind in BREAKABLE and scene.broken(clause, scene.wars)
        for _, clause in clauses_of(scene.crisis)
    )


def _why_unread(scene: Scene, path: str) -> str | None:
    """Say why a number is read nowhere, or moves nothing where it is; None if it may move something."""
    steps = path.split(".")
    if not _of_war(steps):
        return None
    if not scene.wars:
        return f"it is about a number that counts in war only, and {_no_war(scene)}"
    victims = {each.toward for each in scene.crisis.hostilities.values() if scene.turns(each.by, each.toward)}
    if steps[0] == "states" and steps[1] not in scene.fighters | victims:
        name = _name(scene, steps[1])
        return f"its number counts in war only, and {name} can fight in none of the wars and is no victim after one"
    return None


def _of_war(steps: list[str]) -> bool:
    """Whether a number is read in wars and their aftermath only."""
    if steps[0] == "states":
        return steps[2] in {"capability", "readiness", "war_cost", "reputation", "attrition", "conquest"}
    return steps[0] in {"war_plans", "hostilities"} or (steps[0] == "stakes" and steps[2] == "buffer")


def _why_no_effect(scene: Scene, key: str, path: str) -> str | None:
    event = scene.crisis.events[key]
    effect = event.effects[path]
    unread = _why_unread(scene, path)
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
    return _clipped(scene, key, path)


def _clipped(scene: Scene, key: str, path: str) -> str | None:
    """Say that an effect takes a number beyond its range in every draw, so that it is cut to the end of the range."""
    crisis = scene.crisis
    address = scene.numbers.get(path)
    if address is None or any(
        path in hand.changes for state in crisis.states.values() for hand in state.types.values()
    ):
        return None
    low, high = address.quantity.support()
    for name, event in sorted(crisis.events.items(), key=lambda item: item[1].date):
        effect = event.effects.get(path)
        if effect is not None:
            low, high = _after(low, high, effect.set, effect.scale, effect.shift)
        if name == key:
            break
    return _beyond(low, high, address.low, address.high)


def _after(low: float, high: float, to: object, scale: object, shift: object) -> tuple[float, float]:
    """Return the smallest and the largest value of a number after a change."""
    if to is not None:
        return _support(to)
    a, b = _support(scale if scale is not None else shift)
    if scale is not None:
        ends = [x * y for x in (low, high) for y in (a, b)]
        return min(ends), max(ends)
    return low + a, high + b


def _support(number: object) -> tuple[float, float]:
    ends: tuple[float, float] = number.support()  # type: ignore[attr-defined]
    return ends


def _beyond(low: float, high: float, least: float, most: float) -> str | None:
    if high < least:
        return (
            f"it takes the number to {high:g} at most, and it is cut to {least:g}: any change that large does the same"
        )
    if low > most:
        return (
            f"it takes the number to {low:g} at least, and it is cut to {most:g}: any change that large does the same"
        )
    return None


def _last_read(scene: Scene, path: str) -> date:
    """Return the last day on which a number can be read."""
    crisis, steps = scene.crisis, path.split(".")
    opens = crisis.window.opens
    if steps[0] == "constants":
        return crisis.window.closes if steps[1] == "coordination" else opens
    if steps[0] == "suitors" and steps[2] in {"drafting_time", "collapse", "members"}:
        return opens
    if steps[0] == "states" and steps[2] == "patience":
        return opens
    if not _of_war(steps):
        return crisis.window.closes
    days = [day for war in scene.wars for day in war.days if steps[0] != "war_plans" or war.plan == steps[1]]
    last = max(days, default=opens)
    if steps[0] == "states" and steps[2] in {"capability", "readiness"} and crisis.hostilities:
        lag = scene.numbers["constants.aftermath_lag"]
        months = lag.high if lag.path in scene.changed else lag.quantity.support()[1]
        return last + timedelta(days=math.ceil(months * 31))
    return last


def _perceptions(scene: Scene) -> Iterator[IdlePart]:
    deciding = deciders(scene)
    for key, perception in scene.crisis.perceptions.items():
        address = scene.numbers.get(perception.path)
        unread = _why_unread(scene, perception.path)
        if perception.who not in deciding:
            yield IdlePart(f"perceptions.{key}", _decides_nothing(scene, perception.who))
        elif unread is not None:
            yield IdlePart(f"perceptions.{key}", unread)
        elif perception.shift is not None and perception.shift.support() == (0.0, 0.0):
            yield IdlePart(f"perceptions.{key}", "a shift of 0 believes what is true")
        elif perception.factor is not None and perception.factor.support() == (1.0, 1.0):
            yield IdlePart(f"perceptions.{key}", "a factor of 1 believes what is true")
        elif address is not None and perception.path not in _moved(scene):
            low, high = address.quantity.support()
            if perception.value is not None and low == high and perception.value.support() == (low, high):
                yield IdlePart(f"perceptions.{key}", "it believes what is true")
                continue
            ends = _after(low, high, perception.value, perception.factor, perception.shift)
            reason = _beyond(*ends, address.low, address.high)
            if reason is not None:
                yield IdlePart(f"perceptions.{key}", reason)


def _moved(scene: Scene) -> set[str]:
    """Return the paths of the numbers that an event or a hidden hand changes."""
    hands = (hand for state in scene.crisis.states.values() for hand in state.types.values())
    return {path for event in scene.crisis.events.values() for path in event.effects}.union(
        *(hand.changes for hand in hands)
    )


def _decides_nothing(scene: Scene, state: str) -> str:
    return f"{_name(scene, state)} decides nothing: it leads no suitor, is asked for no consent, and chooses in no war"


# --- what acts on idle parts only


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
                reason = _why_unread(scene, path) or (
                    None if part is None else f"it is about {part}, which stands idle"
                )
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
    _states,
    _suitors,
    _clauses,
    _treaties,
    _stakes,
    _hostilities,
    _war_plans,
    _events,
    _moves,
    _perceptions,
)
LATER: tuple[Callable[[Scene, list[IdlePart]], Iterator[IdlePart]], ...] = (_on_idle_numbers, _whole_events, _factors)


# --- words


def _name(scene: Scene, state: str) -> str:
    return scene.crisis.states[state].name if state in scene.crisis.states else state


def _names(scene: Scene, states: tuple[str, ...]) -> str:
    names = [_name(scene, state) for state in states]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _no_war(scene: Scene) -> str:
    return scene.absent.get("", "no war is planned")


def _absent(scene: Scene, states: tuple[str, ...]) -> str:
    told = [scene.absent[state] for state in states if state in scene.absent]
    return f" ({'; '.join(told)})" if told else ""
