"""What can come about in a crisis: which wars, with whom on which side, and whose text can be signed.

A scene is first the file's: whatever it leaves possible. An outcome can then narrow it to what comes about more than never.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import product

from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.crisis.treaties_in_force import DaysInForce, days_in_force
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
        The aggressor, unless the war is under way, and the joiners: they choose, and so can break their word.
    """

    plan: str
    days: tuple[date, ...]
    sides: Mapping[str, frozenset[Side]]
    movers: frozenset[str]

    def on(self, state: str) -> frozenset[Side]:
        """Return the sides on which a state can fight."""
        return self.sides.get(state, frozenset())


@dataclass(frozen=True)
class Ways:
    """How it can end while a promise binds.

    Attributes
    ----------
    wars : tuple of PossibleWar
    peace : bool
        Whether the window can close upon it without a war.
    """

    wars: tuple[PossibleWar, ...]
    peace: bool

    def __bool__(self) -> bool:
        """Whether it can end in any way."""
        return bool(self.wars) or self.peace


@dataclass(frozen=True)
class Scene:
    """What can come about.

    Attributes
    ----------
    crisis : Crisis
    wars : tuple of PossibleWar
    signing : frozenset of str
        The suitors whose text can be signed.
    peace : bool
        Whether the window can close without a war.
    absent : mapping
        State -> why it does not fight where the file lets it, in words; from an outcome. The empty text stands for everybody.
    calm : frozenset of str
        The hostilities by which nobody turns where the file lets it; from an outcome.
    told_by_outcome : bool
        Whether it is what comes about in an outcome, rather than what can.
    """

    crisis: Crisis
    wars: tuple[PossibleWar, ...]
    signing: frozenset[str]
    peace: bool
    absent: Mapping[str, str] = field(default_factory=dict)
    calm: frozenset[str] = frozenset()
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

    @cached_property
    def ends(self) -> date:
        """The last day on which anything is agreed."""
        return ends_on(self.crisis)

    @property
    def ways(self) -> Ways:
        """How it can end once a text is signed, or none."""
        return Ways(self.wars, self.peace)

    def ways_in(self, days: DaysInForce) -> Ways:
        """Return how it can end on some days."""
        wars = tuple(war for war in self.wars if any(day in days for day in war.days))
        return Ways(wars, self.peace and self.crisis.window.closes in days)

    def binding(self, treaty: str) -> Ways:
        """Return how it can end while a treaty, given by its key, binds."""
        return self.ways_in(days_in_force(self.crisis, treaty))

    # --- promises

    def broken(self, clause: Clause, ways: Ways) -> bool:
        """Whether some obligor can break a clause in a war, after one, or in peace."""
        pairs = [(o, y) for o in clause.obligors for y in clause.beneficiaries if o != y and clause.kind.can_be_broken]
        in_war = any(self._broken(clause, war, o, y) for war in ways.wars for o, y in pairs if o in war.movers)
        return in_war or any(self._broken_later(clause, key, ways) for key in self.crisis.hostilities)

    def _broken_later(self, clause: Clause, key: str, ways: Ways) -> bool:
        """Whether a clause can be broken by turning, by helping the victim or by standing by."""
        hostility = self.crisis.hostilities[key]
        by, toward, listed = hostility.by, hostility.toward, list(hostility.helpers)
        if clause.broken_by_turning(by, toward, self.crisis.holder_of(clause.stake)) and self.turns(key, ways):
            return True
        for rank, helper in enumerate(listed):
            if clause.broken_by_helping(helper, by, toward) and self.asked(key, (helper,), ways):
                return True
            for beside in {(), tuple(listed[:rank])}:
                breaks = clause.broken_by_standing_by(helper, by, toward, set(beside))
                if breaks and self.asked(key, (*beside, helper), ways):
                    return True
        return False

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

    # --- what follows a war, or the peace

    def turns(self, key: str, ways: Ways | None = None) -> bool:
        """Whether a state can turn on the victim of a hostility, given by its key."""
        return self.asked(key, (), ways)

    def asked(self, key: str, helpers: Sequence[str], ways: Ways | None = None) -> bool:
        """Whether some states can all be asked to help the victim of a hostility: they stand, and fought against neither."""
        ways = self.ways if ways is None else ways
        hostility = self.crisis.hostilities[key]
        by, toward = hostility.by, hostility.toward
        if key in self.calm:
            return False
        if ways.peace and not self.plans_to_attack(by, toward):
            return True
        parties = (by, toward, *helpers)
        for war, winner in product(ways.wars, Side):
            for sides in product(*(self._choices(war, state) for state in parties)):
                stand = all(
                    side in {None, winner} or not self._falls(war, state)
                    for state, side in zip(parties, sides, strict=True)
                )
                if stand and all(side in {None, each} for side in sides[:2] for each in sides[2:] if each is not None):
                    return True
        return False

    def takes(self, key: str) -> bool:
        """Whether a state can take what a hostility brings by a victory over its victim, which is not whom the plan attacks."""
        hostility = self.crisis.hostilities[key]
        return any(
            self.crisis.war_plans[war.plan].target != hostility.toward
            and any(side.other in war.on(hostility.toward) for side in war.on(hostility.by))
            for war in self.wars
        )

    def plans_to_attack(self, by: str, toward: str) -> bool:
        """Whether a state has planned to attack another, so that it is not asked about it in peace."""
        return any((plan.aggressor, plan.target) == (by, toward) for plan in self.crisis.war_plans.values())

    def _choices(self, war: PossibleWar, state: str) -> frozenset[Side | None]:
        """Return the sides on which a state can be; None stands for neither."""
        fixed = war.on(state) and state not in self.crisis.war_plans[war.plan].joiners
        return war.on(state) if fixed else war.on(state) | {None}

    def _falls(self, war: PossibleWar, state: str) -> bool:
        """Whether a defeat leaves nothing of a state."""
        plan = self.crisis.war_plans[war.plan]
        if state in plan.exposure:
            return self.always(f"war_plans.{war.plan}.exposure.{state}", 1.0)
        return state in {plan.aggressor, plan.target} or self.always(f"war_plans.{war.plan}.reach.{state}", 1.0)


