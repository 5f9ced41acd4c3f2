"""Everything that the program has stands in its documentation: verbs, theories, findings, names, keys of files and of JSON.

What must be there is asked of the program itself, and never listed here.
"""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

import realpolitik
from realpolitik.cli.app import app
from realpolitik.cli.dispatch import FINDINGS
from realpolitik.crisis.quantity import Closed
from realpolitik.crisis.reference_page import RECORDS, table
from realpolitik.history.case import Case, ClauseType, Result, Timing
from realpolitik.history.switches import Leakage
from realpolitik.report.terms import TERM_COLOURS
from realpolitik.result import NAMES
from realpolitik.result import Result as Found
from realpolitik.theories.all import THEORIES
from test_prose import ROOT, commands, fences, run_python
from test_python import SAMPLED, kinds

DOCS = ROOT / "docs"
VERBS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
OPTIONS = {name: {word for each in verb.params for word in each.opts} for name, verb in VERBS.items()}


def is_analysis(name: str) -> bool:
    """Whether a public name is a function that answers with a record of findings."""
    value = getattr(realpolitik, name)
    if not (inspect.isfunction(value) and value.__module__.startswith("realpolitik.analysis.")):
        return False
    answer = getattr(sys.modules[value.__module__], inspect.signature(value).return_annotation, None)
    return hasattr(answer, "to_dict")


ANALYSES = sorted(set(filter(is_analysis, realpolitik.__all__)) - {"run"})
"""Every analysis; the page of the answer itself is that of the model."""


@cache
def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


