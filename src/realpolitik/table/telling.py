"""Moves and what is seen, in plain words: names and no keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from realpolitik.crisis.articles import the
from realpolitik.crisis.schema import Crisis
from realpolitik.game.rules.nodes import Act
from realpolitik.game.rules.state import (
    Answer,
    AtOnce,
    Attack,
    Bidding,
    Consent,
    Contest,
    Council,
    Demand,
    Join,
    OpenAttack,
    Passing,
    Place,
    Reply,
    Wording,
)
from realpolitik.table.moves import Move


def state_name(crisis: Crisis, state: str) -> str:
    """Return the name of a state, as it stands within a sentence."""
    return the(crisis.states[state].name)


def suitor_name(crisis: Crisis, suitor: str) -> str:
    """Return the name of a suitor, as it stands within a sentence."""
    return the(crisis.suitors[suitor].name)


def text_of(crisis: Crisis, suitor: str, clauses: Sequence[str]) -> str:
    """Return the clauses of a text, in a few words each."""
    return ", ".join(clause.replace("-", " ").replace("_", " ") for clause in clauses) or "a text that is kept secret"


def stages_left(stages: int) -> str:
    """Return how far a draft is from being ready."""
    return "ready to be signed" if stages == 0 else f"{stages} of 4 stages of drafting left"


def tell_move(crisis: Crisis, move: Move, turn: Mapping[str, Any]) -> str:  # noqa: PLR0911, PLR0912  # one case for each kind
    """Return a move as an order: "Offer ...", "Wait"."""
    name = "" if move.suitor is None else suitor_name(crisis, move.suitor)
    text = "" if move.suitor is None else text_of(crisis, move.suitor, move.clauses)
    match move.kind:
        case Act.BID:
            return f"Offer: {text}"
        case Act.SILENT:
            return "Make no offer now"
        case Act.SIGN:
            return f"Sign with {name}: {text}"
        case Act.TAKE:
            return f"Take up the offer of {name}: {text}"
        case Act.PRESS:
            return f"Press {name} for: {text}"
        case Act.WAIT:
            return "Wait"
        case Act.AGREE:
            return "Agree to it"
        case Act.REFUSE if "clause" in turn:
            return "Refuse; the clause falls"
        case Act.REFUSE:
            return "Refuse"
        case Act.CONSENT:
            return "Consent"
        case Act.LEAVE:
            return "Leave it"
        case Act.ATTACK:
            return "Attack"
        case _:
            return "Hold back"


def tell_luck(crisis: Crisis, place: Place) -> str:  # noqa: PLR0911  # one case for each kind
    """Return what others, or chance, did at a place, in a few words."""
    match place:
        case Council():
            return f"whether the council of {state_name(crisis, crisis.pivot)} would meet"
        case Passing():
            return "how the drafting went"
        case Bidding() | Wording():
            return "what was offered"
        case Reply() | Demand() | AtOnce():
            return f"what {state_name(crisis, crisis.pivot)} did"
        case Answer(suitor=suitor):
            return f"the answer of {suitor_name(crisis, suitor)}"
        case Consent():
            return "whether others consented"
        case OpenAttack() | Attack():
            return "whether there would be war"
        case Join() | Contest():
            return "who joined the war, and who won it"
        case _:
            return "who turned on whom in the end"


def tell_turn(crisis: Crisis, turn: Mapping[str, Any]) -> str:
    """Return what a seat is asked, as a sentence."""
    return _starting(_turn(crisis, turn))


def _starting(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _turn(crisis: Crisis, turn: Mapping[str, Any]) -> str:
    match turn["kind"]:
        case "bidding":
            return f"{state_name(crisis, crisis.pivot)} will hear offers. What do you offer?"
        case "reply":
            return "The offers are before you. What do you do?"
        case "answer":
            return f"{state_name(crisis, crisis.pivot)} presses you for: {text_of(crisis, turn['suitor'], turn['clauses'])}."
        case "consent":
            suitor = turn["suitor"]
            text = text_of(crisis, suitor, turn["clauses"])
            clause = text_of(crisis, suitor, [turn["clause"]])
            both = f"{state_name(crisis, crisis.pivot)} and {suitor_name(crisis, suitor)}"
            return f"{both} would write: {text}. Do you consent to “{clause}”?"
        case "at once":
            return (
                f"What is left of the text can be signed at once: {text_of(crisis, turn['suitor'], turn['clauses'])}."
            )
        case _:
            plan, why, day = occasion_of(crisis, turn["occasion"])
            return f"{plan}, {day}{why}. Do you attack?"


def occasion_of(crisis: Crisis, number: int) -> tuple[str, str, str]:
    """Return the plan of an occasion, why it is one, and its day."""
    every = [
        (occasion.date, place, record.name, occasion.why)
        for place, record in enumerate(crisis.war_plans.values())
        for occasion in record.occasions.values()
    ]
    day, _, plan, why = sorted(every, key=lambda one: one[:2])[number]
    return plan, f" ({why})" if why else "", f"{day.day} {day:%B %Y}"


def tell_seen(crisis: Crisis, seat: str | None, one: Mapping[str, Any]) -> str:
    """Return something that was seen, as a sentence."""
    return _starting(_seen(crisis, seat, one))


def _seen(crisis: Crisis, seat: str | None, one: Mapping[str, Any]) -> str:  # noqa: PLR0911, PLR0912  # one case for each kind
    pivot = state_name(crisis, crisis.pivot)
    us = one.get("state") == seat and seat is not None
    who = "you" if us else state_name(crisis, one["state"]) if "state" in one else ""
    suitor = suitor_name(crisis, one["suitor"]) if "suitor" in one else ""
    text = text_of(crisis, one["suitor"], one["clauses"] or ()) if "suitor" in one and "clauses" in one else ""
    match one["kind"]:
        case "attack":
            return f"{who} {'attack' if us else 'attacks'}: {occasion_of(crisis, one['occasion'])[0]}."
        case "hold":
            return f"{who} {'let' if us else 'lets'} the occasion for {occasion_of(crisis, one['occasion'])[0]} pass."
        case "own bid":
            ours = "you" if seat in crisis.suitors[one["suitor"]].members else suitor
            return f"{ours} offered {text}." if one["clauses"] is not None else f"{ours} made no offer."
        case "bids":
            return _bids(crisis, one["bids"])
        case "own take":
            return f"You took up the offer of {suitor}: {text}."
        case "own press":
            return f"You pressed {suitor} for {text}."
        case "own wait":
            return "You waited."
        case "taken":
            return f"{pivot} took up your offer: {text}."
        case "pressed":
            return f"{pivot} pressed you for {text}."
        case "answer":
            theirs = "you" if seat in crisis.suitors[one["suitor"]].members else suitor
            return f"{theirs} {'agreed' if one['agrees'] else 'refused'}."
        case "asked":
            return f"You were asked about “{text_of(crisis, one['suitor'], [one['clause']])}” in a text of {suitor}."
        case "consent":
            about = text_of(crisis, one["suitor"], [one["clause"]])
            return f"{who} {'consented to' if one['consents'] else 'refused'} “{about}”."
        case "left":
            return f"{pivot} left a text of {suitor} unsigned."
        case "step":
            return _step(crisis, one)
        case "signed":
            return f"{pivot} and {suitor} signed: {text}."
        case "back":
            return "The game was taken back to here."
        case "over":
            return "It is over."
    return _war(crisis, who, one, us)


def _bids(crisis: Crisis, bids: Mapping[str, Any]) -> str:
    told = [
        f"{suitor_name(crisis, suitor)}: {'no offer' if clauses is None else text_of(crisis, suitor, clauses)}"
        for suitor, clauses in bids.items()
    ]
    return f"offers: {'; '.join(told)}." if told else "nobody else may make an offer."


def _step(crisis: Crisis, one: Mapping[str, Any]) -> str:
    began, then = one["draft"], one["then"]
    if began is None:
        return "Nothing came of it."
    name = suitor_name(crisis, began["suitor"])
    head = (
        f"A text of {name} was taken up: {text_of(crisis, began['suitor'], began['clauses'])}. " if one["fresh"] else ""
    )
    if then is None:
        return f"{head}The talks with {name} collapsed."
    done = began["stages"] - then["stages"]
    if done == 0 and not head:
        return "Ready to be signed, and not signed." if then["stages"] == 0 else "The drafting did not move."
    return f"{head}{'The draft' if head else f'The draft of {name}'}: {stages_left(then['stages'])}."


def _war(crisis: Crisis, who: str, one: Mapping[str, Any], us: bool) -> str:
    s = "" if us else "s"
    match one["kind"]:
        case "join":
            side = one["side"]
            return f"{who} stay{s} out." if side is None else f"{who} join{s} the {side}'s side."
        case "won":
            return f"The war is won by the {one['side']}'s side."
        case "help":
            victim = state_name(crisis, one["victim"])
            return f"{who} help{s} {victim}." if one["helps"] else f"{who} do{'' if us else 'es'} not help {victim}."
        case _:
            victim = state_name(crisis, one["victim"])
            return f"{who} turn{s} on {victim} and {'prevail' if one['prevails'] else 'fail'}{s}."
