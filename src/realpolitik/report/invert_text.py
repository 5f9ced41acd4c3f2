"""An inversion in words: what it would have taken, and what came nearest."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from realpolitik.analysis.offers import Inversion, Offer
from realpolitik.crisis.schema import Crisis
from realpolitik.report.names import with_key
from realpolitik.report.page import WIDTH, Page, count, day, percents, signed
from realpolitik.report.words import the

MOST_OFFERS, FEW_OFFERS = 8, 3


def tell_invert(
    found: Inversion, crisis: Crisis, width: int = WIDTH, colour: bool = False, details: bool = False
) -> str:
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
    details : bool
        Whether to tell also the offers that fall short, and all that do it.

    Returns
    -------
    str
    """
    page = Page(width, colour)
    page.head(crisis.title, question(found, crisis), provenance(found))
    stands = percents(found.as_it_stands, found.as_it_stands_error)
    page.section(Text(f"As the crisis stands, with every menu open, the chance is {stands}."))
    if found.impossible:
        page.section(Text(f"Impossible with these menus: {found.reason}."))
    for offer in found.cheapest.values():
        name = the(crisis.suitors[offer.suitor].name)
        likely = percents(offer.probability, offer.probability_error)
        page.section(Text(f"The cheapest offer of {name} that does it makes the chance {likely}:"))
        for clause in offer.clauses:
            page.item(with_key(clause, (crisis.suitors[offer.suitor].menu[clause].says or clause).rstrip(".")))
    if found.offers:
        _offers(page, "offers that do it, cheapest first", found.offers, crisis, MOST_OFFERS if details else FEW_OFFERS)
    edge = {(point.suitor, point.clauses) for point in found.front}
    short = [o for o in found.tried if (o.suitor, o.clauses) in edge and o.probability < found.level]
    if short and (details or not found.offers):
        _offers(page, "what falls short: offers that no other beats in cost and in chance", short, crisis, MOST_OFFERS)
    page.footnote(
        "cost: what not being chosen is worth to the suitor, less what signing this is, in shares of its own survival; below"
        " zero it would still sooner sign. text: what the clauses alone cost it. chance: of the wanted outcome, the suitor"
        " being committed to this offer, whole, and its rivals replying."
    )
    left_out = "further offers, and those that fall short" if found.offers else ""
    page.closing(crisis, found, "" if details else left_out)
    return page.text()


def question(found: Inversion, crisis: Crisis) -> str:
    """Say what was asked."""
    pivot = the(crisis.states[crisis.pivot].name)
    signed = f"sign with {the(crisis.suitors[found.wanted].name)}" if found.wanted in crisis.suitors else ""
    outcome = signed or "sign nothing (no alignment)"
    level = "even odds" if found.level == 0.5 else f"a chance of {100 * found.level:g}%"
    return f"What would it have taken for {pivot} to {outcome} by {day(found.by)}, with {level} or better?"


def provenance(found: Inversion) -> str:
    """Say what the answer rests on."""
    tried = f"{count(len(found.tried), 'offer')} tried, {count(found.draws, 'draw')} of each"
    return f"{rounded(found)}{tried}, seed {found.seed}; ± is one Monte Carlo standard error."


def rounded(found: Inversion) -> str:
    """Say that a day stands for its period, where the two end on different days; else nothing."""
    if found.asked == found.by.isoformat():
        return ""
    return (
        f"Asked was {found.asked}; what is signed in a period is not dated nearer, so that this answers for the end of the period"
        f" from {day(found.period)} to {day(found.by)}. "
    )


def _offers(page: Page, heading: str, offers: Sequence[Offer], crisis: Crisis, most: int) -> None:
    table = page.table(heading, "cost", "text", "chance", whole=True)
    before = None
    for offer in offers[:most]:
        words = Text(f"{crisis.suitors[offer.suitor].name}: {', '.join(offer.clauses)}")
        met = [
            f"{crisis.suitors[reply.suitor].name}: {', '.join(reply.clauses)}"
            for reply in offer.best_reply
            if reply.clauses
        ]
        if met and met != before:  # what stays the same from line to line is said once
            words.append(f"\nmost often met by {'; '.join(met)}", style="dim")
        before = met
        table.add_row(
            words,
            signed(offer.cost),
            signed(offer.menu_cost),
            percents(offer.probability, offer.probability_error),
        )
    page.section(table)
    if len(offers) > most == MOST_OFFERS:
        page.footnote(f"{len(offers) - most} more in the JSON")
