"""Records for what a crisis or a brief may lack: war, assumptions, hands, claims, changes, theories, what the answer hangs on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date

from realpolitik.report.follows import UnderWay

MAIN = 4
"""Claims at most that stand open on a page; the others are folded."""


@dataclass(frozen=True)
class Joiner:
    """A state and side of a war, with a chance of joining for each alignment; whether that bears on the choice."""

    state: str
    side: str
    chances: tuple[float, ...]
    telling: bool


@dataclass(frozen=True)
class Helper:
    """A state that may help a victim, with a chance for each alignment, given that the victim is turned on."""

    state: str
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Turning:
    """Who turns on whom, with a chance for each alignment, and who then helps; whether it is on the pivot, and if it matters."""

    by: str
    toward: str
    chances: tuple[float, ...]
    helpers: tuple[Helper, ...]
    on_pivot: bool
    telling: bool


@dataclass(frozen=True)
class Aftermath:
    """War and peace, by alignment: the chance of an attack, who joins, who wins, who turns on whom after a war and in peace.

    A war may be `under_way`: then no chance of an attack is told. Without any plan nothing is told of war.
    """

    names: tuple[str, ...]
    attacks: tuple[float, ...]
    errors: tuple[float, ...]
    attackers_win: tuple[float, ...]
    joiners: tuple[Joiner, ...]
    turnings: tuple[Turning, ...]
    calm: tuple[Turning, ...]
    plans: tuple[str, ...]
    under_way: UnderWay | None

    @property
    def is_open(self) -> bool:
        """Whether an attack has a chance to be told."""
        return bool(self.plans) and self.under_way is None

    @property
    def spread(self) -> tuple[int, int]:
        """Places of the alignments with the smallest and the largest chance of an attack."""
        order = sorted(range(len(self.attacks)), key=lambda place: self.attacks[place])
        return order[0], order[-1]

    @property
    def told(self) -> Aftermath:
        """What concerns the pivot, or differs with its choice."""
        return replace(
            self,
            joiners=tuple(row for row in self.joiners if row.telling),
            turnings=tuple(row for row in self.turnings if row.telling),
            calm=tuple(row for row in self.calm if row.telling),
        )

    @property
    def untold(self) -> Aftermath:
        """The rest, that goes on whatever the pivot does."""
        return replace(
            self,
            joiners=tuple(row for row in self.joiners if not row.telling),
            turnings=tuple(row for row in self.turnings if not row.telling),
            calm=tuple(row for row in self.calm if not row.telling),
        )


@dataclass(frozen=True)
class Assumption:
    """What a state takes for granted, and what that costs it; `dear` and `pays` if told from zero."""

    state: str
    about: str
    because: str
    believed: float
    actual: float
    cost: float
    error: float
    dear: bool
    pays: bool


@dataclass(frozen=True)
class Shift:
    """What changes for a partner."""

    name: str
    difference: float
    error: float
    clear: bool


@dataclass(frozen=True)
class Believer:
    """What all assumptions of a state cost it together."""

    state: str
    assumptions: int
    cost: float
    error: float


@dataclass(frozen=True)
class Assumptions:
    """The assumptions, the dearest first, and what would change if every state believed the truth."""

    rows: tuple[Assumption, ...]
    believers: tuple[Believer, ...]
    together: tuple[Shift, ...]
    draws: int

    @property
    def dear(self) -> tuple[Assumption, ...]:
        """Those that cost their believers something told from zero."""
        return tuple(row for row in self.rows if row.dear)

    @property
    def told(self) -> tuple[Assumption, ...]:
        """Those told from zero."""
        return tuple(row for row in self.rows if row.dear or row.pays)

    @property
    def untold(self) -> tuple[Assumption, ...]:
        """The others."""
        told = self.told
        return tuple(row for row in self.rows if row not in told)

    @property
    def paying(self) -> tuple[Assumption, ...]:
        """Those that pay their believers, the best first."""
        return tuple(row for row in reversed(self.rows) if row.pays)


@dataclass(frozen=True)
class Hand:
    """What the pivot thinks of one hand of another state, before and after the moves that it saw."""

    state: str
    hand: str
    prior: float
    posterior: float
    error: float


@dataclass(frozen=True)
class Telling:
    """The move that told most about a state."""

    when: date
    actor: str
    what: str
    hand: str
    before: float
    after: float


@dataclass(frozen=True)
class Hands:
    """What the pivot could read in the moves of the others."""

    rows: tuple[Hand, ...]
    telling: tuple[Telling, ...]
    moves: int
    draws: int


@dataclass(frozen=True)
class Verdict:
    """A claim and what became of it.

    Attributes
    ----------
    before, after : float
        What is measured in what the claim's variant is compared with, and in the variant.
    effect, error, low, high : float
        Their difference, its standard error and its interval.
    margin : float
        What is no larger is too small to matter.
    matters : bool
        Whether the effect is larger than that, told from noise: the whole interval lies beyond it.
    """

    says: str
    expect: str
    measure: str
    unit: str
    verdict: str
    before: float
    after: float
    effect: float
    error: float
    margin: float
    low: float
    high: float
    matters: bool
    reason: str
    argued_by: tuple[str, ...]
    disputed_by: tuple[str, ...]

    @property
    def decided(self) -> bool:
        """Whether it is borne out, or the opposite is, by more than the margin."""
        return self.verdict in {"supported", "contradicted"}


@dataclass(frozen=True)
class Verdicts:
    """The claims, the weightiest first, and how many of each verdict."""

    rows: tuple[Verdict, ...]
    supported: int
    contradicted: int
    small: int
    undecided: int
    refused: int
    misses: float
    draws: int

    @property
    def main(self) -> tuple[Verdict, ...]:
        """The weightiest of those whose effect matters."""
        return tuple(row for row in self.rows if row.matters)[:MAIN]

    @property
    def others(self) -> tuple[Verdict, ...]:
        """The rest."""
        return self.rows[len(self.main) :]


@dataclass(frozen=True)
class Change:
    """What taking a factor away alone does to the chance of a partner and of an attack; whether the likeliest outcome turns."""

    name: str
    before: float
    after: float
    difference: float
    error: float
    attack: float
    attack_error: float
    winner: str
    turns: bool
    clear: bool


@dataclass(frozen=True)
class Changes:
    """The changes, the largest first."""

    partner: str
    likeliest: str
    rows: tuple[Change, ...]
    draws: int

    @property
    def clear(self) -> tuple[Change, ...]:
        """Those told from zero."""
        return tuple(row for row in self.rows if row.clear)

    @property
    def turning(self) -> tuple[Change, ...]:
        """Those that make another outcome the likeliest."""
        return tuple(row for row in self.rows if row.turns)


@dataclass(frozen=True)
class Bargain:
    """What a suitor could have bound itself to.

    Attributes
    ----------
    suitor : str
    stands, stands_error : float
        Chance that it signs, as it is.
    offer : tuple of str
        The clauses, in words: the cheapest offer that reaches the level, or, if none does, the one that makes it likeliest.
    chance, error : float
        Chance that it signs if it is bound to that offer.
    reaches : bool
    clear : bool
        Whether that chance is told apart from the level.
    cost, cost_error : float
        What standing aside is worth to it, less what signing this is.
    affordable : bool
        Whether it would sooner sign than stand aside, told from zero.
    dear : bool
        Whether it would sooner stand aside, told from zero.
    tried : int
        Offers that were tried.
    """

    suitor: str
    stands: float
    stands_error: float
    offer: tuple[str, ...]
    chance: float
    error: float
    reaches: bool
    clear: bool
    cost: float
    cost_error: float
    affordable: bool
    dear: bool
    tried: int


@dataclass(frozen=True)
class Taken:
    """What it would have taken each suitor to sign by a day, as likely as a level; the day ends the window."""

    level: float
    by: date
    rows: tuple[Bargain, ...]
    draws: int


@dataclass(frozen=True)
class Saying:
    """What a theory says; empty chances if it abstains, and no favourite if its first two chances are as good as equal."""

    name: str
    holds: str
    source: str
    favourite: str
    chances: tuple[float, ...]
    reason: str | None
    agrees: bool


@dataclass(frozen=True)
class Theories:
    """What rival theories say, beside the answer and chance alone."""

    partners: tuple[str, ...]
    answer: tuple[float, ...]
    alone: tuple[float, ...]
    rows: tuple[Saying, ...]
    silent: tuple[Saying, ...]
    agree: int

    @property
    def torn(self) -> tuple[Saying, ...]:
        """Those that favour nobody."""
        return tuple(row for row in self.rows if not row.favourite)


@dataclass(frozen=True)
class Calibration:
    """A partner's chance as a forecaster fitted to history gives it, its interval, and the word of likelihood for it."""

    name: str
    chance: float
    low: float
    high: float
    word: str


