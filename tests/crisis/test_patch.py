from __future__ import annotations

import datetime
import json
import math
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realpolitik.crisis import change
from realpolitik.crisis.doubt import doubt_paths
from realpolitik.crisis.lookup import number_path
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.patch import parse_assignment, patch
from realpolitik.crisis.quantity import Quantity
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.tree import to_tree
from realpolitik.crisis.wording import validate
from realpolitik.crisis.write import write_crisis
from realpolitik.errors import CrisisInvalid
from strategies import crises

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "crisis-file.md"
START = read_text(STARTER, "starter.yaml")


def test_number_takes_the_place_of_a_distribution_and_back():
    fixed = patch(START, {"states.NOR.capability": 0.2})
    assert fixed.states["NOR"].capability == Quantity(value=0.2)
    spread = patch(fixed, {"states.NOR.capability": {"uniform": [0.1, 0.3]}})
    assert spread.states["NOR"].capability.uniform == (0.1, 0.3)
    assert START.states["NOR"].capability.uniform == (0.18, 0.22)


def test_path_into_a_number_keeps_the_rest():
    capability = patch(START, {"states.NOR.capability.triangular": [0.1, 0.2, 0.3]}).states["NOR"].capability
    assert (capability.form, capability.source) == ("triangular", "yearbook")
    reputation = patch(START, {"states.PIV.reputation.note": "A guess."}).states["PIV"].reputation
    assert (reputation.value, reputation.note) == (0.1, "A guess.")


def test_null_removes_an_entry_or_restores_a_default():
    changed = patch(START, {"perceptions.north_scorns_pivot": None, "states.PIV.readiness": None, "treaties": None})
    assert not changed.perceptions
    assert not changed.treaties
    assert changed.states["PIV"].readiness == Quantity(value=1.0)
    assert START.perceptions


def test_entries_are_added_and_lists_are_reached_by_number():
    changed = patch(
        START,
        {
            "states.WES": {"name": "West", "capability": 0.1},
            "suitors.North.menu.pact.against.1": "WES",
            "suitors.South.menu.river.cost.SOU": 0.1,
            "hostilities.south_pivot.reach": 0.5,
            "war_plans.autumn.occasions.late": {"date": datetime.date(1900, 8, 20)},
        },
    )
    assert changed.suitors["North"].menu["pact"].against == ("SOU", "WES")
    assert changed.suitors["South"].menu["river"].cost["SOU"].value == 0.1
    assert changed.war_plans["autumn"].occasions["late"].date == datetime.date(1900, 8, 20)


def test_longest_key_is_meant_where_keys_hold_dots():
    one = patch(START, {"events.levy.effects.states.PIV.readiness.shift": 0.1})
    assert one.events["levy"].effects["states.PIV.readiness"].shift == Quantity(value=0.1)
    two = patch(START, {"events.levy.effects.states.NOR.readiness": {"scale": 0.5}})
    assert list(two.events["levy"].effects) == ["states.PIV.readiness", "states.NOR.readiness"]


