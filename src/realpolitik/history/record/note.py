"""What a back-test says of the freeze whose forecasts it scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Frozen:
    """A freeze whose forecasts were scored.

    Attributes
    ----------
    at : str
        When, in UTC, by the clock of the machine that froze it.
    version : str
        Of the program that froze it.
    seal : str
        SHA-256 of ``frozen.json``: whoever published it then can show that nothing was written later.
    before : tuple of str
        Scored cases that were decided after the day of the freeze.
    known : tuple of str
        Scored cases whose outcome lay in the folder when it was frozen: their coding was fixed before it was scored, but they
        are no forecasts.
    """

    at: str
    version: str
    seal: str
    before: tuple[str, ...] = ()
    known: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "at": self.at,
            "version": self.version,
            "seal": self.seal,
            "before": list(self.before),
            "known": list(self.known),
        }
