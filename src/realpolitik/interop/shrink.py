"""A crisis made small enough that its whole game can be written down as a tree.

Shrinking is a change of the crisis, so that solver, tree and reference all see the same one. What is cut away: the window before
its last steps, with longer steps where events do not cut it, clauses of menus, joiners, hostilities, helpers of victims, and
drafting time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from realpolitik.crisis.bundles import effective, feasible
from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.document import dotted
from realpolitik.crisis.doubt import doubt_paths
from realpolitik.crisis.patch import patch
from realpolitik.crisis.rules.walk import quantities
from realpolitik.crisis.schema import Crisis, Hostility, WarPlan
from realpolitik.crisis.treaty import Clause
from realpolitik.crisis.turners import may_forestall
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.world import World
from realpolitik.interop.node import TreeTooLarge
from realpolitik.interop.tree import GameTree

STEP = 0.5
"""Months of a step."""
MOST_NODES = 20_000
"""Nodes up to which a crisis grows that is shrunk to fit."""


@dataclass(frozen=True)
class Size:
    """How much of a crisis is kept; None leaves it open.

    Attributes
    ----------
    steps : int
        Steps of half a month before the occasion of a war under way, else the last occasion, or the close; dated changes
        between cut them further.
    bundles : int
        Bundles a suitor.
    joiners : int
        Joiners a war plan.
    hostilities : int
    helpers : int
        Helpers a hostility.
    drafting : float
        Most months that drafting takes on average. What the quickest suitor needs is taken off for all.
    """

    steps: int | None = None
    bundles: int | None = None
    joiners: int | None = None
    hostilities: int | None = None
    helpers: int | None = None
    drafting: float | None = None


LEAST = Size(steps=1, bundles=1, joiners=1, hostilities=1, helpers=0, drafting=0.5)
"""Where growing begins: a bid, a signature and a war can each still come, and somebody can turn."""
GROWING = ("hostilities", "helpers", "bundles", "joiners", "steps")
"""What grows in turns: first a second state that turns, and one that helps."""


def fit(
    crisis: Crisis, wanted: Size, most: int = MOST_NODES, draw: tuple[int, int] = (0, 0), fold_wars: bool = False
) -> Crisis:
    """Return as much of a crisis as a tree can hold.

    Parameters
    ----------
    crisis : Crisis
    wanted : Size
        What is open is kept whole if all of it fits; else it is cut, and grown again in turns while the tree fits.
    most : int
        Nodes.
    draw : tuple of int
        Seed and number of the draw whose numbers the tree is made of; they bear on its size only where a chance is nought
        or one.
    fold_wars : bool
        Whether a war is a leaf.

    Returns
    -------
    Crisis
        The least of it, if not even that fits.
    """

    def fits(candidate: Crisis) -> bool:
        try:
            GameTree(World(candidate, draw_numbers(candidate, *draw, 1)), most, fold_wars)
        except TreeTooLarge:
            return False
        return True

    whole = shrink(crisis, wanted)
    if fits(whole):
        return whole
    full = _full(crisis)
    size = replace(LEAST, **_given(wanted))
    best = shrink(crisis, size)
    growing = [name for name in GROWING if getattr(wanted, name) is None]
    while growing:
        for name in tuple(growing):
            larger = replace(size, **{name: getattr(size, name) + 1})
            candidate = shrink(crisis, larger) if getattr(size, name) < getattr(full, name) else None
            if candidate is not None and fits(candidate):
                size, best = larger, candidate
            else:
                growing.remove(name)
    return best


def _given(size: Size) -> dict[str, int]:
    return {field.name: value for field in fields(size) if (value := getattr(size, field.name)) is not None}


def _full(crisis: Crisis) -> Size:
    return Size(
        steps=math.ceil(clock_of(crisis).months[-1] / STEP),
        bundles=max(_bundle_count(suitor.menu, suitor.menu) for suitor in crisis.suitors.values()),
        joiners=max((len(plan.joiners) for plan in crisis.war_plans.values()), default=0),
        hostilities=len(crisis.hostilities),
        helpers=max((len(hostility.helpers) for hostility in crisis.hostilities.values()), default=0),
    )


def shrink(crisis: Crisis, size: Size) -> Crisis:
    """Return a crisis with no more than a size of everything.

    Moves, factors and claims are left out, as are beliefs and effects about what is cut away.

    Raises
    ------
    CrisisInvalid
        If what is left makes no crisis.
    """
    changes: dict[str, Any] = {}
    window = _window(crisis, size.steps)
    changes |= {f"window.{name}": day for name, day in window.items()}
    opens = window.get("opens", crisis.window.opens)
    if size.drafting is not None:
        changes |= _drafting(crisis, size.drafting)
    for name, suitor in crisis.suitors.items():
        changes |= _menu(name, suitor.menu, size.bundles)
    for name, plan in crisis.war_plans.items():
        changes |= _plan(name, plan, opens, _joiners(crisis, plan, size.joiners))
    kept = _hostilities(crisis, size.hostilities)
    changes |= {f"hostilities.{name}": None for name in crisis.hostilities if name not in kept}
    changes |= _helpers(crisis, kept, size.helpers)
    if not changes:
        return crisis
    changes = {"moves": None, "factors": None, "claims": None} | changes
    fixed = [path for path, content in changes.items() if content is None or path.endswith(".drafting_time")]
    idle = set(_doubts(crisis)) - set(_doubts(patch(crisis, changes, cross_check=False)))
    about = {
        *_speaking_of(crisis, [*fixed, *idle]),
        *(idle & {dotted(path) for path, _ in quantities(crisis.doubt, ("doubt",))}),
    }
    # First what speaks of the things cut away, then the things.
    return patch(crisis, {**dict.fromkeys(sorted(about)), **changes})


def _doubts(crisis: Crisis) -> Iterator[str]:
    return doubt_paths(crisis.suitors, crisis.war_plans, crisis.hostilities)


def _window(crisis: Crisis, count: int | None) -> dict[str, Any]:
    """Return the opening, the close and the cut of so many steps of half a month before the talks end.

    They end at the occasion of a war that is under way, else at the last occasion, or the close.
    """
    if count is None:
        return {}
    window = crisis.window
    days = [occasion.date for plan in crisis.war_plans.values() for occasion in plan.occasions.values()]
    last = max(days, default=window.closes)
    # A war that is under way ends the talks.
    end = min((o.date for p in crisis.war_plans.values() if p.began for o in p.occasions.values()), default=last)
    opens = max(window.opens, end - timedelta(days=round(count * STEP * DAYS_IN_MONTH)))
    found: dict[str, Any] = {"step": 2 * STEP}  # and half of that close to a date
    if opens > window.opens:
        found["opens"] = opens
    if last < window.closes and last > opens:
        found["closes"] = last
    return found


def _drafting(crisis: Crisis, most: float) -> dict[str, float]:
    """Return drafting times: what is left of the shortest that each suitor may need."""
    least = {name: suitor.drafting_time.support()[0] for name, suitor in crisis.suitors.items()}
    quickest = min(least.values())
    return {f"suitors.{name}.drafting_time": min(time - quickest, most) for name, time in least.items()}


def _menu(suitor: str, menu: Mapping[str, Clause], most: int | None) -> dict[str, Any]:
    """Return the changes that leave a menu of no more than so many bundles."""
    if most is None or _bundle_count(menu, menu) <= most:
        return {}
    # What asks for consent, or is secret, puts more of the model to use.
    order = sorted(menu, key=lambda key: (not menu[key].consent_of, not menu[key].secret))
    closures = [_closure(menu, key) for key in order]
    kept = min(closures, key=lambda closure: _bundle_count(menu, closure))
    for closure in closures:
        if _bundle_count(menu, closure) <= most and len(closure) >= len(kept):
            kept = closure
            break
    for closure in closures:
        if _bundle_count(menu, kept | closure) <= most:
            kept |= closure
    changes: dict[str, Any] = {f"suitors.{suitor}.menu.{key}": None for key in menu if key not in kept}
    for key in kept:
        if not set(menu[key].excludes) <= kept:
            changes[f"suitors.{suitor}.menu.{key}.excludes"] = [o for o in menu[key].excludes if o in kept]
    return changes


def _closure(menu: Mapping[str, Clause], key: str) -> set[str]:
    """Return a clause with all that it requires."""
    found: set[str] = set()
    waiting = [key]
    while waiting:
        found.add(key := waiting.pop())
        waiting += [needed for needed in menu[key].requires if needed not in found]
    return found


def _bundle_count(menu: Mapping[str, Clause], kept: Iterable[str]) -> int:
    part = {key: menu[key] for key in menu if key in set(kept)}
    return len({effective(part, chosen) for chosen in feasible(part)})


def _joiners(crisis: Crisis, plan: WarPlan, most: int | None) -> Sequence[str]:
    """Return the joiners to keep: the pivot first, then the suitors' leads, then as listed."""
    leads = {suitor.lead for suitor in crisis.suitors.values()}
    order = sorted(plan.joiners, key=lambda state: (state != crisis.pivot, state not in leads))
    return order[:most]


