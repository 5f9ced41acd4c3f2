"""Runs in which some assumptions are corrected: in every draw, the same numbers and other beliefs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import factorial

import numpy as np

from realpolitik.analysis.answers import Answers, Floats
from realpolitik.analysis.rows import Rows, solve_rows
from realpolitik.analysis.work import Work
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.beliefs import belief
from realpolitik.game.numbers.draws import Numbers, draw_numbers
from realpolitik.game.numbers.series import Change, Series
from realpolitik.game.numbers.streams import uniforms
from realpolitik.game.solve import Game, Sample, compile_models
from realpolitik.game.workers import until_stopped

EXACT = 4
"""A believer of at most so many assumptions has every set of them corrected; of others, random orders are taken."""
POOLED = 256
"""Draws over which a belief is averaged that must not follow the truth."""

Corrected = frozenset[str]
Means = tuple[tuple[float | None, float], ...]


@dataclass(frozen=True)
class Run:
    """The assumptions of one run: those that are corrected, and the one, if any, that does not follow the truth."""

    corrected: Corrected = frozenset()
    fixed: str | None = None


@dataclass(frozen=True)
class Plan:
    """Which runs a crisis needs in each draw."""

    crisis: Crisis
    seed: int

    @cached_property
    def held(self) -> dict[str, tuple[str, ...]]:
        """Believer -> its assumptions, in the order of the file."""
        perceptions = self.crisis.perceptions
        holders = dict.fromkeys(perception.who for perception in perceptions.values())
        return {who: tuple(key for key, one in perceptions.items() if one.who == who) for who in holders}

    def orders(self, who: str, draw: int) -> tuple[tuple[str, ...], ...]:
        """Return the orders in which a believer's assumptions are corrected in a draw: a random one and its reverse."""
        keys = self.held[who]
        ranks = uniforms(self.seed, f"orders of correction.{who}", draw * len(keys), len(keys))
        order = tuple(keys[place] for place in np.argsort(ranks))
        return order, order[::-1]

    def runs(self, draw: int) -> tuple[Run, ...]:
        """Return the runs of a draw, each once; the first corrects nothing.

        Those about one believer stand together: from one to the next only its game changes, and only that is solved again.
        """
        found = [Run()]
        for who, keys in self.held.items():
            if len(keys) <= EXACT:
                sets = [frozenset(chosen) for size in range(len(keys) + 1) for chosen in combinations(keys, size)]
            else:
                sets = [frozenset(order[:size]) for order in self.orders(who, draw) for size in range(len(keys) + 1)]
            found += [Run(frozenset({key})) for key in keys]
            found += [Run(frozenset(), key) for key in keys]
            found += [Run(chosen) for chosen in sets]
        found.append(Run(frozenset(self.crisis.perceptions)))
        return tuple(dict.fromkeys(found))

    def shares(self, who: str, draw: int, worth: Mapping[Corrected, float]) -> dict[str, float]:
        """Return the Shapley values of a believer's assumptions in a draw.

        Parameters
        ----------
        who : str
        draw : int
        worth : mapping
            What the believer gets when a set of its assumptions is corrected.
        """
        keys = self.held[who]
        shares = dict.fromkeys(keys, 0.0)
        if len(keys) > EXACT:
            for order in self.orders(who, draw):
                for place, key in enumerate(order):
                    gain = worth[frozenset(order[: place + 1])] - worth[frozenset(order[:place])]
                    shares[key] += gain / 2
            return shares
        for key in keys:
            others = [other for other in keys if other != key]
            for size in range(len(keys)):
                weight = factorial(size) * factorial(len(keys) - size - 1) / factorial(len(keys))
                for chosen in combinations(others, size):
                    gain = worth[frozenset((*chosen, key))] - worth[frozenset(chosen)]
                    shares[key] += weight * gain
        return shares


