"""The war's tree solved backwards, joiner by joiner, the occasions on which an aggressor chooses it, and what follows."""

from __future__ import annotations

from realpolitik.crisis.schema import Side
from realpolitik.game.rules.aftermath import Aftermath, Ending, Helped
from realpolitik.game.rules.state import Decisions
from realpolitik.game.rules.world import Ledger, Payoffs, Promises, Slot, logit, mix, plus, remembered


class War(Aftermath):
    """What wars and occasions are worth, all choosing by logit, as one world has them."""

    @remembered
    def war_ledger(self, promises: Promises, slot: Slot, decisions: Decisions = ()) -> Ledger:
        """Return the expected terms of a war, the joiners so far having decided."""
        if len(decisions) == len(self.world.crisis.war_plans[slot.plan].joiners):
            battle = self.battle(promises, slot, decisions)
            outcomes = mix((battle.win[side], self.aftermath(Ending(promises, slot, decisions, side))) for side in Side)
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
        plan = self.world.crisis.war_plans[slot.plan]
        if plan.began is not None:
            return 1.0
        aggressor = plan.aggressor
        seen = self.world.seen_by(aggressor, promises)
        if seen != promises:
            return self.attack_chance(seen, number)
        hold = self.world.total(plus(self.peace_ledger(promises, number + 1), self.world.holding(slot)))
        attack = self.war_value(promises, slot)
        return logit({"attack": attack[aggressor], "hold": hold[aggressor]}, self.world.precision)["attack"]

    @remembered
    def peace_ledger(self, promises: Promises, number: int) -> Ledger:
        """Return the terms of Q(a, o); after the last occasion those of Peace(a)."""
        if number >= len(self.world.slots):
            return self.aftermath(Ending(promises, self.world.close, (), None))
        slot = self.world.slots[number]
        attack = self.attack_chance(promises, number)
        hold = plus(self.peace_ledger(promises, number + 1), self.world.holding(slot))
        return mix([(attack, self.war_ledger(promises, slot)), (1 - attack, hold)])

    def peace_value(self, promises: Promises, number: int) -> Payoffs:
        """Return Q(a, o) for everybody."""
        return self.world.total(self.peace_ledger(promises, number))

    # --- what follows a war, or the peace

    @remembered
    def aftermath(self, ending: Ending) -> Ledger:
        r"""Return the terms of what follows: $\sum_w \sum_j a_{wj} z_{wj}$ times what it pays that $w$ turns on $j$."""
        return mix(
            (self.comes_first(ending, key) * chance, self.campaign(ending, key))
            for w in self.turners
            for key, chance in self.turning(ending, w).items()
            if key is not None
        )

    @remembered
    def turning(self, ending: Ending, w: str) -> dict[str | None, float]:
        r"""Return the chances of the hostilities by which a state turns, and of rest (None).

        $\zeta_w$ is the logit of $a_{wj} u_{wj}$ over victims, and $z_w$ that of $\sum_j \zeta_{wj} a_{wj} u_{wj}$ against 0.
        """
        worth = {
            key: self.comes_first(ending, key) * self.world.total(self.campaign(ending, key))[w]
            for key in self.victims(ending, w)
        }
        if not worth:
            return {None: 1.0}
        whom = logit(worth, self.world.precision)
        turn = logit({"turn": sum(whom[key] * worth[key] for key in worth), "rest": 0.0}, self.world.precision)
        return {**{key: turn["turn"] * share for key, share in whom.items()}, None: turn["rest"]}

    def comes_first(self, ending: Ending, hostility: str) -> float:
        r"""Return $a_{wj} = \prod_v (1 - z_{vj})$ over the states $v$ that come before."""
        first = 1.0
        for key in self.before(ending, hostility):
            first *= 1 - self.turning(ending, self.world.crisis.hostilities[key].by)[key]
        return first

    @remembered
    def campaign(self, ending: Ending, hostility: str, helped: Helped = ()) -> Ledger:
        """Return what it pays that a state has turned and came first, these having decided whether to help its victim."""
        if len(helped) == len(self.helpers(ending, hostility)):
            success = self.success(ending, hostility, helped)
            return self.campaign_terms(ending, hostility, helped, success)
        helps = self.helping(ending, hostility, helped)
        return mix(
            [
                (helps, self.campaign(ending, hostility, (*helped, True))),
                (1 - helps, self.campaign(ending, hostility, (*helped, False))),
            ]
        )

    @remembered
    def helping(self, ending: Ending, hostility: str, helped: Helped) -> float:
        """Return the chance that the next state that may help the victim does."""
        helper = self.helpers(ending, hostility)[len(helped)]
        worth = {
            helps: self.world.total(self.campaign(ending, hostility, (*helped, helps)))[helper]
            for helps in (True, False)
        }
        return logit(worth, self.world.precision)[True]
