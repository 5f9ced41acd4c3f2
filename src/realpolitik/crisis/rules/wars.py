"""War plans, hostilities, and promises that wait for another state's move."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from realpolitik.crisis.document import TreePath
from realpolitik.crisis.rules.names import clauses_of
from realpolitik.crisis.schema import Crisis, Side, WarPlan, Window
from realpolitik.crisis.treaty import Clause
from realpolitik.crisis.turners import may_forestall
from realpolitik.crisis.wording import Finding

MAX_JOINERS = 8


def check_wars(crisis: Crisis) -> Iterator[Finding]:
    """Check the war plans and the hostilities."""
    for name, plan in crisis.war_plans.items():
        path = ("war_plans", name)
        if plan.aggressor == plan.target:
            yield Finding((*path, "target"), f"{plan.target} would attack itself", "name another target")
        yield from _occasions(path, plan, crisis.window)
        yield from _under_way(path, plan)
        yield from _joiners(path, plan)
        yield from _reach(path, plan)
        yield from _prizes(path, plan)
    pairs: dict[tuple[str, str], str] = {}
    for name, hostility in crisis.hostilities.items():
        pair = (hostility.by, hostility.toward)
        if hostility.by == hostility.toward:
            yield Finding(("hostilities", name), f"{hostility.by} would turn on itself", "name another victim")
        elif pair in pairs:
            message = f"the hostility of {pair[0]} toward {pair[1]} stands already in {pairs[pair]}"
            yield Finding(("hostilities", name), message, "keep one of the two")
        pairs.setdefault(pair, name)
        for state in hostility.helpers:
            if state in pair:
                yield Finding(
                    ("hostilities", name, "helpers", state), f"{state} is a party to it", "name a third state"
                )
            elif may_forestall(crisis.hostilities, state, name):
                yield Finding(
                    ("hostilities", name, "helpers", state),
                    f"{state} may turn on {hostility.toward} itself before {hostility.by} does, and so spare itself the call",
                    f"name another state, or put a hostility of {hostility.by} before those of {state}",
                )
    yield from _waiting(crisis)


def _occasions(path: TreePath, plan: WarPlan, window: Window) -> Iterator[Finding]:
    for key, occasion in plan.occasions.items():
        if not window.opens <= occasion.date <= window.closes:
            message = f"{occasion.date} lies outside the window, {window.opens} to {window.closes}"
            yield Finding((*path, "occasions", key, "date"), message, "choose a date inside it, or move the window")


def _under_way(path: TreePath, plan: WarPlan) -> Iterator[Finding]:
    """Check what is said of a war that began before."""
    for state in plan.belligerents:
        place = (*path, "belligerents", state)
        if plan.began is None:
            yield Finding(place, "nobody fights yet", "say in `began` when the war began, or list it among the joiners")
        elif state in {plan.aggressor, plan.target}:
            yield Finding(place, f"{state} fights in any case", "delete it: these are those who fight beside the two")
        elif state in plan.joiners:
            yield Finding(place, f"{state} has joined already", "delete it here, or among the joiners")
        elif state not in plan.reach:
            yield Finding(place, f"{state} has no reach into the theatre", f"add {state} to `reach`")
    if plan.began is None:
        return
    if len(plan.occasions) > 1:
        message = (
            f"{len(plan.occasions)} occasions, and a war under way has one: when those who stand aside must choose"
        )
        yield Finding((*path, "occasions"), message, "keep one of them")
    for key, occasion in plan.occasions.items():
        if occasion.date < plan.began:
            message = f"{plan.began} is later than the occasion, {occasion.date}"
            yield Finding((*path, "began"), message, "give the day on which the war began")
        if occasion.holding_cost.support() != (0.0, 0.0):
            message = "nobody is asked to hold in a war that is under way"
            yield Finding((*path, "occasions", key, "holding_cost"), message, "delete it")


def _joiners(path: TreePath, plan: WarPlan) -> Iterator[Finding]:
    if len(plan.joiners) > MAX_JOINERS:
        message = f"{len(plan.joiners)} states may join, and at most {MAX_JOINERS} are allowed"
        yield Finding((*path, "joiners"), message, "keep those whose choice matters")
    for state, sides in plan.joiners.items():
        place = (*path, "joiners", state)
        if state in {plan.aggressor, plan.target}:
            yield Finding(place, f"{state} fights in any case", "delete it: joiners are the states that choose")
            continue
        if not sides:
            yield Finding(place, "no side is open to it", "write [attacker], [defender] or both")
        if len(set(sides)) < len(sides):
            yield Finding(place, "a side stands here twice", "delete one of the two")
        if state not in plan.reach:
            yield Finding(place, f"{state} has no reach into the theatre", f"add {state} to `reach`")


def _reach(path: TreePath, plan: WarPlan) -> Iterator[Finding]:
    for state, better in plan.reach_with_transit.items():
        place = (*path, "reach_with_transit", state)
        if state not in plan.reach:
            yield Finding(place, f"{state} has no reach without transit", f"add {state} to `reach`")
        elif any(end < other for end, other in zip(better.support(), plan.reach[state].support(), strict=True)):
            yield Finding(place, "is below the reach without transit", "give a number no smaller than in `reach`")


def _prizes(path: TreePath, plan: WarPlan) -> Iterator[Finding]:
    """Find prizes of states that cannot win them."""
    attackers = {plan.aggressor} | {state for state, sides in plan.joiners.items() if Side.ATTACKER in sides}
    attackers |= {state for state, side in plan.belligerents.items() if side is Side.ATTACKER}
    for state in plan.prize:
        if state not in attackers:
            yield Finding(
                (*path, "prize", state),
                f"{state} can never be on the attacker's side",
                "delete it, or open that side to it",
            )


def _waiting(crisis: Crisis) -> Iterator[Finding]:
    """Promises that wait for a state must find it has moved."""
    for path, clause in clauses_of(crisis):
        if clause.contingent_on is not None:
            yield from _moves_later(crisis, (*path, "contingent_on"), clause, clause.contingent_on)
    in_treaties = [item for item in clauses_of(crisis) if item[0][0] == "treaties"]
    for name, suitor in crisis.suitors.items():
        menu = [(("suitors", name, "menu", key), clause) for key, clause in suitor.menu.items()]
        yield from _circles(list(chain(menu, in_treaties)))


def _moves_later(crisis: Crisis, path: TreePath, clause: Clause, other: str) -> Iterator[Finding]:
    for name, plan in crisis.war_plans.items():
        order = list(plan.joiners)
        for obligor in clause.obligors:
            if obligor in order and other in order and order.index(other) > order.index(obligor):
                yield Finding(
                    path,
                    f"in war_plans.{name}, {other} decides after {obligor}, whose promise waits for it",
                    f"list {other} before {obligor} in `joiners`",
                )


def _circles(clauses: list[tuple[TreePath, Clause]]) -> Iterator[Finding]:
    waits: dict[str, set[str]] = {}
    for _, clause in clauses:
        for obligor in clause.obligors if clause.contingent_on is not None else ():
            waits.setdefault(obligor, set()).add(str(clause.contingent_on))
    for path, clause in clauses:
        other = clause.contingent_on
        if other is not None and other not in clause.obligors and set(clause.obligors) & _reachable(waits, other):
            yield Finding(
                (*path, "contingent_on"),
                f"{clause.obligors[0]} and {other} wait for each other",
                "let one of them promise freely",
            )


def _reachable(waits: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for state in waits.get(waiting.pop(), set()) - found:
            found.add(state)
            waiting.append(state)
    return found
