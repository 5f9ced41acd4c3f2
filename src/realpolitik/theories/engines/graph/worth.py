r"""What an alignment is worth to each state, at point values: the game's own terms, in a world without time.

    worth_i(a) = direct_i - ideology_i + security weight * (war_i - danger_i)

What a signature pays, and what a war is, costs, breaks and delivers, is reckoned by the game's rules
(`realpolitik.game.rules`). This theory's own are who fights (`promises.kept`), which wars come, and a danger that stands
without any. A planned war comes with the logit chance z that its aggressor prefers what the war pays it to holding, and

    war_i = sum over plans of z (war_cost_i + defeat_i + prize_i + balance_i + breach_i)

counts each once it is asked; direct_i holds what wars and victories deliver, with their chances. For the hostilities of
others toward i for which there is no plan of war, with the states D that owe i defence and e'_i with its buffers,

    q = (pi e_w)^m / ((pi e_w)^m + (e'_i + sum of e over D)^m)      z = logit of  q gain - k_w (1 - q) - breach_w  against 0
    danger_i = (1 + k_i) (1 - prod over w of (1 - z q))

Terms are not discounted, and no state decides anything but whether to attack. One war at most is fought. Aggressors are
asked by the day of their first occasion, and those of one day in an order left to chance, all orders alike: nothing may
hang on the order in which a file lists what it lists. Worths are rounded, so that not even the last digits of a sum do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Final

import numpy as np

from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.treaty import Delivery
from realpolitik.game.numbers.draws import Numbers
from realpolitik.game.rules.terms import signature_terms
from realpolitik.game.rules.warfare import Battle, Warfare
from realpolitik.game.rules.world import Ledger, Payoffs, Promises, Slot, World, logit
from realpolitik.theories.engines.graph.promises import Alignment, kept

DIGITS: Final = 12
"""Decimals of a worth: more than any ranking reads, and fewer than the order of a sum can change."""


PRECISION = 30.0
"""Logit precision, per unit of survival, by which an observer with no model of the talks reads attacks and turning."""


class Timeless(World):
    """A world in which time plays no part: nothing is discounted, and an aftermath follows at once."""

    def __init__(self, crisis: Crisis, numbers: Numbers) -> None:
        super().__init__(crisis, numbers)
        self.lag = 0.0

    def factor(self, state: str, months: float) -> float:
        """Return 1: later counts as much as now."""
        return 1.0


@dataclass(frozen=True)
class _War:
    """A planned war: the chance that it comes, and what it pays each state and delivers to it."""

    plan: str
    chance: float
    pays: Payoffs
    delivers: Payoffs


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
        self.security_weight = security_weight
        self.world = Timeless(crisis, numbers)
        self.of = cache(self._of)
        self.direct = cache(self._direct)
        self.wars = cache(self._wars)
        self._warfare = Warfare(self.world)
        self._signed = cache(self._signed_terms)
        self._opening = Slot(number=0, step=0, months=0.0, plan="", occasion="", day=crisis.window.opens)

    def _of(self, state: str, alignment: Alignment) -> float:
        """Return what an alignment is worth to a state, in shares of its survival."""
        war = sum(war.chance * war.pays[state] for war in self.wars(alignment))
        distance = self._signed(alignment).get((state, "ideology"), 0.0)
        security = war - self._danger(state, alignment.promises(self.world))
        return round(self._brought(state, alignment) + distance + self.security_weight * security, DIGITS)

    def of_bloc(self, suitor: str, alignment: Alignment) -> float:
        """Return what an alignment is worth to a suitor: the mean over its members, by their weights."""
        worths = {i: self.of(i, alignment) for i in self.crisis.suitors[suitor].members}
        return round(self.world.bloc(suitor, worths), DIGITS)

    def _direct(self, state: str, alignment: Alignment) -> float:
        """Return what a bundle hands to a state and takes from it."""
        return round(self._brought(state, alignment), DIGITS)

    def _brought(self, state: str, alignment: Alignment) -> float:
        signed = self._signed(alignment)
        at_once = sum(signed.get((state, term), 0.0) for term in ("stakes", "transfers", "concession"))
        return at_once + sum(war.chance * war.delivers[state] for war in self.wars(alignment))

    def _signed_terms(self, alignment: Alignment) -> Ledger:
        if alignment.suitor is None:
            return {}
        return signature_terms(self.world, alignment.suitor, frozenset(alignment.bundle), 0)

    # --- war

    def _wars(self, alignment: Alignment) -> tuple[_War, ...]:
        """Return the planned wars; one at most is fought, so later ones wait for the earlier."""
        promises = alignment.promises(self.world)
        by_day: dict[date, list[_War]] = {}
        for name, plan in self.crisis.war_plans.items():
            day = min(occasion.date for occasion in plan.occasions.values())
            first = [slot for slot in self.world.slots if slot.plan == name and slot.day == day]
            by_day.setdefault(day, []).append(self._war(promises, first))
        found, peace = [], 1.0
        for day in sorted(by_day):
            refused = [1 - war.chance for war in by_day[day]]
            shares = chances_in_any_order([war.chance for war in by_day[day]])
            found += [replace(war, chance=peace * share) for war, share in zip(by_day[day], shares, strict=True)]
            peace *= product(refused)
        return tuple(found)

    def _war(self, promises: Promises, first: Sequence[Slot]) -> _War:
        """Return a planned war, with the chance that its aggressor begins it when asked: on its first day, for once."""
        slot, world = first[0], self.world
        battle = self._warfare.battle(promises, slot, kept(self._warfare, promises, slot))
        pays, delivers = (world.total(each(battle)) for each in (self._warfare.war_terms, self._warfare.deliveries))
        aggressor = self.crisis.war_plans[slot.plan].aggressor
        hold = min(world.total(world.holding(each))[aggressor] for each in first)
        utilities = {"attack": pays[aggressor] + delivers[aggressor], "hold": hold}
        under_way = self.crisis.war_plans[slot.plan].began is not None
        chance = 1.0 if under_way else logit(utilities, PRECISION)["attack"]
        return _War(slot.plan, chance, pays, delivers)

    # --- danger

    def _danger(self, state: str, promises: Promises) -> float:
        planned = {plan.aggressor for plan in self.crisis.war_plans.values() if plan.target == state}
        spared = [
            1 - self._falls(key, promises)
            for key, hostility in self.crisis.hostilities.items()
            if hostility.toward == state and hostility.by not in planned
        ]
        return (1 + self.world.of_state(state, "war_cost")) * (1 - product(spared))

    def _falls(self, key: str, promises: Promises) -> float:
        """Return the chance that a hostility is acted on, and succeeds."""
        world, hostility = self.world, self.crisis.hostilities[key]
        attacker, victim = hostility.by, hostility.toward
        in_force = {path: world.clause(path) for path in world.in_force(promises, self._opening.day)}
        protectors = {
            obligor
            for clause in in_force.values()
            if clause.kind.pledges_defense and victim in clause.beneficiaries
            if not clause.against or attacker in clause.against
            for obligor in clause.obligors
        } - {attacker, victim}
        strength = self._alone(victim, promises) + sum(self._effective(each) for each in protectors)
        q = world.contest(world.number(f"hostilities.{key}.reach") * self._effective(attacker), strength)
        broken = [
            path for path, clause in in_force.items() if self._warfare.broken_by_turning(clause, attacker, victim)
        ]
        betrayed = [path for path in broken if in_force[path].kind.calls_to_fight]
        gain = q * world.number(f"hostilities.{key}.gain") - world.of_state(attacker, "war_cost") * (1 - q)
        turn = gain - self._warfare.penalty(attacker, broken, betrayed, self._opening)
        return logit({"turn": turn, "rest": 0.0}, PRECISION)["turn"] * q

    def _effective(self, state: str) -> float:
        return self.world.of_state(state, "capability") * self.world.of_state(state, "readiness")

    def _alone(self, state: str, promises: Promises) -> float:
        """Return a state's strength with the buffers that it holds: as of a bystander when a signature has been kept."""
        handed = frozenset(path for path in promises if self.world.clause(path).delivery is Delivery.SIGNATURE)
        quiet = Battle(
            promises=handed, slot=self._opening, decisions=(), sides={}, strength={}, exposure={}, total={}, win={}
        )
        return self._effective(state) * self._warfare.depth(quiet, None, state)


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


def product(factors: Iterable[float]) -> float:
    """Return a product whose rounding does not hang on the order of its factors."""
    return math.prod(sorted(factors))
