"""What a war, or the peace, leads to: who may turn on whom, who may come to the victim's help, and what each of it pays.

Nobody chooses here; how those who may turn, and those who may help, come to decide is said elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import NamedTuple

from realpolitik.crisis.schema import Side
from realpolitik.crisis.treaty import Clause
from realpolitik.crisis.turners import turners_of
from realpolitik.game.rules.state import Decisions
from realpolitik.game.rules.warfare import Battle, Warfare
from realpolitik.game.rules.world import UNEXPLAINED, Ledger, Promises, Slot, plus, remembered

Helped = tuple[bool, ...]
"""What the states that may help a victim have decided so far, in order."""


class Ending(NamedTuple):
    """A war that somebody has won, or the peace, which nobody wins."""

    promises: Promises
    slot: Slot
    decisions: Decisions
    winner: Side | None


class Aftermath(Warfare):
    r"""Turning, help and what they pay, $\tau$ months after an attack or the close of the window."""

    def battle_of(self, ending: Ending) -> Battle:
        """Return the war that has ended."""
        return self.battle(ending.promises, ending.slot, ending.decisions)

    # --- who may turn, and who may help

    @cached_property
    def turners(self) -> tuple[str, ...]:
        """The states with a hostility, in the order in which the file first names one of theirs: a victim is the first one's."""
        return turners_of(self.world.crisis.hostilities)

    @remembered
    def victims(self, ending: Ending, w: str) -> tuple[str, ...]:
        """Return the hostilities by which a state may turn: it stands, and so does the victim.

        In peace no aggressor of a plan is asked about its target: the plan was its occasion.
        """
        battle, winner, crisis = self.battle_of(ending), ending.winner, self.world.crisis
        planned = {(plan.aggressor, plan.target) for plan in crisis.war_plans.values()} if winner is None else set()
        return tuple(
            key
            for key, hostility in crisis.hostilities.items()
            if hostility.by == w
            and battle.stands(w, winner)
            and battle.stands(hostility.toward, winner)
            and (w, hostility.toward) not in planned
        )

    def before(self, ending: Ending, hostility: str) -> list[str]:
        """Return the hostilities toward the same victim of the states that come first."""
        record = self.world.crisis.hostilities[hostility]
        earlier = self.turners[: self.turners.index(record.by)]
        return [
            key
            for v in earlier
            for key in self.victims(ending, v)
            if self.world.crisis.hostilities[key].toward == record.toward
        ]

    @remembered
    def helpers(self, ending: Ending, hostility: str) -> tuple[str, ...]:
        """Return the listed states that may help the victim: those that stand, and fought neither against it nor its attacker."""
        record, battle = self.world.crisis.hostilities[hostility], self.battle_of(ending)
        sides = battle.sides
        return tuple(
            i
            for i in record.helpers
            if battle.stands(i, ending.winner)
            and not any(i in sides and y in sides and sides[i] != sides[y] for y in (record.by, record.toward))
        )

    # --- strengths

    @remembered
    def strength_after(self, ending: Ending, i: str) -> float:
        r"""Return what a war leaves of a state's later strength, its conquests counted.

        $e'_i = e_i(t+\tau)(1 - \alpha_i n_i)(1 - x_i) + \gamma_i (s_i / S_{own}) \sum_l c_l(t) x_l$, as it fought, lost or won.
        """
        battle, day = self.battle_of(ending), ending.slot.day
        later = self.world.after(day, self.world.lag)
        left = self.world.of_state(i, "capability", later) * self.world.of_state(i, "readiness", later)
        if i not in battle.sides:
            return left
        left *= 1 - self.world.of_state(i, "attrition", day) * battle.share_against(i)
        if battle.lost(i, ending.winner):
            return left * (1 - battle.exposure[i])
        side = battle.sides[i]
        won = sum(
            self.world.of_state(loser, "capability", day) * battle.exposure[loser]
            for loser in battle.sides
            if battle.lost(loser, ending.winner)
        )
        share = battle.strength[i] / battle.total[side] if battle.total[side] > 0 else 0.0
        return left + self.world.of_state(i, "conquest", day) * share * won

    def unfinished(self, ending: Ending, w: str, j: str) -> float:
        r"""Return $\theta_w$: the part of what a state and its side can bring that its standing enemies other than $j$ hold down.

        $\sum_E \pi_l e'_l / (\sum_E \pi_l e'_l + \sum_U \pi_u e'_u)$ over the enemies $E$ and $w$'s own side $U$, with their reach
        in the plan; nothing for a state that did not fight.
        """
        battle = self.battle_of(ending)
        if w not in battle.sides:
            return 0.0
        brought = {
            i: self.reach(ending.promises, ending.slot, i) * self.strength_after(ending, i)
            for i in battle.sides
            if i != j or battle.sides[i] == battle.sides[w]
        }
        enemies = sum(amount for i, amount in brought.items() if battle.sides[i] != battle.sides[w])
        both = sum(brought.values())
        return enemies / both if both > 0 else 0.0

    @remembered
    def forces(self, ending: Ending, hostility: str, helped: Helped) -> tuple[float, float]:
        r"""Return the forces of a state that turns and of its victim, with $Y$ those who help.

        $a = \pi_{wj} e'_w (1 - \theta_w)$, $b = e'_j (1 + \sum_s b_{js} h_{js}) + \sum_Y \pi_l e'_l$
        """
        record, battle, day = self.world.crisis.hostilities[hostility], self.battle_of(ending), ending.slot.day
        w, j = record.by, record.toward
        reach = self.world.number(f"hostilities.{hostility}.reach", day)
        a = reach * self.strength_after(ending, w) * (1 - self.unfinished(ending, w, j))
        help_ = sum(
            self.help_reach(hostility, i, day) * self.strength_after(ending, i)
            for i, helps in zip(self.helpers(ending, hostility), helped, strict=True)
            if helps
        )
        return a, self.strength_after(ending, j) * self.depth(battle, ending.winner, j) + help_

    def help_reach(self, hostility: str, helper: str, day: date) -> float:
        r"""Return $\pi_l$, the share of its strength that a helper can bring."""
        return self.world.number(f"hostilities.{hostility}.helpers.{helper}", day)

    def success(self, ending: Ending, hostility: str, helped: Helped) -> float:
        """Return the chance q that a state that turns prevails, given who helps the victim."""
        return self.world.contest(*self.forces(ending, hostility, helped))

    # --- promises

    def breach_of_turning(self, ending: Ending, hostility: str) -> float:
        """Return what turning costs a state by the word that it breaks, undiscounted."""
        record = self.world.crisis.hostilities[hostility]
        broken = self._binding(ending, lambda clause: self.broken_by_turning(clause, record.by, record.toward))
        betrayed = [path for path in broken if self.world.clause(path).kind.calls_to_fight]
        return self.penalty(record.by, broken, betrayed, ending.slot)

    def breach_of_helping(self, ending: Ending, hostility: str, helper: str) -> float:
        """Return what a helper loses by fighting a state to which it promised not to."""
        record = self.world.crisis.hostilities[hostility]
        broken = self._binding(ending, lambda clause: clause.broken_by_helping(helper, record.by, record.toward))
        return self.penalty(helper, broken, [], ending.slot)

    def breach_of_standing_by(self, ending: Ending, hostility: str, helped: Helped, helper: str) -> float:
        """Return what a state loses that was pledged to the victim and does not help it."""
        record = self.world.crisis.hostilities[hostility]
        beside = {i for i, helps in zip(self.helpers(ending, hostility), helped, strict=False) if helps}
        broken = self._binding(
            ending, lambda clause: clause.broken_by_standing_by(helper, record.by, record.toward, beside)
        )
        return self.penalty(helper, broken, [], ending.slot)

    def _binding(self, ending: Ending, breaks: Callable[[Clause], bool]) -> list[str]:
        in_force = self.world.in_force(ending.promises, ending.slot.day)
        return [path for path in in_force if breaks(self.world.clause(path))]

    # --- what it pays

    @remembered
    def campaign_terms(self, ending: Ending, hostility: str, helped: Helped, success: float) -> Ledger:
        r"""Return what it pays that a state has turned, came first, these helped, and it prevails with a chance.

        $w$: $q g'_{wj} - k_w (1 - q) - \text{breach}_{wj}$ with $g'_{wj} = (1 - x_j \text{ if it lost}) G_{wj}$, and what is
        unexplained; $j$: $-q (1 - x_j \text{ if it lost})(k_j + \max(0, 1 - \sum_s w_{js}))$ over its stakes that are given away;
        a helper $-k_l \pi_l a / (a + b) - \pi_l q - \text{breach}$, and what is unexplained; who stands by, $-\text{breach}$.
        """
        record, battle, slot = self.world.crisis.hostilities[hostility], self.battle_of(ending), ending.slot
        w, j, winner, day, q = record.by, record.toward, ending.winner, slot.day, success
        left = battle.still_has(j, winner)
        gain = left * self.gain_at_stake(battle, winner, hostility)
        cost = self.world.of_state(w, "war_cost", day)
        ledger: Ledger = {
            (w, "aftermath"): q * gain - cost * (1 - q) - self.breach_of_turning(ending, hostility),
            (w, UNEXPLAINED): self.world.doubt(f"turn.{hostility}"),
        }
        remains = max(0.0, 1 - self.given_away(battle, winner, j, j))
        ledger = plus(ledger, {(j, "aftermath"): -q * left * (self.world.of_state(j, "war_cost", day) + remains)})
        a, b = self.forces(ending, hostility, helped)
        share = a / (a + b) if a + b > 0 else 0.5
        for rank, (i, helps) in enumerate(zip(self.helpers(ending, hostility), helped, strict=True)):
            if helps:
                reach = self.help_reach(hostility, i, day)
                paid = reach * (self.world.of_state(i, "war_cost", day) * share + q)
                paid += self.breach_of_helping(ending, hostility, i)
                ledger = plus(ledger, {(i, UNEXPLAINED): self.world.doubt(f"help.{hostility}.{i}")})
            else:
                paid = self.breach_of_standing_by(ending, hostility, helped[:rank], i)
            ledger = plus(ledger, {(i, "aftermath"): -paid})
        return self.dated(ledger, slot.months + self.world.lag)