def scene_of(crisis: Crisis) -> Scene:
    """Return what a crisis leaves possible.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.
    """
    peace = not any(plan.began for plan in crisis.war_plans.values())
    return Scene(crisis, tuple(_wars(crisis)), frozenset(_signing(crisis)), peace)


def ends_on(crisis: Crisis) -> date:
    """Return the last day on which anything is agreed: the close, or the day on which a war under way asks the others."""
    return min(
        (occasion.date for plan in crisis.war_plans.values() if plan.began for occasion in plan.occasions.values()),
        default=crisis.window.closes,
    )


def _wars(crisis: Crisis) -> Iterator[PossibleWar]:
    """Yield the wars that can be fought; after one that is under way no other is."""
    occasions = [
        (occasion.date, key, plan.began is not None)
        for key, plan in crisis.war_plans.items()
        for occasion in plan.occasions.values()
    ]
    occasions.sort(key=lambda row: row[0])
    last = next((place for place, row in enumerate(occasions) if row[2]), len(occasions) - 1)
    for key, plan in crisis.war_plans.items():
        sides = {plan.aggressor: frozenset({Side.ATTACKER}), plan.target: frozenset({Side.DEFENDER})}
        sides |= {state: frozenset({side}) for state, side in plan.belligerents.items()}
        sides |= {state: frozenset(open_sides) for state, open_sides in plan.joiners.items()}
        days = tuple(day for day, name, _ in occasions[: last + 1] if name == key)
        chooses = {*plan.joiners} if plan.began else {plan.aggressor, *plan.joiners}
        if days:
            yield PossibleWar(key, days, sides, frozenset(chooses))


def _signing(crisis: Crisis) -> Iterator[str]:
    """Yield the suitors whose text can be ready, and signed, in time."""
    clock, ends = clock_of(crisis), ends_on(crisis)
    under_way = any(plan.began for plan in crisis.war_plans.values())
    steps = clock.step_of(ends) if under_way else clock.steps
    moved = {path for event in crisis.events.values() for path in event.effects}
    for state in crisis.states.values():
        moved = moved.union(*(hand.changes for hand in state.types.values()))
    for key, suitor in crisis.suitors.items():
        at_once = suitor.drafting_time.support()[0] <= 0 or f"suitors.{key}.drafting_time" in moved
        if steps > 1 or (steps == 1 and at_once):
            yield key
