"""Words that the program has for itself: no state and no suitor is called by one.

The one list. Rules refuse what is called so, and what a user says is understood by it.
"""

from __future__ import annotations

from typing import Final

from realpolitik.crisis.characters import fold

NOBODY: Final = "none"
NO_ALIGNMENT: Final = "no alignment"
"""The key, and the name, of what happens when nobody signs."""
NOBODY_SIGNS: Final = (
    NOBODY,
    NO_ALIGNMENT,
    "nobody",
    "neither",
    "nothing",
    "no one",
    "no signature",
    "nobody signs",
    "sign nothing",
    "signs nothing",
)
"""What a user may call it, and what answers say of it."""
TRUTH: Final = "truth"
"""Names the model of the crisis that is no state's belief."""

_MEANS: Final = {fold(word): NO_ALIGNMENT for word in NOBODY_SIGNS} | {fold(TRUTH): "what is no state's belief"}


def means_nobody(word: str) -> bool:
    """Whether a word stands for nobody signing, as loosely as all words of a user are read."""
    return _MEANS.get(fold(word)) == NO_ALIGNMENT


def reserved_for(word: str) -> str | None:
    """Return what a word stands for wherever states and suitors are named; None for a word that is free."""
    return _MEANS.get(fold(word))
