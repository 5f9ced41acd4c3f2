"""Machine-coded cases of invented states whose choices follow known weights, for measuring what a fit to so many recovers.

    worth of side s     safety * its lead in safety + kinship * its lead in kinship + strength * its lead in strength
    worth of neither    none
    chances             logit of worths

Cases of one war share a coalition, its figures, and a part of the luck by which states choose: with z of the war and e of the case
standard normal, the choice is where Phi(sqrt(alike) z + sqrt(1 - alike) e) falls among the chances of the one coalition, of neither
and of the other, laid end to end. So each case has the chances of the logit to the last digit, whatever cases of its war share, and
the weights are known. Which coalition is called A is a coin toss in every case.

python benchmarks/machine_cases.py [--cases 300] [--wars 40] [--replicates 20]
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import norm

from realpolitik.crisis.schema import Crisis
from realpolitik.history.calibrate import Calibration, calibrate
from realpolitik.history.case import Case, Result
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import told
from realpolitik.history.machine.case_of import result_of
from realpolitik.history.machine.cells import records_of
from realpolitik.history.machine.precision import interval_of
from realpolitik.history.machine.read import Tier, tier_of
from realpolitik.history.machine.remembered import Remembered
from realpolitik.history.machine.table import INPUTS, OUTCOMES, Row, outcomes_of, rows_of
from realpolitik.history.switches import Leakage
from realpolitik.outcome import NONE
from realpolitik.theories.choice import centred, leads
from realpolitik.theories.protocol import Forecast, Parameter, settled
from realpolitik.theories.reading import kinships, read, strengths, threats

ALIKE = 0.2
CRITERIA = ("safety", "kinship", "strength")
PRIORS = (*(Parameter(name, 0.0, -20.0, 20.0, 0.0, 2.0) for name in CRITERIA), Parameter("none", 0.0, -8, 8, 0.0, 1.0))


def criteria(crisis: Crisis) -> dict[str, tuple[float, ...]]:
    """Return each side's lead in safety, kinship and strength, as theories read them; 0 where there is nothing to read."""
    reading = read(crisis)
    level = dict.fromkeys(crisis.suitors, 0.0)
    danger, strength, nearness = leads(threats(reading)), leads(strengths(reading)), kinships(reading)
    kin = level if nearness is None else centred(nearness)
    return {suitor: (-(danger or level)[suitor], kin[suitor], (strength or level)[suitor]) for suitor in crisis.suitors}


