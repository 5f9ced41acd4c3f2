"""The structure of a crisis as numbers see it: who is which index, and everything that no draw changes.

`lay_out` turns a crisis into a `Layout`: names, and two named tuples of integer arrays that the kernels read. Wars are
memoised by what matters in them: two alignments that create the same obligations, transit rights, deliveries and secrets
share one war problem, and problems that differ only in promises share their physics.

The letters for sizes are those of `realpolitik.game.arrays`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.bundles import effective, feasible, without_clause
from realpolitik.crisis.calendar import drafting_periods, months_per_period, period_of, periods
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.crisis.treaty import Clause, Delivery, Kind, Trigger
from realpolitik.game.arrays import (
    AT_SIGNATURE,
    ATTACKER,
    BY_VICTORY,
    BY_WAR,
    DEFENDER,
    NOT_DELIVERED,
    OUT,
    BazaarStructure,
    Index,
    WarStructure,
)

Held = NDArray[np.bool_]

_CALLED = {Kind.DEFENSE, Kind.GUARANTEE, Kind.CONVENTION}
_FORBIDDING = {Kind.NEUTRALITY, Kind.NONAGGRESSION}
_BREAKABLE = _CALLED | _FORBIDDING | {Kind.OFFENSE}
_HANDING_OVER = {Kind.SPHERE, Kind.CESSION}
_PAYING = {Kind.TRANSFER, Kind.RECOGNITION, Kind.CONSULTATION}
_DELIVERY = {Delivery.SIGNATURE: AT_SIGNATURE, Delivery.WAR: BY_WAR, Delivery.VICTORY: BY_VICTORY}


@dataclass(frozen=True)
class ClauseRow:
    """A clause with its address, and the states behind the offer (none for a treaty in force)."""

    path: str
    key: str
    clause: Clause
    lead: str | None
    since: date | None = None
    until: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether a treaty's clause binds on a day; a bundle's clause binds once it is signed."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def hides_from(self, state: str) -> bool:
        """Whether the state decides as if the clause were not there."""
        parties = (*self.clause.obligors, *self.clause.beneficiaries)
        return self.clause.secret and state not in parties


@dataclass(frozen=True)
class Bundle:
    """A feasible set of clauses of one suitor's menu."""

    suitor: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class OccasionRow:
    """A plan and one of its occasions."""

    plan: str
    key: str
    day: date
    period: int


@dataclass(frozen=True)
class Layout:
    """Names for indices, and the structures."""

    crisis: Crisis
    states: tuple[str, ...]
    suitors: tuple[str, ...]
    periods: tuple[date, ...]
    months: float
    clauses: tuple[ClauseRow, ...]
    bundles: tuple[Bundle, ...]
    occasions: tuple[OccasionRow, ...]
    stakes: tuple[str, ...]
    hostilities: tuple[str, ...]
    players: tuple[str, ...]
    questions: tuple[tuple[int, str], ...]
    war: WarStructure
    bazaar: BazaarStructure

    @property
    def pivot(self) -> int:
        """Index of the pivot among the states."""
        return self.states.index(self.crisis.pivot)


def feasible_bundles(crisis: Crisis, suitor: str) -> tuple[Bundle, ...]:
    """Return the feasible bundles of a suitor, one for each effect, in the order of their bit masks."""
    menu = crisis.suitors[suitor].menu
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for chosen in feasible(menu):
        effect = effective(menu, chosen)
        if effect not in found or len(chosen) < len(found[effect]):
            found[effect] = chosen
    return tuple(Bundle(suitor, chosen) for chosen in found.values())


