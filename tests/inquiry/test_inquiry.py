"""Answers to bends: the same as those of other verbs, at once and then better, kept, and dropped when nobody waits."""

import math
import threading
import time

import pytest

import realpolitik as rp
from realpolitik.analysis.run import RunQuestion
from realpolitik.errors import CrisisInvalid, RealpolitikError, UnknownName
from realpolitik.inquiry import Bend, Desk, Inquiry, bend_of
from realpolitik.inquiry.child import InChild, Limits, TooMuch
from realpolitik.inquiry.desk import Urgency
from realpolitik.inquiry.knobs import Input, Slider
from realpolitik.inquiry.solver import InProcess
from realpolitik.store import Store

CRISIS = "veldra-1884"
DRAWS = 40
PATIENCE = 180


@pytest.fixture(scope="module")
def crisis():
    return rp.load(CRISIS)


@pytest.fixture(scope="module")
def desk():
    desk = Desk(2)
    yield desk
    desk.close()


@pytest.fixture
def inquiry(crisis, desk):
    inquiry = Inquiry(InProcess(crisis, seed=3), desk, draws=DRAWS, prepare=False)
    yield inquiry
    inquiry.close()


def waited(ask, complete):
    """Ask, and return every answer until one is complete."""
    told, done = [], threading.Event()

    def tell(answer):
        told.append(answer)
        if complete(answer):
            done.set()

    with ask(tell, pytest.fail):
        assert done.wait(PATIENCE)
    return told


def full(inquiry, bend):
    return waited(lambda told, failed: inquiry.ask(bend, told, failed), lambda answer: answer.full)


def test_a_bend_that_has_all_draws_is_what_whatif_and_run_answer(crisis, inquiry):
    factor = next(iter(crisis.factors))
    path = f"states.{crisis.pivot}.war_cost"
    bend = inquiry.bend([factor], {path: 0.3})
    *earlier, last = full(inquiry, bend)
    assert [each.draws for each in earlier] == sorted(each.draws for each in earlier)
    assert earlier[0].draws == 8
    assert not any(each.full for each in earlier)

    asked = {"draws": DRAWS, "seed": 3}
    (variant,) = rp.whatif(crisis, {"bent": bend.changes(crisis)}, **asked).variants
    for before, change in zip(variant.outcomes, variant.change, strict=True):
        found = last.partner(before.partner)
        assert found.after == pytest.approx(before.probability, abs=1e-12)
        assert (found.difference, found.error) == pytest.approx((change.difference, change.error), abs=1e-12)
    assert last.attack.difference == pytest.approx(variant.attack.difference, abs=1e-12)
    assert last.month.after == pytest.approx(variant.month.after, abs=1e-12)

    alone = rp.run(rp.patch(crisis, bend.changes(crisis)), **asked)
    for row in alone.outcomes:
        found = last.partner(row.partner)
        assert (found.after, found.after_error) == pytest.approx((row.probability, row.error), abs=1e-12)
    for row in alone.price:
        found = next(each.shift for each in last.prices if (each.suitor, each.clause) == (row.partner, row.clause))
        assert found.after == pytest.approx(row.probability, abs=1e-12, nan_ok=True)


def test_the_outcome_that_grows_is_that_of_run(crisis, inquiry):
    told = waited(inquiry.outcome, lambda outcome: outcome.draws == DRAWS)
    whole = rp.run(crisis, draws=DRAWS, seed=3)
    assert [each.draws for each in told] == [8, 32, DRAWS]
    for one, other in zip(told[-1].outcomes, whole.outcomes, strict=True):
        assert (one.probability, one.error) == pytest.approx((other.probability, other.error), abs=1e-12)
    for one, other in zip(told[-1].forecasts, whole.forecasts, strict=True):
        assert one.outcomes == pytest.approx(other.outcomes, abs=1e-12)
        assert one.surprise == pytest.approx(other.surprise, abs=1e-12)
    for one, other in zip(told[-1].chance_alone, whole.chance_alone, strict=True):
        assert one.probability == pytest.approx(other.probability, abs=1e-12)
    assert told[-1].calibrated is not None


def test_with_few_draws_a_bend_is_told_from_the_many_of_the_crisis_as_it_stands(crisis, inquiry):
    full(inquiry, Bend())
    factor = inquiry.bend([next(iter(crisis.factors))])
    first = full(inquiry, factor)[0]
    assert first.draws == 8
    assert first.base_draws == DRAWS
    for each in first.partners:
        wanted = each.shift.before + each.shift.difference
        assert each.shift.after == pytest.approx(min(1.0, max(0.0, wanted)), abs=1e-12)
    base = rp.run(crisis, draws=DRAWS, seed=3)
    assert [each.shift.before for each in first.partners] == pytest.approx([row.probability for row in base.outcomes])


