r"""What an alignment is worth to each state, at point values: the crisis's own terms, with war as a contest of capabilities.

    worth_i(a) = delivered_i - costs_i - ideology_i + security weight * (war_i - danger_i)

delivered, costs and ideology are the crisis's; what is delivered by a war, or by a victory, counts with its chance. In every
planned war, with the belligerents that promises put on its sides, e = c r, and s = e pi (1 + g),

    p = S_A^m / (S_A^m + S_D^m)       n_i = S_other / (S_A + S_D)       z = logit of the aggressor's gain against holding
    war_i = sum over plans of z ( -k_i x_i n_i - (1 - win_i) x_i + p v_i (side A) - p beta_i - breach_i (aggressor) )

and for the hostilities of others toward i for which there is no plan of war, with defenders D_i bound to i,

    q = (pi e_w)^m / ((pi e_w)^m + S_D^m)      z = logit of  q gain - k_w (1 - q) - breach_w  against 0
    danger_i = (1 + k_i) (1 - prod over w of (1 - z q))

Terms are not discounted, and no state decides anything but whether to attack. One war at most is fought. Aggressors are
asked by the day of their first occasion, and those of one day in an order left to chance, all orders alike: nothing may
hang on the order in which a file lists what it lists. Sums and products are therefore taken so that their rounding does
not hang on it either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
from scipy import special

from realpolitik.crisis.schema import Crisis, Side, WarPlan
from realpolitik.crisis.treaty import Clause, Delivery, Kind
from realpolitik.game.numbers.draws import Numbers
from realpolitik.theories.engines.graph.points import value
from realpolitik.theories.engines.graph.promises import Alignment, breach, in_force, product, sides


@dataclass(frozen=True)
class _War:
    """A planned war: the chance that it comes, the attacker's chance in it, and what it brings each state."""

    chance: float
    prevails: float
    fighting: Mapping[str, Side]
    brings: Mapping[str, float]

    def wins(self, state: str) -> float:
        """Return the chance that the state's side wins; 0 for a bystander."""
        return {Side.ATTACKER: self.prevails, Side.DEFENDER: 1 - self.prevails, None: 0.0}[self.fighting.get(state)]