def lay_out(crisis: Crisis) -> Layout:
    """Lay a crisis out as indices and structures.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.

    Returns
    -------
    Layout
    """
    states = tuple(crisis.states)
    suitors = tuple(crisis.suitors)
    starts = periods(crisis.window)
    clauses = _clause_rows(crisis)
    bundles = tuple(bundle for suitor in suitors for bundle in feasible_bundles(crisis, suitor))
    occasions = _occasion_rows(crisis)
    questions = tuple(
        (index, state) for index, row in enumerate(clauses) if row.lead for state in row.clause.consent_of
    )
    players = _players(crisis, suitors, occasions, questions)
    wars = _WarBuilder(crisis, states, clauses, occasions)
    worlds = tuple(wars.world(frozenset()) if a is None else wars.world(a) for a in _promise_sets(clauses, bundles))
    return Layout(
        crisis=crisis,
        states=states,
        suitors=suitors,
        periods=starts,
        months=months_per_period(crisis.window.period),
        clauses=clauses,
        bundles=bundles,
        occasions=occasions,
        stakes=tuple(crisis.stakes),
        hostilities=tuple(crisis.hostilities),
        players=players,
        questions=questions,
        war=wars.finish(),
        bazaar=_bazaar(crisis, suitors, starts, clauses, bundles, occasions, players, questions, worlds),
    )


def _clause_rows(crisis: Crisis) -> tuple[ClauseRow, ...]:
    rows = [
        ClauseRow(f"suitors.{name}.menu.{key}", key, clause, suitor.lead)
        for name, suitor in crisis.suitors.items()
        for key, clause in suitor.menu.items()
    ]
    begun: dict[str, date] = {}
    for event in crisis.events.values():
        for treaty in event.in_force:
            begun[treaty] = min(event.date, begun.get(treaty, event.date))
    rows += [
        ClauseRow(
            f"treaties.{name}.clauses.{key}", key, clause, None, begun.get(name, treaty.signed), treaty.until
        )
        for name, treaty in crisis.treaties.items()
        for key, clause in treaty.clauses.items()
    ]  # fmt: skip
    return tuple(rows)


def _occasion_rows(crisis: Crisis) -> tuple[OccasionRow, ...]:
    rows = [
        OccasionRow(plan, key, occasion.date, period_of(crisis.window, occasion.date))
        for plan, record in crisis.war_plans.items()
        for key, occasion in record.occasions.items()
    ]
    order = {plan: rank for rank, plan in enumerate(crisis.war_plans)}
    return tuple(sorted(rows, key=lambda row: (row.period, order[row.plan])))


def _players(
    crisis: Crisis,
    suitors: tuple[str, ...],
    occasions: tuple[OccasionRow, ...],
    questions: tuple[tuple[int, str], ...],
) -> tuple[str, ...]:
    """Return the names of those whose values the bazaar must know: pivot, suitors, consenting states, aggressors."""
    singles = [state for _, state in questions]
    singles += [crisis.war_plans[row.plan].aggressor for row in occasions]
    extra = tuple(dict.fromkeys(state for state in singles if state != crisis.pivot))
    return (crisis.pivot, *(f"suitor {suitor}" for suitor in suitors), *extra)


def _promise_sets(clauses: tuple[ClauseRow, ...], bundles: tuple[Bundle, ...]) -> list[frozenset[int] | None]:
    """Return, for each alignment, the clauses of its bundle; None for no alignment."""
    where = {row.path: index for index, row in enumerate(clauses)}
    sets: list[frozenset[int] | None] = [None]
    sets += [frozenset(where[f"suitors.{bundle.suitor}.menu.{key}"] for key in bundle.clauses) for bundle in bundles]
    return sets


