"""What every question to a crisis promises, whichever it is: one contract, asked of each kind on several crises."""

from __future__ import annotations

import dataclasses
import json
from functools import cache, partial
from itertools import islice

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

import realpolitik as rp
from realpolitik.analysis.audit import AuditQuestion
from realpolitik.analysis.brief import FINDINGS, KINDS, Brief, possible
from realpolitik.analysis.claims import ClaimsQuestion
from realpolitik.analysis.compare import CompareQuestion
from realpolitik.analysis.diff import DiffQuestion
from realpolitik.analysis.explain import ExplainQuestion
from realpolitik.analysis.infer import InferQuestion
from realpolitik.analysis.inputs import Bench
from realpolitik.analysis.invert import InvertQuestion
from realpolitik.analysis.orders import OrdersQuestion
from realpolitik.analysis.question import Kept, Question, ask
from realpolitik.analysis.questions import QUESTIONS
from realpolitik.analysis.run import RunQuestion
from realpolitik.analysis.sensitivity import Design, SensitivityQuestion
from realpolitik.analysis.whatif import WhatIfQuestion
from realpolitik.analysis.work import Work
from realpolitik.cli.app import app
from realpolitik.cli.output import as_json
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import NothingToAnalyse, Stopped
from realpolitik.game.numbers.series import quantile
from realpolitik.game.workers import Urgent
from realpolitik.report.show import artist_of, teller_of
from realpolitik.result import Result, plain
from staged import STAGED
from strategies import crises
from test_python import schema_of

DRAWS = 3
FEW = Design(trajectories=2, base=4, apart=2)


def changed(crisis):
    return {f"states.{crisis.pivot}.war_cost": 0.3}


EXAMPLES = {
    RunQuestion: lambda crisis: RunQuestion(),
    OrdersQuestion: lambda crisis: OrdersQuestion(),
    ExplainQuestion: lambda crisis: ExplainQuestion(),
    WhatIfQuestion: lambda crisis: WhatIfQuestion({"nothing": {}, "dearer": changed(crisis)}),
    InvertQuestion: lambda crisis: InvertQuestion(next(iter(crisis.suitors)), crisis.window.closes, 0.1),
    AuditQuestion: lambda crisis: AuditQuestion(),
    InferQuestion: lambda crisis: InferQuestion(),
    ClaimsQuestion: lambda crisis: ClaimsQuestion(),
    CompareQuestion: lambda crisis: CompareQuestion(),
    SensitivityQuestion: lambda crisis: SensitivityQuestion(FEW),
    DiffQuestion: lambda crisis: DiffQuestion(rp.patch(crisis, changed(crisis))),
}
"""Kind of question -> a small question of that kind about a crisis."""
MISSING = {
    ExplainQuestion: [({"factors": None}, "factors")],
    AuditQuestion: [({"perceptions": None}, "perceptions")],
    InferQuestion: [({"moves": None}, "moves"), ({"moves": None, "states.SOU.types": None}, "types")],
    ClaimsQuestion: [({"claims": None}, "claims")],
    SensitivityQuestion: [("certain", "spread")],
    WhatIfQuestion: [({}, "variant")],
}
"""Kind of question -> what is taken away from the starter, and the word that says so; all others can be asked of any crisis."""


def shrunk(name, factors=2, claims=2, perceptions=3, uncertain=6):
    """A crisis of the library with a few entries of the sections that make questions long, and few numbers left open."""
    crisis = rp.load(name)
    spare = {f"factors.{key}": None for key in islice(crisis.factors, factors, None)}
    spare |= {f"claims.{key}": None for key in islice(crisis.claims, claims, None)}
    spare |= {f"perceptions.{key}": None for key in islice(crisis.perceptions, perceptions, None)}
    fewer = rp.patch(crisis, spare)
    open_numbers = [each for each in numbers_of(fewer) if each.is_uncertain and each.quantity.path is None]
    medians = {each.path: float(quantile(each.quantity, np.array([0.5]))[0]) for each in open_numbers[uncertain:]}
    return rp.patch(fewer, medians, cross_check=False)


IN_THE_WINDOW = {"as_of": "1900-04-30", "moves.call.date": "1900-04-10"}
"""Makes the move of the staged starter one that the game judges."""


@cache
def crisis_named(name):
    if name != "starter":
        return shrunk(name)
    return rp.patch(rp.patch(rp.read_text(STARTER, "starter.yaml"), STAGED), IN_THE_WINDOW)


def text_of(result):
    """The document of a result, byte for byte; as text, since what is not a number does not equal itself."""
    return json.dumps(result.to_dict())


def question_of(kind, name):
    return EXAMPLES[kind](crisis_named(name))


@cache
def answered(kind, name):
    """The answer, on one thread, and the steps that progress was told of."""
    steps = []
    work = Work(DRAWS, seed=5, threads=1, chunk=1, progress=steps.append)
    return ask(question_of(kind, name), crisis_named(name), work), sum(steps)


