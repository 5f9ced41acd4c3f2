"""The one place that wires the pipeline: Crisis -> Layout, Numbers -> GameNumbers -> Tally -> Outcome."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from realpolitik.crisis.schema import Crisis
from realpolitik.errors import SolverFailed
from realpolitik.game.chance_alone import nothing_at_stake
from realpolitik.game.core.arrays import GameNumbers, Roles, SignatureTerms, Tally, WarStructure
from realpolitik.game.core.draw import solve_draws_of
from realpolitik.game.core.memory import Workspace, new_tally, new_workspace
from realpolitik.game.numbers.beliefs import Beliefs, believed_numbers, believers
from realpolitik.game.numbers.compile import compile_numbers
from realpolitik.game.numbers.draws import Numbers, draw_numbers
from realpolitik.game.numbers.grid import Grid
from realpolitik.game.signatures import Signatures
from realpolitik.game.structure.layout import Layout, lay_out
from realpolitik.game.summary import Partners, Summary, summarise
from realpolitik.game.workers import Progress, Stop, Workers
from realpolitik.outcome import NONE, Outcome

CHUNK = 64
"""Draws solved together: memory does not grow with the number of draws."""
FORECAST_DRAWS = 256
"""Draws for which every believer's own forecast is played, from the first on."""
CHANCE_DRAWS = 512
"""Draws on which chance alone rests, at most."""
SPACES = 3
"""Layouts for which a thread keeps working memory at most."""
TOLERANCE = 1e-8
"""Largest residual of a fixed point of bids that counts as solved."""


@dataclass(frozen=True)
class Game:
    """A crisis laid out, with the models that its states play by.

    Attributes
    ----------
    models : tuple of str
        The states whose model differs from the truth; game 1 + k belongs to ``models[k]``, game 0 is the truth.
    """

    layout: Layout
    models: tuple[str, ...]
    roles: Roles


def set_up(crisis: Crisis, layout: Layout | None = None, others: Sequence[Crisis] = ()) -> Game:
    """Lay a crisis out and say who plays by which model.

    Parameters
    ----------
    crisis : Crisis
    layout : Layout, optional
        The layout of a crisis with the same structure (`realpolitik.game.structure.layout.structure_of`), to save the work.
    others : sequence of Crisis, optional
        Variants of the same structure that are solved with it: a state that errs in any of them has a model.
    """
    layout = lay_out(crisis) if layout is None else replace(layout, crisis=crisis)
    holders = {state for each in (crisis, *others) for state in believers(each)}
    models = tuple(state for state in layout.states if state in holders)
    game_of = {state: 1 + models.index(state) if state in models else 0 for state in layout.states}
    leads = [crisis.suitors[suitor].lead for suitor in layout.suitors]
    minds = [layout.players[0], *leads, *layout.players[1 + len(leads) :]]
    player = np.array([game_of[state] for state in minds], dtype=np.int64)
    bargains = np.array([int(g in player[1:]) for g in range(1 + len(models))], dtype=np.int64)
    roles = Roles(
        state=np.array([game_of[state] for state in layout.states], dtype=np.int64),
        player=player,
        bargains=bargains,
        believer=np.arange(1, 1 + len(models), dtype=np.int64),
    )
    return Game(layout, models, roles)


class Sample(NamedTuple):
    """The compiled numbers of some draws: every model's, game by game along the first axis, and the true terms."""

    numbers: GameNumbers
    terms: SignatureTerms


def compile_models(game: Game, truth: Numbers, beliefs: Beliefs | None = None) -> Sample:
    """Compile the numbers of every model.

    Parameters
    ----------
    game : Game
    truth : Numbers
    beliefs : mapping, optional
        Changes that stand in the place of those of some perceptions.
    """
    crisis = game.layout.crisis
    believed = [believed_numbers(crisis, truth, state, beliefs) for state in game.models]
    return Sample(*compile_numbers(game.layout, Grid([[numbers] for numbers in (truth, *believed)])))


def solve_draws(game: Game, seed: int, first: int, count: int, forecasts: bool = True) -> Tally:
    """Solve a range of draws, with every believer's own forecast if wanted.

    Raises
    ------
    SolverFailed
        If a fixed point of bids was not reached to tolerance.
    """
    sample = compile_models(game, draw_numbers(game.layout.crisis, seed, first, count))
    tally = solve_sample(game, sample, forecasts)
    require_solved(tally, lambda row: f"draw {first + row} (seed {seed})")
    return tally


def require_solved(tally: Tally, name: Callable[[int], str]) -> None:
    """Refuse a tally whose bids were not solved, with the name of its worst row.

    Raises
    ------
    SolverFailed
        If a fixed point of bids was not reached to tolerance.
    """
    worst = float(tally.report[:, 0].max())
    if not worst <= TOLERANCE:
        row = name(int(np.argmax(tally.report[:, 0])))
        raise SolverFailed(f"the bids of {row} were not solved: residual {worst:.3g} above {TOLERANCE:g}")


