"""The war's tree solved backwards, joiner by joiner, and the occasions on which an aggressor chooses it."""

from __future__ import annotations

from realpolitik.crisis.schema import Side
from realpolitik.game.rules.state import Decisions
from realpolitik.game.rules.warfare import Warfare
from realpolitik.game.rules.world import Ledger, Payoffs, Promises, Slot, logit, mix, plus, remembered


class War(Warfare):
    """What wars and occasions are worth, all choosing by logit, as one world has them."""

    @remembered
    def war_ledger(self, promises: Promises, slot: Slot, decisions: Decisions = ()) -> Ledger:
        """Return the expected terms of a war, the joiners so far having decided."""
        plan = self.world.crisis.war_plans[slot.plan]
        if len(decisions) == len(plan.joiners):
            battle = self.battle(promises, slot, decisions)
            outcomes = mix((battle.win[side], self.aftermath(battle, side)) for side in Side)
            return plus(self.war_terms(battle), self.deliveries(battle), outcomes)
        chances = self.joining(promises, slot, decisions)
        return mix((q, self.war_ledger(promises, slot, (*decisions, side))) for side, q in chances.items())

    def war_value(self, promises: Promises, slot: Slot, decisions: Decisions = ()) -> Payoffs:
        """Return everybody's expected payoff of a war."""
        return self.world.total(self.war_ledger(promises, slot, decisions))

    @remembered
    def joining(self, promises: Promises, slot: Slot, decisions: Decisions) -> dict[Side | None, float]:
        """Return the next joiner's chances of each side and of staying out (None).

        A joiner that is no party to a secret clause decides as in the war without it.
        """
        joiner, open_sides = list(self.world.crisis.war_plans[slot.plan].joiners.items())[len(decisions)]
        seen = self.world.seen_by(joiner, promises)
        if seen != promises:
            return self.joining(seen, slot, decisions)
        options: list[Side | None] = [*open_sides, None]
        worth = {side: self.war_value(promises, slot, (*decisions, side))[joiner] for side in options}
        return logit(worth, self.world.precision)

    # --- the occasions

    @remembered
    def attack_chance(self, promises: Promises, number: int) -> float:
        """Return the chance of an attack at an occasion after the bazaar: War(a, o) against Q(a, o+1) - holding."""
        slot = self.world.slots[number]
        aggressor = self.world.crisis.war_plans[slot.plan].aggressor
        seen = self.world.seen_by(aggressor, promises)
        if seen != promises:
            return self.attack_chance(seen, number)
        hold = self.world.total(plus(self.peace_ledger(promises, number + 1), self.world.holding(slot)))
        attack = self.war_value(promises, slot)
        return logit({"attack": attack[aggressor], "hold": hold[aggressor]}, self.world.precision)["attack"]

    @remembered
    def peace_ledger(self, promises: Promises, number: int) -> Ledger:
        """Return the terms of Q(a, o); nothing after the last occasion."""
        if number >= len(self.world.slots):
            return {}
        slot = self.world.slots[number]
        attack = self.attack_chance(promises, number)
        hold = plus(self.peace_ledger(promises, number + 1), self.world.holding(slot))
        return mix([(attack, self.war_ledger(promises, slot)), (1 - attack, hold)])

    def peace_value(self, promises: Promises, number: int) -> Payoffs:
        """Return Q(a, o) for everybody."""
        return self.world.total(self.peace_ledger(promises, number))
