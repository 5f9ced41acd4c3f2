"""Who solves what an inquiry asks: this process, or a child of it (`realpolitik.inquiry.child`), for files that strangers wrote."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, Protocol, TypeVar

from realpolitik.analysis.answers import Answers, kept_of
from realpolitik.analysis.question import Question
from realpolitik.analysis.question import ask as put
from realpolitik.analysis.run import told_of
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis
from realpolitik.game.core.arrays import Tally
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.solve import Game, Growing, compile_models, require_solved, set_up, solve_sample
from realpolitik.game.structure.layout import Layout, structure_of
from realpolitik.inquiry.bend import Bend
from realpolitik.inquiry.knobs import Input, Pair, inputs_of, pairs_of
from realpolitik.inquiry.parts import kept
from realpolitik.outcome import Outcome
from realpolitik.result import Result

R = TypeVar("R", bound=Result)

Range = tuple[int, int]
"""The first of some draws, and how many."""
GAMES = 64
"""Bent crises that are kept laid out."""
LAYOUTS = 24
"""Structures whose layouts are kept."""


class Solver(Protocol):
    """Solves one crisis, and bends of it, for one seed."""

    crisis: Crisis
    seed: int

    def solve(self, bend: Bend, first: int, count: int) -> Answers:
        """Solve a range of draws of a bent crisis.

        Raises
        ------
        SolverFailed
        """

    def grow(self, first: int, count: int) -> Answers:
        """Solve a range of draws of the crisis as it stands, with all that its outcome takes, which is remembered."""

    def outcome(self, ranges: Sequence[Range]) -> Outcome:
        """Add ranges that were solved, and follow on what was added before, and return the outcome so far."""

    def inputs(self) -> tuple[Input, ...]:
        """Return the numbers that a slider could set."""

    def pairs(self) -> tuple[Pair, ...]:
        """Return what states wrongly take for true."""

    def find(self, question: Question[R], bend: Bend, work: Work) -> R:
        """Answer any other question about a bent crisis."""

    def close(self) -> None:
        """Solve nothing more."""


class InProcess:
    """Solves in the thread that asks; any number may ask at once.

    Parameters
    ----------
    crisis : Crisis
    seed : int
    """

    def __init__(self, crisis: Crisis, seed: int = 0) -> None:
        self.crisis, self.seed = crisis, seed
        self._lock = threading.Lock()
        self._growing: Growing | None = None
        self._grown: dict[int, list[Tally]] = {}
        self._games: OrderedDict[str, Game] = OrderedDict()
        self._layouts: OrderedDict[Hashable, Layout] = OrderedDict()

    def solve(self, bend: Bend, first: int, count: int) -> Answers:
        """Solve a range of draws of a bent crisis."""
        game = self._game(bend)
        sample = compile_models(game, draw_numbers(game.layout.crisis, self.seed, first, count))
        tally = solve_sample(game, sample, forecasts=False)
        require_solved(tally, lambda row: f"draw {first + row} (seed {self.seed})")
        return kept(kept_of(game, tally))

    def grow(self, first: int, count: int) -> Answers:
        """Solve a range of draws of the crisis as it stands."""
        growing = self._begun()
        tallies = growing.solve((first, count))
        with self._lock:
            self._grown[first] = tallies
        return kept(kept_of(growing.game, tallies[0]))

    def outcome(self, ranges: Sequence[Range]) -> Outcome:
        """Add ranges that were solved, and return the outcome so far."""
        growing = self._begun()
        for first, _ in ranges:
            with self._lock:
                tallies = self._grown.pop(first)
            growing.add(tallies)
        return told_of(self.crisis, growing.outcome())

    def inputs(self) -> tuple[Input, ...]:
        """Return the numbers that a slider could set."""
        return inputs_of(self.crisis, self.seed)

    def pairs(self) -> tuple[Pair, ...]:
        """Return what states wrongly take for true."""
        return pairs_of(self.crisis, self.seed)

    def find(self, question: Question[R], bend: Bend, work: Work) -> R:
        """Answer any other question about a bent crisis."""
        crisis = self.crisis if bend.is_empty else patch(self.crisis, bend.changes(self.crisis))
        return put(question, crisis, work)

    def close(self) -> None:
        """Forget all."""
        with self._lock:
            self._games.clear()
            self._layouts.clear()
            self._grown.clear()

    def _begun(self) -> Growing:
        with self._lock:
            if self._growing is None:
                self._growing = Growing(self.crisis, self.seed)
                self._keep(self._layouts, structure_of(self.crisis), self._growing.game.layout, LAYOUTS)
            return self._growing

    def _game(self, bend: Bend) -> Game:
        """Return a bent crisis laid out. To lay out takes longer than to solve a few draws, and one structure serves many bends."""
        with self._lock:
            if bend.key in self._games:
                self._games.move_to_end(bend.key)
                return self._games[bend.key]
            crisis = patch(self.crisis, bend.changes(self.crisis))
            structure = structure_of(crisis)
            game = set_up(crisis, self._layouts.get(structure))
            self._keep(self._layouts, structure, game.layout, LAYOUTS)
            self._keep(self._games, bend.key, game, GAMES)
            return game

    @staticmethod
    def _keep(where: OrderedDict[Any, Any], key: Any, value: Any, most: int) -> None:
        where[key] = value
        where.move_to_end(key)
        while len(where) > most:
            where.popitem(last=False)
