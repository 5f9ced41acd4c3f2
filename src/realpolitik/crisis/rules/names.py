"""Names that point at nothing: states, suitors, treaties, sources, clauses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from realpolitik.crisis.characters import alike, broken_line, fold, unreadable
from realpolitik.crisis.document import TreePath, clip
from realpolitik.crisis.identity import Same
from realpolitik.crisis.lookup import NAMING, name_of_entry
from realpolitik.crisis.quantity import Closed, Quantity
from realpolitik.crisis.reserved import reserved_for
from realpolitik.crisis.rules.walk import written_sections
from realpolitik.crisis.schema import Crisis, Move, WarPlan
from realpolitik.crisis.shape import inner, record
from realpolitik.crisis.treaty import Clause
from realpolitik.crisis.wording import Finding, suggestion

Reference = tuple[TreePath, str]


def clauses_of(crisis: Crisis) -> Iterator[tuple[TreePath, Clause]]:
    """Walk the clauses of all menus and treaties."""
    for name, suitor in crisis.suitors.items():
        for key, clause in suitor.menu.items():
            yield ("suitors", name, "menu", key), clause
    for name, treaty in crisis.treaties.items():
        for key, clause in treaty.clauses.items():
            yield ("treaties", name, "clauses", key), clause


def check_names(crisis: Crisis) -> Iterator[Finding]:
    """Find every name that points at nothing."""
    for path, state in state_references(crisis):
        if state not in crisis.states:
            yield unknown(path, state, crisis.states, "state")
    for name, section in written_sections(crisis):
        yield from _unknown_sources(section, name, Same(crisis.sources))
    yield from _reserved(crisis)
    yield from _unreadable(crisis)
    yield from _treaties_in_force(crisis)
    for key, move in crisis.moves.items():
        yield from _move(crisis, ("moves", key), move)


def _reserved(crisis: Crisis) -> Iterator[Finding]:
    """Find states and suitors that are called by a word of the program."""
    for section in ("states", "suitors"):
        for key, entry in getattr(crisis, section).items():
            for path, word, what in (((section, key), key, "key"), ((section, key, "name"), entry.name, "name")):
                meant = reserved_for(word)
                if meant is not None:
                    yield Finding(path, f"{clip(word)} stands for {meant}", f"choose another {what}")


def _unreadable(crisis: Crisis) -> Iterator[Finding]:
    """Find names that readers do not see, cannot tell apart, or read as others than they are."""
    for field in ("title", "question"):
        if not alike(getattr(crisis, field)):
            yield Finding((field,), "is empty to a reader", "write some words")
    if (broken := broken_line(crisis.title)) is not None:
        yield Finding(("title",), *broken)
    for path, entries in _tables(crisis):
        for key, entry in entries.items():
            name = getattr(entry, "name", None)
            if name is None:
                continue
            if not alike(name):
                yield Finding((*path, key, "name"), "is empty to a reader", "write a name")
            elif (wrong := unreadable(name)) is not None:
                yield Finding((*path, key, "name"), *wrong)
        yield from _names(path, entries)


def _tables(crisis: Crisis) -> Iterator[tuple[TreePath, Mapping[str, Any]]]:
    """Walk the tables whose entries are called by their names, as by their keys, where words of a user are read."""
    for section in NAMED:
        yield (section,), getattr(crisis, section)
    for key, state in crisis.states.items():
        yield ("states", key, "types"), state.types
    for key, suitor in crisis.suitors.items():
        yield ("suitors", key, "menu"), suitor.menu


NAMED = tuple(
    name
    for name, field in Crisis.model_fields.items()
    if (entry := record(inner(field.annotation, ""))) is not None and {"name", "says"} & set(entry.model_fields)
)
"""The sections whose entries have a name, or a sentence in place of one; what happened on a day has none of its own."""


def _names(path: TreePath, entries: Mapping[str, Any]) -> Iterator[Finding]:
    """Find names in a table that mean two entries: both have it, or it is the key of another."""
    taken: dict[str, str] = {}
    spelled: dict[str, str] = {}
    for key in entries:
        other = spelled.setdefault(fold(key), key)
        if other != key:
            message = f"is read as `{other}`, for capitals and strokes make no difference"
            yield Finding((*path, key), message, "choose another key")
    keys = {fold(key) for key in entries}
    for key, entry in entries.items():
        written = name_of_entry(entry)
        name = alike(written)
        if not name:
            continue
        place = (*path, key, next(field for field in NAMING if getattr(entry, field, None)))
        if name in taken:
            message = f"{clip(written)} is the name of `{taken[name]}` too"
            yield Finding(place, message, "give each a name of its own; what looks the same is the same")
        elif fold(written) in keys and fold(key) != fold(written):
            message = f"{clip(written)} is the key of another entry"
            yield Finding(place, message, "choose another name, so that the word means one of them")
        taken.setdefault(name, key)


@lru_cache(maxsize=256)
def _unknown_sources(section: Same, name: str, sources: Same) -> tuple[Finding, ...]:
    """Find the sources that a section names and nobody lists; kept for the variants that share both."""
    known = sources.section
    references = source_references(section.section, (name,))
    return tuple(unknown(path, source, known, "source") for path, source in references if source not in known)


def unknown(path: TreePath, word: str, known: Mapping[str, Any], what: str) -> Finding:
    """Say that a name points at nothing, and what it could point at."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return Finding(path, f"unknown {what} {clip(word)}", suggestion(word, known, f"the {plural} are", known))


