"""An inversion in words: what it would have taken, and what came nearest."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from realpolitik.analysis.offers import Inversion, Offer
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.report.page import WIDTH, Page, count, day, signed, with_error

MOST_OFFERS = 8


def tell_inversion(found: Inversion, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
    """Tell what it would have taken.

    Parameters
    ----------
    found : Inversion
    crisis : Crisis
        The crisis that was asked about, for names.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.

    Returns
    -------
    str
    """
    page = Page(width, colour)
    page.head(crisis.title, question(found, crisis), provenance(found))
    stands = with_error(found.as_it_stands, found.as_it_stands_error)
    page.section(Text(f"As the crisis stands, with every menu open, the chance is {stands}."))
    if found.impossible:
        page.section(Text(f"Impossible with these menus: {found.reason}."))
    for offer in found.cheapest.values():
        name = crisis.suitors[offer.suitor].name
        page.section(Text(f"The cheapest offer of {name} that does it: {', '.join(offer.clauses)}."))
    if found.offers:
        _offers(page, "offers that do it, cheapest first", found.offers, crisis)
    edge = {(point.suitor, point.clauses) for point in found.front}
    short = [o for o in found.tried if (o.suitor, o.clauses) in edge and o.probability < found.level]
    if short:
        _offers(page, "what falls short: offers that no other beats in cost and in chance", short, crisis)
    page.footnote(
        "cost: what not being chosen is worth to the suitor, less what signing this is, in shares of its own survival; below"
        " zero it would still sooner sign. text: what the clauses alone cost it. chance: of the wanted outcome, the suitor"
        " being committed to this offer, whole, and its rivals replying."
    )
    return page.text()


def question(found: Inversion, crisis: Crisis) -> str:
    """Say what was asked."""
    pivot = crisis.states[crisis.pivot].name
    outcome = f"sign with {'nobody' if found.wanted == NONE else crisis.suitors[found.wanted].name}"
    level = "even odds" if found.level == 0.5 else f"a chance of {found.level:g}"
    return f"What would it have taken for {pivot} to {outcome} by {day(found.by)}, with {level} or better?"


def provenance(found: Inversion) -> str:
    """Say what the answer rests on."""
    tried = f"{count(len(found.tried), 'offer')} tried, {count(found.draws, 'draw')} of each"
    return f"{tried}, seed {found.seed}; ± is one Monte Carlo standard error."


def _offers(page: Page, heading: str, offers: Sequence[Offer], crisis: Crisis) -> None:
    table = page.table(heading, "cost", "text", "chance", whole=True)
    before = None
    for offer in offers[:MOST_OFFERS]:
        words = Text(f"{crisis.suitors[offer.suitor].name}: {', '.join(offer.clauses)}")
        met = [f"{reply.suitor}: {', '.join(reply.clauses)}" for reply in offer.best_reply if reply.clauses]
        if met and met != before:  # what stays the same from line to line is said once
            words.append(f"\nmost often met by {'; '.join(met)}", style="dim")
        before = met
        table.add_row(
            words,
            signed(offer.cost),
            signed(offer.menu_cost),
            with_error(offer.probability, offer.probability_error),
        )
    page.section(table)
    if len(offers) > MOST_OFFERS:
        page.footnote(f"{len(offers) - MOST_OFFERS} more in the JSON")
