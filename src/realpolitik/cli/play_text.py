"""A game at a table in words: the screens of the verb `play`, and its review."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis
    from realpolitik.table.review import Account, Made, Review
    from realpolitik.table.view import Choice, Own, Prospect, View

SHOWN = 6
"""Moves on the first page of a screen."""
PER_PAGE = 16
"""Moves on every further page."""
NEWS, AT_THE_END = 6, 20
"""Lines of what happened since the last move, and of how the game ended."""
FELT = 0.0005
"""Payoffs that are nearer to nought are told as nothing."""
COMMANDS = "number of a move, m (more moves), h (our hand), c (clauses in full), q (leave)"
FIRST_NUMBERS = ("capability", "readiness", "war_cost", "reputation")
"""Numbers of a hand that are told first, as keys of a state."""


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return a text as lines."""
    return textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False) or [""]


def day_of(day: str) -> str:
    """Return a day as "5 May 1939"."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def signed(amount: float) -> str:
    """Return a payoff with its sign, in hundredths of survival."""
    if abs(amount) < FELT:
        return "0"
    return f"{100 * amount:+.1f}".replace("-", "−")


def percent(chance: float) -> str:
    """Return a chance in per cent."""
    return "<1%" if 0 < chance < 0.005 else ">99%" if 0.995 < chance < 1 else f"{100 * chance:.0f}%"


def opening(crisis: Crisis, seat: str, players: str, width: int) -> str:
    """Tell how a game begins: the question, and who one is."""
    from realpolitik.report.words import the

    lines = [
        crisis.title,
        *wrapped(crisis.question, width),
        "",
        *wrapped(
            f"You are {the(crisis.states[seat].name)}, {_role(crisis, seat)}. The others are played by the computer ({players}).",
            width,
        ),
        *wrapped(
            f"Talks run from {day_of(str(crisis.window.opens))} to {day_of(str(crisis.window.closes))}. Payoffs are told in "
            "hundredths of your own survival: losing everything is 100.",
            width,
        ),
    ]
    return "\n".join(lines)


def _mostly(account: Account) -> str:
    """Tell the largest pieces of luck, if they count."""
    parts = [f"{what}, {day_of(day)}: {signed(amount)}" for day, what, amount in account.lucky if abs(amount) >= FELT]
    return f" ({'; '.join(parts)})" if parts else ""


def _role(crisis: Crisis, seat: str) -> str:
    from realpolitik.report.words import listed, the

    if seat == crisis.pivot:
        return "courted by " + " and by ".join(the(suitor.name) for suitor in crisis.suitors.values())
    led = [suitor.name for suitor in crisis.suitors.values() if suitor.lead == seat]
    joined = [the(suitor.name) for suitor in crisis.suitors.values() if seat in suitor.members]
    plans = [plan.name for plan in crisis.war_plans.values() if plan.aggressor == seat]
    clauses = [clause for suitor in crisis.suitors.values() for clause in suitor.menu.values()]
    parts = []
    if led == [crisis.states[seat].name]:
        parts.append(f"a suitor of {the(crisis.states[crisis.pivot].name)}")
    elif led:
        parts.append(f"who speaks for {listed([the(name) for name in led])}")
    elif joined:
        parts.append(f"a member of {listed(joined)}, for whom another speaks")
    if plans:
        parts.append(f"who may attack ({'; '.join(plans)})")
    if any(seat in clause.consent_of for clause in clauses):
        parts.append("whose consent some clauses need")
    return ", ".join(parts) or "who looks on: no move of the talks is yours, and wars play themselves"


def hand(crisis: Crisis, view: View, width: int, *, short: bool = False) -> list[str]:
    """Tell what a seat alone knows, and what it thinks of the others."""
    from realpolitik.report.words import the

    seat = view.seat or ""
    lines = []
    if view.type is not None:
        lines += wrapped(f"Your hand: {crisis.states[seat].types[view.type].name or view.type}.", width, "  ")
    own = {one.path: one for one in view.hand}
    first = [own[path] for name in FIRST_NUMBERS if (path := f"states.{seat}.{name}") in own]
    told = first if short else [one for one in view.hand if not one.path.startswith("doubt.")]
    if told:
        lines += wrapped("You know of yourself: " + "; ".join(_own(one, seat) for one in told) + ".", width, "  ")
    for state, types in view.beliefs.items():
        names = crisis.states[state].types
        parts = [f"{names[key].name or key} {percent(q)}" for key, q in types.items()]
        lines += wrapped(f"You think of {the(crisis.states[state].name)}: {'; '.join(parts)}.", width, "  ")
    return lines


def _own(one: Own, seat: str) -> str:
    words = [part for part in one.path.split(".") if part not in {"states", seat, "types"}]
    name = " ".join(words).replace("_", " ").replace("-", " ")
    return f"{name} {one.value:.2g} (others: {one.low:.2g} to {one.high:.2g})"


def screen(
    crisis: Crisis, view: View, news: Sequence[Mapping[str, Any]], shown: Sequence[Choice], question: str, width: int
) -> str:
    """Tell where a game stands and what can be done, on a screen."""
    rule = f"── {day_of(view.day)} · step {view.step + 1} of {view.steps} "
    lines = ["", rule + "─" * max(0, width - len(rule))]
    lines += told_news(news, width)
    lines += wrapped(on_the_table(crisis, view), width, "  ")
    if view.prospect is not None:
        lines += wrapped(f"As things stand we expect {prospect(crisis, view.prospect)}.", width, "  ")
    lines += ["", *wrapped(question, width)]
    lines += moves(crisis, view, shown, width)
    return "\n".join(lines)


def on_the_table(crisis: Crisis, view: View) -> str:
    """Tell what lies on the table."""
    from realpolitik.table.telling import stages_left, suitor_name, text_of

    if view.signed is not None:
        suitor = view.signed["suitor"]
        return f"Signed with {suitor_name(crisis, suitor)}: {text_of(crisis, suitor, view.signed['clauses'])}."
    if view.draft is None:
        return "On the table: nothing."
    draft = view.draft
    text = text_of(crisis, draft["suitor"], draft["clauses"])
    return (
        f"On the table since {day_of(draft['since'])}: a draft of {suitor_name(crisis, draft['suitor'])} "
        f"({stages_left(draft['stages'])}): {text}."
    )


def prospect(crisis: Crisis, one: Prospect) -> str:
    """Tell what is expected."""
    from realpolitik.outcome import NONE

    parts = [
        f"{'no treaty' if key == NONE else crisis.suitors[key].name} {percent(q)}"
        for key, q in one.partners.items()
        if q >= 0.005
    ]
    return f"{', '.join(parts)}; war {percent(one.war)}"


def told_news(news: Sequence[Mapping[str, Any]], width: int, most: int = NEWS) -> list[str]:
    """Tell what was seen since the last move: days on which the same happened in one line."""
    runs: list[tuple[str, str, str]] = []
    for one in news:
        if one["kind"] in {"bids", "asked", "pressed", "own wait"}:
            continue
        if runs and runs[-1][2] == one["text"]:
            runs[-1] = (runs[-1][0], one["day"], one["text"])
        else:
            runs.append((one["day"], one["day"], one["text"]))
    lines = []
    for first, last, text in runs:
        when = day_of(first) if first == last else f"{day_of(first)} to {day_of(last)}"
        lines += wrapped(f"{when}: {text}", width, "  ")
    if len(lines) > most:
        lines = ["...", *lines[len(lines) - most + 1 :]]
    return lines


def asked(crisis: Crisis, view: View) -> str:
    """Tell what the seat is asked."""
    from realpolitik.table.telling import suitor_name, tell_turn, text_of

    turn = view.turn or {}
    if turn.get("kind") == "reply" and turn["bids"]:
        offers = [
            f"{suitor_name(crisis, suitor)}: {'no offer' if text is None else text_of(crisis, suitor, text)}"
            for suitor, text in turn["bids"].items()
        ]
        return f"Offers: {'; '.join(offers)}. What do you do?"
    return tell_turn(crisis, turn)


def moves(crisis: Crisis, view: View, shown: Sequence[Choice], width: int, first: int = 1) -> list[str]:
    """Tell moves, numbered from a number on, with what each is worth."""
    lines = []
    for number, one in enumerate(shown, first):
        note = _worth(crisis, view, one)
        whole = f"{number:>3}  {one.text}"
        whole = f"{whole}  [{note}]" if note else whole
        lines += wrapped(whole, width, "     ")
    return lines


def _worth(crisis: Crisis, view: View, one: Choice) -> str:
    parts = [] if abs(one.gain) < FELT else [f"worth {signed(one.gain)}"]
    if one.accepted is not None:
        parts.append(f"{'taken up' if one.kind == 'bid' else 'they agree'}: {percent(one.accepted)}")
    if one.if_signed:
        us, *others = one.if_signed.items()
        told = [f"us {signed(us[1])}", *(f"{crisis.states[state].name} {signed(amount)}" for state, amount in others)]
        parts.append(f"if signed: {', '.join(told)}")
    return "; ".join(parts)


def clauses(crisis: Crisis, width: int) -> str:
    """Tell every clause of every suitor in full."""
    lines = []
    for suitor in crisis.suitors.values():
        lines += ["", f"{suitor.name} can offer"]
        for key, clause in suitor.menu.items():
            secret = " (secret)" if clause.secret else ""
            lines += wrapped(
                f"  {key.replace('-', ' ').replace('_', ' ')}{secret}: {clause.says or clause.kind}", width, "    "
            )
    return "\n".join(lines)


def stands(crisis: Crisis, view: View) -> str:
    """Tell in one sentence where a game that was left stands."""
    return f"on {day_of(view.day)}, step {view.step + 1} of {view.steps}. {on_the_table(crisis, view)}"


# --- the review


def told_review(crisis: Crisis, found: Review, seat: str, happened: str | None, width: int) -> str:
    """Tell how a game went, with all hands on the table."""
    from realpolitik.report.words import starting
    from realpolitik.table.telling import state_name, suitor_name, text_of

    rule = "── The hands are turned over "
    lines = ["", rule + "─" * max(0, width - len(rule))]
    pivot = starting(state_name(crisis, crisis.pivot))
    if found.signed is None:
        lines += wrapped(f"{pivot} signed with nobody.", width)
    else:
        suitor, text, day = found.signed
        lines += wrapped(
            f"{pivot} signed with {suitor_name(crisis, suitor)} on {day_of(day)}: {text_of(crisis, suitor, text)}.",
            width,
            "  ",
        )
    if found.attacked is not None:
        lines += wrapped(f"{starting(state_name(crisis, found.attacked[0]))} attacked.", width)
    lines += wrapped(happened, width, "  ") if happened else []
    for state, key in found.types.items():
        lines += wrapped(
            f"{starting(state_name(crisis, state))} was: {crisis.states[state].types[key].name or key}.", width, "  "
        )
    lines += _believed(crisis, found, seat, width)
    account = found.accounts.get(seat)
    lines += ["", *_mattered(crisis, found, seat, width)]
    lines += ["", *(_account(account, width) if account else wrapped("You had no move to make in this game.", width))]
    others = [
        f"{state_name(crisis, state)} {_accuracy(each)}"
        for state, each in found.accounts.items()
        if state != seat and each.accuracy is not None
    ]
    lines += wrapped(f"Accuracy of the others: {', '.join(others)}.", width, "  ") if others else []
    return "\n".join(lines)


def _believed(crisis: Crisis, found: Review, seat: str, width: int) -> list[str]:
    """Tell what the seat thought of the others at the beginning and at the end."""
    from realpolitik.report.words import the

    days = found.beliefs.get(seat, ())
    lines = []
    for state, key in found.types.items():
        if days and state in days[0][1]:
            first, last = days[0][1][state][key], days[-1][1][state][key]
            moved = f"{percent(first)} at the beginning, {percent(last)} at the end"
            lines += wrapped(f"You held that of {the(crisis.states[state].name)} for {moved}.", width, "  ")
    return lines


def _mattered(crisis: Crisis, found: Review, seat: str, width: int) -> list[str]:
    if not found.mattered:
        return wrapped("No single move changed much.", width)
    lines = ["The moves that mattered:"]
    for made in found.mattered:
        lines += wrapped(f"  {_moved(crisis, made, seat)}", width, "    ")
    return lines


def _moved(crisis: Crisis, made: Made, seat: str) -> str:
    from realpolitik.outcome import NONE
    from realpolitik.report.words import the

    who = "you" if made.seat == seat else the(crisis.states[made.seat].name)
    changes = sorted(
        ((made.after[key] - made.before[key], key) for key in made.before if key != "war"), key=lambda one: -abs(one[0])
    )
    change, key = changes[0]
    name = "no treaty" if key == NONE else crisis.suitors[key].name
    moved = f"{name} went from {percent(made.before[key])} to {percent(made.after[key])}" if abs(change) >= 0.01 else ""
    cost = f"it gave away {100 * made.regret:.1f}" if made.regret >= FELT else ""
    better = f"better: {made.better}" if made.better and made.regret >= FELT else ""
    told = "; ".join(part for part in (moved, cost, better) if part) or "it changed little"
    return f"{day_of(made.day)}, {who}: {made.text} ({told})"


def _accuracy(account: Account) -> str:
    if account.accuracy is None:
        return "–"
    return f"{account.accuracy:.0f}" if account.accuracy >= 0 else "below 0"


def _account(account: Account, width: int) -> list[str]:
    lines = []
    if account.accuracy is None:
        away = "next to nothing" if account.regret < FELT else f"{100 * account.regret:.1f}"
        lines += wrapped(
            f"You gave away {away}. With these hands the model's own statesmen would give next to nothing away, so that there is "
            "no scale for accuracy.",
            width,
        )
    else:
        below = " That is worse than the model's own statesmen do." if account.accuracy < 0 else ""
        lines += wrapped(
            f"Your accuracy: {_accuracy(account)} (100 is the best reply to what the others would do, all hands known; 0 is as the "
            f"model's own statesmen play on average).{below}",
            width,
        )
    lines += wrapped(
        f"At the start the best that could be expected was {signed(account.start)}; it came to {signed(account.end)}. "
        f"Your moves: {signed(-account.regret)}. Luck: {signed(account.luck)}{_mostly(account)}.",
        width,
    )
    return lines
