"""The answer of an audit in words and tables."""

from __future__ import annotations

from realpolitik.analysis.audit import Assumption, Audit, Effect
from realpolitik.crisis.schema import Crisis
from realpolitik.report.names import name_of
from realpolitik.report.page import WIDTH, Page, basis, change, imprint

PLACES = 4
"""Of costs, which are small beside chances."""
SHOWN = 0.0005
"""Changes of a chance that are smaller are left out."""


def tell_audit(audit: Audit, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
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
    """
    page = Page(width, colour)
    page.head(
        crisis.title,
        "Which assumptions cost their believers most?",
        basis(audit),
    )
    _assumptions(page, crisis, audit)
    _believers(page, crisis, audit)
    _together(page, crisis, audit)
    _consistency(page, crisis, audit)
    page.approximations(audit.approximations)
    page.footnote(imprint(audit))
    return page.text()


def _assumptions(page: Page, crisis: Crisis, audit: Audit) -> None:
    table = page.table("assumption", "believed", "true", "cost to it", "share", "confirming", right=5, whole=True)
    for row in audit.assumptions:
        table.add_row(
            f"{crisis.states[row.state].name}: {row.path}",
            f"{row.believed:.3f}",
            f"{row.actual:.3f}",
            change(row.cost, row.error, PLACES),
            change(row.shapley, places=PLACES),
            change(row.confirming, places=PLACES),
        )
    page.section(table)
    page.footnote(
        "cost: what the state would truly gain by believing the truth, in shares of its own survival, the others' pictures"
        " unchanged; below zero, the belief pays. share: of the cost of all its assumptions (Shapley). confirming: what"
        " asking first would have been worth"
    )
    told = [(row, _moved(crisis, row)) for row in audit.assumptions]
    if any(words for _, words in told):
        table = page.table("if it believed the truth", "", right=0, whole=True)
        for row, words in told:
            if words:
                table.add_row(f"{crisis.states[row.state].name}: {row.path}", words)
        page.section(table)
        page.footnote(f"changes below {SHOWN} left out")


def _moved(crisis: Crisis, row: Assumption) -> str:
    words = _effects(crisis, row.effect)
    bids = [f"bids {bid.clause} {change(bid.difference)}" for bid in row.bid_change[:2] if abs(bid.difference) >= SHOWN]
    return "; ".join([*words, *bids])


def _effects(crisis: Crisis, effects: tuple[Effect, ...]) -> list[str]:
    return [
        f"{name_of(effect.partner, crisis)} {change(effect.difference, effect.error)}"
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
            name_of(chance.partner, crisis), f"{chance.probability:.3f}", change(effect.difference, effect.error)
        )
    for payoff in audit.together.payoffs:
        if abs(payoff.difference) >= SHOWN:
            table.add_row(f"what {crisis.states[payoff.state].name} gets", "", change(payoff.difference, payoff.error))
    page.section(table)


def _consistency(page: Page, crisis: Crisis, audit: Audit) -> None:
    page.heading("what is odd about the assumptions")
    for row in audit.consistency:
        page.item(f"{crisis.states[row.state].name}, {', '.join(row.assumptions)}: {row.says} ({row.path})")
    if not audit.consistency:
        page.item("nothing: none contradicts another, equals the truth or cannot matter")
