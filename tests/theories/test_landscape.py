"""Landscape theory: the engine against plain Python, and what Axelrod & Bennett (1993) print."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.theories.engines.configurations import minima, walk
from realpolitik.theories.engines.europe import europe_1936
from realpolitik.theories.landscape import Landscape
from realpolitik.theories.protocol import Abstention

REALIST = {"USSR": 15.01, "Germany": 11.49, "Britain": 7.45, "France": 5.32, "Italy": 4.03}


def together(states, minimum):
    """The two camps, as sets of names."""
    here = frozenset(state for state, side in zip(states, minimum.sides, strict=True) if side)
    return {here, frozenset(states) - here}


def plain_minima(sizes, ties):
    """The same by the definitions, slowly."""
    n = len(sizes)
    divisions = [(True, *rest) for rest in product((True, False), repeat=n - 1)]

    def energy(sides):
        pairs = product(range(n), repeat=2)
        return sum(sizes[i] * sizes[j] * ties[i][j] for i, j in pairs if i != j and sides[i] != sides[j])

    def neighbours(sides):
        for i in range(n):
            moved = tuple(side != (k == i) for k, side in enumerate(sides))
            yield moved if moved[0] else tuple(not side for side in moved)

    heights = {sides: energy(sides) for sides in divisions}
    ends = {}
    for sides in sorted(divisions, key=heights.get):
        around = list(neighbours(sides))
        least = min(heights[each] for each in around)
        if least >= heights[sides] - 1e-9:
            ends[sides] = {sides: 1.0}
            continue
        best = [each for each in around if heights[each] <= least + 1e-9]
        ends[sides] = {}
        for each in best:
            for end, share in ends[each].items():
                ends[sides][end] = ends[sides].get(end, 0.0) + share / len(best)
    stable = [sides for sides in divisions if sides in ends[sides]]
    return {sides: (heights[sides], sum(end.get(sides, 0.0) for end in ends.values())) for sides in stable}


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 6), st.randoms(use_true_random=False), st.booleans())
def test_engine_is_what_the_definitions_say_also_where_steps_are_equally_good(n, random, level):
    sizes = [1.0 if level else random.randint(1, 99) / 10 for _ in range(n)]
    ties = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i):
            ties[i][j] = ties[j][i] = random.randint(-3, 2)
    found = minima(np.array(sizes), np.array(ties, dtype=float))
    assert {each.sides: (pytest.approx(each.energy), pytest.approx(each.basin)) for each in found} == plain_minima(
        sizes, ties
    )
    assert sum(each.basin for each in found) == pytest.approx(2 ** (n - 1))


def test_axelrod_bennett_1993_realist_variant_has_four_stable_divisions():
    found = minima(np.array(list(REALIST.values())), -np.ones((5, 5)))
    assert len(found) == 4
    camps = [together(list(REALIST), each) for each in found]
    assert {frozenset({"Britain", "France", "Italy"}), frozenset({"Germany", "USSR"})} in camps


def test_axelrod_bennett_1993_europe_of_1936():
    """Two minima are printed, with basins of 47,945 and 17,591; the 136 propensities are not.

    Those coded afresh have the second one alone, and Greece on its other side. The first, the USSR with Britain and France
    against Germany, appears if Germany is taken to share no confession with Protestant states.
    """
    europe = europe_1936()
    assert len(europe.states) == 17
    (only,) = minima(europe.sizes, europe.propensities)
    assert only.basin == 65_536
    second = frozenset({"USSR", "Yugoslavia", "Greece"})
    assert second - {"Greece"} in together(europe.states, only)

    mixed = europe.propensities.copy()
    germany = europe.states.index("Germany")
    for state in ("Britain", "Denmark", "Finland", "Latvia", "Estonia"):
        mixed[germany, europe.states.index(state)] -= 1
        mixed[europe.states.index(state), germany] -= 1
    two = minima(europe.sizes, mixed)
    assert [each.basin for each in two] == [54_809, 10_727]
    first = frozenset({"Britain", "France", "Czechoslovakia", "Denmark", "USSR", "Yugoslavia", "Greece"})
    assert first - {"Greece"} in together(europe.states, two[1])
    for each in (only, *two):
        assert not any({"Germany", "USSR"} <= camp for camp in together(europe.states, each)), "the pact of 1939"


class Counted:
    """Weights that count how often one is looked at."""

    def __init__(self, weights):
        self.weights, self.looks = weights, 0

    def __len__(self):
        return len(self.weights)

    def __getitem__(self, place):
        self.looks += 1
        return self.weights[place]


def test_from_one_division_to_the_next_one_column_is_looked_at():
    n = 8
    weights = Counted(europe_1936().propensities[:n, :n])
    divisions = 1 << (n - 1)
    plain = getattr(walk, "py_func", walk)
    plain(weights, 0.0, np.empty(divisions, dtype=np.int64), np.zeros(divisions, dtype=np.bool_))
    assert weights.looks == n * n + (divisions - 1) * n


def test_pivot_goes_where_it_gets_on_and_says_nothing_where_nothing_ties_it():
    crisis = patch(load("ussr-1939"), {"factors": {}, "claims": {}, "perceptions": {}})
    west = Landscape().forecast(crisis).outcomes
    assert west["West"] > west["Germany"]
    turned = {"hostilities": {}, "stakes": {}, "events": {}, "war_plans": {}, "treaties": {}, "moves": {},
              "suitors.West.menu": {"peace": {"kind": "nonaggression", "obligors": ["Britain"],
                                              "beneficiaries": ["USSR"]}},
              "suitors.Germany.menu": {"peace": {"kind": "nonaggression", "obligors": ["Germany"],
                                                 "beneficiaries": ["USSR"]}},
              "states.USSR.types": {}, "states.Germany.types": {}, "states.Britain.types": {}}  # fmt: skip
    alike = {"states.USSR.ideology": [1], "states.Germany.ideology": [1], "states.Britain.ideology": [-1]}
    germany = Landscape().forecast(patch(crisis, {**turned, **alike})).outcomes
    assert germany["Germany"] > germany["West"]
    states = {f"states.{state}.{key}": value for state in crisis.states
              for key, value in (("ideology", []), ("ideology_weight", 0))}  # fmt: skip
    assert isinstance(Landscape().forecast(patch(crisis, {**turned, **states})), Abstention)
