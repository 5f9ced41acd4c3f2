"""What follows a war and peace, in numbers that no function of either solver has helped to find."""

from __future__ import annotations

import math
from collections import Counter
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.game.core.arrays import AFTERMATH
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference.war import War
from realpolitik.game.rules.aftermath import Ending
from realpolitik.game.rules.warfare import Battle
from realpolitik.game.rules.world import Payoffs, World
from realpolitik.game.solve import set_up, solve_draws
from strategies import crises


def logit(*worth: float, precision: float) -> list[float]:
    weights = [math.exp(precision * (each - max(worth))) for each in worth]
    return [weight / sum(weights) for weight in weights]


# --- two that may turn, two victims, and a helper

PRECISION, DECISIVENESS, LAG, PATIENCE = 5.0, 1.3, 6.0, 0.98
MONTHS_TO_ATTACK, MONTHS_TO_CLOSE = 40 / DAYS_IN_MONTH, 90 / DAYS_IN_MONTH
CAPABILITY = {"A": 0.2, "T": 0.1, "W": 0.12, "J": 0.07, "K": 0.05, "H": 0.08}
COST = {"A": 0.15, "T": 0.1, "W": 0.25, "J": 0.3, "K": 0.2, "H": 0.35}
GAIN = {("A", "J"): 0.5, ("A", "K"): 0.35, ("W", "J"): 0.45}
REACH = {("A", "J"): 0.9, ("A", "K"): 0.8, ("W", "J"): 0.7}
HELP = {"A": 0.6, "W": 0.4}  # what the helper can bring against each
DOUBT, ATTACKS, TURNS, HELPS = 0.1, -0.3, {("A", "J"): 0.4, ("A", "K"): -0.5, ("W", "J"): 0.2}, {"A": 0.6, "W": -0.3}
EXPOSURE = {"A": 0.7, "T": 0.4}
REPUTATION, PLEDGE = 0.3, 0.8

FOUGHT_OVER: dict[str, Any] = {
    "id": "by-hand",
    "title": "By hand",
    "question": "Who turns?",
    "pivot": "K",
    "as_of": "1900-01-01",
    "window": {"opens": "1900-01-01", "closes": "1900-03-31"},
    "constants": {
        "precision": PRECISION, "decisiveness": DECISIVENESS, "aftermath_lag": LAG, "tempo": 0, "doubt": DOUBT, "lean": 0,
    },
    "states": {
        name: {
            "name": name, "capability": strength, "war_cost": COST[name], "reputation": REPUTATION, "patience": PATIENCE,
            "attrition": 0.5, "conquest": 0.4,
        }
        for name, strength in CAPABILITY.items()
    },
    "stakes": {"isle": {"name": "Isle", "holder": "J", "worth": {"A": 0.02}, "buffer": {"J": 0.3}}},
    "hostilities": {
        f"{w}-{j}": {"by": w, "toward": j, "gain": gain, "reach": REACH[w, j]} | (
            {"helpers": {"H": HELP[w]}} if j == "J" else {}
        )
        for (w, j), gain in GAIN.items()
    },
    "doubt": {
        "attack": {"plan": ATTACKS},
        "turn": {f"{w}-{j}": doubt for (w, j), doubt in TURNS.items()},
        "help": {f"{w}-J": {"H": doubt} for w, doubt in HELPS.items()},
    },
    "suitors": {
        "T": {
            "name": "T", "lead": "T", "members": {"T": 1}, "drafting_time": 1,
            "menu": {"deal": {"kind": "transfer", "obligors": ["T"], "worth": {"K": 0.1}}},
        }
    },
    "treaties": {
        "word": {
            "name": "Word", "signed": "1899-01-01",
            "clauses": {
                "pledge": {"kind": "defense", "obligors": ["H"], "beneficiaries": ["J"], "against": ["A"]},
                "peace": {"kind": "nonaggression", "obligors": ["W"], "beneficiaries": ["J"], "weight": 0.1},
            },
        }
    },
    "war_plans": {
        "plan": {
            "name": "Attack on T", "aggressor": "A", "target": "T", "occasions": {"spring": {"date": "1900-02-10"}},
            "exposure": EXPOSURE, "prize": {"A": 0.5},
        }
    },
}  # fmt: skip