every = pytest.mark.parametrize("kind", QUESTIONS, ids=lambda kind: kind.name)
on_each = pytest.mark.parametrize(
    "name", ["starter", "austria-1955", pytest.param("turkey-1939", marks=pytest.mark.slow)]
)


# --- the list ---


def test_every_kind_of_question_is_listed_once_and_is_named_as_a_verb_or_an_option_of_one():
    assert set(EXAMPLES) == set(QUESTIONS) == set(Question.__subclasses__())
    names = [kind.name for kind in QUESTIONS]
    assert len(set(names)) == len(names)
    verbs = {verb.callback.__name__ for verb in app.registered_commands}
    assert set(names) - verbs == {"orders"}  # an option of `run`
    for kind in QUESTIONS:
        assert kind.__module__ == f"realpolitik.analysis.{kind.name}"
        assert kind.doing
        assert kind.chunk > 0
        assert kind.__dataclass_params__.frozen


def test_a_brief_has_a_place_for_every_finding_in_the_order_of_the_list():
    # What hangs on conventions is told whatever is asked for.
    assert tuple(field.name for field in dataclasses.fields(Brief))[2:] == (*FINDINGS, "conventions")
    assert list(KINDS.values()) == [kind for kind in QUESTIONS if kind.finding is not None]
    assert possible(crisis_named("starter")) == FINDINGS


# --- answers ---


@every
@on_each
def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads_and_in_any_chunks(kind, name):
    found, _ = answered(kind, name)
    again = ask(question_of(kind, name), crisis_named(name), Work(DRAWS, seed=5, threads=2, chunk=2))
    assert text_of(again) == text_of(found)
    assert found.about == crisis_named(name)


@every
def test_another_seed_gives_another_answer_where_numbers_are_drawn(kind):
    name = "turkey-1939" if kind is OrdersQuestion else "austria-1955"  # whose wars have no other order
    other = ask(question_of(kind, name), crisis_named(name), Work(DRAWS, seed=6)).to_dict()
    one = answered(kind, name)[0].to_dict()
    for document in (one, other):
        document.pop("seed", None)
    assert (json.dumps(one) == json.dumps(other)) == (kind.draws is None)


@every
@on_each
def test_progress_adds_up_to_the_steps(kind, name):
    told = answered(kind, name)[1]
    steps = question_of(kind, name).steps(crisis_named(name), DRAWS)
    if kind is SensitivityQuestion:  # it finds out on its way how far it must search
        assert 0.5 < told / steps < 2
    else:
        assert told == steps > 0


@every
def test_a_request_to_stop_leaves_what_is_complete(kind):
    crisis, question = crisis_named("starter"), question_of(kind, "starter")
    draws, chunk = (640, kind.chunk) if kind is RunQuestion else (8, 2)
    steps = []
    stopping = partial(ask, question, crisis)
    work = Work(draws, seed=5, threads=1, chunk=chunk, progress=steps.append, stop=lambda: bool(steps))
    match kind.kept:
        case Kept.DRAWS:
            found = stopping(work)
            assert 0 < found.draws < draws
            assert sum(steps) == question.steps(crisis, found.draws)
            assert text_of(found) == text_of(ask(question, crisis, Work(found.draws, seed=5)))
        case Kept.STEPS:
            found = stopping(work)
            assert sum(steps) < question.steps(crisis, draws)
            assert rp.tell(found)
            assert as_json(found.to_dict())
            assert (found.screening != (), found.indices, found.flips) == (True, (), ())
        case Kept.NOTHING:
            with pytest.raises(Stopped):
                stopping(work)


@every
def test_an_urgent_request_to_stop_is_heard_before_anything_is_done(kind):
    steps = []
    work = Work(DRAWS, progress=steps.append, stop=Urgent(lambda: True))
    with pytest.raises(Stopped):
        ask(question_of(kind, "starter"), crisis_named("starter"), work)
    assert not steps


def test_preparing_hundreds_of_variants_is_given_up_too():
    asked = []

    def stop():
        asked.append(True)
        return len(asked) > 40

    steps = []
    work = Work(8, progress=steps.append, stop=Urgent(stop))
    with pytest.raises(Stopped):
        ask(ExplainQuestion(), rp.load("ussr-1939"), work)
    assert (len(asked), steps) == (41, [])


@pytest.mark.parametrize("draws, chunk", [(1, 64), (2, 64), (100, 32), (64, 16), (7, 1), (1000, 64)])
def test_chunks_grow_from_two_draws_and_leave_none_out(draws, chunk):
    chunks = list(Work(draws, chunk=chunk).chunks())
    assert [first for first, _ in chunks] == [sum(count for _, count in chunks[:k]) for k in range(len(chunks))]
    assert sum(count for _, count in chunks) == draws
    assert chunks[0][1] == min(2, draws, chunk)
    assert max(count for _, count in chunks) <= chunk


