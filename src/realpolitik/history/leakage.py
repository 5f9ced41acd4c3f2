"""Switches that show how much a forecast owes to hindsight: the same case, told with more or with less of it.

An accepted text is the end of the story. In the headline coding it was removed wherever its side had an earlier bid,
and counts half where it had none. A theory must not see that a text was accepted, not even by a gap where a bid should
stand: `blinded` therefore gives both sides the same plain bid as soon as one of them has none.
"""

from __future__ import annotations

from realpolitik.history.case import Bid, Bids, Case, ClauseType, CodedClause, Letter, Timing
from realpolitik.history.switches import Leakage
from realpolitik.history.units import used_bids

PLAIN = ClauseType.TRADE
"""What a side whose bids are unknown is taken to offer."""


def told(case: Case, leakage: Leakage, accepted: Bids | None = None) -> Case:
    """Return a case as a theory may see it.

    Parameters
    ----------
    case : Case
    leakage : Leakage
    accepted : Bids, optional
        The accepted texts; used by `Leakage.FULL_ACCEPTED` alone, which exists to show what seeing them is worth.
    """
    bids = {letter: case.bids.of(letter) for letter in Letter}
    if leakage is Leakage.DROP_ACCEPTED:
        bids = {letter: tuple(b for b in own if b.timing is not Timing.HALF_VALUE) for letter, own in bids.items()}
    if leakage is Leakage.FULL_ACCEPTED and accepted is not None:
        for letter, own in bids.items():
            final = tuple(bid.model_copy(update={"timing": Timing.IN_WINDOW}) for bid in accepted.of(letter))
            bids[letter] = tuple(b for b in own if b.timing is not Timing.HALF_VALUE or not final) + final
    insult = "none" if leakage is Leakage.DROP_INSULTS else case.insult_by
    changed = case.model_copy(update={"bids": Bids(A=bids[Letter.A], B=bids[Letter.B]), "insult_by": insult})
    return blinded(changed)


def blinded(case: Case) -> Case:
    """Return a case in which no side stands out by having no bid."""
    if all(used_bids(case, letter) for letter in Letter):
        return case
    clause = CodedClause(type=PLAIN, text="terms unknown")
    plain = Bid(date=case.bargaining_window.start, by="unknown", secret=False, clauses=(clause,))
    return case.model_copy(update={"bids": Bids(A=(plain,), B=(plain,))})
