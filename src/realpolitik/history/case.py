"""A coded case as documents before its date describe it, and, apart from it, what became of it.

`Case` and `Result` are different types, read from different files. Whatever makes a `Crisis` takes a `Case` and nothing
else; only scoring sees a `Result`. The letters A and B have no meaning of their own: `swap` exchanges them.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from realpolitik.crisis.quantity import Closed, FrozenDict, Table, Unfit
from realpolitik.history.checked import Checked
from realpolitik.history.moments import FIRST_YEAR, LAST_YEAR, Moment
from realpolitik.history.rules import dates, figures, outcomes, states

MOST_MEMBERS = 12
"""States of a side: with each but one in doubt, a side has two thousand forms then."""


def _said(text: str) -> str:
    if not text.strip():
        raise Unfit("is blank", "write what it says")
    return text


Text = Annotated[str, AfterValidator(_said)]
Slug = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)]
Known = Annotated[int, Field(ge=2, le=990)]
"""Country code of the Correlates of War project, whose list runs from 2 to 990."""
Code = Known | None
"""The same; none before 1816, or for a state outside that list."""
Chance = Annotated[float, Field(ge=0, le=1)]


class Letter(StrEnum):
    """The two sides that bid."""

    A = "A"
    B = "B"

    @property
    def other(self) -> Letter:
        """The rival side."""
        return Letter.B if self is Letter.A else Letter.A


class ClauseType(StrEnum):
    """What a clause of a bid gives, asks or threatens, in the words of the codebook."""

    LAND = "TERR"
    FREE_HAND = "SPHERE"
    DEFENSE = "DEF"
    OFFENSE = "OFF"
    GUARANTEE = "GUAR"
    NEUTRALITY = "NEUT"
    STAY_OUT = "STAYOUT"
    CONSULTATION = "CONSULT"
    ARMS = "MIL"
    MONEY = "MON"
    TRADE = "TRADE"
    STATUS = "STATUS"
    SECRECY = "SECRET"
    CONDITION = "COND"
    TRANSIT = "TRANSIT"
    DEMAND = "DEMAND"
    THREAT = "THREAT"


class Person(Closed):
    """A state: its name for readers and its country code."""

    state: Text = Field(description="Name for readers.")
    cow: Code = Field(description="Country code of the Correlates of War project, or null.")


class Window(Closed):
    """When the state was courted."""

    start: Annotated[Moment, Checked(dates.window_start)] = Field(description="First month.")
    end: Annotated[Moment, Checked(dates.window_end)] = Field(description="Last month.")


class Side(Closed):
    """A side that bids."""

    name: Text = Field(description="Name for readers.")
    members: tuple[Person, ...] = Field(min_length=1, max_length=MOST_MEMBERS, description="Its states.")


class CodedClause(Closed):
    """One clause of a bid, as it stood on its date."""

    type: ClauseType = Field(description="Type, of the codebook's list.")
    text: Text = Field(description="What it says, in a line.")
    asset_holder: Annotated[Literal["own", "ally", "third", "enemy"] | None, Checked(states.only_of_assets)] = Field(
        default=None, description="Who holds what is offered."
    )
    delivery: Annotated[Literal["now", "on_conquest", "later"] | None, Checked(states.only_of_assets)] = Field(
        default=None, description="When the text delivers it."
    )
    named: Annotated[bool, Checked(states.only_of_arms)] = Field(
        default=False, description="Whether the text names how many arms, or what force, the bidder gives."
    )
    threatened_by: Annotated[tuple[Known | Text, ...], Checked(states.threatening)] = Field(
        default=(), description="Members of the side whose threat it is; all of them, if left out."
    )
    unsure: bool = Field(default=False, description="Whether it is doubtful that it was offered.")


class Timing(StrEnum):
    """How a bid stands to the window and to the decision."""

    IN_WINDOW = "in window"
    HALF_VALUE = "half value"
    BACKGROUND = "background (before window)"
    AFTERWARDS = "post-commitment"


class Bid(Closed):
    """A dated bid of a side."""

    date: Annotated[Moment, Checked(dates.bid_date)] = Field(description="When it was made.")
    by: Annotated[Text, Checked(states.bidder)] = Field(description="Who made it.")
    secret: bool = Field(description="Whether it was secret.")
    clauses: tuple[CodedClause, ...] = Field(min_length=1, description="What it said.")
    timing: Timing = Field(default=Timing.IN_WINDOW, description="How it stands to the window and to the decision.")
    unsure: bool = Field(default=False, description="Whether it is doubtful that it was made.")


class Bids(Closed):
    """The bids of both sides."""

    A: Annotated[tuple[Bid, ...], Checked(dates.half_values)] = Field(default=(), description="Bids of side A.")
    B: Annotated[tuple[Bid, ...], Checked(dates.half_values)] = Field(default=(), description="Bids of side B.")

    def of(self, letter: Letter) -> tuple[Bid, ...]:
        """Return the bids of a side."""
        return self.A if letter is Letter.A else self.B


class Deadline(Closed):
    """The coded deadline."""

    side: Literal["A", "B", "P", "none"] = Field(description="Whose it is; P is the courted state.")
    date: Annotated[Moment | None, Checked(dates.deadline_date)] = Field(description="When it falls.")
    hard: bool = Field(description="Fixed by an event outside that side's control, or by an order already given.")


class DeadlinePressure(Closed):
    """Who was in a hurry, and why."""

    who: str = Field(description="Who, for readers.")
    why: str = Field(description="Why, for readers.")
    coded: Annotated[Deadline, Checked(dates.deadline)] = Field(description="The same for the machine.")


class Security(Closed):
    """What threatened the courted state."""

    threats: tuple[str, ...] = Field(default=(), description="Threats, for readers.")
    contiguity: str = Field(default="", description="Borders, for readers.")
    fear: str = Field(default="", description="What it feared, for readers.")
    claims_on_pivot: Annotated[tuple[Known | Text, ...], Checked(states.claims)] = Field(
        default=(), description="States with a formal claim on its land."
    )
    pivot_claims_on: Annotated[tuple[Known | Text, ...], Checked(states.claims)] = Field(
        default=(), description="States whose land it claims."
    )
    colonial_contiguity: Annotated[tuple[Known, ...], Checked(states.colonial)] = Field(
        default=(), description="States in contact through a colony, or an occupation."
    )


class Kinship(Closed):
    """How near a side stands in regime and doctrine."""

    score: int = Field(ge=-2, le=2, description="From -2, enemies by doctrine, to 2, kin by doctrine.")
    reason: str = Field(description="Why.")


class Kinships(Closed):
    """How near both sides stand."""

    A: Kinship = Field(description="Side A.")
    B: Kinship = Field(description="Side B.")

    def of(self, letter: Letter) -> Kinship:
        """Return the kinship of a side."""
        return self.A if letter is Letter.A else self.B


class Sides(Closed):
    """Both sides."""

    A: Side = Field(description="One side.")
    B: Side = Field(description="Its rival.")

    def of(self, letter: Letter) -> Side:
        """Return a side."""
        return self.A if letter is Letter.A else self.B


class Book(Closed):
    """A work on which the coding rests."""

    author: Text = Field(description="Author.")
    title: Text = Field(description="Title.")
    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="Year of the edition.")
    locator: str = Field(default="", description="Chapter or page.")


class Doubt(Closed):
    """A fact that the sources leave open."""

    item: Text = Field(description="What is open.")
    unsure: Literal[True] = Field(description="Always true.")


class MeasuredMember(Closed):
    """Figures of one member of a side."""

    cow: Known = Field(description="Country code.")
    cinc: Chance = Field(description="Share of world capability (CINC).")
    contiguity: Annotated[int, Field(ge=1, le=5)] | None = Field(
        description="Direct contiguity with the courted state: 1 land, 2 to 5 sea, or null."
    )
    prox: Annotated[Chance, Checked(figures.nearness)] = Field(
        description="Nearness: 1 land, 0.5 sea, 0.25 a distant major power, 0.1 other."
    )
    rivalry: bool = Field(description="Strategic rivalry with the courted state in that year.")
    claim_on_pivot: Annotated[bool, Checked(states.claim_of_member)] = Field(description="Formal claim on its land.")


class MeasuredSide(Closed):
    """Figures of a side."""

    cinc_sum: Annotated[Chance, Checked(figures.capability_of_members)] = Field(
        description="Sum of its members' capability."
    )
    threat: Annotated[float, Field(ge=0), Checked(figures.threat_of_members)] = Field(
        description="Sum of capability, nearness and one plus hostility."
    )
    members: Annotated[tuple[MeasuredMember, ...], Checked(states.measured_members)] = Field(
        min_length=1, description="Its members."
    )


class Measured(Closed):
    """Figures of the last full calendar year before the window."""

    method: str = Field(description="How they were computed.")
    data_year: Annotated[int | None, Checked(dates.data_year)] = Field(default=None, description="The year.")
    side_A: MeasuredSide | None = Field(default=None, description="Side A; nothing before 1816.")
    side_B: MeasuredSide | None = Field(default=None, description="Side B; nothing before 1816.")
    pivot_cinc: Chance | None = Field(default=None, description="Capability of the courted state, if measured.")
    cinc_share_A: Annotated[Chance | None, Checked(figures.share_of_capability)] = Field(
        default=None, description="Side A's share of both sides' capability."
    )
    threat_share_A: Annotated[Chance | None, Checked(figures.share_of_threat)] = Field(
        default=None, description="Side A's share of both sides' threat."
    )

    def of(self, letter: Letter) -> MeasuredSide | None:
        """Return the figures of a side."""
        return self.side_A if letter is Letter.A else self.side_B


class Case(Closed):
    """A courted state, and all that was known before it chose."""

    id: Slug = Field(description="Short name; also that of the file.")
    war: Slug = Field(description="The war whose cases are left out together.")
    pivot: Person = Field(description="The courted state.")
    bargaining_window: Window = Field(description="When it was courted.")
    suitors: Annotated[Sides, Checked(states.sides)] = Field(description="The two sides.")
    incumbent_partner: Literal["A", "B", "none"] = Field(description="The side with a pact in force at the start.")
    bids: Bids = Field(description="What each side offered.")
    deadline_pressure: DeadlinePressure = Field(description="Who was in a hurry.")
    security: Security = Field(description="What threatened the courted state.")
    ideology_distance: Kinships = Field(description="How near each side stands in regime and doctrine.")
    war_expectations: str = Field(default="", description="What war was expected to bring, for readers.")
    credibility_problems: tuple[str, ...] = Field(default=(), description="Broken words, for readers.")
    exclusion_or_insult: tuple[str, ...] = Field(default=(), description="Slights, for readers.")
    insult_by: Annotated[Literal["A", "B", "none"], Checked(states.slighting_side)] = Field(
        description="The side that slighted it."
    )
    sources: tuple[Book, ...] = Field(min_length=1, description="Works on which the coding rests.")
    unsure_items: tuple[Doubt, ...] = Field(default=(), description="What the sources leave open.")
    counterfactual_note: str = Field(default="", description="A remark on the coding, for readers.")
    third_option: str = Field(default="", description="A way out beside the two sides, for readers.")
    measured: Annotated[Measured, Checked(figures.sides_measured)] = Field(description="Figures.")


class Obligation(StrEnum):
    """What an alliance obliges to, in the words of the Alliance Treaty Obligations and Provisions project (ATOP)."""

    DEFENSE = "defense"
    OFFENSE = "offense"
    NEUTRALITY = "neutrality"
    NONAGGRESSION = "nonaggression"
    CONSULTATION = "consultation"


class Verdict(Closed):
    """What a rule of thumb foretold, by hand."""

    predicts: Literal["A", "B", "N"] = Field(description="Its forecast.")
    verdict: Literal["right", "wrong"] = Field(description="Whether it came true.")


class Result(Closed):
    """What became of a case. No theory, and nothing that makes a crisis, is ever given one."""

    id: Slug = Field(description="The case.")
    title: Text = Field(description="What happened, in a line.")
    choice: Annotated[Literal["A", "B", "N"], Checked(outcomes.neutrality)] = Field(
        description="The side chosen; N if and only if there is no obligation to a side and no military access."
    )
    decisive_commitment_date: Annotated[Moment, Checked(dates.decision_date)] = Field(
        description="The first act that bound or visibly declined."
    )
    commitment_types_atop: Annotated[tuple[Obligation, ...], Checked(outcomes.obligations)] = Field(
        default=(), description="Obligations to a side, in ATOP's words."
    )
    military_access: Annotated[Literal["A", "B", "none"], Checked(outcomes.access)] = Field(
        default="none", description="The side whose forces may pass, be based or fight there."
    )
    instrument: str = Field(description="The act.")
    coder_types: tuple[Obligation, ...] = Field(default=(), description="Obligations as first coded.")
    types_source: str = Field(default="", description="Whose coding of the obligations stands.")
    accepted_bids: Annotated[Bids, Checked(outcomes.accepted_bids)] = Field(
        default_factory=Bids, description="The text that was accepted."
    )
    standard_explanations: tuple[str, ...] = Field(default=(), description="What historians say.")
    naive_rules: Annotated[Table[str, Verdict], Checked(outcomes.rules_of_thumb)] = Field(
        default_factory=FrozenDict, description="Rules of thumb, by hand."
    )


_PAIRED = {"A": "B", "B": "A", "side_A": "side_B", "side_B": "side_A"}
_SHARES = ("cinc_share_A", "threat_share_A")
_NAMES_A_SIDE = ("incumbent_partner", "insult_by", "side", "choice", "predicts", "military_access")


def is_swapped(case: str, seed: int) -> bool:
    """Say whether a seed exchanges the letters of a case: a fair coin that depends on the two names alone."""
    return hashlib.sha256(f"{seed}:{case}".encode()).digest()[0] % 2 == 1


def swapped(record: Case | Result) -> Any:
    """Return the same case or result with the letters A and B exchanged."""
    return type(record).model_validate(_exchange(record.model_dump(mode="json")))


def _exchange(tree: Any) -> Any:
    if isinstance(tree, list):
        return [_exchange(item) for item in tree]
    if not isinstance(tree, dict):
        return tree
    turned = {_PAIRED.get(key, key): _exchange(item) for key, item in tree.items()}
    for key in _NAMES_A_SIDE:
        if key in turned:
            turned[key] = _PAIRED.get(turned[key], turned[key])
    for key in _SHARES:
        if turned.get(key) is not None:
            turned[key] = 1.0 - turned[key]
    return turned
