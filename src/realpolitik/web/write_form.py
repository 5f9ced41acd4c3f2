"""The form beside the text of a crisis: which parts of a file it shows, as what, and what stands there now.

It is read from the plain tree of the file and not from the crisis, so that it is there for a file with mistakes too. What
stands in a field in a way that the field cannot show is told as it is written, and left to the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Final, Literal, get_args, get_origin

from realpolitik.crisis.document import Document, TreePath, clip_plain, dotted
from realpolitik.crisis.lookup import name_of_entry
from realpolitik.crisis.quantity import FORMS, Closed, Quantity
from realpolitik.crisis.schema import Crisis, Event, Occasion, Stake, State, Suitor, WarPlan
from realpolitik.crisis.shape import bare, inner
from realpolitik.crisis.treaty import Clause
from realpolitik.crisis.tree import to_tree
from realpolitik.crisis.write import one_line

MOST_ENTRIES: Final = 500
"""Of one table that are shown; no crisis may have so many."""


class Widget(StrEnum):
    """How a field is shown."""

    LINE = "line"
    WORDS = "words"
    DAY = "day"
    FLAG = "flag"
    NUMBER = "number"
    CHOICE = "choice"
    SEVERAL = "several"
    NUMBERS = "numbers"


@dataclass(frozen=True)
class Field:
    """A field of the form.

    Attributes
    ----------
    name : str
        Its key in the file; with a dot, a key within another.
    label, hint : str
    widget : Widget
    of : str
        What may be chosen, or what the numbers are by: ``states``, ``stakes`` or ``clauses``, the clauses of the same menu.
    later : bool
        Whether it is folded away.
    """

    name: str
    label: str
    widget: Widget
    hint: str = ""
    of: str = ""
    later: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The way to it from its record."""
        return tuple(self.name.split("."))


def _of(name: str, label: str, widget: Widget, of: str, hint: str = "", later: bool = False) -> Field:
    return Field(name, label, widget, hint, of, later)


W = Widget
CRISIS: Final = (
    Field("title", "Title", W.LINE),
    Field("question", "Question", W.WORDS, "What a reader wants to know."),
    _of("pivot", "Pivot", W.CHOICE, "states", "The state that is courted."),
    Field("as_of", "As known on", W.DAY, "Nothing later may be in the file, forecasts apart."),
    Field("window.opens", "The bazaar opens", W.DAY),
    Field("window.closes", "It closes", W.DAY),
    Field("window.period", "Results are told by", W.CHOICE),
)
STATE: Final = (
    Field("name", "Name", W.LINE),
    Field("capability", "Capability", W.NUMBER, "Its share of the world's power."),
    Field("readiness", "Readiness", W.NUMBER, "The share of its capability that can fight now."),
    Field("war_cost", "Cost of war", W.NUMBER, "Of a war fought at full exposure; losing everything is 1."),
    Field("reputation", "Reputation", W.NUMBER, "What breaking its word entirely would cost it."),
    Field("delay_cost", "Cost of delay", W.NUMBER, "Of a month of talks."),
    Field("patience", "Patience", W.NUMBER, "What a month from now counts for, of 1.", later=True),
    Field("attrition", "Attrition", W.NUMBER, "Loss of strength in a war, per enemy share.", later=True),
    Field("conquest", "Conquest", W.NUMBER, "Share of the losers' capability that it wins.", later=True),
    Field("ideology_weight", "Weight of ideology", W.NUMBER, "Cost per unit of distance.", later=True),
)
STAKE: Final = (
    Field("name", "Name", W.LINE),
    _of("holder", "Holder", W.CHOICE, "states"),
    _of("worth", "Worth of holding it", W.NUMBERS, "states", "To each state, as a share of its survival."),
    _of(
        "buffer", "Shelter on the defence", W.NUMBERS, "states", "Share that it adds to a state's strength.", later=True
    ),
)
SUITOR: Final = (
    Field("name", "Name", W.LINE),
    _of("lead", "Lead", W.CHOICE, "states", "The member whose view of the crisis the bloc bids by."),
    _of("members", "Members", W.NUMBERS, "states", "With their weights, which sum to 1."),
    Field("drafting_time", "Months of drafting", W.NUMBER, "From taking up a bid to a text that can be signed."),
    Field("collapse", "Chance of collapse", W.NUMBER, "Each month, of talks on a draft."),
    Field("bound", "It has bound itself to the one bundle that it can offer", W.FLAG, later=True),
)
CLAUSE: Final = (
    Field("kind", "Kind", W.CHOICE),
    Field("says", "In one line", W.LINE),
    _of("obligors", "Who promises", W.SEVERAL, "states"),
    _of("beneficiaries", "To whom", W.SEVERAL, "states"),
    _of("against", "Against", W.SEVERAL, "states", "Only in wars with one of these on the other side."),
    _of("stake", "Stake", W.CHOICE, "stakes", "Of a sphere or a cession."),
    Field("delivery", "Delivered", W.CHOICE),
    Field("secret", "Secret", W.FLAG),
    _of("worth", "Worth", W.NUMBERS, "states", "Of a transfer, a recognition or a consultation."),
    _of("cost", "Cost of granting it", W.NUMBERS, "states"),
    _of("consent_of", "Whose consent is asked", W.SEVERAL, "states", later=True),
    _of("requires", "Offered only with", W.SEVERAL, "clauses", later=True),
    _of("excludes", "Never offered with", W.SEVERAL, "clauses", later=True),
    Field(
        "weight", "Weight of a breach", W.NUMBER, "Share of reputation that is lost; by kind if left out.", later=True
    ),
)
WAR_PLAN: Final = (
    Field("name", "Name", W.LINE),
    _of("aggressor", "Aggressor", W.CHOICE, "states"),
    _of("target", "Target", W.CHOICE, "states"),
    _of("prize", "Prize", W.NUMBERS, "states", "Of the aggressor and of joiners on its side."),
    _of("reach", "Reach", W.NUMBERS, "states", "Of joiners into the theatre.", later=True),
    _of("exposure", "Exposure", W.NUMBERS, "states", "Share of survival that a lost war there costs.", later=True),
    _of("balance", "What the target's fall costs", W.NUMBERS, "states", later=True),
)
OCCASION: Final = (
    Field("date", "Date", W.DAY),
    Field("why", "The order or season", W.LINE),
    Field("holding_cost", "Cost of letting it pass", W.NUMBER),
)
EVENT: Final = (
    Field("date", "Date", W.DAY),
    Field("what", "What happened", W.WORDS),
    Field("forecast", "Expected, and not yet happened", W.FLAG),
)


