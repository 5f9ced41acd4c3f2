"""How often promises are kept when they are called on, by kind, beside what is published of alliances in war.

    python benchmarks/pledges.py [--crises 400] [--seed 1] [--library] [--draws 16]

A promise is called on where something that its obligor can do there would break it; each counts by the chance that it is called
on, and what is signed within the window counts with what binds already. Three situations are told apart:

- a war: a joiner chooses among the sides open to it; an aggressor has attacked somebody that it promised not to, or to defend;
- help: somebody has turned on a state, after a war or in peace, and another may help the victim;
- restraint: a state may turn on another that it promised something.

Shares are kept over called on, all draws together, with their standard errors over draws; an invented crisis is drawn once.
Nothing is fitted to the published shares, whose wars, promises and ways of counting are others.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any, Literal

from realpolitik import library, load
from realpolitik.crisis.read import read_text
from realpolitik.crisis.reserved import TRUTH
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.crisis.treaty import Clause, Kind
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.aftermath import Aftermath, Ending, Helped
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.state import Attack, Decisions, Join, Rescue, Turning, Victim
from realpolitik.game.rules.world import Promises, World
from realpolitik.game.solve import Game, compile_models, require_solved, set_up, solve_sample
from realpolitik.game.strategies import solve_strategies
from realpolitik.interop.policy import Policy
from realpolitik.interop.verify import games_of, numbers_of_game

LEAST = 1e-9
"""Chances below this are left out."""
FAMILIES: Mapping[Kind, str] = {
    Kind.DEFENSE: "defence",
    Kind.GUARANTEE: "defence",
    Kind.CONVENTION: "defence",
    Kind.OFFENSE: "offence",
    Kind.NEUTRALITY: "neutrality",
    Kind.NONAGGRESSION: "nonaggression",
}
PUBLISHED: Mapping[str, float] = {"defence": 0.41, "offence": 0.74, "neutrality": 0.78, "nonaggression": 0.37}
"""Shares kept of the alliances that were called on in the wars of 1816 to 2003 (Berkemeier & Fuhrmann 2018)."""
Situation = Literal["war", "help", "restraint"]
SITUATIONS: tuple[Situation, ...] = ("war", "help", "restraint")


@dataclass
class Count:
    """How often promises were called on, and kept, in one draw, by family and situation."""

    called: dict[tuple[str, Situation], float] = field(default_factory=lambda: defaultdict(float))
    kept: dict[tuple[str, Situation], float] = field(default_factory=lambda: defaultdict(float))

    def add(self, clause: Clause, situation: Situation, called: float, kept: float) -> None:
        """Count a promise that is called on with a chance, and kept with a chance, given that."""
        key = (FAMILIES[clause.kind], situation)
        self.called[key] += called
        self.kept[key] += called * kept


class Walk:
    """One draw of a crisis as it is truly played, every state by its own solution.

    Parameters
    ----------
    game : Game
    seed, draw : int

    Raises
    ------
    SolverFailed
        If a fixed point of bids is not reached to tolerance.
    """

    def __init__(self, game: Game, seed: int, draw: int) -> None:
        crisis = game.layout.crisis
        truth = draw_numbers(crisis, seed, draw, 1)
        sample = compile_models(game, truth)
        self.world = World(crisis, truth)
        self.rules = Rules(self.world)
        self.war: Aftermath = self.rules.war
        self.policies = {
            believer: Policy(
                game.layout, World(crisis, numbers_of_game(crisis, truth, believer)), sample.numbers, row, solution
            )
            for row, (believer, solution) in enumerate(
                zip(games_of(crisis), solve_strategies(game, sample), strict=True)
            )
        }
        tally = solve_sample(game, sample, forecasts=False)
        require_solved(tally, lambda row: f"draw {draw + row} (seed {seed})")
        self.count = Count()
        entered: dict[tuple[Promises, int], float] = defaultdict(float)
        for a, bundle in enumerate(game.layout.bundles, start=1):
            promises = self.world.promises(bundle.suitor, frozenset(bundle.clauses))
            for t in range(self.world.last):
                entered[promises, self.world.first_slot(t + 1)] += float(tally.signed[0, t, a])
        for (promises, number), chance in entered.items():
            self._from(promises, number, chance)
        for number in range(len(self.world.slots)):
            self._fight(self.world.treaties, number, (), float(tally.attacked[0, number]))
        self._follow(Ending(self.world.treaties, self.world.close, (), None), float(tally.unsigned[0]))

    def _policy(self, state: str) -> Policy:
        return self.policies.get(state, self.policies[TRUTH])

    def _bound(self, promises: Promises, ending: Ending, state: str) -> Iterator[tuple[str, Clause]]:
        """Yield the promises of a state that are in force and of a kind that is counted."""
        for path in self.world.in_force(promises, ending.slot.day):
            clause = self.world.clause(path)
            if clause.kind in FAMILIES and state in clause.obligors:
                yield path, clause

    # --- wars

    def _from(self, promises: Promises, number: int, chance: float) -> None:
        """Follow a world of promises from an occasion on."""
        for slot in self.world.slots[number:]:
            if chance < LEAST:
                return
            plan = self.world.crisis.war_plans[slot.plan]
            attack = 1.0
            if plan.began is None:
                attack = float(self._policy(plan.aggressor).chances(Attack(promises, slot.number))[0])
            self._fight(promises, slot.number, (), chance * attack)
            chance *= 1 - attack
        self._follow(Ending(promises, self.world.close, (), None), chance)

    def _fight(self, promises: Promises, number: int, decisions: Decisions, chance: float) -> None:
        """Follow a war from where some joiners have decided."""
        if chance < LEAST:
            return
        slot = self.world.slots[number]
        if len(decisions) < len(self.world.crisis.war_plans[slot.plan].joiners):
            joiner, sides = self.rules.joiner(number, decisions)
            chances = self._policy(joiner).chances(Join(promises, number, decisions))
            for side, share in zip(sides, chances, strict=True):
                self._fight(promises, number, (*decisions, side), chance * float(share))
            return
        self._count_war(promises, number, decisions, chance)
        win = self.war.battle(promises, slot, decisions).win
        for side in Side:
            self._follow(Ending(promises, slot, decisions, side), chance * win[side])

    def _count_war(self, promises: Promises, number: int, decisions: Decisions, chance: float) -> None:
        slot = self.world.slots[number]
        plan = self.world.crisis.war_plans[slot.plan]
        as_fought = self.war.battle(promises, slot, decisions)
        others: dict[str, list[Decisions]] = {} if plan.began is not None else {plan.aggressor: [decisions]}
        for rank, (joiner, sides) in enumerate(plan.joiners.items()):
            others[joiner] = [(*decisions[:rank], side, *decisions[rank + 1 :]) for side in (*sides, None)]
        for state, choices in others.items():
            battles = [self.war.battle(promises, slot, each) for each in choices]
            for _, clause in self._bound(promises, Ending(promises, slot, decisions, None), state):
                if any(self.war.broken(clause, battle, state) for battle in battles):
                    self.count.add(clause, "war", chance, float(not self.war.broken(clause, as_fought, state)))

    # --- what follows

    def _follow(self, ending: Ending, chance: float) -> None:
        """Count what is kept after a war, or in peace."""
        if chance < LEAST:
            return
        turning = {w: self._turning(ending, w) for w in self.war.turners}
        for w in self.war.turners:
            for key in self.war.victims(ending, w):
                turns, toward = turning[w].get(key, 0.0), self.world.crisis.hostilities[key].toward
                for _, clause in self._bound(ending.promises, ending, w):
                    if self.war.broken_by_turning(clause, w, toward):
                        self.count.add(clause, "restraint", chance, 1 - turns)
                first = math.prod(
                    1 - turning[self.world.crisis.hostilities[other].by].get(other, 0.0)
                    for other in self.war.before(ending, key)
                )
                self._help(ending, key, (), chance * first * turns)

    def _turning(self, ending: Ending, w: str) -> dict[str, float]:
        """Return a state's chances of turning on each victim, by its own solution."""
        policy = self._policy(w)
        victims = policy.rules.war.victims(ending, w)
        if not victims:
            return {}
        place = (ending.promises, ending.slot.number, ending.decisions, ending.winner, (), w)
        turns = float(policy.chances(Turning(*place))[0])
        whom = policy.chances(Victim(*place)) if len(victims) > 1 and turns > 0 else [1.0] * len(victims)
        return {key: turns * float(share) for key, share in zip(victims, whom, strict=True)}

    def _help(self, ending: Ending, hostility: str, helped: Helped, chance: float) -> None:
        """Count what those keep that may help a victim, from where some have decided."""
        helpers = self.war.helpers(ending, hostility)
        if chance < LEAST or len(helped) == len(helpers):
            return
        state, record = helpers[len(helped)], self.world.crisis.hostilities[hostility]
        place = Rescue(ending.promises, ending.slot.number, ending.decisions, ending.winner, (), hostility, helped)
        helps = float(self._policy(state).chances(place)[0])
        beside = {each for each, came in zip(helpers, helped, strict=False) if came}
        for _, clause in self._bound(ending.promises, ending, state):
            if clause.broken_by_standing_by(state, record.by, record.toward, beside):
                self.count.add(clause, "help", chance, helps)
            if clause.broken_by_helping(state, record.by, record.toward):
                self.count.add(clause, "help", chance, 1 - helps)
        for came, share in ((True, helps), (False, 1 - helps)):
            self._help(ending, hostility, (*helped, came), chance * share)


