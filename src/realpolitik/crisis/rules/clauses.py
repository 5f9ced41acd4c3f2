"""Single promises: what each kind needs, and what it cannot have."""

from __future__ import annotations

from collections.abc import Iterator

from realpolitik.crisis.document import TreePath
from realpolitik.crisis.rules.names import clauses_of, unknown
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.treaty import Clause, Delivery, Kind, Trigger
from realpolitik.crisis.wording import Finding

ONLY_FOR = {
    "worth": {kind for kind in Kind if kind.pays},
    "passage": {Kind.TRANSIT},
    "theatre": {Kind.TRANSIT},
    "coordination": {Kind.CONVENTION},
    "stake": {kind for kind in Kind if kind.hands_over_a_stake},
}
"""Fields that mean something in clauses of some kinds only."""


def check_clauses(crisis: Crisis) -> Iterator[Finding]:
    """Check every clause of every menu and treaty by itself."""
    for path, clause in clauses_of(crisis):
        yield from _fields_of_kind(path, clause)
        yield from _parties(path, clause)
        yield from _consent(crisis, path, clause)
        if clause.kind.hands_over_a_stake:
            yield from _stake(crisis, path, clause)
        if path[0] == "treaties":
            yield from (
                Finding((*path, field), f"`{field}` has no meaning in a treaty, which is signed", "delete it")
                for field in ("requires", "excludes", "consent_of")
                if getattr(clause, field)
            )


def _fields_of_kind(path: TreePath, clause: Clause) -> Iterator[Finding]:
    for field, kinds in ONLY_FOR.items():
        if getattr(clause, field) and clause.kind not in kinds:
            named = " or ".join(sorted(kind.value for kind in kinds))
            yield Finding(
                (*path, field), f"a {clause.kind.value} clause has no `{field}`", f"delete it, or make it a {named}"
            )
    if clause.delivery is not Delivery.SIGNATURE and not (clause.kind.hands_over_a_stake or clause.kind.pays):
        yield Finding((*path, "delivery"), f"a {clause.kind.value} clause delivers nothing", "delete `delivery`")
    if clause.trigger is not Trigger.BELLIGERENT and not clause.kind.calls_to_defend:
        yield Finding((*path, "trigger"), f"a {clause.kind.value} clause has no trigger", "delete `trigger`")
    if clause.kind is Kind.OFFENSE and not clause.against:
        yield Finding(path, "an offense clause needs `against`", "name the states that are to be fought")


def _parties(path: TreePath, clause: Clause) -> Iterator[Finding]:
    for field in ("obligors", "beneficiaries", "against", "consent_of", "requires", "excludes"):
        names = getattr(clause, field)
        if len(set(names)) < len(names):
            yield Finding((*path, field), "a name stands here twice", "delete one of the two")
    if not clause.beneficiaries and not clause.kind.pays:
        yield Finding(
            path, f"a {clause.kind.value} clause needs `beneficiaries`", "name the states to which it is promised"
        )
    for index, obligor in enumerate(clause.obligors):
        if clause.beneficiaries and set(clause.beneficiaries) == {obligor}:
            yield Finding(
                (*path, "obligors", index), f"{obligor} would promise to itself alone", "name another beneficiary"
            )
    parties = {*clause.obligors, *clause.beneficiaries}
    for index, enemy in enumerate(clause.against):
        if enemy in parties:
            yield Finding(
                (*path, "against", index), f"{enemy} is a party to the clause", "name other states in `against`"
            )
    if clause.contingent_on in clause.obligors:
        yield Finding(
            (*path, "contingent_on"), "a promise cannot wait for the state that gives it", "name another state"
        )


def _consent(crisis: Crisis, path: TreePath, clause: Clause) -> Iterator[Finding]:
    offering = crisis.suitors[str(path[1])].members if path[0] == "suitors" else ()
    for index, state in enumerate(clause.consent_of):
        roles = {
            "the pivot": state == crisis.pivot,
            "a member of the suitor that offers it": state in offering,
        }
        role = next((role for role, holds in roles.items() if holds), None)
        if role is not None:
            yield Finding((*path, "consent_of", index), f"{state} is {role} and is not asked", "name other states")
    for state in clause.consent_chance:
        if state not in clause.consent_of:
            yield Finding(
                (*path, "consent_chance", state),
                f"{state} is not asked for its consent",
                f"add {state} to `consent_of`",
            )


def _stake(crisis: Crisis, path: TreePath, clause: Clause) -> Iterator[Finding]:
    if clause.stake is None:
        yield Finding(path, f"a {clause.kind.value} clause needs a `stake`", "name one of `stakes`")
        return
    if len(clause.beneficiaries) > 1:
        yield Finding(
            (*path, "beneficiaries"),
            "a stake goes to one state only",
            "name one beneficiary; write a clause for each stake",
        )
    stake = crisis.stakes.get(clause.stake)
    if stake is None:
        yield unknown((*path, "stake"), clause.stake, crisis.stakes, "stake")
        return
    for state in clause.beneficiaries[:1]:
        if stake.holder == state:
            yield Finding(
                (*path, "beneficiaries", 0),
                f"{state} already holds {clause.stake}",
                "name another beneficiary or stake",
            )
        elif not any(side in table for side in (state, stake.holder) for table in (stake.worth, stake.buffer)):
            yield Finding(
                (*path, "stake"),
                f"{clause.stake} is worth nothing to {state}"
                + (", and nobody holds it" if stake.holder is None else ""),
                f"add {state} to `stakes.{clause.stake}.worth`",
            )
