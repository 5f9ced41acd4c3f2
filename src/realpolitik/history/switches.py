"""The switches of a backtest, apart from what they do: the command line names them all before it reads a case."""

from __future__ import annotations

from enum import StrEnum


class Leakage(StrEnum):
    """How much of what became known later a case may show."""

    HALF_VALUE = "half-value"
    FULL_VALUE = "full-value"
    FULL_ACCEPTED = "full-accepted"
    DROP_ACCEPTED = "drop-accepted"
    SHOW_GAPS = "show-gaps"
    DROP_INSULTS = "drop-insults"
    WIDE_SIDES = "wide-sides"
