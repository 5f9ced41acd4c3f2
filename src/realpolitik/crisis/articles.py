"""Names as they stand within a sentence."""

from __future__ import annotations

import re

ARTICLES = frozenset(
    {
        "Alliance", "Allies", "Axis", "Bloc", "Caliphate", "Coalition", "Commonwealth", "Confederacy", "Confederation", "Crown",
        "Electorate", "Emirates", "Empire", "Entente", "Federation", "Horde", "Kingdom", "League", "Netherlands", "Ottomans",
        "Pact", "Philippines", "Porte", "Powers", "Republic", "Republics", "States", "Sultanate", "Tsardom", "Union",
    }
)  # fmt: skip
"""Words in a name before which English says "the"."""


def the(name: str) -> str:
    """Return a name as it stands within a sentence, with its article if English gives it one."""
    parts = re.split(r"( and |, )", name)
    return "".join(_with_article(part) for part in parts)


def _with_article(name: str) -> str:
    """Return a name of one thing with its article."""
    if name.startswith("The "):
        return f"the {name[4:]}"
    known = {word.capitalize() for word in name.split(" ")}
    return f"the {name}" if known & ARTICLES and not name.startswith("the ") else name
