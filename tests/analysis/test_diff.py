"""Two crises side by side: what the files say, and what differs in the answers."""

from __future__ import annotations

import math

import pytest

import realpolitik as rp
from realpolitik.crisis.differences import differences
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.starter import STARTER
from realpolitik.report.diff_figure import draw_diff
from realpolitik.report.diff_text import tell_diff
from realpolitik.result import row_of

RECODED = {
    "states.PIV.readiness": {"value": 0.9, "source": "yearbook"},
    "states.NOR.capability": {"uniform": [0.1, 0.15]},
    "constants.tempo": 2,
    "stakes.river.worth.NOR": 0.1,
    "suitors.North.menu.staff_talks": None,
    "claims.opinion_mattered.margin": 0.05,
}


@pytest.fixture(scope="module")
def starter():
    return rp.read_text(STARTER, "starter.yaml")


@pytest.fixture(scope="module")
def recoded(starter):
    return rp.patch(starter, RECODED)


@pytest.fixture(scope="module")
def found(starter, recoded):
    return rp.diff(starter, recoded, draws=12, seed=3)


def test_a_crisis_does_not_differ_from_itself(starter):
    found = rp.diff(starter, starter, draws=4)
    assert differences(starter, starter).count == 0
    assert (found.numbers, found.sources, found.structure) == ((), (), ())
    for row in found.signs:
        assert (row.chance.difference, row.chance.error) == (0, 0)
    assert found.shared == sum(number.is_uncertain for number in numbers_of(starter)) > 0
    assert "The two files say the same." in rp.tell(found)


def test_numbers_stand_apart_from_their_sources_and_from_all_else(starter, recoded):
    said = differences(starter, recoded)
    assert [(row.path, row.first, row.second) for row in said.numbers] == [
        ("constants.tempo", "{uniform: [1, 3]}", "2"),
        ("states.PIV.readiness", "0.6", "0.9"),
        ("states.NOR.capability", "{uniform: [0.18, 0.22]}", "{uniform: [0.1, 0.15]}"),
        ("stakes.river.worth.NOR", None, "0.1"),
    ]
    assert [(row.path, row.first, row.second) for row in said.sources] == [
        ("states.PIV.readiness", None, "{source: yearbook}"),
        ("states.NOR.capability", "{source: yearbook}", None),
    ]
    # What one file alone has is told once, whatever stands inside; a margin is an argument's number and not the crisis's.
    assert [row.path for row in said.structure] == [
        "suitors.North.menu.staff_talks",
        "claims.opinion_mattered.margin",
    ]
    assert said.structure[0].second is None


def test_the_other_way_round_everything_is(starter, recoded):
    one, other = differences(starter, recoded), differences(recoded, starter)
    for name in ("numbers", "sources", "structure"):
        turned = {(row.path, row.second, row.first) for row in getattr(other, name)}
        assert turned == {(row.path, row.first, row.second) for row in getattr(one, name)}


def test_figures_are_those_of_either_crisis_alone_and_of_the_what_if(starter, recoded, found):
    alone = [rp.run(crisis, draws=12, seed=3) for crisis in (starter, recoded)]
    change = rp.whatif(starter, {"recoded": RECODED}, draws=12, seed=3).variants[0]
    for row in found.signs:
        assert row.chance.first == pytest.approx(alone[0].probability(row.partner), abs=1e-12)
        assert row.chance.second == pytest.approx(alone[1].probability(row.partner), abs=1e-12)
        told = row_of(change.change, partner=row.partner)
        assert (row.chance.difference, row.chance.error) == pytest.approx((told.difference, told.error), abs=1e-12)
    assert found.attack.second == pytest.approx(alone[1].attack)
    assert found.month.difference == pytest.approx(change.month.difference)
    for outcome, side in zip(alone, ("first", "second"), strict=True):
        for row in outcome.ledger:
            told = row_of(found.ledger, alignment=row.alignment, state=row.state)
            assert getattr(told.worth, side) == pytest.approx(row.total, abs=1e-9)
            assert getattr(told.worth, f"{side}_error") == pytest.approx(row.error, abs=1e-9)
        for row in outcome.when:
            told = next(each for each in found.when if (each.period, each.partner) == (row.period, row.partner))
            assert getattr(told.chance, side) == pytest.approx(row.probability, abs=1e-12)


def test_what_only_one_has_is_not_a_number_in_the_other(found):
    gone = row_of(found.price, partner="North", clause="staff_talks").chance
    assert not math.isnan(gone.first)
    assert math.isnan(gone.second)
    assert math.isnan(gone.difference)


def test_shared_numbers_make_the_error_of_the_difference_small(starter):
    near = rp.diff(starter, rp.patch(starter, {"states.PIV.readiness": 0.61}), draws=30)
    chance = row_of(near.signs, partner="North").chance
    assert near.shared == sum(number.is_uncertain for number in numbers_of(starter))
    assert 0 < chance.error < 0.3 * math.hypot(chance.first_error, chance.second_error)


def test_months_are_counted_from_the_first_opening(starter):
    later = rp.patch(
        starter,
        {
            "window.opens": "1900-05-01",
            "as_of": "1900-04-30",
        },
    )
    there, back = rp.diff(starter, later, draws=6), rp.diff(later, starter, draws=6)
    alone = rp.whatif(later, {"same": {}}, draws=6).month
    assert there.month.second == pytest.approx(alone + 30 * 12 / 365.25)
    assert back.month.first == pytest.approx(alone)
    assert back.month.difference == pytest.approx(-there.month.difference)
    april = [row for row in there.when if row.period.month == 4]
    assert april
    assert all(math.isnan(row.chance.second) and not math.isnan(row.chance.first) for row in april)


def test_two_different_crises_stand_side_by_side():
    first, second = rp.load("austria-1955"), rp.load("turkey-1939")
    found = rp.diff(first, second, draws=2)
    assert {row.partner for row in found.signs} == {"none", *first.suitors, *second.suitors}
    assert {side.pivot for side in found.sides} == {"Austria", "Turkey"}
    for width in (60, 100):
        told = tell_diff(found, first, width)
        assert max(map(len, told.splitlines())) <= width
    assert "Two crises side by side" in told
    assert "nan" not in told
    assert draw_diff(found, first).to_dict()["vconcat"]
