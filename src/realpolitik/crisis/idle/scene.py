"""What can come about in a crisis: which wars, with whom on which side, and whose text can be signed.

A scene is first the file's: whatever it leaves possible. An outcome can then narrow it to what comes about more than never.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.crisis.treaties_in_force import days_in_force
from realpolitik.crisis.treaty import Clause, Delivery, Trigger


@dataclass(frozen=True)
class PossibleWar:
    """A plan that can be carried out.

    Attributes
    ----------
    plan : str
    days : tuple of date
        Its occasions.
    sides : mapping
        State -> the sides on which it can fight.
    movers : frozenset of str
        The aggressor and the joiners, who choose and so can break their word.
    """

    plan: str
    days: tuple[date, ...]
    sides: Mapping[str, frozenset[Side]]
    movers: frozenset[str]

    def on(self, state: str) -> frozenset[Side]:
        """Return the sides on which a state can fight."""
        return self.sides.get(state, frozenset())


@dataclass(frozen=True)
class Scene:
    """What can come about.

    Attributes
    ----------
    crisis : Crisis
    wars : tuple of PossibleWar
    signing : frozenset of str
        The suitors whose text can be signed.
    absent : mapping
        State -> why it does not fight where the file lets it, in words; from an outcome. The empty text stands for everybody.
    told_by_outcome : bool
        Whether it is what comes about in an outcome, rather than what can.
    """

    crisis: Crisis
    wars: tuple[PossibleWar, ...]
    signing: frozenset[str]
    absent: Mapping[str, str] = field(default_factory=dict)
    told_by_outcome: bool = False

    @cached_property
    def numbers(self) -> Mapping[str, NumberAddress]:
        """Path -> number, of all numbers of the crisis."""
        return {address.path: address for address in numbers_of(self.crisis)}

    @cached_property
    def changed(self) -> frozenset[str]:
        """The paths of the numbers that an event, a hidden hand or a belief changes."""
        return self.moved | {perception.path for perception in self.crisis.perceptions.values()}

    @cached_property
    def moved(self) -> frozenset[str]:
        """The paths of the numbers that an event or a hidden hand changes."""
        hands = (hand for state in self.crisis.states.values() for hand in state.types.values())
        return frozenset({path for event in self.crisis.events.values() for path in event.effects}).union(
            *(hand.changes for hand in hands)
        )

    def always(self, path: str, value: float) -> bool:
        """Whether a number has a value in every draw, at every date and in everybody's eyes."""
        address = self.numbers.get(path)
        return address is not None and path not in self.changed and address.quantity.support() == (value, value)

    @property
    def no_war(self) -> str:
        """Why there is no war, in words."""
        return self.absent.get("", "no war is planned")

    @property
    def is_idle(self) -> str:
        """What is said of an idle part: an outcome only tells that it never comes about."""
        return "never comes about" if self.told_by_outcome else "stands idle"

    def nowhere(self, states: Sequence[str]) -> str:
        """Say of states that they fight in no war, and why, where the file lets them."""
        if not self.told_by_outcome:
            return "can fight in none of the wars"
        return f"{'fights' if len(states) == 1 else 'fight'} in none of the wars that come{self.why_absent(states)}"

    def name(self, state: str) -> str:
        """Return the name of a state."""
        return self.crisis.states[state].name if state in self.crisis.states else state

    def names(self, states: Sequence[str]) -> str:
        """Return the names of states, as a sentence lists them."""
        names = [self.name(state) for state in states]
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

    def why_absent(self, states: Iterable[str]) -> str:
        """Return, in brackets, why states do not fight where the file lets them; nothing if it does not let them."""
        told = [self.absent[state] for state in states if state in self.absent]
        return f" ({'; '.join(told)})" if told else ""

    @cached_property
    def fighters(self) -> frozenset[str]:
        """The states that can fight in some war."""
        return frozenset(state for war in self.wars for state in war.sides)

    def binding(self, treaty: str) -> tuple[PossibleWar, ...]:
        """Return the wars that can begin while a treaty, given by its key, binds."""
        days = days_in_force(self.crisis, treaty)
        return tuple(war for war in self.wars if any(day in days for day in war.days))

    # --- promises

    def broken(self, clause: Clause, wars: Iterable[PossibleWar]) -> bool:
        """Whether some obligor can break a clause in some war, or after one."""
        pairs = [(o, y) for o in clause.obligors for y in clause.beneficiaries if o != y and clause.kind.can_be_broken]
        wars = tuple(wars)
        return any(self._broken(clause, war, o, y) for war in wars for o, y in pairs if o in war.movers) or any(
            clause.broken_by_turning(hostility.by, hostility.toward, self.crisis.holder_of(clause.stake))
            and self.turns(hostility.by, hostility.toward, wars)
            for hostility in self.crisis.hostilities.values()
        )

    def _broken(self, clause: Clause, war: PossibleWar, obligor: str, y: str) -> bool:
        plan = self.crisis.war_plans[war.plan]
        for side in war.on(y):
            if clause.against and not any(side.other in war.on(enemy) for enemy in clause.against):
                continue
            if clause.contingent_on is not None and side not in war.on(clause.contingent_on):
                continue
            if clause.kind.forbids_fighting:
                if side.other in war.on(obligor):
                    return True
                continue
            called = True
            if clause.kind.calls_to_defend:
                called = y == plan.target if clause.trigger is Trigger.ATTACKED else side is Side.DEFENDER
            if called and not (obligor == plan.aggressor and side is Side.ATTACKER):
                return True  # a joiner can always stay out
        return False

    def coordinates(self, clause: Clause, wars: Iterable[PossibleWar]) -> bool:
        """Whether two parties to a convention can fight side by side."""
        parties = {*clause.obligors, *clause.beneficiaries}
        return any(sum(side in war.on(state) for state in parties) > 1 for war in wars for side in Side)

    def passes(self, clause: Clause, wars: Iterable[PossibleWar]) -> bool:
        """Whether a transit can bring a beneficiary's strength nearer to a war in which it fights."""
        for war in wars:
            plan = self.crisis.war_plans[war.plan]
            if clause.theatre in {None, plan.theatre} and any(
                state in plan.reach_with_transit and war.on(state) for state in clause.beneficiaries
            ):
                return True
        return False

    def delivers(self, clause: Clause, lead: str) -> bool:
        """Whether what a suitor's clause hands over can be delivered."""
        match clause.delivery:
            case Delivery.SIGNATURE:
                return True
            case Delivery.WAR:
                return bool(self.wars)
            case Delivery.VICTORY:
                return lead in self.fighters

    def turns(self, by: str, toward: str, wars: Iterable[PossibleWar] | None = None) -> bool:
        """Whether one state can turn on another after a war that it has won and the other has outlived."""
        for war in self.wars if wars is None else wars:
            for side in war.on(by):
                if not self._falls(war, toward, side.other):
                    return True
        return False

    def _falls(self, war: PossibleWar, state: str, side: Side) -> bool:
        """Whether a state is on a side whatever anybody does, and a defeat there leaves nothing of it."""
        plan = self.crisis.war_plans[war.plan]
        principal = plan.aggressor if side is Side.ATTACKER else plan.target
        whole = state not in plan.exposure or self.always(f"war_plans.{war.plan}.exposure.{state}", 1.0)
        return state == principal and whole


def scene_of(crisis: Crisis) -> Scene:
    """Return what a crisis leaves possible.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.
    """
    return Scene(crisis, tuple(_wars(crisis)), frozenset(_signing(crisis)))


def _wars(crisis: Crisis) -> Iterator[PossibleWar]:
    for key, plan in crisis.war_plans.items():
        sides = {plan.aggressor: frozenset({Side.ATTACKER}), plan.target: frozenset({Side.DEFENDER})}
        sides |= {state: frozenset(open_sides) for state, open_sides in plan.joiners.items()}
        days = tuple(occasion.date for occasion in plan.occasions.values())
        yield PossibleWar(key, days, sides, frozenset({plan.aggressor, *plan.joiners}))


def _signing(crisis: Crisis) -> Iterator[str]:
    has_time = clock_of(crisis).steps > 1
    moved = {path for event in crisis.events.values() for path in event.effects}
    for state in crisis.states.values():
        moved = moved.union(*(hand.changes for hand in state.types.values()))
    for key, suitor in crisis.suitors.items():
        if has_time or suitor.drafting_time.support()[0] <= 0 or f"suitors.{key}.drafting_time" in moved:
            yield key
