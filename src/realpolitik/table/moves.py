"""What the one whose turn it is can do, as whole moves: a bid with its text, a demand with what is demanded."""

from __future__ import annotations

from dataclasses import dataclass

from realpolitik.game.rules.nodes import Act, Chance, Decision, Option
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.state import Bidding, Demand, Join, Place, Reply, Rescue, Turning, Victim, Wording

Steps = tuple[str, ...]
"""The keys of the options of the rules, one after the other, that make a move."""
AT_WAR = (Join, Turning, Victim, Rescue)
"""Where wars play themselves."""


@dataclass(frozen=True)
class Move:
    """A move.

    Attributes
    ----------
    number : int
        From 1 on, in the order of the rules and of the file.
    kind : Act
    steps : tuple of str
    suitor : str, optional
    clauses : tuple of str
        Keys, in the order of the menu.
    """

    number: int
    kind: Act
    steps: Steps
    suitor: str | None = None
    clauses: tuple[str, ...] = ()


def mover_at(rules: Rules, place: Place) -> str | None:
    """Return the state whose move it is; None where chance moves, where a war plays itself, and at the end."""
    if isinstance(place, AT_WAR):
        return None
    node = rules.moves(place)
    return rules.mover(node.player) if isinstance(node, Decision) else None


def moves_at(rules: Rules, place: Place) -> tuple[Move, ...]:
    """Return the moves that can be made at a place; none where nobody chooses."""
    if mover_at(rules, place) is None:
        return ()
    node = rules.moves(place)
    assert not isinstance(node, Chance)
    found: list[tuple[Option, Steps]] = []
    for option in node.options:
        match place, option:
            case Bidding(t, table, made, suitor), Option(Act.BID):
                found += _then(rules, Wording(t, table, made, suitor), option)
            case Reply(t, table, _), Option(Act.PRESS, str() as suitor):
                found += _then(rules, Demand(t, table, suitor), option)
            case _:
                found.append((option, (option.key,)))
    return tuple(
        Move(number, _kind(place, option), steps, _suitor(place, option), _in_order(rules, place, option))
        for number, (option, steps) in enumerate(found, 1)
    )


def _then(rules: Rules, place: Wording | Demand, first: Option) -> list[tuple[Option, Steps]]:
    node = rules.moves(place)
    assert isinstance(node, Decision)
    return [(option, (first.key, option.key)) for option in node.options]


def _kind(place: Place, option: Option) -> Act:
    return {Act.WORD: Act.BID, Act.DEMAND: Act.PRESS}.get(option.kind, option.kind)


def _suitor(place: Place, option: Option) -> str | None:
    if option.suitor is not None:
        return option.suitor
    if option.kind == Act.SIGN and isinstance(place, Reply) and place.table is not None:
        return place.table.suitor
    return getattr(place, "suitor", None)


def _in_order(rules: Rules, place: Place, option: Option) -> tuple[str, ...]:
    """Return the clauses that a move is about, in the order of the menu."""
    bundle, suitor = option.bundle, _suitor(place, option)
    if option.kind == Act.SIGN and isinstance(place, Reply) and place.table is not None:
        bundle = place.table.bundle
    elif option.kind in {Act.AGREE, Act.REFUSE, Act.SIGN, Act.LEAVE}:
        bundle = getattr(place, "bundle", None)
    return () if bundle is None or suitor is None else in_order(rules, suitor, bundle)


def in_order(rules: Rules, suitor: str, bundle: frozenset[str]) -> tuple[str, ...]:
    """Return clauses in the order of their menu."""
    return tuple(key for key in rules.world.crisis.suitors[suitor].menu if key in bundle)
