"""The crisis: everything a user can say, as frozen records closed to unknown keys.

Every collection is a mapping from a key to a record, so that a dotted path such as ``states.USSR.readiness`` or
``suitors.West.menu.convention.secret`` names any entry of the file, and a patch can change it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from realpolitik.crisis import defaults
from realpolitik.crisis.quantity import (
    AnyNumber,
    Capability,
    Closed,
    Coordinate,
    Cost,
    CostPerMonth,
    Day,
    Decisiveness,
    Deviations,
    DiscountPerMonth,
    FrozenDict,
    Lean,
    Months,
    Precision,
    RatePerMonth,
    Share,
    Table,
    Unfit,
    Worth,
    fixed,
)
from realpolitik.crisis.treaty import Clause, Id, Kind, Treaty

SourceKeys = str | tuple[str, ...] | None
Patch = Table[str, Any]
"""Dotted path -> new content as it would stand in the file; null removes the entry. See `realpolitik.crisis.patch`."""


class Source(Closed):
    """Where a figure, a date or an argument comes from."""

    author: str = Field(description="Author, editor or issuing office.")
    title: str = Field(description="Title.")
    year: int = Field(ge=1000, le=2100, description="Year of the edition used.")
    locator: str | None = Field(default=None, description="Page, chapter, document number.")
    known: Day | None = Field(
        default=None,
        description="Date from which what it says could be known to the actors (not the year in which it was printed).",
    )


class Span(StrEnum):
    """Length of a period in which results are reported."""

    WEEK = "week"
    HALF_MONTH = "half-month"
    MONTH = "month"


class Window(Closed):
    """When the bazaar is open, how finely its time is cut, and by what periods results are reported."""

    opens: Day = Field(description="First day; the origin of all discounting.")
    closes: Day = Field(description="Last day.")
    period: Span = Field(default=Span.MONTH, description="Length of a period in which results are reported.")
    step: Annotated[float, Field(ge=0.02, le=12)] = Field(
        default=defaults.STEP,
        description="Longest step of the clock in months; half of it in the two months before an occasion or the close.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes <= self.opens:
            raise Unfit(
                f"the window closes ({self.closes}) before it opens ({self.opens})", "put the earlier date in `opens`"
            )
        return self


class PivotView(StrEnum):
    """Whether the pivot takes the others' real conduct at the table as given, or what its own model says of them."""

    AWARE = "aware"
    NAIVE = "naive"


class Constants(Closed):
    """The model's few global constants; see `realpolitik.crisis.defaults`."""

    precision: Precision = Field(
        default=fixed(defaults.PRECISION), description="Logit precision lambda: the smoothing of the solver."
    )
    doubt: Cost = Field(
        default=fixed(defaults.DOUBT),
        description="Standard deviation sigma of what no term explains of a state's will, one draw for the whole crisis.",
    )
    lean: Lean = Field(
        default=fixed(defaults.LEAN),
        description="Height c of the lean by which moves that come to nothing are chosen, in units of 1 / lambda.",
    )
    at_stake: Share = Field(
        default=fixed(1.0),
        description="Share of every payoff but the unexplained one that counts: 0 leaves chance alone.",
    )
    decisiveness: Decisiveness = Field(default=fixed(defaults.DECISIVENESS), description="Contest exponent m.")
    coordination: Share = Field(default=fixed(defaults.COORDINATION), description="Gain g of a military convention.")
    aftermath_lag: Months = Field(default=fixed(defaults.AFTERMATH_LAG), description="Attack to aftermath, tau.")
    tempo: RatePerMonth = Field(
        default=fixed(defaults.TEMPO), description="Rate nu at which the pivot's council takes the matter up."
    )
    exclusion_weight: Share = Field(
        default=fixed(defaults.EXCLUSION_WEIGHT), description="Share kappa of credit that an exclusion costs."
    )
    exclusion_half_life: Months = Field(
        default=fixed(defaults.EXCLUSION_HALF_LIFE), description="Months in which it loses half its force."
    )
    pivot_view: PivotView = Field(default=PivotView.AWARE, description="How the pivot reads the table.")