def _plan(name: str, plan: WarPlan, opens: date, joiners: Sequence[str]) -> dict[str, Any]:
    """Return the changes that leave a plan its later occasions and some of its joiners; the others look on."""
    path = f"war_plans.{name}"
    gone = [key for key, occasion in plan.occasions.items() if occasion.date < opens]
    if len(gone) == len(plan.occasions):
        return {path: None}
    changes: dict[str, Any] = {f"{path}.occasions.{key}": None for key in gone}
    for state in plan.joiners:
        if state not in joiners:
            changes[f"{path}.joiners.{state}"] = None
            tables = ("reach", "reach_with_transit", "exposure", "prize")
            changes |= {f"{path}.{table}.{state}": None for table in tables if state in getattr(plan, table)}
    return changes


def _hostilities(crisis: Crisis, most: int | None) -> tuple[str, ...]:
    """Return the hostilities to keep, in the order of the file.

    First come two toward one victim; then those by which somebody may turn in peace too; and before others of their like those
    whose victim somebody may help.
    """
    every = crisis.hostilities
    if most is None or len(every) <= most:
        return tuple(every)
    planned = {(plan.aggressor, plan.target) for plan in crisis.war_plans.values()}
    able = [name for name, record in every.items() if (record.by, record.toward) not in planned]
    able.sort(key=lambda name: not every[name].helpers)
    rivals = [[name for name in able if every[name].toward == victim] for victim in crisis.states]
    pair = min((each[:2] for each in rivals if len(each) > 1), key=lambda each: able.index(each[0]), default=[])
    kept = list(dict.fromkeys([*pair, *able, *every]))[:most]
    return tuple(name for name in every if name in kept)


def _helpers(crisis: Crisis, kept: Sequence[str], most: int | None) -> dict[str, Any]:
    """Return the changes that leave the hostilities that are kept the first helpers, as far as these do not turn first now."""
    left: dict[str, Hostility] = {name: crisis.hostilities[name] for name in kept}
    return {
        f"hostilities.{name}.helpers.{state}": None
        for name, record in left.items()
        for rank, state in enumerate(record.helpers)
        if (most is not None and rank >= most) or may_forestall(left, state, name)
    }


def _speaking_of(crisis: Crisis, gone: Sequence[str]) -> Iterator[str]:
    """Yield the paths of beliefs, effects of events and marks of types that speak of what is cut away."""

    def falls(path: str) -> bool:
        return any(path == lost or path.startswith(f"{lost}.") for lost in gone)

    for key, perception in crisis.perceptions.items():
        if falls(perception.path):
            yield f"perceptions.{key}"
    for key, event in crisis.events.items():
        yield from (f"events.{key}.effects.{path}" for path in event.effects if falls(path))
    for name, state in crisis.states.items():
        for key, hand in state.types.items():
            yield from (f"states.{name}.types.{key}.changes.{path}" for path in hand.changes if falls(path))