@dataclass(frozen=True)
class Table:
    """A table of the file whose entries the form shows one by one.

    Attributes
    ----------
    name : str
        Its key.
    title, single : str
        What all are called, and one of them.
    record : type
        What an entry is.
    fields : tuple of Field
    inner : tuple of Table
        Tables within an entry.
    """

    name: str
    title: str
    single: str
    record: type[Closed]
    fields: tuple[Field, ...]
    inner: tuple[Table, ...] = ()


MENU: Final = Table("menu", "Menu", "clause", Clause, CLAUSE)
OCCASIONS: Final = Table("occasions", "Occasions", "occasion", Occasion, OCCASION)
TABLES: Final = (
    Table("states", "States", "state", State, STATE),
    Table("suitors", "Suitors", "suitor", Suitor, SUITOR, (MENU,)),
    Table("stakes", "Stakes", "stake", Stake, STAKE),
    Table("war_plans", "War plans", "war plan", WarPlan, WAR_PLAN, (OCCASIONS,)),
    Table("events", "Events", "event", Event, EVENT),
)


def fields_of(tables: tuple[Table, ...] = TABLES) -> Iterator[tuple[type[Closed], tuple[Field, ...]]]:
    """Walk all records that the form shows, each with its fields."""
    if tables is TABLES:
        yield Crisis, CRISIS
    for table in tables:
        yield table.record, table.fields
        yield from fields_of(table.inner)


def specification() -> dict[str, Any]:
    """Return what the page needs to know of the form before it has read a file."""

    def told(table: Table) -> dict[str, Any]:
        return {
            "name": table.name,
            "title": table.title,
            "single": table.single,
            "fields": [_told(table.record, field) for field in table.fields],
            "inner": [told(each) for each in table.inner],
        }

    return {"fields": [_told(Crisis, field) for field in CRISIS], "tables": [told(table) for table in TABLES]}


def _told(record: type[Closed], field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "hint": field.hint,
        "widget": field.widget.value,
        "of": field.of,
        "later": field.later,
        "needed": needed(record, field.steps),
        "usual": _usual(record, field.steps),
        "choices": choices(record, field.steps) if field.widget is W.CHOICE and not field.of else [],
    }


def needed(record: type[Closed], steps: tuple[str, ...]) -> bool:
    """Whether a file cannot do without a field of a record."""
    for step in steps[:-1]:
        record = bare(inner(record, step))
    return record.model_fields[steps[-1]].is_required()


