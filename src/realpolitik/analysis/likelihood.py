r"""How likely each observed move was, hand by hand and draw by draw.

A hand is a hidden type. For every profile of hands that the states can hold, and every draw of the other uncertain numbers,
the game is solved as the mover has it, with its own perceptions, and the chance of the move is looked up where it was made.

A signal is outside the game. A state of type $\theta$ makes it with chance

    1 / (1 + exp(lambda (cost_theta - gain)))
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from realpolitik.analysis.answers import Sampling
from realpolitik.analysis.moves import Deed, Place, Reading, read_moves
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import SolverFailed
from realpolitik.game.arrays import GameNumbers
from realpolitik.game.compile import compile_numbers
from realpolitik.game.draws import Numbers, believed_numbers, believers, draw_numbers
from realpolitik.game.layout import Layout, lay_out
from realpolitik.game.solve import TOLERANCE, Progress, Stop
from realpolitik.game.strategies import Strategies, solve_row

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


def likelihoods(
    crisis: Crisis, sampling: Sampling, progress: Progress | None = None, stop: Stop | None = None
) -> Likelihoods:
    """Compute how likely each observed move was under every profile of hands.

    Parameters
    ----------
    crisis : Crisis
    sampling : Sampling
    progress : callable, optional
        Called with the number of games solved since the last call.
    stop : callable, optional
        Asked between chunks of draws; the first chunk is always done.

    Returns
    -------
    Likelihoods

    Raises
    ------
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    layout = lay_out(crisis)
    readings, hands = read_moves(layout), hands_of(crisis)
    parts: list[Likelihoods] = []
    with ThreadPoolExecutor(sampling.threads or os.cpu_count() or 1) as pool:
        for first in range(0, sampling.draws, sampling.chunk):
            if first and stop is not None and stop():
                break
            count = min(sampling.chunk, sampling.draws - first)
            bench = _Bench(layout, hands, readings, (sampling.seed, first, count))
            jobs = list(product(_minds(readings), _profiles(hands)))
            chances = bench.empty()
            for found in pool.map(bench.solve, *zip(*jobs, strict=True)) if jobs else ():
                for key, place, values in found:
                    chances[key][place] = values
                if progress is not None:
                    progress(count)
            parts.append(Likelihoods(hands, readings, chances | bench.signals(), bench.priors(), count))
    return _joined(parts)


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
        return draw_numbers(self.layout.crisis, *self.draws, hands=held)

    def empty(self) -> dict[str, Floats]:
        """Return room for the chances of the moves in the game."""
        shape = (*map(len, self.hands.values()), self.draws[2])
        return {reading.key: np.full(shape, np.nan) for reading in self.readings if reading.place is not None}

    def solve(self, mind: str, profile: tuple[int, ...]) -> list[tuple[str, tuple[int, ...], Floats]]:
        """Solve a mind's games for one profile of hands, and return the chances of its moves."""
        crisis, truth = self.layout.crisis, self.numbers(profile)
        believed = believed_numbers(crisis, truth, mind) if mind in believers(crisis) else truth
        numbers, _ = compile_numbers(self.layout, believed)
        wanted = [(r.key, r.place) for r in self.readings if r.place is not None and r.place.mind == mind]
        found = np.empty((len(wanted), self.draws[2]))
        for draw in range(self.draws[2]):
            solution = solve_row(self.layout, numbers, draw)
            if not solution.report[0] <= TOLERANCE:
                seed, first, _ = self.draws
                raise SolverFailed(f"the bids of draw {first + draw} (seed {seed}) were not solved as {mind} has them")
            view = _View(self.layout, numbers, draw, solution)
            found[:, draw] = [view.chance(place) for _, place in wanted]
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
            chances = expit(truth.at("constants.precision") * (gain - np.stack(costs)))
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


