"""Edits of the form, as changes in the text of a crisis: what a field says, an entry more, an entry less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from realpolitik.crisis.characters import fold, refused
from realpolitik.crisis.document import Document, TreePath, clip, follow, parse_document, unprintable
from realpolitik.crisis.quantity import FORMS, WITH_TAILS
from realpolitik.crisis.rules.menus import MAX_CLAUSES
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.shape import could_be_key, expected, field_at, inner, is_list, is_number, record
from realpolitik.crisis.splice import Change, splice
from realpolitik.crisis.wording import KEY_REMEDY, validate
from realpolitik.errors import RealpolitikError
from realpolitik.web.write_form import SPANS

LONGEST_KEY: Final = 64
MOST_STEPS: Final = 12
"""Of the way to a field of the form."""
_NUMBER: Final = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_BETWEEN: Final = re.compile(r"\s*(?:\bto\b|\band\b|,|;|–|—|\.\.\.?|…)\s*")


class Misfit(RealpolitikError):
    """What was put in a field does not fit there."""


def filled_in(text: str, path: TreePath, value: Any) -> str:
    """Return the text of a crisis with a field of the form filled in.

    Parameters
    ----------
    text : str
    path : tuple
        Of the field.
    value : str, bool or list of str
        What the form holds; nothing, for a field that is left out.

    Raises
    ------
    CrisisInvalid
        If the text cannot be read.
    Misfit
        If the value does not fit.
    NotSpliced
        If the field is written in a way that only the text can change.
    """
    document = parse_document(text, "")
    annotation = _annotation(path)
    for each in value if isinstance(value, list) else (value,):
        found = refused(each) if isinstance(each, str) else None
        if found is not None:
            raise Misfit("; ".join(unprintable(found[1])))
    if isinstance(value, str) and is_number(annotation):
        changes = _number(document, path, value)
    elif isinstance(value, list) and is_list(annotation):
        changes = _list(document, path, [_word(each) for each in value])
    elif isinstance(value, bool) and annotation is bool:
        changes = [(path, value or None)]
    elif isinstance(value, str):
        changes = [(path, value.strip() or None)]
    else:
        raise Misfit("that is nothing that this field takes; load the page again")
    return splice(text, [change for asked in changes for change in _fitting(document, asked, path)])


def _annotation(path: TreePath) -> Any:
    annotation = expected(Crisis, path) if 0 < len(path) <= MOST_STEPS else None
    if annotation is None:
        raise Misfit("there is no such field; load the page again")
    return annotation


def _there(document: Document, path: TreePath) -> Any:
    try:
        return follow(document.tree, path)
    except (KeyError, IndexError, TypeError):
        return None


def _fitting(document: Document, change: Change, field: TreePath) -> Iterator[Change]:
    """Yield a change if what comes of it fits its field; what removes the last of a table removes the table."""
    path, content = change
    if content is None:
        yield _removal(document, path) if path == field else path, None
        return
    if path == field:
        _require_fit(path, content)
    yield path, content


def _require_fit(path: TreePath, content: Any) -> None:
    _, findings = validate(_annotation(path), content)
    if findings:
        raise Misfit(f"{findings[0].message}; {findings[0].remedy}")


def _removal(document: Document, path: TreePath) -> TreePath:
    """Return what is to be removed with what stands at a path: a field that nothing is left in goes too, if it can.

    Raises
    ------
    Misfit
        If a crisis cannot do without it.
    """
    while True:
        field = field_at(Crisis, path)
        if field is not None and field.is_required():
            raise Misfit("a crisis cannot do without this; give it other content")
        around = _there(document, path[:-1])
        least = _at_least(path[:-1])
        if isinstance(around, dict) and path[-1] in around and len(around) <= least:
            raise Misfit(f"at least {least} must be left here; add another one first")
        if len(path) < 2 or not isinstance(around, (dict, list)) or len(around) > 1 or record(_annotation(path[:-1])):
            return path
        path = path[:-1]


def _at_least(path: TreePath) -> int:
    field = field_at(Crisis, path)
    found = [getattr(part, "min_length", None) for part in field.metadata] if field is not None else []
    return next((each for each in found if each is not None), 0)


def _at_most(path: TreePath) -> int:
    if path and path[-1] == "menu":
        return MAX_CLAUSES
    field = field_at(Crisis, path)
    found = [getattr(part, "max_length", None) for part in field.metadata] if field is not None else []
    return next((each for each in found if each is not None), 100)


def _word(each: Any) -> str:
    if not isinstance(each, str):
        raise Misfit("that is nothing that this field takes; load the page again")
    return each


def _list(document: Document, path: TreePath, wanted: Sequence[str]) -> list[Change]:
    """Return what makes a list hold what is wanted of it: what it holds stays in its order, and what is new comes last."""
    there = _there(document, path)
    if not wanted or not isinstance(there, list):
        return [(path, list(dict.fromkeys(wanted)) or None)]
    _require_fit(path, list(wanted))
    new = [each for each in dict.fromkeys(wanted) if each not in there]
    gone = [place for place, each in enumerate(there) if each not in wanted]
    added: list[Change] = [((*path, len(there) + place), each) for place, each in enumerate(new)]
    return [*added, *(((*path, place), None) for place in reversed(gone))]


def _number(document: Document, path: TreePath, value: str) -> list[Change]:
    """Return what makes a number another: its sources and notes stay."""
    if not value.strip():
        return [(path, None)]
    form, content = read_number(value)
    there = _there(document, path)
    if not isinstance(there, dict):
        whole = content if form == "value" else {form: content}
        _require_fit(path, whole)
        return [(path, whole)]
    gone = [other for other in FORMS if other in there and other != form]
    gone += ["within"] if "within" in there and form not in WITH_TAILS else []
    rest = {name: item for name, item in there.items() if name not in gone}
    _require_fit(path, rest | {form: content})
    return [((*path, form), content), *(((*path, other), None) for other in gone)]


def read_number(value: str) -> tuple[str, Any]:
    """Return the form and the content of a number as a person writes it: ``0.2``, ``0.2 to 0.4``, or ``0.2 to 0.3 to 0.4``.

    Raises
    ------
    Misfit
        If it is none.
    """
    parts = _BETWEEN.split(value.strip()[:200])
    numbers = []
    for part in parts:
        if not _NUMBER.fullmatch(part) or not abs(float(part)) < 1e15:
            raise Misfit(f"{clip(value)} is no number; write 0.3, or 0.2 to 0.4, or low to likeliest to high")
        numbers.append(float(part) if not re.fullmatch(r"[-+]?\d+", part) else int(part))
    if len(numbers) == 1:
        return "value", numbers[0]
    for form, length in SPANS.items():
        if len(numbers) == length:
            return form, numbers
    raise Misfit("these are too many numbers; write low to likeliest to high")


# --- entries


def with_entry(text: str, path: TreePath, key: str) -> str:
    """Return the text of a crisis with an entry more in a table: one that is right as it is, and says little.

    Parameters
    ----------
    text : str
    path : tuple
        Of the table.
    key : str
        Of the new entry.

    Raises
    ------
    CrisisInvalid, NotSpliced
        As `filled_in`.
    Misfit
        If there can be no such entry.
    """
    document = parse_document(text, "")
    annotation = _annotation(path)
    kind = record(inner(annotation, key))
    make = SKELETONS.get(kind.__name__ if kind is not None else "")
    if make is None:
        raise Misfit("there is no such table; load the page again")
    key = key.strip()
    if not could_be_key(key) or len(key) > LONGEST_KEY:
        raise Misfit(f"{clip(key)} cannot be a key; {KEY_REMEDY}")
    there = _there(document, path)
    taken = there if isinstance(there, dict) else {}
    same = next((each for each in taken if fold(each) == fold(key)), None)
    if same is not None:
        raise Misfit(f"there is {clip(same)} already; choose another key")
    if len(taken) >= _at_most(path):
        raise Misfit(f"there may be at most {_at_most(path)}; remove one first")
    return splice(text, [((*path, key), make(document.tree, path, key))])


def without_entry(text: str, path: TreePath) -> str:
    """Return the text of a crisis with an entry less; raises as `filled_in` does."""
    document = parse_document(text, "")
    _annotation(path)
    return splice(text, [(_removal(document, path), None)])


def _states(tree: Any) -> list[str]:
    found = tree.get("states") if isinstance(tree, dict) else None
    return list(found) if isinstance(found, dict) else []


def _pivot(tree: Any) -> str:
    states = _states(tree)
    pivot = tree.get("pivot") if isinstance(tree, dict) else None
    if pivot not in states:
        raise Misfit("the pivot is none of the states; choose it first")
    return str(pivot)


def _first_day(tree: Any) -> str:
    """Return a day on which anything may happen: the first of the window, or the last that is known, if that is earlier."""
    window = tree.get("window") if isinstance(tree, dict) else None
    days = [window.get("opens") if isinstance(window, dict) else None, tree.get("as_of")]
    known = sorted(day for day in days if isinstance(day, str))
    if not known:
        raise Misfit("the file does not say when the bazaar opens; fill that in first")
    return known[0]


def _state(tree: Any, path: TreePath, key: str) -> dict[str, Any]:
    return {"name": key, "capability": 0.05}


def _suitor(tree: Any, path: TreePath, key: str) -> dict[str, Any]:
    pivot = _pivot(tree)
    suitors = tree.get("suitors")
    seated = {
        member
        for suitor in (suitors.values() if isinstance(suitors, dict) else ())
        if isinstance(suitor, dict) and isinstance(suitor.get("members"), dict)
        for member in suitor["members"]
    }
    free = [state for state in _states(tree) if state != pivot and state not in seated]
    if not free:
        raise Misfit("every state but the pivot sits in a suitor already; add a state first")
    # Where ideology counts, a member must have its point; one that has may lead.
    lead = max(free, key=lambda state: isinstance(tree["states"][state], dict) and "ideology" in tree["states"][state])
    return {
        "name": key,
        "lead": lead,
        "members": {lead: 1},
        "drafting_time": 1,
        "menu": {"nonaggression": _promise(pivot, lead)},
    }


def _promise(pivot: str, lead: str) -> dict[str, Any]:
    return {"kind": "nonaggression", "obligors": [lead, pivot], "beneficiaries": [lead, pivot]}


def _clause(tree: Any, path: TreePath, key: str) -> dict[str, Any]:
    pivot = _pivot(tree)
    suitor: Any = tree
    for step in path[:-1]:
        suitor = suitor.get(step) if isinstance(suitor, dict) else None
    lead = suitor.get("lead") if isinstance(suitor, dict) else None
    if lead not in _states(tree) or lead == pivot:
        raise Misfit("the lead of this suitor is none of the other states; choose it first")
    return _promise(pivot, str(lead))


def _stake(tree: Any, path: TreePath, key: str) -> dict[str, Any]:
    pivot = _pivot(tree)
    holder = next((state for state in reversed(_states(tree)) if state != pivot), pivot)
    return {"name": key, "holder": holder, "worth": {pivot: 0.05, holder: 0.05}}


def _war_plan(tree: Any, path: TreePath, key: str) -> dict[str, Any]:
    pivot = _pivot(tree)
    others = [state for state in _states(tree) if state != pivot]
    if len(others) < 2:
        raise Misfit("a war plan needs two states beside the pivot; add a state first")
    return {
        "name": key,
        "aggressor": others[0],
        "target": others[1],
        "occasions": {"first": _occasion(tree, path, key)},
    }


def _occasion(tree: Any, path: TreePath, key: str) -> dict[str, Any]:
    window = tree.get("window")
    opens = window.get("opens") if isinstance(window, dict) else None
    if not isinstance(opens, str):
        raise Misfit("the file does not say when the bazaar opens; fill that in first")
    return {"date": opens}


def _event(tree: Any, path: TreePath, key: str) -> dict[str, Any]:
    return {"date": _first_day(tree), "what": "Say what happened."}


SKELETONS: Final[Mapping[str, Any]] = {
    "State": _state,
    "Suitor": _suitor,
    "Clause": _clause,
    "Stake": _stake,
    "WarPlan": _war_plan,
    "Occasion": _occasion,
    "Event": _event,
}
"""What an entry is -> what makes one to begin from, of the tree of the file, the path of the table, and the key."""
