"""Promises: directed clauses in the vocabulary of the Alliance Treaty Obligations and Provisions project, and ours.

The five kinds of ATOP (Leeds, Ritter, Mitchell & Long 2002) are defense, offense, neutrality, nonaggression and
consultation. The other kinds are this project's extensions: guarantee (one-sided defense), convention (joint military
planning), transit, sphere (leave a stake to another), cession (hand a stake over), transfer (money, arms, trade) and
recognition.
"""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from realpolitik.crisis.defaults import BREACH_WEIGHTS
from realpolitik.crisis.quantity import Closed, Cost, Day, FrozenDict, Share, Table, Worth

KEY = r"^[A-Za-z][A-Za-z0-9_-]*$"
"""How a key is spelled: letters, digits, hyphen and underscore, starting with a letter."""
Id = Annotated[str, Field(pattern=KEY, max_length=64)]
"""A key."""


class Kind(StrEnum):
    """What is promised; its properties say, here and nowhere else, how promises of each kind differ."""

    DEFENSE = "defense"
    OFFENSE = "offense"
    NEUTRALITY = "neutrality"
    NONAGGRESSION = "nonaggression"
    CONSULTATION = "consultation"
    GUARANTEE = "guarantee"
    CONVENTION = "convention"
    TRANSIT = "transit"
    SPHERE = "sphere"
    CESSION = "cession"
    TRANSFER = "transfer"
    RECOGNITION = "recognition"

    @property
    def pledges_defense(self) -> bool:
        """Whether it is a pledge to fight for whoever is attacked."""
        return self in {Kind.DEFENSE, Kind.GUARANTEE}

    @property
    def pledges_fighting(self) -> bool:
        """Whether it is a pledge to fight, in defence or attack."""
        return self.pledges_defense or self is Kind.OFFENSE

    @property
    def calls_to_defend(self) -> bool:
        """Whether it is broken by staying away from a beneficiary that defends itself."""
        return self.pledges_defense or self is Kind.CONVENTION

    @property
    def forbids_fighting(self) -> bool:
        """Whether it is broken by fighting against a beneficiary."""
        return self in {Kind.NEUTRALITY, Kind.NONAGGRESSION}

    @property
    def calls_to_fight(self) -> bool:
        """Whether it is betrayed, and not only broken, by fighting against a beneficiary."""
        return self.calls_to_defend or self is Kind.OFFENSE

    @property
    def forbids_turning(self) -> bool:
        """Whether it is broken by turning on a beneficiary after a war; a stake that was left to it is besides its holder's."""
        return self.calls_to_fight or self is Kind.NONAGGRESSION or self.hands_over_a_stake

    @property
    def can_be_broken(self) -> bool:
        """Whether anything that a state does in a war breaks it."""
        return self.calls_to_fight or self.forbids_fighting

    @property
    def hands_over_a_stake(self) -> bool:
        """Whether it gives its beneficiary a stake."""
        return self in {Kind.SPHERE, Kind.CESSION}

    @property
    def pays(self) -> bool:
        """Whether its worth, to whoever is named, is all that it brings."""
        return self in {Kind.TRANSFER, Kind.RECOGNITION, Kind.CONSULTATION}

    @property
    def breach_weight(self) -> float:
        """Share of its reputation that a state loses by breaking one, unless the clause has a weight of its own."""
        return BREACH_WEIGHTS[self.value]


class Delivery(StrEnum):
    """When a stake, a transfer or a recognition is delivered."""

    SIGNATURE = "signature"
    WAR = "war"
    VICTORY = "victory"


class Trigger(StrEnum):
    """What calls a defense or guarantee: being the target of the attack, or being at war on the defending side."""

    ATTACKED = "attacked"
    BELLIGERENT = "belligerent"


