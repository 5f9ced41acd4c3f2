"""Who signs, in two or three sentences: those with which a run and a dispatch begin, by one function."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE, Outcome
from realpolitik.report.names import name_of
from realpolitik.report.words import against_chance, count_of, listed, percent_text, the
from realpolitik.result import row_of

MOSTLY = 0.1
"""An answer that differs from chance alone by less than this share is said to be mostly doubt."""
SIGNS = 0.005
"""A suitor that signs more rarely has no price told."""


@dataclass(frozen=True)
class Partner:
    """A partner of the pivot, or none, with its chance and what chance alone gives; the name of none is "no alignment"."""

    key: str
    name: str
    chance: float
    error: float
    alone: float
    alone_error: float
    signs: bool

    @property
    def words(self) -> str:
        """The words by which its chance stands to chance alone."""
        return against_chance(self.chance, self.error, self.alone, self.alone_error)


def near(one: Partner, other: Partner) -> bool:
    """Whether two chances are nearer to each other than twice their errors."""
    return abs(one.chance - other.chance) <= 2 * math.hypot(one.error, other.error)


def partner_of(key: str, outcome: Outcome, crisis: Crisis) -> Partner:
    """Return a partner with its chance."""
    row, alone = row_of(outcome.outcomes, partner=key), row_of(outcome.chance_alone, partner=key)
    return Partner(
        key, name_of(key, crisis), row.probability, row.error, alone.probability, alone.error, signs=key != NONE
    )


@dataclass(frozen=True)
class Standing:
    """Who signs.

    Attributes
    ----------
    partners : tuple of Partner
        The likeliest first.
    signer : Partner
        The likeliest of those who sign: whose chance is explained.
    signer_share : float, optional
        Its share of the chance that anybody signs; None if that is next to nothing.
    signer_is_noise : bool
        Whether another suitor is nearer to it than twice their errors.
    explained : float
        The share of the answer that chance alone does not give: half the sum of the differences of all chances from those.
    """

    partners: tuple[Partner, ...]
    signer: Partner
    signer_share: float | None
    signer_is_noise: bool
    explained: float

    @property
    def is_mostly_doubt(self) -> bool:
        """Whether the answer is, for the most part, what chance alone would give."""
        return self.explained < MOSTLY

    @property
    def first(self) -> Partner:
        """The likeliest partner."""
        return self.partners[0]

    @property
    def second(self) -> Partner:
        """The next."""
        return self.partners[1]

    @property
    def gap_is_noise(self) -> bool:
        """Whether the first two are nearer to each other than twice their errors."""
        return near(self.first, self.second)


def standing_of(outcome: Outcome, crisis: Crisis) -> Standing:
    """Return who signs, the likeliest first."""
    partners = sorted((partner_of(row.partner, outcome, crisis) for row in outcome.outcomes), key=lambda p: -p.chance)
    signer, *others = (partner for partner in partners if partner.signs)
    signed = math.fsum(partner.chance for partner in (signer, *others))
    return Standing(
        partners=tuple(partners),
        signer=signer,
        signer_share=None if signed < SIGNS else signer.chance / signed,
        signer_is_noise=any(near(signer, other) for other in others),
        explained=explained_of(outcome),
    )


def explained_of(outcome: Outcome) -> float:
    """Return half the sum of the differences between the chances of partners and those that chance alone would give."""
    pairs = zip(outcome.outcomes, outcome.chance_alone, strict=True)
    return math.fsum(abs(row.probability - alone.probability) for row, alone in pairs) / 2


class Pen(Protocol):
    """How a page writes figures: as text, or marked up."""

    def text(self, words: str, *parts: object) -> str:
        """Put parts into words that have a {} for each."""

    def percent(self, value: float) -> str:
        """Write a chance."""

    def day(self, when: date) -> str:
        """Write a day."""

    def draws(self, number: int) -> str:
        """Write a number of draws."""


class PlainPen:
    """Writes figures as plain text."""

    def text(self, words: str, *parts: object) -> str:
        """Put parts into words that have a {} for each."""
        return words.format(*parts)

    def percent(self, value: float) -> str:
        """Write a chance."""
        return percent_text(value)

    def day(self, when: date) -> str:
        """Write a day."""
        return f"{when.day} {when:%B %Y}"

    def draws(self, number: int) -> str:
        """Write a number of draws."""
        return count_of(number, "draw")


def answer_sentences(standing: Standing, pivot: str, closes: date, draws: int, pen: Pen) -> tuple[str, ...]:
    """Say who signs: how likely the likeliest outcome is, against chance alone; what comes next; whether draws tell the two apart.

    Parameters
    ----------
    standing : Standing
    pivot : str
        Its name.
    closes : date
        The last day of the window.
    draws : int
        On how many draws the chances rest.
    pen : Pen
        How figures are written.

    Returns
    -------
    tuple of str
        Two sentences, or three.
    """
    first = standing.first
    ends = "signs with {}" if first.signs else "signs nothing"
    aside = "" if first.signs else " (no alignment)"
    named = (the(first.name),) if first.signs else ()
    opening = pen.text(
        f"The chance that {{}} {ends} by {{}}{aside} is {{}}, against {{}} by chance alone: {{}}.",
        the(pivot), *named, pen.day(closes), pen.percent(first.chance), pen.percent(first.alone), first.words,
    )  # fmt: skip
    if standing.is_mostly_doubt:
        opening = pen.text("This answer is mostly doubt: it is nearly what chance alone would give. ") + opening
    sentences = [opening, _next(standing, draws, pen)]
    if standing.gap_is_noise:
        sentences.append(pen.text("The first two are nearer to each other than {} can tell.", pen.draws(draws)))
    return tuple(sentences)


def _next(standing: Standing, draws: int, pen: Pen) -> str:
    """Say what comes after the likeliest outcome."""
    others = standing.partners[1:]
    if standing.first.signs:
        words = [
            ("a signature with {}" if other.signs else "no alignment{}") + " ({}, by chance alone {}: {})"
            for other in others
        ]
        joined = words[0] + "".join(f", then {each}" for each in words[1:])
        parts = [
            part
            for other in others
            for part in (
                the(other.name) if other.signs else "",
                pen.percent(other.chance),
                pen.percent(other.alone),
                other.words,
            )
        ]
        return pen.text(f"Next comes {joined}.", *parts)
    chances = listed(["{} for {} (by chance alone {}: {})"] * len(others))
    parts = [
        part
        for other in others
        for part in (pen.percent(other.chance), the(other.name), pen.percent(other.alone), other.words)
    ]
    if standing.signer_share is None:
        return pen.text("That it signs anything has a chance below half a percent.")
    if standing.signer_is_noise:
        return pen.text(
            f"If it does sign, {{}} cannot tell with whom: the chance is {chances}.", pen.draws(draws), *parts
        )
    signer, share = the(standing.signer.name), pen.percent(standing.signer_share)
    return pen.text(
        f"If it does sign, it signs with {{}} in {{}} of cases; all told, the chance is {chances}.",
        signer,
        share,
        *parts,
    )
