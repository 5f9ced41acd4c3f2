"""Records for what a crisis or a brief may lack: war, assumptions, hands, claims, changes, theories, what the answer hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Joiner:
    """A state and side of a war, with a chance of joining for each alignment."""

    state: str
    side: str
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Turning:
    """Who turns on whom after a war, with a chance for each alignment."""

    by: str
    toward: str
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Aftermath:
    """War, by alignment: the chance of an attack, who joins, who wins, who turns on whom."""

    names: tuple[str, ...]
    attacks: tuple[float, ...]
    errors: tuple[float, ...]
    attackers_win: tuple[float, ...]
    joiners: tuple[Joiner, ...]
    turnings: tuple[Turning, ...]
    plans: tuple[str, ...]

    @property
    def spread(self) -> tuple[int, int]:
        """Places of the alignments with the smallest and the largest chance of an attack."""
        order = sorted(range(len(self.attacks)), key=lambda place: self.attacks[place])
        return order[0], order[-1]


@dataclass(frozen=True)
class Assumption:
    """What a state takes for granted, and what that costs it; `dear` and `pays` if told apart from nothing."""

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
        """Those that cost their believers something told apart from nothing."""
        return tuple(row for row in self.rows if row.dear)

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
    """A claim and what became of it."""

    says: str
    expect: str
    measure: str
    unit: str
    verdict: str
    effect: float
    low: float
    high: float
    reason: str
    argued_by: tuple[str, ...]
    disputed_by: tuple[str, ...]


@dataclass(frozen=True)
class Verdicts:
    """The claims, and how many of each verdict."""

    rows: tuple[Verdict, ...]
    supported: int
    contradicted: int
    undecided: int
    refused: int
    misses: float
    draws: int


@dataclass(frozen=True)
class Change:
    """What taking a factor away alone does to the likeliest partner, to an attack, and to the month of signature."""

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
    rows: tuple[Change, ...]
    draws: int

    @property
    def turning(self) -> tuple[Change, ...]:
        """Those that make another outcome the likeliest."""
        return tuple(row for row in self.rows if row.turns)


@dataclass(frozen=True)
class Saying:
    """What a theory says; empty chances if it abstains."""

    name: str
    source: str
    favourite: str
    chances: tuple[float, ...]
    reason: str | None
    agrees: bool


@dataclass(frozen=True)
class Theories:
    """What rival theories say, beside the answer."""

    partners: tuple[str, ...]
    answer: tuple[float, ...]
    rows: tuple[Saying, ...]
    silent: tuple[Saying, ...]
    agree: int


@dataclass(frozen=True)
class Hanger:
    """A number that the answer hangs on."""

    about: str
    path: str
    first: float
    total: float
    error: float


@dataclass(frozen=True)
class Flip:
    """A number that, moved alone, makes another outcome the likeliest."""

    about: str
    path: str
    value: float | None
    flips_at: float | None
    flips_to: str
    within: bool
    hand: str | None


@dataclass(frozen=True)
class Hangs:
    """What the answer hangs on: the numbers with the largest part in its variance, and the nearest flips."""

    partner: str
    chance: float
    deviation: float
    inputs: int
    rows: tuple[Hanger, ...]
    flips: tuple[Flip, ...]
    flipping: int
    within: int