def test_a_bend_is_spelled_in_one_way(crisis):
    first, second, *_ = crisis.factors
    path, other = f"states.{crisis.pivot}.war_cost", f"states.{crisis.pivot}.delay_cost"
    one = bend_of(crisis, [second, crisis.factors[first].name], {path: 0.5, other: 0.01})
    same = bend_of(crisis, [first, second], {other: 0.01, path: 0.5})
    assert one == same
    assert one.key == same.key
    assert one.without == (first, second)
    assert [part for part in one.parts() if one.less(part).size != 3] == []
    assert bend_of(crisis, (), {}).is_empty


@pytest.mark.parametrize(
    "factors, settings, says",
    [
        (["none such"], {}, "is no factor of this crisis"),
        ([], {"states.nowhere.war_cost": 1}, "is no number of this crisis"),
        ([], {"question": "another"}, "is no number of this crisis"),
        ([], {"states": None}, "only a perception can"),
    ],
)
def test_what_is_no_bend_is_refused(crisis, factors, settings, says):
    with pytest.raises(UnknownName, match=says):
        bend_of(crisis, factors, settings)


def test_a_number_out_of_range_is_refused_with_its_place(crisis):
    path = f"states.{crisis.pivot}.war_cost"
    with pytest.raises(CrisisInvalid, match="war_cost"):
        bend_of(crisis, (), {path: -5})
    with pytest.raises(RealpolitikError, match="letters; 400 at most"):
        bend_of(crisis, (), {path: {"choice": list(range(500))}})


def test_what_was_solved_is_kept_from_one_day_to_the_next(crisis, desk, tmp_path):
    store = Store(tmp_path / "store.sqlite")
    bend = bend_of(crisis, [next(iter(crisis.factors))])
    first = Inquiry(InProcess(crisis), desk, store, draws=DRAWS, prepare=False)
    last = full(first, bend)[-1]
    full(first, Bend())
    first.close()

    class Idle(InProcess):
        def solve(self, bend, first, count):
            raise AssertionError("it was solved again")

        grow = solve

    again = Inquiry(Idle(crisis), desk, store, draws=DRAWS, prepare=False)
    assert again.known(bend) == last
    other = Inquiry(Idle(crisis, seed=1), desk, store, draws=DRAWS, prepare=False)
    assert other.known(bend) is None
    store.keep_part(again._key(bend), b"no array")
    torn = Inquiry(InProcess(crisis), desk, store, draws=DRAWS, prepare=False)
    assert torn.known(bend) is None
    assert full(torn, bend)[-1] == last


def test_what_nobody_waits_for_is_dropped_and_the_newest_goes_first():
    desk = Desk(1)
    gate, order, dropped = threading.Event(), [], []
    desk.put(gate.wait, Urgency.FIRST)
    time.sleep(0.05)
    desk.put(gate.wait, Urgency.SOON)
    desk.put(lambda: order.append("older"), Urgency.FIRST)
    desk.put(lambda: order.append("gone"), Urgency.FIRST, lambda: False, lambda: dropped.append("gone"))
    desk.put(lambda: order.append("newest"), Urgency.FIRST)
    done = threading.Event()
    behind = []
    desk.put(lambda: behind.append("prepared"), Urgency.PREPARE)
    desk.put(lambda: behind.append("refined"), Urgency.REFINE)
    desk.put(lambda: behind.append("refined later"), Urgency.REFINE)
    desk.put(done.set, Urgency.TABLE)
    gate.set()
    assert done.wait(5)
    deadline = time.monotonic() + 5
    while len(order) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert order == ["newest", "older"]
    assert behind == ["refined", "refined later", "prepared"]
    assert dropped == ["gone"]
    desk.close()


def test_a_fault_of_the_program_reaches_whoever_waits_and_ends_no_thread(crisis, capsys):
    desk = Desk(1)

    class Faulty(InProcess):
        def solve(self, bend, first, count):
            raise ZeroDivisionError

        def find(self, question, bend, work):
            raise ZeroDivisionError

    inquiry = Inquiry(Faulty(crisis), desk, draws=DRAWS, prepare=False)
    reasons, heard = [], threading.Event()

    def failed(reason):
        reasons.append(reason)
        if len(reasons) == 2:
            heard.set()

    inquiry.find(RunQuestion(), 2, pytest.fail, failed)
    inquiry.ask(inquiry.bend([next(iter(crisis.factors))]), pytest.fail, failed)
    assert heard.wait(PATIENCE)
    assert all("ZeroDivisionError" in reason for reason in reasons)
    done = threading.Event()
    desk.put(done.set, Urgency.REFINE)
    assert done.wait(PATIENCE)
    desk.close()