def counts_of(crisis: Crisis, draws: int, seed: int) -> list[Count]:
    """Return what is kept in each draw of a crisis."""
    game = set_up(crisis)
    return [Walk(game, seed, draw).count for draw in range(draws)]


def share_kept(counts: Sequence[Count], family: str, situation: Situation) -> tuple[float, float, float]:
    """Return how often promises are called on in a draw, the share that is kept, and its standard error over draws."""
    key = (family, situation)
    called = [count.called.get(key, 0.0) for count in counts]
    kept = [count.kept.get(key, 0.0) for count in counts]
    total = math.fsum(called)
    if total <= 0:
        return 0.0, math.nan, math.nan
    share, n = math.fsum(kept) / total, len(counts)
    spread = math.fsum((k - share * c) ** 2 for k, c in zip(kept, called, strict=True))
    return total / n, share, math.sqrt(spread * n / (n - 1)) / total if n > 1 else math.nan


def tell(title: str, counts: Sequence[Count]) -> None:
    """Print the shares kept, by family and situation."""
    print(f"\n{title}, {len(counts)} draws: called on in a draw, and kept\n")
    print(f"{'':16}" + "".join(f"{situation:>26}" for situation in SITUATIONS) + f"{'published':>14}")
    for family, published in PUBLISHED.items():
        cells = []
        for situation in SITUATIONS:
            called, share, error = share_kept(counts, family, situation)
            cells.append(f"{called:.2f}  {share:.3f} ± {error:.3f}" if called > 0 else "never")
        print(f"{family:16}" + "".join(f"{cell:>26}" for cell in cells) + f"{published:14.2f}")


