"""Every believer's game of a crisis, as a tree and as solved by the kernels, one beside the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from realpolitik.crisis.lookup import find, names_of
from realpolitik.crisis.reserved import TRUTH
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.beliefs import believed_numbers, believers
from realpolitik.game.numbers.draws import Numbers, draw_numbers
from realpolitik.game.rules.world import World
from realpolitik.game.solve import compile_models, set_up
from realpolitik.game.strategies import solve_strategies
from realpolitik.interop.openspiel import Replay, load_engine, replay
from realpolitik.interop.policy import Policy
from realpolitik.interop.tree import GameTree

ENGINE = "OpenSpiel"


@dataclass(frozen=True)
class Verified:
    """One believer's game, replayed.

    Attributes
    ----------
    believer : str
        A state, or ``truth``.
    replay : Replay
    multiple : bool
        Whether a branch of simultaneous bids turned on its way to the precision of the game: on that way there were several
        fixed points.
    """

    believer: str
    replay: Replay
    multiple: bool


def games_of(crisis: Crisis) -> tuple[str, ...]:
    """Return whose games there are: the truth's, then that of each state that sees the crisis otherwise."""
    return (TRUTH, *believers(crisis))


def believer_of(word: str, crisis: Crisis) -> str:
    """Return whose game a word means, by the key or the name of a state, or ``truth``.

    Raises
    ------
    UnknownName
        If nobody of that name has a game of its own.
    """
    names = names_of(crisis.states)
    return find(word, {key: names.get(key, key) for key in games_of(crisis)}, "believer with a game of its own")


def numbers_of_game(crisis: Crisis, truth: Numbers, believer: str) -> Numbers:
    """Return the numbers as a believer, or the truth, has them."""
    return truth if believer == TRUTH else believed_numbers(crisis, truth, believer)


def tree_of(crisis: Crisis, believer: str, seed: int, draw: int, most: int, fold_wars: bool = False) -> GameTree:
    """Return a believer's game in one draw as a tree.

    Parameters
    ----------
    crisis : Crisis
    believer : str
        One of `games_of`.
    seed, draw : int
        As in a run.
    most : int
        Nodes allowed.
    fold_wars : bool
        Whether a war is a leaf, worth what the plain reference makes of it.

    Raises
    ------
    UnknownName
        If nobody of that name has a game.
    TreeTooLarge
    """
    numbers = numbers_of_game(crisis, draw_numbers(crisis, seed, draw, 1), believer_of(believer, crisis))
    return GameTree(World(crisis, numbers), most, fold_wars)


def verify(
    crisis: Crisis, seed: int, draw: int, most: int, progress: Callable[[int], None] | None = None
) -> tuple[Verified, ...]:
    """Solve a crisis in one draw, and replay every believer's solution in another engine.

    Parameters
    ----------
    crisis : Crisis
        Small: see `realpolitik.interop.shrink`.
    seed, draw : int
        As in a run.
    most : int
        Nodes allowed for each game.
    progress : callable, optional
        Called with the number of games done since the last call.

    Returns
    -------
    tuple of Verified

    Raises
    ------
    EngineMissing, TreeTooLarge, SolverFailed
    """
    load_engine()
    return tuple(_verify(crisis, seed, draw, most, progress or _unheard))


def _verify(crisis: Crisis, seed: int, draw: int, most: int, progress: Callable[[int], None]) -> Iterator[Verified]:
    game = set_up(crisis)
    truth = draw_numbers(crisis, seed, draw, 1)
    sample = compile_models(game, truth)
    solutions = solve_strategies(game, sample)
    for row, (believer, solution) in enumerate(zip(games_of(crisis), solutions, strict=True)):
        world = World(crisis, numbers_of_game(crisis, truth, believer))
        policy = Policy(game.layout, world, sample.numbers, row, solution)
        found = replay(GameTree(world, most), policy)
        yield Verified(believer, found, multiple=bool(solution.report[1] > 0))
        progress(1)


def _unheard(steps: int) -> None:
    pass
