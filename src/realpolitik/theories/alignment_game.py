"""The alignment game, as one theory among others: bids backwards over time, the war subgame behind each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.errors import SolverFailed
from realpolitik.game.chance_alone import nothing_at_stake
from realpolitik.game.solve import partner_chances
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled

DRAWS = 200
"""A chance near one half then carries a standard error of at most 0.035."""


@dataclass(frozen=True)
class AlignmentGame:
    """Quantal response in the bidding for the pivot.

    Attributes
    ----------
    draws, seed : int
        As in `realpolitik.game.solve.partner_chances`.
    """

    name: str = "alignment game"
    source: str = "this program"
    assumptions: tuple[str, ...] = (
        "Each state plays the game that it believes it is in.",
        "Choices are logits of expected payoffs.",
        "An alignment is worth what the war, or the peace, after it is worth.",
    )
    parameters: tuple[Parameter, ...] = ()
    draws: int = DRAWS
    seed: int = 0

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return the chances that the pivot signs with each suitor, or with none."""
        settled(self.parameters, values)
        return self._played(crisis)

    def by_chance_alone(self, crisis: Crisis) -> Forecast | Abstention:
        """Return the chances with nothing at stake but what nothing explains, against which the others stand."""
        return self._played(nothing_at_stake(crisis))

    def _played(self, crisis: Crisis) -> Forecast | Abstention:
        try:
            return Forecast(partner_chances(crisis, self.draws, self.seed))
        except SolverFailed as failed:
            return Abstention(f"the game was not solved: {failed}")
