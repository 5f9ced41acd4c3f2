"""Effects and beliefs that take a number beyond its range in every draw, so that it is cut to the end of the range.

A number is cut once all that changes it has been added up. What is cut still matters, for it takes the number to the end of its
range. It stands idle only where the number would be at that end without it too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from realpolitik.crisis.idle.scene import Scene
from realpolitik.crisis.quantity import Quantity


@dataclass(frozen=True)
class Cut:
    """An effect or a belief that is cut to the end of a range.

    Attributes
    ----------
    path : str
        Dotted path of the effect or the belief.
    before : tuple of float
        The smallest and the largest value of the number without it.
    asked : tuple of float
        The smallest and the largest value to which it would take the number.
    end : float
        The end of the range, to which the number is cut; in the unit of the number.
    is_last : bool
        Whether nothing that comes later starts from the number before it is cut.
    """

    path: str
    before: tuple[float, float]
    asked: tuple[float, float]
    end: float
    is_last: bool

    @property
    def reason(self) -> str:
        """What it asks for, where it is cut, and what it comes to, in words."""
        return f"it takes the number from {_span(self.before)} to {_span(self.asked)}, beyond the range: it comes to {self.end:g}"

    @property
    def why_idle(self) -> str | None:
        """Why it changes nothing; None if it changes something, or may."""
        low, high = self.before
        at_end = (low >= self.end) if self.asked[0] > self.end else (high <= self.end)
        if at_end and self.is_last:
            return f"the number is {self.end:g} already, the end of its range, and cannot go beyond it"
        return None

    def to_dict(self) -> dict[str, Any]:
        """Return path, reason, and the numbers that it tells."""
        return {
            "path": self.path,
            "reason": self.reason,
            "before": list(self.before),
            "asked": list(self.asked),
            "end": self.end,
        }


def _span(ends: tuple[float, float]) -> str:
    low, high = ends
    return f"{low:g}" if low == high else f"{low:g} at least and {high:g} at most"


def cuts(scene: Scene) -> Iterator[Cut]:
    """Return the effects and beliefs that are cut, those that change nothing among them, in the order of the file."""
    for key, event in scene.crisis.events.items():
        for path in event.effects:
            cut = cut_effect(scene, key, path)
            if cut is not None:
                yield cut
    for key in scene.crisis.perceptions:
        cut = cut_perception(scene, key)
        if cut is not None:
            yield cut


def cut_effect(scene: Scene, key: str, path: str) -> Cut | None:
    """Return how an effect of an event is cut; None if it is not in every draw, or a hidden hand changes the number too."""
    crisis = scene.crisis
    address = scene.numbers.get(path)
    if address is None or any(
        path in hand.changes for state in crisis.states.values() for hand in state.types.values()
    ):
        return None
    before = address.quantity.support()
    events = sorted(crisis.events.items(), key=lambda item: item[1].date)
    for place, (name, event) in enumerate(events):
        effect = event.effects.get(path)
        if effect is None:
            continue
        asked = _after(before, effect.set, effect.scale, effect.shift)
        if name == key:
            later = [each.effects[path] for _, each in events[place + 1 :] if path in each.effects]
            believed = [belief for belief in crisis.perceptions.values() if belief.path == path]
            is_last = all(each.set is not None for each in later) and all(each.value is not None for each in believed)
            return _cut(f"events.{key}.effects.{path}", before, asked, (address.low, address.high), is_last)
        before = asked
    return None


def cut_perception(scene: Scene, key: str) -> Cut | None:
    """Return how a belief is cut; None if it is not in every draw, or its number changes in time or with a hidden hand."""
    perception = scene.crisis.perceptions[key]
    address = scene.numbers.get(perception.path)
    if address is None or perception.path in scene.moved:
        return None
    before = address.quantity.support()
    asked = _after(before, perception.value, perception.factor, perception.shift)
    return _cut(f"perceptions.{key}", before, asked, (address.low, address.high), is_last=True)


def _after(
    before: tuple[float, float], to: Quantity | None, scale: Quantity | None, shift: Quantity | None
) -> tuple[float, float]:
    """Return the smallest and the largest value of a number after a change."""
    low, high = before
    if to is not None:
        return to.support()
    if scale is not None:
        ends = [x * y for x in (low, high) for y in scale.support()]
        return min(ends), max(ends)
    assert shift is not None
    down, up = shift.support()
    return low + down, high + up


def _cut(
    path: str, before: tuple[float, float], asked: tuple[float, float], within: tuple[float, float], is_last: bool
) -> Cut | None:
    if asked[1] < within[0]:
        return Cut(path, before, asked, within[0], is_last)
    if asked[0] > within[1]:
        return Cut(path, before, asked, within[1], is_last)
    return None
