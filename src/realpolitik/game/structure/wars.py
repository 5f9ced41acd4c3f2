"""The distinct wars that the alignments of a crisis can lead to, as tables of integers.

A *world* is a set of promises. Two worlds that create the same obligations and the same circumstances at an occasion share
one *war problem*; war problems that differ only in promises share their *physics*; and physics share their parts: a
*contest* (strengths on the map of sides), *pairs* (a hostility in a contest, with the stakes and the promises that bear on
it), *turners* (a state's pairs, with the turners that come before it), *victims* (all that may turn on one state) and *deliveries*
(stakes and payments that the war hands over). Peace, in which nobody fights, stands behind the last occasion as a war of one leaf.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from realpolitik.crisis.schema import Crisis, Hostility, Side, WarPlan
from realpolitik.crisis.treaty import Clause, Delivery, Kind
from realpolitik.crisis.turners import turners_of
from realpolitik.game.core.arrays import (
    AIDS,
    ANSWERS,
    ATTACKER,
    CONTEST_PARTS,
    DEFENDER,
    FIGHTS,
    LISTED,
    NOBODY,
    ODDS,
    OUT,
    PAIRS,
    TURNS,
    VICTIMS,
    Index,
    WarStructure,
)
from realpolitik.game.structure.promises import Where, bound_together, broken_by, delivered_if
from realpolitik.game.structure.rows import ClauseRow, OccasionRow

Row = TypeVar("Row")
Promises = frozenset[int]
"""Indices of clauses."""
Sets = tuple[int, int]
"""Two sets of clauses."""
Turn = tuple[int, int]
"""A turner, by number, and which of its victims."""


class Odds(NamedTuple):
    """Who fights whom after a contest, whatever it is for.

    Attributes
    ----------
    stakes : ndarray, shape (Z, 2)
        The clause that hands each stake over, and to whom; -1 where it makes no difference to the victim's depth.
    """

    contest: int
    hostility: int
    stakes: Index


class Pair(NamedTuple):
    """A hostility in a contest.

    Attributes
    ----------
    turn : tuple of int
        The sets of clauses that turning breaks, and betrays.
    stakes : ndarray, shape (Z, 2)
        The clause that hands each stake over, and to whom; -1 where it makes no difference to what there is to gain or lose.
    answers : tuple
        For each question to a helper the sets of clauses that standing by breaks, and that helping does.
    """

    contest: int
    hostility: int
    turn: Sets
    stakes: Index
    answers: tuple[Sets, ...]
    odds: int


class Turner(NamedTuple):
    """A state that may turn: its pairs, and for each those that may come before it."""

    contest: int
    pairs: tuple[int, ...]
    rivals: tuple[tuple[Turn, ...], ...]


class Victim(NamedTuple):
    """A state on which others may turn, and who they are."""

    contest: int
    state: int
    turns: tuple[Turn, ...]


Part = TypeVar("Part", Odds, Pair, Turner, Victim)


@dataclass
class Register(Generic[Row]):
    """Numbers rows in the order in which they are first seen; rows with equal keys are one."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def number(self, key: Hashable, row: Row) -> int:
        """Return the number of a row."""
        if key not in self.numbers:
            self.numbers[key] = len(self.rows)
            self.rows.append(row)
        return self.numbers[key]


@dataclass(frozen=True)
class Physics:
    """The parts of a war's physics, by number; -1 for no part."""

    contest: int
    turns: tuple[Turn, ...]
    victims: tuple[int, ...]
    delivery: int


@dataclass(frozen=True)
class War:
    """A war problem: where it is fought, what is broken and betrayed in which leaf (2, n, leaves), whose view each joiner takes."""

    occasion: int
    physics: int
    breach: Index
    views: tuple[int, ...]