def _usual(record: type[Closed], steps: tuple[str, ...]) -> str:
    """Return the number that stands for a field that is left out; nothing, if there is none or it is no number."""
    default = record.model_fields[steps[0]].get_default()
    return number_shown(to_tree(default)) or "" if isinstance(default, Quantity) else ""


def choices(record: type[Closed], steps: tuple[str, ...]) -> list[str]:
    """Return the words that may stand in a field of a record."""
    annotation: Any = record
    for step in steps:
        annotation = inner(annotation, step)
    annotation = bare(annotation)
    if get_origin(annotation) is Literal:
        return [str(each) for each in get_args(annotation)]
    assert issubclass(annotation, Enum)
    return [str(each.value) for each in annotation]


def form_of(document: Document) -> tuple[dict[str, Any], dict[str, TreePath]]:
    """Return what stands in the form now, and the places that it shows.

    Returns
    -------
    dict
        The values of the fields of the file itself, and the entries of each table.
    dict
        Path with dots, as problems name places -> path.
    """
    tree = document.tree if isinstance(document.tree, dict) else {}
    places: dict[str, TreePath] = {}
    form = {
        "values": _values(document, tree, (), CRISIS, places),
        "tables": {table.name: _entries(document, tree, (), table, places) for table in TABLES},
    }
    return form, places


def _entries(
    document: Document, around: Mapping[str, Any], path: TreePath, table: Table, places: dict[str, TreePath]
) -> list[dict[str, Any]]:
    found = around.get(table.name)
    entries = []
    for key, entry in list(found.items())[:MOST_ENTRIES] if isinstance(found, dict) else ():
        place = (*path, table.name, key)
        places[dotted(place)] = place
        inside = entry if isinstance(entry, dict) else {}
        entries.append(
            {
                "key": key,
                "name": clip_plain(name_of_entry(inside)),
                "line": document.where(place)[0],
                "values": _values(document, inside, place, table.fields, places),
                "tables": {each.name: _entries(document, inside, place, each, places) for each in table.inner},
            }
        )
    return entries


def _values(
    document: Document, entry: Mapping[str, Any], path: TreePath, fields: tuple[Field, ...], places: dict[str, TreePath]
) -> dict[str, Any]:
    """Return what stands in fields of an entry: for each, what is shown, or what cannot be; nothing for what is left out."""
    values = {}
    for field in fields:
        place = (*path, *field.steps)
        places[dotted(place)] = place
        found: Any = entry
        for step in field.steps:
            found = found.get(step) if isinstance(found, dict) else None
        if found is None:
            continue
        shown = _shown(field.widget, found)
        if field.widget is W.NUMBERS and isinstance(found, dict):
            places |= {dotted((*place, key)): (*place, key) for key in found}
        told = {"line": document.where(place)[0]}
        values[field.name] = told | ({"shown": shown} if shown is not None else {"written": written(found)})
    return values


def written(found: Any) -> str:
    """Return what stands in a place as it would be written on a line; a number without where it comes from."""
    if isinstance(found, dict) and any(form in found for form in FORMS):
        found = {name: item for name, item in found.items() if name in {*FORMS, "within"}}
    return clip_plain(one_line(found), 120)


def _shown(widget: Widget, found: Any) -> Any:
    """Return what a field shows of what stands there; None, if it cannot show it."""
    if widget is W.FLAG:
        return found if isinstance(found, bool) else None
    if widget is W.NUMBER:
        return number_shown(found)
    if widget is W.SEVERAL:
        return found if isinstance(found, list) and all(isinstance(each, str) for each in found) else None
    if widget is W.NUMBERS:
        return _numbers(found) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None


def _numbers(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for key, number in found.items():
        shown = number_shown(number)
        rows.append({"key": key} | ({"shown": shown} if shown is not None else {"written": written(number)}))
    return rows


def number_shown(found: Any) -> str | None:
    """Return a number as a person writes it: ``0.2``, ``0.2 to 0.4``, or ``0.2 to 0.3 to 0.4``; None, if it is of another form."""
    if isinstance(found, dict):
        form = next((form for form in FORMS if form in found), None)
        if form == "value":
            return number_shown(found[form])
        if form not in SPANS or not isinstance(found[form], list) or len(found[form]) != SPANS[form]:
            return None
        parts = [number_shown(each) if not isinstance(each, dict) else None for each in found[form]]
        return None if None in parts else " to ".join(str(part) for part in parts)
    return one_line(found) if isinstance(found, (int, float)) and not isinstance(found, bool) else None


SPANS: Final = {"uniform": 2, "triangular": 3}
"""The spans that a field shows, with how many numbers each has: from low to high, and from low over the likeliest to high."""