class StateType(Closed):
    """One hand that a state may hold: changes to its numbers, and how likely others think it."""

    name: str = Field(description="In one line.")
    prior: Share = Field(description="Chance, before any move, unless an observer has its own prior.")
    priors: Table[Id, Share] = Field(default_factory=FrozenDict, description="Chance as this observer sees it.")
    changes: Table[str, AnyNumber] = Field(
        default_factory=FrozenDict, description="Path of a number -> its value in this type."
    )
    source: SourceKeys = Field(default=None, description="Key, or keys, of `sources`.")


class State(Closed):
    """A state. All worths, costs and weights are shares of its own survival: losing everything is 1."""

    name: str = Field(description="Name for readers.")
    capability: Capability = Field(description="Capability c: share of the world's (CINC unless said otherwise).")
    readiness: Share = Field(default=fixed(defaults.READINESS), description="Readiness r; effective capability is c r.")
    war_cost: Cost = Field(default=fixed(defaults.WAR_COST), description="Cost k of a war fought at full exposure.")
    reputation: Cost = Field(default=fixed(defaults.REPUTATION), description="Cost rho of breaking its word entirely.")
    patience: DiscountPerMonth = Field(default=fixed(defaults.PATIENCE), description="Discount factor for a month.")
    attrition: Share = Field(default=fixed(defaults.ATTRITION), description="Loss alpha of strength, per enemy share.")
    conquest: Share = Field(default=fixed(defaults.CONQUEST), description="Share gamma of the losers' capability won.")
    ideology: tuple[Coordinate, ...] = Field(default=(), max_length=3, description="A point; all states, same axes.")
    ideology_weight: Cost = Field(
        default=fixed(defaults.IDEOLOGY_WEIGHT), description="Cost theta per unit of distance."
    )
    delay_cost: CostPerMonth = Field(default=fixed(defaults.DELAY_COST), description="Cost ell of a month of talks.")
    types: Table[Id, StateType] = Field(
        default_factory=FrozenDict, description="Hidden hands it may hold; at most four."
    )


class Stake(Closed):
    """Territory, or another prize, that a clause can hand from one state to another."""

    name: str = Field(description="Name for readers.")
    holder: Id | None = Field(default=None, description="State in the crisis that holds it; none if nobody who counts.")
    worth: Table[Id, Worth] = Field(default_factory=FrozenDict, description="What holding it is worth to a state.")
    buffer: Table[Id, Share] = Field(
        default_factory=FrozenDict, description="Share that holding it adds to a state's strength on the defence later."
    )


class Hostility(Closed):
    """What one state would gain by subduing another: a motive, not a chance; whether it turns is a result."""

    by: Id = Field(description="The state that may turn: after a war, whatever part it had in it, or in peace.")
    toward: Id = Field(description="Its victim.")
    gain: Cost = Field(description="Gain g of subduing it, in the turning state's units.")
    reach: Share = Field(default=fixed(1.0), description="Share of its strength that it can bring to bear on it.")
    helpers: Table[Id, Share] = Field(
        default_factory=FrozenDict,
        max_length=2,
        description="States that may come to the victim's help, in order, with the share of their strength that they can bring.",
    )


class Suitor(Closed):
    """A bloc that bids for the pivot."""

    name: str = Field(description="Name for readers.")
    lead: Id = Field(description="The member whose model of the crisis the bloc bids by.")
    members: Table[Id, Share] = Field(min_length=1, description="Weights of the members in its councils; sum to 1.")
    menu: Table[Id, Clause] = Field(min_length=1, description="Clauses it can put on the table.")
    drafting_time: Months = Field(
        description="Mean months of work from taking up a bid to a text that can be signed; 0 if none is needed."
    )
    collapse: Share = Field(default=fixed(0.0), description="Chance a month that talks on a draft collapse.")
    bound: bool = Field(
        default=False,
        description="It has bound itself to the only bundle it can offer: bids it whenever it can, agrees when pressed.",
    )


