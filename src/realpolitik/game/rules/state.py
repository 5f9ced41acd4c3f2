"""Where a game stands: a place, and what has come due on the way there. Values that can be compared, hashed and written down.

A place holds all that bears on what can follow. Bundles are named by their clauses, occasions by their number in the order
in which they are asked, and a war by the promises that count in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, PlainSerializer, TypeAdapter, ValidationError

from realpolitik.crisis.schema import Side
from realpolitik.errors import RealpolitikError

Names = Annotated[frozenset[str], PlainSerializer(sorted, return_type=list[str])]
"""A set of names: clauses of a menu, dotted paths of promises, or states. In JSON a sorted list."""
Decisions = tuple[Side | None, ...]
"""What the joiners have decided so far, in listed order; None is staying out."""


Turns = tuple[tuple[str, str | None], ...]
"""What the states that may turn have decided so far, in order: each one, and the hostility by which it turns; None if it rests."""


class Draft(NamedTuple):
    """A draft under negotiation: whose, which bundle, and the stages of drafting left; 0 is ready."""

    suitor: str
    bundle: Names
    left: int


Table = Draft | None
"""What lies on the table: one draft, or none."""


Bids = tuple[tuple[str, Names], ...]
"""The bids that were made, by suitor in the order of the file."""


class Ask(NamedTuple):
    """A state asked for its consent to a clause; `left` is what is left of the bundle, `place` counts the questions."""

    suitor: str
    bundle: Names
    left: Names
    place: int


# --- places at the table


@dataclass(frozen=True, slots=True)
class OpenAttack:
    """An aggressor is asked while nothing is signed: attack, hold."""

    t: int
    table: Table
    slot: int
    kind: Literal["open attack"] = "open attack"


@dataclass(frozen=True, slots=True)
class Council:
    """Chance tells whether the pivot's council takes the matter up in a step."""

    t: int
    table: Table
    kind: Literal["council"] = "council"


@dataclass(frozen=True, slots=True)
class Bidding:
    """A suitor bids or not, the earlier suitors having made these bids, unseen by it."""

    t: int
    table: Table
    made: Bids
    suitor: str
    kind: Literal["bidding"] = "bidding"


@dataclass(frozen=True, slots=True)
class Wording:
    """A suitor that bids chooses the bundle, the earlier suitors having made these bids, unseen by it."""

    t: int
    table: Table
    made: Bids
    suitor: str
    kind: Literal["wording"] = "wording"


@dataclass(frozen=True, slots=True)
class Reply:
    """The pivot sees the bids and chooses: sign, take up, press, wait."""

    t: int
    table: Table
    made: Bids
    kind: Literal["reply"] = "reply"


@dataclass(frozen=True, slots=True)
class Demand:
    """The pivot chooses what to press a suitor for."""

    t: int
    table: Table
    suitor: str
    kind: Literal["demand"] = "demand"


@dataclass(frozen=True, slots=True)
class Answer:
    """A pressed suitor agrees or refuses."""

    t: int
    table: Table
    suitor: str
    bundle: Names
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Consent:
    """A state is asked about a clause of a bundle that is taken up: consent, refuse."""

    t: int
    table: Table
    ask: Ask
    kind: Literal["consent"] = "consent"


@dataclass(frozen=True, slots=True)
class AtOnce:
    """The pivot signs at once what needs no drafting, or leaves it."""

    t: int
    table: Table
    suitor: str
    bundle: Names
    kind: Literal["at once"] = "at once"


@dataclass(frozen=True, slots=True)
class Passing:
    """A step has passed without signature; chance tells whether a draft survives it."""

    t: int
    table: Table
    kind: Literal["passing"] = "passing"


# --- places in war and peace


@dataclass(frozen=True, slots=True)
class Attack:
    """An aggressor is asked after the bazaar: attack, hold."""

    promises: Names
    slot: int
    kind: Literal["attack"] = "attack"


