"""Strength, nearness and quarrels of the members of a side, and the states that a side is made of in a crisis.

Before 1816 there are no figures. The members of a side are equals then, and the same wide interval stands for every state.

A side is one state, led by its strongest member, but for those others that have a quarrel with the courted state: each of
them is a state of its own, so that it is its own strength, from where it stands, that its quarrel has behind it.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from realpolitik.crisis.characters import alike
from realpolitik.history.case import Case, ClauseType, CodedClause, Letter, Person
from realpolitik.history.scales import around, either
from realpolitik.history.units import UNITS, timing_of, used_bids

UNMEASURED_PIVOT: Final = (0.002, 0.1)
UNMEASURED_MEMBER: Final = (0.02, 0.1)
"""Capability of a state without a figure: from a minor power to a great one."""
UNMEASURED_REACH: Final = (0.25, 1.0)
MOST_PLANS: Final = 4
"""Members with a plan of their own: a crisis takes six plans, of which two may be the claimant's and that of the sides."""
DIGITS: Final = 6
"""Digits after the point that are kept of a sum or a ratio of figures, which have four."""


@dataclass(frozen=True)
class Quarrel:
    """What a member has against the courted state.

    Attributes
    ----------
    sure : float
        Hostility H: a rivalry, a claim and a threat count one each.
    doubtful : float
        What a threat adds of which it is doubtful that it was made.
    """

    sure: float = 0.0
    doubtful: float = 0.0

    @property
    def expected(self) -> float:
        """Hostility with what is doubtful at one chance in two."""
        return self.sure + self.doubtful / 2

    def times(self, scale: float) -> Any:
        """Return the motive that it gives, in shares of survival."""
        if not self.doubtful:
            return around(scale * self.sure)
        return either(scale * self.sure, scale * (self.sure + self.doubtful))


@dataclass(frozen=True)
class Member:
    """A member of a side.

    Attributes
    ----------
    person : Person
    capability, nearness : float
        As measured; 1 where nothing is measured, for then members are equals.
    quarrel : Quarrel
    codebook_threat : float
        Capability, nearness and one plus measured hostility.
    """

    person: Person
    capability: float
    nearness: float
    quarrel: Quarrel
    codebook_threat: float

    @property
    def threat(self) -> float:
        """Capability x nearness x H."""
        return self.capability * self.nearness * self.quarrel.expected


@dataclass(frozen=True)
class SideState:
    """A state of a crisis that belongs to a side.

    Attributes
    ----------
    key : str
        Its key in the crisis.
    letter : Letter
        Its side.
    members : tuple of Member
        Whom it stands for: the one that leads it, and acts on its own quarrel, first.
    measured : bool
        Whether there are figures.
    weight : float
        Its weight in the councils of its side.
    """

    key: str
    letter: Letter
    members: tuple[Member, ...]
    measured: bool
    weight: float

    @property
    def first(self) -> Member:
        """The member that leads it."""
        return self.members[0]

    def capability(self, wide: bool = False) -> Any:
        """Return its capability; with ``wide``, every member but the strongest of the side is there with one chance in two."""
        if not self.measured:
            return {"uniform": [min(len(self.members) * end, 1.0) for end in UNMEASURED_MEMBER]}
        leads = self.key == self.letter.value
        sure = self.first.capability if leads else 0.0
        doubtful = [member.capability for member in self.members[1 if leads else 0 :]]
        if not wide or not doubtful:
            return round(math.fsum([sure, *doubtful]), DIGITS)
        picks = product((0.0, 1.0), repeat=len(doubtful))
        sums = [round(math.fsum([sure, *map(operator.mul, doubtful, pick)]), DIGITS) for pick in picks]
        return {"choice": {"values": sums, "weights": [1 / len(sums)] * len(sums)}}

    @property
    def reach(self) -> Any:
        """Share of its strength that it can bring to bear near the courted state: nearness, weighted by capability."""
        return self._part_near(self.members)

    @property
    def attack_reach(self) -> Any:
        """The same when its first member attacks, alone."""
        return self._part_near(self.members[:1])

    def _part_near(self, members: Sequence[Member]) -> Any:
        if not self.measured:
            return {"uniform": [end * len(members) / len(self.members) for end in UNMEASURED_REACH]}
        whole = math.fsum(member.capability for member in self.members)
        if whole == 0.0:
            return self.first.nearness
        return round(math.fsum(member.capability * member.nearness for member in members) / whole, DIGITS)


@dataclass(frozen=True)
class States:
    """The states of both sides.

    Attributes
    ----------
    of : mapping
        Side -> its states, the one that leads it first.
    attackers : tuple of SideState
        Those with a plan of their own, the one that threatens most first.
    threatening : mapping
        Side -> keys of its states that make a threat in a bid.
    """

    of: Mapping[Letter, tuple[SideState, ...]]
    attackers: tuple[SideState, ...]
    threatening: Mapping[Letter, tuple[str, ...]]

    def keys(self, letter: Letter) -> tuple[str, ...]:
        """Return the keys of a side's states."""
        return tuple(state.key for state in self.of[letter])


