"""A coded case -> a crisis, by rules that are the same for every case.

Three states play: the courted state and the two sides, each with the strength of its members; a fourth, where some state
outside both sides has a formal claim on the courted one's land. Names, letters and texts of the case do not enter, so
that no theory can know more of a case than its numbers: where a crisis has to list the sides in some order that matters,
the one that threatens more comes first. No number is chosen for a case: what a case does not hold is an
interval, the same for all, and every frozen number has an interval of plus or minus a half.

    threat of side s     = sum over members of  CINC prox (1 + H) = capability * reach * (1 + H of the side)
    hostility of s       gain = hostility (1 + H of the side), reach as above
    worth of a clause    = offer * discounted units, to the courted state; what the side gives up costs it a part of that
    distance to s        = (2 - kinship score) / 4
    cost of delay        = delay / months left to the deadline, at most one a month
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from realpolitik.crisis import defaults
from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.checks import check
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import problems_of, validate
from realpolitik.errors import CrisisInvalid
from realpolitik.history.case import Case, Letter
from realpolitik.history.menu import PIVOT, menu
from realpolitik.history.moments import first_day, last_day, months_before
from realpolitik.history.rules.dates import ROUNDS
from realpolitik.history.scales import Scales, around
from realpolitik.history.strength import (
    Contact,
    contact,
    outside_claims,
    pivot_capability,
    shares,
    side_capability,
    threat,
)
from realpolitik.history.units import items

OUTSIDER: Final = "C"
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
        With the suitors A and B, the courted state P, and nothing that names the case.

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
        self.contacts = {letter: contact(case, letter) for letter in Letter}
        self.outsider = outside_claims(case)
        self.share = shares(case)
        self.first_to_last = sorted(Letter, key=self._rank)

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
            "hostilities": {f"{s}-{PIVOT}": self._hostility(s) for s in Letter},
            "war_plans": self._plans(),
            "treaties": self._treaties(),
            "events": self._events(),
        }
        for letter in Letter:
            clauses, stakes = menu(letter, items(self.case, letter, self.share[letter]), self.scales)
            tree["stakes"] |= stakes
            tree["suitors"][letter.value] = {
                "name": letter.value,
                "lead": letter.value,
                "members": {letter.value: 1.0},
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
            -threat(case, letter),
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
            states[letter.value] = {
                "name": f"side {letter.value}",
                "capability": side_capability(self.case, letter, self.wide),
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
            hurried = PIVOT if coded.side == "P" else coded.side
            states[hurried]["delay_cost"] = around(self.scales.delay / left)
        return states

    def _claimant(self) -> Any:
        pivot = pivot_capability(self.case)
        low, high = pivot["uniform"] if isinstance(pivot, dict) else (pivot, pivot)
        return {"uniform": [0.5 * low, 2.0 * high]}

    def _hostility(self, letter: Letter) -> dict[str, Any]:
        near = self.contacts[letter]
        gain = around(self.scales.hostility * (1.0 + near.quarrel))
        return {"by": letter.value, "toward": PIVOT, "gain": gain, "reach": near.reach}

    def _plans(self) -> dict[str, Any]:
        near = [letter for letter in self.first_to_last if self.contacts[letter].touches]
        plans = {f"{letter}-attacks": self._attack(letter.value, self.contacts[letter]) for letter in near}
        if self.outsider:
            plans["claimant-attacks"] = self._attack(OUTSIDER, Contact(1.0, 1.0, True))
        coded = self.case.deadline_pressure.coded
        if coded.side in {"A", "B"} and coded.hard:
            plans["sides-fight"] = self._war_of_the_sides(Letter(coded.side))
        return plans

    def _attack(self, aggressor: str, near: Contact) -> dict[str, Any]:
        helpers = [letter for letter in self.first_to_last if letter.value != aggressor]
        return {
            "name": f"{aggressor} attacks the courted state",
            "aggressor": aggressor,
            "target": PIVOT,
            "theatre": f"by-{aggressor}",
            "occasions": {"deadline": {"date": str(self._occasion(aggressor))}},
            "joiners": {letter.value: ["defender"] for letter in helpers},
            "reach": {aggressor: near.reach} | {letter.value: self.contacts[letter].reach for letter in helpers},
            "exposure": {letter.value: self.contacts[letter].reach for letter in helpers},
            "prize": {aggressor: around(self.scales.hostility * (1.0 + near.quarrel))},
        }

    def _war_of_the_sides(self, letter: Letter) -> dict[str, Any]:
        rival = letter.other
        near = self.contacts[rival].reach
        return {
            "name": "the side with a deadline attacks its rival",
            "aggressor": letter.value,
            "target": rival.value,
            "theatre": "sides",
            "occasions": {"deadline": {"date": str(self._occasion(letter.value))}},
            "joiners": {PIVOT: ["attacker", "defender"]},
            "reach": {PIVOT: near},
            "exposure": {PIVOT: near},
            "prize": {letter.value: around(self.scales.hostility), PIVOT: around(self.scales.offer)},
        }

    def _occasion(self, aggressor: str) -> date:
        coded = self.case.deadline_pressure.coded
        if coded.date is None or coded.side != aggressor:
            return self.closes
        # A month inside the window at the earliest, so that somebody can sign first.
        earliest = min(self.opens + timedelta(days=62), self.closes)
        return min(max(last_day(coded.date), earliest), self.closes)

    def _treaties(self) -> dict[str, Any]:
        incumbent = self.case.incumbent_partner
        if incumbent == "none":
            return {}
        parties = [incumbent, PIVOT]
        clause = {"kind": "nonaggression", "obligors": parties, "beneficiaries": parties}
        signed = str(self.opens - timedelta(days=1))
        return {"incumbent": {"name": "the pact in force", "signed": signed, "clauses": {"pact": clause}}}

    def _events(self) -> dict[str, Any]:
        by = self.case.insult_by
        if by == "none":
            return {}
        left_out = {"state": PIVOT, "by": [by]}
        return {"slight": {"date": str(self.opens), "what": "a slight", "excludes": [left_out]}}
