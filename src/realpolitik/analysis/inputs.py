"""The uncertain inputs of a crisis, and the crisis as a function of their ranks or of one number's value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from realpolitik.analysis.answers import Answers, Floats
from realpolitik.analysis.rows import Rows, solve_rows
from realpolitik.analysis.work import Work
from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.draws import Instead, draw_numbers
from realpolitik.game.numbers.series import Series, series_at_rank, series_at_ranks
from realpolitik.game.numbers.streams import uniforms
from realpolitik.game.solve import Game, Sample, compile_models, set_up

TRIED = 8
"""Draws compiled to see which numbers are read."""


@dataclass(frozen=True)
class Setting:
    """One input set alone: to a rank, or to a value in its own units."""

    path: str
    rank: float | None = None
    value: float | None = None


@dataclass(frozen=True)
class Bench:
    """A crisis on which its inputs can be set."""

    crisis: Crisis
    seed: int
    work: Work

    @cached_property
    def game(self) -> Game:
        """The crisis laid out."""
        return set_up(self.crisis)

    @cached_property
    def addresses(self) -> dict[str, NumberAddress]:
        """Path -> number, of the uncertain numbers that a run reads."""
        numbers = draw_numbers(self.crisis, self.seed, 0, TRIED)
        compile_models(self.game, numbers)
        return {
            address.path: address
            for address in numbers_of(self.crisis)
            if address.quantity.is_uncertain and address.path in numbers.read
        }

    @cached_property
    def hands(self) -> dict[str, dict[str, float]]:
        """Path of a state's hidden hands -> hand -> a rank at which it is held, by its mean prior."""
        numbers = draw_numbers(self.crisis, self.seed, 0, TRIED)
        found: dict[str, dict[str, float]] = {}
        for name, state in self.crisis.states.items():
            edge = 0.0
            for key in state.types:
                prior = float(numbers.at(f"states.{name}.types.{key}.prior").mean())
                if prior > 0:
                    found.setdefault(f"states.{name}.types", {})[key] = edge + prior / 2
                edge += prior
        return {path: ranks for path, ranks in found.items() if len(ranks) > 1}

    @property
    def paths(self) -> tuple[str, ...]:
        """The inputs: numbers in the order of the file, then hidden hands."""
        return (*self.addresses, *self.hands)

    def at_ranks(self, points: Floats) -> Floats:
        """Return the chance of every partner at points of the unit cube, one column for each input."""

        def sample_of(rows: Rows) -> Sample:
            ranks = {path: points[rows, column] for column, path in enumerate(self.paths)}
            return compile_models(self.game, draw_numbers(self.crisis, self.seed, 0, len(rows), Instead(ranks=ranks)))

        return solve_rows(self.game, sample_of, len(points), _partner, self.work)

    def with_settings(self, settings: Sequence[Setting | None], draws: int) -> Floats:
        """Return the mean chance of every partner over common draws, with one input set or none.

        Where a run was not solved the mean is not a number.
        """
        drawn = {path: uniforms(self.seed, path, 0, draws) for path in self.paths}

        def sample_of(rows: Rows) -> Sample:
            chosen = [settings[int(row) // draws] for row in rows]
            ranks = {path: drawn[path][rows % draws] for path in self.paths}
            instead: dict[str, Series] = {}
            for place, setting in enumerate(chosen):
                if setting is None:
                    continue
                if setting.path in self.hands:
                    ranks[setting.path][place] = setting.rank
                    continue
                address = self.addresses[setting.path]
                if setting.path not in instead:
                    series = series_at_ranks(address, ranks[setting.path])
                    instead[setting.path] = replace(series, values=series.values.copy())
                instead[setting.path].values[:, place] = knots(address, setting)
            numbers = draw_numbers(self.crisis, self.seed, 0, len(rows), Instead(instead, ranks=ranks))
            return compile_models(self.game, numbers)

        if not settings:
            return np.empty((0, 1 + len(self.crisis.suitors)))
        rows = solve_rows(self.game, sample_of, len(settings) * draws, _partner, self.work, lenient=True)
        mean: Any = rows.reshape(len(settings), draws, -1).mean(axis=1)
        return np.asarray(mean)


def knots(address: NumberAddress, setting: Setting) -> Floats:
    """Return a number's values at its dates once it is set."""
    if setting.value is not None:
        return np.array([setting.value])
    assert setting.rank is not None
    return np.asarray(series_at_rank(address, setting.rank, 1).values[:, 0])


def _partner(answers: Answers) -> Floats:
    return answers.partner