def test_change_inside_what_the_patch_removes_has_no_effect():
    inside = "perceptions.north_scorns_pivot.factor"
    assert patch(START, {"perceptions": None, inside: 0.5, "perceptions.north_scorns_pivot": None}).perceptions == {}
    assert patch(START, {inside: 0.5, "perceptions": None}).perceptions == {}


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"states.PIX.readiness": 1}, "states.PIX: there is no `PIX` in `states`; did you mean `PIV`?"),
        ({"states.PIV.readines": 1}, "there is no `readines` in `states.PIV`; did you mean `readiness`?"),
        ({"state.PIV.readiness": 1}, "state: there is no `state`; did you mean `states`?"),
        ({"perceptions.nobody": None}, "there is no `nobody` in `perceptions`"),
        ({"states.PIV.name.first": "P"}, "`states.PIV.name` is a plain value with nothing inside"),
        ({"suitors.North.menu.pact.against.5": "MAR"}, "no entry `5` in the list `suitors.North.menu.pact.against`"),
        ({"states.PIV.capability": 2}, "states.PIV.capability: must lie in 0 to 1"),
        ({"states.PIV.capability": math.nan}, "nan is not a number that a crisis can hold"),
        ({"states.PIV.capability": None}, "states.PIV.capability: the key `capability` is missing"),
        ({"states.PIV.capability": object()}, "`object` is nothing that a file can hold"),
        ({"states": None}, "a crisis cannot do without `states`"),
        ({"window.period": "year"}, "window.period: the text `year` cannot stand here"),
        ({"stakes.river": None}, "suitors.South.menu.river.stake: unknown stake `river`"),
        ({"": 1}, "there is no ``"),
        ({"states.the north\u034f.readiness": 1}, "in `states`; write `NOR`, the key of `the north"),
        ({"states.North.readiness": 1}, "there is no `North` in `states`; write `NOR`, the key of `North`"),
        ({"stakes.river.worth.Mid Marches": 1}, "`Mid Marches` cannot be a key; write `MAR`, the key of `Mid Marches`"),
        ({"stakes.river.worth.Mid Marches": None}, "in `stakes.river.worth`; write `MAR`, the key of `Mid Marches`"),
        ({"states.New Land": {"name": "New"}}, "`New Land` cannot be a key; use letters, digits, hyphens"),
        ({"stakes.river.worth.North": 1}, "unknown state `North`; write `NOR`, the key of `North`"),
        (
            {"war_plans.Dr. S. attacks.name": "x"},
            "there is no `Dr` in `war_plans`; write `autumn`, the key of `Dr. S. attacks`",
        ),
    ],
)
def test_wrong_patch_is_refused_with_its_path_and_a_remedy(changes, message):
    named = patch(START, {"war_plans.autumn.name": "Dr. S. attacks", "states.MAR.name": "Mid Marches"})
    with pytest.raises(CrisisInvalid, match=re.escape(message)) as caught:
        patch(named, changes)
    assert all(str(problem).startswith("patch: ") and problem.remedy for problem in caught.value.problems)


def test_every_wrong_path_of_a_patch_is_reported():
    with pytest.raises(CrisisInvalid) as caught:
        patch(START, {"states.PIX.readiness": 1, "stakes.lake.holder": "PIV"})
    assert len(caught.value.problems) == 2


def test_patch_that_spoils_a_factor_is_found_on_request():
    assert not patch(START, {"perceptions": None}).perceptions
    with pytest.raises(CrisisInvalid, match="factors"):
        patch(START, {"perceptions": None}, check_patches=True)


def test_patches_of_the_reference_page_fit_its_example():
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    example, changes = (block for block in blocks if block.startswith(("id: ", "states.")))
    assignments = [line.replace(": ", "=", 1) for line in changes.splitlines()]
    changed = patch(read_text(example, "example.yaml"), dict(map(parse_assignment, assignments)))
    assert changed.suitors["North"].menu["pact"].against == ("SOU",)
    assert not changed.war_plans["summer"].joiners


@pytest.mark.parametrize(
    "text, change",
    [
        ("states.PIV.readiness=0.6", ("states.PIV.readiness", 0.6)),
        ("a.b = {uniform: [0, 1]}", ("a.b", {"uniform": [0, 1]})),
        ("perceptions.x=", ("perceptions.x", None)),
        ("title=a=b", ("title", "a=b")),
        ("secret=true", ("secret", True)),
    ],
)
def test_assignment_is_read_as_yaml(text, change):
    assert parse_assignment(text) == change


@pytest.mark.parametrize("text", ["states", "=1", "a=&x [*x]", "a=!!python/name:os.system", "a=[1", "a=.inf"])
def test_wrong_assignment_is_refused(text):
    with pytest.raises(CrisisInvalid):
        parse_assignment(text)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(crises(), st.data())
def test_any_number_can_be_fixed_at_a_value_in_its_range(crisis, data):
    addresses = [
        a for a in numbers_of(crisis) if not a.path.endswith((".prior", "drafting_time")) and "members" not in a.path
    ]
    address = data.draw(st.sampled_from(addresses))
    low, high = address.quantity.support()
    value = data.draw(st.sampled_from([low, high]))
    if not math.isfinite(value) or "reach" in address.path:
        return
    changed = patch(crisis, {address.path: value})
    found = {a.path: a.quantity for a in numbers_of(changed)}
    assert found.pop(address.path).value == value
    assert found == {a.path: a.quantity for a in numbers_of(crisis) if a.path != address.path}
    assert read_text(write_crisis(changed), "changed.yaml") == changed


