"""Tells whether it matters in which order joiners decide."""

from __future__ import annotations

import textwrap

from realpolitik.analysis.orders import ATTACK, Order, Orders
from realpolitik.crisis.schema import Crisis
from realpolitik.report.names import name_of
from realpolitik.report.page import points


def tell_orders(found: Orders, crisis: Crisis, width: int) -> str:
    """Tell which orders move an outcome by more than its error, in lines of a width."""
    moving = [order for order in found.orders if order.matters]
    draws = f"{found.draws} draws each"
    if not found.orders:
        lines = ["No war has joiners whose order could be another."]
    elif not moving:
        lines = [
            f"None of {len(found.orders)} other orders of the joiners moves an outcome by more than its error ({draws})."
        ]
    else:
        lines = [f"{len(moving)} of {len(found.orders)} other orders of the joiners move an outcome ({draws}):"]
        lines += [f"- {_told(order, crisis)}" for order in moving]
    return "\n".join(
        part for line in lines for part in textwrap.wrap(line, width, subsequent_indent="  " if line[0] == "-" else "")
    )


def _told(order: Order, crisis: Crisis) -> str:
    names = ", ".join(crisis.states[state].name for state in order.joiners)
    changes = "; ".join(
        f"{_name(change.what, crisis)} {points(change.difference, change.error)} points"
        for change in order.changes
        if change.matters
    )
    return f"{crisis.war_plans[order.plan].name}, in the order {names}: {changes}"


def _name(what: str, crisis: Crisis) -> str:
    return "an attack" if what == ATTACK else name_of(what, crisis)