class Side(StrEnum):
    """The sides of a war."""

    ATTACKER = "attacker"
    DEFENDER = "defender"

    @property
    def other(self) -> Side:
        """The opposite side."""
        return Side.DEFENDER if self is Side.ATTACKER else Side.ATTACKER


class Occasion(Closed):
    """A real date on which the plan can be carried out: an order, a season; never a tick of the clock."""

    date: Day = Field(description="The day of the order.")
    why: str | None = Field(default=None, description="The order or season.")
    holding_cost: Cost = Field(default=fixed(0.0), description="What letting it pass costs the aggressor.")


class WarPlan(Closed):
    """An attack that somebody has planned, with the states that must then choose."""

    name: str = Field(description="Name for readers.")
    aggressor: Id = Field(description="The state that attacks or holds.")
    target: Id = Field(description="The state attacked.")
    theatre: Id = Field(default="main", description="Where it is fought.")
    occasions: Table[Id, Occasion] = Field(min_length=1, description="When it can begin.")
    began: Day | None = Field(
        default=None,
        description="Day on which the war began, if it is under way: nobody is asked whether to attack, and at its only occasion"
        " those who stand aside must choose.",
    )
    belligerents: Table[Id, Side] = Field(
        default_factory=FrozenDict, description="States that fight in it already, beside aggressor and target."
    )
    joiners: Table[Id, tuple[Side, ...]] = Field(
        default_factory=FrozenDict,
        description="States that choose, in order, with the sides open to each; all may stay out.",
    )
    reach: Table[Id, Share] = Field(
        default_factory=FrozenDict, description="Reach pi into the theatre; 1 for the principals."
    )
    reach_with_transit: Table[Id, Share] = Field(
        default_factory=FrozenDict, description="Reach when a transit clause is in force."
    )
    exposure: Table[Id, Share] = Field(
        default_factory=FrozenDict,
        description="Exposure x: share of survival that a lost war there costs; 1 for the principals, else reach.",
    )
    prize: Table[Id, Worth] = Field(
        default_factory=FrozenDict, description="Prize v of the aggressor and joiners on its side."
    )
    balance: Table[Id, Worth] = Field(
        default_factory=FrozenDict,
        description="Cost beta of the target's fall, beyond the aftermath, friend or bystander.",
    )
    source: SourceKeys = Field(default=None, description="Key, or keys, of `sources`.")