@dataclass(frozen=True, slots=True)
class Join:
    """The next joiner of a war chooses among the sides open to it, or stays out."""

    promises: Names
    slot: int
    decisions: Decisions
    kind: Literal["join"] = "join"


@dataclass(frozen=True, slots=True)
class Contest:
    """All have decided; chance tells who wins."""

    promises: Names
    slot: int
    decisions: Decisions
    kind: Literal["contest"] = "contest"


# In what follows nobody has won if there was no war; the occasion is then the close of the window, one beyond the last.


@dataclass(frozen=True, slots=True)
class Turning:
    """After a war, or in peace, a state turns on another or rests, the earlier ones having decided this, unseen by it."""

    promises: Names
    slot: int
    decisions: Decisions
    winner: Side | None
    made: Turns
    state: str
    kind: Literal["turning"] = "turning"


@dataclass(frozen=True, slots=True)
class Victim:
    """A state that turns chooses its victim, the earlier ones having decided this, unseen by it."""

    promises: Names
    slot: int
    decisions: Decisions
    winner: Side | None
    made: Turns
    state: str
    kind: Literal["victim"] = "victim"


@dataclass(frozen=True, slots=True)
class Rescue:
    """All have decided; a state helps a victim or stands by, having seen what those asked before it do."""

    promises: Names
    slot: int
    decisions: Decisions
    winner: Side | None
    made: Turns
    hostility: str
    helped: tuple[bool, ...]
    kind: Literal["rescue"] = "rescue"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A state has turned and these have helped its victim; chance tells whether it prevails."""

    promises: Names
    slot: int
    decisions: Decisions
    winner: Side | None
    made: Turns
    hostility: str
    helped: tuple[bool, ...]
    kind: Literal["campaign"] = "campaign"


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing follows."""

    kind: Literal["over"] = "over"


AtTheTable = OpenAttack | Council | Bidding | Wording | Reply | Demand | Answer | Consent | AtOnce | Passing
After = Turning | Victim | Rescue | Campaign
AtWar = Attack | Join | Contest | After
Place = AtTheTable | AtWar | Over


# --- what comes due


@dataclass(frozen=True, slots=True)
class Held:
    """An aggressor let an occasion pass."""

    slot: int
    kind: Literal["held"] = "held"


@dataclass(frozen=True, slots=True)
class Delayed:
    """A step passed without signature."""

    t: int
    kind: Literal["delayed"] = "delayed"


@dataclass(frozen=True, slots=True)
class Signed:
    """A bundle was signed."""

    suitor: str
    bundle: Names
    t: int
    kind: Literal["signed"] = "signed"


@dataclass(frozen=True, slots=True)
class Fought:
    """A war was won."""

    promises: Names
    slot: int
    decisions: Decisions
    winner: Side
    kind: Literal["fought"] = "fought"


@dataclass(frozen=True, slots=True)
class Turned:
    """A state turned, was the first to come, and prevailed against those who helped, or failed."""

    promises: Names
    slot: int
    decisions: Decisions
    winner: Side | None
    hostility: str
    helped: tuple[bool, ...]
    prevails: bool
    kind: Literal["turned"] = "turned"


Due = Held | Delayed | Signed | Fought | Turned
"""What has terms in the ledger."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of the game.

    Attributes
    ----------
    place : Place
        Where it stands; what can follow depends on this alone.
    due : tuple of Due
        What came due on the way, in order.
    """

    place: Annotated[Place, Field(discriminator="kind")]
    due: tuple[Annotated[Due, Field(discriminator="kind")], ...] = ()


_STATE: TypeAdapter[State] = TypeAdapter(State)


def state_to_json(state: State) -> str:
    """Return a state as a JSON document."""
    return _STATE.dump_json(state).decode()


def state_from_json(text: str) -> State:
    """Return the state of a JSON document.

    Raises
    ------
    RealpolitikError
        If it holds none.
    """
    try:
        return _STATE.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        raise RealpolitikError(f"this is no state of a game: {place}: {first['msg']}") from None