class Clause(Closed):
    """One directed promise: what each obligor owes each beneficiary."""

    kind: Kind = Field(description="What is promised.")
    says: str | None = Field(default=None, description="The promise in one line.")
    obligors: tuple[Id, ...] = Field(min_length=1, description="States that promise.")
    beneficiaries: tuple[Id, ...] = Field(default=(), description="States to which it is promised.")
    against: tuple[Id, ...] = Field(
        default=(), description="Only in wars in which one of these states is on the other side; any war if left out."
    )
    trigger: Trigger = Field(default=Trigger.BELLIGERENT, description="What calls a defense or guarantee.")
    contingent_on: Id | None = Field(
        default=None, description="The promise is void in a war unless this state has joined the beneficiary's side."
    )
    stake: Id | None = Field(default=None, description="The stake of a sphere or cession, which the beneficiary gets.")
    delivery: Delivery = Field(default=Delivery.SIGNATURE, description="When it is delivered.")
    secret: bool = Field(default=False, description="States that are no party to it decide as if it were not there.")
    consent_of: tuple[Id, ...] = Field(
        default=(), description="States that are asked, in this order: third states, or members of a rival suitor."
    )
    consent_chance: Table[Id, Share] = Field(
        default_factory=FrozenDict, description="A fixed chance that a state consents, in place of its own choice."
    )
    weight: Share | None = Field(
        default=None, description="Share of reputation lost by breaking it; by kind if left out."
    )
    coordination: Share | None = Field(
        default=None, description="A convention's gain in strength, in place of the model's."
    )
    passage: Share | None = Field(
        default=None,
        description="How much of the way from `reach` to `reach_with_transit` a transit opens (all, if left out).",
    )
    theatre: Id | None = Field(
        default=None, description="Theatre in which a transit counts; every theatre if left out."
    )
    worth: Table[Id, Worth] = Field(
        default_factory=FrozenDict,
        description="What delivery of a transfer, recognition or consultation is worth to a state, with sign.",
    )
    cost: Table[Id, Cost] = Field(
        default_factory=FrozenDict,
        description="What granting it costs a state when it is delivered, beyond the worth of any stake it gives up.",
    )
    requires: tuple[Id, ...] = Field(
        default=(), description="Clauses of the same menu without which it cannot be offered."
    )
    excludes: tuple[Id, ...] = Field(
        default=(), description="Clauses of the same menu with which it cannot be offered."
    )
    source: str | tuple[str, ...] | None = Field(default=None, description="Key, or keys, of `sources`.")

    def broken_by_turning(self, by: str, toward: str, holder: str | None) -> bool:
        """Whether a state breaks it by turning on another after a war.

        A state so breaks its word not to attack the other, its pledges to it, whatever calls them, and what left a stake to it, or
        took one from it.

        Parameters
        ----------
        by, toward : str
            Who turns on whom.
        holder : str, optional
            Of the stake, if the clause is about one.
        """
        if by not in self.obligors or not self.kind.forbids_turning:
            return False
        if self.kind.hands_over_a_stake:
            return toward in {self.beneficiaries[0], holder}
        return toward in self.beneficiaries

    def broken_by_standing_by(self, helper: str, by: str, toward: str, beside: Set[str]) -> bool:
        """Whether a state breaks it by not helping another on whom somebody has turned.

        Parameters
        ----------
        helper, by, toward : str
            Who does not help; who has turned on whom.
        beside : set of str
            Who has come to help already.
        """
        return (
            self.kind.calls_to_defend
            and helper in self.obligors
            and toward in self.beneficiaries
            and (not self.against or by in self.against)
            and (self.contingent_on is None or self.contingent_on in beside)
        )

    def broken_by_helping(self, helper: str, by: str, toward: str) -> bool:
        """Whether a state breaks it by helping another against whoever has turned on it: its word not to fight that one."""
        return (
            self.kind.forbids_fighting
            and helper in self.obligors
            and by in self.beneficiaries
            and (not self.against or toward in self.against)
            and self.contingent_on is None
        )


class Treaty(Closed):
    """A treaty in force, or that an event puts in force."""

    name: str = Field(description="As historians call it.")
    signed: Day = Field(description="From when it binds.")
    until: Day | None = Field(default=None, description="First day on which it no longer binds.")
    clauses: Table[Id, Clause] = Field(min_length=1, description="Its promises.")
    forecast: bool = Field(default=False, description="Expected but not signed by `as_of`.")
    source: str | tuple[str, ...] | None = Field(default=None, description="Key, or keys, of `sources`.")