def _bazaar(
    crisis: Crisis,
    suitors: tuple[str, ...],
    starts: tuple[date, ...],
    clauses: tuple[ClauseRow, ...],
    bundles: tuple[Bundle, ...],
    occasions: tuple[OccasionRow, ...],
    players: tuple[str, ...],
    questions: tuple[tuple[int, str], ...],
    worlds: tuple[int, ...],
) -> BazaarStructure:
    where = {row.path: index for index, row in enumerate(clauses)}
    owner = [suitors.index(bundle.suitor) for bundle in bundles]
    first = [1 + sum(o < s for o in owner) for s in range(len(suitors) + 1)]
    items = [sorted(where[f"suitors.{b.suitor}.menu.{key}"] for key in b.clauses) for b in bundles]
    rank = {
        (bundle.suitor, effective(crisis.suitors[bundle.suitor].menu, bundle.clauses)): 1 + index
        for index, bundle in enumerate(bundles)
    }
    arises = np.zeros((len(bundles) + 1, len(questions)), dtype=np.int64)
    dropped = np.zeros((len(bundles) + 1, len(questions)), dtype=np.int64)
    for a, bundle in enumerate(bundles, start=1):
        menu = crisis.suitors[bundle.suitor].menu
        for x, (clause, _) in enumerate(questions):
            if clause in items[a - 1]:
                arises[a, x] = 1
                left = without_clause(menu, bundle.clauses, clauses[clause].key)
                dropped[a, x] = rank[bundle.suitor, effective(menu, left)] if left else 0
    asked_of = [next(s for s in suitors if clauses[c].path.startswith(f"suitors.{s}.")) for c, _ in questions]
    question_first = [sum(suitors.index(s) < k for s in asked_of) for k in range(len(suitors) + 1)]
    months = months_per_period(crisis.window.period)
    total = len(starts)
    slots = [
        min(max(drafting_periods(crisis.suitors[s].drafting_time.support()[1], months), 0), total - 1) for s in suitors
    ]
    sizes = [len(items[a]) for a in range(len(bundles))]
    base = [1 + sum((first[k + 1] - first[k]) * slots[k] for k in range(s)) for s in range(len(suitors))]
    drafts = 1 + sum((first[k + 1] - first[k]) * slots[k] for k in range(len(suitors)))
    aggressors = [crisis.war_plans[row.plan].aggressor for row in occasions]
    return BazaarStructure(
        first=_ints(first),
        suitor=_ints([-1, *owner]),
        world=_ints(worlds),
        clause_starts=_ints(np.concatenate([[0, 0], np.cumsum(sizes)])),
        clause_items=_ints([clause for row in items for clause in row]),
        question_first=_ints(question_first),
        question_player=_ints([players.index(state) for _, state in questions]),
        question_in=arises,
        question_drop=dropped,
        occasion_player=_ints([players.index(state) for state in aggressors]),
        next_occasion=_ints([sum(row.period < t for row in occasions) for t in range(total + 1)]),
        draft_slots=_ints(slots),
        draft_base=_ints(base),
        draft_states=_draft_states(first, slots, base),
        sizes=_ints([total, len(players), drafts, crisis.constants.pivot_view == "aware"]),
    )


def _draft_states(first: list[int], slots: list[int], base: list[int]) -> Index:
    rows = [(0, -1, 0, 0)]
    rows += [
        (base[s] + (a - first[s]) * slots[s] + r, s, a, r)
        for s in range(len(slots))
        for a in range(first[s], first[s + 1])
        for r in range(slots[s])
    ]
    return _ints(rows)


def _ints(values: object) -> Index:
    return np.ascontiguousarray(np.asarray(values, dtype=np.int64))


