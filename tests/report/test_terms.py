"""Every term of the ledger: a new one needs a colour, a saying that every voice speaks, a place in the pictures and the docs."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from realpolitik.analysis.brief import gather
from realpolitik.analysis.work import Work
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.core.arrays import TERMS
from realpolitik.report import palette
from realpolitik.report.dispatch.write import voices, write_dispatch
from realpolitik.report.run_figure import draw_run
from realpolitik.report.terms import TERM_COLOURS, TERM_SAYS

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_term_has_a_colour_and_a_saying_of_its_own():
    for table in (TERM_COLOURS, TERM_SAYS):
        assert list(table) == list(TERMS)
        assert len(set(table.values())) == len(TERMS)
    assert not set(TERM_COLOURS.values()) & {*palette.SUITORS, palette.NOBODY}


@pytest.fixture(scope="module")
def brief():
    """A brief in whose ledger every term is large."""
    told = gather(read_text(STARTER, "starter"), Work(2), ())
    large = tuple(
        replace(row, terms={term: (0.1 + place / 50) * (-1) ** place for place, term in enumerate(row.terms)})
        for row in told.outcome.ledger
    )
    assert all(tuple(row.terms) == TERMS for row in large)
    return replace(told, outcome=replace(told.outcome, ledger=large))


def test_the_picture_of_an_outcome_has_every_term(brief):
    spec = draw_run(brief.outcome, brief.crisis).to_json()
    for term in TERMS:
        assert f'\\"{term.replace("_", " ")}\\"' in spec, term
        assert TERM_COLOURS[term] in spec, term


@pytest.mark.parametrize("voice", voices())
def test_every_voice_speaks_of_every_term(brief, voice):
    page = html.unescape(write_dispatch(brief, voice))
    for term in TERMS:
        assert TERM_SAYS[term] in page, term
        assert TERM_COLOURS[term] in page, term


@pytest.mark.parametrize("page", ["reference/json.md", "explanation/model.md"])
def test_the_docs_name_every_term(page):
    named = set(re.findall(r"`([a-z_]+)`", (DOCS / page).read_text(encoding="utf-8")))
    assert set(TERMS) <= named