@dataclass(frozen=True)
class Scored:
    """How a theory did on coded cases: its log score less that of the base rate, and what its boldest forecasts came to.

    `floor`: from which chance on a forecast counts as bold; `said`: their mean; `happened` in how many of `count`.
    """

    theory: str
    difference: float
    low: float
    high: float
    floor: float
    said: float
    happened: float
    count: int


@dataclass(frozen=True)
class Trust:
    """How far the numbers can be trusted.

    Attributes
    ----------
    rows : tuple of Calibration
        The likeliest first; empty where there is none.
    level : float
        How surely a chance lies in its interval.
    cases : int
        Coded cases; none if nothing was scored.
    effective_wars : float
        As how many wars they weigh.
    scored : tuple of Scored
    happened, act, decided : str
        What history did; empty where that is not told.
    """

    rows: tuple[Calibration, ...]
    level: float
    cases: int
    effective_wars: float
    scored: tuple[Scored, ...]
    happened: str
    act: str
    decided: str


@dataclass(frozen=True)
class Hanger:
    """A number that the answer hangs on.

    Its part in the variance is `clear` if it is told from zero, and `real` if it is a tenth or more besides.
    """

    about: str
    path: str
    first: float
    total: float
    error: float
    clear: bool
    real: bool


@dataclass(frozen=True)
class Flip:
    """A number that, moved alone, makes another outcome the likeliest.

    Attributes
    ----------
    about, path : str
    value, low, high : float, optional
        The middle of what the sources leave open, and its ends.
    flips_at : float, optional
    flips_to : str
    within : bool
        Whether it does so within what the sources leave open.
    hand : str, optional
        The hidden hand that does it.
    """

    about: str
    path: str
    value: float | None
    low: float | None
    high: float | None
    flips_at: float | None
    flips_to: str
    within: bool
    hand: str | None

    @property
    def measured(self) -> bool:
        """Whether it can be drawn against what the sources leave open."""
        return (
            self.value is not None
            and self.flips_at is not None
            and self.low is not None
            and self.high is not None
            and self.low < self.high
        )


