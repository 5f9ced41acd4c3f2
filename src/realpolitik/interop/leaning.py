"""What the options at a place gain in the choice by the lean, as the plain solver has it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from realpolitik.game.reference.bazaar import ReferenceGame
from realpolitik.game.rules.nodes import Act, Decision, Option
from realpolitik.game.rules.state import Answer, Bidding, Demand, Place, Wording
from realpolitik.game.rules.world import World
from realpolitik.interop.policy import Policy

Array = NDArray[np.float64]


class Leaning:
    """The leans of one believer's game.

    Parameters
    ----------
    world : World
    policy : Policy
        Its solution, of which the chances of bids are read: to bid leans as far as what one would bid.
    """

    def __init__(self, world: World, policy: Policy) -> None:
        self.game, self.policy = ReferenceGame(world), policy
        self.height = world.number("constants.lean") if world.precision > 0 else 0.0

    def at(self, place: Place | None, count: int) -> tuple[Array, float]:
        """Return what each of so many options gains, in shares of survival, and the largest that it can be, times lambda."""
        none = np.zeros(count)
        match place:
            case Wording(suitor=suitor) | Answer(suitor=suitor) | Demand(suitor=suitor):
                options = self._options(place)
                return np.array([self._toward(place, suitor, option) for option in options]), self.height
            case Bidding(t, table, made, suitor) if count > 1:
                wording = Wording(t, table, made, suitor)
                leans, _ = self.at(wording, len(self._options(wording)))
                return np.array([float(self.policy.chances(wording) @ leans), 0.0]), self.height
        return none, 0.0

    def _options(self, place: Place) -> tuple[Option, ...]:
        node = self.game.rules.moves(place)
        assert isinstance(node, Decision)
        return node.options

    def _toward(self, place: Wording | Answer | Demand, suitor: str, option: Option) -> float:
        bundle = place.bundle if isinstance(place, Answer) else option.bundle
        if option.kind == Act.REFUSE or bundle is None:
            return 0.0
        return self.game.lean(place.t, suitor, bundle, is_pivot=isinstance(place, Demand))
