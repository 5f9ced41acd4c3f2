"""A view in the words of a page: what is on the table, what was seen, the move to be made and what it is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.report.words import starting
from realpolitik.table.telling import stages_left, state_name, suitor_name, tell_turn, text_of
from realpolitik.table.view import Choice, View

FELT: Final = 0.0005
"""Payoffs that are nearer to nought are told as nothing."""
QUIET: Final = frozenset({"bids", "asked", "pressed", "own wait"})
"""What was seen and is told elsewhere on the page."""
COMPOSED: Final = frozenset({"bid", "press"})
"""Kinds of moves that are made of clauses."""
COUNSEL: Final = 3
"""How many moves its own statesman would name."""


def day_of(day: str) -> str:
    """Return a day as "5 May 1939"."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def hundredths(amount: float) -> str:
    """Return a payoff with its sign, in hundredths of survival."""
    return "0" if abs(amount) < FELT else f"{100 * amount:+.1f}".replace("-", "−")


def percent(chance: float) -> str:
    """Return a chance in per cent."""
    return "<1%" if 0 < chance < 0.005 else ">99%" if 0.995 < chance < 1 else f"{100 * chance:.0f}%"


def clause_name(key: str) -> str:
    """Return a clause in a few words."""
    return key.replace("-", " ").replace("_", " ")


def on_the_table(crisis: Crisis, seen: View) -> dict[str, Any]:
    """Return what lies on the table, in parts."""
    if seen.signed is not None:
        suitor = seen.signed["suitor"]
        return {
            "kind": "signed",
            "head": f"Signed with {suitor_name(crisis, suitor)}",
            "clauses": _clauses(crisis, suitor, seen.signed["clauses"]),
            "hue": hue_of(crisis, suitor),
        }
    if seen.draft is None:
        return {"kind": "nothing", "head": "Nothing is on the table", "clauses": [], "hue": "hue-none"}
    suitor = seen.draft["suitor"]
    return {
        "kind": "draft",
        "head": f"A draft of {suitor_name(crisis, suitor)}, {stages_left(seen.draft['stages'])}",
        "since": day_of(seen.draft["since"]),
        "clauses": _clauses(crisis, suitor, seen.draft["clauses"]),
        "stages": 4 - seen.draft["stages"],
        "hue": hue_of(crisis, suitor),
    }


def _clauses(crisis: Crisis, suitor: str, keys: Sequence[str] | None) -> list[tuple[str, str]]:
    menu = crisis.suitors[suitor].menu
    return [(clause_name(key), menu[key].says or "") for key in keys or ()] or [("a text that is kept secret", "")]


def hue_of(crisis: Crisis, key: str) -> str:
    """Return the class that colours a partner."""
    return "hue-none" if key == NONE else f"hue-{list(crisis.suitors).index(key) + 1}"


