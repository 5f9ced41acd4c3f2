"""The shipped cases, the reader of case files, and the wall between a case and what became of it."""

from __future__ import annotations

import inspect
import typing
from pathlib import Path

import pytest

from realpolitik.crisis.checks import check
from realpolitik.errors import CrisisInvalid, CrisisNotFound
from realpolitik.history import coding, leakage, menu, strength, units
from realpolitik.history.case import Case, Letter, Result, is_swapped, swapped
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import gaps, told
from realpolitik.history.read_case import (
    read_case_text,
    read_cases,
    read_folder,
    read_result_text,
    read_results,
    shipped_folder,
)
from realpolitik.history.scales import Scales
from realpolitik.history.switches import Leakage
from realpolitik.history.units import items, used_bids
from realpolitik.theories.reading import read, strengths, threats

CASES = read_cases(shipped_folder(), seed=None)
RESULTS = read_results(shipped_folder(), seed=None)
TEXT = (shipped_folder() / "inputs" / "ussr-1939.yaml").read_text(encoding="utf-8")


def problems(text: str) -> list[str]:
    with pytest.raises(CrisisInvalid) as caught:
        read_case_text(text, "a.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_every_case_has_its_sources_and_its_result():
    assert len(CASES) == 24
    assert set(CASES) == set(RESULTS)
    assert all(len(case.sources) >= 2 for case in CASES.values())
    assert {result.choice for result in RESULTS.values()} == {"A", "B", "N"}


@pytest.mark.parametrize("leak", list(Leakage))
@pytest.mark.parametrize("key", CASES)
def test_every_case_is_coded_into_a_valid_crisis(key, leak):
    accepted = RESULTS[key].accepted_bids if leak is Leakage.FULL_ACCEPTED else None
    crisis = code_case(told(CASES[key], leak, accepted), wide_sides=leak is Leakage.WIDE_SIDES)
    assert check(crisis) == []
    assert set(crisis.suitors) == {"A", "B"}


def test_a_crisis_holds_no_name_text_or_letter_of_its_case():
    for case in CASES.values():
        told_all = code_case(told(case, Leakage.HALF_VALUE)).model_dump_json()
        names = [case.id, case.pivot.state, *(m.state for letter in Letter for m in case.suitors.of(letter).members)]
        texts = [clause.text for letter in Letter for bid in case.bids.of(letter) for clause in bid.clauses]
        assert not [word for word in [*names, *texts] if f'"{word}"' in told_all and word != "nonaggression"]
        assert "half value" not in told_all
        assert "accepted" not in told_all


@pytest.mark.parametrize("leak", list(Leakage))
def test_no_side_stands_out_by_having_no_bid(leak):
    for case in CASES.values():
        seen = told(case, leak)
        assert all(used_bids(seen, letter) for letter in Letter)
        if leak is Leakage.DROP_ACCEPTED and gaps([case], leak):
            assert seen.bids.A == seen.bids.B
    assert gaps(CASES.values(), Leakage.DROP_ACCEPTED)


def test_what_makes_a_crisis_is_never_given_a_result():
    for module in (coding, leakage, menu, strength, units):
        assert Result not in vars(module).values(), module.__name__
    assert typing.get_type_hints(code_case)["case"] is Case
    for _, function in inspect.getmembers(coding, inspect.isfunction):
        assert Result not in typing.get_type_hints(function).values()


def test_letters_are_exchanged_everywhere_and_back():
    for case in CASES.values():
        turned = swapped(case)
        assert turned.suitors.A == case.suitors.B
        assert turned.bids.B == case.bids.A
        again = swapped(turned)
        assert again.model_copy(update={"measured": case.measured}) == case
    assert {swapped(result).choice for result in RESULTS.values() if result.choice != "N"} == {"A", "B"}
    assert 5 < sum(is_swapped(key, 0) for key in CASES) < 19


def test_one_seed_exchanges_cases_and_results_alike():
    cases, results = read_cases(shipped_folder(), 3), read_results(shipped_folder(), 3)
    for key, case in cases.items():
        turned = case.suitors.A == CASES[key].suitors.B
        assert turned == is_swapped(key, 3)
        if RESULTS[key].choice != "N":
            assert (results[key].choice != RESULTS[key].choice) == turned


def test_exchanging_letters_exchanges_the_crisis():
    for case in CASES.values():
        seen = told(case, Leakage.HALF_VALUE)
        one, other = code_case(seen), code_case(swapped(seen))
        assert one.suitors["A"].menu.keys() == other.suitors["B"].menu.keys()
        assert one.states["A"].capability.support() == pytest.approx(other.states["B"].capability.support())
        assert one.window == other.window


def test_units_and_discounts_of_the_codebook_by_hand():
    case = CASES["ussr-1939"]
    west = {item.type.value: item for item in items(case, Letter.A, 0.44)}
    berlin = {item.type.value: item for item in items(case, Letter.B, 0.56)}
    # Defense under a condition in the best bid: that of 27 May and 24 July alike.
    assert west["DEF"].units == pytest.approx(0.75)
    assert west["DEMAND"].units == 1.0
    # A free hand over land in stated aims, held by a third state, no date in the text: 2 x 0.75 x 0.6.
    assert berlin["SPHERE"].units == pytest.approx(0.9)
    assert berlin["MON"].units == 1.0
    venetia = {item.type.value: item for item in items(CASES["italy-1866"], Letter.A, 0.6)}["TERR"]
    # Half value; in stated aims; an enemy's, which counts the chance of victory; later.
    assert venetia.units == pytest.approx(0.5 * 3 * 0.6 * 0.6)


def test_a_crisis_keeps_the_strength_of_its_sides_and_the_threat_of_their_quarrels():
    for case in CASES.values():
        reading = read(code_case(told(case, Leakage.HALF_VALUE)))
        for letter in Letter:
            measured = case.measured.of(letter)
            if measured is None:
                continue
            members = strength.members_of(told(case, Leakage.HALF_VALUE), letter)
            assert strengths(reading)[letter] == pytest.approx(measured.cinc_sum, abs=0.0002)
            if not any(member.quarrel.doubtful for member in members):
                wanted = sum(member.capability * member.nearness * member.quarrel.sure for member in members)
                assert threats(reading)[letter] == pytest.approx(wanted * Scales().hostility, rel=1e-4)


def test_a_doubtful_clause_is_there_in_half_of_the_draws():
    crisis = code_case(told(CASES["turkey-1943"], Leakage.HALF_VALUE))
    arms = crisis.suitors["B"].menu["arms"].worth["P"].choice
    assert arms is not None
    assert arms.values[0] == 0.0
    assert arms.weights[0] == 0.5


def test_scales_scale():
    seen = told(CASES["turkey-1939"], Leakage.HALF_VALUE)
    small, large = (code_case(seen, Scales(offer=x)) for x in (0.05, 0.1))
    land = [crisis.stakes["land-A"].worth["P"].support() for crisis in (small, large)]
    assert [2 * end for end in land[0]] == pytest.approx(land[1])


# --- the reader ---


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("insult_by: A", "insult_bye: A", ["unknown key `insult_bye`; did you mean `insult_by`?", "`insult_by` is missing"]),
        ("start: 1939-03", "start: 1939-13", ["bargaining_window.start: 1939-13 is not in the calendar"]),
        ("end: 1939-08", "end: 1938-08", ["the window ends (1938-08) before it starts (1939-03)"]),
        ("type: NEUT", "type: NEUTRAL", ["the text `NEUTRAL` cannot stand here; write one of TERR, SPHERE, DEF"]),
        ("score: -2", "score: -3", ["ideology_distance.B.score: -3 is too small; give -2 or more"]),
        ("cinc: 0.0778", "cinc: 0.0978", ["cinc_sum: is 0.1234, and its parts make 0.1434"]),
        ("date: '1939-07-26'", "date: '1938-07-26'", ["lies before the window opens (1939-03); mark it `timing: background"]),
        ("side: B\n    date: '1939-08-26'", "side: B\n    date:", ["a deadline has a side and a date, or neither"]),
        ("war: second-world-war", "war: &w second-world-war", ["an anchor (`&w`) is not allowed"]),
        ("secret: false", "secret: no", ["the text `no` cannot stand here; write true or false"]),
    ],
)  # fmt: skip
def test_a_broken_case_is_told_what_is_wrong_and_where(old, new, expected):
    assert old in TEXT
    found = problems(TEXT.replace(old, new, 1))
    for words in expected:
        assert any(words in problem for problem in found), found
    assert all(problem.startswith("a.yaml:") for problem in found)


