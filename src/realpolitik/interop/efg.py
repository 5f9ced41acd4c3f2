"""A game as a Gambit extensive-form game file (version 2): nodes in prefix order, one line each.

    c "where" SET "" { "action" CHANCE ... } 0            chance moves
    p "where" PLAYER SET "set" { "action" ... } 0         a player moves
    t "" OUTCOME "how it ended" { payoff, ... }           a leaf

Payoffs are present values at the opening of the window, in shares of own survival, to the last bit. Gambit reads decimals as
fractions and demands that chances sum to one; a sum of doubles may miss it by their last bit. So the largest chance of a node is
written as what the others leave of one, exactly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from itertools import count

from realpolitik.interop.labels import end_label, events_of, node_label, player_label
from realpolitik.interop.node import Node
from realpolitik.interop.tree import GameTree

EXACT_DIGITS = 400
"""Digits in which sums of chances are exact: a double has at most 17, and none after the 340th place."""

UNITS = "Payoffs are present values at the opening of the window, in shares of own survival."


def to_efg(tree: GameTree, title: str) -> str:
    """Return the text of a Gambit file.

    Parameters
    ----------
    tree : GameTree
    title : str

    Returns
    -------
    str
        Numbers are written so that they are read back to the same bit, but for the largest chance of a node: that is what the
        others, as written, leave of one.
    """
    players = " ".join(_quoted(player_label(tree.world.crisis, player)) for player in tree.players)
    return "\n".join([f"EFG 2 R {_quoted(title)} {{ {players} }}", _quoted(UNITS), *_lines(tree)]) + "\n"


def _lines(tree: GameTree) -> Iterator[str]:
    place = {player: number for number, player in enumerate(tree.players, start=1)}
    sets: dict[str, dict[str, int]] = {player: {} for player in tree.players}
    chances, leaves = count(1), count(1)
    for line, (node, events) in enumerate(_stories(tree), start=1):
        where = f"{line}. {node_label(node, tree.rules)}"  # Gambit wants a node's label to be its own
        if node.mover is not None:
            own = sets[node.mover]
            name = node.information or where
            number = own.setdefault(name, len(own) + 1)
            actions = " ".join(_quoted(action) for action in node.actions)
            yield f"p {_quoted(where)} {place[node.mover]} {number} {_quoted(name)} {{ {actions} }} 0"
        elif node.children:
            pairs = zip(node.actions, exact_chances(node.chances), strict=True)
            actions = " ".join(f"{_quoted(action)} {chance:f}" for action, chance in pairs)
            yield f'c {_quoted(where)} {next(chances)} "" {{ {actions} }} 0'
        else:
            payoffs = ", ".join(f"{_decimal(amount):f}" for amount in tree.amounts(node.paid))
            number = next(leaves)
            yield f't "" {number} {_quoted(f"{number}. {end_label(events)}")} {{ {payoffs} }}'


def _stories(tree: GameTree) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Yield every node in prefix order, with what has happened on the way to it."""
    waiting: list[tuple[Node, tuple[str, ...]]] = [(tree.root, ())]
    while waiting:
        node, events = waiting.pop()
        yield node, events
        after = [(*events, *events_of(node, action, tree.rules)) for action in node.actions]
        waiting += reversed(list(zip(node.children, after, strict=True)))


def exact_chances(chances: Sequence[float]) -> list[Decimal]:
    """Return chances as decimals: each as it is read back to the same bit, the largest as what they leave of one."""
    written = [_decimal(chance) for chance in chances]
    largest = written.index(max(written))
    with localcontext(prec=EXACT_DIGITS):
        written[largest] = 1 - sum(written[:largest] + written[largest + 1 :], Decimal(0))
    return written


def _decimal(number: float) -> Decimal:
    """Return the shortest decimal that is read back to the same bit."""
    return Decimal(repr(float(number)))


def _quoted(text: str) -> str:
    """Return a text as a label; no two programs agree on how a quotation mark or a backslash inside one is escaped."""
    return '"' + " ".join(text.replace("\\", "/").replace('"', "'").split()) + '"'
