"""The rules of war, of the occasions for it once something is signed, and of what follows a war or the peace."""

from __future__ import annotations

from collections.abc import Hashable

from realpolitik.crisis.schema import Side, WarPlan
from realpolitik.game.rules.aftermath import Aftermath, Ending
from realpolitik.game.rules.nodes import Act, Branch, Chance, Decision, Option
from realpolitik.game.rules.state import (
    After,
    Attack,
    Campaign,
    Contest,
    Decisions,
    Due,
    Fought,
    Held,
    Join,
    Over,
    Place,
    Rescue,
    Turned,
    Turning,
    Turns,
    Victim,
)
from realpolitik.game.rules.warfare import Battle
from realpolitik.game.rules.world import Promises, Slot, World

ATTACK_OR_HOLD = (Option(Act.ATTACK), Option(Act.HOLD))
PREVAILS, FAILS = "prevails", "fails"
Step = tuple[Place, tuple[Due, ...]]
"""The place that follows, and what comes due on the way there."""


class WarRules:
    """The rules of war of one crisis.

    Parameters
    ----------
    world : World
    war : Aftermath, optional
        By which contests and what they pay are reckoned; one of its own by default.
    """

    def __init__(self, world: World, war: Aftermath | None = None) -> None:
        self.world = world
        self.war = Aftermath(world) if war is None else war
        self.memory: dict[Hashable, object] = {}

    # --- what can happen, and what follows

    def _moves_at_war(self, place: Join | Contest | After) -> Decision | Chance:
        match place:
            case Join(_, slot, decisions):
                joiner, sides = self.joiner(slot, decisions)
                return Decision(
                    joiner, tuple(Option(Act.OUT) if s is None else Option(Act.JOIN, side=s) for s in sides)
                )
            case Contest():
                win = self.battle(place).win
                return Chance(tuple(Branch(f"{side} wins", win[side]) for side in Side))
            case Turning(state=state):
                return Decision(state, (Option(Act.TURN), Option(Act.REST)), f"{state} turns")
            case Victim(state=state):
                victims = self.war.victims(self.ending(place), state)
                options = tuple(Option(Act.CHOOSE, hostility=key) for key in victims)
                return Decision(state, options, f"{state} chooses a victim")
            case Rescue():
                return Decision(self.helper(place), (Option(Act.HELP), Option(Act.OUT)))
            case Campaign(hostility=hostility, helped=helped):
                q = self.war.success(self.ending(place), hostility, helped)
                return Chance((Branch(PREVAILS, q), Branch(FAILS, 1 - q)))

    def _decided_in_war(self, place: Attack | Join | Turning | Victim | Rescue, option: Option) -> Step:
        match place:
            case Attack(promises, slot):
                if option.kind == Act.ATTACK:
                    return self.war_begins(promises, slot), ()
                return self.occasion(promises, slot + 1), (Held(slot),)
            case Join(promises, slot, decisions):
                return self.joined(promises, slot, (*decisions, option.side)), ()
            case Turning(promises, slot, decisions, winner, made, state):
                ending, chosen = self.ending(place), None
                if option.kind == Act.TURN:
                    victims = self.war.victims(ending, state)
                    if len(victims) > 1:
                        return Victim(promises, slot, decisions, winner, made, state), ()
                    chosen = victims[0]
                return self._next_turner(ending, (*made, (state, chosen))), ()
            case Victim(made=made, state=state):
                return self._next_turner(self.ending(place), (*made, (state, option.hostility))), ()
            case Rescue(made=made, hostility=hostility, helped=helped):
                helps = option.kind == Act.HELP
                return self._campaign(self.ending(place), made, hostility, (*helped, helps)), ()

    def _befell_in_war(self, place: Contest | Campaign, key: str) -> Step:
        match place:
            case Contest(promises, slot, decisions):
                winner = next(side for side in Side if key == f"{side} wins")
                ending = Ending(promises, self.slot(slot), decisions, winner)
                return self._next_turner(ending, ()), (Fought(promises, slot, decisions, winner),)
            case Campaign(promises, slot, decisions, winner, made, hostility, helped):
                due = Turned(promises, slot, decisions, winner, hostility, helped, key == PREVAILS)
                return self._next_campaign(self.ending(place), made, hostility), (due,)

    # --- the order of places

    def occasion(self, promises: Promises, number: int) -> Place:
        """Return where an occasion after the bazaar is asked; after the last there is peace."""
        if number >= len(self.world.slots):
            return self.peace(promises)
        return self.war_begins(promises, number) if self.plan(number).began else Attack(promises, number)

    def peace(self, promises: Promises) -> Place:
        """Return where those stand who may turn though there was no war."""
        return self._next_turner(Ending(promises, self.world.close, (), None), ())

    def war_begins(self, promises: Promises, number: int) -> Place:
        """Return where a war begins: with the first joiner, or at once with the contest."""
        return self.joined(promises, number, ())

    def joined(self, promises: Promises, number: int, decisions: Decisions) -> Place:
        """Return where a war stands when some joiners have decided."""
        waiting = len(decisions) < len(self.plan(number).joiners)
        return Join(promises, number, decisions) if waiting else Contest(promises, number, decisions)

    def _next_turner(self, ending: Ending, made: Turns) -> Place:
        """Return where the next state that may turn stands; after the last the campaigns begin."""
        able = [state for state in self.war.turners if self.war.victims(ending, state)]
        if len(made) < len(able):
            promises, slot, decisions, winner = ending
            return Turning(promises, slot.number, decisions, winner, made, able[len(made)])
        return self._next_campaign(ending, made, None)

    def _next_campaign(self, ending: Ending, made: Turns, after: str | None) -> Place:
        """Return where the next campaign stands, a victim being fought over once, by the first that turned on it."""
        first: dict[str, str] = {}
        for _, chosen in made:
            if chosen is not None:
                first.setdefault(self.world.crisis.hostilities[chosen].toward, chosen)
        order = list(first.values())
        rest = order[0 if after is None else order.index(after) + 1 :]
        return self._campaign(ending, made, rest[0], ()) if rest else Over()

    def _campaign(self, ending: Ending, made: Turns, hostility: str, helped: tuple[bool, ...]) -> Place:
        """Return where a campaign stands: with the next state that may help the victim, or with chance."""
        promises, slot, decisions, winner = ending
        waiting = len(helped) < len(self.war.helpers(ending, hostility))
        kind = Rescue if waiting else Campaign
        return kind(promises, slot.number, decisions, winner, made, hostility, helped)

    # --- in war and peace

    def slot(self, number: int) -> Slot:
        """Return the occasion of a number; after the last, the close of the window."""
        return self.world.slots[number] if number < len(self.world.slots) else self.world.close

    def plan(self, number: int) -> WarPlan:
        """Return the war plan of an occasion."""
        return self.world.crisis.war_plans[self.slot(number).plan]

    def aggressor(self, number: int) -> str:
        """Return who chooses at an occasion."""
        return self.plan(number).aggressor

    def joiner(self, number: int, decisions: Decisions) -> tuple[str, tuple[Side | None, ...]]:
        """Return who decides next in a war, and what it can choose: the sides open to it, or to stay out (None)."""
        joiner, sides = list(self.plan(number).joiners.items())[len(decisions)]
        return joiner, (*sides, None)

    def helper(self, place: Rescue) -> str:
        """Return who decides whether to help."""
        return self.war.helpers(self.ending(place), place.hostility)[len(place.helped)]

    def battle(self, place: Contest | Fought) -> Battle:
        """Return the war in which everybody has decided."""
        return self.war.battle(place.promises, self.slot(place.slot), place.decisions)

    def ending(self, place: After | Turned) -> Ending:
        """Return the war that has ended, or the peace."""
        return Ending(place.promises, self.slot(place.slot), place.decisions, place.winner)
