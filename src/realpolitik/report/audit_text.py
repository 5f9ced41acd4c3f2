"""The answer of an audit in words and tables."""

from __future__ import annotations

from realpolitik.analysis.audit import Assumption, Audit, Effect
from realpolitik.crisis.schema import Crisis
from realpolitik.report.crisis_sheet import Sheet, counted, signed
from realpolitik.report.page import WIDTH, day

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
    page = Sheet(crisis, width, colour)
    page.head(
        "Which assumptions cost their believers most?",
        f"As {day(audit.as_of)} knew it; {counted(audit.draws, 'draw')}, seed {audit.seed};"
        " ± is one Monte Carlo standard error.",
    )
    _assumptions(page, audit)
    _believers(page, audit)
    _together(page, audit)
    _consistency(page, audit)
    page.heading("what is approximated")
    for line in audit.approximations:
        page.item(line)
    page.footnote(f"crisis {audit.hash[:12]}, realpolitik {audit.version}, seed {audit.seed}")
    return page.text()


def _assumptions(page: Sheet, audit: Audit) -> None:
    table = page.table("assumption", "believed", "true", "cost to it", "share", "confirming", right=5)
    for row in audit.assumptions:
        table.add_row(
            f"{page.state(row.state)}: {row.path}",
            f"{row.believed:.3f}",
            f"{row.actual:.3f}",
            signed(row.cost, row.error),
            signed(row.shapley),
            signed(row.confirming),
        )
    page.section(table)
    page.footnote(
        "cost: what the state would truly gain by believing the truth, in shares of its own survival, the others' pictures"
        " unchanged; below zero, the belief pays. share: of the cost of all its assumptions (Shapley). confirming: what"
        " asking first would have been worth"
    )
    told = [(row, _moved(page, row)) for row in audit.assumptions]
    if any(words for _, words in told):
        table = page.table("if it believed the truth", "", right=0)
        for row, words in told:
            if words:
                table.add_row(f"{page.state(row.state)}: {row.path}", words)
        page.section(table)
        page.footnote(f"changes below {SHOWN} left out")


def _moved(page: Sheet, row: Assumption) -> str:
    words = _effects(page, row.effect)
    bids = [
        f"bids {bid.clause} {signed(bid.difference, places=3)}"
        for bid in row.bid_change[:2]
        if abs(bid.difference) >= SHOWN
    ]
    return "; ".join([*words, *bids])


def _effects(page: Sheet, effects: tuple[Effect, ...]) -> list[str]:
    return [
        f"{page.partner(effect.partner)} {signed(effect.difference, effect.error, 3)}"
        for effect in effects
        if abs(effect.difference) >= SHOWN
    ]


def _believers(page: Sheet, audit: Audit) -> None:
    table = page.table("all of a state's assumptions", "how many", "cost to it", "who signs", right=2)
    for row in audit.believers:
        table.add_row(
            page.state(row.state),
            str(row.assumptions),
            signed(row.cost, row.error),
            "; ".join(_effects(page, row.effect)),
        )
    page.section(table)


def _together(page: Sheet, audit: Audit) -> None:
    table = page.table("if every state believed the truth", "as it is", "change", right=2)
    for chance, effect in zip(audit.outcomes, audit.together.effect, strict=True):
        table.add_row(
            page.partner(chance.partner), f"{chance.probability:.3f}", signed(effect.difference, effect.error, 3)
        )
    for payoff in audit.together.payoffs:
        if abs(payoff.difference) >= SHOWN:
            table.add_row(f"what {page.state(payoff.state)} gets", "", signed(payoff.difference, payoff.error, 3))
    page.section(table)


def _consistency(page: Sheet, audit: Audit) -> None:
    page.heading("what is odd about the assumptions")
    for row in audit.consistency:
        page.item(f"{page.state(row.state)}, {', '.join(row.assumptions)}: {row.says} ({row.path})")
    if not audit.consistency:
        page.item("nothing: none contradicts another, equals the truth or cannot matter")