class Effect(Closed):
    """What an event does to a number from its date on: exactly one of the three."""

    set: AnyNumber | None = Field(default=None, description="New value.")
    scale: AnyNumber | None = Field(default=None, description="Factor.")
    shift: AnyNumber | None = Field(default=None, description="Amount added.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in (self.set, self.scale, self.shift)) != 1:
            raise Unfit("an effect is exactly one of set, scale, shift", "keep one of the three")
        return self


class Exclusion(Closed):
    """A state left out of a settlement that touched it: it then believes less of the excluders' word."""

    state: Id = Field(description="Who was left out.")
    by: tuple[Id, ...] = Field(min_length=1, description="Who left it out.")


class Event(Closed):
    """Something that happened, or is expected: an entry of the timeline."""

    date: Day = Field(description="When it happened.")
    what: str = Field(description="In one line.")
    effects: Table[str, Effect] = Field(
        default_factory=FrozenDict, description="Path of a number -> what happens to it."
    )
    excludes: tuple[Exclusion, ...] = Field(default=(), description="Who was left out by whom.")
    in_force: tuple[Id, ...] = Field(default=(), description="Treaties that it puts in force, by key of `treaties`.")
    forecast: bool = Field(default=False, description="Expected, not yet happened at `as_of`.")
    source: SourceKeys = Field(default=None, description="Key, or keys, of `sources`.")


class MoveKind(StrEnum):
    """What was seen."""

    BID = "bid"
    SPEECH = "speech"
    REFUSAL = "refusal"
    SILENCE = "silence"
    ENVOY = "envoy"


class Move(Closed):
    """A move or signal that was observed; the input of inference."""

    date: Day = Field(description="When it was made.")
    actor: Id = Field(description="Who made it.")
    kind: MoveKind = Field(description="What was seen.")
    what: str = Field(description="In one line.")
    suitor: Id | None = Field(default=None, description="The suitor whose menu a bid or refusal concerns.")
    clauses: tuple[Id, ...] = Field(default=(), description="Clauses of that menu.")
    rank: Literal["high", "low"] | None = Field(default=None, description="Rank of an envoy.")
    seen_by: tuple[Id, ...] = Field(default=(), description="Who saw it; everybody, if left out.")
    cost: Table[Id, Cost] = Field(default_factory=FrozenDict, description="Cost of a signal to the actor, by its type.")
    gain: Worth | None = Field(default=None, description="What the signal gains, whatever the type.")
    source: SourceKeys = Field(default=None, description="Key, or keys, of `sources`.")


class Perception(Closed):
    """One number in one state's model of the crisis that differs from the truth of the file."""

    who: Id = Field(description="Who believes it.")
    path: str = Field(description="Path of the number.")
    value: AnyNumber | None = Field(default=None, description="Believed value.")
    shift: AnyNumber | None = Field(default=None, description="Believed minus true.")
    factor: AnyNumber | None = Field(default=None, description="Believed over true.")
    because: str = Field(description="Why, in one line.")
    source: SourceKeys = Field(default=None, description="Key, or keys, of `sources`.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(part is not None for part in (self.value, self.shift, self.factor)) != 1:
            raise Unfit("a perception is exactly one of value, shift, factor", "keep one of the three")
        return self


class Factor(Closed):
    """A named cause that can be switched off."""

    name: str = Field(description="Name for readers.")
    line: str = Field(description="The argument in one line.")
    without: Patch = Field(min_length=1, description="The patch that removes it.")
    source: SourceKeys = Field(default=None, description="Key, or keys, of `sources`.")


class Measure(Closed):
    """An outcome that can be compared between two variants of a crisis."""

    of: Literal["signature", "attack", "month", "clause", "payoff", "bid"] = Field(
        description="Chance that `partner` signs; chance of an attack; mean month of signature; chance that `clause` is"
        " in the signed bundle; expected payoff of `state`; chance that `partner` ever bids `clause`."
    )
    partner: Id | None = Field(default=None, description="A suitor, or none.")
    clause: Id | None = Field(default=None, description="A clause of that suitor's menu.")
    state: Id | None = Field(default=None, description="Whose payoff.")


class Claim(Closed):
    """What a historian or essay asserts, made testable: two variants, an outcome, a direction."""

    says: str = Field(description="The argument in one line.")
    variant: Patch = Field(
        description="The crisis that the claim speaks of; an empty patch is the crisis as it stands."
    )
    against: Patch = Field(default_factory=FrozenDict, description="The crisis it is compared with.")
    measure: Measure = Field(description="The outcome that is compared.")
    expect: Literal["higher", "lower", "same"] = Field(description="Of the variant, compared with `against`.")
    margin: Annotated[float, Field(ge=0)] | None = Field(
        default=None,
        description="Differences no larger than this are too small to matter; if left out, 0.01 of a chance or a payoff and"
        " a quarter of a month.",
    )
    disputed_by: SourceKeys = Field(default=None, description="Key, or keys, of `sources` that argue otherwise.")
    source: SourceKeys = Field(default=None, description="Key, or keys, of `sources` that argue it.")

    @property
    def least_that_matters(self) -> float:
        """The margin: the claim's own, or else that of what it measures."""
        return defaults.MARGINS[self.measure.of] if self.margin is None else self.margin


class Doubt(Closed):
    """What no term of the theory explains of what states want, in standard deviations of `constants.doubt`.

    There is one for every kind of choice, drawn once for the whole crisis. What is left out here is drawn from the standard normal
    distribution.
    """

    pivot: Table[Id, Deviations] = Field(
        default_factory=FrozenDict, description="What signing with a suitor is worth to the pivot, by suitor."
    )
    suitor: Table[Id, Deviations] = Field(
        default_factory=FrozenDict, description="What signing is worth to each member of a suitor, by suitor."
    )
    consent: Table[Id, Table[Id, Deviations]] = Field(
        default_factory=FrozenDict,
        description="What a text to which it was asked to consent is worth to a state, by suitor and state.",
    )
    attack: Table[Id, Deviations] = Field(
        default_factory=FrozenDict, description="What attacking is worth to the aggressor, by war plan."
    )
    join: Table[Id, Table[Id, Table[Id, Deviations]]] = Field(
        default_factory=FrozenDict, description="What joining is worth, by war plan, joiner and side."
    )
    turn: Table[Id, Deviations] = Field(
        default_factory=FrozenDict, description="What turning on its victim is worth to a state, by hostility."
    )
    help: Table[Id, Table[Id, Deviations]] = Field(
        default_factory=FrozenDict, description="What helping the victim is worth, by hostility and helper."
    )


class Crisis(Closed):
    """A crisis as one date knew it. What happened afterwards stands elsewhere."""

    id: Id = Field(description="Short name, as commands use it.")
    title: str = Field(description="Title for readers.")
    question: str = Field(description="What a reader wants to know.")
    pivot: Id = Field(description="The state that is courted.")
    as_of: Day = Field(description="Nothing later may be in the file, forecasts apart.")
    window: Window = Field(description="When the bazaar is open, and how finely time is cut.")
    constants: Constants = Field(default_factory=Constants, description="The model's global constants.")
    sources: Table[Id, Source] = Field(default_factory=FrozenDict, description="Where figures and arguments come from.")
    states: Table[Id, State] = Field(min_length=2, max_length=40, description="The players.")
    stakes: Table[Id, Stake] = Field(
        default_factory=FrozenDict, max_length=60, description="What clauses can hand from one state to another."
    )
    hostilities: Table[Id, Hostility] = Field(
        default_factory=FrozenDict, max_length=100, description="Who would gain by turning on whom."
    )
    suitors: Table[Id, Suitor] = Field(
        min_length=1, max_length=4, description="The rivals that bid for the pivot, with their menus."
    )
    treaties: Table[Id, Treaty] = Field(
        default_factory=FrozenDict, max_length=60, description="What binds already, or will."
    )
    war_plans: Table[Id, WarPlan] = Field(
        default_factory=FrozenDict, max_length=6, description="Attacks that somebody has planned."
    )
    events: Table[Id, Event] = Field(
        default_factory=FrozenDict, max_length=400, description="What happened, or is expected."
    )
    doubt: Doubt = Field(
        default_factory=Doubt, description="What nothing explains, where it is known better than that."
    )
    moves: Table[Id, Move] = Field(
        default_factory=FrozenDict, max_length=200, description="Moves and signals that were seen."
    )
    perceptions: Table[Id, Perception] = Field(
        default_factory=FrozenDict,
        max_length=60,
        description="Where a state's model differs from the truth of the file.",
    )
    factors: Table[Id, Factor] = Field(
        default_factory=FrozenDict, max_length=14, description="Causes that can be switched off."
    )
    claims: Table[Id, Claim] = Field(
        default_factory=FrozenDict, max_length=60, description="Arguments that can be tested."
    )

    def holder_of(self, stake: str | None) -> str | None:
        """Return the state that holds a stake, by its key; None if nobody does, or there is no stake."""
        return None if stake is None else self.stakes[stake].holder


__all__ = ["Clause", "Crisis", "Kind", "Treaty"]
