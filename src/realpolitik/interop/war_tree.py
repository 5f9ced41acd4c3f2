"""The war and the occasions for it as a tree: attack, joining, the contest, each victor's turning and its success.

A decision made in ignorance of a secret clause is made as in the game without it, which a tree alone cannot say: such a node
points at the nodes whose values its mover goes by. They are kept in ``imagined``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from realpolitik.crisis.schema import Side
from realpolitik.game.reference.bazaar import ReferenceGame
from realpolitik.game.reference.war import Battle, Decisions, Turn
from realpolitik.game.reference.world import Payoffs, Promises, Slot, World, plus
from realpolitik.interop.node import Branch, Node, TreeTooLarge
from realpolitik.interop.places import Attack, Choice, Join, PeaceWorth, Revenge, WarWorth


class WarTree:
    """Grows the nodes of a game, and those of its wars.

    Attributes
    ----------
    count : int
        Nodes so far.
    imagined : dict
        What some mover takes for the rest of the game: a war, or the occasions from one on, without clauses hidden from it.
    """

    def __init__(self, world: World, most: int, fold_wars: bool) -> None:
        self.world, self.most, self.fold_wars = world, most, fold_wars
        self.game = ReferenceGame(world)
        self.war = self.game.war
        self.count = 0
        self.imagined: dict[tuple[str, Promises, Slot, tuple[float, ...]], Node] = {}

    # --- nodes

    def _new(self, paid: Payoffs) -> Node:
        self.count += 1
        if self.count > self.most:
            raise TreeTooLarge(
                f"the game has more than {self.most:,} nodes; keep less of the crisis, or allow more (--most-nodes)"
            )
        return Node(paid)

    def _decide(self, mover: str, choice: Choice, paid: Payoffs, branches: Sequence[Branch]) -> Node:
        """Return a node where a player moves; a single branch is no choice."""
        if len(branches) == 1:
            return branches[0][1]()
        node = self._new(paid)
        node.mover, node.choice = mover, choice
        node.actions = [name for name, _ in branches]
        node.children = [grow() for _, grow in branches]
        return node

    def _chance(self, paid: Payoffs, branches: Sequence[tuple[float, str, Callable[[], Node]]]) -> Node:
        """Return a node where chance moves; branches that cannot be are left out."""
        likely = [branch for branch in branches if branch[0] > 0]
        if len(likely) == 1:
            return likely[0][2]()
        node = self._new(paid)
        node.chances = tuple(chance for chance, _, _ in likely)
        node.actions = [name for _, name, _ in likely]
        node.children = [grow() for _, _, grow in likely]
        return node

    def _imagine(self, what: str, promises: Promises, slot: Slot, paid: Payoffs) -> Node:
        """Return the root of a war, or of the occasions from one on, as it would be with these promises."""
        key = (what, promises, slot, tuple(paid.values()))
        if key not in self.imagined:
            grow = self._peace if what == "peace" else self._war
            self.imagined[key] = grow(promises, slot, paid)
        return self.imagined[key]

    # --- war

    def _peace(self, promises: Promises, slot: Slot, paid: Payoffs) -> Node:
        """Q(a, o)."""
        world = self.world
        aggressor = self.game.aggressor(slot)
        held = plus(paid, world.total(world.holding(slot)))
        rest = world.slots[slot.number + 1 :]
        node = self._decide(
            aggressor,
            Attack(promises, slot),
            paid,
            [
                ("attack", lambda: self._war(promises, slot, paid)),
                ("hold", lambda: self._peace(promises, rest[0], held) if rest else self._new(held)),
            ],
        )
        node.worth.append((PeaceWorth(promises, slot), paid))
        seen = world.seen_by(aggressor, promises)
        if seen != promises:
            node.as_if = self._imagine("peace", seen, slot, self.world.zero()).children
        return node

    def _war(self, promises: Promises, slot: Slot, paid: Payoffs) -> Node:
        """War(a, o)."""
        if self.fold_wars:
            node = self._new(plus(paid, self.war.war_value(promises, slot)))
            return node
        node = self.join(promises, slot, (), paid)
        node.worth.append((WarWorth(promises, slot), paid))
        return node

    def join(self, promises: Promises, slot: Slot, decisions: Decisions, paid: Payoffs) -> Node:
        """Return what follows when some joiners have decided."""
        joiners = list(self.world.crisis.war_plans[slot.plan].joiners.items())
        if len(decisions) == len(joiners):
            return self._fight(self.war.battle(promises, slot, decisions), paid)
        joiner, sides = joiners[len(decisions)]
        options: list[Side | None] = [*sides, None]
        branches = [
            ("out" if side is None else str(side), _joining(self, promises, slot, (*decisions, side), paid))
            for side in options
        ]
        node = self._decide(joiner, Join(promises, slot, decisions), paid, branches)
        seen = self.world.seen_by(joiner, promises)
        if seen != promises:
            twin = self._imagine("war", seen, slot, self.world.zero())
            for (_, open_sides), decided in zip(joiners, decisions, strict=False):
                twin = twin.children[[*open_sides, None].index(decided)]
            node.as_if = twin.children
        return node

    def _fight(self, battle: Battle, paid: Payoffs) -> Node:
        """Return the contest, and what each outcome pays and leads to."""

        def outcome(winner: Side) -> Callable[[], Node]:
            # The terms of a war are linear in the chance of winning: with the winner known, it is one or nought.
            won = replace(battle, win={side: float(side == winner) for side in Side})
            ledger = plus(self.war.war_terms(won), self.war.deliveries(won))
            amounts = plus(paid, self.world.total(ledger))
            return lambda: self._turn(battle, winner, list(self.war.turns(battle, winner)), frozenset(), amounts)

        return self._chance(paid, [(battle.win[side], f"{side} wins", outcome(side)) for side in Side])

    def _turn(self, battle: Battle, winner: Side, left: list[Turn], struck: frozenset[str], paid: Payoffs) -> Node:
        """Return the aftermath: each victor turns or rests, one hostility after the other."""
        if not left:
            return self._new(paid)
        turn, rest, slot = left[0], left[1:], battle.slot
        day, months = slot.day, slot.period * self.world.ell + self.world.lag
        gain = self.world.number(f"hostilities.{turn.hostility}.gain", day)
        cost = self.world.of_state(turn.by, "war_cost", day)
        breach = turn.success * gain - (1 - turn.success) * cost - turn.worth  # what its expected worth leaves out

        def ends(amount: float, falls: bool) -> Callable[[], Node]:
            amounts = {turn.by: amount * self.world.factor(turn.by, months)}
            if falls and turn.toward not in struck:
                lost = battle.still_has(turn.toward, winner) * (self.world.of_state(turn.toward, "war_cost", day) + 1)
                loss = {turn.toward: -lost * self.world.factor(turn.toward, months)}
                amounts = plus(amounts, loss)
            after = struck | {turn.toward} if falls else struck
            return lambda: self._turn(battle, winner, rest, after, plus(paid, amounts))

        def turns() -> Node:
            succeeds, fails = ends(gain - breach, True), ends(-cost - breach, False)
            return self._chance(paid, [(turn.success, "prevails", succeeds), (1 - turn.success, "fails", fails)])

        return self._decide(
            turn.by,
            Revenge(battle.promises, slot, battle.decisions, winner, turn.hostility),
            paid,
            [("turn", turns), ("rest", lambda: self._turn(battle, winner, rest, struck, paid))],
        )


def _joining(tree: WarTree, promises: Promises, slot: Slot, decisions: Decisions, paid: Payoffs) -> Callable[[], Node]:
    return lambda: tree.join(promises, slot, decisions, paid)
