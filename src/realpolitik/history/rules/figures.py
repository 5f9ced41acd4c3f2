"""Whether every derived figure follows from its parts, as far as the digits go with which figures are printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from realpolitik.crisis.wording import Finding
from realpolitik.history.checked import Place
from realpolitik.history.moments import first_day

if TYPE_CHECKING:
    from realpolitik.history.case import Measured, MeasuredMember, MeasuredSide

HALF_A_DIGIT: Final = 0.00005
"""Capabilities and threats are printed with four digits after the point."""
HALF_A_SHARE: Final = 0.0005
"""Shares are printed with three."""
ROUNDING: Final = 1e-9
LEAST: Final = 1e-6
"""A side with less of the world's capability has none that anybody measured."""
FIRST_DATA: Final = 1816
LAND, SEA, DISTANT, OTHER = 1.0, 0.5, 0.25, 0.1
"""Nearness by land, over a sea of at most 400 miles, of a distant major power, and of any other state."""


def sides_measured(measured: Measured, place: Place) -> Iterator[Finding]:
    """Refuse figures of one side alone, of years that have none, and of more than all there is."""
    both = [side for side in (measured.side_A, measured.side_B) if side is not None]
    if len(both) == 1:
        yield place.wrong("measures one side only", "measure both sides, or neither")
    opens = first_day(place.case.bargaining_window.start)
    if both and opens.year <= FIRST_DATA:
        message = f"there are no figures of a full year before {opens.year}: they begin in {FIRST_DATA}"
        yield place.wrong(message, "delete the figures; wide intervals stand in their place")
    total = math.fsum(side.cinc_sum for side in both) + (measured.pivot_cinc or 0.0)
    if total > 1 + HALF_A_DIGIT * (len(both) + 1):
        message = f"the sides and the courted state have {total:g} of the world's capability together"
        yield place.wrong(message, "write shares of the world, 0 to 1 for all states together, not percent")


def capability_of_members(cinc_sum: float, place: Place) -> Iterator[Finding]:
    """Refuse a capability that is not the sum of the members', and a side without any."""
    members = _side(place).members
    yield from _differs(cinc_sum, math.fsum(each.cinc for each in members), HALF_A_DIGIT * (len(members) + 1), place)
    if not cinc_sum >= LEAST or not any(each.cinc >= LEAST for each in members):
        yield place.wrong(
            "a side without any capability cannot be weighed", "correct the figures, or measure neither side"
        )


def threat_of_members(threat: float, place: Place) -> Iterator[Finding]:
    """Refuse a threat that is not the sum of the members'."""
    members = _side(place).members
    weights = math.fsum(each.prox * (1 + each.rivalry + each.claim_on_pivot) for each in members)
    yield from _differs(threat, measured_threat(members), HALF_A_DIGIT * (weights + 1), place)


def measured_threat(members: Sequence[MeasuredMember]) -> float:
    """Return the sum over members of capability, nearness and one plus hostility."""
    return math.fsum(each.cinc * each.prox * (1 + each.rivalry + each.claim_on_pivot) for each in members)


def share_of_capability(share: float, place: Place) -> Iterator[Finding]:
    """Refuse a share of capability that is not that of the sums."""
    yield from _share(share, "cinc_sum", place)


def share_of_threat(share: float, place: Place) -> Iterator[Finding]:
    """Refuse a share of threat that is not that of the threats."""
    yield from _share(share, "threat", place)


def nearness(prox: float, place: Place) -> Iterator[Finding]:
    """Refuse a nearness that is not what the codebook makes of contiguity."""
    member: Any = place.records[-1]
    by_land = member.contiguity == 1 or member.cow in place.case.security.colonial_contiguity
    wanted = (LAND,) if by_land else (DISTANT, OTHER) if member.contiguity is None else (SEA,)
    if prox not in wanted:
        why = (
            "in contact by land" if by_land else "without contact" if member.contiguity is None else "in contact by sea"
        )
        shown = " or ".join(f"{each:g}" for each in wanted)
        yield place.wrong(
            f"is {prox:g}, and a state {why} stands at {shown}", f"write {shown}, or correct `contiguity`"
        )


def _share(share: float, key: str, place: Place) -> Iterator[Finding]:
    measured: Any = place.records[-1]
    if measured.side_A is None or measured.side_B is None:
        yield place.wrong("is a share of sides that are not measured", "delete it, or measure both sides")
        return
    mine, theirs = getattr(measured.side_A, key), getattr(measured.side_B, key)
    both = mine + theirs
    if both > 0:
        yield from _differs(share, mine / both, HALF_A_SHARE + HALF_A_DIGIT / both, place)


def _differs(given: float, found: float, tolerance: float, place: Place) -> Iterator[Finding]:
    if abs(given - found) > tolerance + ROUNDING:
        yield place.wrong(f"is {given:g}, and its parts make {found:.4g}", "correct the figure or a part")


def _side(place: Place) -> MeasuredSide:
    return cast("MeasuredSide", place.records[-1])