def state_references(crisis: Crisis) -> Iterator[Reference]:
    """Walk every place where a state is named."""
    yield ("pivot",), crisis.pivot
    for path, clause in clauses_of(crisis):
        yield from _fields(path, clause, ("obligors", "beneficiaries", "against", "contingent_on", "consent_of"))
        yield from _fields(path, clause, ("consent_chance", "worth", "cost"))
    for key, suitor in crisis.suitors.items():
        yield from _fields(("suitors", key), suitor, ("lead", "members"))
    for key, stake in crisis.stakes.items():
        yield from _fields(("stakes", key), stake, ("holder", "worth", "buffer"))
    for key, hostility in crisis.hostilities.items():
        yield from _fields(("hostilities", key), hostility, ("by", "toward", "helpers"))
    for key, plan in crisis.war_plans.items():
        yield from _fields(("war_plans", key), plan, _PLAN_FIELDS)
    yield from _beliefs(crisis)


_PLAN_FIELDS = (
    "aggressor", "target", "belligerents", "joiners", "reach", "reach_with_transit", "exposure", "prize", "balance"
)  # fmt: skip
assert set(_PLAN_FIELDS) < set(WarPlan.model_fields)


def _beliefs(crisis: Crisis) -> Iterator[Reference]:
    for name, state in crisis.states.items():
        for key, hand in state.types.items():
            yield from _fields(("states", name, "types", key), hand, ("priors",))
    for key, event in crisis.events.items():
        for index, exclusion in enumerate(event.excludes):
            yield from _fields(("events", key, "excludes", index), exclusion, ("state", "by"))
    for key, move in crisis.moves.items():
        yield from _fields(("moves", key), move, ("actor", "seen_by"))
    for key, perception in crisis.perceptions.items():
        yield from _fields(("perceptions", key), perception, ("who",))
    for key, claim in crisis.claims.items():
        yield from _fields(("claims", key, "measure"), claim.measure, ("state",))


def _fields(path: TreePath, record: Closed, fields: tuple[str, ...]) -> Iterator[Reference]:
    """Walk the names in some fields of a record: one, a list of them, or the keys of a table."""
    for field in fields:
        content = getattr(record, field)
        if isinstance(content, str):
            yield (*path, field), content
        elif isinstance(content, Mapping):
            yield from (((*path, field, key), key) for key in content)
        elif content is not None:
            yield from (((*path, field, index), item) for index, item in enumerate(content))


def source_references(node: Any, path: TreePath) -> Iterator[Reference]:
    """Walk every place where a source is named."""
    if isinstance(node, Closed):
        for name in node.model_fields_set:
            if name in {"source", "disputed_by"}:
                yield from _fields(path, node, (name,))
            elif not isinstance(node, Quantity):  # which has nothing else inside that could name one
                yield from source_references(getattr(node, name), (*path, name))
    elif isinstance(node, Mapping):
        for key, item in node.items():
            yield from source_references(item, (*path, str(key)))
    elif isinstance(node, tuple):
        for index, item in enumerate(node):
            yield from source_references(item, (*path, index))


def _treaties_in_force(crisis: Crisis) -> Iterator[Finding]:
    for key, event in crisis.events.items():
        for index, treaty in enumerate(event.in_force):
            if treaty not in crisis.treaties:
                yield unknown(("events", key, "in_force", index), treaty, crisis.treaties, "treaty")


def _move(crisis: Crisis, path: TreePath, move: Move) -> Iterator[Finding]:
    if move.suitor is None:
        if move.clauses:
            yield Finding((*path, "clauses"), "clauses of nobody's menu", "add `suitor`, whose menu they stand in")
    elif move.suitor not in crisis.suitors:
        yield unknown((*path, "suitor"), move.suitor, crisis.suitors, "suitor")
    else:
        menu = crisis.suitors[move.suitor].menu
        for index, clause in enumerate(move.clauses):
            if clause not in menu:
                yield unknown((*path, "clauses", index), clause, menu, "clause")
    types = crisis.states[move.actor].types if move.actor in crisis.states else {}
    for key in move.cost:
        if key not in types:
            yield unknown((*path, "cost", key), key, types, "type")
