"""Whether states are who they are once: one side each, never the courted state, with codes that agree."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from realpolitik.crisis.document import clip
from realpolitik.crisis.wording import Finding
from realpolitik.history.checked import Place

if TYPE_CHECKING:
    from realpolitik.history.case import Case, MeasuredMember, Person, Sides, Verdict


def sides(both: Sides, place: Place) -> Iterator[Finding]:
    """Refuse a state that is named twice, and the courted state among those that court it."""
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
    name = unicodedata.normalize("NFKC", person.state).strip().casefold()
    return (name,) if person.cow is None else (name, person.cow)


def claims(states: tuple[int | str, ...], place: Place) -> Iterator[Finding]:
    """Refuse a claim that is made twice, by the courted state on itself, or by name where states have codes."""
    case = place.case
    for index, state in enumerate(states):
        if state in states[:index]:
            yield place.wrong(f"{clip(str(state))} stands here twice", "delete one of the two", index)
        if state in _words(case.pivot):
            yield place.wrong("the courted state claims nothing from itself", "name the other state", index)
        if isinstance(state, str) and case.measured.side_A is not None:
            message = f"{clip(state)} is a name, and the states of this case have codes"
            yield place.wrong(message, "write its country code", index)


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


def rules_of_thumb(verdicts: Mapping[str, Verdict], place: Place) -> Iterator[Finding]:
    """Refuse a verdict that contradicts what was predicted and chosen."""
    result: Any = place.records[-1]
    for rule, each in verdicts.items():
        wanted = "right" if each.predicts == result.choice else "wrong"
        if each.verdict != wanted:
            message = f"predicts {each.predicts}, and the choice was {result.choice}"
            yield place.wrong(message, f"write `{wanted}`, or correct the forecast", rule, "verdict")


def only_of_assets(_: Any, place: Place) -> Iterator[Finding]:
    """Refuse a holder and a delivery of anything but land, or a free hand in it."""
    clause: Any = place.records[-1]
    if clause.type.value not in {"TERR", "SPHERE"}:
        message = f"a clause {clause.type.value} has no `{place.path[-1]}`"
        yield place.wrong(message, "delete it, or make it TERR or SPHERE")
