"""What if: a crisis beside variants of it, solved with the same random numbers, so that what differs is due to the change.

Each change of a figure is told with the standard error of the mean of its paired differences, draw by draw; see
`realpolitik.analysis.answers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from realpolitik.analysis.answers import Answers, Figure, Sampling, answer, difference
from realpolitik.analysis.variants import Changes, chance_of, partners_of, varied
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.write import fingerprint
from realpolitik.errors import RealpolitikError
from realpolitik.frames import frame_of
from realpolitik.game.solve import Progress, Stop
from realpolitik.outcome import PartnerChance, html_table, plain

if TYPE_CHECKING:
    import polars

DRAWS = 500


@dataclass(frozen=True)
class PartnerChange:
    """What a variant does to the chance of a partner."""

    partner: str
    difference: float
    error: float


@dataclass(frozen=True)
class Change:
    """A figure before and after, the difference, and the error of the difference."""

    before: float
    after: float
    difference: float
    error: float


@dataclass(frozen=True)
class Variant:
    """A variant of a crisis beside the crisis itself.

    Attributes
    ----------
    label : str
    changes : mapping
        Dotted path -> new content.
    outcomes : tuple of PartnerChance
        Of the variant.
    change : tuple of PartnerChange
    month : Change
        Mean month of signature, from the opening of the window, given that anybody signs; NaN where nobody can.
    attack : Change
        Chance of an attack.
    """

    label: str
    changes: Changes
    outcomes: tuple[PartnerChance, ...]
    change: tuple[PartnerChange, ...]
    month: Change
    attack: Change


@dataclass(frozen=True)
class WhatIf:
    """The answer to what-if questions, with its provenance."""

    crisis: str
    title: str
    pivot: str
    as_of: date
    hash: str
    version: str
    seed: int
    draws: int
    before: tuple[PartnerChance, ...]
    month: float
    month_error: float
    attack: float
    attack_error: float
    variants: tuple[Variant, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers, in a fixed order."""
        return {field.name: plain(getattr(self, field.name)) for field in fields(self)}

    def to_frame(self) -> polars.DataFrame:
        """Return a polars frame with a row for each variant and partner: before, after, difference, error."""
        before = {row.partner: row.probability for row in self.before}
        rows = (
            {
                "variant": variant.label,
                "partner": change.partner,
                "before": before[change.partner],
                "after": after.probability,
                "difference": change.difference,
                "error": change.error,
            }
            for variant in self.variants
            for after, change in zip(variant.outcomes, variant.change, strict=True)
        )
        words, figures = ("variant", "partner"), ("before", "after", "difference", "error")
        return frame_of(rows, dict.fromkeys(words, str) | dict.fromkeys(figures, float))

    def _repr_html_(self) -> str:
        rows = [
            ("as it stands", *(f"{row.probability:.3f} ± {row.error:.3f}" for row in self.before)),
            *(
                (variant.label, *(f"{row.difference:+.3f} ± {row.error:.3f}" for row in variant.change))
                for variant in self.variants
            ),
        ]
        caption = f"{self.title}: changes of the chance of each partner, {self.draws} draws"
        return html_table(caption, ("", *(row.partner for row in self.before)), rows)


def whatif(
    crisis: Crisis, variants: Mapping[str, Changes], draws: int = DRAWS, seed: int = 0, threads: int | None = None
) -> WhatIf:
    """Tell what changes of a crisis would change.

    Parameters
    ----------
    crisis : Crisis
    variants : mapping
        Label -> changes, each a mapping from a dotted path to its new content; `without` gives those that remove factors.
    draws : int
        Monte Carlo draws of the uncertain numbers, the same for every variant.
    seed : int
        The same seed gives the same bits on any number of threads.
    threads : int, optional
        All cores, if left out.

    Returns
    -------
    WhatIf

    Raises
    ------
    CrisisInvalid
        If a change does not fit the crisis.
    SolverFailed
    """
    return tell_variants(crisis, variants, Sampling(draws, seed, threads))


def tell_variants(
    crisis: Crisis,
    variants: Mapping[str, Changes],
    sampling: Sampling,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> WhatIf:
    """Tell what changes of a crisis would change; as `whatif`, for a caller that shows progress and may stop."""
    if not variants:
        raise RealpolitikError("no variant was asked for; name at least one change")
    asked = [varied(crisis, label, changes) for label, changes in variants.items()]
    actual, *others = answer([crisis, *asked], sampling, progress, stop)
    partners = partners_of([actual, *others])
    month, attack = actual.month(), actual.attacked()
    return WhatIf(
        crisis=crisis.id,
        title=crisis.title,
        pivot=crisis.pivot,
        as_of=crisis.as_of,
        hash=fingerprint(crisis),
        version=version("realpolitik"),
        seed=sampling.seed,
        draws=actual.draws,
        before=_chances(actual, partners),
        month=month.value,
        month_error=month.error,
        attack=attack.value,
        attack_error=attack.error,
        variants=tuple(
            Variant(
                label=label,
                changes=changes,
                outcomes=_chances(other, partners),
                change=tuple(
                    PartnerChange(partner, *difference(chance_of(other, partner), chance_of(actual, partner)))
                    for partner in partners
                ),
                month=_change(month, other.month()),
                attack=_change(attack, other.attacked()),
            )
            for (label, changes), other in zip(variants.items(), others, strict=True)
        ),
    )


def _chances(answers: Answers, partners: tuple[str, ...]) -> tuple[PartnerChance, ...]:
    figures = {partner: chance_of(answers, partner) for partner in partners}
    return tuple(PartnerChance(partner, figure.value, figure.error) for partner, figure in figures.items())


def _change(before: Figure, after: Figure) -> Change:
    return Change(before.value, after.value, *difference(after, before))
