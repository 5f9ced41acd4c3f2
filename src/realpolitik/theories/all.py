"""Every theory that is compared; a new one is a line here."""

from __future__ import annotations

from typing import Final

from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.balance_of_power import BalanceOfPower
from realpolitik.theories.balance_of_threat import BalanceOfThreat
from realpolitik.theories.bandwagon import Bandwagon
from realpolitik.theories.base_rate import BaseRate
from realpolitik.theories.ensemble import Ensemble, recalibrated_game
from realpolitik.theories.expected_utility import ExpectedUtility
from realpolitik.theories.graph_model import GraphModelTheory
from realpolitik.theories.ideology import Ideology
from realpolitik.theories.incumbent import Incumbent
from realpolitik.theories.landscape import Landscape
from realpolitik.theories.protocol import Theory
from realpolitik.theories.scorecard import Scorecard
from realpolitik.theories.uniform import Uniform

THEORIES: Final[tuple[Theory, ...]] = (
    AlignmentGame(),
    Landscape(),
    ExpectedUtility(),
    GraphModelTheory(),
    Scorecard(),
    BalanceOfPower(),
    BalanceOfThreat(),
    Bandwagon(),
    Ideology(),
    Incumbent(),
    BaseRate(),
    Uniform(),
    recalibrated_game(),
    Ensemble(),
)
