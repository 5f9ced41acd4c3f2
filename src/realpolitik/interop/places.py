"""What has a value in a game that can be compared: the vocabulary between tree, strategies and engine.

Where somebody chooses is a place of the rules (`realpolitik.game.rules`). A war is named by the promises behind it and the
number of its occasion, as there.
"""

from __future__ import annotations

from typing import NamedTuple

from realpolitik.game.rules.nodes import Option
from realpolitik.game.rules.state import Table
from realpolitik.game.rules.world import Promises


class Opening(NamedTuple):
    """The value of the whole game."""


class WarWorth(NamedTuple):
    """War(a, o)."""

    promises: Promises
    slot: int


class PeaceWorth(NamedTuple):
    """Q(a, o)."""

    promises: Promises
    slot: int


class OptionWorth(NamedTuple):
    """What an option of the pivot is worth to it: Sign, Take, the expected value of pressing, or Pass."""

    t: int
    table: Table
    option: Option


Worth = Opening | WarWorth | PeaceWorth | OptionWorth
"""What has a value that the kernels keep too."""
