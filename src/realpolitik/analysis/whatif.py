"""What if: a crisis beside variants of it, solved with the same random numbers, so that what differs is due to the change.

Each change of a figure is told with the standard error of the mean of its paired differences, draw by draw; see
`realpolitik.analysis.answers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Unpack

from realpolitik.analysis.answers import Answers, Figure, answer, difference
from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.question import Question
from realpolitik.analysis.variants import Changes, chance_of, partners_of, varied, without
from realpolitik.analysis.work import Work
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import PARTNERS, PartnerChance, PartnerChange
from realpolitik.result import Table, TracedResult, provenance_of, row_from, rows_of


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


def _signs(found: WhatIf) -> Iterator[dict[str, Any]]:
    before = {row.partner: row.probability for row in found.before}
    for variant in found.variants:
        for after, change in zip(variant.outcomes, variant.change, strict=True):
            figures = {"before": before[change.partner], "after": after.probability}
            yield {"variant": variant.label} | figures | row_from(change)


CHANGE: Mapping[str, type] = {"before": float, "after": float, "difference": float, "error": float}
"""Columns of a change."""


@dataclass(frozen=True)
class WhatIf(TracedResult):
    """The answer to what-if questions, with its provenance."""

    VERB: ClassVar[str] = "whatif"
    TABLES: ClassVar[Mapping[str, Table]] = {
        "changes": Table(
            "the chance of a partner before and after, with the error of the paired difference",
            {"variant": str, "partner": str, **CHANGE},
            _signs,
        ),
        "signs": Table("the chance of a partner as the crisis stands", PARTNERS, rows_of("before")),
        "month": Table(
            "the mean month of signature, from the opening of the window, given that anybody signs",
            {"variant": str, **CHANGE},
            lambda found: ({"variant": each.label} | row_from(each.month) for each in found.variants),
        ),
        "attack": Table(
            "the chance of an attack",
            {"variant": str, **CHANGE},
            lambda found: ({"variant": each.label} | row_from(each.attack) for each in found.variants),
        ),
    }

    draws: int
    before: tuple[PartnerChance, ...]
    month: float
    month_error: float
    attack: float
    attack_error: float
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class WhatIfQuestion(Question[WhatIf]):
    """What changes of a crisis would change.

    Attributes
    ----------
    variants : mapping
        Label -> changes, each a mapping from a dotted path to its new content.
    """

    name: ClassVar[str] = "whatif"
    doing: ClassVar[str] = "changing"
    draws: ClassVar[int] = 500
    finding: ClassVar[str] = "changes"
    draws_on_page: ClassVar[int] = 64

    variants: Mapping[str, Changes]

    @classmethod
    def on_page(cls, crisis: Crisis, subject: str | None, draws: int) -> tuple[WhatIfQuestion, ...]:
        """Return what taking away each factor alone would change; a variant's label is the factor's key."""
        return (cls({key: without(crisis, [key]) for key in crisis.factors}),)

    def refusal(self, crisis: Crisis) -> str | None:
        """Ask for a variant."""
        return None if self.variants else "no variant was asked for; name at least one change"

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of draws of the crisis and its variants."""
        return draws * (1 + len(self.variants))

    def answer(self, crisis: Crisis, work: Work) -> WhatIf:
        """Solve the crisis and its variants with the same random numbers.

        Raises
        ------
        CrisisInvalid
            If a change does not fit the crisis.
        """
        others = [varied(crisis, label, changes) for label, changes in self.variants.items()]
        actual, *told = answer([crisis, *others], work)
        partners = partners_of([actual, *told])
        month, attack = actual.month(), actual.attacked()
        return WhatIf(
            **provenance_of(crisis, work.seed),
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
                for (label, changes), other in zip(self.variants.items(), told, strict=True)
            ),
            about=crisis,
        )


@sampled(WhatIfQuestion.draws)
def whatif(crisis: CrisisLike, variants: Mapping[str, Changes], **asked: Unpack[Asked]) -> WhatIf:
    """Tell what changes of a crisis would change.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    variants : mapping
        Label -> changes, each a mapping from a dotted path to its new content; `without` gives those that remove factors.
    draws : int
        Monte Carlo draws of the uncertain numbers, the same for every variant.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers.

    Returns
    -------
    WhatIf

    Raises
    ------
    NothingToAnalyse
        If there are no variants.
    CrisisInvalid
        If a change does not fit the crisis.
    SolverFailed
    """
    return put(WhatIfQuestion(variants), crisis, asked)


def _chances(answers: Answers, partners: tuple[str, ...]) -> tuple[PartnerChance, ...]:
    figures = {partner: chance_of(answers, partner) for partner in partners}
    return tuple(PartnerChance(partner, figure.value, figure.error) for partner, figure in figures.items())


def _change(before: Figure, after: Figure) -> Change:
    return Change(before.value, after.value, *difference(after, before))
