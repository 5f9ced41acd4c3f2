from __future__ import annotations

import copy
import pickle
import re
import sys
from pathlib import Path
from subprocess import run

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realpolitik.crisis.characters import refused
from realpolitik.crisis.checks import check, unsourced
from realpolitik.crisis.document import parse_document
from realpolitik.crisis.json_schema import schema_json
from realpolitik.crisis.quantity import Closed
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.reference_page import RECORDS, with_tables
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.tree import to_tree
from realpolitik.crisis.write import fingerprint, write_crisis
from strategies import crises

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "crisis-file.md"
unhurried = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@unhurried
@given(crises())
def test_what_is_written_is_read_as_the_same_crisis(crisis):
    assert check(crisis) == []
    text = write_crisis(crisis)
    again = read_text(text, "written.yaml")
    assert again == crisis
    assert write_crisis(again) == text


@unhurried
@given(crises())
def test_resolved_crisis_is_valid_and_resolves_to_itself(crisis):
    text = write_crisis(crisis, defaults=True)
    assert write_crisis(read_text(text, "resolved.yaml"), defaults=True) == text


@unhurried
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]).filter(lambda letter: refused(letter) is None)))
def test_any_text_survives(text):
    text = f"{text}x"  # a title says something
    crisis = read_text(STARTER, "starter.yaml").model_copy(update={"title": text, "question": f"{text}: #"})
    assert read_text(write_crisis(crisis), "text.yaml") == crisis


@pytest.mark.parametrize(
    "crisis", [read_text(STARTER, "starter.yaml"), load("ussr-1939")], ids=lambda crisis: crisis.id
)
def test_full_crisis_survives(crisis):
    assert read_text(write_crisis(crisis), "full.yaml") == crisis


def test_fingerprint_is_of_what_is_said_and_not_of_how():
    crisis = read_text(STARTER, "starter.yaml")
    plain = STARTER.replace("reputation: 0.15", "reputation: {value: 0.15}").replace("# The players", "# The states")
    default = STARTER.replace("    war_cost: 0.2\n", "")
    other = STARTER.replace("war_cost: 0.2", "war_cost: 0.3")
    assert re.fullmatch("[0-9a-f]{64}", fingerprint(crisis))
    assert fingerprint(read_text(plain, "plain.yaml")) == fingerprint(crisis)
    assert fingerprint(read_text(default, "default.yaml")) == fingerprint(crisis)
    assert fingerprint(read_text(other, "other.yaml")) != fingerprint(crisis)


def test_crisis_cannot_be_changed_and_can_be_copied():
    crisis = read_text(STARTER, "starter.yaml")
    with pytest.raises(TypeError, match="cannot be changed in place"):
        crisis.states["PIV"] = crisis.states["NOR"]
    with pytest.raises(TypeError, match="cannot be changed in place"):
        crisis.states.pop("PIV")
    assert pickle.loads(pickle.dumps(crisis)) == crisis
    assert copy.deepcopy(crisis) == crisis


def test_numbers_without_a_source_are_listed_and_defaults_are_not():
    found = unsourced(read_text(STARTER, "starter.yaml"))
    assert "states.PIV.readiness" in found
    assert "states.PIV.capability" not in found
    assert "states.PIV.patience" not in found


def test_starter_shows_every_main_section():
    tree = parse_document(STARTER, "starter.yaml").tree
    sections = set(to_tree(read_text(STARTER, "starter.yaml"), resolve=True))
    assert set(tree) >= sections - {"constants", "moves"}
    assert all(f"{section}:" in STARTER for section in tree)


def test_json_schema_accepts_valid_crises_and_refuses_what_it_can_see():
    schema = schema_json()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    tree = parse_document(STARTER, "starter.yaml").tree
    assert validator.is_valid(tree)
    assert validator.is_valid(to_tree(load("ussr-1939")))
    for section, key in (("states", "b c"), ("unknown", "key")):
        assert not validator.is_valid({**tree, section: {key: {}}})
    tree["states"]["PIV"]["readiness"] = 1.5
    assert not validator.is_valid(tree)
    assert schema["$defs"]["State"]["properties"]["delay_cost"]["default"] == 0


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_record_and_field_is_described(record: type[Closed]):
    assert record.__doc__
    assert [name for name, field in record.model_fields.items() if not field.description] == []


def test_reference_page_has_the_fields_of_the_schema():
    page = PAGE.read_text(encoding="utf-8")
    assert with_tables(page) == page, "run: python -m realpolitik.crisis.reference_page docs/reference/crisis-file.md"
    shown = set(re.findall(r"<!-- fields: (\w+) -->", page))
    assert shown == set(RECORDS) - {"Spread"}


def test_example_of_the_reference_page_is_valid():
    example = re.search(r"```yaml\n(id: .*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    read_text(example[1], PAGE.name)


def test_reading_needs_no_numerical_library():
    code = (
        "import sys, realpolitik.crisis.patch, realpolitik.crisis.read\n"
        "print(sorted({'numpy', 'numba', 'scipy'} & set(sys.modules)))"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
