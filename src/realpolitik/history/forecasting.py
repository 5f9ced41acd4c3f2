"""One theory, one case, one forecast: the only place where a theory meets history. It gets a crisis and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from realpolitik.crisis.schema import Crisis
from realpolitik.history.case import Case
from realpolitik.history.coding import code_case
from realpolitik.history.scales import Scales
from realpolitik.history.scoring import normalised
from realpolitik.outcome import NONE
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES
from realpolitik.theories.ensemble import Ensemble
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, Theory

MOST_FREE: Final = 6
DRAWS: Final = 32
SCALES: Final = (
    Parameter("doubt", 0.1, 0.01, 0.5, 0.1, 0.05),
    Parameter("decisiveness", 1.0, 0.3, 3.0, 1.0, 0.4),
    Parameter("offer", 0.05, 0.0, 0.3, 0.05, 0.025),
    Parameter("courtship", 0.1, 0.0, 0.6, 0.1, 0.05),
    Parameter("hostility", 0.2, 0.0, 1.0, 0.2, 0.1),
    Parameter("kinship", 0.1, 0.0, 0.6, 0.1, 0.05),
)
"""The scales of the coding that a theory which reads worths may have fitted; priors as wide as half their mean."""
READS_WORTHS: Final = frozenset({"alignment game"})
"""Theories whose forecast hangs on the scale of worths; all others read signs, ranks and shares alone."""


@dataclass(frozen=True)
class Contender:
    """A theory with all that may be fitted for it.

    Attributes
    ----------
    theory : Theory
    scales : tuple of Parameter
        Names of `Scales` that are fitted with the theory's own parameters.
    """

    theory: Theory
    scales: tuple[Parameter, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """All that is free, the theory's own first."""
        own = self.theory.parameters
        return (*own, *(scale for scale in self.scales if scale.name not in {each.name for each in own}))[:MOST_FREE]

    def forecast(
        self, case: Case, values: Mapping[str, float], wide_sides: bool = False, without: str | None = None
    ) -> Answer:
        """Return the theory's answer for a case as `realpolitik.history.leakage.told` tells it.

        A theory that learns from cases does so without those of the war ``without``.
        """
        theory = self.theory.leaving_out(without) if isinstance(self.theory, Ensemble) else self.theory
        scaled = {name: value for name, value in values.items() if name in Scales.names()} if self.scales else {}
        crisis = _coded(case.model_dump_json(), Scales(**scaled), wide_sides)
        names = {parameter.name for parameter in self.theory.parameters}
        own = {name: value for name, value in values.items() if name in names}
        return answered(theory.forecast(crisis, own or None))


@dataclass(frozen=True)
class Answer:
    """Chances over A, B and N; equal ones, with the reason, where the theory abstained."""

    chances: Mapping[str, float]
    abstained: str | None


def answered(answer: Forecast | Abstention) -> Answer:
    """Return what a theory said of a coded case, as it is scored."""
    if isinstance(answer, Abstention):
        return Answer(normalised(dict.fromkeys(("A", "B", "N"), 1 / 3)), answer.reason)
    return Answer(normalised({"N" if name == NONE else name: p for name, p in answer.outcomes.items()}), None)


@lru_cache(maxsize=256)
def _coded(case: str, scales: Scales, wide_sides: bool) -> Crisis:
    return code_case(Case.model_validate_json(case), scales, wide_sides)


def contender(theory: Theory) -> Contender:
    """Return a theory with the scales of the coding that may be fitted for it, the game with few draws: it is solved often."""
    if isinstance(theory, AlignmentGame):
        theory = replace(theory, draws=DRAWS)
    return Contender(theory, SCALES if theory.name in READS_WORTHS else ())


def contenders() -> list[Contender]:
    """Return all theories, each with the scales that may be fitted for it."""
    return [contender(each) for each in THEORIES]
