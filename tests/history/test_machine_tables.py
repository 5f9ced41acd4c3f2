"""Machine-coded cases: what the tables may hold, what becomes of it, and what is said of a wrong one."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import machine_cases
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import assert_letters_mean_nothing
from realpolitik.crisis.checks import check
from realpolitik.errors import CrisisInvalid, CrisisNotFound
from realpolitik.history.backtest import tell_cases
from realpolitik.history.case import swapped
from realpolitik.history.checked import findings
from realpolitik.history.coding import code_case
from realpolitik.history.forecasting import contender
from realpolitik.history.leakage import told
from realpolitik.history.machine import cells
from realpolitik.history.machine.read import read_tables, tier_of
from realpolitik.history.machine.remembered import Remembered
from realpolitik.history.machine.table import INPUTS, OUTCOMES, Row
from realpolitik.history.read_case import read_cases, read_folder
from realpolitik.history.switches import Leakage
from realpolitik.history.units import items
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.all import THEORIES
from realpolitik.theories.ensemble import Ensemble
from realpolitik.theories.offers import offers
from realpolitik.theories.reading import incumbents, kinships, read, strengths, threats

RIVALS = [theory for theory in THEORIES if not isinstance(theory, AlignmentGame | Ensemble)]
"""Theories that play no game."""
HEAD = ",".join(INPUTS)
PORT = "port-1901,courted,,,isthmus,1901"
LINES = [
    f"{PORT},pivot,30,0.01,,,,,0.2,",
    f"{PORT},A,10,0.1,1,1,1,0,0.9,none",
    f"{PORT},A,11,0.02,3,0.5,0,1,0.1,nonaggression",
    f"{PORT},B,20,0.08,,0.1,0,0,0.3,defense",
]
MATCHED = [
    "cape-1901,matched,port-1901,7,isthmus,1901,pivot,40,0.02,,,,,,",
    "cape-1901,matched,port-1901,7,isthmus,1901,A,10,0.1,,0.25,0,0,0.9,none",
    "cape-1901,matched,port-1901,7,isthmus,1901,A,11,0.02,,0.1,0,0,0.1,none",
    "cape-1901,matched,port-1901,7,isthmus,1901,B,20,0.08,2,1,0,0,0.3,none",
]
CHOSEN = "case,choice,bound\nport-1901,B,defense\n"


def table(*lines):
    return "\n".join([HEAD, *lines]) + "\n"


def changed(old, new, line=1):
    """The table with a text replaced in one of its lines."""
    assert old in LINES[line]
    return table(*(each.replace(old, new, 1) if number == line else each for number, each in enumerate(LINES)))


def told_of(*problems):
    return [f"{each.line}:{each.column} {each.path}: {each.message}; {each.remedy}" for each in problems]


def wrong(inputs, outcomes=None):
    with pytest.raises(CrisisInvalid) as caught:
        tier_of(inputs, outcomes, seed=None)
    assert all(problem.remedy and "Traceback" not in problem.message for problem in caught.value.problems)
    return told_of(*caught.value.problems)


@pytest.fixture(scope="module")
def tier():
    return tier_of(table(*LINES, *MATCHED), CHOSEN + "cape-1901,N,none\n", seed=None)


# --- what becomes of the records


def test_records_become_a_case_that_every_rule_of_a_hand_coded_one_allows_but_for_its_missing_bids(tier):
    for key, case in tier.cases.items():
        assert [found.path for found in findings(case, case)] == [("bargaining_window", "end")]
        assert list(findings(tier.results[key], case)) == []
        assert check(code_case(told(case, Leakage.HALF_VALUE))) == []


def test_figures_reach_the_theories_by_the_rules_of_hand_coded_cases(tier):
    reading = read(code_case(told(tier.cases["port-1901"], Leakage.HALF_VALUE)))
    assert strengths(reading) == pytest.approx({"A": 0.12, "B": 0.08})
    # Capability x nearness x the middle of the hostility 0.2 H; side B has no quarrel.
    assert threats(reading) == pytest.approx({"A": (0.1 * 1 + 0.02 * 0.5) * 0.2, "B": 0.0})
    # Distances 0.7 and 0.1 of the strongest members: 4 x 0.7 = 2.8, a score of -1; 0.4, a score of 2.
    assert kinships(reading) == pytest.approx({"A": 1 - (3 / 4) / 2, "B": 1.0})
    assert incumbents(reading.crisis) == {"B"}


def test_without_bids_both_sides_offer_the_same(tier):
    for leakage in Leakage:
        for case in tell_cases(tier.cases, leakage, tier.results).values():
            assert items(case, "A", 0.5) == items(case, "B", 0.5) != ()
            worth = offers(read(code_case(case)))
            assert worth["A"] == worth["B"]


@pytest.mark.parametrize(
    "pacts, side",
    [
        (("none", "none", "none"), "none"),
        (("none", "neutrality", "nonaggression"), "A"),
        (("nonaggression", "none", "defense"), "B"),
        (("defense", "none", "defense"), "none"),
    ],
)
def test_the_incumbent_is_the_side_with_the_stronger_pact(pacts, side):
    lines = [LINES[0], *(re.sub("[a-z]+$", pact, line) for line, pact in zip(LINES[1:], pacts, strict=True))]
    assert tier_of(table(*lines), seed=None).cases["port-1901"].incumbent_partner == side


@pytest.mark.parametrize("line, old", [(0, "0.2"), (1, "0.9"), (3, "0.3")])
def test_an_unknown_regime_leaves_both_sides_as_near(line, old):
    case = tier_of(changed(f",{old},", ",,", line), seed=None).cases["port-1901"]
    assert (case.ideology_distance.A.score, case.ideology_distance.B.score) == (0, 0)


def test_contact_through_a_colony_is_contact(tier):
    assert tier.cases["cape-1901"].security.colonial_contiguity == (20,)
    assert tier.cases["port-1901"].security.colonial_contiguity == ()


def test_access_for_forces_binds_as_an_obligation_does():
    result = tier_of(table(*LINES), "case,choice,bound\nport-1901,A,access\n", None).results["port-1901"]
    assert (result.military_access, result.commitment_types_atop) == ("A", ())


def test_a_seed_exchanges_letters_of_case_and_result_alike(tier):
    turned = {seed: tier_of(table(*LINES), CHOSEN, seed) for seed in range(8)}
    choices = {each.results["port-1901"].choice for each in turned.values()}
    assert choices == {"A", "B"}
    for each in turned.values():
        kept = each.results["port-1901"].choice == "B"
        case = each.cases["port-1901"]
        assert (case if kept else swapped(case)).suitors == tier.cases["port-1901"].suitors


@pytest.mark.parametrize("theory", RIVALS, ids=lambda theory: theory.name)
def test_letters_mean_nothing(theory, tier):
    for case in tier.cases.values():
        assert_letters_mean_nothing(theory, told(case, Leakage.HALF_VALUE))


@pytest.mark.parametrize("theory", RIVALS, ids=lambda theory: theory.name)
def test_a_theory_that_remembers_answers_as_one_that_reads_again(theory, tier):
    quick, plain = Remembered(theory), contender(theory)
    values = [{}, {each.name: 0.3 * each.mean + 0.05 * each.high for each in theory.parameters}]
    for case in tell_cases(tier.cases, Leakage.HALF_VALUE, {}).values():
        for wide in (False, True):
            for chosen in values:
                answers = [each.forecast(case, chosen, wide) for each in (quick, plain, quick)]
                assert answers[0].abstained == answers[1].abstained == answers[2].abstained
                assert answers[0].chances == pytest.approx(answers[1].chances, abs=1e-12)
                assert answers[2] == answers[0]


def test_matched_states_stand_for_those_they_were_drawn_from(tier):
    assert tier.eligible == {"cape-1901": 7}
    assert tier.none_shift == pytest.approx(1.9459101490553132)  # ln 7
    assert set(tier.courted.cases) == set(tier.courted.results) == {"port-1901"}
    assert tier.courted.none_shift == 0.0


def test_the_columns_are_the_fields():
    assert [field.name for field in fields(Row)] == [*INPUTS, "record"]


def test_tables_are_read_from_files_however_they_were_saved(tmp_path: Path):
    inputs, outcomes = tmp_path / "inputs.csv", tmp_path / "outcomes.csv"
    quoted = "\r\n".join([HEAD, "", *(",".join(f' "{cell}"'.strip() for cell in each.split(",")) for each in LINES)])
    inputs.write_bytes(b"\xef\xbb\xbf" + quoted.encode())
    outcomes.write_text("bound,case,choice\ndefense, port-1901 ,B\n", encoding="utf-8")
    assert read_tables(inputs, outcomes, None) == tier_of(table(*LINES), CHOSEN, None)
    assert read_tables(inputs, None, None).results == {}


def test_a_folder_of_tables_is_read_like_one_of_files(tmp_path, tier):
    (tmp_path / "inputs.csv").write_text(table(*LINES, *MATCHED), encoding="utf-8")
    assert read_folder(tmp_path, None) == (tier.cases, {})
    assert read_cases(tmp_path, 3) == tier_of(table(*LINES, *MATCHED), seed=3).cases
    (tmp_path / "outcomes.csv").write_text(CHOSEN, encoding="utf-8")
    assert read_folder(tmp_path, None)[1].keys() == {"port-1901"}
    (tmp_path / "inputs").mkdir()
    assert read_cases(tmp_path, None) == tier.cases
    (tmp_path / "inputs" / "port-1901.yaml").touch()
    for read_it in (read_cases, read_folder):
        with pytest.raises(CrisisInvalid, match="cases of the two kinds are scored apart; put them into two folders"):
            read_it(tmp_path)


# --- what is wrong with a table


@pytest.mark.parametrize(
    "line, old, new, problem",
    [
        (1, ",0.1,", ",nan,", "3:39 cinc: `nan` is not what stands here"),
        (1, ",0.1,", ",inf,", "3:39 cinc: `inf` is not what stands here"),
        (1, ",0.1,", ",1.5,", "3:39 cinc: `1.5` is not what stands here"),
        (1, ",0.1,", ",-0.1,", "3:39 cinc: `-0.1` is not what stands here"),
        (1, ",0.1,", ",1_0,", "3:39 cinc: `1_0` is not what stands here"),
        (1, ",0.1,", ",\u0660.\u0661,", "3:39 cinc: `\u0660.\u0661` is not what stands here"),
        (1, ",0.1,", ",,", "3:39 cinc: is empty"),
        (1, ",10,", ",1,", "3:36 state: `1` is not what stands here"),
        (1, ",A,", ",a,", "3:34 role: `a` is not what stands here"),
        (1, ",1,1,1,0,", ",6,1,1,0,", "3:43 contiguity: `6` is not what stands here"),
        (1, ",1,1,1,0,", ",1,0.5,1,0,", "3:45 prox: is 0.5, and with contiguity `1` it is 1"),
        (1, ",1,1,1,0,", ",2,0.1,1,0,", "3:45 prox: is 0.1, and with contiguity `2` it is 1 or 0.5"),
        (1, ",1,1,1,0,", ",,0.5,1,0,", "3:44 prox: is 0.5, and with contiguity empty it is 1 or 0.25 or 0.1"),
        (1, ",1,1,1,0,", ",1,0.7,1,0,", "3:45 prox: `0.7` is not what stands here"),
        (1, ",1,1,1,0,", ",1,1,yes,0,", "3:47 rivalry: `yes` is not what stands here"),
        (1, ",none", ",", "3:55 pact: is empty"),
        (1, ",none", ",alliance", "3:55 pact: `alliance` is not what stands here"),
        (1, ",0.9,", ",10,", "3:51 regime: `10` is not what stands here"),
        (0, ",,,,,0.2", ",1,,,,0.2", "2:48 contiguity: stands in the line of the courted state"),
        (1, ",10,", ",30,", "3:36 state: state 30 also stands in line 2 of the same case"),
        (3, ",20,", ",10,", "5:36 state: state 10 also stands in line 3 of the same case"),
        (1, "1901,A", "1902,A", "3:29 year: is `1902`, and `1901` in line 2 of the same case"),
        (1, "isthmus", "strait", "3:21 war: is `strait`, and `isthmus` in line 2 of the same case"),
        (1, "isthmus", "Isthmus", "3:21 war: `Isthmus` is not what stands here"),
        (1, ",1901,", ",1816,", "3:29 year: `1816` is not what stands here"),
        (3, ",B,", ",A,", "2:34 role: side B of case `port-1901` has 0 members"),
        (3, ",0.08,", ",0,", "2:43 cinc: side B of case `port-1901` has no capability, and cannot be weighed"),
        (3, ",0.08,", ",0.9,", "2:43 cinc: the states of case `port-1901` have 1.03 of the world's capability together"),
        (0, ",pivot,", ",B,", "2:34 role: case `port-1901` has 0 courted states"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_line_and_column(line, old, new, problem):
    assert any(each.startswith(problem + ";") for each in wrong(changed(old, new, line)))


@pytest.mark.parametrize(
    "text, problem",
    [
        ("", "1:1 case: column `case` is missing"),
        (HEAD + "\n", "1:1 : there is no case in the table"),
        (table(*LINES).replace("prox,", "near,", 1), "1:67 : there is no column `near`"),
        (table(*LINES).replace("prox,", "cinc,", 1), "1:67 cinc: column `cinc` stands here twice"),
        (table(*LINES, "port-1901,courted"), "6:1 : the line has 2 cells, and the table 15 columns"),
        (table(*LINES, '"port'), "6:1 : cannot be read as cells"),
        (table(*LINES, "\x00"), "6:1 : character U+0000 cannot stand in a table"),
        (table(*LINES, "po\u202ert"), "6:3 : character U+202E cannot stand in a table"),
        (table(*LINES, "x" * 300), "6:1 : a cell has 300 letters"),
        (table(*LINES, "x" * 200_000), "6:1 : cannot be read as cells"),
        (table(*LINES, *LINES), "6:40 state: state 30 also stands in line 2 of the same case"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_read_says_where(text, problem):
    assert any(each.startswith(problem) for each in wrong(text))


@pytest.mark.parametrize(
    "old, new, problem",
    [
        (",7,", ",,", "6:29 eligible: is empty, and the case is matched"),
        (",7,", ",0,", "6:29 eligible: `0` is not what stands here"),
        ("port-1901,7", "cove-1901,7", "6:19 matched_to: there is no courted case `cove-1901`"),
        ("port-1901,7", "cape-1901,7", "6:19 matched_to: there is no courted case `cape-1901`"),
        (",40,", ",30,", "6:50 state: the courted state is that of case `port-1901`"),
        ("isthmus", "strait", "6:31 war: is `strait`, and `isthmus` in case `port-1901`"),
        ("1901,pivot", "1902,pivot", "6:39 year: is `1902`, and `1901` in case `port-1901`"),
        (",20,", ",21,", "6:44 role: side B is not that of case `port-1901`"),
    ],
)
def test_a_matched_case_belongs_to_a_courted_one(old, new, problem):
    everywhere = old not in {",40,", ",20,"} and "pivot" not in old
    lines = [line.replace(old, new) if everywhere or old in line else line for line in MATCHED]
    if "pivot" in old:
        lines = [line.replace("isthmus,1901", "isthmus,1902") for line in MATCHED]
    assert any(each.startswith(problem) for each in wrong(table(*LINES, *lines)))


def test_a_courted_case_was_drawn_from_nobody():
    text = table(*LINES).replace("courted,,,", "courted,,3,")
    assert wrong(text) == ["2:20 eligible: stands here, and the case is courted; leave it empty"]


@pytest.mark.parametrize(
    "line, problem",
    [
        ("port-1901,N,defense", "2:13 bound: whoever is bound by defense has chosen a side"),
        ("port-1901,B,none", "2:13 bound: whoever chose B is bound to it by something"),
        ("port-1901,C,none", "2:11 choice: `C` is not what stands here"),
        ("cape-1901,A,access", "2:11 choice: a matched state is one that stayed out"),
        ("cove-1901,A,access", "2:1 case: there is no case `cove-1901` in the inputs"),
        ("port-1901,B,defense\nport-1901,A,defense", "3:1 case: case `port-1901` also stands in line 2"),
    ],
)
def test_an_outcome_fits_its_case(line, problem):
    (told,) = wrong(table(*LINES, *MATCHED), f"{','.join(OUTCOMES)}\n{line}\n")
    assert told.startswith(problem)


def test_files_that_are_no_tables_are_refused(tmp_path, monkeypatch):
    with pytest.raises(CrisisNotFound):
        read_tables(tmp_path / "none.csv")
    latin = tmp_path / "latin.csv"
    latin.write_bytes(HEAD.encode() + b"\nZ\xfcrich\n")
    with pytest.raises(CrisisInvalid, match=r"latin.csv:2:2: byte 0xfc is not UTF-8 text"):
        read_tables(latin)
    with pytest.raises(CrisisInvalid, match="is a directory; name a table of machine-coded cases"):
        read_tables(tmp_path)
    monkeypatch.setattr(cells, "MOST_BYTES", 10)
    with pytest.raises(CrisisInvalid, match="is too large"):
        read_tables(latin)


@given(st.data())
def test_whatever_stands_in_a_cell_it_is_read_or_refused(data):
    line = data.draw(st.integers(0, len(LINES) - 1))
    parts = LINES[line].split(",")
    place = data.draw(st.integers(0, len(parts) - 1))
    parts[place] = data.draw(
        st.one_of(st.text(max_size=12), st.sampled_from(["0", "1", "-9", "1e-300", "1e999", "9" * 30, "NA", '""']))
    )
    text = table(*(",".join(parts) if number == line else each for number, each in enumerate(LINES)))
    cases, problems = read_or_refused(text)
    assert all(problem.line and problem.remedy for problem in problems)
    for case in cases.values():
        assert {found.path for found in findings(case, case)} <= {("bargaining_window", "end")}


def read_or_refused(text):
    try:
        return tier_of(text, seed=None).cases, ()
    except CrisisInvalid as invalid:
        return {}, invalid.problems


def test_invented_cases_fit_every_rule_too():
    tier = tier_of(machine_cases.inputs(40, 8, seed=3))
    assert {len(each) for each in (tier.cases, {case.war for case in tier.cases.values()})} == {40, 8}
    for case in tier.cases.values():
        assert [found.path for found in findings(case, case)] == [("bargaining_window", "end")]
    assert {case.incumbent_partner for case in tier.cases.values()} == {"A", "B", "none"}