def contest(ours: float, theirs: float) -> float:
    return ours**DECISIVENESS / (ours**DECISIVENESS + theirs**DECISIVENESS)


def after_by_hand(strength: dict[str, float], enemies: float, own: float, months: float) -> dict[str, float]:
    """What everybody can expect of an aftermath, with what a war has left, and what A's standing enemies and A can bring."""
    factor = PATIENCE ** (months + LAG)

    def fight(w: str, j: str) -> dict[str, float]:
        """What it pays each, undiscounted, that w has turned on j and comes first."""
        force = REACH[w, j] * strength[w] * (1 - (enemies / (enemies + own) if w == "A" else 0.0))
        word = {"A": 0.0, "W": 0.1 * REPUTATION}[w]

        def outcome(helps: bool) -> dict[str, float]:
            depth = 1.3 if j == "J" else 1.0
            defence = strength[j] * depth + (HELP[w] * strength["H"] if helps else 0.0)
            q = contest(force, defence)
            paid = {
                w: q * GAIN[w, j] - COST[w] * (1 - q) - word + DOUBT * TURNS[w, j],
                j: -q * (COST[j] + 1),
                "H": 0.0,
            }
            if j == "J" and helps:
                paid["H"] = -HELP[w] * (COST["H"] * force / (force + defence) + q) + DOUBT * HELPS[w]
            elif j == "J" and w == "A":
                paid["H"] = -REPUTATION * PLEDGE
            return paid

        if j != "J":
            return outcome(helps=False)
        answers = [outcome(helps) for helps in (True, False)]
        chance = logit(*(factor * answer["H"] for answer in answers), precision=PRECISION)
        return {i: sum(c * answer[i] for c, answer in zip(chance, answers, strict=True)) for i in answers[0]}

    fights = {pair: fight(*pair) for pair in GAIN}
    first = {j: factor * fights["A", j]["A"] for j in "JK"}  # A is named first, and finds nothing taken
    whom = dict(zip("JK", logit(*first.values(), precision=PRECISION), strict=True))
    turn, _ = logit(sum(whom[j] * first[j] for j in "JK"), 0.0, precision=PRECISION)
    z = {("A", j): turn * whom[j] for j in "JK"}
    left = 1 - z["A", "J"]
    z["W", "J"], _ = logit(left * factor * fights["W", "J"]["W"], 0.0, precision=PRECISION)
    met = z | {("W", "J"): left * z["W", "J"]}
    return {i: factor * sum(met[pair] * fights[pair].get(i, 0.0) for pair in GAIN) for i in CAPABILITY}


def test_two_that_may_turn_two_victims_and_a_helper_by_hand():
    crisis = Crisis.model_validate(FOUGHT_OVER)
    world = World(crisis, draw_numbers(crisis, 0, 0, 1))
    war, slot = War(world), world.slots[0]
    both = CAPABILITY["A"] + CAPABILITY["T"]
    n = {"A": CAPABILITY["T"] / both, "T": CAPABILITY["A"] / both}
    worn = {i: CAPABILITY[i] * (1 - 0.5 * n[i]) for i in n}
    victory = CAPABILITY | {
        "A": worn["A"] + 0.4 * CAPABILITY["T"] * EXPOSURE["T"],
        "T": worn["T"] * (1 - EXPOSURE["T"]),
    }
    defeat = CAPABILITY | {
        "A": worn["A"] * (1 - EXPOSURE["A"]),
        "T": worn["T"] + 0.4 * CAPABILITY["A"] * EXPOSURE["A"],
    }
    found = {}
    for winner, strength in ((Side.ATTACKER, victory), (Side.DEFENDER, defeat)):  # A still stands when it has lost
        found[winner] = after_by_hand(strength, strength["T"], strength["A"], MONTHS_TO_ATTACK)
        told = world.total(war.aftermath(Ending(world.treaties, slot, (), winner)))
        assert told == pytest.approx(found[winner], abs=1e-14)
    peace = after_by_hand(CAPABILITY, 0.0, 1.0, MONTHS_TO_CLOSE)
    assert world.total(war.aftermath(Ending(world.treaties, world.close, (), None))) == pytest.approx(peace, abs=1e-14)
    assert all(abs(each[i]) > 1e-3 for each in (*found.values(), peace) for i in "AWJKH")

    p, now = contest(CAPABILITY["A"], CAPABILITY["T"]), PATIENCE**MONTHS_TO_ATTACK
    fought = {i: p * found[Side.ATTACKER][i] + (1 - p) * found[Side.DEFENDER][i] for i in CAPABILITY}
    fought["A"] += now * (-COST["A"] * EXPOSURE["A"] * n["A"] - (1 - p) * EXPOSURE["A"] + 0.5 * p + DOUBT * ATTACKS)
    fought["T"] += now * (-COST["T"] * EXPOSURE["T"] * n["T"] - p * EXPOSURE["T"])
    attack, hold = logit(fought["A"], peace["A"], precision=PRECISION)
    game = set_up(crisis)
    tally = solve_draws(game, 0, 0, 1)
    paid = dict(zip(game.layout.states, tally.payoff[0].sum(axis=0), strict=True))
    assert paid == pytest.approx({i: attack * fought[i] + hold * peace[i] for i in CAPABILITY}, abs=1e-12)


