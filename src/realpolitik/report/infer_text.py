"""What could be read in the others' hands, in tables: the beliefs before and after, and the moves that taught them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from realpolitik.analysis.beliefs import Inference, Step, View
from realpolitik.crisis.schema import Crisis
from realpolitik.report.names import with_key
from realpolitik.report.page import WIDTH, Page, basis, count, day, percents
from realpolitik.report.words import the


def tell_infer(
    found: Inference, crisis: Crisis, width: int = WIDTH, colour: bool = False, details: bool = False
) -> str:
    """Tell an inference in tables.

    Parameters
    ----------
    found : Inference
    crisis : Crisis
        The crisis it answers, for names.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    details : bool
        Whether to tell also what each move taught, which taught nothing and why, and what is approximated.

    Returns
    -------
    str
    """
    page = Page(width, colour)
    page.head(found.title, note=basis(found))
    for view in found.views:
        _tell_view(page, view, crisis, details)
    if details:
        page.approximations(found.approximations)
    left_out = f"what each move taught; {count(len(found.approximations), 'approximation')}"
    page.closing(crisis, found, "" if details else left_out)
    return page.text()


def _tell_view(page: Page, view: View, crisis: Crisis, details: bool) -> None:
    observer = crisis.states[view.observer].name
    page.heading(f"{observer}: what it should have believed")
    if not view.steps[0].posterior:
        page.console.print(
            f"No state but {the(observer)} itself has a hidden hand in the file (`states.STATE.types`), so that there is nothing"
            " for it to read in the moves of the others."
        )
        return
    page.console.print(_before_and_after(page, view, crisis))
    page.console.print(_most_telling(view, crisis))
    if not details:
        return
    page.section(_moves(page, view, crisis), f"None of the moves taught {the(observer)} anything.")
    silent = [step for step in view.steps if step.reason is not None]
    if silent:
        page.console.print(Text("moves that taught it nothing", style="bold"))
    for reason in dict.fromkeys(str(step.reason) for step in silent):
        named = ", ".join(f"{step.move.key} ({day(step.move.date)})" for step in silent if step.reason == reason)
        page.console.print(Padding(f"{reason}: {named}", (0, 0, 0, 2)))


def _before_and_after(page: Page, view: View, crisis: Crisis) -> Table:
    table = page.table("hand", "before", "after", whole=True)
    state = None
    for first, last in zip(view.steps[0].posterior, view.steps[-1].posterior, strict=True):
        if last.state != state:
            state = last.state
            table.add_row(Text(crisis.states[state].name, style="italic"), "", "")
        name = with_key(last.type, crisis.states[state].types[last.type].name)
        after = percents(last.posterior, last.error)
        table.add_row(Padding(name, (0, 0, 0, 2)), percents(first.prior), after)
    return table


def _most_telling(view: View, crisis: Crisis) -> str:
    """Say which move changed a belief most."""
    moved = [(abs(row.posterior - row.prior), step, row) for step in view.steps for row in step.posterior]
    size, step, row = max(moved, key=lambda each: each[0])
    if size == 0.0:
        return "None of the moves that it saw taught it anything."
    hand = crisis.states[row.state].types[row.type].name
    return (
        f"The move that told it most: {day(step.move.date)}, {crisis.states[step.move.actor].name}, {step.move.what.rstrip('.')}."
        f" The chance of “{hand}” went from {percents(row.prior)} to {percents(row.posterior)}."
    )


def _moves(page: Page, view: View, crisis: Crisis) -> Table:
    table = page.table("the moves that taught it", "chance of it", "belief", "", right=2, whole=True)
    for step in view.steps:
        if step.reason is None:
            what = f"{day(step.move.date)}, {crisis.states[step.move.actor].name}: {step.move.what} ({step.basis})"
            table.add_row(what, "", "", "")
            for hand, likely, belief in _hands(step):
                table.add_row(Padding(hand, (0, 0, 0, 2)), likely, belief, "")
    return table


def _hands(step: Step) -> Iterator[tuple[str, str, str]]:
    for row in step.posterior:
        if row.state == step.move.actor:
            likelihood, error = step.likelihood[row.type], step.likelihood_error[row.type]
            yield row.type, _small(likelihood, error), f"{percents(row.prior)} → {percents(row.posterior)}"


def _small(value: float, error: float) -> str:
    """Write a chance that may be small to three significant figures."""
    return f"{value:.3g}" if math.isnan(error) else f"{value:.3g} ± {error:.1g}"