def test_all_problems_come_at_once_each_on_its_line():
    broken = TEXT.replace("id: ussr-1939", "id: USSR 1939").replace("insult_by: A", "insult_by: C")
    found = problems(broken)
    lines = [1 + broken[: broken.index(word)].count("\n") for word in ("id: USSR", "insult_by: C")]
    assert [int(problem.split(":")[1]) for problem in found] == lines


def test_a_figure_that_nobody_has_may_be_written_as_tables_write_it():
    line = next(line for line in TEXT.splitlines() if "pivot_cinc" in line)
    case = read_case_text(TEXT.replace(line, "  pivot_cinc: .nan"), "a.yaml")
    assert case.measured.pivot_cinc is None
    assert any("`.inf`" in each or ".inf" in each for each in problems(TEXT.replace(line, "  pivot_cinc: .inf")))


def test_a_case_and_a_result_are_not_mistaken_for_each_other():
    result = (shipped_folder() / "outcomes" / "ussr-1939.yaml").read_text(encoding="utf-8")
    assert any("unknown key `choice`" in problem for problem in problems(result))
    with pytest.raises(CrisisInvalid, match="unknown key `bids`"):
        read_result_text(TEXT, "a.yaml")


def test_a_folder_without_results_can_be_read_and_a_stray_result_is_refused(tmp_path: Path):
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "ussr-1939.yaml").write_text(TEXT, encoding="utf-8")
    assert list(read_cases(tmp_path)) == ["ussr-1939"]
    assert read_results(tmp_path) == {}
    (tmp_path / "outcomes").mkdir()
    assert read_results(tmp_path) == {}
    (tmp_path / "outcomes" / "other.yaml").write_text("", encoding="utf-8")
    with pytest.raises(CrisisInvalid, match="there is no case `other`"):
        read_folder(tmp_path)
    (tmp_path / "inputs" / "another-name.yaml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(CrisisInvalid, match="`ussr-1939` is not the name of the file; write `another-name`"):
        read_cases(tmp_path)
    with pytest.raises(CrisisNotFound, match="no coded case"):
        read_cases(tmp_path / "nowhere")
