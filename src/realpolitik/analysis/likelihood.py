r"""How likely each observed move was, hand by hand and draw by draw.

A hand is a hidden type. For every profile of hands that the states can hold, and every draw of the other uncertain numbers,
the game is solved as the mover has it, with its own perceptions, and the chance of the move is looked up where it was made.

A signal is outside the game. What nothing explains of it is drawn anew for each, and a state of type $\theta$ makes it with chance

    Phi((gain - cost_theta) / s),      s^2 = sigma^2 + pi^2 / (3 lambda^2)

The second part of s^2 is the variance of a logit of precision lambda, whose shape is taken for a normal one: next to nothing,
unless lambda is small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from realpolitik.analysis.chances import Chances
from realpolitik.analysis.moves import Reading, read_moves
from realpolitik.analysis.work import Work
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import SolverFailed
from realpolitik.game.numbers.beliefs import believed_numbers, believers
from realpolitik.game.numbers.compile import compile_numbers
from realpolitik.game.numbers.draws import Instead, Numbers, draw_numbers
from realpolitik.game.numbers.grid import Grid
from realpolitik.game.solve import TOLERANCE
from realpolitik.game.strategies import solve_row
from realpolitik.game.structure.layout import Layout, lay_out
from realpolitik.game.workers import Workers

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Likelihoods:
    """The chances of the moves of a crisis.

    Attributes
    ----------
    hands : mapping
        State -> its hidden types, for the states that have some; the order is that of the axes below.
    readings : tuple of Reading
    chances : mapping
        Key of a move -> its chance, with an axis for the types of each state in ``hands`` (of length 1 where they do not
        matter) and a last one for the draws. NaN where the game has no such move in the draw.
    priors : mapping
        State and observer -> the chance that the observer gives each of the state's types, before any move; shape (types, draws).
    draws : int
    """

    hands: Mapping[str, tuple[str, ...]]
    readings: tuple[Reading, ...]
    chances: Mapping[str, Floats]
    priors: Mapping[tuple[str, str], Floats]
    draws: int


def hands_of(crisis: Crisis) -> dict[str, tuple[str, ...]]:
    """Return the hidden types of the states that have some."""
    return {name: tuple(state.types) for name, state in crisis.states.items() if state.types}


def solves_of(crisis: Crisis) -> int:
    """Return how many games are solved for each draw."""
    readings = read_moves(lay_out(crisis))
    return len(_minds(readings)) * len(_profiles(hands_of(crisis)))


def likelihoods(crisis: Crisis, work: Work) -> Likelihoods:
    """Compute how likely each observed move was under every profile of hands.

    Parameters
    ----------
    crisis : Crisis
    work : Work
        Progress is told of games. The first chunk is always done, unless the request to stop is `realpolitik.game.workers.Urgent`.

    Returns
    -------
    Likelihoods

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    Stopped
        If an urgent request to stop came within the first chunk.
    """
    layout = lay_out(crisis)
    readings, hands = read_moves(layout), hands_of(crisis)
    jobs = list(product(_minds(readings), _profiles(hands)))

    def chunk_of(draws: tuple[int, int]) -> Likelihoods:
        first, count = draws
        bench = _Bench(layout, hands, readings, (work.seed, first, count))
        chances = bench.empty()
        for found in workers.map(lambda job: bench.solve(*job), jobs):
            for key, place, values in found:
                chances[key][place] = values
            work.advance(count)
        return Likelihoods(hands, readings, chances | bench.signals(), bench.priors(), count)

    with Workers(work.threads, work.stop) as workers:
        return _joined(list(workers.until_stopped(chunk_of, work.chunks())))


def _joined(parts: Sequence[Likelihoods]) -> Likelihoods:
    chances = {key: np.concatenate([part.chances[key] for part in parts], axis=-1) for key in parts[0].chances}
    priors = {key: np.concatenate([part.priors[key] for part in parts], axis=-1) for key in parts[0].priors}
    return replace(parts[0], chances=chances, priors=priors, draws=sum(part.draws for part in parts))


def _minds(readings: Sequence[Reading]) -> tuple[str, ...]:
    """Return the states by whose model a move was chosen."""
    return tuple(dict.fromkeys(reading.place.mind for reading in readings if reading.place is not None))


def _profiles(hands: Mapping[str, tuple[str, ...]]) -> tuple[tuple[int, ...], ...]:
    return tuple(product(*(range(len(types)) for types in hands.values())))


@dataclass(frozen=True)
class _Bench:
    """A range of draws (seed, first, count) in which the moves are judged."""

    layout: Layout
    hands: Mapping[str, tuple[str, ...]]
    readings: tuple[Reading, ...]
    draws: tuple[int, int, int]

    def numbers(self, profile: tuple[int, ...]) -> Numbers:
        """Return the true numbers when the states hold these hands."""
        held = {state: types[k] for (state, types), k in zip(self.hands.items(), profile, strict=True)}
        return draw_numbers(self.layout.crisis, *self.draws, Instead(hands=held))

    def empty(self) -> dict[str, Floats]:
        """Return room for the chances of the moves in the game."""
        shape = (*map(len, self.hands.values()), self.draws[2])
        return {reading.key: np.full(shape, np.nan) for reading in self.readings if reading.place is not None}

    def solve(self, mind: str, profile: tuple[int, ...]) -> list[tuple[str, tuple[int, ...], Floats]]:
        """Solve a mind's games for one profile of hands, and return the chances of its moves."""
        crisis, truth = self.layout.crisis, self.numbers(profile)
        believed = believed_numbers(crisis, truth, mind) if mind in believers(crisis) else truth
        numbers, _ = compile_numbers(self.layout, Grid([[believed]]))
        wanted = [(r.key, r.place) for r in self.readings if r.place is not None and r.place.mind == mind]
        found = np.empty((len(wanted), self.draws[2]))
        for draw in range(self.draws[2]):
            solution = solve_row(self.layout, numbers, draw)
            if not solution.report[0] <= TOLERANCE:
                seed, first, _ = self.draws
                raise SolverFailed(f"the bids of draw {first + draw} (seed {seed}) were not solved as {mind} has them")
            chances = Chances(self.layout, numbers, draw, solution)
            found[:, draw] = [chances.of(place) for _, place in wanted]
        return [(key, profile, values) for (key, _), values in zip(wanted, found, strict=True)]

    def signals(self) -> dict[str, Floats]:
        """Return the chances of the signals."""
        truth = self.numbers(tuple(0 for _ in self.hands))
        found = {}
        for reading in self.readings:
            if not reading.is_signal:
                continue
            move, key, types = reading.move, reading.key, self.hands[reading.move.actor]
            gain = 0.0 if move.gain is None else truth.at(f"moves.{key}.gain", move.date)
            costs = [
                truth.at(f"moves.{key}.cost.{name}", move.date) if name in move.cost else np.zeros(truth.count)
                for name in types
            ]
            smoothing = np.pi**2 / 3 / truth.at("constants.precision") ** 2
            spread = np.sqrt(truth.at("constants.doubt") ** 2 + smoothing)
            chances = ndtr((gain - np.stack(costs)) / spread)
            shape = [len(types) if state == move.actor else 1 for state in self.hands]
            found[key] = chances.reshape(*shape, truth.count)
        return found

    def priors(self) -> dict[tuple[str, str], Floats]:
        """Return what every state thinks of every other state's hand before any move."""
        truth = self.numbers(tuple(0 for _ in self.hands))
        return {
            (state, observer): np.stack(list(self._prior(truth, state, observer)))
            for state in self.hands
            for observer in self.layout.states
        }

    def _prior(self, truth: Numbers, state: str, observer: str) -> Iterator[Floats]:
        for name, hand in self.layout.crisis.states[state].types.items():
            path = f"states.{state}.types.{name}"
            yield truth.at(f"{path}.priors.{observer}" if observer in hand.priors else f"{path}.prior")
