"""Switches that show how much a forecast owes to hindsight: the same case, told with more or with less of it.

An accepted text is the end of the story. In the headline coding it was removed wherever its side had an earlier bid,
and counts half where it had none: `Leakage.FULL_VALUE` counts the same texts whole, the other end of the bracket.

A theory must not see that a text was accepted, not even by a gap where a bid should stand. A gap is filled with a plain
bid. As long as no text is taken away, a side without a bid is one that made none by then, which could be known at the
time; so it alone gets the plain bid. Where accepted texts are taken away a gap tells where one stood, and both sides get
the plain bid, and nothing else. `Leakage.SHOW_GAPS` fills the gap alone even then, to show what a theory would read in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from realpolitik.history.case import Bid, Bids, Case, ClauseType, CodedClause, Letter, Timing
from realpolitik.history.switches import Leakage
from realpolitik.history.units import used_bids

PLAIN = ClauseType.TRADE
"""What a side whose bids are unknown is taken to offer."""
TAKES_AWAY: Final = frozenset({Leakage.DROP_ACCEPTED, Leakage.SHOW_GAPS})
"""Settings under which accepted texts are taken away."""


@dataclass(frozen=True)
class Gap:
    """A side that is left without a bid.

    Attributes
    ----------
    case : str
    letter : Letter
    tells : bool
        Whether an accepted text was taken from it: the gap tells where it stood.
    """

    case: str
    letter: Letter
    tells: bool


def told(case: Case, leakage: Leakage, accepted: Bids | None = None) -> Case:
    """Return a case as a theory may see it.

    Parameters
    ----------
    case : Case
    leakage : Leakage
    accepted : Bids, optional
        The accepted texts; used by `Leakage.FULL_ACCEPTED` alone, which exists to show what seeing them is worth.
    """
    seen = _unfilled(case, leakage, accepted)
    insult = "none" if leakage is Leakage.DROP_INSULTS else case.insult_by
    return blinded(seen.model_copy(update={"insult_by": insult}), both=leakage is Leakage.DROP_ACCEPTED)


def blinded(case: Case, both: bool) -> Case:
    """Return a case in which every side has a bid.

    Parameters
    ----------
    case : Case
    both : bool
        Whether both sides get the same plain bid, and lose their own, as soon as one has none; else the empty side alone.
    """
    empty = [letter for letter in Letter if not used_bids(case, letter)]
    if not empty:
        return case
    clause = CodedClause(type=PLAIN, text="terms unknown")
    plain = Bid(date=case.bargaining_window.start, by="unknown", secret=False, clauses=(clause,))
    bids = {letter: (plain,) if both or letter in empty else case.bids.of(letter) for letter in Letter}
    return case.model_copy(update={"bids": Bids(A=bids[Letter.A], B=bids[Letter.B])})


def gaps(cases: Iterable[Case], leakage: Leakage) -> tuple[Gap, ...]:
    """Return the sides that a setting leaves without a bid, before the gap is filled.

    How often a gap would give an accepted text away is the number of those that tell.

    Parameters
    ----------
    cases : iterable of Case
        As read.
    leakage : Leakage
    """
    return tuple(
        Gap(case.id, letter, bool(used_bids(case, letter)))
        for case in cases
        for letter in Letter
        if not used_bids(_unfilled(case, leakage, None), letter)
    )


def _unfilled(case: Case, leakage: Leakage, accepted: Bids | None) -> Case:
    bids = {letter: case.bids.of(letter) for letter in Letter}
    if leakage in TAKES_AWAY:
        bids = {letter: tuple(b for b in own if b.timing is not Timing.HALF_VALUE) for letter, own in bids.items()}
    if leakage is Leakage.FULL_VALUE:
        bids = {letter: tuple(map(_whole, own)) for letter, own in bids.items()}
    if leakage is Leakage.FULL_ACCEPTED and accepted is not None:
        for letter, own in bids.items():
            final = tuple(bid.model_copy(update={"timing": Timing.IN_WINDOW}) for bid in accepted.of(letter))
            bids[letter] = tuple(b for b in own if b.timing is not Timing.HALF_VALUE or not final) + final
    return case.model_copy(update={"bids": Bids(A=bids[Letter.A], B=bids[Letter.B])})


def _whole(bid: Bid) -> Bid:
    """Return a bid with nothing taken off because it was accepted."""
    return bid.model_copy(update={"timing": Timing.IN_WINDOW}) if bid.timing is Timing.HALF_VALUE else bid