# --- invented crises

POWERS, SMALL = ("P", "W", "E", "N"), ("S", "T")


def invented(seed: int) -> Crisis:
    """Return a random crisis of invented states: a pivot, two suitors, a fourth power and two small states.

    What a state would gain by another is its size beside one's own, a quarter to all of it, as the codebook has it; who covets
    whom, who is bound to whom by what, and what war is planned or, half of the time, under way, is chance.
    """
    chance = random.Random(seed)
    states = (*POWERS, *SMALL)
    size = {state: chance.uniform(0.04, 0.16) if state in POWERS else chance.uniform(0.01, 0.04) for state in states}

    def some(items: Iterable[Any], most: int) -> list[Any]:
        rest = list(items)
        return chance.sample(rest, min(len(rest), chance.randint(1, most)))

    def gain(by: str, of: str) -> dict[str, Any]:
        share = min(1.0, size[of] / size[by])
        return {"uniform": [round(share / 4, 4), round(share, 4)]}

    reach = {"uniform": [0.3, 0.9]}
    treaties: dict[str, Any] = {}
    for n, (first, second) in enumerate(some(permutations(states, 2), 8)):
        kind = chance.choice(["defense", "defense", "guarantee", "offense", "neutrality", "nonaggression"])
        mutual = [first, second]
        one_sided = kind == "guarantee" or chance.random() < 0.3
        clause: dict[str, Any] = {
            "kind": kind,
            "obligors": [first] if one_sided else mutual,
            "beneficiaries": [second] if one_sided else mutual,
        }
        if kind == "offense":
            clause["against"] = [state for state in states if state not in mutual]
        treaties[f"t{n}"] = {"name": f"Treaty {n}", "signed": "1899-01-01", "clauses": {"word": clause}}
    clauses = [treaty["clauses"]["word"] for treaty in treaties.values()]
    pledged = {
        (i, j)
        for clause in clauses
        if clause["kind"] in {"defense", "guarantee"}
        for i in clause["obligors"]
        for j in clause["beneficiaries"]
        if i != j
    } | {("W", "P"), ("P", "W")}
    hostilities = {}
    for by, toward in some(permutations(states, 2), 6):
        friends = [i for i in states if (i, toward) in pledged and i != by]
        hostilities[f"{by}-{toward}"] = {
            "by": by,
            "toward": toward,
            "gain": gain(by, toward),
            "reach": reach,
            "helpers": dict.fromkeys(friends[:2], reach),
        }
    order = list(dict.fromkeys(record["by"] for record in hostilities.values()))
    for record in hostilities.values():  # who may take the victim first cannot be its helper
        earlier = order[: order.index(record["by"])]
        rivals = {each["by"] for each in hostilities.values() if each["toward"] == record["toward"]} & set(earlier)
        record["helpers"] = {state: way for state, way in record["helpers"].items() if state not in rivals}
    aggressor = chance.choice(POWERS)
    target = chance.choice([state for state in states if state != aggressor])
    joiners = sorted(some((state for state in states if state not in {aggressor, target}), 4), key=states.index)
    plan: dict[str, Any] = {
        "name": "The plan",
        "aggressor": aggressor,
        "target": target,
        "occasions": {"harvest": {"date": "1900-07-15"}},
        "joiners": {state: ["attacker", "defender"] for state in joiners},
        "reach": dict.fromkeys(joiners, reach),
        "exposure": {state: {"uniform": [0.05, 0.5]} for state in joiners},
        "prize": {aggressor: {"uniform": [0.1, 0.9]}},
    }
    if chance.random() < 0.5:
        plan["began"] = "1900-02-01"
    both = {"obligors": ["P", "W"], "beneficiaries": ["P", "W"]}
    other = {"obligors": ["P", "E"], "beneficiaries": ["P", "E"]}
    menus = {
        "W": {
            "pact": {"kind": "defense", **both},
            "staffs": {"kind": "convention", **both, "requires": ["pact"]},
            "gold": {"kind": "transfer", "obligors": ["W"], "worth": {"P": {"uniform": [0.01, 0.06]}, "W": -0.02}},
        },
        "E": {
            "peace": {"kind": "nonaggression", **other},
            "neutral": {"kind": "neutrality", **other},
            "march": {"kind": "offense", **other, "against": ["W", "N", *SMALL]},
        },
    }
    tree = {
        "id": "invented",
        "title": "Invented",
        "question": "Who keeps its word?",
        "pivot": "P",
        "as_of": "1900-01-01",
        "window": {"opens": "1900-03-01", "closes": "1900-08-31"},
        "states": {
            state: {
                "name": state,
                "capability": {"lognormal": [round(size[state], 4), 0.1], "within": [0, 0.4]},
                "readiness": {"uniform": [0.4, 0.9]},
                "reputation": {"uniform": [0.05, 0.5]},
            }
            for state in states
        },
        "hostilities": hostilities,
        "treaties": treaties,
        "suitors": {
            lead: {
                "name": lead,
                "lead": lead,
                "members": {lead: 1},
                "drafting_time": {"triangular": [0.5, 1, 2]},
                "menu": menu,
            }
            for lead, menu in menus.items()
        },
        "war_plans": {"plan": plan},
    }
    return read_text(json.dumps(tree), f"invented {seed}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crises", type=int, default=400, help="how many invented crises")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--library", action="store_true", help="the crises of the library too, one after the other")
    parser.add_argument("--draws", type=int, default=16, help="of each crisis of the library")
    asked = parser.parse_args()
    numbers = range(asked.crises * asked.seed, asked.crises * (asked.seed + 1))
    tell("invented crises", [count for number in numbers for count in counts_of(invented(number), 1, asked.seed)])
    for key in library() if asked.library else ():
        tell(key, counts_of(load(key), asked.draws, asked.seed))


if __name__ == "__main__":
    main()