def sections(text: str, level: int = 2) -> dict[str, str]:
    """Heading -> what stands below it, up to the next heading of the level."""
    parts = re.split(rf"^{'#' * level} (.+)$", re.sub(r"^```.*?^```$", _hidden, text, flags=re.M | re.S), flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _hidden(fence: re.Match[str]) -> str:
    """Keep the text of a fence, but let no line of it pass for a heading."""
    return re.sub(r"^#", " #", fence[0], flags=re.M)


def named(text: str) -> set[str]:
    """Every word that stands in code marks: keys, alone or in a place such as `outcomes[].partner`."""
    return {word for code in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[A-Za-z_][A-Za-z_-]*", code)}


def missing(wanted: set[str], text: str) -> list[str]:
    return sorted(wanted - named(text))


# --- verbs ---


def headings_of_verbs(page: str) -> dict[str, str]:
    return {verb: body for heading, body in sections(text_of(page)).items() for verb in re.split(r", ", heading)}


@pytest.mark.parametrize("verb", VERBS)
def test_verb_has_its_place_in_the_reference(verb):
    page = text_of("reference/cli.md")
    assert verb in headings_of_verbs("reference/cli.md")
    assert re.search(rf"^\| \[`{verb}\b", page, re.M), "no row in the table of verbs"


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_of_a_verb_is_named(verb):
    shared = sections(text_of("reference/cli.md"))["Options"]
    told = headings_of_verbs("reference/cli.md")
    own = told[verb] + "".join(told[other] for other in re.findall(r"options of `(\w+)`", told[verb]))
    unnamed = {option for option in OPTIONS[verb] if option.startswith("--") and option not in shared + own}
    assert not unnamed - {"--help"}


@pytest.mark.parametrize("verb", sorted(verb for verb in VERBS if "--json" in OPTIONS[verb]))
def test_every_key_that_a_verb_prints_stands_in_the_page_of_json(verb, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = text_of("reference/json.md")
    section = headings_of_verbs("reference/json.md")[verb]
    shared = next(body for heading, body in sections(text).items() if heading.startswith("What the documents"))
    document = printed(verb, tmp_path)
    if verb in {"show", "schema"}:
        assert "crisis-file.md" in section
        return
    assert not missing(set(keys_of(document)), section + shared)


OPEN = {
    "changes",
    "helped",
    "joins",
    "likelihood",
    "likelihood_error",
    "numbers",
    "probabilities",
    "values",
    "seconds",
    "constants",
}
"""Keys of mappings whose own keys come from the crisis or the theories."""


def keys_of(value: Any) -> Iterator[str]:
    """Yield every key of a document, but not those that are names of the crisis's own."""
    if isinstance(value, list):
        for item in value:
            yield from keys_of(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            if not (key in OPEN or (key == "outcomes" and isinstance(item, dict))):
                yield from keys_of(item)


def printed(verb: str, folder: Path) -> Any:
    """Run the example of the page, and return the document that it prints or writes."""
    for fence in fences(headings_of_verbs("reference/json.md")[verb]):
        if fence.info == "python":
            run_python(fence, DOCS / "reference" / "json.md", {})
    for fence in fences(text_of("reference/json.md")):
        for words in commands(fence) if fence.info == "console" else ():
            if words[0] not in {"new", verb} or (words[0] == "new" and verb == "new" and words[1] == "mine.yaml"):
                continue
            done = subprocess.run(
                [sys.executable, "-m", "realpolitik", *words],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
                timeout=300,
            )
            if words[0] == verb:
                written = [word for word in words if word.endswith(".json")]
                return json.loads((folder / written[0]).read_text(encoding="utf-8") if written else done.stdout)
    raise AssertionError(f"the page has no example of {verb}")


def test_terms_of_the_ledger_are_named():
    assert not missing(set(TERM_COLOURS), text_of("reference/json.md"))


def test_every_setting_of_leakage_and_every_finding_is_told():
    assert not missing({each.value for each in Leakage}, headings_of_verbs("reference/cli.md")["backtest"])
    assert not missing(set(FINDINGS), headings_of_verbs("reference/cli.md")["dispatch"])
    assert not missing(set(FINDINGS), text_of("how-to/publish-a-dispatch.md"))
    assert not missing(set(FINDINGS), headings_of_verbs("reference/json.md")["dispatch"])


# --- Python ---


@pytest.mark.parametrize("name", sorted(set(realpolitik.__all__)))
def test_public_name_stands_in_the_page_of_python(name):
    page = text_of("reference/python.md")
    described = re.search(rf"^\.\. auto\w+:: realpolitik\.{name}$", page, re.M)
    assert described or (name.startswith("__") and f"realpolitik.{name}" in page)


def table_of_tables(kind: type[Found]) -> list[str]:
    """Return the table of the page that lists the tables of a kind of result."""
    rows = [
        f"| `{name}` | {table.holds} | {', '.join(f'`{column}` ({NAMES[held]})' for column, held in table.columns.items())} |"
        for name, table in kind.TABLES.items()
    ]
    return ["| table | a row is | columns |", "|---|---|---|", *rows]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_table_of_a_result_is_in_the_page_of_python(kind):
    told = sections(sections(text_of("reference/python.md"))["Tables"], 3)
    assert [line for line in told[kind.__name__].splitlines() if line.startswith("|")] == table_of_tables(kind)


def test_every_argument_of_sampling_is_in_the_page_of_python():
    assert not missing(SAMPLED, text_of("reference/python.md").split("| name | is |")[0])


@pytest.mark.parametrize("name", ANALYSES)
def test_analysis_has_a_page_with_its_formulas_limits_and_source(name):
    page = text_of(f"analyses/{name}.md")
    headings = " ".join(sections(page)).lower()
    assert any(words in headings for words in ("limits", "does not say", "what not"))
    assert "source" in headings
    assert "$" in page or "mean over" in page, "no formula"


def test_no_page_is_about_an_analysis_that_is_not_there():
    assert {path.stem for path in (DOCS / "analyses").glob("*.md")} == set(ANALYSES)


# --- theories ---


@pytest.mark.parametrize("theory", THEORIES, ids=lambda theory: theory.name)
def test_theory_has_its_page(theory):
    headings = sections(text_of(f"theories/{theory.name.replace(' ', '-')}.md"))
    assert {"Formula", "Limits"} <= set(headings) or len(headings) >= 3


# --- files ---


@pytest.mark.parametrize("record", RECORDS)
def test_every_key_of_a_crisis_file_is_in_its_reference(record):
    page = text_of("reference/crisis-file.md")
    rows = {line for line in table(RECORDS[record]).splitlines() if line.startswith("| `")}
    assert rows <= set(page.splitlines()), f"{record}: no table, or an old one"


def records_below(record: type[Closed]) -> Iterator[type[Closed]]:
    """Yield a record and all that its fields hold."""
    yield record
    for field in record.model_fields.values():
        for found in _records_in(field.annotation):
            yield from records_below(found)


def _records_in(annotation: Any) -> Iterator[type[Closed]]:
    if inspect.isclass(annotation) and issubclass(annotation, Closed):
        yield annotation
    for item in getattr(annotation, "__args__", ()):
        yield from _records_in(item)


@pytest.mark.parametrize("record", [Case, Result])
def test_every_key_of_a_coded_case_is_in_its_reference(record):
    keys = {key for found in records_below(record) for key in found.model_fields}
    assert len(keys) > len(record.model_fields)
    assert not missing(keys, text_of("reference/coded-case.md"))


def test_every_type_of_clause_and_every_timing_is_in_the_reference_of_coded_cases():
    page = text_of("reference/coded-case.md")
    assert not [each.value for each in (*ClauseType, *Timing) if not re.search(rf"\b{re.escape(each.value)}", page)]


# --- the test itself ---


def test_what_is_not_told_is_found():
    page = "# A\n\n## run, show\n\n```text\n## not a heading\n```\n\n`outcomes[].partner`, `--seed`\n\n## end\n"
    assert list(sections(page)) == ["run, show", "end"]
    assert missing({"outcomes", "partner", "price"}, sections(page)["run, show"]) == ["price"]
    assert list(keys_of({"a": [{"b": 1}], "joins": {"USSR": {"out": 1}}, "outcomes": {"none": 1}})) == [
        "a", "b", "joins", "outcomes",
    ]  # fmt: skip

    class Inner(Closed):
        hidden: int

    class Outer(Closed):
        inside: tuple[Inner, ...]

    assert [found.__name__ for found in records_below(Outer)] == ["Outer", "Inner"]
