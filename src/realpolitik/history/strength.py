"""Strength, nearness and quarrel of a side, from the figures of a coded case.

Before 1816 there are no figures. The same wide interval then stands for every state, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from realpolitik.history.case import Case, Letter, Person
from realpolitik.history.rules.figures import measured_threat

UNMEASURED_PIVOT: Final = (0.002, 0.1)
UNMEASURED_MEMBER: Final = (0.02, 0.1)
"""Capability of a state without a figure: from a minor power to a great one."""
UNMEASURED_REACH: Final = (0.25, 1.0)
NEAR: Final = 0.5
"""Nearness from which a state can attack: a land border, or a sea of at most 400 miles."""


@dataclass(frozen=True)
class Contact:
    """How a side stands to the courted state.

    Attributes
    ----------
    reach : float or mapping
        Share of its strength that it can bring to bear: nearness, weighted by capability.
    quarrel : float
        Rivalries and claims, 0 to 2, weighted by capability and nearness.
    touches : bool
        Whether a member is near enough to attack, or has a quarrel.
    """

    reach: Any
    quarrel: float
    touches: bool


def contact(case: Case, letter: Letter) -> Contact:
    """Return how a side stands to the courted state."""
    measured = case.measured.of(letter)
    if measured is None:
        members = case.suitors.of(letter).members
        claims = case.security.claims_on_pivot
        claimants = sum(any(_is_of(claim, member) for claim in claims) for member in members)
        return Contact({"uniform": list(UNMEASURED_REACH)}, claimants / len(members), True)
    figures = measured.members
    weight = sum(member.cinc for member in figures)
    near = sum(member.cinc * member.prox for member in figures)
    quarrel = sum(member.cinc * member.prox * (member.rivalry + member.claim_on_pivot) for member in figures)
    touches = any(member.prox >= NEAR or member.rivalry or member.claim_on_pivot for member in figures)
    return Contact(round(near / weight, 4), quarrel / near, touches)


def _is_of(claim: int | str, member: Person) -> bool:
    """Whether a claim, by a code or by words that begin with a name, is that of a member."""
    return claim.startswith(member.state) if isinstance(claim, str) else claim == member.cow


def outside_claims(case: Case) -> bool:
    """Whether a state outside both sides has a formal claim on the courted state's land."""
    inside = {member.cow for letter in Letter for member in case.suitors.of(letter).members}
    return any(isinstance(claim, int) and claim not in inside for claim in case.security.claims_on_pivot)


def side_capability(case: Case, letter: Letter, wide: bool = False) -> Any:
    """Return the capability of a side, with its members in doubt if wanted."""
    measured = case.measured.of(letter)
    if measured is None:
        count = len(case.suitors.of(letter).members)
        return {"uniform": [min(count * end, 1.0) for end in UNMEASURED_MEMBER]}
    lead, *others = sorted((member.cinc for member in measured.members), reverse=True)
    if not wide or not others:
        return measured.cinc_sum
    sums = [lead + sum(cinc for cinc, here in zip(others, pick, strict=True) if here) for pick in _subsets(others)]
    return {"choice": {"values": [round(each, 4) for each in sums], "weights": [1 / len(sums)] * len(sums)}}


def _subsets(others: list[float]) -> list[tuple[bool, ...]]:
    return list(product((False, True), repeat=len(others)))


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


def threat(case: Case, letter: Letter) -> float:
    """Return the codebook's threat of a side; where nothing is measured, as if its members were equals."""
    measured = case.measured.of(letter)
    if measured is None:
        return len(case.suitors.of(letter).members) * (1.0 + contact(case, letter).quarrel)
    return measured_threat(measured.members)