# --- where only the victor turns, on one victim that nobody else covets, it is a bare contest


def with_bare_contests(crisis: Crisis) -> Crisis:
    """One war at most; who loses it falls; aggressor and target have one claim each at most, toward whom nobody else covets.

    No part of what is claimed is given away or won in the war itself, and the word broken by turning is that of nonaggression.
    """
    content = crisis.model_dump(mode="json", exclude_unset=True)
    plans = dict(list(content["war_plans"].items())[:1])
    free = set(content["states"])
    for plan in plans.values():
        fighting = plan.get("belligerents", {})
        fighters = {plan["aggressor"], plan["target"], *plan.get("joiners", {}), *fighting}
        plan["exposure"] = dict.fromkeys(fighters, 1.0)
        free -= fighters
    old = list(content.get("hostilities", {}).values())
    new: dict[str, Any] = {}
    for plan in plans.values():
        for n, (w, side) in enumerate([(plan["aggressor"], "attacker"), (plan["target"], "defender")]):
            friends = {i for i, sides in plan.get("joiners", {}).items() if list(sides) == [side]}
            able = sorted((free | friends) - {each["toward"] for each in new.values()})
            if able:
                numbers = {key: old[n][key] for key in ("gain", "reach") if n < len(old) and key in old[n]}
                new[f"h{n}"] = {"by": w, "toward": able[0], "gain": 0.6} | numbers
    for stake in content.get("stakes", {}).values():
        claimed = {
            i for each in new.values() if each["toward"] == stake["holder"] for i in (each["by"], each["toward"])
        }
        stake["worth"] = {i: worth for i, worth in stake["worth"].items() if i not in claimed}
    homes = [*(each["menu"] for each in content["suitors"].values())]
    homes += [each["clauses"] for each in content.get("treaties", {}).values()]
    for clause in (clause for home in homes for clause in home.values()):
        if clause["kind"] != "nonaggression":
            clause["weight"] = 0.0
    for event in content.get("events", {}).values():
        event.pop("excludes", None)
    content |= {"hostilities": new, "war_plans": plans, "perceptions": {}, "doubt": {}}
    content["constants"] = content.get("constants", {}) | {"doubt": 0.0, "lean": 0.0}
    return Crisis.model_validate(content)


