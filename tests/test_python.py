"""What a script or a notebook meets: crises by name, the same arguments everywhere, tables, pictures and refusals."""

from __future__ import annotations

import dataclasses
import inspect
import json
import subprocess
import sys
from functools import cache
from importlib.util import find_spec

import polars as pl
import pytest
import typer

import realpolitik as rp
from realpolitik.analysis.questions import QUESTIONS
from realpolitik.cli.app import app
from realpolitik.crisis.starter import STARTER
from realpolitik.environment import MOST_THREADS
from realpolitik.result import NAMES, Result, TracedResult, row_of

FEW = rp.Design(trajectories=2, base=4, apart=2, draws=1)
HOSTILE = "</pre><script>alert('x')</script>"

VERBS_BY_ANOTHER_NAME = {
    "calibrate": "backtest",  # which uses what it fits; the fits themselves travel with the package
    "check": "load",  # tells every problem of a file
    "crises": "library",
    "export": "verify",  # reads the same game; the file is for other programs
    "glossary": "tell",  # whose words it explains
    "new": "copy",
    "serve": "dispatch",  # shows in a browser what a script gets as a page
    "show": "write_crisis",
}
"""Verb -> the public name that does in Python what it is for."""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("python") / "mine.yaml"
    path.write_text(STARTER, encoding="utf-8")
    return path


CALLS = {
    "run": lambda crisis: rp.run(crisis, draws=2),
    "explain": lambda crisis: rp.explain(crisis, draws=2),
    "whatif": lambda crisis: rp.whatif(crisis, {"ready": {"states.PIV.readiness": 0.9}}, draws=2),
    "audit": lambda crisis: rp.audit(crisis, draws=2),
    "claims": lambda crisis: rp.claims(crisis, draws=2),
    "invert": lambda crisis: rp.invert(crisis, "North", "1900-06", draws=2),
    "sensitivity": lambda crisis: rp.sensitivity(crisis, FEW),
    "compare": rp.compare,
    "diff": lambda crisis: rp.diff(crisis, rp.patch(crisis, {"states.PIV.readiness": 0.9}), draws=2),
}
"""Function -> a short call of it on the starter crisis."""


@cache
def answered(name, crisis):
    return CALLS[name](crisis)


# --- what a function takes ---


def of_a_crisis():
    """Every public function that takes a crisis first."""
    for name in rp.__all__:
        value = getattr(rp, name)
        if inspect.isfunction(value):
            first = next(iter(inspect.signature(value).parameters.values()), None)
            if first is not None and first.name in {"crisis", "first"}:
                yield name, first


def test_every_function_of_a_crisis_says_that_a_name_will_do():
    found = dict(of_a_crisis())
    assert set(found) > {"run", "whatif", "patch", "without", "write_crisis", "verify", "dispatch", "diff", "infer"}
    other = {name for name, first in found.items() if first.annotation != "CrisisLike"}
    assert other == {"copy"}  # it copies a file, and a crisis has none


@pytest.mark.parametrize("name", CALLS)
def test_a_path_and_a_crisis_are_the_same_question(name, file):
    by_path, by_crisis = answered(name, file), CALLS[name](rp.load(file))
    # As text, since what is not a number does not equal itself.
    assert json.dumps(by_path.to_dict()) == json.dumps(by_crisis.to_dict())
    assert by_path.about == rp.load(file)


def test_an_id_names_a_crisis_of_the_library(file):
    assert rp.run("austria-1955", draws=1).crisis == "austria-1955"
    assert rp.write_crisis(str(file)) == rp.write_crisis(rp.load(file))
    assert rp.patch("austria-1955", {"constants.precision": 7}).constants.precision.value == 7
    assert rp.without("ussr-1939", ["deadline"]) == rp.without(rp.load("ussr-1939"), ["deadline"])
    with pytest.raises(rp.CrisisNotFound, match="did you mean austria-1955"):
        rp.run("austria-1956")
    with pytest.raises(TypeError, match="not int"):
        rp.run(1955)


SAMPLED = {"draws", "seed", "threads", "progress", "stop"}
DRAWING = ("run", "explain", "whatif", "audit", "claims", "infer", "invert", "sensitivity", "diff", "dispatch")


