"""What an answer hangs on, in words and tables."""

from __future__ import annotations

import math

from rich.text import Text

from realpolitik.analysis.flips import Flip
from realpolitik.analysis.group_search import HIDDEN, OF_INTEREST
from realpolitik.analysis.indices import REST, Index
from realpolitik.analysis.sensitivity import HARDLY_VARIES, Sensitivity
from realpolitik.crisis.schema import Crisis
from realpolitik.report.names import name_of
from realpolitik.report.page import WIDTH, Page, count, day, imprint, percents

HANGS = "This conclusion hangs on"
VARIES = "None of them overturns this conclusion alone; its chance varies most with"
NUMBER_WORDS = {1: "this one number", 2: "these two numbers", 3: "these three numbers"}
MOST_FLIPS = 10
"""Flips told beside those of the inputs with indices."""


def tell_sensitivity(found: Sensitivity, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
    """Tell what an answer hangs on, on one screen.

    Parameters
    ----------
    found : Sensitivity
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
        f"What the chance of {name_of(found.outcome, crisis)} hangs on",
        f"As {day(found.as_of)} knew it; {count(found.inputs, 'uncertain input')}, {found.trajectories} trajectories,"
        f" {count(found.base, 'base point')}, {count(found.draws, 'draw')} for flips, seed {found.seed}.",
    )
    _verdict(page, crisis, found)
    _indices(page, found)
    _flips(page, crisis, found)
    _conventions(page, crisis, found)
    page.approximations(found.approximations)
    page.footnote(imprint(found))
    return page.text()


def _conventions(page: Page, crisis: Crisis, found: Sensitivity) -> None:
    """Tell what hangs on conventions, of which no source could tell the value."""
    if not found.conventions:
        return
    table = page.table("if a convention were another", "is", "set to", "moves most", "by", right=4, whole=True)
    for row in found.conventions:
        change = row.largest
        by = f"{100 * change.difference:+.1f} ± {100 * change.error:.1f}"
        was, other = ("as listed", "turned round") if row.value is None else (f"{row.value:g}", f"{row.other:g}")
        table.add_row(row.path, was, other, name_of(change.partner, crisis), by)
    page.section(table)
    drawn = count(found.convention_draws, "draw")
    page.footnote(f"in points of the chance, by the same {drawn}; no source could tell these")


def _verdict(page: Page, crisis: Crisis, found: Sensitivity) -> None:
    top = found.hangs_on()
    if not found.varies:
        page.section(Text(hardly_varies(found, crisis), style="bold"))
        return
    if not top:
        page.section(Text("This conclusion hangs on no single number that was looked at.", style="bold"))
        return
    overturned = any(flip.flips_to is not None for row in top if (flip := found.flip(row.path)) is not None)
    page.section(Text(f"{HANGS if overturned else VARIES} {NUMBER_WORDS[len(top)]}:", style="bold"))
    for row in top:
        flip = found.flip(row.path)
        told = f"; {_sentence(crisis, flip)}" if flip is not None else ""
        page.item(f"{row.path}: {row.total:.0%} of the variance, alone or with others{told}")


def hardly_varies(found: Sensitivity, crisis: Crisis) -> str:
    """Say that there is nothing to have a share of."""
    return (
        f"The chance of {name_of(found.outcome, crisis)} hardly varies with what the file leaves open: its standard deviation is"
        f" below {100 * HARDLY_VARIES:g} points."
    )


def named(row: Index) -> str:
    """Name an input, or the group of all others."""
    if row.path != REST:
        return row.path
    return "the one other" if row.inputs == 1 else f"all {row.inputs} others together"


def _sentence(crisis: Crisis, flip: Flip) -> str:
    """Say how an input flips the outcome."""
    if flip.hand is not None and flip.flips_to is not None:
        return f"the hand {flip.hand}, held for certain, flips it to {name_of(flip.flips_to, crisis)}"
    if flip.flips_at is None or flip.flips_to is None:
        if flip.searched is None:
            return "no hand flips it"
        return f"cannot flip it between {flip.searched[0]:.3g} and {flip.searched[1]:.3g}"
    if flip.holds_at is None:
        return f"at its median, {flip.flips_at:.3g}, it is {name_of(flip.flips_to, crisis)} already"
    return f"flips it to {name_of(flip.flips_to, crisis)} at {flip.flips_at:.3g}, {_where(flip)}"


def _where(flip: Flip) -> str:
    """Say where a flip lies in the sourced uncertainty."""
    if flip.quantile is None or flip.flips_at is None or flip.value is None:
        return ""
    if 0 < flip.quantile < 1:
        return f"the {flip.quantile:.0%} point of its spread"
    return f"{'below' if flip.flips_at < flip.value else 'above'} all of its spread"


def _indices(page: Page, found: Sensitivity) -> None:
    if not found.varies:
        page.footnote("shares of so small a variance would say nothing, and are not told")
        return
    if not found.indices:
        page.section("No indices: the screening found nothing that moves this chance, or was interrupted.")
        return
    table = page.table("share of the variance", "alone", "with others", right=2, whole=True)
    for row in found.indices:
        table.add_row(
            named(row), f"{row.first:.3f} ± {row.first_error:.3f}", f"{row.total:.3f} ± {row.total_error:.3f}"
        )
    page.section(table)
    spread = "" if math.isnan(found.deviation) else f", with a standard deviation of {100 * found.deviation:.1f} points"
    page.footnote(
        f"the chance is {percents(found.chance)} on average over the inputs{spread};"
        " ± is one standard error (bootstrap), and an index may be a little below zero by chance"
    )
    rest = next((row for row in found.indices if row.path == REST), None)
    if rest is not None and rest.total > HIDDEN and found.looked_through:
        page.footnote(
            f"the {rest.inputs} others were looked through in groups, and none of them was found to have {OF_INTEREST:.0%} of the"
            " variance by itself: they matter together"
        )
    elif not found.looked_through:
        page.footnote("the others were not looked through: one that matters may be among them")


def _flips(page: Page, crisis: Crisis, found: Sensitivity) -> None:
    flipping = [row for row in found.flips if row.flips_to is not None]
    if not found.flips:
        return
    table = page.table("flips the outcome, alone", "median", "spread", "flips at", "to", right=3, whole=True)
    for row in flipping[:MOST_FLIPS]:
        if row.hand is not None or row.value is None or row.range is None or row.flips_at is None:
            table.add_row(row.path, "-", "-", str(row.hand), name_of(str(row.flips_to), crisis))
            continue
        spread = f"{row.range[0]:.3g} to {row.range[1]:.3g}"
        place = f"{row.flips_at:.3g}" + ("" if row.within else " *")
        table.add_row(row.path, f"{row.value:.3g}", spread, place, name_of(str(row.flips_to), crisis))
    page.section(table if flipping else "No uncertain number, moved alone, changes the most likely outcome.")
    more = len(flipping) - MOST_FLIPS
    chances = ", ".join(f"{name_of(row.partner, crisis)} {percents(row.probability)}" for row in found.outcomes)
    page.footnote(
        "; ".join(
            [
                f"as drawn: {chances}",
                *([f"{count(more, 'more flip')} in the JSON"] if more > 0 else []),
                *(["* beyond its spread"] if any(not row.within for row in flipping[:MOST_FLIPS]) else []),
                f"{len(found.flips) - len(flipping)} of {len(found.flips)} inputs cannot flip it",
            ]
        )
    )