class _View:
    """One solution of the game, asked for the chance of what was seen."""

    def __init__(self, layout: Layout, numbers: GameNumbers, draw: int, solution: Strategies) -> None:
        self.bazaar, self.solution = layout.bazaar, solution
        self.periods = len(layout.periods)
        self.precision = float(numbers.precision[draw])
        self.council = float(numbers.council[draw])
        self.drafting = numbers.drafting[draw]

    def chance(self, place: Place) -> float:
        """Return the chance of a move at its place; NaN if the game has no such move there."""
        draft, holder = self._draft(place)
        t, s, chosen = place.period, place.suitor, list(place.alignments)
        conduct, counsel = self.solution.conduct, self.solution.counsel
        if s >= 0 and not self._in_time(t, s):
            return np.nan
        match place.deed:
            case Deed.BID if s != holder:
                return self.council * float(conduct.bid[t, chosen, draft].sum())
            case Deed.SILENCE if s != holder:
                return 1.0 - self.council * float(conduct.bid[t, self._menu(s), draft].sum())
            case Deed.REFUSAL if self._can_press(t, s, holder):
                asked = counsel.demand[t, chosen, draft]
                asked = asked / asked.sum() if asked.sum() > 0 else np.full(len(chosen), 1 / len(chosen))
                return 1.0 - float((asked * conduct.agree[t, chosen, draft]).sum())
            case Deed.DEMAND if self._can_press(t, s, holder):
                pressed = self._reply(t, draft, holder, counsel.press[t, s, draft])
                return self.council * pressed * float(counsel.demand[t, chosen, draft].sum())
            case Deed.REJECTION if s != holder:
                return self._rejection(t, draft, holder, chosen)
            case Deed.WAIT:
                return 1.0 - self.council * (1.0 - self._reply(t, draft, holder, counsel.passing[t, draft]))
        return np.nan

    def _draft(self, place: Place) -> tuple[int, int]:
        """Return the draft on the table, 0 for none, and the suitor that holds it, -1 for nobody."""
        if place.draft is None:
            return 0, -1
        a = place.draft.alignment
        s = int(self.bazaar.suitor[a])
        span = int(self.drafting[s])
        if span == 0 or not self._in_time(place.draft.since, s):
            return 0, -1
        first, last = int(self.bazaar.first[s]), int(self.bazaar.first[s + 1])
        left = max(span - (place.period - place.draft.since), 0)
        return int(self.bazaar.draft_base[s]) + left * (last - first) + a - first, s

    def _in_time(self, t: int, s: int) -> bool:
        return bool(t + self.drafting[s] <= self.periods - 1)

    def _menu(self, s: int) -> slice:
        return slice(int(self.bazaar.first[s]), int(self.bazaar.first[s + 1]))

    def _can_press(self, t: int, s: int, holder: int) -> bool:
        menu = self._menu(s)
        return self._in_time(t, s) and menu.stop - menu.start > (1 if s == holder else 0)

    def _standing(self, t: int, draft: int, holder: int) -> Floats:
        """Return what the pivot's options are worth to it whatever is bid: wait, press, sign."""
        counsel = self.solution.counsel
        suitors = range(len(self.drafting))
        worth = [counsel.passing[t, draft]]
        worth += [counsel.press[t, s, draft] for s in suitors if self._can_press(t, s, holder)]
        if holder >= 0:
            menu = self._menu(holder)
            offset = draft - int(self.bazaar.draft_base[holder])
            if offset < menu.stop - menu.start:
                worth.append(counsel.sign[t, menu.start + offset])
        return np.array(worth)

    def _takes(self, t: int, draft: int, s: int) -> Floats:
        """Return what taking up each bundle of a suitor is worth to the pivot."""
        return self.solution.counsel.take[t, self._menu(s), draft if self.drafting[s] == 0 else 0]

    def _others(self, t: int, draft: int, holder: int, but: int = -1) -> tuple[Floats, Floats]:
        """Return the chances of the suitors' joint bids, and the pivot's summed logit weights of them."""
        chances, weights = np.ones(1), np.zeros(1)
        for s in range(len(self.drafting)):
            if s in {holder, but} or not self._in_time(t, s):
                continue
            bids = self.solution.conduct.bid[t, self._menu(s), draft]
            each = np.concatenate([[max(1.0 - bids.sum(), 0.0)], bids])
            weight = np.concatenate([[0.0], np.exp(self.precision * (self._takes(t, draft, s) - self.top))])
            chances = (chances[:, None] * each).ravel()
            weights = (weights[:, None] + weight).ravel()
        return chances, weights

    def _reply(self, t: int, draft: int, holder: int, worth: float) -> float:
        """Return the chance that the pivot takes an option that is there whatever is bid, over the bids it may see."""
        standing = self._level(t, draft, holder)
        chances, weights = self._others(t, draft, holder)
        own = np.exp(self.precision * (worth - self.top))
        return float((chances * own / (standing + weights)).sum())

    def _rejection(self, t: int, draft: int, holder: int, chosen: list[int]) -> float:
        """Return the chance that the pivot, offered one of these bundles, does not take it up."""
        s = int(self.bazaar.suitor[chosen[0]])
        standing = self._level(t, draft, holder)
        chances, weights = self._others(t, draft, holder, s)
        bids = self.solution.conduct.bid[t, chosen, draft]
        shares = bids / bids.sum() if bids.sum() > 0 else np.full(len(chosen), 1 / len(chosen))
        takes = np.exp(self.precision * (self._takes(t, draft, s) - self.top))[np.array(chosen) - self._menu(s).start]
        taken = sum(
            share * float((chances * take / (standing + weights + take)).sum())
            for share, take in zip(shares, takes, strict=True)
        )
        return 1.0 - self.council * float(taken)

    def _level(self, t: int, draft: int, holder: int) -> float:
        """Set the level from which weights are measured, and return the summed weights of the standing options."""
        standing = self._standing(t, draft, holder)
        suitors = [s for s in range(len(self.drafting)) if self._in_time(t, s)]
        self.top = max([standing.max(), *(self._takes(t, draft, s).max() for s in suitors)])
        return float(np.exp(self.precision * (standing - self.top)).sum())