@dataclass(frozen=True)
class Columns:
    """Where a figure stands in what is kept of a run."""

    partners: tuple[str, ...]
    states: tuple[str, ...]
    clauses: tuple[tuple[str, str], ...]

    def payoff(self, state: str) -> int:
        """Return the column of a state's expected payoff."""
        return len(self.partners) + self.states.index(state)

    def offered(self, suitor: str, clause: str) -> tuple[int, int]:
        """Return the columns of how often a clause is bid and of how often its suitor can bid."""
        start = len(self.partners) + len(self.states) + self.clauses.index((suitor, clause))
        return start, start + len(self.clauses)


def columns(game: Game) -> Columns:
    """Return where figures stand in the runs of a game."""
    suitors = game.layout.suitors
    clauses = tuple((suitor, key) for suitor in suitors for key in game.layout.crisis.suitors[suitor].menu)
    return Columns(("none", *suitors), game.layout.states, clauses)


def _keep(answers: Answers) -> Floats:
    attack = answers.attack[:, None]
    return np.hstack([answers.partner, answers.payoff.sum(axis=1), answers.offered, answers.asked, attack])


def correct(game: Game, plan: Plan, work: Work) -> Iterator[list[dict[Run, Floats]]]:
    """Solve the runs of every draw, a chunk of draws at a time, until told to stop.

    Returns
    -------
    iterator of list of dict
        For each draw of a chunk: run -> what is kept of it, by `columns`. The first chunk is always done, or it raises `Stopped`.
    """
    pooled = draw_numbers(plan.crisis, plan.seed, 0, POOLED)
    means = {key: mean_belief(game, pooled, key) for key in plan.crisis.perceptions}

    def block(draws: tuple[int, int]) -> list[dict[Run, Floats]]:
        first, count = draws
        return _block(game, plan, draw_numbers(plan.crisis, plan.seed, first, count), first, means, work)

    return until_stopped(block, work.chunks(), work.stop)


def _block(
    game: Game, plan: Plan, truth: Numbers, first: int, means: Mapping[str, Means], work: Work
) -> list[dict[Run, Floats]]:
    runs = [(draw, run) for draw in range(truth.count) for run in plan.runs(first + draw)]

    def sample_of(rows: Rows) -> Sample:
        chosen = [runs[row] for row in rows]
        numbers = truth.take(np.array([draw for draw, _ in chosen]))
        beliefs = {}
        for key in plan.crisis.perceptions:
            fixed = np.array([run.fixed == key for _, run in chosen])
            follows = np.array([key not in run.corrected for _, run in chosen]) & ~fixed
            own = belief(plan.crisis, numbers, key)
            steps = [
                Change(since, "set", np.full(len(rows), value), fixed) for since, value in means[key] if fixed.any()
            ]
            beliefs[key] = (Change(own.since, own.kind, own.amount, follows), *steps)
        return compile_models(game, numbers, beliefs)

    kept = solve_rows(game, sample_of, len(runs), _keep, work)
    found: list[dict[Run, Floats]] = [{} for _ in range(truth.count)]
    for (draw, run), figures in zip(runs, kept, strict=True):
        found[draw][run] = figures
    return found


def believed_series(crisis: Crisis, numbers: Numbers, key: str) -> Series:
    """Return the number that a perception is about, as its believer has it."""
    path = crisis.perceptions[key].path
    return numbers.changed([(path, belief(crisis, numbers, key))]).series[path]


def dates_of(game: Game, series: Series) -> tuple[float | None, ...]:
    """Return the days on which a number is looked at: None alone where no day matters."""
    if series.is_timeless:
        return (None,)
    layout = game.layout
    return (None, *sorted({*layout.clock.days, *(float(row.day.toordinal()) for row in layout.occasions)}))


def mean_belief(game: Game, numbers: Numbers, key: str) -> Means:
    """Return what a believer holds a number to be on average over draws, from each day on."""
    series = believed_series(game.layout.crisis, numbers, key)
    days = dates_of(game, series)
    return tuple((day, float(series.at(numbers.opening if day is None else day).mean())) for day in days)
