"""Nothing is known: every alignment, and none, is as likely as any other (the principle of indifference)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.theories.protocol import Abstention, Forecast, Parameter, settled


@dataclass(frozen=True)
class Uniform:
    """Equal chances."""

    name: str = "uniform"
    source: str = "Laplace (1814)"
    assumptions: tuple[str, ...] = ("Nothing is known that would tell one alignment from another.",)
    parameters: tuple[Parameter, ...] = ()

    def forecast(self, crisis: Crisis, values: Mapping[str, float] | None = None) -> Forecast | Abstention:
        """Return equal chances of every suitor and of none."""
        settled(self.parameters, values)
        partners = (*crisis.suitors, NONE)
        return Forecast(dict.fromkeys(partners, 1 / len(partners)))
