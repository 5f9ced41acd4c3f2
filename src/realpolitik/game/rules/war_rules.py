"""The rules of war, and of the occasions for it once something is signed."""

from __future__ import annotations

from collections.abc import Hashable

from realpolitik.crisis.schema import Side, WarPlan
from realpolitik.game.rules.nodes import Act, Branch, Chance, Decision, Option
from realpolitik.game.rules.state import (
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
    Revenge,
    Turned,
)
from realpolitik.game.rules.warfare import Battle, Turn, Warfare
from realpolitik.game.rules.world import Promises, Slot, World, remembered

ATTACK_OR_HOLD = (Option(Act.ATTACK), Option(Act.HOLD))
PREVAILS = "prevails"
Step = tuple[Place, tuple[Due, ...]]
"""The place that follows, and what comes due on the way there."""


class WarRules:
    """The rules of war of one crisis.

    Parameters
    ----------
    world : World
    war : Warfare, optional
        By which contests and what they pay are reckoned; one of its own by default.
    """

    def __init__(self, world: World, war: Warfare | None = None) -> None:
        self.world = world
        self.war = Warfare(world) if war is None else war
        self.memory: dict[Hashable, object] = {}

    # --- what can happen, and what follows

    def _moves_at_war(self, place: Join | Contest | Revenge | Campaign) -> Decision | Chance:
        match place:
            case Join(_, slot, decisions):
                joiner, sides = self.joiner(slot, decisions)
                return Decision(
                    joiner, tuple(Option(Act.OUT) if s is None else Option(Act.JOIN, side=s) for s in sides)
                )
            case Contest():
                win = self.battle(place).win
                return Chance(tuple(Branch(f"{side} wins", win[side]) for side in Side))
            case Revenge():
                return Decision(self.turn(place).by, (Option(Act.TURN), Option(Act.REST)))
            case Campaign():
                q = self.turn(place).success
                return Chance((Branch(PREVAILS, q), Branch("fails", 1 - q)))

    def _decided_in_war(self, place: Attack | Join | Revenge, option: Option) -> Step:
        match place:
            case Attack(promises, slot):
                if option.kind == Act.ATTACK:
                    return self.war_begins(promises, slot), ()
                return self.occasion(promises, slot + 1), (Held(slot),)
            case Join(promises, slot, decisions):
                return self.joined(promises, slot, (*decisions, option.side)), ()
            case Revenge(promises, slot, decisions, winner, hostility, struck):
                if option.kind == Act.TURN:
                    return Campaign(promises, slot, decisions, winner, hostility, struck), ()
                return self._next_turn(place, winner, hostility, struck), ()

    def _befell_in_war(self, place: Contest | Campaign, key: str) -> Step:
        match place:
            case Contest(promises, slot, decisions):
                winner = next(side for side in Side if key == f"{side} wins")
                fought = Fought(promises, slot, decisions, winner)
                return self._next_turn(place, winner, None, frozenset()), (fought,)
            case Campaign(promises, slot, decisions, winner, hostility, struck):
                toward, prevails = self.turn(place).toward, key == PREVAILS
                due = Turned(promises, slot, decisions, winner, hostility, prevails, prevails and toward not in struck)
                struck = struck | {toward} if prevails else struck
                return self._next_turn(place, winner, hostility, struck), (due,)

    # --- the order of places

    def occasion(self, promises: Promises, number: int) -> Place:
        """Return where an occasion after the bazaar is asked; after the last the game is over."""
        return Attack(promises, number) if number < len(self.world.slots) else Over()

    def war_begins(self, promises: Promises, number: int) -> Place:
        """Return where a war begins: with the first joiner, or at once with the contest."""
        return self.joined(promises, number, ())

    def joined(self, promises: Promises, number: int, decisions: Decisions) -> Place:
        """Return where a war stands when some joiners have decided."""
        waiting = len(decisions) < len(self.plan(number).joiners)
        return Join(promises, number, decisions) if waiting else Contest(promises, number, decisions)

    def _next_turn(
        self, place: Contest | Revenge | Campaign, winner: Side, after: str | None, struck: frozenset[str]
    ) -> Place:
        """Return where the victors' next hostility stands; after the last the game is over."""
        promises, slot, decisions = place.promises, place.slot, place.decisions
        order = [turn.hostility for turn in self.turns(promises, slot, decisions, winner)]
        rest = order[0 if after is None else order.index(after) + 1 :]
        return Revenge(promises, slot, decisions, winner, rest[0], struck) if rest else Over()

    # --- in war and peace

    def slot(self, number: int) -> Slot:
        """Return the occasion of a number."""
        return self.world.slots[number]

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

    def battle(self, place: Contest | Revenge | Campaign | Fought | Turned) -> Battle:
        """Return the war in which everybody has decided."""
        return self.war.battle(place.promises, self.slot(place.slot), place.decisions)

    def turn(self, place: Revenge | Campaign | Turned) -> Turn:
        """Return a hostility in the aftermath of an outcome."""
        slot = self.slot(place.slot)
        return self.war.turn(place.promises, slot, place.decisions, place.winner, place.hostility)

    @remembered
    def turns(self, promises: Promises, number: int, decisions: Decisions, winner: Side) -> list[Turn]:
        """Return every hostility of a victor toward another standing state, in the order of the file."""
        return list(self.war.turns(self.war.battle(promises, self.slot(number), decisions), winner))