def states_of(case: Case, first_to_last: Sequence[Letter]) -> States:
    """Return the states of both sides.

    Parameters
    ----------
    case : Case
    first_to_last : sequence of Letter
        The sides in the order in which a crisis lists them, which decides between members of equal threat and strength.
    """
    members = {letter: members_of(case, letter) for letter in first_to_last}
    leads = {letter: each.index(min(each, key=_behind)) for letter, each in members.items()}
    quarrelling = [
        (letter, index) for letter, each in members.items() for index, one in enumerate(each) if one.quarrel.expected
    ]
    planning = sorted(quarrelling, key=lambda place: _ahead(members[place[0]][place[1]]))[:MOST_PLANS]
    of: dict[Letter, tuple[SideState, ...]] = {}
    at: dict[tuple[Letter, int], SideState] = {}
    for letter, each in members.items():
        lead = leads[letter]
        own = [index for side, index in planning if side is letter and index != lead]
        rest = [index for index in range(len(each)) if index != lead and index not in own]
        groups = [[lead, *rest], *([index] for index in own)]
        weights = _weights([[each[index] for index in group] for group in groups])
        found = []
        for rank, (group, weight) in enumerate(zip(groups, weights, strict=True)):
            key = f"{letter.value}{rank or ''}"
            measured = case.measured.of(letter) is not None
            state = SideState(key, letter, tuple(each[index] for index in group), measured, weight)
            at |= {(letter, index): state for index in group}
            found.append(state)
        of[letter] = tuple(found)
    threatening = {
        letter: tuple(
            state.key for state in of[letter] if any(_threat_made(case, letter, one.person) for one in state.members)
        )
        for letter in members
    }
    return States(of, tuple(at[place] for place in planning), threatening)


def _behind(member: Member) -> tuple[float, ...]:
    """Return what the member that leads a side is chosen by: the strongest, then the one with the smallest quarrel."""
    return (-member.capability, member.quarrel.expected, -member.nearness, -member.codebook_threat)


def _ahead(member: Member) -> tuple[float, ...]:
    """Return what a member is listed by: threat, then capability, and never a name."""
    return (-member.threat, -member.codebook_threat, -member.capability, -member.nearness)


def _weights(groups: Sequence[Sequence[Member]]) -> list[float]:
    """Return the weights of groups of members by capability; they sum to one."""
    whole = math.fsum(member.capability for group in groups for member in group)
    others = [round(math.fsum(member.capability for member in group) / whole, DIGITS) for group in groups[1:]]
    return [round(1.0 - math.fsum(others), DIGITS), *others]


def members_of(case: Case, letter: Letter) -> tuple[Member, ...]:
    """Return the members of a side, in the order of the file."""
    people = case.suitors.of(letter).members
    measured = case.measured.of(letter)
    if measured is None:
        claims = case.security.claims_on_pivot
        claimed = [float(any(_is_of(claim, person) for claim in claims)) for person in people]
        figures = [(1.0, 1.0, claim, 1.0 + claim) for claim in claimed]
    else:
        hostile = [float(each.rivalry + each.claim_on_pivot) for each in measured.members]
        figures = [
            (each.cinc, each.prox, h, each.cinc * each.prox * (1.0 + h))
            for each, h in zip(measured.members, hostile, strict=True)
        ]
    return tuple(
        Member(person, cinc, prox, _quarrel(h, _threat_made(case, letter, person)), threat)
        for person, (cinc, prox, h, threat) in zip(people, figures, strict=True)
    )


def _quarrel(hostility: float, made: tuple[float, float] | None) -> Quarrel:
    sure, doubtful = made or (0.0, 0.0)
    return Quarrel(hostility + sure, max(doubtful - sure, 0.0))


def _threat_made(case: Case, letter: Letter, person: Person) -> tuple[float, float] | None:
    """Return what a member's threats add to its hostility, surely and if doubtful ones were made; None if it makes none."""
    made = [
        (UNITS[ClauseType.THREAT] * timing_of(bid), bid.unsure or clause.unsure)
        for bid in used_bids(case, letter)
        for clause in bid.clauses
        if clause.type is ClauseType.THREAT and _makes(clause, person)
    ]
    if not made:
        return None
    return (
        max((units for units, unsure in made if not unsure), default=0.0),
        max((units for units, unsure in made if unsure), default=0.0),
    )


def _makes(clause: CodedClause, person: Person) -> bool:
    """Whether a threat is a member's; one that names nobody is that of all members."""
    return not clause.threatened_by or any(
        alike(each) == alike(person.state) if isinstance(each, str) else each == person.cow
        for each in clause.threatened_by
    )


def _is_of(claim: int | str, member: Person) -> bool:
    """Whether a claim, by a code or by words that begin with a name, is that of a member."""
    return claim.startswith(member.state) if isinstance(claim, str) else claim == member.cow


def outside_claims(case: Case) -> bool:
    """Whether a state outside both sides has a formal claim on the courted state's land."""
    inside = {member.cow for letter in Letter for member in case.suitors.of(letter).members}
    return any(isinstance(claim, int) and claim not in inside for claim in case.security.claims_on_pivot)


def pivot_capability(case: Case) -> Any:
    """Return the capability of the courted state."""
    figure = case.measured.pivot_cinc
    return {"uniform": list(UNMEASURED_PIVOT)} if figure is None else figure


def shares(case: Case) -> dict[Letter, float]:
    """Return each side's share of both sides' strength; an even one where nothing is measured."""
    a, b = case.measured.side_A, case.measured.side_B
    if a is None or b is None:
        return dict.fromkeys(Letter, 0.5)
    both = a.cinc_sum + b.cinc_sum
    return {Letter.A: a.cinc_sum / both, Letter.B: b.cinc_sum / both}


def threats(case: Case, letter: Letter) -> tuple[float, float]:
    """Return what a side's quarrels threaten, and the codebook's threat; where nothing is measured, as if members were equals."""
    members = members_of(case, letter)
    return math.fsum(each.threat for each in members), math.fsum(each.codebook_threat for each in members)
