"""Which uncertain numbers of a crisis do not reach the answer of a run.

Every uncertain number is moved, alone, from the 5% to the 95% point of its spread in a few draws; if every figure that a run
reports stays the same to the bit, the number does not reach it.
"""

from __future__ import annotations

import numpy as np

from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.schema import Crisis
from realpolitik.game.arrays import GameNumbers, Tally
from realpolitik.game.draws import draw_numbers, series_at_rank
from realpolitik.game.solve import Game, compile_models, set_up, solve_numbers

LOW, HIGH = 0.05, 0.95
DRAWS = 2


def unreached(crisis: Crisis, seed: int = 0) -> tuple[str, ...]:
    """Return the dotted paths of the uncertain numbers that change nothing in a run.

    Parameters
    ----------
    crisis : Crisis
    seed : int
        For the draws in which all other numbers stand.

    Returns
    -------
    tuple of str
        In the order of the file.
    """
    game = set_up(crisis)
    return tuple(
        address.path
        for address in numbers_of(crisis)
        if address.quantity.is_uncertain and not _reaches(game, address, seed)
    )


def _reaches(game: Game, address: NumberAddress, seed: int) -> bool:
    """Whether moving one number changes what the kernels read, and then what they answer."""
    low, high = (_tables(game, address, rank, seed) for rank in (LOW, HIGH))
    if all(np.array_equal(one, other) for one, other in zip(low, high, strict=True)):
        return False
    return not _same(solve_numbers(game, low, DRAWS), solve_numbers(game, high, DRAWS))


def _tables(game: Game, address: NumberAddress, rank: float, seed: int) -> GameNumbers:
    crisis = game.layout.crisis
    truth = draw_numbers(crisis, seed, 0, DRAWS, {address.path: series_at_rank(address, rank, DRAWS)})
    return compile_models(game, truth)


def _same(one: Tally, other: Tally) -> bool:
    """Whether two tallies report the same figures; how the fixed points were reached does not count."""
    pairs = zip(one._fields, one, other, strict=True)
    return all(np.array_equal(a, b) for name, a, b in pairs if name != "report")