class WarTables:
    """Collects the tables while worlds are asked for: a small mutable object, because every world may add to any of them."""

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
        self.sides = [self._map_of_sides(plan) for plan in self.plans]
        self.sides.append(np.zeros((len(states), 1), dtype=np.int64))  # peace
        self.treaty_clauses = frozenset(c for c, row in enumerate(clauses) if row.lead is None)
        self.breakable = frozenset(c for c, row in enumerate(clauses) if row.clause.kind.can_be_broken)
        self.hidden = {
            state: frozenset(c for c, row in enumerate(clauses) if row.hides_from(state)) for state in states
        }
        self.hostilities = tuple(crisis.hostilities.values())
        self.victims_of = [
            [h for h, each in enumerate(self.hostilities) if each.by == state]
            for state in turners_of(crisis.hostilities)
        ]
        self.pacts_between = [self._pacts_between(hostility) for hostility in self.hostilities]
        self.promised_away = [*(self._promised_away(plan) for plan in self.plans), frozenset[int]()]
        self.pledges = frozenset(c for c, row in enumerate(clauses) if row.clause.kind.calls_to_fight)
        self.relevant = frozenset(c for c, row in enumerate(clauses) if self._can_matter(c, row))
        self.transit = [[self._rights_of_transit(plan, state) for state in states] for plan in self.plans]
        self.transit.append([frozenset[int]() for _ in states])
        days = [*(at.day for at in occasions), crisis.window.closes]
        self.in_force = [frozenset(c for c, row in enumerate(clauses) if row.in_force(day)) for day in days]
        self.worlds: dict[Promises, int] = {}
        self.world_wars: list[list[int]] = []
        self.world_views: list[list[int]] = []
        self.wars: Register[War] = Register()
        self.physics: Register[Physics] = Register()
        self.contests: Register[tuple[int, Index, Index]] = Register()
        self.odds: Register[Odds] = Register()
        self.pairs: Register[Pair] = Register()
        self.turners: Register[Turner] = Register()
        self.victims: Register[Victim] = Register()
        self.deliveries: Register[tuple[int, Index, int, int]] = Register()
        self.sets: Register[tuple[int, ...]] = Register()
        self._set(())
        self._known: dict[tuple[int, Promises], int] = {}
        self._bearing: dict[tuple[int, bytes], tuple[Index, Index]] = {}
        self._together: dict[tuple[int, tuple[int, ...]], Index] = {}
        self._broken: dict[tuple[int, int], tuple[Where, Where]] = {}
        self._bound: dict[tuple[int, int], Where] = {}

    def world(self, promised: Promises) -> int:
        """Return the world in which a bundle's clauses are promised on top of the treaties."""
        return self._world(promised | self.treaty_clauses)

    def _world(self, promises: Promises) -> int:
        relevant = promises & self.relevant
        if relevant in self.worlds:
            return self.worlds[relevant]
        wars, views = [], []
        for o in range(len(self.occasions)):
            wars.append(self._war(o, relevant))
            seen = self._seen_by(relevant, self.plans[o].aggressor)
            views.append(-1 if seen == relevant else self._world(seen))
        wars.append(self._war(len(self.occasions), relevant))
        number = len(self.world_wars)  # after the recursion: a world stands behind the worlds it looks at
        self.worlds[relevant] = number
        self.world_wars.append(wars)
        self.world_views.append([number if view < 0 else view for view in views])
        return number

    def _seen_by(self, promises: Promises, state: str) -> Promises:
        return promises - self.hidden[state]

    def _can_matter(self, c: int, row: ClauseRow) -> bool:
        clause = row.clause
        if clause.kind.can_be_broken or clause.kind is Kind.TRANSIT or any(c in pacts for pacts in self.pacts_between):
            return True
        if row.lead is None:
            return False  # a treaty in force has delivered
        if clause.kind.hands_over_a_stake:
            assert clause.stake is not None
            stake = self.crisis.stakes[clause.stake]
            coveted = bool(stake.worth) and any(each.toward == stake.holder for each in self.hostilities)
            bears = coveted or bool(stake.buffer) or any(c in gone for gone in self.promised_away)
            return clause.delivery is not Delivery.SIGNATURE or bears
        return clause.delivery is not Delivery.SIGNATURE and bool(clause.worth or clause.cost)

    def _map_of_sides(self, plan: WarPlan) -> Index:
        """Return the side of every state in every leaf, the first joiner's choice fastest; shape (n, leaves)."""
        choices = [
            [*(ATTACKER if side is Side.ATTACKER else DEFENDER for side in sides), OUT]
            for sides in plan.joiners.values()
        ]
        decided = [tuple(reversed(row)) for row in itertools.product(*reversed(choices))]
        sides = np.zeros((len(self.states), len(decided)), dtype=np.int64)
        sides[self.number[plan.aggressor]] = ATTACKER
        sides[self.number[plan.target]] = DEFENDER
        for state, side in plan.belligerents.items():
            sides[self.number[state]] = ATTACKER if side is Side.ATTACKER else DEFENDER
        for rank, state in enumerate(plan.joiners):
            sides[self.number[state]] = [row[rank] for row in decided]
        return sides

    def _war(self, o: int, promises: Promises) -> int:
        """Return the war problem of a set of promises at an occasion."""
        force = promises & self.in_force[o]
        if (o, force) in self._known:
            return self._known[o, force]
        views = []
        for joiner in self._joiners(o):
            seen = self._seen_by(force, joiner)
            views.append(-1 if seen == force else self._war(o, seen))
        physics = self._physics(o, force)
        breakable = sorted(force & self.breakable)
        breach = np.stack(
            [
                self._where(o, breakable, lambda o, c: self._broken_where(o, c)[0]),
                self._where(o, breakable, lambda o, c: self._broken_where(o, c)[1]),
            ]
        )
        key = (o, physics, breach.tobytes(), tuple(views))
        number = self.wars.numbers.get(key, len(self.wars.rows))
        own = tuple(number if view < 0 else view for view in views)
        self._known[o, force] = self.wars.number(key, War(o, physics, breach, own))
        return self._known[o, force]

    def _joiners(self, o: int) -> tuple[str, ...]:
        """Return who decides in a war; nobody in peace."""
        return tuple(self.plans[o].joiners) if o < len(self.plans) else ()

    def _set(self, clauses: Iterable[int]) -> int:
        row = tuple(sorted(clauses))
        return self.sets.number(row, row)

    def _where(self, o: int, clauses: list[int], test: object) -> Index:
        """Return, for each state and leaf, the set of the clauses that pass a test there; shape (n, leaves)."""
        assert callable(test)
        found = [(c, test(o, c)) for c in clauses]
        found = [(c, where) for c, where in found if where.any()]
        if not found:
            return np.zeros(self.sides[o].shape, dtype=np.int64)
        held = np.stack([where.ravel() for _, where in found], axis=1)
        packed = np.packbits(held, axis=1)
        codes = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()
        _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
        numbers = [self._set(c for (c, _), holds in zip(found, held[place], strict=True) if holds) for place in first]
        return np.asarray(numbers, dtype=np.int64)[inverse].reshape(self.sides[o].shape)

    def _broken_where(self, o: int, c: int) -> tuple[Where, Where]:
        """Return where a clause is broken by whom, and where betrayed; shape (n, leaves) each."""
        if (o, c) not in self._broken and o == len(self.plans):
            nowhere = np.zeros(self.sides[o].shape, dtype=bool)
            self._broken[o, c] = (nowhere, nowhere)
        if (o, c) not in self._broken:
            plan, clause = self.plans[o], self.clauses[c].clause
            broken, betrayed = np.zeros((2, *self.sides[o].shape), dtype=bool)
            chose = {*plan.joiners} if plan.began else {plan.aggressor, *plan.joiners}
            for state in chose & set(clause.obligors):
                i = self.number[state]
                broken[i], betrayed[i] = broken_by(clause, state, self.sides[o], self.number, plan.target)
            self._broken[o, c] = (broken, betrayed)
        return self._broken[o, c]

    def _bound_where(self, o: int, c: int) -> Where:
        """Return where a convention binds whom to another member of its side; shape (n, leaves)."""
        if (o, c) not in self._bound:
            rows = [bound_together(self.clauses[c].clause, state, self.sides[o], self.number) for state in self.states]
            self._bound[o, c] = np.stack(rows)
        return self._bound[o, c]

    def _physics(self, o: int, force: Promises) -> int:
        """Return the physics of a war: all that strengths, deliveries and the aftermath depend on."""
        clauses = {c: self.clauses[c].clause for c in force}
        contest = self._contest(o, force)
        stakes = self._stakes(clauses)
        turns: dict[int, Turn] = {}
        toward: dict[str, list[Turn]] = {}
        for victims in self.victims_of:
            pairs = tuple(self._pair(contest, h, force, stakes) for h in victims)
            rivals = tuple(tuple(toward.get(self.hostilities[h].toward, ())) for h in victims)
            turner = Turner(contest, pairs, rivals)
            number = self.turners.number(turner, turner)
            for rank, h in enumerate(victims):
                turns[h] = (number, rank)
                toward.setdefault(self.hostilities[h].toward, []).append((number, rank))
        falls = [Victim(contest, self.number[state], tuple(group)) for state, group in toward.items()]
        physics = Physics(
            contest,
            tuple(turns[h] for h in range(len(self.hostilities))),
            tuple(self.victims.number(victim, victim) for victim in falls),
            self._delivery(contest, clauses, stakes),
        )
        return self.physics.number(physics, physics)

    def _contest(self, o: int, force: Promises) -> int:
        pacts = sorted(c for c in force if self.clauses[c].clause.kind is Kind.CONVENTION)
        conventions = self._conventions(o, tuple(pacts))
        transit = _ints([self._set(force & rights) for rights in self.transit[o]])
        return self.contests.number((o, conventions.tobytes(), transit.tobytes()), (o, conventions, transit))

    def _rights_of_transit(self, plan: WarPlan, state: str) -> Promises:
        """Return the clauses that let a state's army through in a war."""
        rows = [(c, row.clause) for c, row in enumerate(self.clauses) if row.clause.kind is Kind.TRANSIT]
        return frozenset(
            c
            for c, clause in rows
            if state in clause.beneficiaries
            and state in plan.reach_with_transit
            and clause.theatre in {None, plan.theatre}
        )

    def _conventions(self, o: int, pacts: tuple[int, ...]) -> Index:
        if (o, pacts) not in self._together:
            self._together[o, pacts] = self._where(o, list(pacts), self._bound_where)
        return self._together[o, pacts]

    def _stakes(self, clauses: Mapping[int, Clause]) -> Index:
        """Return the clause that hands each stake over, and to whom; shape (Z, 2), -1 for no clause."""
        stakes = np.full((len(self.crisis.stakes), 2), NOBODY, dtype=np.int64)
        for c, clause in clauses.items():
            if clause.kind.hands_over_a_stake and clause.stake is not None and self.clauses[c].lead is not None:
                stakes[tuple(self.crisis.stakes).index(clause.stake)] = (c, self.number[clause.beneficiaries[0]])
        return stakes

    def _promised_away(self, plan: WarPlan) -> Promises:
        """Return the clauses that promise away what the target of a plan holds, by a state that the plan has a prize for."""
        return frozenset(
            c
            for c, row in enumerate(self.clauses)
            if row.lead is not None
            and row.clause.kind.hands_over_a_stake
            and self.crisis.holder_of(row.clause.stake) == plan.target
            and not plan.prize.keys().isdisjoint(row.clause.obligors)
        )

    def _pair(self, contest: int, h: int, force: Promises, stakes: Index) -> int:
        broken = force & self.pacts_between[h]
        turn = (self._set(broken), self._set(broken & self.pledges))
        key = (h, stakes.tobytes())
        if key not in self._bearing:
            self._bearing[key] = self._bearing_on(self.hostilities[h], stakes)
        deep, dear = self._bearing[key]
        answers = self._answers(h, force)
        odds = self.odds.number((contest, h, deep.tobytes()), Odds(contest, h, deep))
        return self.pairs.number((odds, turn, dear.tobytes(), answers), Pair(contest, h, turn, dear, answers, odds))

    def _answers(self, h: int, force: Promises) -> tuple[Sets, ...]:
        """Return what the states that may help break by standing by, and by helping: the first; the second after no, after yes."""
        hostility = self.hostilities[h]
        helpers = list(hostility.helpers)
        asked = [(helpers[0], set[str]())] if helpers else []
        if len(helpers) > 1:
            asked += [(helpers[1], set()), (helpers[1], {helpers[0]})]
        clauses = {c: self.clauses[c].clause for c in force}
        by, toward = hostility.by, hostility.toward
        return tuple(
            (
                self._set(c for c, each in clauses.items() if each.broken_by_standing_by(state, by, toward, beside)),
                self._set(c for c, each in clauses.items() if each.broken_by_helping(state, by, toward)),
            )
            for state, beside in asked
        )

    def _pacts_between(self, hostility: Hostility) -> Promises:
        """Return the clauses that a hostility breaks when it turns to war."""
        return frozenset(
            c
            for c, row in enumerate(self.clauses)
            if row.clause.broken_by_turning(hostility.by, hostility.toward, self.crisis.holder_of(row.clause.stake))
        )

    def _bearing_on(self, hostility: Hostility, stakes: Index) -> tuple[Index, Index]:
        """Return the stakes that bear on a victim's depth, and those that bear on what there is to gain and lose."""
        deep, dear, victim = stakes.copy(), stakes.copy(), hostility.toward
        for z, stake in enumerate(self.crisis.stakes.values()):
            if victim not in stake.buffer or (stakes[z, 1] != self.number[victim] and stake.holder != victim):
                deep[z] = (NOBODY, NOBODY)
            if stake.holder != victim or stake.worth.keys().isdisjoint({hostility.by, victim}):
                dear[z] = (NOBODY, NOBODY)
        return deep, dear

    def _delivery(self, contest: int, clauses: Mapping[int, Clause], stakes: Index) -> int:
        """Return what a war hands over, -1 if nothing."""
        later = {
            c
            for c, clause in clauses.items()
            if clause.delivery is not Delivery.SIGNATURE and self.clauses[c].lead is not None
        }
        handed = np.array([row if row[0] in later else (NOBODY, NOBODY) for row in stakes], dtype=np.int64)
        payments = self._set(c for c in later if clauses[c].worth or clauses[c].cost)
        away = self._set(clauses.keys() & self.promised_away[self.contests.rows[contest][0]])
        if payments == away == 0 and (handed < 0).all():
            return -1
        return self.deliveries.number((contest, handed.tobytes(), payments, away), (contest, handed, payments, away))

    def _delivered_if(self, L: int) -> Index:
        """Return whose victory delivers each clause at each occasion, and in peace, branch by branch; shape (O + 1, C, L)."""
        table = np.zeros((len(self.sides), len(self.clauses), L), dtype=np.int64)
        for o, sides in enumerate(self.sides):
            for c, row in enumerate(self.clauses):
                at_peace = o == len(self.plans)
                if row.lead is not None and not (at_peace and row.clause.delivery is not Delivery.SIGNATURE):
                    table[o, c, : sides.shape[1]] = delivered_if(row.clause, row.lead, sides, self.number)
        return table

    def _asked(self, o: int, h: int) -> list[bool]:
        """Return whether a state is asked about a hostility when attackers, or defenders, have won; in peace nobody has.

        In peace no aggressor is asked about the target of its plan.
        """
        if o < len(self.plans):
            return [True, True]
        pair = (self.hostilities[h].by, self.hostilities[h].toward)
        return [pair not in {(plan.aggressor, plan.target) for plan in self.crisis.war_plans.values()}, False]

    @staticmethod
    def _breaches(war: War, L: int, breaches: Register[tuple[int, Index]]) -> list[int]:
        """Return, for each state, the rows of what it breaks in a war, -1 if nothing; rows are as wide as the widest tree."""
        wide = np.zeros((*war.breach.shape[:2], L), dtype=np.int64)
        wide[:, :, : war.breach.shape[2]] = war.breach
        rows = np.ascontiguousarray(wide.transpose(1, 0, 2))
        return [
            breaches.number((war.occasion, row.tobytes()), (war.occasion, row)) if row.any() else -1 for row in rows
        ]

    def _bargainers(self) -> set[str]:
        """Return the states whose expected payoffs decide something before a war: at the table, or whether to attack."""
        members = (state for suitor in self.crisis.suitors.values() for state in suitor.members)
        asked = (state for row in self.clauses if row.lead is not None for state in row.clause.consent_of)
        return {self.crisis.pivot, *members, *asked, *(plan.aggressor for plan in self.plans)}

    @cached_property
    def structure(self) -> WarStructure:
        """The tables as arrays; to be asked for when no more worlds will be."""
        n, O, Z = len(self.states), len(self.occasions), len(self.crisis.stakes)
        L = max((sides.shape[1] for sides in self.sides), default=1)
        J = max([1, *(len(plan.joiners) for plan in self.plans)])
        joiners = np.full((O + 1, J), -1, dtype=np.int64)
        options = np.ones((O + 1, J), dtype=np.int64)
        for o, plan in enumerate(self.plans):
            for rank, (state, sides) in enumerate(plan.joiners.items()):
                joiners[o, rank] = self.number[state]
                options[o, rank] = len(sides) + 1
        folds_to = np.full((O + 1, n), J + 1, dtype=np.int64)
        for o, plan in enumerate(self.plans):
            for rank, state in enumerate(plan.joiners):
                folds_to[o, self.number[state]] = rank + 1
        folds_to[:, [self.number[state] for state in self._bargainers()]] = 0
        contests = self.contests.rows
        odds, odds_place = _by_contest(self.odds.rows)
        pairs, pair_place = _by_contest(self.pairs.rows)
        turners, turner_place = _by_contest(self.turners.rows)
        victims, victim_place = _by_contest(self.victims.rows)
        turner_starts = _starts([row.pairs for row in turners])

        def turn_place(turn: Turn) -> int:
            return int(turner_starts[turner_place[turn[0]]]) + turn[1]

        turns = [
            (pair_place[pair], rivals) for row in turners for pair, rivals in zip(row.pairs, row.rivals, strict=True)
        ]
        helpers = [list(hostility.helpers) for hostility in self.hostilities]
        odds_fights = _ints(np.cumsum([0, *(2 ** len(helpers[row.hostility]) for row in odds)]))
        odds_listed = _ints(np.cumsum([0, *(len(helpers[row.hostility]) for row in odds)]))
        pair_answers = _starts([row.answers for row in pairs])
        pair_aids = _ints(np.cumsum([0, *(len(helpers[row.hostility]) for row in pairs)]))
        count = len(contests)
        first_odds, first_pairs, first_turners, first_victims = (
            _first_of_each([row.contest for row in rows], count) for rows in (odds, pairs, turners, victims)
        )
        parts = {
            ODDS: first_odds,
            LISTED: odds_listed[first_odds],
            FIGHTS: odds_fights[first_odds],
            PAIRS: first_pairs,
            ANSWERS: pair_answers[first_pairs],
            AIDS: pair_aids[first_pairs],
            VICTIMS: first_victims,
            TURNS: turner_starts[first_turners],
        }
        deliveries, physics, wars = self.deliveries.rows, self.physics.rows, self.wars.rows
        breaches: Register[tuple[int, Index]] = Register()
        war_breach = [self._breaches(war, L, breaches) for war in wars]
        views = np.full((len(wars), J), -1, dtype=np.int64)
        for k, war in enumerate(wars):
            views[k, : len(war.views)] = war.views
        hostile, stakes = list(self.crisis.hostilities.values()), list(self.crisis.stakes.values())
        keys = list(self.crisis.stakes)
        return WarStructure(
            aggressor=_ints([self.number[plan.aggressor] for plan in self.plans]),
            target=_ints([self.number[plan.target] for plan in self.plans]),
            step=_ints([row.step for row in self.occasions]),
            under_way=_ints([plan.began is not None for plan in self.plans]),
            leaves=_ints([sides.shape[1] for sides in self.sides]),
            joiners=joiners,
            options=options,
            folds_to=folds_to,
            side=_stack(self.sides, (n, L)),
            stake_holder=_ints([-1 if stake.holder is None else self.number[stake.holder] for stake in stakes]),
            hostile_by=_ints([self.number[pair.by] for pair in hostile]),
            hostile_toward=_ints([self.number[pair.toward] for pair in hostile]),
            contest_occasion=_ints([row[0] for row in contests]),
            contest_conventions=_stack([row[1] for row in contests], (n, L)),
            contest_coordinates=_ints([(row[1] > 0).any(axis=1) for row in contests]).reshape(len(contests), n),
            contest_transit=_ints([row[2] for row in contests]).reshape(len(contests), n),
            contest_starts=_ints(np.stack([parts[part] for part in range(len(CONTEST_PARTS))], axis=1)),
            contest_turners=first_turners,
            hostile_helpers=_ints(
                [[*(self.number[state] for state in each), NOBODY, NOBODY][:2] for each in helpers]
            ).reshape(len(helpers), 2),
            odds_hostility=_ints([row.hostility for row in odds]),
            odds_stake=_ints([row.stakes for row in odds]).reshape(len(odds), Z, 2),
            odds_asked=_ints([self._asked(contests[row.contest][0], row.hostility) for row in odds]).reshape(
                len(odds), 2
            ),
            odds_fights=odds_fights,
            odds_listed=odds_listed,
            pair_odds=_ints([odds_place[row.odds] for row in pairs]),
            pair_hostility=_ints([row.hostility for row in pairs]),
            pair_turn=_ints([row.turn for row in pairs]).reshape(len(pairs), 2),
            pair_stake=_ints([row.stakes for row in pairs]).reshape(len(pairs), Z, 2),
            pair_answers=pair_answers,
            pair_aids=pair_aids,
            answer_sets=_ints([sets for row in pairs for sets in row.answers]).reshape(-1, 2),
            turner_starts=turner_starts,
            turn_pair=_ints([pair for pair, _ in turns]),
            turn_calls=_ints(np.cumsum([0, *(len(helpers[pairs[pair].hostility]) for pair, _ in turns)])),
            rival_starts=_starts([rivals for _, rivals in turns]),
            rivals=_ints([turn_place(turn) for _, rivals in turns for turn in rivals]),
            victim_state=_ints([row.state for row in victims]),
            victim_starts=_starts([row.turns for row in victims]),
            victim_turns=_ints([turn_place(turn) for row in victims for turn in row.turns]),
            delivery_contest=_ints([row[0] for row in deliveries]),
            delivery_stake=_ints([row[1] for row in deliveries]).reshape(len(deliveries), Z, 2),
            delivery_payments=_ints([row[2] for row in deliveries]),
            delivery_away=_ints([row[3] for row in deliveries]),
            physics_contest=_ints([row.contest for row in physics]),
            physics_turn=_ints([[turn_place(turn) for turn in row.turns] for row in physics]).reshape(
                len(physics), len(hostile)
            ),
            physics_victim=_ints([[victim_place[v] for v in row.victims] for row in physics]).reshape(
                len(physics), len({pair.toward for pair in hostile})
            ),
            physics_delivery=_ints([row.delivery for row in physics]),
            delivered_if=self._delivered_if(L),
            clause_stake=_ints(
                [NOBODY if row.clause.stake is None else keys.index(row.clause.stake) for row in self.clauses]
            ),
            obliges=_ints([[state in row.clause.obligors for state in self.states] for row in self.clauses]).reshape(
                len(self.clauses), n
            ),
            war_order=_ints(_order(wars)),
            war_occasion=_ints([war.occasion for war in wars]),
            war_physics=_ints([war.physics for war in wars]),
            war_breach=_ints(war_breach).reshape(len(wars), n),
            war_view=views,
            breach_occasion=_ints([o for o, _ in breaches.rows]),
            breach_sets=_ints([row for _, row in breaches.rows]).reshape(len(breaches.rows), 2, L),
            fought=_ints(sorted({war for row in self.world_wars for war in row})),
            world_war=_ints(self.world_wars).reshape(len(self.world_wars), O + 1),
            world_view=_ints(self.world_views).reshape(len(self.world_views), O),
            set_starts=_starts(self.sets.rows),
            set_items=_ints([clause for row in self.sets.rows for clause in row]),
        )


