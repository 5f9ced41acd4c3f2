"""A part of a crisis file that stands idle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from realpolitik.crisis.idle.scene import Scene

COUNTS_APART = ("cost", "consent_of", "consent_chance")
"""What of a clause counts whether or not its promise ever comes to anything."""


@dataclass(frozen=True)
class IdlePart:
    """A part of a file that stands idle.

    Attributes
    ----------
    path : str
        Dotted path of the part.
    reason : str
        Why, in words.
    """

    path: str
    reason: str

    def covers(self, path: str) -> bool:
        """Whether what stands at a path is idle with it."""
        if path == self.path:
            return True
        if not path.startswith(f"{self.path}."):
            return False
        is_clause = self.path.count(".") == 3 and (".menu." in self.path or ".clauses." in self.path)
        return not is_clause or path[len(self.path) + 1 :].split(".", maxsplit=1)[0] not in COUNTS_APART


Rule = Callable[[Scene], Iterator[IdlePart]]
"""Finds what stands idle in a scene."""