def bare_contests(world: World, battle: Battle, winner: Side) -> Payoffs:
    r"""What an aftermath in which every victor has one claim comes to, nothing being signed.

    $q = (\pi e'_w)^m / ((\pi e'_w)^m + e'^m_j)$; $z$ is the logit of $u = \delta_w^{n + \tau} (q g - k_w (1 - q) - \text{breach})$
    against 0; $w$ gets $z u$, and $j$ loses $\delta_j^{n + \tau} z q (k_j + 1)$.
    """
    slot, crisis, sides = battle.slot, world.crisis, battle.sides
    day, months = slot.day, slot.months + world.lag
    later = world.after(day, world.lag)

    def strength(i: str) -> float:
        left = world.of_state(i, "capability", later) * world.of_state(i, "readiness", later)
        if i not in sides:
            return left
        ours = sum(s for k, s in battle.strength.items() if sides[k] == sides[i])
        theirs = sum(battle.strength.values()) - ours
        left *= 1 - world.of_state(i, "attrition", day) * (theirs / (theirs + ours) if theirs + ours else 0.5)
        booty = sum(world.of_state(k, "capability", day) for k in sides if sides[k] != winner)
        return left + world.of_state(i, "conquest", day) * (battle.strength[i] / ours if ours else 0.0) * booty

    paid = world.zero()
    for key, claim in crisis.hostilities.items():
        w, j = claim.by, claim.toward
        if sides[w] != winner:
            continue
        depth = 1.0
        for name, stake in crisis.stakes.items():
            depth += world.number(f"stakes.{name}.buffer.{j}", day) if stake.holder == j and j in stake.buffer else 0.0
        ours, theirs = world.number(f"hostilities.{key}.reach", day) * strength(w), strength(j) * depth
        m, top = world.number("constants.decisiveness"), max(ours, theirs)
        q = (ours / top) ** m / ((ours / top) ** m + (theirs / top) ** m) if top else 0.5
        kept = 1.0
        for path in world.in_force(battle.promises, day):
            clause = world.clause(path)
            if clause.kind == "nonaggression" and w in clause.obligors and j in clause.beneficiaries:
                kept *= 1 - world.weight(path, day)
        k = {i: world.of_state(i, "war_cost", day) for i in (w, j)}
        gain = world.number(f"hostilities.{key}.gain", day)
        worth = q * gain - k[w] * (1 - q) - world.of_state(w, "reputation", day) * (1 - kept)
        worth *= world.at_stake * world.patience[w] ** months
        z, _ = logit(worth, 0.0, precision=world.precision)
        paid[w] += z * worth
        paid[j] -= world.at_stake * world.patience[j] ** months * z * q * (k[j] + 1)
    return paid


def distance_from_bare_contests(crisis: Crisis, draw: int) -> tuple[float, int]:
    """The largest difference from bare contests, of the plain version and of the kernel, and how many claims were fought."""
    game, world = set_up(crisis), World(crisis, draw_numbers(crisis, 0, draw, 1))
    war, tally = War(world), solve_draws(game, 0, draw, 1)
    gaps, fought, expected, reached = [0.0], 0, world.zero(), 1.0
    for slot in world.slots:
        options = [(*sides, None) for sides in crisis.war_plans[slot.plan].joiners.values()]
        attack = war.attack_chance(world.treaties, slot.number)
        for decisions in product(*options):
            chance, battle = reached * attack, war.battle(world.treaties, slot, decisions)
            for rank, side in enumerate(decisions):
                chance *= war.joining(world.treaties, slot, decisions[:rank])[side]
            for winner in Side:
                bare = bare_contests(world, battle, winner)
                told = world.total(war.aftermath(Ending(world.treaties, slot, decisions, winner)))
                gaps += [abs(told[i] - bare[i]) for i in bare]
                fought += sum(abs(amount) > 1e-6 for amount in bare.values())
                for i, amount in bare.items():
                    expected[i] += chance * battle.win[winner] * amount
        reached *= 1 - attack
    peace = world.total(war.aftermath(Ending(world.treaties, world.close, (), None)))
    for state, amount in zip(game.layout.states, tally.ledger[0, 0, AFTERMATH], strict=True):
        gaps.append(abs(amount - expected[state] - reached * peace[state]))
    return max(gaps), fought


def test_a_victor_with_one_claim_that_nobody_else_has_fights_a_bare_contest():
    plan = FOUGHT_OVER["war_plans"]["plan"] | {
        "joiners": {"W": ["attacker"], "H": ["attacker", "defender"]},
        "reach": {"W": 0.4, "H": 0.8},
    }
    crisis = with_bare_contests(Crisis.model_validate(FOUGHT_OVER | {"war_plans": {"plan": plan}}))
    distance, fought = distance_from_bare_contests(crisis, 0)
    assert distance < 1e-12
    assert fought > 0


def test_victors_of_random_wars_with_one_claim_each_fight_bare_contests():
    seen: Counter[bool] = Counter()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(crises())
    def holds(crisis: Crisis) -> None:
        assume(crisis.war_plans)
        distance, fought = distance_from_bare_contests(with_bare_contests(crisis), 3)
        assert distance < 1e-12
        seen[fought > 0] += 1

    holds()
    assert seen[True] >= 10
