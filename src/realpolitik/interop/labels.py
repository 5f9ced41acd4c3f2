"""Places and ends of a game in words, for the labels that other software shows."""

from __future__ import annotations

from collections.abc import Iterable

from realpolitik.crisis.schema import Crisis, Side
from realpolitik.game.rules.nodes import Act, Branch
from realpolitik.game.rules.rules import BLOC, Rules
from realpolitik.game.rules.state import (
    Answer,
    Ask,
    AtOnce,
    Attack,
    Bidding,
    Campaign,
    Consent,
    Decisions,
    Demand,
    Draft,
    Join,
    OpenAttack,
    Place,
    Reply,
    Rescue,
    Table,
    Turning,
    Victim,
    Wording,
)
from realpolitik.game.rules.war_rules import FAILS, PREVAILS
from realpolitik.game.rules.world import Bundle, Slot
from realpolitik.interop.node import Node


def bundle_label(bundle: Bundle) -> str:
    """Return a bundle as the keys of its clauses."""
    return " + ".join(sorted(bundle))


def player_label(crisis: Crisis, player: str) -> str:
    """Return a player by its name for readers, with its key where that is another word."""
    key = player.removeprefix(BLOC)
    name = crisis.states[player].name if player in crisis.states else crisis.suitors[key].name
    return name if name == key else f"{name} ({key})"


def node_label(node: Node, rules: Rules) -> str:
    """Return where somebody or chance moves; nothing at a leaf."""
    return " or ".join(node.actions) if node.choice is None else place_label(node.choice, rules)


def place_label(place: Place, rules: Rules) -> str:
    """Return what somebody chooses at a place, and when."""
    when = _when(place, rules)
    match place:
        case Attack() | OpenAttack():
            what = "attack?"
        case Join():
            what = "join?"
        case Turning():
            victim = _only_victim(place, rules)
            what = "turn on anybody?" if victim is None else f"turn on {victim}?"
        case Victim():
            what = "turn on whom?"
        case Rescue(hostility=hostility):
            record = rules.world.crisis.hostilities[hostility]
            what = f"help {record.toward} against {record.by}?"
        case Bidding(suitor=suitor):
            what = f"does {suitor} bid?"
        case Wording(suitor=suitor):
            what = f"what does {suitor} bid?"
        case Demand(suitor=suitor):
            what = f"what is {suitor} pressed for?"
        case Answer(suitor=suitor, bundle=bundle):
            what = f"does {suitor} grant {bundle_label(bundle)}?"
        case Consent(ask=ask):
            what = f"consent to {_asked_about(rules.world.crisis, ask)}, in the text of {ask.suitor}?"
        case AtOnce(suitor=suitor, bundle=bundle):
            what = f"sign with {suitor}, {bundle_label(bundle)}?"
        case _:
            what = "the pivot replies"
    return f"{when}: {what}"


def _when(place: Place, rules: Rules) -> str:
    match place:
        case Attack(_, slot):
            return f"after the talks, {_occasion(rules.slot(slot))}"
        case OpenAttack(t, table, slot):
            return f"{_talks(t, table)}, {_occasion(rules.slot(slot))}"
        case Join(_, slot, decisions):
            return _war(rules, slot, decisions)
        case Turning() | Victim() | Rescue():
            if place.winner is None:
                return "in peace"
            return f"{_war(rules, place.slot, place.decisions)}, {place.winner} wins"
        case Bidding() | Wording() | Reply() | Demand() | Answer() | Consent() | AtOnce():
            return _talks(place.t, place.table)
    raise AssertionError(f"nobody chooses at {place}")


def events_of(node: Node, action: str, rules: Rules) -> tuple[str, ...]:
    """Return what an action adds to the story that a leaf is the end of: signatures, attacks, joining, turning, victories."""
    match node.choice:
        case Reply(_, Draft(suitor, bundle), _) if action == Act.SIGN:
            return (f"the pivot signs with {suitor}: {bundle_label(bundle)}",)
        case AtOnce(_, _, suitor, bundle) if action == Act.SIGN:
            return (f"the pivot signs with {suitor}: {bundle_label(bundle)}",)
        case OpenAttack(slot=slot) | Attack(slot=slot) if action == Act.ATTACK:
            fought = rules.slot(slot)
            return (f"{rules.aggressor(slot)} attacks: {_occasion(fought)}",)
        case Join() if action != Act.OUT:
            return (f"{node.mover} joins the {action}",)
        case Turning() | Victim() | Rescue():
            return _events_after(node.choice, node.mover or "", action, rules)
        case None if action in _TOLD_OF_CHANCE or action.endswith(_ENDS_OF_CAMPAIGNS):
            return (action,)
        case _:
            return ()


def _events_after(place: Turning | Victim | Rescue, mover: str, action: str, rules: Rules) -> tuple[str, ...]:
    """Return what an action after a war, or in peace, adds to the story."""
    hostilities = rules.world.crisis.hostilities
    match place:
        case Turning() if action == Act.TURN:
            victim = _only_victim(place, rules)
            return () if victim is None else (f"{mover} turns on {victim}",)
        case Victim():
            return (f"{mover} turns on {hostilities[action].toward}",)
        case Rescue(hostility=hostility) if action == Act.HELP:
            return (f"{mover} helps {hostilities[hostility].toward}",)
    return ()


def _only_victim(place: Turning, rules: Rules) -> str | None:
    """Return the state that somebody may turn on, if it has no choice among several."""
    victims = rules.war.victims(rules.ending(place), place.state)
    return rules.world.crisis.hostilities[victims[0]].toward if len(victims) == 1 else None


_TOLD_OF_CHANCE = {*(f"{side} wins" for side in Side), "as if"}
"""What chance decides that a reader of an end needs."""
_ENDS_OF_CAMPAIGNS = (f" {PREVAILS}", f" {FAILS}")
"""The same of a state that has turned, after its name."""


def branch_label(place: Place, branch: Branch, rules: Rules) -> str:
    """Return what chance brings at a place: of a state that has turned with its name, since several may have."""
    if isinstance(place, Campaign):
        return f"{rules.world.crisis.hostilities[place.hostility].by} {branch.key}"
    return branch.key


def end_label(events: Iterable[str]) -> str:
    """Return how a game ended."""
    return "; ".join(events) or "nothing is signed, nobody attacks"


def _talks(t: int, table: Table) -> str:
    stages = "" if table is None else "1 stage" if table.left == 1 else f"{table.left} stages"
    draft = "" if table is None else f", {stages} from signing {table.suitor}'s {bundle_label(table.bundle)}"
    return f"step {t + 1}{draft}"


def _asked_about(crisis: Crisis, ask: Ask) -> str:
    menu = crisis.suitors[ask.suitor].menu
    return [key for key in menu if key in ask.bundle for _ in menu[key].consent_of][ask.place]


def _occasion(slot: Slot) -> str:
    return f"{slot.plan}, {slot.occasion} ({slot.day})"


def _war(rules: Rules, slot: int, decisions: Decisions) -> str:
    fought = rules.slot(slot)
    joined = [
        f"{joiner} {'out' if side is None else side}"
        for joiner, side in zip(rules.world.crisis.war_plans[fought.plan].joiners, decisions, strict=False)
    ]
    return ", ".join([f"war by {_occasion(fought)}", *joined])
