"""Paths of numbers: perceptions, effects of events and hidden types, and ideology, which needs points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from realpolitik.crisis.document import TreePath, clip
from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.quantity import Quantity, range_in_words
from realpolitik.crisis.rules.menus import sums_to_one
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import Finding, nearest_numbers

MAX_TYPED_STATES = 3
MAX_TYPES = 4
Addresses = Mapping[str, NumberAddress]


def check_beliefs(crisis: Crisis) -> Iterator[Finding]:
    """Check everything that names a number by its path, and hidden types."""
    numbers = {address.path: address for address in numbers_of(crisis) if _is_of_the_game(address.path)}
    yield from _perceptions(crisis, numbers)
    for key, event in crisis.events.items():
        for path, effect in event.effects.items():
            place = ("events", key, "effects", path)
            yield from _resolves(place, path, numbers)
            if effect.set is not None and path in numbers:
                yield from _in_range((*place, "set"), effect.set, numbers[path])
    typed = [name for name, state in crisis.states.items() if state.types]
    for name in typed[MAX_TYPED_STATES:]:
        yield Finding(
            ("states", name, "types"), f"more than {MAX_TYPED_STATES} states have hidden types", "delete some"
        )
    for name in typed:
        yield from _types(crisis, name, numbers)
    yield from _ideology(crisis)


def _is_of_the_game(path: str) -> bool:
    return not path.startswith(("perceptions.", "events.", "moves.")) and ".types." not in path


def _resolves(place: TreePath, path: str, numbers: Addresses) -> Iterator[Finding]:
    if path not in numbers:
        yield Finding(place, f"{clip(path)} is not the path of a number of the game", nearest_numbers(path, numbers))


def _in_range(place: TreePath, number: Quantity, address: NumberAddress) -> Iterator[Finding]:
    low, high = number.support()
    if low < address.low or high > address.high:
        shown = range_in_words(address.low, address.high)
        yield Finding(
            place, f"lies outside the range of {address.path} ({shown}, {address.unit})", f"keep it in {shown}"
        )


def _perceptions(crisis: Crisis, numbers: Addresses) -> Iterator[Finding]:
    taken: dict[tuple[str, str], str] = {}
    for key, perception in crisis.perceptions.items():
        place = ("perceptions", key)
        yield from _resolves((*place, "path"), perception.path, numbers)
        if perception.value is not None and perception.path in numbers:
            yield from _in_range((*place, "value"), perception.value, numbers[perception.path])
        if perception.path in numbers and perception.path.endswith(".drafting_time"):
            message = "a belief is about a number, and how long drafting takes is part of the rules of the game"
            yield Finding((*place, "path"), message, "delete it; a belief about `collapse` is possible")
        pair = (perception.who, perception.path)
        if pair in taken:
            message = f"{perception.who} has a belief about {perception.path} already, in {taken[pair]}"
            yield Finding((*place, "path"), message, "keep one of the two")
        taken.setdefault(pair, key)


def _belongs(crisis: Crisis, path: str, state: str) -> bool:
    """Whether a number is a state's own: under its name, what something is worth or costs to it, or its hostility."""
    steps = path.split(".")
    if steps[0] == "hostilities":
        return crisis.hostilities[steps[1]].by == state
    return path.startswith(f"states.{state}.") or (steps[-1] == state and steps[0] != "states")


def _types(crisis: Crisis, name: str, numbers: Addresses) -> Iterator[Finding]:
    state = crisis.states[name]
    place = ("states", name, "types")
    if len(state.types) > MAX_TYPES:
        yield Finding(
            place, f"{len(state.types)} hidden types, and at most {MAX_TYPES} are allowed", "join some of them"
        )
    yield from sums_to_one({key: hand.prior for key, hand in state.types.items()}, place, "priors of the types")
    observers = dict.fromkeys(observer for hand in state.types.values() for observer in hand.priors)
    for observer in observers:
        given = {key: hand.priors[observer] for key, hand in state.types.items() if observer in hand.priors}
        if len(given) < len(state.types):
            message = f"{observer} has a prior for some of the types only"
            yield Finding(place, message, f"give {observer} a prior for each of them")
        else:
            yield from sums_to_one(given, place, f"priors that {observer} has")
    for key, hand in state.types.items():
        for path, number in hand.changes.items():
            at = (*place, key, "changes", path)
            if path in numbers and not _belongs(crisis, path, name):
                yield Finding(at, f"{clip(path)} is not a number of {name}", f"change numbers of {name} only")
            elif path in numbers:
                yield from _in_range(at, number, numbers[path])
            yield from _resolves(at, path, numbers)


def _ideology(crisis: Crisis) -> Iterator[Finding]:
    sizes = {name: len(state.ideology) for name, state in crisis.states.items() if state.ideology}
    first = next(iter(sizes.values()), 0)
    for name, size in sizes.items():
        if size != first:
            message = f"has {size} axes, where other states have {first}"
            yield Finding(("states", name, "ideology"), message, "place all states on the same axes")
    members = [member for suitor in crisis.suitors.values() for member in suitor.members]
    cares = {name for name, state in crisis.states.items() if state.ideology_weight.support()[1] > 0}
    needs = {name: name for name in crisis.states if name in cares}
    if crisis.pivot in cares:
        needs |= {member: crisis.pivot for member in members if member in crisis.states} | needs
    if cares & set(members):
        needs = {crisis.pivot: next(member for member in members if member in cares)} | needs
    for name, why in needs.items():
        if name in crisis.states and name not in sizes:
            whose = "it" if why == name else why
            message = f"has no point, and {whose} minds ideological distance"
            yield Finding(("states", name), message, "add `ideology`, or set `ideology_weight` to 0")
