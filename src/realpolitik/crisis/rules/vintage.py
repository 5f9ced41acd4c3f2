"""The vintage lock: nothing in a crisis file was known only later than its ``as_of``, but for what is marked as a forecast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from realpolitik.crisis.document import TreePath
from realpolitik.crisis.identity import Same
from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.rules.walk import quantities, written_sections
from realpolitik.crisis.schema import Crisis, Source
from realpolitik.crisis.wording import Finding


def check_vintage(crisis: Crisis) -> Iterator[Finding]:
    """Find what could not be known yet: what had not happened, and figures of later sources."""
    yield from _later(crisis)
    for name, section in written_sections(crisis):
        yield from _figures(section, name, Same(crisis.sources), crisis.as_of)


def _later(crisis: Crisis) -> Iterator[Finding]:
    """Find what had not happened yet."""
    for key, event in crisis.events.items():
        if event.date > crisis.as_of and not event.forecast:
            yield _after(("events", key, "date"), event.date, crisis.as_of, "add `forecast: true` if it was expected")
    for key, treaty in crisis.treaties.items():
        if treaty.signed > crisis.as_of and not treaty.forecast:
            yield _after(
                ("treaties", key, "signed"), treaty.signed, crisis.as_of, "add `forecast: true` if it was expected"
            )
    for key, move in crisis.moves.items():
        if move.date > crisis.as_of:
            yield _after(("moves", key, "date"), move.date, crisis.as_of, "delete it: nobody had seen it yet")


def _after(path: TreePath, day: date, as_of: date, remedy: str) -> Finding:
    return Finding(path, f"{day} is later than as_of ({as_of})", f"{remedy}, or move `as_of`")


@lru_cache(maxsize=256)
def _figures(section: Same, name: str, sources: Same, as_of: date) -> tuple[Finding, ...]:
    """Check the figures of a section against the vintage lock; kept for the variants that share all three."""
    return tuple(
        finding
        for path, number in quantities(section.section, (name,))
        for finding in _figure(path, number, sources.section, as_of)
    )


def _figure(path: TreePath, number: Quantity, known_sources: Mapping[str, Source], as_of: date) -> Iterator[Finding]:
    sources = [known_sources[key] for key in number.source_ids if key in known_sources]
    if number.known is None and any(source.known is None for source in sources):
        message = "has a source, and no date from which it was known"
        yield Finding(path, message, "add `known` to the source, or to this figure")
    known = number.known or max((source.known for source in sources if source.known is not None), default=None)
    last_knot = max(number.path, default=None) if number.path is not None else None
    if number.forecast:
        if not number.is_uncertain:
            yield Finding(path, "is a forecast and leaves no doubt", "write it as a distribution, or delete `forecast`")
    elif known is not None and known > as_of:
        message = f"was known only from {known}, later than as_of ({as_of})"
        yield Finding(path, message, "use a figure of the time, or write a distribution with `forecast: true`")
    elif last_knot is not None and last_knot > as_of and number.source_ids:
        message = f"says what held on {last_knot}, later than as_of ({as_of})"
        yield Finding(path, message, "end the path at `as_of`, or write distributions with `forecast: true`")