@dataclass(frozen=True)
class Weighted:
    """Three criteria, each with a weight of its own: the truth of these cases."""

    name: str = "three weights"
    source: str = "these cases"
    assumptions: tuple[str, ...] = ("Criteria add up.",)
    parameters: tuple[Parameter, ...] = PRIORS
    _seen: dict[int, tuple[Crisis, dict[str, tuple[float, ...]]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast:
        """Return a logit on the weighted sum of leads."""
        chosen = settled(self.parameters, values)
        if id(crisis) not in self._seen:
            self._seen[id(crisis)] = crisis, criteria(crisis)
        worth = {suitor: math.fsum(chosen[name] * lead for name, lead in zip(CRITERIA, each, strict=True))
                 for suitor, each in self._seen[id(crisis)][1].items()}  # fmt: skip
        worth[NONE] = chosen["none"]
        odds = {partner: math.exp(each) for partner, each in worth.items()}
        total = math.fsum(odds.values())
        return Forecast({partner: each / total for partner, each in odds.items()})


def sizes(cases: int, wars: int, draw: np.random.Generator) -> list[int]:
    """Return uneven sizes of wars: each has one case, and the rest fall on wars by weights that are exponential."""
    weights = draw.exponential(size=wars)
    return [int(1 + more) for more in draw.multinomial(cases - wars, weights / weights.sum())]


def inputs(cases: int, wars: int, seed: int) -> str:
    """Return the table of the inputs of invented cases."""
    draw = np.random.default_rng(seed)
    lines = [",".join(INPUTS)]
    for war, size in enumerate(sizes(cases, wars, draw)):
        codes = [int(code) for code in draw.permutation(np.arange(2, 991))]
        coalitions = [
            [(codes.pop(), round(float(draw.uniform(0.01, 0.12)), 4), round(float(draw.uniform()), 2))
             for _ in range(draw.integers(1, 4))]
            for _ in range(2)
        ]  # fmt: skip
        for number in range(size):
            key = f"war-{war}-case-{number}"
            head = f"{key},courted,,,war-{war},{1820 + war}"
            lines.append(f"{head},pivot,{codes.pop()},0.005,,,,,{draw.uniform():.2f},")
            order = coalitions if draw.random() < 0.5 else coalitions[::-1]
            for role, members in zip("AB", order, strict=True):
                for code, cinc, regime in members:
                    contiguity, prox = [("1", "1"), ("3", "0.5"), ("", "0.25"), ("", "0.1")][draw.integers(4)]
                    quarrels = f"{int(draw.random() < 0.3)},{int(draw.random() < 0.15)}"
                    pact = ("none", "nonaggression", "defense")[draw.choice(3, p=(0.8, 0.1, 0.1))]
                    lines.append(f"{head},{role},{code},{cinc},{contiguity},{prox},{quarrels},{regime},{pact}")
    return "\n".join(lines) + "\n"


def chances(crises: Mapping[str, Crisis], weights: Mapping[str, float], truth: Weighted) -> dict[str, dict[str, float]]:
    """Return the true chances of A, B and N in every case."""
    found = {}
    for key, crisis in crises.items():
        outcomes = truth.forecast(crisis, weights).outcomes
        found[key] = {"A": outcomes["A"], "N": outcomes[NONE], "B": outcomes["B"]}
    return found


def choices(tier: Tier, true: Mapping[str, Mapping[str, float]], seed: int, alike: float = ALIKE) -> dict[str, str]:
    """Draw what every case comes to."""
    draw = np.random.default_rng(seed)
    shared = {war: draw.normal() for war in dict.fromkeys(case.war for case in tier.cases.values())}
    first = {case.war: {each.cow for each in case.suitors.A.members} for case in reversed(list(tier.cases.values()))}
    found = {}
    for key, case in tier.cases.items():
        luck = norm.cdf(math.sqrt(alike) * shared[case.war] + math.sqrt(1 - alike) * draw.normal())
        order = "ANB" if {each.cow for each in case.suitors.A.members} == first[case.war] else "BNA"
        ends = np.cumsum([true[key][option] for option in order])
        found[key] = order[min(int(np.searchsorted(ends, luck)), 2)]
    return found


def outcomes(chosen: Mapping[str, str]) -> str:
    """Return the table of the outcomes."""
    return "case,choice,bound\n" + "".join(
        f"{key},{choice},{'none' if choice == 'N' else 'defense'}\n" for key, choice in chosen.items()
    )


@dataclass(frozen=True)
class World:
    """Cases as theories see them, which are read once, and of which chance makes many histories."""

    text: str
    tier: Tier
    rows: Mapping[str, Sequence[Row]]
    seen: Mapping[str, Case]
    crises: Mapping[str, Crisis]
    truth: Weighted
    contender: Remembered

    @classmethod
    def make(cls, cases: int, wars: int, seed: int) -> World:
        """Invent states and courtships."""
        text = inputs(cases, wars, seed)
        tier = tier_of(text, seed=None)
        seen = {key: told(case, Leakage.HALF_VALUE) for key, case in tier.cases.items()}
        crises = {key: code_case(case) for key, case in seen.items()}
        rows, _ = rows_of(records_of(text, "inputs.csv", list(INPUTS)))
        return cls(text, tier, rows, seen, crises, Weighted(), Remembered(Weighted()))

    @property
    def wars(self) -> list[str]:
        """The war of each case."""
        return [case.war for case in self.seen.values()]

    def history(self, weights: Mapping[str, float], seed: int, alike: float = ALIKE) -> dict[str, Result]:
        """Let every state choose, and read what it chose from a table."""
        chosen = choices(self.tier, chances(self.crises, weights, self.truth), seed, alike)
        rows, _ = outcomes_of(records_of(outcomes(chosen), "outcomes.csv", list(OUTCOMES)), self.rows)
        return {key: result_of(row, self.rows[key][0].year) for key, row in rows.items()}

    def fit(self, results: Mapping[str, Result]) -> Calibration:
        """Fit the weights to a history, with one war after another left out."""
        return calibrate(self.contender, self.seen, results)


def coverage(world: World, truths: Sequence[Mapping[str, float]], seed: int) -> dict[str, float]:
    """Return how often the intervals of fitted weights hold the true ones, of one history for each truth."""
    inside = dict.fromkeys(truths[0], 0)
    for number, truth in enumerate(truths):
        fits = world.fit(world.history(truth, seed + number))
        for name, value in truth.items():
            _, low, high = interval_of(fits, name, world.wars)
            inside[name] += low <= value <= high
    return {name: count / len(truths) for name, count in inside.items()}


def drawn_weights(count: int, seed: int) -> list[dict[str, float]]:
    """Draw weights from the priors of the fit."""
    draw = np.random.default_rng(seed)
    return [{each.name: float(draw.normal(each.mean, each.spread)) for each in PRIORS} for _ in range(count)]


def main() -> None:
    """Print how often intervals hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=300)
    parser.add_argument("--wars", type=int, default=40)
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    world = World.make(given.cases, given.wars, given.seed)
    truths = drawn_weights(given.replicates, given.seed)
    for name, share in coverage(world, truths, given.seed).items():
        print(f"{name:10} {share:.3f} of {given.replicates} intervals hold the true weight")


if __name__ == "__main__":
    main()
