"""Frozen forecasts: what every theory said of every case on the day of a freeze, as a document, and back from it as answers.

A theory whose answers are kept answers with them, and computes nothing: what is scored is what was said then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from realpolitik.crisis.quantity import Closed, Table, Unfit
from realpolitik.history.backtest import fitted_values
from realpolitik.history.calibrate import Calibration, Progress
from realpolitik.history.case import Case, Letter
from realpolitik.history.forecasting import Answer, Contender

SLACK: Final = 1e-9
"""By how much chances may miss 1 in all, after rounding."""
Chance = Annotated[float, Field(ge=0, le=1)]


class Chances(Closed):
    """The chance of each side, and of neither."""

    A: Chance = Field(description="Of side A.")
    B: Chance = Field(description="Of side B.")
    N: Chance = Field(description="Of neither.")

    @model_validator(mode="after")
    def _sum_to_one(self) -> Self:
        if abs(self.A + self.B + self.N - 1) > SLACK:
            raise Unfit(f"chances must sum to 1, not {self.A + self.B + self.N:g}", "put the frozen text back")
        return self


class Forecast(Closed):
    """What a theory said of a case."""

    probabilities: Chances = Field(description="With numbers fitted without the case's war.")
    in_sample: Chances = Field(description="With numbers fitted to all shipped cases.")
    abstained: str | None = Field(description="Why it had nothing to say; the chances are equal then.")


class FrozenSides(Closed):
    """The names of both sides under the letters that the forecasts use, which are not always those of the file."""

    A: str = Field(description="Side A.")
    B: str = Field(description="Side B.")


class FrozenCase(Closed):
    """What was forecast of a case."""

    sides: FrozenSides = Field(description="Who is meant by the letters.")
    theories: Table[str, Forecast] = Field(description="Theory -> its forecast.")


class Forecasts(Closed):
    """The forecasts of a freeze."""

    cases: Table[str, FrozenCase] = Field(description="Case -> its forecasts.")


def forecasts_of(
    cases: Mapping[str, Case],
    contenders: Sequence[Contender],
    calibrations: Mapping[str, Calibration],
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Forecast cases with all theories, and return the document of a freeze.

    Parameters
    ----------
    cases : mapping
        As a theory may see them.
    contenders : sequence of Contender
    calibrations : mapping
        Theory -> its fits.
    progress : callable, optional
        Called with the number of theories done since the last call.
    """
    told: dict[str, Any] = {
        key: {"sides": {letter.value: case.suitors.of(letter).name for letter in Letter}, "theories": {}}
        for key, case in cases.items()
    }
    for contender in contenders:
        fits = calibrations.get(contender.theory.name)
        for key, case in cases.items():
            outside = contender.forecast(case, fitted_values(fits, case.war), without=case.war)
            inside = contender.forecast(case, fitted_values(fits, None))
            told[key]["theories"][contender.theory.name] = {
                "probabilities": dict(outside.chances),
                "in_sample": dict(inside.chances),
                "abstained": outside.abstained,
            }
        if progress is not None:
            progress(1)
    return {"cases": told}


@dataclass(frozen=True)
class Kept(Contender):
    """A theory whose forecasts are kept: it answers with what it said then, and computes nothing."""

    kept: Mapping[str, Forecast] = field(default_factory=dict)

    def forecast(
        self, case: Case, values: Mapping[str, float], wide_sides: bool = False, without: str | None = None
    ) -> Answer:
        """Return what was said of a case: without those of its war, or, where ``without`` is None, with all."""
        said = self.kept[case.id]
        chances = said.in_sample if without is None else said.probabilities
        return Answer({"A": chances.A, "B": chances.B, "N": chances.N}, said.abstained)


def kept(contenders: Sequence[Contender], forecasts: Forecasts) -> list[Kept]:
    """Return theories that answer with frozen forecasts.

    Raises
    ------
    Unfit
        If a theory has none for some case.
    """
    for key, case in forecasts.cases.items():
        if set(case.theories) != (wanted := {each.theory.name for each in contenders}):
            odd = sorted(set(case.theories) ^ wanted)[0]
            raise Unfit(
                f"`{key}` has no forecast of each theory, and of these alone: see `{odd}`", "put the frozen text back"
            )
    return [
        Kept(each.theory, each.scales, {key: case.theories[each.theory.name] for key, case in forecasts.cases.items()})
        for each in contenders
    ]
