"""A section of a crisis as a key: equal to itself alone.

Patches leave the sections that they do not touch as they are, so that what was computed from one can be found again.
"""

from __future__ import annotations

from typing import Any


class Same:
    """Holds a section; two holders are equal if they hold the very same one."""

    def __init__(self, section: Any) -> None:
        self.section = section

    def __hash__(self) -> int:
        return id(self.section)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.section is other.section
