"""When a treaty binds: from its signature, or the first event that puts it in force, up to the day that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from realpolitik.crisis.schema import Crisis


@dataclass(frozen=True)
class DaysInForce:
    """The days on which a treaty binds.

    Attributes
    ----------
    begins : date
        First day on which it binds.
    until : date, optional
        First day on which it no longer binds; none if it has no end.
    """

    begins: date
    until: date | None

    def __contains__(self, day: date) -> bool:
        """Whether the treaty binds on a day."""
        return self.begins <= day and (self.until is None or day < self.until)


def days_in_force(crisis: Crisis, key: str) -> DaysInForce:
    """Return the days on which a treaty binds: from the first of the events that put it in force, else from its signature.

    Raises
    ------
    KeyError
        If the crisis has no such treaty.
    """
    treaty = crisis.treaties[key]
    put_in_force = (event.date for event in crisis.events.values() if key in event.in_force)
    return DaysInForce(min(put_in_force, default=treaty.signed), treaty.until)
