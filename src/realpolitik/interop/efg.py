"""A game as a Gambit extensive-form game file (version 2): nodes in prefix order, one line each.

    c "" SET "" { "action" CHANCE ... } 0        chance moves
    p "" PLAYER SET "name" { "action" ... } 0    a player moves
    t "" OUTCOME "" { payoff, ... }              a leaf

Payoffs are present values at the opening of the window, in shares of own survival, to the last bit.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from realpolitik.interop.tree import GameTree


def to_efg(tree: GameTree, title: str) -> str:
    """Return the text of a Gambit file.

    Parameters
    ----------
    tree : GameTree
    title : str

    Returns
    -------
    str
        Numbers are written so that they are read back to the same bit.
    """
    players = " ".join(_quoted(player) for player in tree.players)
    return "\n".join([f"EFG 2 R {_quoted(title)} {{ {players} }}", '""', *_lines(tree)]) + "\n"


def _lines(tree: GameTree) -> Iterator[str]:
    place = {player: number for number, player in enumerate(tree.players, start=1)}
    sets: dict[str, dict[str, int]] = {player: {} for player in tree.players}
    chances, leaves = count(1), count(1)
    for node in tree.nodes():
        if node.mover is not None:
            own = sets[node.mover]
            name = node.information or f"{len(own) + 1}"
            number = own.setdefault(name, len(own) + 1)
            actions = " ".join(_quoted(action) for action in node.actions)
            yield f'p "" {place[node.mover]} {number} {_quoted(name)} {{ {actions} }} 0'
        elif node.children:
            actions = " ".join(f"{_quoted(a)} {p!r}" for a, p in zip(node.actions, node.chances, strict=True))
            yield f'c "" {next(chances)} "" {{ {actions} }} 0'
        else:
            payoffs = ", ".join(repr(float(amount)) for amount in tree.amounts(node.paid))
            yield f't "" {next(leaves)} "" {{ {payoffs} }}'


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "/").replace('"', "'") + '"'