def _by_contest(rows: list[Part]) -> tuple[list[Part], dict[int, int]]:
    """Sort rows by contest, else as they are; return them, and the place of each row before -> its place now."""
    order = sorted(range(len(rows)), key=lambda place: rows[place].contest)
    return [rows[before] for before in order], {before: now for now, before in enumerate(order)}


def _first_of_each(contests: list[int], count: int) -> Index:
    """Return where each contest begins in a sorted list of them, and where the last one ends."""
    return _ints(np.searchsorted(contests, range(count + 1)))


def _order(wars: list[War]) -> list[int]:
    """Return the wars by physics, where every war then comes after those whose strategies its joiners play; else as they are."""
    order = sorted(range(len(wars)), key=lambda k: (wars[k].physics, k))
    place = {k: rank for rank, k in enumerate(order)}
    if all(place[view] <= place[k] for k, war in enumerate(wars) for view in war.views):
        return order
    return list(range(len(wars)))


def _stack(tables: list[Index], shape: tuple[int, int]) -> Index:
    """Stack tables of different widths, filled with zeros on the right."""
    stacked = np.zeros((len(tables), *shape), dtype=np.int64)
    for row, table in enumerate(tables):
        stacked[row, :, : table.shape[1]] = table
    return stacked


def _starts(rows: Iterable[Sequence[object]]) -> Index:
    return _ints(np.concatenate([[0], np.cumsum([len(row) for row in rows])]))


def _ints(values: object) -> Index:
    return np.ascontiguousarray(np.asarray(values, dtype=np.int64))
