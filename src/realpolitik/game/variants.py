"""Variants of one structure, solved together: what they share is drawn, read and solved once.

The rows of a family's sample are its draws, and within each draw its variants in an order in which neighbours have many games in
common, because a game whose numbers are those of the row before it is not solved again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.schema import Crisis
from realpolitik.game.core.arrays import GameNumbers, Index
from realpolitik.game.numbers.beliefs import believed_numbers
from realpolitik.game.numbers.compile import compile_numbers
from realpolitik.game.numbers.draws import draw_variants
from realpolitik.game.numbers.grid import Grid
from realpolitik.game.solve import Game, Sample, set_up
from realpolitik.game.structure.layout import structure_of

Numbering = NDArray[np.intp]


@dataclass(frozen=True)
class Family:
    """Variants of a crisis that share a layout.

    Attributes
    ----------
    game : Game
        With a model for every state that errs in any of the variants; where it does not err, its numbers are the truth's.
    variants : mapping
        Number of a variant -> its crisis, in the order in which they are solved.
    """

    game: Game
    variants: Mapping[int, Crisis]

    def sample(self, numbers: Sequence[int], seed: int, first: int, count: int) -> Sample:
        """Draw and compile some of the variants; row k V + v is draw ``first + k`` of the v-th of these V variants."""
        return _sample(self.game, [self.variants[number] for number in numbers], seed, first, count)


def families_of(crises: Sequence[Crisis], seed: int, go_on: Callable[[], object] = lambda: None) -> list[Family]:
    """Return variants by structure, each family in the order in which its variants are solved.

    Parameters
    ----------
    crises : sequence of Crisis
    seed : int
        Of the draw by which it is seen which variants share which games.
    go_on : callable, optional
        Called before each piece of the work, which takes seconds for some hundred variants; it may raise to end it.
    """
    groups: dict[Hashable, dict[int, Crisis]] = {}
    for number, crisis in enumerate(crises):
        go_on()
        groups.setdefault(structure_of(crisis), {})[number] = crisis
    families = []
    for group in groups.values():
        go_on()
        families.append(_family(group, seed))
    return families


def _family(group: Mapping[int, Crisis], seed: int) -> Family:
    numbers, variants = list(group), list(group.values())
    game = set_up(variants[0], others=variants[1:])
    alone = len(variants) == 1
    order = (
        [0] if alone else in_order(games_apart(_sample(game, variants, seed, 0, 1), len(variants), game.roles.bargains))
    )
    return Family(game, {numbers[place]: variants[place] for place in order})


def _sample(game: Game, variants: Sequence[Crisis], seed: int, first: int, count: int) -> Sample:
    truths = draw_variants(variants, seed, first, count)
    pairs = list(zip(variants, truths, strict=True))
    believed = [[believed_numbers(crisis, truth, state) for crisis, truth in pairs] for state in game.models]
    return Sample(*compile_numbers(game.layout, Grid([truths, *believed])))


WARS = (
    "precision",
    "decisiveness",
    "holding",
    "of_state",
    "of_hostility",
    "of_clause",
    "stake_worth",
    "buffer",
    "payment",
)
"""The numbers from which a game's wars are solved; from all of them its bazaar is."""


def games_apart(sample: Sample, variants: int, bargains: Index) -> Numbering:
    """Return a number for every game of every variant, and for its wars, equal for equal arrays, from a sample of one draw.

    Parameters
    ----------
    sample : Sample
    variants : int
    bargains : ndarray, shape (games,)
        1 for the games by which somebody plays at the table.

    Returns
    -------
    ndarray, shape (2 games, variants)
        Whole games before wars, and before either those by which somebody plays at the table: they take longest to solve.
    """
    whole, wars = (_numbering(sample, names, variants) for names in (GameNumbers._fields, WARS))
    first, last = np.flatnonzero(bargains == 1), np.flatnonzero(bargains != 1)
    return np.concatenate([whole[first], wars[first], whole[last], wars[last]])


def _numbering(sample: Sample, names: Sequence[str], variants: int) -> Numbering:
    arrays = [getattr(sample.numbers, name) for name in names]
    contents = [b"".join(array[row].tobytes() for array in arrays) for row in range(len(arrays[0]))]
    numbered = {content: number for number, content in enumerate(dict.fromkeys(contents))}
    return np.array([numbered[content] for content in contents], dtype=np.intp).reshape(-1, variants)


def in_order(games: Numbering) -> list[int]:
    """Return variants in the order in which to solve them.

    They are sorted by what is solved for them, one after the other: first by that of which there are fewest kinds, which then
    changes no more often than it has kinds, and last by that of which there are most.

    Parameters
    ----------
    games : ndarray, shape (games, variants)
        Equal numbers for equal games, or wars; of those with as many kinds, the dearest first.
    """
    kinds = [len(np.unique(row)) for row in games]
    by_kinds = sorted(range(len(games)), key=lambda g: kinds[g])
    return [int(place) for place in np.lexsort([games[g] for g in reversed(by_kinds)])]
