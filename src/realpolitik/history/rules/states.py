"""Whether states are who they are once: one side each, never the courted state, with codes that agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from realpolitik.crisis.characters import alike
from realpolitik.crisis.document import clip
from realpolitik.crisis.wording import Finding
from realpolitik.history.checked import Place

if TYPE_CHECKING:
    from realpolitik.history.case import Bid, Case, MeasuredMember, Person, Side, Sides

_ASIDE: Final = re.compile(r"\([^()]*\)")
_BETWEEN: Final = re.compile(r"[+,;&/]|\band\b")


def sides(both: Sides, place: Place) -> Iterator[Finding]:
    """Refuse a state that is named twice, the courted state among those that court it, and one name of two sides."""
    pivot = alike(place.case.pivot.state)
    for letter, rival in (("A", both.B), ("B", both.A)):
        side: Side = getattr(both, letter)
        name = alike(side.name)
        if name == pivot:
            yield place.wrong(
                f"{clip(side.name)} is the courted state", "name the side after its states", letter, "name"
            )
        if any(name == alike(member.state) for member in rival.members):
            message = f"{clip(side.name)} is a member of the rival side"
            yield place.wrong(message, "name the side after its own states", letter, "name")
        if letter == "B" and name == alike(rival.name):
            message = f"{clip(side.name)} is the name of side A too"
            yield place.wrong(message, "give each side a name of its own", letter, "name")
    seen: dict[int | str, str] = {}
    for word in _words(place.case.pivot):
        seen[word] = "is the courted state"
    for letter in ("A", "B"):
        members: tuple[Person, ...] = getattr(both, letter).members
        for index, member in enumerate(members):
            taken = [seen[word] for word in _words(member) if word in seen]
            if taken:
                message = f"{clip(member.state)} {taken[0]}"
                yield place.wrong(
                    message, "name each state once; correct the name or the code", letter, "members", index
                )
            for word in _words(member):
                seen.setdefault(word, f"is already a member of side {letter}")


def _words(person: Person) -> tuple[int | str, ...]:
    name = alike(person.state)
    return (name,) if person.cow is None else (name, person.cow)


def claims(states: tuple[int | str, ...], place: Place) -> Iterator[Finding]:
    """Refuse a claim that is made twice, by the courted state on itself, or by name where states have codes."""
    case = place.case
    seen = [alike(state) if isinstance(state, str) else state for state in states]
    for index, state in enumerate(states):
        if seen[index] in seen[:index]:
            yield place.wrong(f"{clip(str(state))} stands here twice", "delete one of the two", index)
        if seen[index] in _words(case.pivot):
            yield place.wrong("the courted state claims nothing from itself", "name the other state", index)
        if isinstance(state, str) and case.measured.side_A is not None:
            message = f"{clip(state)} is a name, and the states of this case have codes"
            yield place.wrong(message, "write its country code", index)


def bidder(by: str, place: Place) -> Iterator[Finding]:
    """Refuse a bid that the courted state made, or a state of the rival side, or one that bids for the rival too.

    Who made a bid is written for readers: ``Britain+France``, ``Germany (to Serrano)``, a spokesman of no side. What
    names no state of the case under its name there is left to the coder.
    """
    case, letter = place.case, str(place.path[-3])
    mine: Side = getattr(case.suitors, letter)
    other = "B" if letter == "A" else "A"
    rival: Side = getattr(case.suitors, other)
    theirs: tuple[Bid, ...] = getattr(case.bids, other)
    named = _parties(by) - _names(mine)
    if named & _forms(case.pivot.state):
        yield place.wrong(f"{clip(by)} is courted, and makes no bid", f"write who of side {letter} made the bid")
    elif named & _names(rival):
        message = f"{clip(by)} stands on side {other}, and this is a bid of side {letter}"
        yield place.wrong(message, f"write who of side {letter} made the bid, or move it to side {other}")
    elif any(named & _parties(bid.by) for bid in theirs):
        message = f"{clip(by)} makes a bid of side {other} too"
        yield place.wrong(message, "a state bids for one side: correct who made the bid, or move it")


def _names(side: Side) -> set[str]:
    return _forms(side.name).union(*(_forms(member.state) for member in side.members))


def _forms(name: str) -> set[str]:
    """Return a name as it stands, and without remarks in brackets."""
    return {alike(name), alike(_ASIDE.sub(" ", name))} - {""}


def _parties(by: str) -> set[str]:
    """Return who made a bid: all of the text, and each of those that it lists, without remarks in brackets."""
    listed = _BETWEEN.split(alike(_ASIDE.sub(" ", by)))
    return _forms(by) | {part.strip() for part in listed} - {""}


def threatening(members: tuple[int | str, ...], place: Place) -> Iterator[Finding]:
    """Refuse a threat of a state that is no member of the side that bids, and members of any other clause."""
    clause: Any = place.records[-1]
    letter = str(place.path[1])
    side: Side = getattr(place.case.suitors, letter)
    if members and clause.type.value != "THREAT":
        message = f"a clause {clause.type.value} threatens nothing"
        yield place.wrong(message, "delete it, or make it THREAT")
        return
    known = [word for member in side.members for word in _words(member)]
    words = [alike(each) if isinstance(each, str) else each for each in members]
    for index, each in enumerate(members):
        if words[index] not in known:
            listed = ", ".join(str(member.state if member.cow is None else member.cow) for member in side.members)
            message = f"{clip(str(each))} is no member of side {letter}"
            yield place.wrong(message, f"write a member ({listed})", index)
        if words[index] in words[:index]:
            yield place.wrong(f"{clip(str(each))} stands here twice", "delete one of the two", index)


def slighting_side(by: str, place: Place) -> Iterator[Finding]:
    """Refuse a side that slighted the courted state where no slight is told; a slight may be that of no side."""
    if by != "none" and not any(slight.strip() for slight in place.case.exclusion_or_insult):
        message = f"is {by}, and `exclusion_or_insult` tells of no slight"
        yield place.wrong(message, "write none, or tell the slight there")


def colonial(codes: tuple[int, ...], place: Place) -> Iterator[Finding]:
    """Refuse contact through a colony of a state that is no member."""
    known = [member.cow for member in members_of(place.case)]
    for index, code in enumerate(codes):
        if code not in known:
            listed = ", ".join(str(each) for each in known if each is not None) or "none"
            yield place.wrong(f"{code} is the code of no member", f"write the code of a member ({listed})", index)
        if code in codes[:index]:
            yield place.wrong(f"{code} stands here twice", "delete one of the two", index)


def members_of(case: Case) -> tuple[Person, ...]:
    """Return the members of both sides."""
    return (*case.suitors.A.members, *case.suitors.B.members)


def measured_members(measured: tuple[MeasuredMember, ...], place: Place) -> Iterator[Finding]:
    """Refuse figures of other states, or in another order, than the side lists."""
    letter = str(place.path[-2])[-1]
    listed: tuple[Person, ...] = getattr(place.case.suitors, letter).members
    if any(member.cow is None for member in listed):
        yield place.wrong("a member of the side has no code", f"give the members of suitors.{letter} their codes")
    elif [member.cow for member in measured] != [member.cow for member in listed]:
        shown = ", ".join(str(member.cow) for member in listed)
        yield place.wrong("does not list the members of the side in their order", f"list the codes {shown}")


def claim_of_member(claims_it: bool, place: Place) -> Iterator[Finding]:
    """Refuse a claim that `security` does not list, and one that it does and the member does not have."""
    member: Any = place.records[-1]
    listed = member.cow in place.case.security.claims_on_pivot
    if claims_it != listed:
        verb = "lists" if listed else "does not list"
        message = f"is {str(claims_it).lower()}, and `security.claims_on_pivot` {verb} {member.cow}"
        yield place.wrong(message, "correct one of the two")


def only_of_assets(_: Any, place: Place) -> Iterator[Finding]:
    """Refuse a holder and a delivery of anything but land, or a free hand in it."""
    clause: Any = place.records[-1]
    if clause.type.value not in {"TERR", "SPHERE"}:
        message = f"a clause {clause.type.value} has no `{place.path[-1]}`"
        yield place.wrong(message, "delete it, or make it TERR or SPHERE")


def only_of_arms(named: bool, place: Place) -> Iterator[Finding]:
    """Refuse a named quantity of anything but arms."""
    clause: Any = place.records[-1]
    if named and clause.type.value != "MIL":
        yield place.wrong(f"a clause {clause.type.value} has no `named`", "delete it, or make it MIL")