def test_many_patches_read_each_section_once_that_is_new(monkeypatch):
    crisis = load("ussr-1939")
    changes = [change for factor in crisis.factors.values() for change in factor.without.items()]
    read, written = [], []
    monkeypatch.setattr(change, "validate", lambda kind, tree: read.append(json.dumps(tree)) or validate(kind, tree))
    monkeypatch.setattr(change, "to_tree", lambda part: written.append(type(part)) or to_tree(part))
    change._section.cache_clear()
    change._text_of.cache_clear()
    asked = 0
    for n in range(256):
        chosen = dict(each for bit, each in enumerate(changes) if n >> bit % 8 & 1)
        asked += len({path.split(".")[0] for path in chosen})
        patch(crisis, chosen, cross_check=False)
    touched = {path.split(".")[0] for path, _ in changes}
    assert len(read) == len(set(read)), "none is read twice"
    assert len(read) < asked / 2
    assert sum(kind is dict for kind in written) <= len(touched), (
        "nor is any but those touched written out, and each once"
    )


def test_patches_alike_make_one_section():
    crisis = load("ussr-1939")
    ready = {"states.USSR.readiness": 0.9}
    one, other = patch(crisis, ready), patch(crisis, ready | {"suitors.West.drafting_time": 1})
    assert one.states is other.states
    assert one.suitors is not other.suitors
    assert one.treaties is crisis.treaties


def endless(kind):
    holds = {} if kind == "mapping" else []
    if kind == "mapping":
        holds["x"] = holds
    else:
        holds.extend([holds] * (50 if kind == "wide list" else 1))
    return holds


def deep(levels):
    content = []
    for _ in range(levels):
        content = [content]
    return content


@pytest.mark.parametrize(
    "content, says",
    [
        (endless("list"), "inside itself"),
        (endless("wide list"), "inside itself"),
        (endless("mapping"), "inside itself"),
        (deep(100_000), "nested more than"),
        ([[1] * 1000] * 1000, "entries"),
        (10**5000, "too large a number"),
        (-(10**5000), "too large a number"),
        (1e305, "too large a number"),
        (Fraction(10**5000), "not a number that a crisis can hold"),
        (np.float32("nan"), "not a number that a crisis can hold"),
        ({10**5000: 1}, "too large a number"),
    ],
    ids=lambda each: each if isinstance(each, str) else type(each).__name__,
)
def test_content_that_no_file_could_hold_is_refused(content, says):
    with pytest.raises(CrisisInvalid, match=says):
        patch(START, {"sources.yearbook.year": content})


@pytest.mark.parametrize("step", ["9" * 5000, "²", "-1", "٣٣"])
def test_a_step_that_is_no_place_of_a_list_is_refused(step):
    for path in (f"suitors.North.menu.pact.against.{step}", f"{step}.x", step):
        assert number_path(path, START) == path
        with pytest.raises(CrisisInvalid):
            patch(START, {path: "SOU"})
    with pytest.raises(CrisisInvalid, match="too large a number"):
        patch(START, {10**5000: 1})


@pytest.mark.parametrize("name", ["austria-1955", "turkey-1939"])
def test_a_doubt_is_set_by_its_path_though_the_file_mentions_none(name):
    crisis = load(name)
    changes = dict.fromkeys(doubt_paths(crisis.suitors, crisis.war_plans, crisis.hostilities), 0.5)
    assert {path.count(".") for path in changes} > {2}, "some doubts stand deeper"
    found = {number.path: number.quantity.value for number in numbers_of(patch(crisis, changes))}
    assert {found[path] for path in changes} == {0.5}
    with pytest.raises(CrisisInvalid, match="belongs to no choice in this crisis"):
        patch(crisis, {f"doubt.consent.{next(iter(crisis.suitors))}.NOBODY": 0.5})
