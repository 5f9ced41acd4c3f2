"""One believer's game as a tree in extensive form: chance, decisions, and the ledger's sum at every leaf.

The tree is made from the plain reference: its rules say what can happen, and its ledger what that pays. None of its
values or chances of choices is read (unless wars are folded into leaves), so that a solution can be held against the tree.
Simultaneous bids are nodes one after the other, tied in information sets. What movers imagine who do not see a secret clause
stands in a branch of chance zero, named "as if".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from realpolitik.game.reference.bazaar import Act, Ask, Bids, Draft, Option, Table, signature_terms
from realpolitik.game.reference.world import Bundle, Payoffs, World, plus
from realpolitik.interop.labels import bundle_label, option_label
from realpolitik.interop.node import Node
from realpolitik.interop.places import (
    Answer,
    AtOnce,
    Bidding,
    Consent,
    Demand,
    OpenAttack,
    Opening,
    OptionWorth,
    Reply,
    Wording,
)
from realpolitik.interop.war_tree import WarTree


class GameTree(WarTree):
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
        super().__init__(world, most, fold_wars)
        self.pivot = world.crisis.pivot
        self.rounds = 0
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
            # Beside a branch that really comes, what has been paid on the way must be the same.
            node.as_if = [self._imagine("war", seen, slot, paid), node.children[1]]
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
            branches = [(bundle_label(bundle), word(bundle)) for bundle in bundles]
            node = self._decide(mover, Wording(t, table, suitor), paid, branches)
            if len(branches) > 1:
                node.information = f"{name}: {suitor} words its bid"
            return node

        if self.world.crisis.suitors[suitor].bound:
            return word(bundles[0])()
        silent = lambda: self._bid(t, table, rest, made, name, paid)  # noqa: E731 - beside its twin
        node = self._decide(mover, Bidding(t, table, suitor), paid, [("bid", bid), ("silent", silent)])
        node.information = f"{name}: {suitor} bids"
        return node

    def _reply(self, t: int, table: Table, made: Bids, paid: Payoffs) -> Node:
        options = tuple(self.game.options(t, table, made))
        branches = [(option_label(option), _option(self, t, table, option, paid)) for option in options]
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
                branches = [
                    (bundle_label(bundle), _demand(self, t, table, (suitor, bundle), paid)) for bundle in bundles
                ]
                return self._decide(self.pivot, Demand(t, table, suitor, bundles), paid, branches)
            case _:
                return self._pass(t, table, paid)

    def answer(self, t: int, table: Table, demand: tuple[str, Bundle], paid: Payoffs) -> Node:
        """Return what follows a demand."""
        suitor, bundle = demand
        if self.world.crisis.suitors[suitor].bound:
            return self._take(t, table, Ask(suitor, bundle, bundle, 0), paid)
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
