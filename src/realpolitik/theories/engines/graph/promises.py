"""Who is bound to whom under an alignment, and on which side of a planned war that puts each state.

The reading is plainer than the war subgame's, in which states weigh whether to keep their word: here every promise is
kept, nobody fights unasked, and no secret is a secret.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from realpolitik.crisis import defaults
from realpolitik.crisis.schema import Crisis, Side, WarPlan
from realpolitik.crisis.treaty import Clause, Kind, Trigger
from realpolitik.game.numbers.draws import Numbers
from realpolitik.theories.engines.graph.points import value


@dataclass(frozen=True)
class Alignment:
    """A suitor with the bundle that it gives and gets; neither, if nobody signs."""

    suitor: str | None = None
    bundle: tuple[str, ...] = ()


def in_force(crisis: Crisis, alignment: Alignment, day: date) -> dict[str, Clause]:
    """Return the clauses that bind on a day, by path: the bundle's, and those of treaties in force."""
    found = {}
    if alignment.suitor is not None:
        menu = crisis.suitors[alignment.suitor].menu
        found = {f"suitors.{alignment.suitor}.menu.{key}": menu[key] for key in alignment.bundle}
    for name, treaty in crisis.treaties.items():
        put_in_force = [event.date for event in crisis.events.values() if name in event.in_force]
        begins = min(put_in_force, default=treaty.signed)
        if begins <= day and (treaty.until is None or day < treaty.until):
            found |= {f"treaties.{name}.clauses.{key}": clause for key, clause in treaty.clauses.items()}
    return found


def sides(plan: WarPlan, clauses: Mapping[str, Clause]) -> dict[str, Side]:
    """Return the belligerents of a planned war and their sides, all promises kept.

    A joiner fights on a side that is open to it if it owes defence, or a guarantee, to a defender, or an attack to an
    attacker; and if no promise of neutrality or nonaggression to the aggressor, or to the target, forbids it. What is newly
    signed goes before older treaties: their promises of peace do not stand against its calls to arms. A joiner that is
    called to both sides at once follows what is newly signed; if that does not decide, it stays out, as its promises cancel.
    """
    fighting = {plan.aggressor: Side.ATTACKER, plan.target: Side.DEFENDER}
    new = tuple(clause for path, clause in clauses.items() if path.startswith("suitors."))
    every = tuple(clauses.values())
    undecided = dict(plan.joiners)
    while True:
        joined = {}
        for state, open_sides in undecided.items():
            by_new, by_any = (_calls(state, open_sides, plan, fighting, clauses) for clauses in (new, every))
            called = by_new or by_any
            if called:
                joined[state] = called
        if not joined:
            return fighting
        undecided = {state: open_sides for state, open_sides in undecided.items() if state not in joined}
        fighting |= {state: next(iter(called)) for state, called in joined.items() if len(called) == 1}


def _calls(
    state: str, open_sides: tuple[Side, ...], plan: WarPlan, fighting: Mapping[str, Side], clauses: tuple[Clause, ...]
) -> frozenset[Side]:
    """Return the sides to which clauses call a state, and from which they do not bar it."""
    return frozenset(
        side
        for side in open_sides
        if _is_called(state, side, plan, fighting, clauses) and not _is_barred(state, side, plan, clauses)
    )


def _is_barred(state: str, side: Side, plan: WarPlan, clauses: tuple[Clause, ...]) -> bool:
    principal = plan.target if side is Side.ATTACKER else plan.aggressor
    return any(
        state in clause.obligors and clause.kind.forbids_fighting and principal in clause.beneficiaries
        for clause in clauses
    )


def _is_called(
    state: str, side: Side, plan: WarPlan, fighting: Mapping[str, Side], clauses: tuple[Clause, ...]
) -> bool:
    friends = {other for other, its_side in fighting.items() if its_side is side}
    enemies = set(fighting) - friends
    attacked = {plan.target}
    for clause in clauses:
        if state not in clause.obligors or (clause.against and not enemies & set(clause.against)):
            continue
        if side is Side.ATTACKER and clause.kind is Kind.OFFENSE and friends & set(clause.beneficiaries):
            return True
        owed = attacked if clause.trigger is Trigger.ATTACKED else friends
        if side is Side.DEFENDER and clause.kind.pledges_defense and owed & set(clause.beneficiaries):
            return True
    return False


def breach(numbers: Numbers, clauses: Mapping[str, Clause], attacker: str, victims: set[str], day: date) -> float:
    r"""Return what attacking costs in reputation: $\rho (1 - \prod (1 - \omega))$ over the promises that it breaks."""
    kept = []
    for path, clause in clauses.items():
        if (
            attacker in clause.obligors
            and victims & set(clause.beneficiaries)
            and (clause.kind.pledges_defense or clause.kind.forbids_fighting)
        ):
            known = clause.weight is not None
            kept.append(1 - (value(numbers, f"{path}.weight", day) if known else defaults.BREACH_WEIGHTS[clause.kind]))
    return value(numbers, f"states.{attacker}.reputation", day) * (1 - product(kept))


def product(factors: Iterable[float]) -> float:
    """Return a product whose rounding does not hang on the order of its factors."""
    return math.prod(sorted(factors))
