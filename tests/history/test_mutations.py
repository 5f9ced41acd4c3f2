"""Shipped cases with something changed: refused with its place, or as good as before, and never a traceback."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from realpolitik.crisis.checks import check
from realpolitik.crisis.document import follow, parse_document
from realpolitik.errors import CrisisInvalid
from realpolitik.history import case as schema
from realpolitik.history.case import Case, Measured, MeasuredMember, MeasuredSide
from realpolitik.history.checked import Checked
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import told
from realpolitik.history.read_case import read_case_text, read_folder, read_result_text, shipped_folder
from realpolitik.history.rules import dates
from realpolitik.history.switches import Leakage
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES

FILE = "a.yaml"
INPUTS = {file.stem: file.read_text(encoding="utf-8") for file in sorted((shipped_folder() / "inputs").iterdir())}
OUTCOMES = {file.stem: file.read_text(encoding="utf-8") for file in sorted((shipped_folder() / "outcomes").iterdir())}
TREES = {key: parse_document(text, FILE, missing=True).tree for key, text in INPUTS.items()}
CASES = {key: read_case_text(text, FILE) for key, text in INPUTS.items()}
RIVALS = [theory for theory in THEORIES if not isinstance(theory, AlignmentGame)]
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def leaves(tree, path=()):
    if isinstance(tree, dict):
        return [leaf for key, item in tree.items() for leaf in leaves(item, (*path, key))]
    if isinstance(tree, list):
        return [leaf for index, item in enumerate(tree) for leaf in leaves(item, (*path, index))]
    return [path]


def places(tree, path=()):
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [path, *(place for key, item in inside for place in places(item, (*path, key)))]


def put(tree, path, value):
    changed = copy.deepcopy(tree)
    follow(changed, path[:-1])[path[-1]] = value
    return changed


def reading(text):
    """The case that a text holds; or its problems, each with a place in the text and a remedy."""
    try:
        return read_case_text(text, FILE)
    except CrisisInvalid as invalid:
        lines = text.split("\n")
        for problem in invalid.problems:
            assert problem.file == FILE
            assert 1 <= problem.line <= len(lines)
            assert problem.column >= 1
            assert problem.message
            assert problem.remedy
        return invalid.problems


def written(tree):
    return json.dumps(tree, indent=1)  # which is YAML too, with a line for each entry


def what_theories_see(case):
    switches = (Leakage.HALF_VALUE, Leakage.WIDE_SIDES)
    return {leak: code_case(told(case, leak), wide_sides=leak is Leakage.WIDE_SIDES) for leak in switches}


SEEN = {key: what_theories_see(case) for key, case in CASES.items()}


def assert_refused_or_alike(key, tree, what):
    found = reading(written(tree))
    if isinstance(found, Case):
        assert what_theories_see(found) == SEEN[key], (key, what)


# --- anything at all


ODD = [
    None, True, False, 0, -1, 1, 2, 0.5, 7.25, 99, 1e6, 10**30, 1e-320, "", " ", "A", "B", "N", "P", "none", "x",
    "1850", "1939-13", "1939-02-30", "0000", "9999-12-31", "1939-08-23", [], {}, [None], {"x": 1}, ["A"], [365], "own",
]  # fmt: skip


@MANY
@given(data=st.data())
def test_a_case_with_anything_in_any_place_is_refused_or_can_be_forecast(data):
    key = data.draw(st.sampled_from(list(TREES)))
    tree = copy.deepcopy(TREES[key])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([place for place in places(tree) if place]))
        around = follow(tree, path[:-1])
        match data.draw(st.sampled_from(["put", "delete", "again", "from elsewhere"])):
            case "put":
                around[path[-1]] = data.draw(st.sampled_from(ODD))
            case "delete":
                del around[path[-1]]
            case "again" if isinstance(around, list):
                around.append(copy.deepcopy(around[path[-1]]))
            case _:
                around[path[-1]] = copy.deepcopy(follow(tree, data.draw(st.sampled_from(places(tree)))))
    found = reading(written(tree))
    if not isinstance(found, Case):
        return
    for crisis in what_theories_see(found).values():
        assert check(crisis) == []
    for theory in RIVALS:
        theory.forecast(code_case(told(found, Leakage.HALF_VALUE)))


@MANY
@given(data=st.data())
def test_any_text_is_refused_or_read(data):
    text = INPUTS[data.draw(st.sampled_from(list(INPUTS)))]
    lines = text.splitlines()
    line = data.draw(st.integers(0, len(lines) - 1))
    match data.draw(st.sampled_from(["line twice", "line away", "cut", "sign", "number"])):
        case "line twice":
            lines.insert(line, lines[line])
        case "line away":
            del lines[line]
        case "cut":
            lines = text[: data.draw(st.integers(0, len(text)))].splitlines()
        case "sign":
            at = data.draw(st.integers(0, len(lines[line])))
            lines[line] = (
                lines[line][:at] + data.draw(st.sampled_from("\t\x00:-&*!{}[]'\"%@`|>#\u2028")) + lines[line][at:]
            )
        case "number":
            number = data.draw(
                st.sampled_from([".nan", ".inf", "-.inf", "1e999", "1e300", "0x7f", "1_000", "01", "-0"])
            )
            lines[line] = lines[line].split(":")[0] + ": " + number
    reading("\n".join(lines))


@pytest.mark.parametrize("key", TREES)
def test_every_key_may_stand_once_only(key):
    text = INPUTS[key]
    for name in ("id", "pivot", "bids", "measured"):
        at = next(index for index, line in enumerate(text.splitlines()) if line.startswith(f"{name}:"))
        found = reading(text + f"\n{text.splitlines()[at]}\n")
        assert any("duplicate key" in problem.message for problem in found)


# --- dates


DATES = {"date", "start", "end", "decisive_commitment_date"}


@pytest.mark.parametrize("key", TREES)
def test_a_date_out_of_its_window_is_refused_or_moves_nothing(key):
    for path in leaves(TREES[key]):
        old = follow(TREES[key], path)
        if path[-1] not in DATES or old is None:
            continue
        shifted = [
            f"{int(str(old)[:4]) + years}{str(old)[4:].replace('-02-29', '-02-28')}" for years in (-90, -10, 10, 60)
        ]
        for new in ("1500", "1850", "1999-01-01", "2100", *shifted):
            if path[0] == "bargaining_window" and new[:4] == str(old)[:4]:
                continue
            assert_refused_or_alike(key, put(TREES[key], path, new), (path, new))


@pytest.mark.parametrize("key", TREES)
def test_figures_are_of_the_year_before_the_window(key):
    if "data_year" in TREES[key]["measured"]:
        right = TREES[key]["measured"]["data_year"]
        for new in (1815, right - 50, right - 1, right + 1, right + 100):
            (problem,) = reading(written(put(TREES[key], ("measured", "data_year"), new)))
            assert problem.path == "measured.data_year"
            assert f"take the figures of {right}" in problem.remedy


@pytest.mark.parametrize("key", OUTCOMES)
def test_an_outcome_out_of_the_window_of_its_case_is_refused(key):
    tree = parse_document(OUTCOMES[key], FILE, missing=True).tree
    assert read_result_text(written(tree), FILE, CASES[key]).id == key
    for new in ("1500", "1999-01-01", "2100"):
        moved = [put(tree, ("decisive_commitment_date",), new)]
        moved += [put(tree, path, new) for path in leaves(tree) if path[0] == "accepted_bids" and path[-1] == "date"]
        for changed in moved:
            with pytest.raises(CrisisInvalid, match="window"):
                read_result_text(written(changed), FILE, CASES[key])
    for rule, each in tree["naive_rules"].items():
        wrong = "wrong" if each["verdict"] == "right" else "right"
        with pytest.raises(CrisisInvalid, match=f"{rule}.verdict: predicts .*; write `{each['verdict']}`"):
            read_result_text(written(put(tree, ("naive_rules", rule, "verdict"), wrong)), FILE, CASES[key])


# --- figures


RAW = {"rivalry", "pivot_cinc"}
"""Nothing else in a file tells what these should be."""


@pytest.mark.parametrize("key", TREES)
def test_a_figure_that_its_parts_contradict_is_refused_or_moves_nothing(key):
    for path in leaves(TREES[key]):
        old = follow(TREES[key], path)
        if path[0] != "measured" or path[-1] in {*RAW, "method"}:
            continue
        odd = [0, -1, 1.5, 1000, *([] if old is None else [old + 0.01, old * 100])]
        changes = [not old] if isinstance(old, bool) else odd
        for new in changes:
            if new != old:
                assert_refused_or_alike(key, put(TREES[key], path, new), (path, new))


@pytest.mark.parametrize("field", ["cinc", "prox"])
@pytest.mark.parametrize("key", [key for key, case in CASES.items() if case.measured.side_A])
def test_a_side_that_weighs_nothing_is_refused(key, field):
    tree = copy.deepcopy(TREES[key])
    for side in ("side_A", "side_B"):
        for member in tree["measured"][side]["members"]:
            member[field] = 0
        tree["measured"][side] |= {"threat": 0} | ({"cinc_sum": 0} if field == "cinc" else {})
        for share in ("cinc_share_A", "threat_share_A"):
            tree["measured"].pop(share, None)
    words = "without any capability" if field == "cinc" else "stands at"
    assert sum(words in problem.message for problem in reading(written(tree))) >= 2


def test_percent_for_shares_are_refused():
    tree = put(TREES["poland-1939"], ("measured", "pivot_cinc"), 0.9)
    (problem,) = reading(written(tree))
    assert "not percent" in problem.remedy


# --- states


@pytest.mark.parametrize("key", TREES)
def test_a_state_stands_in_one_place(key):
    tree = TREES[key]
    pivot, side = tree["pivot"], tree["suitors"]["B"]["members"]
    for member in (pivot, tree["suitors"]["A"]["members"][0], side[0]):
        disguised = member | {"state": f" {member['state'].upper()} "}
        for other in (member, disguised, *([] if member["cow"] is None else [member | {"state": "Ruritania"}])):
            found = reading(written(put(tree, ("suitors", "B", "members"), [*side, other])))
            wanted = f"suitors.B.members.{len(side)}"
            assert any(problem.path == wanted and "name each state once" in problem.remedy for problem in found)


def test_claims_are_those_of_others_once_each_and_by_code():
    tree = TREES["india-1971"]
    for claims, words in (
        ([770, 770, 710], "stands here twice"),
        ([770, 710, 750], "claims nothing from itself"),
        ([770, 710, "Nepal"], "write its country code"),
        ([770], "does not list 710"),
        ([770, 710, 2], "lists 2"),
        ([770, 710, 99999], "too large"),
    ):
        found = reading(written(put(tree, ("security", "claims_on_pivot"), claims)))
        assert any(words in str(problem) for problem in found), (claims, found)


def test_a_side_has_no_more_members_than_can_be_in_doubt():
    tree = put(TREES["prussia-1805"], ("suitors", "A", "members"), [{"state": f"s{i}", "cow": None} for i in range(13)])
    assert any("suitors.A.members" in problem.path for problem in reading(written(tree)))


@pytest.mark.parametrize("key", ["ussr-1939", "denmark-1807"])
def test_two_sides_have_names_of_their_own(key):
    tree = TREES[key]
    name, pivot = tree["suitors"]["A"]["name"], tree["pivot"]["state"]
    member = tree["suitors"]["A"]["members"][0]["state"]
    for same in (name, f" {name.upper()} ", name.replace(" ", "  "), pivot.lower(), member):
        found = reading(written(put(tree, ("suitors", "B", "name"), same)))
        assert "suitors.B.name" in {problem.path for problem in found}, same
    composed = put(tree, ("suitors", "A", "name"), "K\u00f6ln")
    found = reading(written(put(composed, ("suitors", "B", "name"), "ko\u0308ln")))
    assert any(problem.path == "suitors.B.name" for problem in found)


def test_a_claim_by_name_is_made_once_however_it_is_written():
    found = reading(written(put(TREES["denmark-1807"], ("security", "claims_on_pivot"), ["Prussia", "prussia "])))
    assert any("stands here twice" in problem.message for problem in found)
    found = reading(written(put(TREES["denmark-1807"], ("security", "claims_on_pivot"), ["DENMARK-NORWAY"])))
    assert any("claims nothing from itself" in problem.message for problem in found)


@pytest.mark.parametrize("key", TREES)
def test_a_bid_is_not_of_the_courted_state_nor_of_the_rival_side(key):
    tree = TREES[key]
    for letter, other in (("A", "B"), ("B", "A")):
        if not tree["bids"].get(letter):
            continue
        rival = tree["suitors"][other]
        wrong = [tree["pivot"]["state"], rival["name"], *(each["state"] for each in rival["members"])]
        wrong += [each["by"] for each in tree["bids"].get(other, [])]
        for name in [*wrong, wrong[0].upper(), f"{wrong[2]} (in secret)", f"Atlantis + {wrong[2]}"]:
            (problem, *_) = reading(written(put(tree, ("bids", letter, 0, "by"), name)))
            assert problem.path.endswith(".by"), name


@pytest.mark.parametrize("key", TREES)
def test_a_slight_by_a_side_is_told(key):
    tree = put(TREES[key], ("exclusion_or_insult",), [])
    for letter in ("A", "B"):
        assert [problem.path for problem in reading(written(put(tree, ("insult_by",), letter)))] == ["insult_by"]
    assert isinstance(reading(written(put(tree, ("insult_by",), "none"))), Case)


# --- outcomes


def problems_of_outcome(tree, case):
    """What is wrong with the outcome of a case, each with its line, column and remedy."""
    text = written(tree)
    try:
        read_result_text(text, FILE, case)
    except CrisisInvalid as invalid:
        for problem in invalid.problems:
            assert problem.file == FILE
            assert 1 < problem.line <= len(text.split("\n"))
            assert problem.column > 1
            assert problem.remedy
        return {problem.path: problem.message for problem in invalid.problems}
    return {}


def outcome(key):
    return parse_document(OUTCOMES[key], FILE, missing=True).tree


@pytest.mark.parametrize(
    "key,date", [("ussr-1939", "1939-04"), ("turkey-1939", "1939-10-18"), ("poland-1939", "1939-03-20")]
)
def test_nothing_is_accepted_or_counts_that_was_offered_after_the_decision(key, date):
    found = problems_of_outcome(put(outcome(key), ("decisive_commitment_date",), date), CASES[key])
    assert "before" in found["decisive_commitment_date"]


def test_a_bid_after_the_decision_is_marked_so_and_none_else_is():
    tree = copy.deepcopy(TREES["austria-1955"])
    bid = tree["bids"]["B"][1] | {"date": "1955-10-28"}
    tree["bids"]["B"].append(bid)
    case = read_case_text(written(tree), FILE)
    assert "bid that counts" in problems_of_outcome(outcome("austria-1955"), case)["decisive_commitment_date"]
    bid["timing"] = "post-commitment"
    assert problems_of_outcome(outcome("austria-1955"), read_case_text(written(tree), FILE)) == {}
    bid["date"] = "1955-06"
    found = problems_of_outcome(outcome("austria-1955"), read_case_text(written(tree), FILE))
    assert "marked as later" in found["decisive_commitment_date"]


@pytest.mark.parametrize("key", OUTCOMES)
def test_a_rule_of_thumb_foretells_what_the_case_says(key):
    case, tree = CASES[key], outcome(key)
    measured, kinship = case.measured, case.ideology_distance
    away = {"A": "B", "B": "A"}
    wrong = {
        "stay_with_incumbent": {"A", "B", "N"} - {{"none": "N"}.get(case.incumbent_partner, case.incumbent_partner)}
    }
    wrong["ideological_kin"] = {
        letter for letter in ("A", "B")
        if getattr(kinship, letter).score <= getattr(kinship, away[letter]).score
    }  # fmt: skip
    if measured.cinc_share_A is not None and measured.cinc_share_A != 0.5:
        wrong["join_stronger"] = {"B" if measured.cinc_share_A > 0.5 else "A"}
        wrong["balance_threat"] = {"A" if measured.threat_share_A > 0.5 else "B"}
    shareless = case.model_copy(
        update={"measured": measured.model_copy(update={"cinc_share_A": None, "threat_share_A": None})}
    )
    for rule, against in wrong.items():
        for predicts in ("A", "B", "N"):
            verdict = {"predicts": predicts, "verdict": "right" if predicts == tree["choice"] else "wrong"}
            changed = put(tree, ("naive_rules", rule), verdict)
            refused = {f"naive_rules.{rule}.predicts"} if predicts in against else set()
            assert set(problems_of_outcome(changed, case)) == refused, (rule, predicts)
            assert set(problems_of_outcome(changed, shareless)) == refused, (rule, predicts)


def test_a_verdict_that_contradicts_what_was_chosen_is_refused_for_any_rule():
    tree = outcome("india-1971")
    for rule in ("balance_threat", "a rule of my own"):
        changed = put(tree, ("naive_rules", rule), {"predicts": tree["choice"], "verdict": "wrong"})
        assert list(problems_of_outcome(changed, CASES["india-1971"])) == [f"naive_rules.{rule}.verdict"]
    alike = put(tree, ("naive_rules", "Stay-with incumbent"), {"predicts": "B", "verdict": "wrong"})
    assert list(problems_of_outcome(alike, CASES["india-1971"])) == ["naive_rules.Stay-with incumbent.predicts"]


def test_what_was_accepted_was_offered_by_the_side_that_was_chosen():
    key = "turkey-1939"
    tree, text = outcome(key), outcome(key)["accepted_bids"]["A"][0]
    silent = copy.deepcopy(TREES[key])
    silent["bids"]["A"] = []
    assert "made no bid" in problems_of_outcome(tree, read_case_text(written(silent), FILE))["accepted_bids.A"]
    late = copy.deepcopy(TREES[key])
    late["bids"]["A"] = [late["bids"]["A"][0] | {"date": "1939-10-20", "timing": "post-commitment"}]
    assert "made no bid" in problems_of_outcome(tree, read_case_text(written(late), FILE))["accepted_bids.A"]
    other = tree | {"accepted_bids": {"B": [text | {"by": "USSR"}]}}
    assert "the choice was A" in problems_of_outcome(other, CASES[key])["accepted_bids.B"]
    by_rival = put(tree, ("accepted_bids", "A", 0, "by"), "Germany")
    assert "stands on side B" in problems_of_outcome(by_rival, CASES[key])["accepted_bids.A.0.by"]
    early = put(
        put(tree, ("accepted_bids", "A", 0, "date"), "1930"),
        ("accepted_bids", "A", 0, "timing"),
        schema.Timing.BACKGROUND.value,
    )
    assert "no other timing" in problems_of_outcome(early, CASES[key])["accepted_bids.A.0.timing"]
    gone = put(outcome("poland-1939"), ("accepted_bids",), {"A": []})
    assert "half value" in problems_of_outcome(gone, CASES["poland-1939"])["accepted_bids.A"]


@pytest.mark.parametrize("key", [key for key in OUTCOMES if outcome(key)["choice"] == "N"])
def test_whoever_chose_neither_has_no_obligation_to_a_side_and_gives_none_access(key):
    for obligation in schema.Obligation:
        found = problems_of_outcome(put(outcome(key), ("commitment_types_atop",), [obligation.value]), CASES[key])
        assert set(found) == {"commitment_types_atop.0"}
    assert set(problems_of_outcome(put(outcome(key), ("military_access",), "A"), CASES[key])) == {"military_access"}
    for odd in (["defence"], ["neutrality", "neutrality"]):
        assert problems_of_outcome(put(outcome(key), ("commitment_types_atop",), odd), CASES[key])


# --- folders


def folder_of(tmp_path, inputs, outcomes):
    for name, files in (("inputs", inputs), ("outcomes", outcomes)):
        (tmp_path / name).mkdir()
        for file, text in files.items():
            (tmp_path / name / file).write_text(text, encoding="utf-8")
    return tmp_path


def test_either_ending_is_read_and_no_case_twice(tmp_path):
    inputs = {"ussr-1939.yml": INPUTS["ussr-1939"], "italy-1866.YAML": INPUTS["italy-1866"], "notes.md": "of the coder"}
    folder = folder_of(tmp_path, inputs, {"ussr-1939.yml": OUTCOMES["ussr-1939"]})
    cases, results = read_folder(folder)
    assert list(cases) == ["italy-1866", "ussr-1939"]
    assert list(results) == ["ussr-1939"]
    (folder / "inputs" / "ussr-1939.yaml").write_text(INPUTS["ussr-1939"], encoding="utf-8")
    with pytest.raises(CrisisInvalid, match=r"`ussr-1939` also stands in ussr-1939\.yaml; delete or rename"):
        read_folder(folder)


@pytest.mark.parametrize("name", ["x" * 300, "a\0b"])
def test_a_folder_that_cannot_be_read_is_told(tmp_path, name):
    with pytest.raises(CrisisInvalid, match="cannot be read"):
        read_folder(tmp_path / name)


def test_problems_of_cases_and_results_come_at_once(tmp_path):
    folder = folder_of(
        tmp_path,
        {
            "ussr-1939.yaml": INPUTS["ussr-1939"].replace("state: France", "state: Germany"),
            "italy-1866.yaml": INPUTS["italy-1866"].replace("score: -2", "score: -9"),
        },
        {
            "ussr-1939.yaml": OUTCOMES["ussr-1939"].replace("1939-08-23", "1850-08-23"),
            "nowhere-1900.yaml": OUTCOMES["ussr-1939"],
        },
    )
    with pytest.raises(CrisisInvalid) as caught:
        read_folder(folder)
    found = "\n".join(map(str, caught.value.problems))
    for words in (
        "-9 is too small",
        "`Germany` is already a member of side A",
        "1850-08-23 lies outside the window",
        "no case `nowhere-1900`",
        "write `nowhere-1900`",
    ):
        assert words in found


# --- the declarations


def fields_of_files():
    records = [each for each in vars(schema).values() if isinstance(each, type) and issubclass(each, BaseModel)]
    return [(each, name, field) for each in records if each.__module__ == schema.__name__
            for name, field in each.model_fields.items()]  # fmt: skip


def test_every_date_and_every_derived_figure_has_a_rule():
    by_nature = {("MeasuredMember", "cinc"), ("Measured", "pivot_cinc")}
    owing = set()
    for record, name, field in fields_of_files():
        declared = repr((field.annotation, field.metadata))
        dated = "_moment" in declared
        figure = record in {Measured, MeasuredSide, MeasuredMember} and "float" in declared
        if (dated or figure) and not any(isinstance(mark, Checked) for mark in field.metadata):
            owing.add((record.__name__, name))
    assert owing == by_nature
    assert sum(any(isinstance(mark, Checked) for mark in field.metadata) for _, _, field in fields_of_files()) >= 20


def test_every_timing_says_where_its_bid_must_lie():
    assert set(dates._TIMINGS) == {timing.value for timing in schema.Timing}