@dataclass(frozen=True)
class Hangs:
    """What the answer hangs on: the numbers with the largest part in its variance, and the nearest flips.

    `partner` is whose chance varies; `likeliest` the outcome that the flips turn, over the draws that they are looked for in;
    `moved` how many of the inputs were moved alone to look for flips, those that weigh most.
    """

    partner: str
    likeliest: str
    chance: float
    deviation: float
    varies: bool
    inputs: int
    rows: tuple[Hanger, ...]
    flips: tuple[Flip, ...]
    flipping: int
    within: int
    moved: int

    @property
    def clear(self) -> tuple[Hanger, ...]:
        """The numbers whose part is told from zero."""
        return tuple(row for row in self.rows if row.clear)

    @property
    def main(self) -> tuple[Hanger, ...]:
        """The numbers whose part is real, a tenth or more."""
        return tuple(row for row in self.rows if row.real)

    @property
    def one(self) -> bool:
        """Whether the first number's part is real, and told apart from the next one's."""
        clear = self.clear
        if not self.main or len(clear) < 2:
            return bool(self.main)
        return clear[0].total - clear[1].total > 2 * math.hypot(clear[0].error, clear[1].error)


@dataclass(frozen=True)
class Convention:
    """A convention set to another value, and the partner whose chance that changes most; `clear` if that is told from zero.

    An order has no values.
    """

    about: str
    path: str
    value: float | None
    other: float | None
    partner: str
    difference: float
    error: float
    clear: bool


@dataclass(frozen=True)
class Conventions:
    """What of the answer hangs on conventions, whose values no source could tell: the largest change first."""

    rows: tuple[Convention, ...]
    draws: int

    @property
    def largest(self) -> Convention | None:
        """The largest change that is told from zero."""
        return next((row for row in self.rows if row.clear), None)