@pytest.mark.parametrize("name", DRAWING)
def test_what_draws_numbers_takes_the_same_arguments_by_the_same_names(name):
    parameters = inspect.signature(getattr(rp, name)).parameters
    shared = {key: each for key, each in parameters.items() if key in SAMPLED}
    assert set(shared) == SAMPLED
    assert {each.kind for each in shared.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert {key: each.default for key, each in shared.items() if key != "draws"} == {
        "seed": 0, "threads": None, "progress": None, "stop": None,
    }  # fmt: skip
    with pytest.raises(TypeError, match="takes no argument 'drws'; did you mean `draws`"):
        getattr(rp, name)("austria-1955", drws=4)


def test_numbers_that_make_no_sense_are_refused_before_any_work(file):
    for wrong in (
        {"draws": 0},
        {"draws": 2.5},
        {"draws": True},
        {"threads": 0},
        {"threads": MOST_THREADS + 1},
        {"seed": "1"},
    ):
        (name,) = wrong
        for call in (rp.run, rp.claims, rp.audit, rp.sensitivity):
            with pytest.raises(ValueError, match=f"^{name} must be a whole number"):
                call(file, **wrong)


def test_progress_and_stop_are_heard(file):
    told = []
    # The draws, and once more those that chance alone rests on.
    assert (rp.run(file, draws=5, progress=told.append).draws, sum(told)) == (5, 10)
    assert rp.whatif(file, {"same": {}}, draws=200, stop=lambda: True).draws < 200


def test_draws_stand_in_the_place_of_those_of_a_design(file):
    assert rp.sensitivity(file, FEW, draws=2).draws == 2
    assert answered("sensitivity", file).draws == FEW.draws


# --- tables ---


def kinds():
    """Every kind of result; `TracedResult` only adds to some what they rest on."""
    for module in ("analysis.questions", "history.backtest", "interop.verification"):
        __import__(f"realpolitik.{module}")
    found = {*Result.__subclasses__(), *TracedResult.__subclasses__()} - {TracedResult}
    return sorted(found, key=lambda kind: kind.__name__)


POLARS = {
    str: pl.String, float: pl.Float64, int: pl.Int64, bool: pl.Boolean, list: pl.List(pl.String),
}  # fmt: skip


def schema_of(table):
    return {name: POLARS.get(kind, pl.Date) for name, kind in table.columns.items()}


def test_tables_add_up_to_the_document(file):
    outcome = answered("run", file)
    told = outcome.to_dict()
    assert outcome.to_frame("when").height == len(told["when"])
    ledger = outcome.to_frame("ledger")
    sums = ledger.group_by("alignment", "state", maintain_order=True).agg(
        pl.col("worth").sum(), pl.col("total").first()
    )
    assert sums["worth"].to_list() == pytest.approx(sums["total"].to_list())
    assert sums["total"].to_list() == [row["total"] for row in told["ledger"]]
    joins = outcome.to_frame("joins").group_by("alignment", "state").agg(pl.col("probability").sum())
    assert joins["probability"].to_list() == pytest.approx([1.0] * joins.height)


def test_every_kind_of_result_has_tables_of_known_kinds_and_can_be_told():
    found = kinds()
    assert len(found) == len(QUESTIONS) + 2  # and those of `backtest` and `verify`
    for kind in found:
        assert kind.TABLES
        for table in kind.TABLES.values():
            assert table.holds
            assert set(table.columns.values()) <= set(NAMES)
        assert find_spec(f"realpolitik.report.{kind.VERB}_text") if kind.VERB else hasattr(kind, "in_words")


# --- names ---


@pytest.mark.parametrize(
    "asks, says",
    [
        (lambda found: found.probability("Nroth"), "did you mean `North`"),
        (lambda found: found.probability("Atlantis"), "name one of none"),
        (lambda found: found.to_frame("whn"), "did you mean `when`"),
        (lambda found: found.to_frame("Ledgers"), "did you mean `ledger`"),
    ],
)
def test_a_name_that_is_not_there_is_answered_with_the_nearest(asks, says, file):
    with pytest.raises(rp.UnknownName, match=says):
        asks(answered("run", file))


def test_functions_refuse_names_as_results_do(file):
    for call in (
        lambda: rp.explain(file, outcome="Nroth"),
        lambda: rp.invert(file, "Nroth", "1900-06"),
        lambda: rp.sensitivity(file, rp.Design(partner="Nroth")),
    ):
        with pytest.raises(rp.UnknownName, match="did you mean `North`"):
            call()
    with pytest.raises(rp.UnknownName, match="did you mean `scorn`"):
        rp.without(file, ["scron"])
    with pytest.raises(rp.UnknownName, match="did you mean `half-value`"):
        rp.backtest(leakage="half-valu")
    with pytest.raises(rp.UnknownName, match="did you mean `claims`"):
        rp.dispatch(file, findings=["claim"])


def test_hands_and_observers_are_found_by_name_too():
    read = rp.infer("turkey-1939", ["Turkey"], draws=1)
    step = read.view("Turkey").steps[-1].posterior[0]
    assert read.view("Turkey").belief(step.state, step.type) == step
    with pytest.raises(rp.UnknownName, match="did you mean `Turkey`"):
        read.view("Turky")
    with pytest.raises(rp.UnknownName, match="is no type here"):
        read.view("Turkey").belief(step.state, "nothing of the kind")
    for table, declared in type(read).TABLES.items():
        assert dict(read.to_frame(table).schema) == schema_of(declared)


def test_a_row_is_found_by_all_that_is_asked_of_it(file):
    rows = answered("run", file).price
    assert row_of(rows, partner="South", clause="river") == next(row for row in rows if row.clause == "river")
    with pytest.raises(rp.UnknownName, match="`pact` is no clause here; name one of nonaggression, river"):
        row_of(rows, partner="South", clause="pact")


def test_partners_are_found_by_the_name_that_reports_use():
    outcome = rp.run("ussr-1939", draws=1)
    assert outcome.probability("Britain and France") == outcome.probability("West")


# --- what is shown ---


def test_what_is_no_result_is_refused(file):
    for show in (rp.tell, rp.plot):
        with pytest.raises(TypeError, match="Crisis is no result"):
            show(rp.load(file))
        alone = dataclasses.replace(answered("run", file), about=None)
        with pytest.raises(rp.NothingToAnalyse, match="does not carry its crisis"):
            show(alone)
    assert "North" in alone._repr_html_()
    assert rp.tell(alone, file) == rp.tell(answered("run", file))


def test_text_of_a_file_stays_text_in_a_notebook(file):
    named = rp.patch(file, {"title": HOSTILE, "question": HOSTILE, "factors.scorn.name": HOSTILE})
    for result in (rp.run(named, draws=1), rp.explain(named, draws=1), rp.diff(named, file, draws=1)):
        shown = result._repr_html_()
        assert "<script" not in shown
        assert shown.count("</pre>") == 1
    page = rp.dispatch(named, findings=[], draws=1)._repr_html_()
    assert page.count("<iframe") == page.count("</iframe>") == 1
    assert "<script" not in page


def test_a_dispatch_is_a_page_with_what_was_found(file, tmp_path):
    page = rp.dispatch(file, voice="satirical", findings=["theories"], draws=1)
    assert page.to_dict()["theories"]
    assert page.to_dict()["claims"] is None
    assert page.save(tmp_path / "a.html").read_text(encoding="utf-8") == page.html


def test_verify_and_backtest_answer_in_tables():
    pytest.importorskip("pyspiel")
    size = rp.Size(steps=1, bundles=1, joiners=1, hostilities=0, drafting=0)
    found = rp.verify("turkey-1939", size, most_nodes=5_000)
    assert found.holds
    assert dict(found.to_frame().schema) == schema_of(type(found).TABLES["games"])
    assert "replayed in OpenSpiel" in found._repr_html_()


# --- the public names ---


def test_every_verb_has_its_name_in_python():
    verbs = set(typer.main.get_command(app).commands)
    assert verbs - set(rp.__all__) == set(VERBS_BY_ANOTHER_NAME)
    assert set(VERBS_BY_ANOTHER_NAME.values()) <= set(rp.__all__)


def test_importing_the_package_waits_for_no_library(tmp_path):
    probe = (
        "import sys, realpolitik\n"
        "heavy = {'altair', 'numba', 'numpy', 'polars', 'pydantic', 'rich', 'scipy', 'yaml'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "assert 'plot' in dir(realpolitik)\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], check=False, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
