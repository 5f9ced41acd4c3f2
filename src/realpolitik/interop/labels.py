"""Places and ends of a game in words, for the labels that other software shows."""

from __future__ import annotations

from collections.abc import Iterable

from realpolitik.crisis.schema import Crisis, Side
from realpolitik.game.reference.bazaar import Act, Ask, Draft, Option, Table
from realpolitik.game.reference.war import Decisions
from realpolitik.game.reference.world import Bundle, Slot
from realpolitik.interop.node import Node
from realpolitik.interop.places import (
    Answer,
    AtOnce,
    Attack,
    AtTheTable,
    AtWar,
    Bidding,
    Choice,
    Consent,
    Demand,
    Join,
    OpenAttack,
    Reply,
    Revenge,
    Wording,
)


def bundle_label(bundle: Bundle) -> str:
    """Return a bundle as the keys of its clauses."""
    return " + ".join(sorted(bundle))


def option_label(option: Option) -> str:
    """Return an option of the pivot as what it does, with whom, about what."""
    words = [str(option.kind), option.suitor, bundle_label(option.bundle) if option.bundle else None]
    return ": ".join(word for word in words if word)


def player_label(crisis: Crisis, player: str) -> str:
    """Return a player by its name for readers, with its key where that is another word."""
    key = player.removeprefix("suitor ")
    name = crisis.states[player].name if player in crisis.states else crisis.suitors[key].name
    return name if name == key else f"{name} ({key})"


def node_label(node: Node, crisis: Crisis) -> str:
    """Return where somebody or chance moves; nothing at a leaf."""
    return " or ".join(node.actions) if node.choice is None else choice_label(node.choice, crisis)


def choice_label(choice: Choice, crisis: Crisis) -> str:
    """Return what somebody chooses, and when."""
    return _at_war(choice, crisis) if isinstance(choice, AtWar) else _at_the_table(choice, crisis)


def _at_war(choice: AtWar, crisis: Crisis) -> str:
    match choice:
        case Attack(_, slot):
            return f"after the talks: {_occasion(slot)}, attack?"
        case Join(_, slot, decisions):
            return f"{_war(crisis, slot, decisions)}: join?"
        case Revenge(_, slot, decisions, winner, hostility):
            victim = crisis.hostilities[hostility].toward
            return f"{_war(crisis, slot, decisions)}, {winner} wins: turn on {victim}?"


def _at_the_table(choice: AtTheTable, crisis: Crisis) -> str:
    when = _talks(choice.t, choice.table)
    match choice:
        case OpenAttack(_, _, slot):
            return f"{when}: {_occasion(slot)}, attack?"
        case Bidding(_, _, suitor):
            return f"{when}: does {suitor} bid?"
        case Wording(_, _, suitor):
            return f"{when}: what does {suitor} bid?"
        case Reply():
            return f"{when}: the pivot replies"
        case Demand(_, _, suitor, _):
            return f"{when}: what is {suitor} pressed for?"
        case Answer(_, _, suitor, bundle):
            return f"{when}: does {suitor} grant {bundle_label(bundle)}?"
        case Consent(_, _, ask):
            return f"{when}: consent to {_asked_about(crisis, ask)}, in the text of {ask.suitor}?"
        case AtOnce(_, _, suitor, bundle):
            return f"{when}: sign with {suitor}, {bundle_label(bundle)}?"


def events_of(node: Node, action: str, crisis: Crisis) -> tuple[str, ...]:
    """Return what an action adds to the story that a leaf is the end of: signatures, attacks, joining, victories."""
    match node.choice:
        case Reply(_, Draft(suitor, bundle), _) if action == Act.SIGN:
            return (f"the pivot signs with {suitor}: {bundle_label(bundle)}",)
        case AtOnce(_, _, suitor, bundle) if action == Act.SIGN:
            return (f"the pivot signs with {suitor}: {bundle_label(bundle)}",)
        case OpenAttack(slot=slot) | Attack(slot=slot) if action == "attack":
            return (f"{crisis.war_plans[slot.plan].aggressor} attacks: {_occasion(slot)}",)
        case Join() if action != "out":
            return (f"{node.mover} joins the {action}",)
        case Revenge(hostility=hostility) if action == "turn":
            return (f"{node.mover} turns on {crisis.hostilities[hostility].toward}",)
        case None if action in _TOLD_OF_CHANCE:
            return (action,)
        case _:
            return ()


_TOLD_OF_CHANCE = {*(f"{side} wins" for side in Side), "prevails", "fails", "as if"}
"""What chance decides that a reader of an end needs."""


def end_label(events: Iterable[str]) -> str:
    """Return how a game ended."""
    return "; ".join(events) or "nothing is signed, nobody attacks"


def _talks(t: int, table: Table) -> str:
    draft = "" if table is None else f", {table.left} from signing {table.suitor}'s {bundle_label(table.bundle)}"
    return f"period {t + 1}{draft}"


def _asked_about(crisis: Crisis, ask: Ask) -> str:
    menu = crisis.suitors[ask.suitor].menu
    return [key for key in menu if key in ask.bundle for _ in menu[key].consent_of][ask.place]


def _occasion(slot: Slot) -> str:
    return f"{slot.plan}, {slot.occasion} ({slot.day})"


def _war(crisis: Crisis, slot: Slot, decisions: Decisions) -> str:
    joined = [
        f"{joiner} {'out' if side is None else side}"
        for joiner, side in zip(crisis.war_plans[slot.plan].joiners, decisions, strict=False)
    ]
    return ", ".join([f"war by {_occasion(slot)}", *joined])