class _WarBuilder:
    """Collects the distinct wars that the alignments of a crisis can lead to.

    Kept as one small mutable object while the layout is built, because every table grows with the worlds asked for.
    """

    def __init__(
        self,
        crisis: Crisis,
        states: tuple[str, ...],
        clauses: tuple[ClauseRow, ...],
        occasions: tuple[OccasionRow, ...],
    ) -> None:
        self.crisis, self.states, self.clauses, self.occasions = crisis, states, clauses, occasions
        self.number = {state: index for index, state in enumerate(states)}
        self.plans = [crisis.war_plans[row.plan] for row in occasions]
        self.branches = [self._branches(o) for o in range(len(occasions))]
        self.treaty_clauses = frozenset(index for index, row in enumerate(clauses) if row.lead is None)
        self.worlds: dict[frozenset[int], int] = {}
        self.world_wars: list[list[int]] = []
        self.world_views: list[list[int]] = []
        self.physics: dict[tuple[object, ...], int] = {}
        self.physics_rows: list[tuple[int, Index, Index, Index, Index, int]] = []
        self.wars: dict[tuple[object, ...], int] = {}
        self.war_rows: list[tuple[int, int, Index, list[int]]] = []
        self.sets: dict[tuple[int, ...], int] = {(): 0}
        self.broken: dict[tuple[int, int], Held] = {}
        self.bound: dict[tuple[int, int], Held] = {}

    def world(self, promised: frozenset[int]) -> int:
        """Return the world in which a bundle's clauses are promised on top of the treaties."""
        return self._world(frozenset(promised | self.treaty_clauses))

    def _world(self, promises: frozenset[int]) -> int:
        relevant = frozenset(index for index in promises if self._can_matter(self.clauses[index]))
        if relevant in self.worlds:
            return self.worlds[relevant]
        wars, views = [], []
        for o in range(len(self.occasions)):
            wars.append(self._war(o, relevant))
            seen = self._seen_by(relevant, self.plans[o].aggressor)
            views.append(-1 if seen == relevant else self._world(seen))
        number = len(self.world_wars)  # after the recursion: a world stands behind the worlds it looks at
        self.worlds[relevant] = number
        self.world_wars.append(wars)
        self.world_views.append([number if view < 0 else view for view in views])
        return number

    def _seen_by(self, promises: frozenset[int], state: str) -> frozenset[int]:
        return frozenset(index for index in promises if not self.clauses[index].hides_from(state))

    def _can_matter(self, row: ClauseRow) -> bool:
        clause = row.clause
        if clause.kind in _BREAKABLE or clause.kind is Kind.TRANSIT:
            return True
        if row.lead is None:
            return False  # a treaty in force has delivered
        if clause.kind in _HANDING_OVER:
            assert clause.stake is not None
            return clause.delivery is not Delivery.SIGNATURE or bool(self.crisis.stakes[clause.stake].buffer)
        return clause.delivery is not Delivery.SIGNATURE and bool(clause.worth)

    def _branches(self, o: int) -> Index:
        """Return the side of every state in every leaf, first joiner slowest; shape (leaves, n)."""
        plan = self.plans[o]
        choices = [self._choices(sides) for sides in plan.joiners.values()]
        rows = []
        for decided in itertools.product(*choices):
            row = np.zeros(len(self.states), dtype=np.int64)
            row[self.number[plan.aggressor]] = ATTACKER
            row[self.number[plan.target]] = DEFENDER
            for state, side in zip(plan.joiners, decided, strict=True):
                row[self.number[state]] = side
            rows.append(row)
        return np.stack(rows)

    @staticmethod
    def _choices(sides: tuple[Side, ...]) -> tuple[int, ...]:
        return (*((ATTACKER if side is Side.ATTACKER else DEFENDER) for side in sides), OUT)

    def _war(self, o: int, promises: frozenset[int]) -> int:
        """Return the war problem of a set of promises at an occasion."""
        day = self.occasions[o].day
        force = frozenset(index for index in promises if self.clauses[index].in_force(day))
        views = []
        for joiner in self.plans[o].joiners:
            seen = self._seen_by(force, joiner)
            views.append(-1 if seen == force else self._war(o, seen))
        physics = self._physics(o, force)
        breach = self._breaches(o, force)
        key = (o, physics, breach.tobytes(), tuple(views))
        if key not in self.wars:
            number = len(self.war_rows)
            self.wars[key] = number
            self.war_rows.append((o, physics, breach, [number if view < 0 else view for view in views]))
        return self.wars[key]

    def _set(self, clauses: list[int]) -> int:
        return self.sets.setdefault(tuple(sorted(clauses)), len(self.sets))

    def _breaches(self, o: int, force: frozenset[int]) -> Index:
        """Return, for each leaf and state, the set of clauses it broke there; shape (leaves, n)."""
        bound = sorted(c for c in force if self.clauses[c].clause.kind in _BREAKABLE)
        if not bound:
            return np.zeros(self.branches[o].shape, dtype=np.int64)
        return self._sets(bound, np.stack([self._broken_where(o, c) for c in bound]))

    def _sets(self, clauses: list[int], held: Held) -> Index:
        """Return the set of clauses that hold at each place; held has shape (clauses, ...)."""
        rows, inverse = np.unique(held.reshape(len(clauses), -1).T, axis=0, return_inverse=True)
        numbers = [self._set([c for c, holds in zip(clauses, row, strict=True) if holds]) for row in rows]
        return np.asarray(numbers, dtype=np.int64)[inverse].reshape(held.shape[1:])

    def _broken_where(self, o: int, c: int) -> Held:
        """Return where a clause is broken by whom; shape (leaves, n)."""
        if (o, c) not in self.broken:
            plan, leaves, clause = self.plans[o], self.branches[o], self.clauses[c].clause
            table = np.zeros(leaves.shape, dtype=bool)
            for state in {plan.aggressor, *plan.joiners} & set(clause.obligors):
                for leaf, sides in enumerate(leaves):
                    table[leaf, self.number[state]] = self._broken(clause, state, sides, plan.target)
            self.broken[o, c] = table
        return self.broken[o, c]

    def _bound_where(self, o: int, c: int) -> Held:
        """Return where a convention binds whom to another member of its side; shape (leaves, n)."""
        if (o, c) not in self.bound:
            leaves, clause = self.branches[o], self.clauses[c].clause
            table = np.zeros(leaves.shape, dtype=bool)
            for state in {*clause.obligors, *clause.beneficiaries}:
                for leaf, sides in enumerate(leaves):
                    table[leaf, self.number[state]] = self._together(clause, state, sides)
            self.bound[o, c] = table
        return self.bound[o, c]

    def _broken(self, clause: Clause, obligor: str, sides: Index, target: str) -> bool:
        """Whether the obligor breaks the clause toward any beneficiary when the states stand on these sides."""
        if clause.kind not in _BREAKABLE or obligor not in clause.obligors:
            return False
        own = sides[self.number[obligor]]
        return any(
            self._broken_toward(clause, own, beneficiary, sides, target)
            for beneficiary in clause.beneficiaries
            if beneficiary != obligor
        )

    def _broken_toward(self, clause: Clause, own: int, beneficiary: str, sides: Index, target: str) -> bool:
        its = sides[self.number[beneficiary]]
        if its == OUT:
            return False
        opposite = ATTACKER + DEFENDER - its
        if clause.against and all(sides[self.number[enemy]] != opposite for enemy in clause.against):
            return False
        if clause.contingent_on is not None and sides[self.number[clause.contingent_on]] != its:
            return False
        if clause.kind in _CALLED:
            called = beneficiary == target if clause.trigger is Trigger.ATTACKED else its == DEFENDER
            return bool(called and own != its)
        if clause.kind is Kind.OFFENSE:
            return bool(own != its)
        return bool(own == opposite)

    def _physics(self, o: int, force: frozenset[int]) -> int:
        """Return the physics of a war: all that strengths, deliveries and the aftermath depend on."""
        rows = {index: self.clauses[index].clause for index in force}
        leaves = self.branches[o]
        conventions = np.zeros(leaves.shape, dtype=np.int64)
        pacts = sorted(c for c, clause in rows.items() if clause.kind is Kind.CONVENTION)
        if pacts:
            conventions = self._sets(pacts, np.stack([self._bound_where(o, c) for c in pacts]))
        transit = np.zeros(len(self.states), dtype=np.int64)
        for state, index in self.number.items():
            transit[index] = self._set(
                [
                    c
                    for c, clause in rows.items()
                    if clause.kind is Kind.TRANSIT
                    and state in clause.beneficiaries
                    and state in self.plans[o].reach_with_transit
                    and clause.theatre in {None, self.plans[o].theatre}
                ]
            )
        stakes = np.full((len(self.crisis.stakes), 3), -1, dtype=np.int64)
        stakes[:, 0] = NOT_DELIVERED
        for c, clause in rows.items():
            if clause.kind in _HANDING_OVER and clause.stake is not None:
                lead = self.clauses[c].lead
                stakes[tuple(self.crisis.stakes).index(clause.stake)] = (
                    _DELIVERY[clause.delivery],
                    self.number[clause.beneficiaries[0]],
                    -1 if lead is None else self.number[lead],
                )
        turn = np.array(
            [
                self._set(
                    [
                        c
                        for c, clause in rows.items()
                        if clause.kind is Kind.NONAGGRESSION
                        and hostility.by in clause.obligors
                        and hostility.toward in clause.beneficiaries
                    ]
                )
                for hostility in self.crisis.hostilities.values()
            ],
            dtype=np.int64,
        )
        payments = self._set(
            [c for c, clause in rows.items() if clause.kind in _PAYING and clause.delivery is not Delivery.SIGNATURE]
        )
        key = (o, conventions.tobytes(), transit.tobytes(), stakes.tobytes(), turn.tobytes(), payments)
        if key not in self.physics:
            self.physics[key] = len(self.physics_rows)
            self.physics_rows.append((o, conventions, transit, stakes, turn, payments))
        return self.physics[key]

    def _together(self, clause: Clause, state: str, sides: Index) -> bool:
        """Whether a convention binds the state to another member of its side."""
        parties = {*clause.obligors, *clause.beneficiaries}
        own = sides[self.number[state]]
        return (
            state in parties
            and own != OUT
            and any(sides[self.number[other]] == own for other in parties if other != state)
        )

    def finish(self) -> WarStructure:
        """Return the arrays."""
        n, occasions = len(self.states), len(self.occasions)
        most_leaves = max((len(leaves) for leaves in self.branches), default=1)
        most_joiners = max((len(plan.joiners) for plan in self.plans), default=0)
        joiners = np.full((occasions, max(most_joiners, 1)), -1, dtype=np.int64)
        options = np.ones_like(joiners)
        side = np.zeros((occasions, most_leaves, n), dtype=np.int64)
        for o, plan in enumerate(self.plans):
            side[o, : len(self.branches[o])] = self.branches[o]
            for rank, (state, sides) in enumerate(plan.joiners.items()):
                joiners[o, rank] = self.number[state]
                options[o, rank] = len(sides) + 1
        physics = self.physics_rows
        conventions = np.zeros((len(physics), most_leaves, n), dtype=np.int64)
        for p, row in enumerate(physics):
            conventions[p, : len(row[1])] = row[1]
        breach = np.zeros((len(self.war_rows), most_leaves, n), dtype=np.int64)
        view = np.full((len(self.war_rows), max(most_joiners, 1)), -1, dtype=np.int64)
        for k, war in enumerate(self.war_rows):
            breach[k, : len(war[2])] = war[2]
            view[k, : len(war[3])] = war[3]
        sets = list(self.sets)
        hostile = list(self.crisis.hostilities.values())
        stakes = list(self.crisis.stakes.values())
        return WarStructure(
            aggressor=_ints([self.number[plan.aggressor] for plan in self.plans]),
            target=_ints([self.number[plan.target] for plan in self.plans]),
            period=_ints([row.period for row in self.occasions]),
            leaves=_ints([len(leaves) for leaves in self.branches]),
            joiners=joiners,
            options=options,
            side=side,
            stake_holder=_ints([-1 if stake.holder is None else self.number[stake.holder] for stake in stakes]),
            hostile_by=_ints([self.number[pair.by] for pair in hostile]),
            hostile_toward=_ints([self.number[pair.toward] for pair in hostile]),
            physics_occasion=_ints([row[0] for row in physics]),
            physics_conventions=conventions,
            physics_transit=_ints([row[2] for row in physics]).reshape(len(physics), n),
            physics_stake=_ints([row[3] for row in physics]).reshape(len(physics), len(stakes), 3),
            physics_turn=_ints([row[4] for row in physics]).reshape(len(physics), len(hostile)),
            physics_payments=_ints([row[5] for row in physics]),
            payment_mode=_ints([_DELIVERY[row.clause.delivery] for row in self.clauses]),
            payment_lead=_ints([-1 if row.lead is None else self.number[row.lead] for row in self.clauses]),
            war_occasion=_ints([row[0] for row in self.war_rows]),
            war_physics=_ints([row[1] for row in self.war_rows]),
            war_breach=breach,
            war_view=view,
            world_war=_ints(self.world_wars).reshape(len(self.world_wars), occasions),
            world_view=_ints(self.world_views).reshape(len(self.world_views), occasions),
            set_starts=_ints(np.concatenate([[0], np.cumsum([len(row) for row in sets])])),
            set_items=_ints([clause for row in sets for clause in row]),
        )
