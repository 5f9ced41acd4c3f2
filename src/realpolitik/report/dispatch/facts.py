"""What a voice may tell: the findings of a brief as plain records, in the order of telling, with names in place of keys.

A record holds names, words of the crisis file, days and numbers, and no sentence: sentences are a voice's own. Every number in it
is one of the brief's, or is counted or summed from them here; the latter are embedded in the page as `derived`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from realpolitik.report.answer import Partner, Standing
from realpolitik.report.dispatch.findings import (
    Aftermath,
    Assumptions,
    Changes,
    Conventions,
    Hands,
    Hangs,
    Taken,
    Theories,
    Trust,
    Verdicts,
)


@dataclass(frozen=True)
class Period:
    """A period of the window, from its first to its last day."""

    first: date
    last: date


@dataclass(frozen=True)
class When:
    """The likeliest period of signature, its chance, and its share of the chance that anybody signs."""

    period: Period
    chance: float
    share: float
    anybody: float


@dataclass(frozen=True)
class Promise:
    """A clause and the chance that it is in the text."""

    key: str
    says: str
    chance: float
    error: float
    secret: bool


@dataclass(frozen=True)
class Price:
    """What is in the text if a suitor signs: clauses as likely as not, clauses that may be, and how many are left."""

    suitor: str
    sure: tuple[Promise, ...]
    perhaps: tuple[Promise, ...]
    rest: int


@dataclass(frozen=True)
class Answer(Standing):
    """Who signs, when, at what price.

    Attributes
    ----------
    when : When, optional
    prices : tuple of Price
        Of the suitors that ever sign, the likeliest first.
    attack, attack_error : float, optional
        Chance of an attack, all told; None if no war is planned, or one is under way.
    """

    when: When | None
    prices: tuple[Price, ...]
    attack: float | None
    attack_error: float | None


@dataclass(frozen=True)
class Argument:
    """A factor, argued.

    Attributes
    ----------
    name, line : str
    share, error : float
        In the chance that is explained.
    weight : str
        ``for``, ``against`` or ``none``, if not told from zero.
    alone : Alone, optional
        What taking it away alone does.
    month, month_error : float
        Its share in the month of signature.
    sources : tuple of str
    """

    key: str
    name: str
    line: str
    share: float
    error: float
    weight: str
    alone: float | None
    alone_error: float | None
    month: float
    month_error: float
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Why:
    """The factors, the largest share first, and the chance with and without them; what chance alone gives stands in `outcome`.

    The `variants` are sets of factors, `every` one of them or those by some orders in which they enter.
    """

    outcome: Partner
    baseline: float
    baseline_error: float
    actual: float
    actual_error: float
    arguments: tuple[Argument, ...]
    draws: int
    variants: int
    every: bool

    @property
    def counted(self) -> tuple[Argument, ...]:
        """The factors whose shares are told from zero."""
        return tuple(row for row in self.arguments if row.weight != "none")

    @property
    def main(self) -> tuple[Argument, ...]:
        """The largest of those, for a summary."""
        return self.counted[:3]

    @property
    def lesser(self) -> tuple[Argument, ...]:
        """Those that weigh less."""
        return self.counted[len(self.main) :]

    @property
    def uncounted(self) -> tuple[Argument, ...]:
        """The other factors."""
        return tuple(row for row in self.arguments if row.weight == "none")


@dataclass(frozen=True)
class Stand:
    """A suitor at the table in a period.

    Attributes
    ----------
    period : Period
    size : float, optional
        How many clauses a text of it has that is taken up, on average; None if none is.
    grown : float, optional
        How many more than in the period before.
    top : Promise, optional
        The clause that stands in most of them.
    signed : float
        The chance that it signs in the period.
    """

    period: Period
    size: float | None
    grown: float | None
    top: Promise | None
    signed: float


@dataclass(frozen=True)
class Drift:
    """A clause that stands in more, or fewer, of the texts taken up in the last period in which any are than in the first."""

    says: str
    first: float
    last: float
    difference: float


@dataclass(frozen=True)
class Clause:
    """A clause of a menu: what the figures call it, what it says, and whether it is secret."""

    name: str
    says: str
    secret: bool


@dataclass(frozen=True)
class Bidder:
    """A suitor, its menu, and its texts that are taken up, period by period; the drifts are the largest first.

    Attributes
    ----------
    texts : float
        How many texts can be expected to be taken up.
    pressed : float
        The share of them to which it agreed under pressure.
    """

    key: str
    name: str
    lead: str
    menu: tuple[Clause, ...]
    stands: tuple[Stand, ...]
    texts: float
    pressed: float
    rising: tuple[Drift, ...]
    falling: tuple[Drift, ...]

    @property
    def able(self) -> tuple[Stand, ...]:
        """The periods in which texts of it are taken up."""
        return tuple(stand for stand in self.stands if stand.size is not None)

    @property
    def peak(self) -> Stand:
        """The period in which they are largest."""
        return max(self.able, key=lambda stand: stand.size or 0.0)


@dataclass(frozen=True)
class Term:
    """A term of the ledger: its name, and what it is in plain words."""

    name: str
    says: str


@dataclass(frozen=True)
class Account:
    """What an alignment is worth to the pivot; terms in the order of the ledger, those that are nothing left out."""

    name: str
    total: float
    error: float
    terms: tuple[float, ...]


@dataclass(frozen=True)
class Ledger:
    """The pivot's accounts, and the terms that part the best two the most; `clear` if those two are told apart."""

    terms: tuple[Term, ...]
    accounts: tuple[Account, ...]
    best: Account
    next: Account | None
    difference: float | None
    parting: tuple[tuple[Term, float], ...]
    clear: bool


