"""Whether an outcome is one of its case: what was accepted, what it obliges to, and what rules of thumb made of it.

A rule of thumb is held against the facts that it is about, where the case has them. That it foretells N, neither side,
is never refused where it compares two figures: how small a difference is none, the coder says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from realpolitik.crisis.characters import alike
from realpolitik.history.moments import first_day, last_day
from realpolitik.history.rules.figures import HALF_A_SHARE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from realpolitik.crisis.wording import Finding
    from realpolitik.history.case import Bid, Bids, Case, Obligation, Verdict
    from realpolitik.history.checked import Place

LETTERS: Final = ("A", "B")


def accepted_bids(accepted: Bids, place: Place) -> Iterator[Finding]:
    """Refuse the text of a side that offered nothing or was not chosen, and a text of half value that is missing."""
    choice = _result(place).choice
    for letter in LETTERS:
        texts, offered = _of(accepted, letter), _of(place.case.bids, letter)
        if texts and all(bid.timing.value == "post-commitment" for bid in offered):
            message = f"side {letter} made no bid by then that could be accepted"
            yield place.wrong(message, f"add the bid to `bids.{letter}` of the case, or correct the side", letter)
        if texts and choice in LETTERS and choice != letter and not _of(accepted, choice):
            message = f"a text of side {letter} was accepted, none of side {choice}, and the choice was {choice}"
            yield place.wrong(message, "correct the choice, or the side of the text", letter)
        for index, text in enumerate(texts):
            if text.timing.value != "in window":
                message = "a text that was accepted lies in the window, and has no other timing"
                yield place.wrong(message, "delete `timing`", letter, index, "timing")
        for bid in offered:
            if bid.timing.value == "half value" and not any(_may_be_of_one_day(bid, text) for text in texts):
                message = f"the case has a bid of side {letter} at half value, as a text accepted at {bid.date}"
                yield place.wrong(message, "add the text here, or correct the date or the timing of the bid", letter)


def neutrality(choice: str, place: Place) -> Iterator[Finding]:
    """Refuse a side of a state that took on no obligation and gave no military access; N is then the word for it."""
    result = _result(place)
    if choice in LETTERS and not result.commitment_types_atop and result.military_access == "none":
        message = f"whoever chose {choice} has an obligation to it or gives it military access, and neither stands here"
        remedy = "write N, or name the obligation in `commitment_types_atop` or the side in `military_access`"
        yield place.wrong(message, remedy)


def access(side: str, place: Place) -> Iterator[Finding]:
    """Refuse military access for a side that was not chosen."""
    choice = _result(place).choice
    if side in LETTERS and side != choice:
        yield place.wrong(f"is {side}, and the choice was {choice}", "write the side as the choice, or none here")


def obligations(bound_to: tuple[Obligation, ...], place: Place) -> Iterator[Finding]:
    """Refuse any obligation to a side of a state that chose neither, and any that stands twice."""
    choice = _result(place).choice
    for index, each in enumerate(bound_to):
        if choice == "N":
            message = f"whoever is bound to {each.value} has chosen a side, and the choice was N"
            yield place.wrong(message, "write the side as the choice, or delete the obligation", index)
        if each in bound_to[:index]:
            yield place.wrong(f"{each.value} stands here twice", "delete one of the two", index)


def rules_of_thumb(verdicts: Mapping[str, Verdict], place: Place) -> Iterator[Finding]:
    """Refuse a forecast that contradicts the case, and a verdict that contradicts what was predicted and chosen."""
    choice = _result(place).choice
    for rule, each in verdicts.items():
        against = _FACTS.get(alike(rule).replace("-", "_").replace(" ", "_"), _no_fact)(place.case, each.predicts)
        if against is not None:
            message = f"predicts {each.predicts}, and {against}"
            yield place.wrong(message, "correct the forecast, or the case", rule, "predicts")
        wanted = "right" if each.predicts == choice else "wrong"
        if each.verdict != wanted:
            message = f"predicts {each.predicts}, and the choice was {choice}"
            yield place.wrong(message, f"write `{wanted}`, or correct the forecast", rule, "verdict")


def _no_fact(_: Case, __: str) -> None:
    """Return nothing that contradicts a rule of thumb of the coder's own."""


def _not_incumbent(case: Case, predicted: str) -> str | None:
    incumbent = case.incumbent_partner
    wanted = "N" if incumbent == "none" else incumbent
    return None if predicted == wanted else f"`incumbent_partner` is {incumbent}, so that it predicts {wanted}"


def _not_stronger(case: Case, predicted: str) -> str | None:
    share = _share(case, predicted, case.measured.cinc_share_A, "cinc_sum")
    if share is None or share >= 0.5 - HALF_A_SHARE:
        return None
    return f"side {predicted} has {share:.3g} of both sides' capability: it is the weaker"


def _not_balancing(case: Case, predicted: str) -> str | None:
    share = _share(case, predicted, case.measured.threat_share_A, "threat")
    if share is None or share <= 0.5 + HALF_A_SHARE:
        return None
    return f"side {predicted} has {share:.3g} of both sides' threat: it is the one to balance"


def _not_kin(case: Case, predicted: str) -> str | None:
    if predicted not in LETTERS:
        return None
    kinship = case.ideology_distance
    mine, theirs = (kinship.A.score, kinship.B.score) if predicted == "A" else (kinship.B.score, kinship.A.score)
    return None if mine > theirs else f"its score in `ideology_distance` ({mine}) is not above its rival's ({theirs})"


_FACTS: Final[Mapping[str, Callable[[Case, str], str | None]]] = {
    "stay_with_incumbent": _not_incumbent,
    "join_stronger": _not_stronger,
    "balance_threat": _not_balancing,
    "ideological_kin": _not_kin,
}


def _share(case: Case, letter: str, of_first: float | None, key: str) -> float | None:
    """Return a side's share of a figure, from the share or else from the sums; None if neither is known."""
    measured = case.measured
    if of_first is None and measured.side_A is not None and measured.side_B is not None:
        mine, theirs = getattr(measured.side_A, key), getattr(measured.side_B, key)
        of_first = mine / (mine + theirs) if mine + theirs > 0 else None
    if of_first is None or letter not in LETTERS:
        return None
    return of_first if letter == "A" else 1.0 - of_first


def _may_be_of_one_day(bid: Bid, text: Bid) -> bool:
    return first_day(bid.date) <= last_day(text.date) and first_day(text.date) <= last_day(bid.date)


def _of(bids: Bids, letter: str) -> tuple[Bid, ...]:
    found: tuple[Bid, ...] = getattr(bids, letter)
    return found


def _result(place: Place) -> Any:
    return place.records[-1]
