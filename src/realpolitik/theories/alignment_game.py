"""The alignment game itself, as one theory among others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.game.solve import solve
from realpolitik.theories.protocol import Abstention, Forecast, Parameter


@dataclass(frozen=True)
class AlignmentGame:
    """Quantal response in the bidding for the pivot, with the war subgame behind every bid."""

    draws: int = 32
    name: str = "alignment game"
    source: str = "this project"
    assumptions: tuple[str, ...] = ("each state plays the game it believes it is in",)
    parameters: tuple[Parameter, ...] = ()

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Solve the crisis with a few draws."""
        outcome = solve(crisis, draws=self.draws, threads=1)
        return Forecast({each.partner: each.probability for each in outcome.outcomes})