def test_a_bend_that_is_left_is_solved_no_further(crisis, desk):
    solved = []

    class Slow(InProcess):
        def solve(self, bend, first, count):
            solved.append(first)
            return super().solve(bend, first, count)

    inquiry = Inquiry(Slow(crisis), desk, draws=400, prepare=False)
    bend = inquiry.bend([next(iter(crisis.factors))])
    told = threading.Event()
    asked = inquiry.ask(bend, lambda _: told.set())
    assert told.wait(PATIENCE)
    asked.close()
    time.sleep(1)
    count = len(solved)
    time.sleep(1)
    assert len(solved) == count
    assert max(solved) < 399


def test_sliders_are_the_numbers_that_the_answer_hangs_on_and_are_read_off_between_their_stops(desk):
    crisis = rp.load("austria-1955")
    inquiry = Inquiry(InProcess(crisis), desk, draws=16)
    waited(lambda told, failed: inquiry.ask(Bend(), told, failed), lambda answer: answer.full)
    deadline = time.monotonic() + PATIENCE
    while inquiry.sliders() is None and time.monotonic() < deadline:
        time.sleep(0.1)
    for slider in inquiry.sliders():
        assert slider.input.low < slider.input.middle < slider.input.high
        assert list(slider.stops) == sorted(slider.stops)
    moves = [slider.moves for slider in inquiry.sliders()]
    assert len(moves) == 4
    assert moves == sorted(moves, reverse=True)
    low, high = ({f"{slider.input.path}": slider.stops[end] for slider in inquiry.sliders()[:1]} for end in (0, -1))
    ends = rp.whatif(crisis, {"low": low, "high": high}, draws=8).variants
    apart = [one.probability - two.probability for one, two in zip(*(end.outcomes for end in ends), strict=True)]
    assert moves[0] == pytest.approx(sum(map(abs, apart)), abs=1e-12)
    inquiry.close()


def test_between_two_solved_stops_lies_the_straight_line(crisis, desk, inquiry):
    path = f"states.{crisis.pivot}.war_cost"
    slider = Slider(Input(path, "", 0.2, 0.3, 0.4), 0.5, (0.2, 0.4))
    inquiry._preparing._sliders = {path: slider}
    full(inquiry, Bend())
    ends = [full(inquiry, inquiry.bend((), {path: stop}))[-1] for stop in slider.stops]
    read = inquiry.known(inquiry.bend((), {path: 0.25}))
    assert read.interpolated
    for each in read.partners:
        low, high = (end.partner(each.partner).after for end in ends)
        assert each.shift.after == pytest.approx(0.75 * low + 0.25 * high, abs=1e-12)
    solved = full(inquiry, inquiry.bend((), {path: 0.25}))[-1]
    assert not solved.interpolated


def test_a_child_solves_the_same_and_is_ended_when_it_takes_too_long(crisis):
    child = InChild(crisis, 3)
    here = InProcess(crisis, 3)
    bend = bend_of(crisis, [next(iter(crisis.factors))])
    for one, other in ((child.solve(bend, 2, 3), here.solve(bend, 2, 3)), (child.grow(0, 2), here.grow(0, 2))):
        assert (one.signed == other.signed).all()
        assert (one.contents == other.contents).all()
    assert child.outcome([(0, 2)]).outcomes == here.outcome([(0, 2)]).outcomes
    assert child.pairs() == here.pairs()
    child.close()

    hasty = InChild(crisis, 3, Limits(seconds=0.0))
    with pytest.raises(TooMuch, match="takes longer to solve than it is given"):
        hasty.solve(bend, 0, 2)
    hasty.close()
    small = InChild(crisis, 3, Limits(memory=2**20))
    with pytest.raises(TooMuch, match="takes more memory to solve than it is given"):
        small.solve(bend, 0, 2)
    small.close()


def test_beliefs_are_told_beside_the_truth():
    crisis = rp.load("austria-1955")
    pairs = InProcess(crisis).pairs()
    assert [pair.perception for pair in pairs] == list(crisis.perceptions)
    for pair in pairs:
        factor = crisis.perceptions[pair.perception].factor
        if factor is not None and not math.isclose(pair.true[0], 0):
            low, high = factor.support()
            assert low * pair.true[1] <= pair.believed[2] <= high * pair.true[2] * 1.5