def bars_of(crisis: Crisis, partners: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return chances of who signs as bars."""
    return [
        {
            "name": "no treaty" if key == NONE else crisis.suitors[key].name,
            "hue": hue_of(crisis, key),
            "share": f"{100 * chance:.1f}%",
            "told": percent(chance),
        }
        for key, chance in partners.items()
    ]


def record_of(seen: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return what was seen, the last first; days on which the same happened in one line."""
    told = [one for one in seen if one["kind"] not in QUIET]
    runs = []
    for text, group in groupby(told, key=lambda one: one["text"]):
        days = [one["day"] for one in group]
        when = day_of(days[0]) if days[0] == days[-1] else f"{day_of(days[0])} to {day_of(days[-1])}"
        runs.append({"when": when, "text": text})
    return runs[::-1]


def hand_of(crisis: Crisis, seen: View) -> list[dict[str, Any]]:
    """Return the numbers of a hand: what the seat knows, and what others take it to lie between."""
    seat = seen.seat or ""
    rows = []
    for one in seen.hand:
        if one.path.startswith("doubt."):
            continue
        words = [part for part in one.path.split(".") if part not in {"states", seat, "types", "suitors", "menu"}]
        name = " · ".join(clause_name(word) for word in words)
        span = one.high - one.low
        rows.append(
            {
                "name": starting(name),
                "value": f"{one.value:.2g}",
                "low": f"{one.low:.2g}",
                "high": f"{one.high:.2g}",
                "place": f"{min(100.0, max(0.0, 100 * (one.value - one.low) / span)) if span else 50:.0f}%",
            }
        )
    return rows


def beliefs_of(crisis: Crisis, seen: View) -> list[dict[str, Any]]:
    """Return what a seat thinks of the others' hidden types."""
    return [
        {
            "state": crisis.states[state].name,
            "types": [
                {"name": crisis.states[state].types[key].name or key, "told": percent(q), "share": f"{100 * q:.1f}%"}
                for key, q in types.items()
            ],
        }
        for state, types in seen.beliefs.items()
    ]


def question_of(crisis: Crisis, seen: View) -> str:
    """Return what a seat is asked."""
    return tell_turn(crisis, seen.turn) if seen.turn is not None else ""


def offers_of(crisis: Crisis, seen: View) -> list[dict[str, Any]]:
    """Return the offers that lie before the pivot."""
    turn = seen.turn or {}
    return [
        {
            "name": starting(suitor_name(crisis, suitor)),
            "hue": hue_of(crisis, suitor),
            "text": "no offer" if clauses is None else text_of(crisis, suitor, clauses),
        }
        for suitor, clauses in (turn.get("bids") or {}).items()
    ]


def worth_of(crisis: Crisis, one: Choice) -> str:
    """Return what a move is worth, in a line."""
    parts = []
    if one.if_signed:
        us, *others = one.if_signed.items()
        to_others = [f"to {state_name(crisis, state)} {hundredths(amount)}" for state, amount in others]
        parts.append(f"if signed: to us {hundredths(us[1])}; as we think {', '.join(to_others)}")
    if one.accepted is not None:
        parts.append(f"as we think they will have it: {percent(one.accepted)}")
    if abs(one.gain) >= FELT:
        parts.append(f"this move, against leaving things as they are: {hundredths(one.gain)}")
    return starting("; ".join(parts))


def simple_moves(crisis: Crisis, seen: View) -> list[dict[str, Any]]:
    """Return the moves that are not made of clauses."""
    return [
        {"number": one.number, "kind": one.kind, "text": one.text, "worth": worth_of(crisis, one)}
        for one in seen.moves
        if one.kind not in COMPOSED
    ]


def composers(crisis: Crisis, seen: View) -> list[dict[str, Any]]:
    """Return the menus from which a bid, or a demand, is made; each with what every text of it is worth."""
    found = []
    for suitor in crisis.suitors:
        each = [one for one in seen.moves if one.kind in COMPOSED and one.suitor == suitor]
        if not each:
            continue
        menu = crisis.suitors[suitor].menu
        keys = [key for key in menu if any(key in one.clauses for one in each)]
        name = suitor_name(crisis, suitor)
        ours = each[0].kind == "bid"
        found.append(
            {
                "suitor": suitor,
                "hue": hue_of(crisis, suitor),
                "head": f"Offer {state_name(crisis, crisis.pivot)}" if ours else f"Press {name} for",
                "verb": "Offer this" if ours else f"Press {name} for this",
                "clauses": [
                    {"key": key, "name": clause_name(key), "says": menu[key].says or "", "secret": menu[key].secret}
                    for key in keys
                ],
                "moves": [{"number": one.number, "text": one.text, "worth": worth_of(crisis, one)} for one in each],
                "data": [
                    {"number": one.number, "clauses": list(one.clauses), "worth": worth_of(crisis, one)} for one in each
                ],
                "start": list(_best(each).clauses) if ours and _best(each).gain > FELT else [],
            }
        )
    return found


def _best(each: Sequence[Choice]) -> Choice:
    return max(each, key=lambda one: (one.gain, -one.number))


def counsel_of(crisis: Crisis, seen: View) -> list[dict[str, str]]:
    """Return the moves that the seat's own picture holds for the best."""
    best = sorted(seen.moves, key=lambda one: (-one.gain, one.number))[:COUNSEL]
    return [{"text": one.text, "worth": hundredths(one.gain), "chance": percent(one.chance)} for one in best]