def solve_sample(game: Game, sample: Sample, forecasts: bool = True) -> Tally:
    """Solve the draws of a sample, with every believer's own forecast if wanted."""
    layout = game.layout
    roles = game.roles if forecasts else game.roles._replace(believer=np.zeros(0, dtype=np.int64))
    tally = new_tally(layout.war, layout.bazaar, len(sample.terms.stakes), len(roles.believer))
    solve_draws_of(layout.war, layout.bazaar, sample.numbers, sample.terms, roles, _MEMORY.space_for(game), tally)
    return tally


class _Memory(threading.local):
    """The working memory of a thread, kept while it solves samples of a few layouts: to get it anew takes as long as some draws."""

    def __init__(self) -> None:
        self._spaces: OrderedDict[tuple[int, int], tuple[WarStructure, Workspace]] = OrderedDict()

    def space_for(self, game: Game) -> Workspace:
        """Return working memory for a game."""
        war, games = game.layout.war, 1 + len(game.models)
        key = id(war), games  # which is of nothing else while the layout is kept beside it
        if key in self._spaces:
            self._spaces.move_to_end(key)
        else:
            while len(self._spaces) >= SPACES:
                self._spaces.popitem(last=False)
            self._spaces[key] = war, new_workspace(war, game.layout.bazaar, games)
        return self._spaces[key][1]


_MEMORY = _Memory()


def solve(
    crisis: Crisis,
    draws: int = 2000,
    seed: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Outcome:
    """Solve a crisis under uncertainty.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.
    draws : int
        Monte Carlo draws of the uncertain numbers.
    seed : int
        The same seed gives the same bits on any number of threads.
    threads : int, optional
        All cores, if left out.
    progress : callable, optional
        Called with the number of draws done since the last call, of `steps_of` in all.
    stop : callable, optional
        Asked between chunks. Once it says yes no further chunk is begun, and the answer is that of the draws done, the
        same as if only so many had been asked for; the first chunk is always done.

    Returns
    -------
    Outcome

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    if draws < 1:
        raise ValueError(f"draws must be 1 or more, not {draws}")
    growing = Growing(crisis, seed)
    with Workers(threads, stop) as workers:
        for tallies in workers.map_until_stopped(growing.solve, _ranges(draws)):
            growing.add(tallies)
            if progress is not None:
                progress(sum(len(tally.war) for tally in tallies))
    return growing.outcome()


class Growing:
    """An answer that grows with its draws: ranges of them are solved anywhere, and added in their order.

    Parameters
    ----------
    crisis : Crisis
    seed : int
    """

    def __init__(self, crisis: Crisis, seed: int) -> None:
        self.game = set_up(crisis)
        by_chance = set_up(nothing_at_stake(crisis))
        self._seed = seed
        self._task = partial(_solve_both, self.game, by_chance, seed)
        self._summary, self._alone = Summary(self.game.layout, self.game.models), Partners(by_chance.layout)

    @property
    def solve(self) -> Callable[[tuple[int, int]], list[Tally]]:
        """What solves a range of draws, given its first and how many: their tally, and that of those on which chance alone rests.

        Chance alone is found beside the answer: wherever that is stopped, both rest on the same draws.
        """
        return self._task

    def add(self, tallies: Sequence[Tally]) -> None:
        """Gather what was solved of the next range."""
        self._summary.add(tallies[0])
        for tally in tallies[1:]:
            self._alone.add(tally)

    def outcome(self) -> Outcome:
        """Return the answer so far."""
        return summarise(self._summary, self._alone, self._seed)


def steps_of(draws: int) -> int:
    """Return how many draws are solved for so many draws of an answer: with what chance alone rests on."""
    return draws + min(CHANCE_DRAWS, draws)


def partner_chances(crisis: Crisis, draws: int, seed: int = 0) -> dict[str, float]:
    """Return the chance of each partner, nobody first, and nothing else: half the work of `solve`.

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    game = set_up(crisis)
    with Workers() as workers:
        tallies = workers.map(partial(_solve_range, game, seed, 0), _ranges(draws))
        total = sum(Signatures(game.layout, tally).partner.sum(axis=0) for tally in tallies)
    return dict(zip((NONE, *game.layout.suitors), map(float, total / draws), strict=True))


def _ranges(draws: int) -> list[tuple[int, int]]:
    """Return the ranges in which draws are solved: the first of each, and how many."""
    return [(first, min(CHUNK, draws - first)) for first in range(0, draws, CHUNK)]


def _solve_both(game: Game, by_chance: Game, seed: int, draws: tuple[int, int]) -> list[Tally]:
    """Solve a range of draws; and those of them that chance alone rests on, with nothing at stake."""
    first, count = draws
    tallies = [_solve_range(game, seed, FORECAST_DRAWS, draws)]
    if first < CHANCE_DRAWS:
        tallies.append(_solve_range(by_chance, seed, 0, (first, min(count, CHANCE_DRAWS - first))))
    return tallies


def _solve_range(game: Game, seed: int, forecast_draws: int, draws: tuple[int, int]) -> Tally:
    """Solve a range of draws, with the believers' forecasts in the first few of all."""
    first, count = draws
    return solve_draws(game, seed, first, count, first < forecast_draws)