class Worths:
    """What alignments are worth by the numbers of one draw.

    Parameters
    ----------
    crisis : Crisis
    numbers : Numbers
    security_weight : float
        How much danger and war count beside the rest.
    """

    def __init__(self, crisis: Crisis, numbers: Numbers, security_weight: float = 1.0) -> None:
        self.crisis = crisis
        self.numbers = numbers
        self.security_weight = security_weight
        self.opens = crisis.window.opens
        self.of = cache(self._of)
        self._wars = cache(self._wars_under)

    def _of(self, state: str, alignment: Alignment) -> float:
        """Return what an alignment is worth to a state."""
        war = math.fsum(war.chance * war.brings.get(state, 0.0) for war in self._wars(alignment))
        security = war - self._danger(state, alignment)
        return self.direct(state, alignment) - self._distance(state, alignment) + self.security_weight * security

    def of_bloc(self, suitor: str, alignment: Alignment) -> float:
        """Return what an alignment is worth to a suitor: the mean over its members, by their weights."""
        weights = {i: self._number(f"suitors.{suitor}.members.{i}") for i in self.crisis.suitors[suitor].members}
        return math.fsum(weight * self.of(i, alignment) for i, weight in weights.items()) / math.fsum(weights.values())

    def direct(self, state: str, alignment: Alignment) -> float:
        """Return what a bundle hands to a state and takes from it."""
        if alignment.suitor is None:
            return 0.0
        terms = []
        for key in alignment.bundle:
            clause = self.crisis.suitors[alignment.suitor].menu[key]
            home = f"suitors.{alignment.suitor}.menu.{key}"
            if state in clause.cost:
                terms.append(-self._number(f"{home}.cost.{state}"))
            chance = self._delivered(clause.delivery, alignment)
            if clause.kind.pays and state in clause.worth:
                terms.append(chance * self._number(f"{home}.worth.{state}"))
            if clause.kind.hands_over_a_stake and clause.stake is not None:
                terms.append(chance * self._handed_over(state, clause, clause.stake))
        return math.fsum(terms)

    def _handed_over(self, state: str, clause: Clause, name: str) -> float:
        stake = self.crisis.stakes[name]
        if state not in stake.worth:
            return 0.0
        worth = self._number(f"stakes.{name}.worth.{state}")
        return worth * ((state in clause.beneficiaries) - (state == stake.holder))

    def _delivered(self, delivery: Delivery, alignment: Alignment) -> float:
        if delivery is Delivery.SIGNATURE:
            return 1.0
        wars = self._wars(alignment)
        if delivery is Delivery.WAR or alignment.suitor is None:
            return math.fsum(war.chance for war in wars)
        lead = self.crisis.suitors[alignment.suitor].lead
        return math.fsum(war.chance * war.wins(lead) for war in wars)

    def _distance(self, state: str, alignment: Alignment) -> float:
        if alignment.suitor is None:
            return 0.0
        members = self.crisis.suitors[alignment.suitor].members
        here = self._point(self.crisis.pivot)
        if state in members:
            distance = math.dist(here, self._point(state))
        elif state == self.crisis.pivot:
            weights = {i: self._number(f"suitors.{alignment.suitor}.members.{i}") for i in members}
            apart = math.fsum(weight * math.dist(here, self._point(i)) for i, weight in weights.items())
            distance = apart / math.fsum(weights.values())
        else:
            return 0.0
        return self._number(f"states.{state}.ideology_weight") * distance

    def _point(self, state: str) -> tuple[float, ...]:
        axes = range(len(self.crisis.states[state].ideology))
        return tuple(self._number(f"states.{state}.ideology.{axis}") for axis in axes)

    # --- danger and war

    def _danger(self, state: str, alignment: Alignment) -> float:
        clauses = in_force(self.crisis, alignment, self.opens)
        planned = {plan.aggressor for plan in self.crisis.war_plans.values() if plan.target == state}
        spared = []
        for key, hostility in self.crisis.hostilities.items():
            attacker = hostility.by
            if hostility.toward != state or attacker in planned:
                continue
            defenders = {state} | _protectors(clauses.values(), state, attacker)
            strength = math.fsum(self._effective(each, self.opens) for each in defenders - {attacker})
            reach = self._number(f"hostilities.{key}.reach")
            odds = self._contest(reach * self._effective(attacker, self.opens), strength)
            gain = odds * self._number(f"hostilities.{key}.gain")
            gain -= self._number(f"states.{attacker}.war_cost") * (1 - odds)
            turns = self._logit(gain - breach(self.numbers, clauses, attacker, {state}, self.opens))
            spared.append(1 - turns * odds)
        return (1 + self._number(f"states.{state}.war_cost")) * (1 - product(spared))

    def _wars_under(self, alignment: Alignment) -> tuple[_War, ...]:
        """Return the planned wars; one at most is fought, so later ones wait for the earlier."""
        by_day: dict[date, list[_War]] = {}
        for name, plan in self.crisis.war_plans.items():
            by_day.setdefault(_begins(plan), []).append(self._war(name, plan, alignment))
        found, peace = [], 1.0
        for day in sorted(by_day):
            refused = [1 - war.chance for war in by_day[day]]
            shares = chances_in_any_order([war.chance for war in by_day[day]])
            found += [replace(war, chance=peace * share) for war, share in zip(by_day[day], shares, strict=True)]
            peace *= product(refused)
        return tuple(found)

    def _war(self, name: str, plan: WarPlan, alignment: Alignment) -> _War:
        """Return a planned war, with the chance that its aggressor begins it when asked."""
        day, home = _begins(plan), f"war_plans.{name}"
        occasions = [key for key, occasion in plan.occasions.items() if occasion.date == day]
        clauses = in_force(self.crisis, alignment, day)
        fighting = sides(plan, clauses)
        parts: dict[Side, list[float]] = {side: [] for side in Side}
        for state, side in fighting.items():
            friends = {other for other, its_side in fighting.items() if its_side is side} - {state}
            reach = self._reach(home, plan, state, clauses, day)
            gain = self._gain(state, friends, clauses, day)
            parts[side].append(self._effective(state, day) * reach * (1 + gain))
        strength = {side: math.fsum(each) for side, each in parts.items()}
        prevails = self._contest(strength[Side.ATTACKER], strength[Side.DEFENDER])
        everything = math.fsum(strength.values())
        brings = {state: -prevails * self._number(f"{home}.balance.{state}", day) for state in plan.balance}
        for state, side in fighting.items():
            other = Side.DEFENDER if side is Side.ATTACKER else Side.ATTACKER
            share = strength[other] / everything if everything else 0.0
            exposure = self._exposure(home, plan, state, day)
            wins = prevails if side is Side.ATTACKER else 1 - prevails
            fought = -exposure * (self._number(f"states.{state}.war_cost", day) * share + 1 - wins)
            if side is Side.ATTACKER and state in plan.prize:
                fought += prevails * self._number(f"{home}.prize.{state}", day)
            brings[state] = brings.get(state, 0.0) + fought
        defenders = {state for state, side in fighting.items() if side is Side.DEFENDER}
        aggressor = plan.aggressor
        brings[aggressor] -= breach(self.numbers, clauses, aggressor, defenders, day)
        holding = max(self._number(f"{home}.occasions.{key}.holding_cost", day) for key in occasions)
        return _War(self._logit(brings[aggressor] + holding), prevails, fighting, brings)

    def _reach(self, home: str, plan: WarPlan, state: str, clauses: Mapping[str, Clause], day: date) -> float:
        reach = self._number(f"{home}.reach.{state}", day) if state in plan.reach else 1.0
        if state not in plan.reach_with_transit:
            return reach
        opened = 0.0
        for path, clause in clauses.items():
            if clause.kind is Kind.TRANSIT and state in clause.beneficiaries and clause.theatre in {None, plan.theatre}:
                opened = max(opened, 1.0 if clause.passage is None else self._number(f"{path}.passage", day))
        return reach + opened * (self._number(f"{home}.reach_with_transit.{state}", day) - reach)

    def _exposure(self, home: str, plan: WarPlan, state: str, day: date) -> float:
        for given in ("exposure", "reach"):
            if state in getattr(plan, given) and not (given == "reach" and state in {plan.aggressor, plan.target}):
                return self._number(f"{home}.{given}.{state}", day)
        return 1.0

    def _gain(self, state: str, friends: set[str], clauses: Mapping[str, Clause], day: date) -> float:
        gain = 0.0
        for path, clause in clauses.items():
            parties = {*clause.obligors, *clause.beneficiaries}
            if clause.kind is Kind.CONVENTION and state in parties and friends & parties:
                own = "constants.coordination" if clause.coordination is None else f"{path}.coordination"
                gain = max(gain, self._number(own, day))
        return gain

    # --- numbers

    def _number(self, path: str, day: date | None = None) -> float:
        return value(self.numbers, path, day)

    def _effective(self, state: str, day: date) -> float:
        return self._number(f"states.{state}.capability", day) * self._number(f"states.{state}.readiness", day)

    def _contest(self, ours: float, theirs: float) -> float:
        """Return a^m / (a^m + b^m); one half if both are zero."""
        top = max(ours, theirs)
        if top == 0:
            return 0.5
        m = self._number("constants.decisiveness")
        mine, other = math.pow(ours / top, m), math.pow(theirs / top, m)
        return mine / (mine + other)

    def _logit(self, gain: float) -> float:
        return float(special.expit(self._number("constants.precision") * gain))


