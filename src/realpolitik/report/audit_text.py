"""The answer of an audit in words and tables."""

from __future__ import annotations

from rich.text import Text

from realpolitik.analysis.audit import Assumption, Audit
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import PartnerChange
from realpolitik.report.dispatch.paths import in_english
from realpolitik.report.names import name_of
from realpolitik.report.page import WIDTH, Page, basis, change, count, percents, points
from realpolitik.report.words import the, told_apart

PLACES = 4
"""Of costs, which are small beside chances."""
SHOWN = 0.0005
"""Changes of a chance that are smaller are left out."""


def tell_audit(audit: Audit, crisis: Crisis, width: int = WIDTH, colour: bool = False, details: bool = False) -> str:
    """Tell an audit in words and tables.

    Parameters
    ----------
    audit : Audit
    crisis : Crisis
        The crisis it answers, for names.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    details : bool
        Whether to tell also what each truth would change, the states' assumptions together, what is odd, and what is approximated.
    """
    page = Page(width, colour)
    page.head(
        crisis.title,
        "Which assumptions cost their believers most?",
        basis(audit),
    )
    page.section(Text(_dearest(crisis, audit)))
    _assumptions(page, crisis, audit, details)
    _together(page, crisis, audit)
    left_out = "what each truth would change, what all assumptions of a state cost together, and what is odd about them"
    if details:
        _changes(page, crisis, audit)
        _believers(page, crisis, audit)
        _consistency(page, crisis, audit)
        page.approximations(audit.approximations)
    page.closing(crisis, audit, "" if details else left_out)
    return page.text()


def _dearest(crisis: Crisis, audit: Audit) -> str:
    """Say which assumption costs its believer most, and which pays most."""
    dear = [row for row in audit.assumptions if row.cost > 0 and told_apart(row.cost, row.error, SHOWN)]
    paying = [row for row in audit.assumptions if row.cost < 0 and told_apart(row.cost, row.error, SHOWN)]
    if not dear and not paying:
        return f"No assumption has a cost that can be told from zero with {count(audit.draws, 'draw')}."
    said = []
    if dear:
        row = max(dear, key=lambda row: row.cost)
        said.append(
            f"The dearest: {_belief(crisis, row)}. The truth would have been worth {row.cost:.4f} of its survival to it."
        )
    if paying:
        row = min(paying, key=lambda row: row.cost)
        said.append(
            f"One that pays: {_belief(crisis, row)}. The truth would have cost it {-row.cost:.4f} of its survival."
        )
    return " ".join(said)


def _belief(crisis: Crisis, row: Assumption) -> str:
    believer = the(crisis.states[row.state].name)
    return f"{believer} puts {in_english(row.path, crisis)} at {row.believed:.3g}; the file says {row.actual:.3g}"


def _assumptions(page: Page, crisis: Crisis, audit: Audit, details: bool) -> None:
    more = ("share", "confirming") if details else ()
    table = page.table("assumption", "believed", "true", "cost to it", *more, right=3 + len(more), whole=True)
    for row in audit.assumptions:
        table.add_row(
            f"{crisis.states[row.state].name}: {row.path}",
            f"{row.believed:.3f}",
            f"{row.actual:.3f}",
            change(row.cost, row.error, PLACES),
            *((change(row.shapley, places=PLACES), change(row.confirming, places=PLACES)) if details else ()),
        )
    page.section(table)
    page.footnote(
        "cost: what the state would truly gain by believing the truth, in shares of its own survival, the others' pictures"
        " unchanged; below zero, the belief pays"
        + (
            ". share: of the cost of all its assumptions (Shapley). confirming: what asking first would have been worth"
            if details
            else ""
        )
    )


def _changes(page: Page, crisis: Crisis, audit: Audit) -> None:
    told = [(row, _moved(crisis, row)) for row in audit.assumptions]
    table = page.table("if it believed the truth", "", right=0, whole=True)
    for row, words in told:
        if words:
            table.add_row(f"{crisis.states[row.state].name}: {row.path}", words)
    page.section(table, f"No truth, believed alone, would change a chance by {100 * SHOWN:g} points or more.")
    page.footnote(f"changes in percentage points; below {100 * SHOWN:g} left out")


def _moved(crisis: Crisis, row: Assumption) -> str:
    words = _effects(crisis, row.effect)
    bids = [f"bids {bid.clause} {points(bid.difference)}" for bid in row.bid_change[:2] if abs(bid.difference) >= SHOWN]
    return "; ".join([*words, *bids])


def _effects(crisis: Crisis, effects: tuple[PartnerChange, ...]) -> list[str]:
    return [
        f"{name_of(effect.partner, crisis)} {points(effect.difference, effect.error)}"
        for effect in effects
        if abs(effect.difference) >= SHOWN
    ]


def _believers(page: Page, crisis: Crisis, audit: Audit) -> None:
    table = page.table("all of a state's assumptions", "how many", "cost to it", "who signs", right=2, whole=True)
    for row in audit.believers:
        table.add_row(
            crisis.states[row.state].name,
            str(row.assumptions),
            change(row.cost, row.error, PLACES),
            "; ".join(_effects(crisis, row.effect)),
        )
    page.section(table)


def _together(page: Page, crisis: Crisis, audit: Audit) -> None:
    table = page.table("if every state believed the truth", "as it is", "change", right=2, whole=True)
    for chance, effect in zip(audit.outcomes, audit.together.effect, strict=True):
        table.add_row(
            name_of(chance.partner, crisis), percents(chance.probability), points(effect.difference, effect.error)
        )
    for payoff in audit.together.payoffs:
        if abs(payoff.difference) >= SHOWN:
            table.add_row(
                f"what {the(crisis.states[payoff.state].name)} gets", "", change(payoff.difference, payoff.error)
            )
    page.section(table)


def _consistency(page: Page, crisis: Crisis, audit: Audit) -> None:
    page.heading("what is odd about the assumptions")
    for row in audit.consistency:
        page.item(f"{crisis.states[row.state].name}, {', '.join(row.assumptions)}: {row.says} ({row.path})")
    if not audit.consistency:
        page.item("nothing: none contradicts another, equals the truth or cannot matter")
