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
    by_itself : bool
        Whether nothing in it need be idle with it: what a suitor bids may count though nobody signs it, for of moves that come to
        nothing one leans to those that one would be glad to see signed.
    """

    path: str
    reason: str
    by_itself: bool = False

    def covers(self, path: str) -> bool:
        """Whether what stands at a path is idle with it."""
        if path == self.path:
            return True
        if self.by_itself or not path.startswith(f"{self.path}."):
            return False
        is_clause = self.path.count(".") == 3 and (".menu." in self.path or ".clauses." in self.path)
        return not is_clause or path[len(self.path) + 1 :].split(".", maxsplit=1)[0] not in COUNTS_APART


Rule = Callable[[Scene], Iterator[IdlePart]]
"""Finds what stands idle in a scene."""