@every
def test_a_crisis_that_lacks_something_is_refused_with_what_is_missing(kind):
    if kind not in MISSING:
        assert kind.refusal is Question.refusal
    for changes, word in MISSING.get(kind, ()):
        crisis, question = crisis_named("starter"), question_of(kind, "starter")
        if changes == "certain":
            plainest = rp.read_text(STARTER, "starter.yaml")
            addresses = Bench(plainest, 0, Work()).addresses.values()
            crisis = rp.patch(plainest, {each.path: float(each.quantity.support()[0]) for each in addresses})
        elif changes:
            crisis = rp.patch(crisis, changes)
        else:
            question = WhatIfQuestion({})
        reason = question.refusal(crisis)
        assert word in reason
        assert reason.partition("; ")[2], "it says what to do"
        with pytest.raises(NothingToAnalyse, match=word):
            ask(question, crisis, Work())
        if changes:
            assert kind.finding not in possible(crisis)
    assert question_of(kind, "starter").refusal(crisis_named("starter")) is None


@settings(max_examples=4, deadline=None, derandomize=True)
@given(crises(most_suitors=2))
def test_any_crisis_is_answered_or_refused(crisis):
    for kind in QUESTIONS:
        question = EXAMPLES[kind](crisis)
        if question.refusal(crisis) is not None:
            with pytest.raises(NothingToAnalyse):
                ask(question, crisis, Work())
            continue
        steps = []
        found = ask(question, crisis, Work(1, threads=1, progress=steps.append))
        assert text_of(found) == text_of(ask(question, crisis, Work(1, threads=2)))
        assert kind is SensitivityQuestion or sum(steps) == question.steps(crisis, 1)
        assert max(map(len, rp.tell(found, width=70).splitlines())) <= 70
        for table in found.tables():
            assert dict(found.to_frame(table).schema) == schema_of(type(found).TABLES[table])


# --- what is made of an answer ---


@every
@on_each
def test_a_document_is_json_and_a_table_has_its_schema(kind, name):
    found, _ = answered(kind, name)
    assert isinstance(found, Result)
    assert text_of(found) == json.dumps(plain(found.to_dict()))
    assert json.loads(as_json(found.to_dict()))
    assert list(found.tables()) == list(type(found).TABLES)
    assert found.to_frame().equals(found.to_frame(next(iter(found.tables()))))
    filled = 0
    for table, declared in type(found).TABLES.items():
        frame = found.to_frame(table)
        assert dict(frame.schema) == schema_of(declared), table
        assert not any(frame[column].is_nan().any() for column in frame.columns if frame.schema[column] == pl.Float64)
        filled += frame.height > 0
    assert filled or not getattr(found, "orders", True)  # there may be no other order


def emptied(record):
    """Return a record with nothing in any of its lists, nor in those of the records that it holds."""
    changes = {}
    for each in dataclasses.fields(record):
        value = getattr(record, each.name)
        if isinstance(value, tuple) and each.name != "sides":
            changes[each.name] = ()
        elif dataclasses.is_dataclass(value) and each.init:
            changes[each.name] = emptied(value)
    return dataclasses.replace(record, **changes)


@every
def test_a_table_of_nothing_has_the_same_schema(kind):
    nothing = emptied(answered(kind, "starter")[0])
    for table, declared in type(nothing).TABLES.items():
        assert dict(nothing.to_frame(table).schema) == schema_of(declared), table


@every
@on_each
def test_a_notebook_shows_what_is_told(kind, name):
    found, _ = answered(kind, name)
    assert teller_of(found).__name__ == f"tell_{kind.name}"
    told, shown = rp.tell(found), found._repr_html_()
    assert shown.startswith("<pre")
    assert shown.endswith("</pre>")
    assert len(shown) > len(told) > 20
    assert "nan" not in told.split()
    assert kind in (DiffQuestion, OrdersQuestion) or crisis_named(name).title in told
    for width in (60, 100):
        assert max(map(len, rp.tell(found, width=width).splitlines())) <= width


@every
@on_each
def test_a_picture_is_drawn_of_what_the_answer_carries_or_its_tables_are_named(kind, name):
    found, _ = answered(kind, name)
    if artist_of(found) is None:
        assert kind in (CompareQuestion, OrdersQuestion)
        with pytest.raises(NothingToAnalyse, match=f"no picture of a result such as {type(found).__name__}"):
            rp.plot(found)
        return
    drawn = rp.plot(found).to_dict()
    assert any(drawn.get(key) for key in ("vconcat", "hconcat", "layer", "mark", "data"))
    assert json.dumps(drawn) == json.dumps(rp.plot(found, crisis_named(name)).to_dict())
