"""A coded case -> a crisis, by rules that are the same for every case.

The courted state and the two sides play. A side is one state, led by its strongest member; every other member that has a
quarrel with the courted state is a state of its own, and the strengths of a side's states add up to that of its members. One
more state plays where one outside both sides has a formal claim on the courted one's land. Names, letters and texts of the
case do not enter, so that no theory can know more of a case than its numbers: where a crisis has to list states or sides in
some order that matters, the one that threatens more comes first. No number is chosen for a case: what a case does not hold
is an interval, the same for all, and every frozen number has an interval of plus or minus a half.

    quarrel of a member  H = rivalry + claim + threat made in a bid
    hostility            gain = hostility H, reach = nearness; neither hostility nor plan without a quarrel
    worth of a clause    = offer * discounted units, to the courted state; what the side gives up costs it a part of that
    distance to s        = (2 - kinship score) / 4
    cost of delay        = delay / months left to the deadline, at most one a month
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final

from realpolitik.crisis import defaults
from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.checks import check
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import problems_of, validate
from realpolitik.errors import CrisisInvalid
from realpolitik.history.case import Case, Letter
from realpolitik.history.menu import PIVOT, Bidders, menu
from realpolitik.history.moments import first_day, last_day, months_before
from realpolitik.history.rules.dates import ROUNDS
from realpolitik.history.scales import Scales, around
from realpolitik.history.strength import (
    DIGITS,
    SideState,
    outside_claims,
    pivot_capability,
    shares,
    states_of,
    threats,
)
from realpolitik.history.units import items

OUTSIDER: Final = "C"
CLAIM: Final = 1.0
"""Hostility H of a claim, the quarrel of a claimant outside both sides."""
DRAFTING: Final = 1.0
BREAKS: Final = {"values": [1.0, 0.8, 0.6, 0.4], "weights": [0.25, 0.25, 0.25, 0.25]}
"""Credit after none to three broken pledges; the coded cases do not count them side by side."""


def code_case(case: Case, scales: Scales | None = None, wide_sides: bool = False) -> Crisis:
    """Turn a coded case into a crisis.

    Parameters
    ----------
    case : Case
        As a theory may see it: see `realpolitik.history.leakage.told`.
    scales : Scales, optional
    wide_sides : bool, optional
        Whether the membership of sides is in doubt: each member but the strongest is there with one chance in two.

    Returns
    -------
    Crisis
        With the suitors A and B, each led by the state of that name, the courted state P, and nothing that names the case.

    Raises
    ------
    CrisisInvalid
        If the rules make no valid crisis of it.
    """
    tree = _Coder(case, scales or Scales(), wide_sides).tree()
    crisis, findings = validate(Crisis, tree)
    if crisis is not None:
        findings = check(crisis)
    if findings:
        raise CrisisInvalid(problems_of(findings, case.id, lambda _: (1, 1)))
    assert isinstance(crisis, Crisis)
    return crisis


class _Coder:
    """The rules, applied to one case."""

    def __init__(self, case: Case, scales: Scales, wide_sides: bool) -> None:
        self.case = case
        self.scales = scales
        self.wide = wide_sides
        self.closes = self._closes()
        self.opens = max(first_day(case.bargaining_window.start), months_before(self.closes, ROUNDS))
        self.outsider = outside_claims(case)
        self.share = shares(case)
        self.first_to_last = sorted(Letter, key=self._rank)
        self.sides = states_of(case, self.first_to_last)

    def tree(self) -> dict[str, Any]:
        """Return the crisis as it would stand in a file."""
        tree: dict[str, Any] = {
            "id": "case",
            "title": "A coded case",
            "question": "With which side does it sign, if any?",
            "pivot": PIVOT,
            "as_of": str(self.closes),
            "window": {"opens": str(self.opens), "closes": str(self.closes), "period": "month"},
            "constants": {"doubt": self.scales.doubt, "decisiveness": self.scales.decisiveness},
            "states": self._states(),
            "stakes": {},
            "suitors": {},
            "hostilities": {f"{state.key}-{PIVOT}": self._hostility(state) for state in self.sides.attackers},
            "war_plans": self._plans(),
            "treaties": self._treaties(),
            "events": self._events(),
        }
        for letter in Letter:
            ours, theirs = self.sides.keys(letter), self.sides.keys(letter.other)
            bidders = Bidders(letter.value, ours, theirs, self.sides.threatening[letter])
            clauses, stakes = menu(bidders, items(self.case, letter, self.share[letter]), self.scales)
            tree["stakes"] |= stakes
            tree["suitors"][letter.value] = {
                "name": letter.value,
                "lead": letter.value,
                "members": {state.key: state.weight for state in self.sides.of[letter]},
                "drafting_time": DRAFTING,
                "menu": clauses,
            }
        return tree

    def _rank(self, letter: Letter) -> tuple[Any, ...]:
        """Return what a side is listed by: threat, then all else that tells it from its rival, and never its letter."""
        case = self.case
        offered = items(case, letter, self.share[letter])
        named = (case.incumbent_partner, case.insult_by, case.deadline_pressure.coded.side)
        return (
            *(-threat for threat in threats(case, letter)),
            -case.ideology_distance.of(letter).score,
            [(item.type.value, item.units, item.unsure, item.secret, item.holder) for item in offered],
            [letter.value != each for each in named],
        )

    def _closes(self) -> date:
        end = last_day(self.case.bargaining_window.end)
        deadline = self.case.deadline_pressure.coded.date
        return end if deadline is None else max(end, last_day(deadline))

    def _states(self) -> dict[str, Any]:
        states: dict[str, Any] = {
            PIVOT: {"name": "the courted state", "capability": pivot_capability(self.case), "ideology": [0.0]}
        }
        states[PIVOT]["ideology_weight"] = around(self.scales.kinship)
        for letter in Letter:
            distance = (2 - self.case.ideology_distance.of(letter).score) / 4
            for state in self.sides.of[letter]:
                states[state.key] = {
                    "name": f"side {state.key}",
                    "capability": state.capability(self.wide),
                    "ideology": [distance],
                    "reputation": {
                        "choice": BREAKS | {"values": [defaults.REPUTATION * credit for credit in BREAKS["values"]]}
                    },
                }
        if self.outsider:
            states[OUTSIDER] = {"name": "a claimant outside both sides", "capability": self._claimant()}
        coded = self.case.deadline_pressure.coded
        if coded.date is not None:
            left = max((last_day(coded.date) - self.opens).days / DAYS_IN_MONTH, 1.0)
            hurried = (PIVOT,) if coded.side == "P" else self.sides.keys(Letter(coded.side))
            for key in hurried:
                states[key]["delay_cost"] = around(self.scales.delay / left)
        return states

    def _claimant(self) -> Any:
        pivot = pivot_capability(self.case)
        low, high = pivot["uniform"] if isinstance(pivot, dict) else (pivot, pivot)
        return {"uniform": [0.5 * low, 2.0 * high]}

    def _hostility(self, state: SideState) -> dict[str, Any]:
        gain = state.first.quarrel.times(self.scales.hostility)
        return {"by": state.key, "toward": PIVOT, "gain": gain, "reach": state.attack_reach}

    def _plans(self) -> dict[str, Any]:
        plans = {}
        for state in self.sides.attackers:
            prize = state.first.quarrel.times(self.scales.hostility)
            helpers = self.sides.of[state.letter.other]
            occasion = self._occasion(state.letter.value)
            plans[f"{state.key}-attacks"] = self._attack(state.key, state.attack_reach, prize, helpers, occasion)
        if self.outsider:
            prize = around(self.scales.hostility * CLAIM)
            helpers = tuple(state for letter in self.first_to_last for state in self.sides.of[letter])
            plans["claimant-attacks"] = self._attack(OUTSIDER, 1.0, prize, helpers, self.closes)
        coded = self.case.deadline_pressure.coded
        if coded.side in {"A", "B"} and coded.hard:
            plans["sides-fight"] = self._war_of_the_sides(Letter(coded.side))
        return plans

    def _attack(
        self, aggressor: str, reach: Any, prize: Any, helpers: tuple[SideState, ...], occasion: date
    ) -> dict[str, Any]:
        return {
            "name": f"{aggressor} attacks the courted state",
            "aggressor": aggressor,
            "target": PIVOT,
            "theatre": f"by-{aggressor}",
            "occasions": {"deadline": {"date": str(occasion)}},
            "joiners": {state.key: ["defender"] for state in helpers},
            "reach": {aggressor: reach} | {state.key: state.reach for state in helpers},
            "exposure": {state.key: state.reach for state in helpers},
            "prize": {aggressor: prize},
        }

    def _war_of_the_sides(self, letter: Letter) -> dict[str, Any]:
        (lead, *others), (rival, *rivals) = (self.sides.of[each] for each in (letter, letter.other))
        # Whoever is courted chooses last: it sees who has come in.
        joiners = {state.key: ["attacker"] for state in others} | {state.key: ["defender"] for state in rivals}
        near = self._nearness_of(letter.other)
        prizes = dict.fromkeys((state.key for state in (lead, *others)), around(self.scales.hostility))
        return {
            "name": "the side with a deadline attacks its rival",
            "aggressor": lead.key,
            "target": rival.key,
            "theatre": "sides",
            "occasions": {"deadline": {"date": str(self._occasion(letter.value))}},
            "joiners": joiners | {PIVOT: ["attacker", "defender"]},
            "reach": dict.fromkeys(joiners, 1.0) | {PIVOT: near},
            "exposure": dict.fromkeys(joiners, 1.0) | {PIVOT: near},
            "prize": prizes | {PIVOT: around(self.scales.offer)},
        }

    def _nearness_of(self, letter: Letter) -> Any:
        """Return how near a side is to the courted state: the reach of its states, weighted by capability."""
        states = self.sides.of[letter]
        if not states[0].measured:
            return states[0].reach
        return round(math.fsum(state.weight * state.reach for state in states), DIGITS)

    def _occasion(self, side: str) -> date:
        coded = self.case.deadline_pressure.coded
        if coded.date is None or coded.side != side:
            return self.closes
        # A month inside the window at the earliest, so that somebody can sign first.
        earliest = min(self.opens + timedelta(days=62), self.closes)
        return min(max(last_day(coded.date), earliest), self.closes)

    def _treaties(self) -> dict[str, Any]:
        incumbent = self.case.incumbent_partner
        if incumbent == "none":
            return {}
        ours = list(self.sides.keys(Letter(incumbent)))
        pact = {"kind": "nonaggression", "obligors": ours, "beneficiaries": [PIVOT]}
        in_return = {"kind": "nonaggression", "obligors": [PIVOT], "beneficiaries": ours}
        signed = str(self.opens - timedelta(days=1))
        return {
            "incumbent": {
                "name": "the pact in force",
                "signed": signed,
                "clauses": {"pact": pact, "in-return": in_return},
            }
        }

    def _events(self) -> dict[str, Any]:
        by = self.case.insult_by
        if by == "none":
            return {}
        left_out = {"state": PIVOT, "by": list(self.sides.keys(Letter(by)))}
        return {"slight": {"date": str(self.opens), "what": "a slight", "excludes": [left_out]}}
