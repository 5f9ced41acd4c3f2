"""Suitors and their menus: who sits where, and which bundles can be offered."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations

from realpolitik.crisis.bundles import feasible
from realpolitik.crisis.document import TreePath
from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.rules.names import clauses_of, unknown
from realpolitik.crisis.schema import Crisis, Suitor
from realpolitik.crisis.treaty import Clause, Kind
from realpolitik.crisis.wording import Finding

MAX_CLAUSES = 14
MAX_BUNDLES = 256
MAX_PROFILES = 200_000


def check_menus(crisis: Crisis) -> Iterator[Finding]:
    """Check the suitors, and their menus as wholes."""
    yield from _seats(crisis)
    profiles = 1
    for name, suitor in crisis.suitors.items():
        path: TreePath = ("suitors", name)
        yield from sums_to_one(suitor.members, (*path, "members"), "weights of the members")
        yield from _links(path, suitor.menu)
        if len(suitor.menu) > MAX_CLAUSES:
            message = f"the menu has {len(suitor.menu)} clauses, and at most {MAX_CLAUSES} are allowed"
            yield Finding((*path, "menu"), message, "join clauses that are always offered together")
            continue
        bundles = feasible(suitor.menu)
        profiles *= len(bundles) + 1
        yield from _bundles(path, suitor, bundles)
        if suitor.bound and len(bundles) > 1:
            message = f"a suitor that is bound can offer one bundle, and {name} can offer {len(bundles)}"
            yield Finding((*path, "bound"), message, "tie its clauses together with `requires`, or delete `bound`")
    if profiles > MAX_PROFILES:
        message = f"the suitors can bid in {profiles:,} ways at once, and at most {MAX_PROFILES:,} are allowed"
        yield Finding(("suitors",), message, "shorten the menus, or tie clauses together with `requires`")
    yield from _conventions(crisis)


def _seats(crisis: Crisis) -> Iterator[Finding]:
    seats: dict[str, str] = {}
    for name, suitor in crisis.suitors.items():
        path = ("suitors", name, "members")
        if suitor.lead not in suitor.members:
            yield Finding(("suitors", name, "lead"), f"{suitor.lead} is no member of {name}", "name one of `members`")
        for member in suitor.members:
            if member == crisis.pivot:
                yield Finding(
                    (*path, member), "the pivot cannot be a member of a suitor", "choose another member or pivot"
                )
            elif member in seats:
                yield Finding((*path, member), f"{member} is also a member of {seats[member]}", "keep it in one suitor")
            seats.setdefault(member, name)


def sums_to_one(numbers: Mapping[str, Quantity], path: TreePath, what: str) -> Iterator[Finding]:
    """Check that plain numbers sum to 1."""
    for key, number in numbers.items():
        if number.value is None:
            yield Finding((*path, key), f"the {what} must be plain numbers", "write one value")
            return
    total = sum(number.value or 0.0 for number in numbers.values())
    if not math.isclose(total, 1.0, abs_tol=1e-6):
        yield Finding(path, f"the {what} sum to {total:g}, not to 1", "change them so that they sum to 1")


def _links(path: TreePath, menu: Mapping[str, Clause]) -> Iterator[Finding]:
    for key, clause in menu.items():
        place = (*path, "menu", key)
        for field in ("requires", "excludes"):
            for index, other in enumerate(getattr(clause, field)):
                if other not in menu:
                    yield unknown((*place, field, index), other, menu, "clause")
                elif other == key:
                    yield Finding((*place, field, index), f"a clause cannot name itself in `{field}`", "delete it")
        both = needed(menu, key) & set(clause.excludes)
        if both:
            shown = ", ".join(sorted(both))
            yield Finding((*place, "excludes"), f"{key} excludes what it requires ({shown})", "delete one of the two")


def needed(menu: Mapping[str, Clause], key: str) -> set[str]:
    """Return all that a clause requires, and what that requires in turn."""
    found: set[str] = set()
    waiting = list(menu[key].requires)
    while waiting:
        other = waiting.pop()
        if other in menu and other not in found:
            found.add(other)
            waiting += menu[other].requires
    return found - {key}


def _bundles(path: TreePath, suitor: Suitor, bundles: tuple[tuple[str, ...], ...]) -> Iterator[Finding]:
    if not bundles:
        yield Finding((*path, "menu"), "no set of clauses can be offered", "loosen `requires` or `excludes`")
    if len(bundles) > MAX_BUNDLES:
        message = f"{len(bundles)} bundles can be offered, and at most {MAX_BUNDLES} are allowed"
        yield Finding((*path, "menu"), message, "shorten the menu, or tie clauses together with `requires`")
        return
    sets = [set(bundle) for bundle in bundles]
    offered = set().union(*sets)
    for key in suitor.menu:
        if bundles and key not in offered:
            yield Finding(
                (*path, "menu", key), f"{key} stands in no bundle that can be offered", "loosen its `requires`"
            )
    by_stake = defaultdict(list)
    for key, clause in suitor.menu.items():
        if clause.kind.hands_over_a_stake and clause.stake is not None:
            by_stake[clause.stake].append(key)
    for stake, keys in by_stake.items():
        for first, second in combinations(keys, 2):
            if any({first, second} <= bundle for bundle in sets):
                message = f"{first} and {second} would deliver {stake} in one bundle"
                yield Finding((*path, "menu", second), message, f"add `excludes: [{first}]`")


def _conventions(crisis: Crisis) -> Iterator[Finding]:
    """Find conventions, which say how to fight, without a promise to fight."""
    for path, clause in clauses_of(crisis):
        if clause.kind is not Kind.CONVENTION:
            continue
        menu = crisis.suitors[str(path[1])].menu if path[0] == "suitors" else {}
        required = {menu[key].kind for key in needed(menu, str(path[3]))} if menu else set()
        if not any(kind.pledges_fighting for kind in required) and not _bound_by_treaty(crisis, clause):
            yield Finding(
                path,
                "a convention needs a promise to fight",
                "add `requires` with a defense, guarantee or offense clause of this menu"
                if menu
                else "add a treaty with a defense, guarantee or offense clause between the same states",
            )


def _bound_by_treaty(crisis: Crisis, convention: Clause) -> bool:
    parties = {*convention.obligors, *convention.beneficiaries}
    return any(
        clause.kind.pledges_fighting and parties <= {*clause.obligors, *clause.beneficiaries}
        for treaty in crisis.treaties.values()
        for clause in treaty.clauses.values()
    )
