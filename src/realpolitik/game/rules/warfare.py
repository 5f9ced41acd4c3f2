"""A war in which everybody has decided: who stands where, who wins, what it costs and brings, and what it breaks."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from realpolitik.crisis.schema import Side
from realpolitik.crisis.treaty import Clause, Delivery, Kind, Trigger
from realpolitik.game.rules.state import Decisions
from realpolitik.game.rules.world import (
    UNEXPLAINED,
    Ledger,
    Promises,
    Slot,
    World,
    mix,
    plus,
    remembered,
)


@dataclass(frozen=True)
class Battle:
    """A war in which everybody has decided; one in which nobody stands on any side is peace."""

    promises: Promises
    slot: Slot
    decisions: Decisions
    sides: dict[str, Side]
    strength: dict[str, float]
    exposure: dict[str, float]
    total: dict[Side, float]
    win: dict[Side, float]

    def share_against(self, state: str) -> float:
        r"""Return $n_i = S_{\text{other side}} / (S_A + S_D)$; one half if nobody has any strength."""
        both = self.total[Side.ATTACKER] + self.total[Side.DEFENDER]
        return self.total[self.sides[state].other] / both if both > 0 else 0.5

    def lost(self, state: str, winner: Side | None) -> bool:
        """Whether a state fought and lost."""
        return state in self.sides and self.sides[state] != winner

    def stands(self, state: str, winner: Side | None) -> bool:
        """Whether a state still stands: a loser with exposure 1 does not."""
        return not (self.lost(state, winner) and self.exposure[state] >= 1)

    def still_has(self, state: str, winner: Side | None) -> float:
        """Return 1, less the exposure of a state that lost."""
        return 1 - self.exposure[state] if self.lost(state, winner) else 1.0


class Warfare:
    """Contests and promises of wars, as one world has them; how the joiners come to decide is not said here."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.memory: dict[Hashable, object] = {}

    # --- the contest

    def sides(self, slot: Slot, decisions: Decisions) -> dict[str, Side]:
        """Return the belligerents with their sides."""
        if not slot.plan:
            return {}
        plan = self.world.crisis.war_plans[slot.plan]
        sides = {plan.aggressor: Side.ATTACKER, plan.target: Side.DEFENDER, **plan.belligerents}
        for joiner, side in zip(plan.joiners, decisions, strict=False):
            if side is not None:
                sides[joiner] = side
        return sides

    def plain_reach(self, slot: Slot, state: str) -> float:
        r"""Return $\pi_i$ without transit: as given; 1 for aggressor and target otherwise."""
        plan = self.world.crisis.war_plans[slot.plan]
        if state in {plan.aggressor, plan.target} and state not in plan.reach:
            return 1.0
        return self.world.number(f"war_plans.{slot.plan}.reach.{state}", slot.day)

    def reach(self, promises: Promises, slot: Slot, state: str) -> float:
        r"""Return $\pi_i + (\pi_i^{\text{transit}} - \pi_i) \max \text{passage}$."""
        plan = self.world.crisis.war_plans[slot.plan]
        plain = self.plain_reach(slot, state)
        if state not in plan.reach_with_transit:
            return plain
        passages = [0.0]
        for path in self.world.in_force(promises, slot.day):
            clause = self.world.clause(path)
            if clause.kind == Kind.TRANSIT and state in clause.beneficiaries and clause.theatre in {None, plan.theatre}:
                passages.append(1.0 if clause.passage is None else self.world.number(f"{path}.passage", slot.day))
        moved = self.world.number(f"war_plans.{slot.plan}.reach_with_transit.{state}", slot.day)
        return plain + (moved - plain) * max(passages)

    def exposure(self, slot: Slot, state: str) -> float:
        """Return $x_i$: as given; 1 for aggressor and target, reach without transit for others."""
        plan = self.world.crisis.war_plans[slot.plan]
        if state in plan.exposure:
            return self.world.number(f"war_plans.{slot.plan}.exposure.{state}", slot.day)
        return 1.0 if state in {plan.aggressor, plan.target} else self.plain_reach(slot, state)

    def coordination(self, promises: Promises, slot: Slot, sides: dict[str, Side], state: str) -> float:
        """Return $g_i$: the largest of the conventions that bind a state and another of its side."""
        gains = [0.0]
        for path in self.world.in_force(promises, slot.day):
            clause = self.world.clause(path)
            parties = {*clause.obligors, *clause.beneficiaries}
            if clause.kind != Kind.CONVENTION or state not in parties:
                continue
            if any(sides.get(other) == sides[state] for other in parties - {state}):
                given = "constants.coordination" if clause.coordination is None else f"{path}.coordination"
                gains.append(self.world.number(given, slot.day))
        return max(gains)

    @remembered
    def battle(self, promises: Promises, slot: Slot, decisions: Decisions) -> Battle:
        r"""Return the contest of sides with everybody decided.

        $s_i = e_i \pi_i (1 + g_i)$, $S_X = \sum_{i \in X} s_i$, $p = S_A^m / (S_A^m + S_D^m)$
        """
        sides = self.sides(slot, decisions)
        strength = {}
        for i in sides:
            e = self.world.of_state(i, "capability", slot.day) * self.world.of_state(i, "readiness", slot.day)
            gain = self.coordination(promises, slot, sides, i)
            strength[i] = e * self.reach(promises, slot, i) * (1 + gain)
        total = {side: sum(strength[i] for i in sides if sides[i] == side) for side in Side}
        p = self.world.contest(total[Side.ATTACKER], total[Side.DEFENDER])
        return Battle(
            promises=promises,
            slot=slot,
            decisions=decisions,
            sides=sides,
            strength=strength,
            exposure={i: self.exposure(slot, i) for i in sides},
            total=total,
            win={Side.ATTACKER: p, Side.DEFENDER: 1 - p},
        )

    # --- promises

    def broken(self, clause: Clause, battle: Battle, obligor: str) -> bool:
        """Whether an obligor broke a clause toward any of its beneficiaries."""
        return any(self._broken_toward(clause, battle, obligor, y) for y in clause.beneficiaries)

    def betrayed(self, clause: Clause, battle: Battle, obligor: str) -> bool:
        """Whether an obligor broke a pledge to fight for a beneficiary by fighting against it."""
        pledge = clause.kind in {Kind.DEFENSE, Kind.GUARANTEE, Kind.CONVENTION, Kind.OFFENSE}
        return pledge and any(
            self._broken_toward(clause, battle, obligor, y)
            for y in clause.beneficiaries
            if y in battle.sides and battle.sides.get(obligor) == battle.sides[y].other
        )

    def broken_by_turning(self, clause: Clause, w: str, j: str) -> bool:
        """Whether turning on a state breaks a clause.

        It breaks one's word not to attack it, one's pledges to it, and what left it a stake, or took a stake from it.
        """
        if w not in clause.obligors:
            return False
        if clause.kind.hands_over_a_stake and clause.stake is not None:
            return j in {clause.beneficiaries[0], self.world.crisis.stakes[clause.stake].holder}
        return j in clause.beneficiaries and (clause.kind == Kind.NONAGGRESSION or clause.kind.calls_to_fight)

    def _broken_toward(self, clause: Clause, battle: Battle, obligor: str, y: str) -> bool:
        sides = battle.sides
        if y not in sides:
            return False
        if clause.against and all(sides.get(other) != sides[y].other for other in clause.against):
            return False
        if clause.contingent_on is not None and sides.get(clause.contingent_on) != sides[y]:
            return False
        beside = sides.get(obligor) == sides[y]
        if clause.kind.calls_to_defend:
            target = self.world.crisis.war_plans[battle.slot.plan].target
            called = y == target if clause.trigger == Trigger.ATTACKED else sides[y] == Side.DEFENDER
            return called and not beside
        if clause.kind == Kind.OFFENSE:
            return not beside
        if clause.kind.forbids_fighting:
            return sides.get(obligor) == sides[y].other
        return False

    def penalty(self, state: str, broken: list[str], betrayed: list[str], slot: Slot) -> float:
        r"""Return $\rho_i \bigl[(1 - \prod (1 - \omega)) + (1 - \prod (1 - \omega))\bigr]$ over the broken, then the betrayed."""
        lost = sum(
            1 - math.prod(1 - self.world.weight(path, slot.day) for path in paths) for paths in (broken, betrayed)
        )
        return self.world.of_state(state, "reputation", slot.day) * lost

    def breach(self, battle: Battle, state: str) -> float:
        """Return what a state's broken word costs it, undiscounted."""
        in_force = [(path, self.world.clause(path)) for path in self.world.in_force(battle.promises, battle.slot.day)]
        own = [(path, clause) for path, clause in in_force if state in clause.obligors]
        broken = [path for path, clause in own if self.broken(clause, battle, state)]
        betrayed = [path for path, clause in own if self.betrayed(clause, battle, state)]
        return self.penalty(state, broken, betrayed, battle.slot)

    # --- stakes and transfers

    def delivered(self, path: str, battle: Battle, winner: Side | None) -> bool:
        """Whether a clause of the bundle is delivered in an outcome: at signature, by the war, by the victory."""
        suitor = self.world.suitor_of(path)
        if suitor is None:
            return False
        clause = self.world.clause(path)
        if winner is None:
            return clause.delivery == Delivery.SIGNATURE
        if clause.delivery == Delivery.VICTORY:
            return battle.sides.get(self.world.crisis.suitors[suitor].lead) == winner
        return clause.delivery == Delivery.SIGNATURE or not self._hindered(clause, battle)

    def _hindered(self, clause: Clause, battle: Battle) -> bool:
        """Whether some obligor fights against whoever the clause is to be delivered to."""
        recipients = clause.beneficiaries[:1] if clause.kind.hands_over_a_stake else clause.beneficiaries
        sides = battle.sides
        return any(
            o in sides and y in sides and sides[o] != sides[y] for o in clause.obligors for y in recipients if o != y
        )

    def recipients(self, battle: Battle, winner: Side | None, stake: str) -> set[str]:
        """Return the states that a stake is delivered to in an outcome; nobody if it stays with its holder."""
        found: set[str] = set()
        for path in battle.promises:
            clause = self.world.clause(path)
            if clause.kind.hands_over_a_stake and clause.stake == stake and self.delivered(path, battle, winner):
                found.update(clause.beneficiaries[:1])
        return found

    def holds(self, battle: Battle, winner: Side | None, stake: str, state: str) -> float:
        """Return $h_{js}$: 1 - f for the state that held the stake, f for the one it is delivered to."""
        recipients = self.recipients(battle, winner, stake)
        if recipients:
            return float(state in recipients)
        return float(self.world.crisis.stakes[stake].holder == state)

    def depth(self, battle: Battle, winner: Side | None, state: str) -> float:
        r"""Return $1 + \sum_s b_{js} h_{js}$: what a state's strength counts for on the defence."""
        return 1 + sum(
            self.world.number(f"stakes.{s}.buffer.{state}", battle.slot.day) * self.holds(battle, winner, s, state)
            for s, stake in self.world.crisis.stakes.items()
            if state in stake.buffer
        )

    def given_away(self, battle: Battle, winner: Side | None, holder: str, state: str) -> float:
        r"""Return $\sum_s w_{is}$: what the stakes of a holder that are delivered to anybody are worth to a state."""
        return sum(
            self.world.number(f"stakes.{key}.worth.{state}", battle.slot.day)
            for key, stake in self.world.crisis.stakes.items()
            if stake.holder == holder and state in stake.worth and self.recipients(battle, winner, key)
        )

    def deliveries(self, battle: Battle) -> Ledger:
        r"""Return the terms of clauses delivered by the war or a victory, times the chance of that.

        $\pm w_{is}$ of a stake, or the clause's worth; and what granting it costs. A holder that lost the war has lost $x_i$ of the
        stake with everything else.
        """
        ledger: Ledger = {}
        day = battle.slot.day
        for path in sorted(battle.promises):
            clause = self.world.clause(path)
            if clause.delivery == Delivery.SIGNATURE:
                continue
            holder = self.world.crisis.holder_of(clause.stake)
            for side in Side:
                if self.delivered(path, battle, side):
                    left = 1.0 if holder is None else battle.still_has(holder, side)
                    due = plus(delivery_terms(self.world, path, day, left), cost_terms(self.world, path, day))
                    ledger = plus(ledger, mix([(battle.win[side], due)]))
        return self.dated(ledger, battle.slot.months)

    def dated(self, ledger: Ledger, months: float) -> Ledger:
        """Return terms as they count, as present values some months after the opening."""
        world = self.world
        return world.counting({(i, term): amount * world.factor(i, months) for (i, term), amount in ledger.items()})

    def kept(self, battle: Battle, state: str) -> float:
        r"""Return what a state has not promised away of the prize: $\prod (1 - w_{js})$ over the target's stakes.

        Over those, j being the target, that clauses of its own deliver to somebody if the attackers win.
        """
        target, left = self.world.crisis.war_plans[battle.slot.plan].target, 1.0
        for path in sorted(battle.promises):
            clause = self.world.clause(path)
            if not clause.kind.hands_over_a_stake or clause.stake is None or state not in clause.obligors:
                continue
            stake = self.world.crisis.stakes[clause.stake]
            if stake.holder == target and target in stake.worth and self.delivered(path, battle, Side.ATTACKER):
                worth = self.world.number(f"stakes.{clause.stake}.worth.{target}", battle.slot.day)
                left *= max(0.0, 1 - worth)
        return left

    # --- the payoffs of a war

    def war_terms(self, battle: Battle) -> Ledger:
        r"""Return the terms dated at the attack.

        war_cost $-k_i x_i n_i$, defeat $-(1 - win_i) x_i$, prize $p v_i$ as far as it is kept, and spoils,
        balance $-p \beta_i$, breach, and what is unexplained of attacking, and of joining a side.
        """
        plan, day = self.world.crisis.war_plans[battle.slot.plan], battle.slot.day
        path = f"war_plans.{battle.slot.plan}"
        p = battle.win[Side.ATTACKER]
        ledger: Ledger = {}
        for i, side in battle.sides.items():
            x = battle.exposure[i]
            ledger[i, "war_cost"] = -self.world.of_state(i, "war_cost", day) * x * battle.share_against(i)
            ledger[i, "defeat"] = -(1 - battle.win[side]) * x
            if side == Side.ATTACKER and i in plan.prize:
                ledger[i, "prize"] = p * self.world.number(f"{path}.prize.{i}", day) * self.kept(battle, i)
        for i in plan.balance:
            ledger[i, "balance"] = -p * self.world.number(f"{path}.balance.{i}", day)
        ledger = plus(ledger, self.spoils(battle))
        if plan.began is None:
            ledger[plan.aggressor, "breach"] = -self.breach(battle, plan.aggressor)
            ledger[plan.aggressor, UNEXPLAINED] = self.world.doubt(f"attack.{battle.slot.plan}")
        for i in plan.joiners:
            ledger[i, "breach"] = -self.breach(battle, i)
        for i in plan.joiners:
            if i in battle.sides:
                ledger[i, UNEXPLAINED] = self.world.doubt(f"join.{battle.slot.plan}.{i}.{battle.sides[i]}")
        return self.dated(ledger, battle.slot.months)

    def spoils(self, battle: Battle) -> Ledger:
        r"""Return what the victors take of losers other than the target that they have a hostility toward.

        $w$ gets $x_j G_{wj} s_w / \sum_v s_v$ over the victors $v$ with a hostility toward the loser $j$, with $G_{wj}$ the gain
        less what is given away of it.
        """
        target = self.world.crisis.war_plans[battle.slot.plan].target
        ledger: Ledger = {}
        toward = {(h.by, h.toward): key for key, h in self.world.crisis.hostilities.items()}
        for winner, j in ((side, j) for side in Side for j in battle.sides if battle.lost(j, side) and j != target):
            claimants = [i for i in battle.sides if battle.sides[i] == winner and (i, j) in toward]
            strength = sum(battle.strength[i] for i in claimants)
            for w in claimants if strength > 0 else ():
                share = battle.win[winner] * battle.exposure[j] * battle.strength[w] / strength
                taken = share * self.gain_at_stake(battle, winner, toward[w, j])
                ledger[w, "prize"] = ledger.get((w, "prize"), 0.0) + taken
        return ledger

    def gain_at_stake(self, battle: Battle, winner: Side | None, hostility: str) -> float:
        r"""Return $G_{wj} = \max(0, g_{wj} - \sum_s w_{ws})$ over the stakes of $j$ that are delivered to anybody."""
        record = self.world.crisis.hostilities[hostility]
        gain = self.world.number(f"hostilities.{hostility}.gain", battle.slot.day)
        return max(0.0, gain - self.given_away(battle, winner, record.toward, record.by))


def cost_terms(world: World, path: str, day: date | float) -> Ledger:
    """Return what granting a clause costs, undiscounted."""
    return {(i, "concession"): -world.number(f"{path}.cost.{i}", day) for i in world.clause(path).cost}


def delivery_terms(world: World, path: str, day: date | float, left: float = 1.0) -> Ledger:
    r"""Return what delivery of a clause is worth, undiscounted: $\pm w_{is}$ of a stake, or the clause's `worth`.

    Parameters
    ----------
    left : float
        The share of all it had that the holder of the stake has still.
    """
    ledger: Ledger = {}
    clause = world.clause(path)
    if clause.kind.hands_over_a_stake and clause.stake is not None:
        stake = world.crisis.stakes[clause.stake]
        signed = [(i, 1.0) for i in clause.beneficiaries[:1]] + [(i, -left) for i in [stake.holder] if i is not None]
        for i, sign in signed:
            if i in stake.worth:
                worth = world.number(f"stakes.{clause.stake}.worth.{i}", day)
                ledger = plus(ledger, {(i, "stakes"): sign * worth})
    if clause.kind.pays:
        ledger = {(i, "transfers"): world.number(f"{path}.worth.{i}", day) for i in clause.worth}
    return ledger
