"""Every theory that is compared."""

from __future__ import annotations

from typing import Final

from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.base_rate import BaseRate, Uniform
from realpolitik.theories.protocol import Theory

THEORIES: Final[tuple[Theory, ...]] = (AlignmentGame(), Uniform(), BaseRate())
