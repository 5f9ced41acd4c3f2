"""The Gambit file: chances that sum to one as fractions, and words on everything."""

from __future__ import annotations

import re
from fractions import Fraction

import pyspiel
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.world import World
from realpolitik.interop.efg import exact_chances, to_efg
from realpolitik.interop.node import TreeTooLarge
from realpolitik.interop.shrink import LEAST, MOST_NODES, Size, fit, shrink
from realpolitik.interop.tree import GameTree
from realpolitik.interop.verify import games_of, tree_of
from strategies import crises

LABEL = r'"[^"\\]*"'
HEADER = re.compile(rf"EFG 2 R {LABEL} \{{((?: {LABEL})+) \}}")
CHANCE = re.compile(rf'c ({LABEL}) (\d+) "" \{{((?: {LABEL} \S+)+) \}} 0')
MOVE = re.compile(rf"p ({LABEL}) (\d+) (\d+) ({LABEL}) \{{((?: {LABEL})+) \}} 0")
END = re.compile(rf't "" (\d+) ({LABEL}) \{{ (\S+(?:, \S+)*) \}}')
NUMBER = re.compile(r"-?\d+(\.\d+)?")

SIZES = [
    Size(steps=1, bundles=1, joiners=1, hostilities=1, helpers=0, drafting=0.5),
    Size(steps=1, bundles=1, joiners=0, hostilities=1, helpers=1, drafting=0),
    Size(steps=1, bundles=1, joiners=0, hostilities=2, helpers=0, drafting=0),
    Size(steps=2, bundles=2, joiners=2, hostilities=0),
]
"""Every option of the export that shrinks, with more than one value."""


def assert_sound(tree):
    """The file of a tree: whole, labelled, its numbers plain decimals that say what the tree says."""
    header, units, *lines = to_efg(tree, "a title").splitlines()
    players = re.findall(LABEL, HEADER.fullmatch(header)[1])
    assert len(set(players)) == len(players) == len(tree.players)
    assert "shares of own survival" in units
    nodes = list(tree.nodes())
    assert len(lines) == len(nodes) == tree.count
    named, places, ends = {}, set(), set()
    for line, node in zip(lines, nodes, strict=True):
        if chance := CHANCE.fullmatch(line):
            places.add(chance[1])
            labels, numbers = re.findall(LABEL, chance[3]), re.findall(r'" (\S+)', chance[3])
            assert sum(map(Fraction, numbers)) == 1
            assert all(NUMBER.fullmatch(number) for number in numbers)
            assert [float(number) for number in numbers] == pytest.approx(node.chances, rel=1e-15, abs=0)
        elif move := MOVE.fullmatch(line):
            places.add(move[1])
            labels = re.findall(LABEL, move[5])
            assert tree.players[int(move[2]) - 1] == node.mover
            assert named.setdefault((move[2], move[4]), move[3]) == move[3]  # one label, one set
        else:
            end = END.fullmatch(line)
            labels = []
            assert [float(number) for number in end[3].split(", ")] == tree.amounts(node.paid)
            ends.add(end[2])
        assert [label.strip('"') for label in labels] == node.actions
        assert '""' not in line.replace('t ""', "").replace('"" {', "")
    assert len(ends) == sum(not node.children for node in nodes)
    assert len(places) + len(ends) == len(nodes)


def trees(crisis, draw, fold_wars):
    """The game of every believer in a crisis that is small already; none if even that is too much."""
    try:
        yield from (tree_of(crisis, believer, draw, draw, MOST_NODES, fold_wars) for believer in games_of(crisis))
    except TreeTooLarge:
        return


@pytest.mark.parametrize("fold_wars", [False, True], ids=["wars grown", "wars folded"])
@pytest.mark.parametrize("name", sorted(library()))
def test_chances_of_every_crisis_sum_to_one_however_it_is_shrunk(name, fold_wars):
    crisis, checked = load(name), 0
    for draw, size in enumerate(SIZES):
        for tree in trees(shrink(crisis, size), draw, fold_wars):
            assert_sound(tree)
            checked += 1
    assert checked >= 2 * len(games_of(crisis))


@pytest.mark.slow
@pytest.mark.parametrize("fold_wars", [False, True], ids=["wars grown", "wars folded"])
@pytest.mark.parametrize("name", sorted(library()))
def test_chances_of_every_crisis_sum_to_one_as_it_is_exported(name, fold_wars):
    crisis = fit(load(name), Size(), MOST_NODES, (0, 0), fold_wars)
    exported = list(trees(crisis, 0, fold_wars))
    assert len(exported) == len(games_of(crisis))
    for tree in exported:
        assert_sound(tree)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises(), st.integers(0, 3))
def test_chances_of_random_crises_sum_to_one(crisis, draw):
    try:
        tree = GameTree(World(crisis, draw_numbers(crisis, 0, draw, 1)), most=3000)
    except TreeTooLarge:
        assume(False)
    assert_sound(tree)


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=8).filter(any))
@example([1.0, 5e-324])
@example([1.0, 1e-17, 1e-17, 1e-17])
@example([0.1, 0.2, 0.7])
@example([1.0, 0.0])
def test_the_largest_chance_makes_up_for_what_rounding_lost(weights):
    chances = [weight / sum(weights) for weight in weights]
    written = [Fraction(f"{chance:f}") for chance in exact_chances(chances)]
    assert sum(written) == 1
    assert [float(chance) for chance in written] == pytest.approx(chances, rel=1e-14, abs=0)
    assert all(chance >= 0 for chance in written)
    assert all((chance > 0) == (number > 0) for chance, number in zip(written, chances, strict=True))


def test_a_leaf_tells_how_it_ended():
    crisis = load("ussr-1939")
    tree = tree_of(fit(crisis, Size(), 20_000), "truth", 0, 0, 20_000)
    ends = [END.fullmatch(line)[2] for line in to_efg(tree, "a title").splitlines() if line.startswith("t")]
    assert any(end.endswith('. nothing is signed, nobody attacks"') for end in ends)
    assert any(
        re.search(r"the pivot signs with Germany: [\w -]+; Germany attacks: fall-weiss, [\w-]+ \(1939-\d\d-\d\d\)", end)
        for end in ends
    )
    assert any("attacker wins; Germany turns on USSR; Germany prevails" in end for end in ends)


def test_no_text_of_a_crisis_breaks_out_of_its_label():
    hostile = 'a "quoted" \\ { 1, 2 } \t back\\'
    name = hostile.replace("\t ", "")  # of one line
    crisis = patch(read_text(STARTER, "starter"), {"suitors.North.name": name, "states.NOR.name": name})
    tree = tree_of(shrink(crisis, LEAST), "truth", 0, 0, MOST_NODES)
    text = to_efg(tree, hostile)
    assert HEADER.match(text)[1].count("a 'quoted' / { 1, 2 } back/") == 1  # North bids as its only member
    assert pyspiel.load_efg_game(text).num_players() == len(tree.players)