@dataclass(frozen=True)
class Work:
    """A source of the crisis."""

    key: str
    author: str
    title: str
    year: int
    locator: str | None


@dataclass(frozen=True)
class Provenance:
    """What the page rests on."""

    hash: str
    version: str
    seed: int
    draws: int
    approximations: tuple[str, ...]
    works: tuple[Work, ...]


@dataclass(frozen=True)
class Scale:
    """How many times the odds of chance alone are called likelier, and how many far likelier."""

    likelier: float
    far_likelier: float


@dataclass(frozen=True)
class Facts:
    """Everything a voice may tell; a section that was not found, or that the crisis does not have, is None or empty."""

    crisis: str
    title: str
    question: str
    pivot: str
    as_of: date
    opens: date
    closes: date
    answer: Answer
    trust: Trust
    why: Why | None
    bidders: tuple[Bidder, ...]
    ledger: Ledger
    war: Aftermath | None
    assumptions: Assumptions | None
    hands: Hands | None
    verdicts: Verdicts | None
    changes: Changes | None
    taken: Taken | None
    theories: Theories | None
    hangs: Hangs | None
    conventions: Conventions | None
    provenance: Provenance
    scale: Scale

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of what is told."""
        return {
            "approximations": len(self.provenance.approximations),
            "assumptions": 0 if self.assumptions is None else len(self.assumptions.rows),
            "bidders": len(self.bidders),
            "changes": 0 if self.changes is None else len(self.changes.rows),
            "claims": 0 if self.verdicts is None else len(self.verdicts.rows),
            "changing": 0 if self.changes is None else len(self.changes.clear),
            "main": 0 if self.why is None else len(self.why.main),
            "others": 0 if self.verdicts is None else len(self.verdicts.others),
            "dear": 0 if self.assumptions is None else len(self.assumptions.dear),
            "factors": 0 if self.why is None else len(self.why.arguments),
            "counted": 0 if self.why is None else len(self.why.counted),
            "lesser": 0 if self.why is None else len(self.why.lesser),
            "told": 0 if self.assumptions is None else len(self.assumptions.told),
            "uncounted": 0 if self.why is None else len(self.why.uncounted),
            "untold": 0 if self.assumptions is None else len(self.assumptions.untold),
            "settings": 0 if self.conventions is None else len(self.conventions.rows),
            "flips": 0 if self.hangs is None else len(self.hangs.flips),
            "theories": 0 if self.theories is None else len(self.theories.rows),
            "torn": 0 if self.theories is None else len(self.theories.torn),
            "turning": 0 if self.changes is None else len(self.changes.turning),
            "works": len(self.provenance.works),
        }
