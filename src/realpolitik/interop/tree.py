"""One believer's game as a tree in extensive form: chance, decisions, and the ledger's sum at every leaf.

The tree is made from the plain reference: its rules say what can happen, and its ledger what that pays. None of its
values or chances of choices is read, so that a solution can be held against the tree. Simultaneous bids are nodes one after the
other, tied in information sets.

The war is played out to its end: joining, the contest, each victor's turning and its success. A decision made in ignorance of a
secret clause is made as in the game without it, which a tree alone cannot say: such a node points at the nodes whose values its
mover goes by, and these stand in a branch of chance zero, named "as if".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from realpolitik.crisis.schema import Side
from realpolitik.errors import RealpolitikError
from realpolitik.game.reference.bazaar import Act, Ask, Bids, Draft, Option, ReferenceGame, Table, signature_terms
from realpolitik.game.reference.war import Battle, Decisions, Turn
from realpolitik.game.reference.world import Bundle, Payoffs, Promises, Slot, World, plus
from realpolitik.interop.places import (
    Answer,
    AtOnce,
    Attack,
    Bidding,
    Choice,
    Consent,
    Demand,
    Join,
    OpenAttack,
    Opening,
    OptionWorth,
    PeaceWorth,
    Reply,
    Revenge,
    WarWorth,
    Wording,
    Worth,
)


class TreeTooLarge(RealpolitikError):
    """The game has more nodes than were allowed."""


@dataclass(eq=False, slots=True)
class Node:
    """A node of the tree.

    Attributes
    ----------
    mover : str, optional
        The player who chooses; none at a leaf and where chance moves.
    actions : list of str
        Distinct names, in the order of the children.
    children : list of Node
    chances : tuple of float
        Of the children, where chance moves.
    choice : Choice, optional
        Where in the game a mover stands.
    information : str, optional
        Nodes of one mover with the same name cannot be told apart by it; a node without a name stands alone.
    paid : dict
        State -> what has been paid on the way here; at a leaf, the payoff.
    worth : list of tuple
        A value that the model names, and what had been paid when it was counted from: the value of this node, less that.
    as_if : list of Node
        The nodes, one for each action, whose values the mover goes by; empty if these are the children.
    """

    paid: Payoffs
    mover: str | None = None
    actions: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    chances: tuple[float, ...] = ()
    choice: Choice | None = None
    information: str | None = None
    worth: list[tuple[Worth, Payoffs]] = field(default_factory=list)
    as_if: list[Node] = field(default_factory=list)


Branch = tuple[str, Callable[[], Node]]


class GameTree:
    """The tree of one believer's game.

    Parameters
    ----------
    world : World
        The crisis with the believer's numbers.
    most : int
        Nodes allowed.
    fold_wars : bool
        Whether a war is a leaf, worth what the reference makes of it, rather than a subgame.

    Attributes
    ----------
    players : tuple of str
        The states, then the suitors of more than one member, who bid as one.
    root : Node
    count : int
        Nodes in all.

    Raises
    ------
    TreeTooLarge
    """

    def __init__(self, world: World, most: int = 1_000_000, fold_wars: bool = False) -> None:
        self.world, self.most, self.fold_wars = world, most, fold_wars
        self.game = ReferenceGame(world)
        self.war = self.game.war
        self.pivot = world.crisis.pivot
        self.count = 0
        self.rounds = 0
        self.imagined: dict[tuple[str, Promises, Slot], Node] = {}
        blocs = [s for s, suitor in world.crisis.suitors.items() if len(suitor.members) > 1]
        self.players = (*world.crisis.states, *(f"suitor {s}" for s in blocs))
        real = self._open(0, None, 0, world.zero())
        real.worth.append((Opening(), world.zero()))
        self.root = self._with_imagined(real)

    def bidder(self, suitor: str) -> str:
        """Return the player who bids for a suitor: its only member, or the bloc."""
        members = list(self.world.crisis.suitors[suitor].members)
        return members[0] if len(members) == 1 else f"suitor {suitor}"

    def amounts(self, payoffs: Payoffs) -> list[float]:
        """Return payoffs of states as payoffs of the players."""
        states = [payoffs[state] for state in self.world.crisis.states]
        blocs = self.players[len(states) :]
        return states + [self.world.bloc(name.removeprefix("suitor "), payoffs) for name in blocs]

    def nodes(self) -> Iterator[Node]:
        """Yield every node, in prefix order."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    # --- nodes

    def _new(self, paid: Payoffs) -> Node:
        self.count += 1
        if self.count > self.most:
            raise TreeTooLarge(
                f"the game has more than {self.most:,} nodes; allow more with --most-nodes, or shrink the crisis further"
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

    def _with_imagined(self, real: Node) -> Node:
        """Return the root, with what movers imagine in a branch that never comes."""
        if not self.imagined:
            return real
        nothing = self.world.zero()
        roots = list(self.imagined.values())
        share = 1.0 / len(roots)
        imagined = self._chance(nothing, [(share, f"case {n}", _given(node)) for n, node in enumerate(roots)])
        root = self._new(nothing)
        root.actions, root.children, root.chances = ["as it is", "as if"], [real, imagined], (1.0, 0.0)
        return root

    def _imagine(self, what: str, promises: Promises, slot: Slot) -> Node:
        """Return the root of a war, or of the occasions from one on, as it would be with these promises."""
        key = (what, promises, slot)
        if key not in self.imagined:
            grow = self._peace if what == "peace" else self._war
            self.imagined[key] = grow(promises, slot, self.world.zero())
        return self.imagined[key]

    # --- the bazaar

    def _open(self, t: int, table: Table, asked: int, paid: Payoffs) -> Node:
        """V(t, D), from the occasion asked next on."""
        world = self.world
        if t >= world.last:
            return self._new(paid)
        slots = world.slots_in(t)
        if asked == len(slots):
            phi = world.taken_up()
            return self._chance(
                paid,
                [
                    (phi, "council meets", lambda: self._round(t, table, paid)),
                    (1 - phi, "no council", lambda: self._pass(t, table, paid)),
                ],
            )
        slot = slots[asked]
        aggressor = self.game.aggressor(slot)
        held = plus(paid, world.total(world.holding(slot)))
        node = self._decide(
            aggressor,
            OpenAttack(t, table, slot),
            paid,
            [
                ("attack", lambda: self._war(world.treaties, slot, paid)),
                ("hold", lambda: self._open(t, table, asked + 1, held)),
            ],
        )
        seen = world.seen_by(aggressor, world.treaties)
        if seen != world.treaties:
            node.as_if = [self._imagine("war", seen, slot), node.children[1]]
        return node

    def _pass(self, t: int, table: Table, paid: Payoffs) -> Node:
        later = plus(paid, self.game.delay(t))
        branches = [
            (chance, "collapse" if table is not None and new is None else "talks go on", _later(self, t, new, later))
            for chance, new in self.game.after_pass(table)
        ]
        return self._chance(later, branches)

    def _round(self, t: int, table: Table, paid: Payoffs) -> Node:
        self.rounds += 1
        return self._bid(t, table, self.game.bidders(t, table), (), f"round {self.rounds}", paid)

    def _bid(self, t: int, table: Table, left: list[str], made: Bids, name: str, paid: Payoffs) -> Node:
        """Return the bids of the suitors that are left, one after the other, each unseen by the next."""
        if not left:
            return self._reply(t, table, made, paid)
        suitor, rest = left[0], left[1:]
        mover, bundles = self.bidder(suitor), self.world.bundles(suitor)

        def word(bundle: Bundle) -> Callable[[], Node]:
            return lambda: self._bid(t, table, rest, (*made, (suitor, bundle)), name, paid)

        def bid() -> Node:
            branches = [(_named(bundle), word(bundle)) for bundle in bundles]
            node = self._decide(mover, Wording(t, table, suitor), paid, branches)
            if len(branches) > 1:
                node.information = f"{name}: {suitor} words its bid"
            return node

        silent = lambda: self._bid(t, table, rest, made, name, paid)  # noqa: E731 - beside its twin
        node = self._decide(mover, Bidding(t, table, suitor), paid, [("bid", bid), ("silent", silent)])
        node.information = f"{name}: {suitor} bids"
        return node

    def _reply(self, t: int, table: Table, made: Bids, paid: Payoffs) -> Node:
        options = tuple(self.game.options(t, table, made))
        branches = [(_told(option), _option(self, t, table, option, paid)) for option in options]
        return self._decide(self.pivot, Reply(t, table, options), paid, branches)

    def option(self, t: int, table: Table, option: Option, paid: Payoffs) -> Node:
        """Return what follows an option of the pivot."""
        node = self._follow(t, table, option, paid)
        node.worth.append((OptionWorth(t, table, option), paid))
        return node

    def _follow(self, t: int, table: Table, option: Option, paid: Payoffs) -> Node:
        match option:
            case Option(Act.SIGN) if table is not None:
                return self._sign(t, table.suitor, table.bundle, paid)
            case Option(Act.TAKE, str() as suitor, frozenset() as bundle):
                return self._take(t, table, Ask(suitor, bundle, bundle, 0), paid)
            case Option(Act.PRESS, str() as suitor):
                bundles = tuple(self.game.demandable(table, suitor))
                branches = [(_named(bundle), _demand(self, t, table, (suitor, bundle), paid)) for bundle in bundles]
                return self._decide(self.pivot, Demand(t, table, suitor, bundles), paid, branches)
            case _:
                return self._pass(t, table, paid)

    def answer(self, t: int, table: Table, demand: tuple[str, Bundle], paid: Payoffs) -> Node:
        """Return what follows a demand."""
        suitor, bundle = demand
        return self._decide(
            self.bidder(suitor),
            Answer(t, table, suitor, bundle),
            paid,
            [
                ("agree", lambda: self._take(t, table, Ask(suitor, bundle, bundle, 0), paid)),
                ("refuse", lambda: self._pass(t, table, paid)),
            ],
        )

    def _take(self, t: int, table: Table, ask: Ask, paid: Payoffs) -> Node:
        questions = self.game.questions(ask.suitor, ask.bundle)
        if ask.place == len(questions):
            return self._taken(t, table, ask, paid)
        if self.game.question(ask) is None:
            return self._take(t, table, ask._replace(place=ask.place + 1), paid)
        clause, state = questions[ask.place]
        granted, refused = (_asking(self, t, table, answer, paid) for answer in self.game.answers(ask))
        if state in self.world.crisis.suitors[ask.suitor].menu[clause].consent_chance:
            chance = self.world.number(f"suitors.{ask.suitor}.menu.{clause}.consent_chance.{state}")
            return self._chance(paid, [(chance, "consent", granted), (1 - chance, "refuse", refused)])
        return self._decide(state, Consent(t, table, ask), paid, [("consent", granted), ("refuse", refused)])

    def _taken(self, t: int, table: Table, ask: Ask, paid: Payoffs) -> Node:
        drafting = self.world.drafting(ask.suitor)
        if not ask.left:
            return self._pass(t, table if drafting == 0 else None, paid)
        bundle = self.world.option_of(ask.suitor, ask.left)
        if drafting > 0:
            return self._pass(t, Draft(ask.suitor, bundle, drafting), paid)
        return self._decide(
            self.pivot,
            AtOnce(t, table, ask.suitor, bundle),
            paid,
            [
                ("sign", lambda: self._sign(t, ask.suitor, bundle, paid)),
                ("leave", lambda: self._pass(t, table, paid)),
            ],
        )

    def _sign(self, t: int, suitor: str, bundle: Bundle, paid: Payoffs) -> Node:
        world = self.world
        signed = plus(paid, world.total(signature_terms(world, suitor, bundle, t)))
        number = world.first_slot(t + 1)
        if number == len(world.slots):
            return self._new(signed)
        return self._peace(world.promises(suitor, bundle), world.slots[number], signed)

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
            node.as_if = self._imagine("peace", seen, slot).children
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
            twin = self._imagine("war", seen, slot)
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
                lost = battle.still_has(turn.toward, winner) * (
                    self.world.of_state(turn.toward, "war_cost", day) + 1
                )
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


def _given(node: Node) -> Callable[[], Node]:
    return lambda: node


def _later(tree: GameTree, t: int, table: Table, paid: Payoffs) -> Callable[[], Node]:
    return lambda: tree._open(t + 1, table, 0, paid)


def _option(tree: GameTree, t: int, table: Table, option: Option, paid: Payoffs) -> Callable[[], Node]:
    return lambda: tree.option(t, table, option, paid)


def _demand(tree: GameTree, t: int, table: Table, demand: tuple[str, Bundle], paid: Payoffs) -> Callable[[], Node]:
    return lambda: tree.answer(t, table, demand, paid)


def _asking(tree: GameTree, t: int, table: Table, ask: Ask, paid: Payoffs) -> Callable[[], Node]:
    return lambda: tree._take(t, table, ask, paid)


def _joining(tree: GameTree, promises: Promises, slot: Slot, decisions: Decisions, paid: Payoffs) -> Callable[[], Node]:
    return lambda: tree.join(promises, slot, decisions, paid)


def _named(bundle: Bundle) -> str:
    return " + ".join(sorted(bundle))


def _told(option: Option) -> str:
    words = [str(option.kind), option.suitor, _named(option.bundle) if option.bundle else None]
    return ": ".join(word for word in words if word)
