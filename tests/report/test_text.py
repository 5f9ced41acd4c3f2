"""The answer of a run in words."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markupsafe import Markup

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.core.arrays import TERMS
from realpolitik.game.solve import solve
from realpolitik.report.answer import Partner, PlainPen, Standing, answer_sentences
from realpolitik.report.dispatch.numerals import MarkedPen
from realpolitik.report.dispatch.paths import in_english
from realpolitik.report.glossary import ENTRIES, entry_of, reference_page
from realpolitik.report.page import Page, percents, points
from realpolitik.report.run_text import tell_run
from realpolitik.report.terms import TERM_SAYS
from realpolitik.report.words import against_chance, than_chance, the

CRISIS = read_text(STARTER, "starter")


@pytest.fixture(scope="module")
def outcome():
    return solve(CRISIS, draws=8)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_no_line_is_wider_than_asked_and_no_column_is_lost(outcome, width):
    told = tell_run(outcome, CRISIS, width, details=True)
    summary = tell_run(outcome, CRISIS, width)
    for text in (told, summary):
        assert max(map(len, text.splitlines())) <= width
        for row in outcome.outcomes:
            assert f"{100 * row.probability:.1f}% ± {100 * row.error:.1f}" in text
        for row in outcome.chance_alone:
            assert f"{100 * row.probability:.1f}% ± {100 * row.error:.1f}" in text
        for row in outcome.ledger:
            assert (f"{row.total:+.3f}" in text) == (row.state == CRISIS.pivot)
    assert f"{outcome.forecasts[0].surprise:.2f}" in told
    assert len(told.splitlines()) > 1.5 * len(summary.splitlines())


def test_colour_only_where_it_is_wanted(outcome):
    plain, coloured = tell_run(outcome, CRISIS), tell_run(outcome, CRISIS, colour=True)
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured


def test_what_is_not_defined_is_a_dash_and_never_nan(outcome):
    never = replace(
        outcome,
        draws=1,
        outcomes=tuple(replace(row, error=math.nan) for row in outcome.outcomes),
        price=tuple(replace(row, probability=math.nan, error=math.nan) for row in outcome.price),
        war=tuple(replace(row, joins={}, aftermath=(), aggressor_wins=0.0) for row in outcome.war),
        ledger=tuple(
            replace(row, terms=dict.fromkeys(row.terms, math.nan), total=math.nan, error=math.nan)
            for row in outcome.ledger
        ),
    )
    told = tell_run(never, CRISIS, details=True)
    assert "nan" not in told
    assert "if signed with North, which never happens" in told


def test_a_crisis_without_war_and_without_signature_is_told_too(outcome):
    empty = replace(outcome, when=tuple(replace(row, probability=0.0) for row in outcome.when))
    told = tell_run(empty, CRISIS.model_copy(update={"war_plans": {}}))
    assert "No war is planned" in told
    assert "no period has a chance" in told


WORDS = [
    (0.95, 0.5, "far likelier"),
    (0.9, 0.5, "likelier"),
    (0.62, 0.5, "likelier"),
    (0.58, 0.5, "about as likely"),
    (0.502, 0.5, "not told apart"),
    (1.0, 0.5, "far likelier"),
    (1.0, 1.0, "not told apart"),
    (0.5, 0.0, "far likelier"),
    (0.04, 0.0, "far likelier"),
    (0.06, 0.03, "likelier"),
]
"""What chances and chance alone are, each with an error of a thousandth, and the words."""
OPPOSITE = {"far likelier": "far less likely", "likelier": "less likely"}


@pytest.mark.parametrize("chance, alone, words", WORDS)
def test_words_for_a_chance_say_how_it_stands_to_chance_alone(chance, alone, words):
    error = 0.001
    assert against_chance(chance, error, alone, error) == words
    # Of the opposite outcome, and with the two chances in each other's place, the words are the opposite ones.
    assert against_chance(1 - chance, error, 1 - alone, error) == OPPOSITE.get(words, words)
    assert against_chance(alone, error, chance, error) == OPPOSITE.get(words, words)


def test_words_are_put_only_to_chances_that_are_told_from_chance_alone():
    assert against_chance(0.9, 0.1, 0.5, 0.1) == "likelier"
    assert against_chance(0.9, 0.2, 0.5, 0.1) == "not told apart"
    assert against_chance(0.9, math.nan, 0.5, 0.0) == "not told apart", "one draw has no error"
    said = {than_chance(words) for _, _, words in WORDS}
    assert {"not told from chance alone", "about as likely as by chance alone", "likelier than by chance alone"} <= said


# --- the sentences with which a run and a dispatch begin ---


def standing(*chances, error=0.001):
    """Return who signs, by name, chance, and what chance alone gives; no name is no alignment."""
    made = [Partner(n or "none", n or "no alignment", c, error, a, error, n is not None) for n, c, a in chances]
    signer, *others = (partner for partner in made if partner.signs)
    signed = math.fsum(partner.chance for partner in made if partner.signs)
    noise = any(abs(signer.chance - other.chance) <= 2 * math.sqrt(2) * error for other in others)
    explained = math.fsum(abs(partner.chance - partner.alone) for partner in made) / 2
    return Standing(tuple(made), signer, signer.chance / signed if signed >= 0.005 else None, noise, explained)


SAID = [
    (
        standing((None, 0.7, 0.5), ("United States", 0.2, 0.25), ("Vienna", 0.1, 0.25)),
        "The chance that the Ottoman Empire signs nothing by 30 September 1939 (no alignment) is 70%, against 50% by chance alone:"
        " likelier. If it does sign, it signs with the United States in 67% of cases; all told, the chance is 20% for the United"
        " States (by chance alone 25%: about as likely) and 10% for Vienna (by chance alone 25%: less likely).",
    ),
    (
        standing(("Vienna", 0.6, 0.1), (None, 0.3, 0.8), ("League", 0.1, 0.1)),
        "The chance that the Ottoman Empire signs with Vienna by 30 September 1939 is 60%, against 10% by chance alone: far"
        " likelier. Next comes no alignment (30%, by chance alone 80%: less likely), then a signature with the League (10%, by"
        " chance alone 10%: not told apart).",
    ),
    (
        standing((None, 0.999, 0.5), ("Vienna", 0.001, 0.5)),
        "The chance that the Ottoman Empire signs nothing by 30 September 1939 (no alignment) is 99.9%, against 50% by chance"
        " alone: far likelier. That it signs anything has a chance below half a percent.",
    ),
    (
        standing((None, 0.4, 0.6), ("Vienna", 0.3, 0.2), ("Paris", 0.3, 0.2), error=0.1),
        "The chance that the Ottoman Empire signs nothing by 30 September 1939 (no alignment) is 40%, against 60% by chance alone:"
        " not told apart. If it does sign, 2,000 draws cannot tell with whom: the chance is 30% for Vienna (by chance alone 20%:"
        " not told apart) and 30% for Paris (by chance alone 20%: not told apart). The first two are nearer to each other than"
        " 2,000 draws can tell.",
    ),
    (
        standing((None, 0.6, 0.55), ("Vienna", 0.4, 0.45)),
        "This answer is mostly doubt: it is nearly what chance alone would give. The chance that the Ottoman Empire signs nothing"
        " by 30 September 1939 (no alignment) is 60%, against 55% by chance alone: about as likely. If it does sign, it signs with"
        " Vienna in 100% of cases; all told, the chance is 40% for Vienna (by chance alone 45%: about as likely).",
    ),
]


@pytest.mark.parametrize("found, said", SAID)
def test_the_answer_begins_with_the_same_sentences_as_text_and_marked_up(found, said):
    rest = ("Ottoman Empire", date(1939, 9, 30), 2000)
    assert " ".join(answer_sentences(found, *rest, PlainPen())) == said
    marked = answer_sentences(found, *rest, MarkedPen())
    assert all(isinstance(each, Markup) for each in marked)
    assert re.sub("<[^>]*>", "", " ".join(marked)) == said


def test_names_of_a_file_are_escaped_where_the_sentences_are_marked_up():
    marked = answer_sentences(
        standing(("<b>{}", 0.6, 0.5), (None, 0.4, 0.5)), "A & B", date(1939, 9, 30), 4, MarkedPen()
    )
    assert "<b>" not in "".join(marked)
    assert "&lt;b&gt;{}" in marked[0]


@pytest.mark.parametrize(
    "name, within",
    [
        ("Soviet Union", "the Soviet Union"),
        ("The Soviet Union, with Germany behind it", "the Soviet Union, with Germany behind it"),
        ("Britain and France", "Britain and France"),
        ("Britain and United States", "Britain and the United States"),
        ("the Crown", "the Crown"),
        ("Western powers", "the Western powers"),
        ("Unionist Party", "Unionist Party"),
    ],
)
def test_articles_stand_where_english_gives_them(name, within):
    assert the(name) == within


# --- words, numbers, tables ---


def test_chances_and_their_changes_are_told_in_per_cent_and_in_points():
    assert [percents(0.7234, 0.0031), percents(0.0), percents(math.nan)] == ["72.3% ± 0.3", "0.0%", "-"]
    assert [points(-0.0309, 0.0361), points(0.0), points(math.nan)] == ["-3.1 ± 3.6", "0.0", "-"]


def test_a_table_without_rows_is_never_a_bare_heading():
    page = Page()
    page.section(page.table("hand", "before"), "No state has a hidden hand.")
    page.section(page.table("claim", "verdict"))
    told = page.text()
    assert "No state has a hidden hand." in told
    assert "claim: there is nothing to tell." in told
    assert "before" not in told
    assert "verdict" not in told


def test_every_term_of_the_ledger_has_plain_words_and_an_entry():
    assert set(TERM_SAYS) == set(TERMS)
    for term in TERMS:
        assert entry_of(term).says


def test_the_glossary_explains_the_words_of_the_reports_and_the_reference_is_the_same():
    for word in ("hand", "window", "believer", "breach", "aftermath", "surprise", "nats", "±", "Sobol index", "none"):
        assert entry_of(word).says.endswith(".")
    for word in (
        *["margin", "interval", "effect", "base", "bootstrap", "median", "prior", "idle", "abstains", "hash", "cost"],
        "in sample",
        "Brier",
    ):
        assert entry_of(word).says.endswith(".")
    words = [word for entry in ENTRIES for word in (entry.word, *entry.also)]
    assert len(words) == len({word.casefold() for word in words})
    page = Path(__file__).parents[2] / "docs" / "reference" / "glossary.md"
    assert page.read_text(encoding="utf-8") == reference_page(), (
        "python -m realpolitik.report.glossary FILE writes it anew"
    )


def test_no_sentence_blames_few_draws_without_saying_how_many():
    report = Path(__file__).parents[2] / "src" / "realpolitik" / "report"
    texts = {path: path.read_text(encoding="utf-8") for path in (*report.rglob("*.py"), *report.rglob("*.j2"))}
    assert len(texts) > 30
    riddles = re.compile(r"[Ss]o few (draws|deals|runs)|apart from nothing|in the same direction|Historians")
    assert not [f"{path.name}: {found[0]}" for path, text in texts.items() for found in riddles.finditer(text)]


@pytest.mark.parametrize("key", library())
def test_every_number_of_a_crisis_has_words_for_readers_of_a_page(key):
    crisis = load(key)
    paths = [number.path for number in numbers_of(crisis)]
    assert any(path.startswith("doubt.") for path in paths)
    assert not [path for path in paths if in_english(path, crisis) == path]