def chances_in_any_order(chances: Sequence[float]) -> list[float]:
    """Return the chance of each war of which one at most is fought, when aggressors are asked in an order left to chance.

    Give each aggressor a moment u between 0 and 1, all alike: another asked before it, which has the chance u, attacks
    with its own chance z. So war k comes with the chance z_k times the integral over u of the product of (1 - u z_j) over
    all others, which Gauss's rule with as many points as wars has exactly.

    Parameters
    ----------
    chances : sequence of float
        Of each aggressor to attack when asked.
    """
    points, weights = np.polynomial.legendre.leggauss(max(len(chances), 1))
    moments = [(0.5 * (1 + float(x)), 0.5 * float(w)) for x, w in zip(points, weights, strict=True)]
    return [
        own * math.fsum(w * product([1 - u * z for j, z in enumerate(chances) if j != k]) for u, w in moments)
        for k, own in enumerate(chances)
    ]


def _begins(plan: WarPlan) -> date:
    """Return the day of a plan's first occasion."""
    return min(occasion.date for occasion in plan.occasions.values())


def _protectors(clauses: Iterable[Clause], state: str, attacker: str) -> set[str]:
    """Return the states that owe a state defence against an attacker."""
    return {
        obligor
        for clause in clauses
        if clause.kind.pledges_defense and state in clause.beneficiaries
        if not clause.against or attacker in clause.against
        for obligor in clause.obligors
    }
