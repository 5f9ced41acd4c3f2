"""Why, in sentences and tables; every sentence follows from the numbers by a rule."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.text import Text

from realpolitik.analysis.explanation import Explanation, LedgerSide, Share
from realpolitik.crisis.reserved import NO_ALIGNMENT
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.report.names import name_of, with_key
from realpolitik.report.page import TERM_SHOWN, WIDTH, Page, change, count, day, percents, points, with_error
from realpolitik.report.terms import TERM_SAYS
from realpolitik.report.words import CLEAR, against_chance, listed, spoken, than_chance, the

NAMED = 3
"""Factors that a sentence names at most, on either side; terms of the ledger, one fewer."""
UNNAMED = "what no factor names"
"""What of the answer is due neither to chance alone nor to a factor."""
SMALLEST = 0.005
"""Smaller shares, and smaller terms, no sentence names."""
CLAUSE_SHOWN = 0.02
PAIRS_SHOWN = 12


def say_why(found: Explanation, crisis: Crisis) -> str:
    """Say the answer in two or three sentences.

    The first give the chance as it is and without the factors, both against chance alone by the words of
    `realpolitik.report.words`. The next names the
    factors whose shares are at least 0.005 and larger than twice their errors, the largest first, three on either side. The last
    compares the ledgers of the likeliest alignment and of the best other one, and names the two largest terms of the difference.
    """
    pivot = the(crisis.states[found.pivot].name)
    what = (
        "signs nothing (no alignment)" if found.outcome == NONE else f"signs with {the(name_of(found.outcome, crisis))}"
    )
    told = percents(found.actual, found.chance.actual_error)
    before = percents(found.baseline, found.chance.baseline_error)
    alone = percents(found.alone, found.chance.alone_error)
    factors = "the factor" if len(found.factors) == 1 else f"all {len(found.factors)} factors"
    sentences = [
        f"The chance that {pivot} {what} is {told}, against {alone} by chance alone:"
        f" {_against(found, found.actual, found.chance.actual_error)}. Without {factors} it would be {before}:"
        f" {than_chance(_against(found, found.baseline, found.chance.baseline_error))}.",
        _factors(found.factors, found.draws),
    ]
    rows = {row.role: row for row in found.ledger}
    if "difference" in rows:
        sentences.append(_choice(rows, pivot, crisis))
    return " ".join(sentences)


def _against(found: Explanation, chance: float, error: float) -> str:
    """Say how a chance stands to what chance alone gives."""
    return against_chance(chance, error, found.alone, found.chance.alone_error)


def _factors(shares: Sequence[Share], draws: int) -> str:
    """Name what speaks for the outcome and against it."""
    clear = [row for row in shares if abs(row.share) >= SMALLEST and abs(row.share) > CLEAR * row.error]
    clear.sort(key=lambda row: -abs(row.share))
    for_it = [_named(row) for row in clear if row.share > 0][:NAMED]
    against = [_named(row) for row in clear if row.share < 0][:NAMED]
    if not clear:
        return f"No factor has a share of half a point or more that can be told from zero with {count(draws, 'draw')}."
    parts = [f"what speaks for it is {listed(for_it)}"] if for_it else []
    parts += [f"what speaks against it is {listed(against)}"] if against else []
    return f"In percentage points, {'; '.join(parts)}."


def _named(row: Share) -> str:
    return f"“{row.name}” ({points(row.share, row.error)})"


def _choice(rows: dict[str, LedgerSide], pivot: str, crisis: Crisis) -> str:
    """Compare the likeliest alignment and the best other one."""
    apart = rows["difference"]
    terms = sorted(apart.terms.items(), key=lambda item: -abs(item[1]))
    named = [f"{TERM_SAYS[term]} ({change(value)})" for term, value in terms if abs(value) >= SMALLEST][: NAMED - 1]
    chosen, rejected = (_side(rows[role].alignment, crisis) for role in ("chosen", "rejected"))
    distance = with_error(abs(apart.total), apart.error)
    made = f" What makes most of the difference: {listed(named)}." if named else ""
    return (
        f"To {pivot} the likeliest, {chosen}, is worth {distance} of its survival {'more' if apart.total >= 0 else 'less'} than the"
        f" best other, {rejected}.{made}"
    )


def _side(partner: str | None, crisis: Crisis) -> str:
    return NO_ALIGNMENT if partner in (None, NONE) else f"signing with {the(name_of(str(partner), crisis))}"


def tell_explain(
    found: Explanation,
    crisis: Crisis,
    interactions: bool = False,
    width: int = WIDTH,
    colour: bool = False,
    details: bool = False,
) -> str:
    """Tell why in sentences and tables.

    Parameters
    ----------
    found : Explanation
    crisis : Crisis
        The crisis it explains, for names.
    interactions : bool
        Whether pairs of factors are wanted too.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    details : bool
        Whether to tell also what the factors do to the clauses, and what two alignments are worth to the pivot.
    """
    page = Page(width, colour)
    page.head(
        crisis.title,
        note=f"As {day(found.as_of)} knew it; {count(found.draws, 'draw')} of {count(found.variants, 'variant')},"
        f" seed {found.seed}; ± is one Monte Carlo standard error.",
    )
    page.section(Text(say_why(found, crisis)))
    _shares(page, found, crisis)
    if interactions:
        _pairs(page, found, crisis)
    if details:
        _prices(page, found, crisis)
        _ledger(page, found, crisis)
    page.closing(
        crisis, found, "" if details else "what the factors do to each clause, and the pivot's ledger term by term"
    )
    return page.text()


def _shares(page: Page, found: Explanation, crisis: Crisis) -> None:
    month = found.month[0]
    table = page.table("factor", f"chance of {name_of(found.outcome, crisis)}", "month of signature")
    table.add_row(
        "by chance alone",
        percents(found.alone, found.chance.alone_error),
        with_error(month.alone, month.alone_error),
    )
    table.add_row(
        f"  {UNNAMED}",
        points(found.unnamed, found.chance.unnamed_error),
        change(month.unnamed, month.unnamed_error),
    )
    months = {row.factor: row for row in month.factors}
    for row in sorted(found.factors, key=lambda row: -row.share):
        later = months[row.factor]
        label = f"  {with_key(row.factor, row.name)}"
        table.add_row(label, points(row.share, row.error), change(later.share, later.error))
    table.add_row(
        "as it stands",
        percents(found.actual, found.chance.actual_error),
        with_error(month.actual, month.actual_error),
    )
    page.section(table)
    page.footnote(
        "what each line adds, in percentage points and in months: they sum to the answer as it stands, and the first two to that"
        " without any of the factors; the month is counted from the opening of the window, if anything is signed"
    )


def _prices(page: Page, found: Explanation, crisis: Crisis) -> None:
    """Tell the clauses that a factor does something to, with the factor that does most."""
    table = page.table("clause, given that its suitor signs", "without", "as it is", "largest share", "", right=3)
    shown, suitor = 0, ""
    for row in found.price:
        largest = max(row.factors, key=lambda share: abs(share.share))
        if abs(largest.share) < CLAUSE_SHOWN:
            continue
        if row.partner != suitor:
            suitor = str(row.partner)
            table.add_row(Text(name_of(suitor, crisis), style="italic"))
        shown += 1
        share = points(largest.share, largest.error)
        table.add_row(f"  {row.clause}", percents(row.baseline), percents(row.actual), share, largest.name)
    page.section(table, f"No factor does {100 * CLAUSE_SHOWN:g} points or more to the chance of a clause.")
    left = len(found.price) - shown
    if left and shown:
        page.footnote(f"{count(left, 'clause')} to which no factor does {100 * CLAUSE_SHOWN:g} points or more left out")


def _pairs(page: Page, found: Explanation, crisis: Crisis) -> None:
    table = page.table("two factors together, beyond each alone", "interaction", right=1)
    ordered = sorted(found.pairs, key=lambda pair: -abs(pair.index))
    for pair in ordered[:PAIRS_SHOWN]:
        names = " + ".join(crisis.factors[key].name for key in pair.factors)
        table.add_row(names, points(pair.index, pair.error))
    page.section(table, "No two factors: the answer was shared out to one factor alone.")
    if len(ordered) > PAIRS_SHOWN:
        page.footnote(f"the {PAIRS_SHOWN} largest of {len(ordered)} pairs")


def _ledger(page: Page, found: Explanation, crisis: Crisis) -> None:
    rows = found.ledger
    heads = ["difference" if row.alignment is None else name_of(row.alignment, crisis) for row in rows]
    table = page.table(f"what each is worth to {the(crisis.states[found.pivot].name)}", *heads, whole=True)
    for term in rows[0].terms:
        if any(abs(row.terms[term]) >= TERM_SHOWN for row in rows):
            table.add_row(f"{spoken(term)}: {TERM_SAYS[term]}", *(change(row.terms[term]) for row in rows))
    table.add_row("total", *(change(row.total) for row in rows))
    table.add_row("  ±", *("-" if math.isnan(row.error) else f"{row.error:.3f}" for row in rows))
    page.section(table)
    page.footnote("the likeliest alignment and the best other one; shares of its own survival, from signature on")
