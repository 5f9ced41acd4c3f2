"""One picture of an outcome, drawn from an outcome made by hand."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from realpolitik.analysis.audit import audit
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.core.arrays import TERMS
from realpolitik.outcome import LedgerRow, Outcome, PartnerChance, Regret, SignatureChance, TakenUp
from realpolitik.report.audit_figure import draw_audit
from realpolitik.report.bars import SignedBar, points_bar, signed_bars
from realpolitik.report.page import change
from realpolitik.report.picture import save_figure
from realpolitik.report.run_figure import NUMBER, draw_run

CRISIS = load("ussr-1939")
WEST, REICH = list(CRISIS.suitors)[:2]
DAYS = [date(1939, month, day) for month in range(4, 10) for day in (1, 16)]


def row(alignment, state="USSR", **terms):
    return LedgerRow(alignment, state, {term: terms.get(term, 0.0) for term in TERMS}, sum(terms.values()), 0.012)


OUTCOME = Outcome(
    crisis="ussr-1939",
    title=CRISIS.title,
    pivot="USSR",
    as_of=date(1939, 8, 16),
    hash="0" * 64,
    version="0",
    seed=7,
    draws=12000,
    forecast_draws=0,
    outcomes=(PartnerChance(WEST, 0.12, 0.01), PartnerChance(REICH, 0.66, 0.015), PartnerChance("none", 0.22, 0.013)),
    chance_draws=512,
    chance_alone=(PartnerChance(WEST, 0.2, 0.02), PartnerChance(REICH, 0.31, 0.02), PartnerChance("none", 0.49, 0.02)),
    when=tuple(
        SignatureChance(day, partner, chance * (number + 1) / 78, 0.004)
        for number, day in enumerate(DAYS)
        for partner, chance in ((WEST, 0.12), (REICH, 0.66))
    ),
    price=(),
    taken_up=(),
    war=(),
    attack=0.7,
    attack_error=0.01,
    ledger=(
        row("none", war_cost=-0.05, defeat=-0.08, balance=-0.06, aftermath=-0.09, delay=0.0004),
        row(WEST, war_cost=-0.11, defeat=-0.14, prize=0.02, balance=-0.02, stakes=0.0, ideology=-0.01, delay=-0.0004),
        row(REICH, war_cost=-0.01, balance=-0.05, stakes=0.12, transfers=0.03, aftermath=-0.06, ideology=-0.03),
        row(REICH, state="Britain", defeat=-0.9, holding=-0.5),
    ),
    payoffs=(),
    forecasts=(),
    residual=0.0,
    branches_turned=0.0,
    regret=Regret(0.0, 0.0),
    approximations=(),
)


def drawn(tmp_path, suffix):
    path = tmp_path / f"figure{suffix}"
    save_figure(draw_run(OUTCOME, CRISIS), path)
    return path


def test_png_is_a_png(tmp_path):
    assert drawn(tmp_path, ".png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def test_svg_speaks_to_readers_and_says_where_it_comes_from(tmp_path):
    root = ElementTree.parse(drawn(tmp_path, ".svg")).getroot()
    assert root.tag.endswith("svg")
    text = " ".join(root.itertext())
    for said in (
        CRISIS.suitors[WEST].name,
        CRISIS.suitors[REICH].name,
        CRISIS.states["USSR"].name,
        "no alignment",
        "seed 7",
        "Monte Carlo",
        "war cost",
    ):
        assert said in text
    assert " ".join(CRISIS.question.split()[:6]) in text


def test_html_opens_offline(tmp_path):
    page = drawn(tmp_path, ".html").read_text(encoding="utf-8")
    assert "<html" in page
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//|@import|<link""", page)


def test_other_suffix_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(ValueError, match=r"(?s)(?=.*figure\.gif)(?=.*\.png)(?=.*\.svg)(?=.*\.html)"):
        drawn(tmp_path, ".gif")
    assert not list(tmp_path.iterdir())


def panel(number, outcome=OUTCOME):
    """The data of a panel's bars, and their specification."""
    spec = draw_run(outcome, CRISIS).to_dict()
    whole = spec["vconcat"][number]
    bars = whole["layer"][0] if "layer" in whole else whole
    data = bars.get("data") or whole["data"]
    return spec["datasets"][data["name"]], bars


def test_every_partner_has_its_chance_and_keeps_its_colour():
    partners, bars = panel(0)
    assert {row["partner"]: row["label"] for row in partners} == {
        WEST: "12.0% ± 1.0",
        REICH: "66.0% ± 1.5",
        "none": "22.0% ± 1.3",
    }
    first, second = (each["encoding"]["color"]["scale"] for each in (bars, panel(1)[1]))
    colours = dict(zip(first["domain"], first["range"], strict=True))
    assert all(colours[name] == colour for name, colour in zip(second["domain"], second["range"], strict=True))


def test_what_chance_alone_gives_is_marked_and_no_number_is_written_over_it():
    partners, _ = panel(0)
    assert {row["partner"]: row["alone"] for row in partners} == {WEST: 0.2, REICH: 0.31, "none": 0.49}
    strokes = [layer["mark"]["type"] for layer in draw_run(OUTCOME, CRISIS).to_dict()["vconcat"][0]["layer"]]
    assert "tick" in strokes
    for chance, alone in ((0.12, 0.14), (0.12, 0.9), (0.5, 0.4), (0.8, 0.83), (0.84, 0.95), (0.95, 0.9), (1.0, 0.2)):
        told = (PartnerChance(WEST, chance, 0.01), *OUTCOME.outcomes[1:])
        drawn = (PartnerChance(WEST, alone, 0.01), *OUTCOME.chance_alone[1:])
        first = panel(0, replace(OUTCOME, outcomes=told, chance_alone=drawn))[0][0]
        ends = (
            (first["place"] - NUMBER, first["place"]) if first["inside"] else (first["place"], first["place"] + NUMBER)
        )
        assert not ends[0] < alone < ends[1], (chance, alone)
        assert ends[0] > 0.0 if first["inside"] else ends[1] <= 1.0


def test_bars_hold_every_chance_of_signature():
    periods, _ = panel(1)
    assert sum(row["chance"] for row in periods) == pytest.approx(0.78)
    assert len({row["period"] for row in periods}) == len(DAYS)


def test_labels_of_very_many_periods_do_not_overlap():
    days = [date(1930 + number // 12, number % 12 + 1, 1) for number in range(120)]
    long = replace(OUTCOME, when=tuple(SignatureChance(day, WEST, 0.001, 0.0001) for day in days))
    axes = [panel(1, outcome)[1]["encoding"]["x"]["axis"]["labelOverlap"] for outcome in (OUTCOME, long)]
    assert axes == [False, "greedy"]


def test_texts_are_drawn_once_however_many_clauses_they_hold_pressed_for_apart_from_bid():
    held = [TakenUp(DAYS[0], WEST, clause, share, 0.4, 0.75) for clause, share in (("pact", 1.0), ("gift", 0.2))]
    outcome = replace(OUTCOME, taken_up=(*held, TakenUp(DAYS[1], REICH, "pact", 1.0, 0.5, 0.0)))
    texts, bars = panel(2, outcome)
    drawn = {(row["period"], row["partner"], row["how"]): row["texts"] for row in texts}
    assert drawn == pytest.approx(
        {
            (DAYS[0].isoformat(), WEST, "under pressure"): 0.3,
            (DAYS[0].isoformat(), WEST, "by bid"): 0.1,
            (DAYS[1].isoformat(), REICH, "under pressure"): 0.0,
            (DAYS[1].isoformat(), REICH, "by bid"): 0.5,
        }
    )
    axes = [bars["encoding"]["x"]["scale"]["domain"], panel(1, outcome)[1]["encoding"]["x"]["scale"]["domain"]]
    assert axes[0] == axes[1] == [day.isoformat() for day in DAYS]


def test_negligible_terms_and_other_states_are_left_out():
    terms, bars = panel(3)
    large = {"war_cost", "defeat", "prize", "balance", "stakes", "transfers", "aftermath", "ideology"}
    assert {row["term"] for row in terms} == large
    assert set(bars["encoding"]["color"]["scale"]["domain"]) == large
    assert min(row["worth"] for row in terms) == pytest.approx(-0.14)


def test_one_draw_has_no_error_and_is_drawn(tmp_path):
    single = replace(
        OUTCOME,
        draws=1,
        outcomes=tuple(replace(row, error=math.nan) for row in OUTCOME.outcomes),
        ledger=tuple(replace(row, error=math.nan) for row in OUTCOME.ledger),
    )
    assert {row["label"] for row in panel(0, single)[0]} == {"12.0%", "66.0%", "22.0%"}
    save_figure(draw_run(single, CRISIS), tmp_path / "single.SVG")
    assert "NaN" not in (tmp_path / "single.SVG").read_text(encoding="utf-8")


def test_an_assumption_is_drawn_under_what_it_is_about():
    crisis = patch(read_text(STARTER, "starter"), {"states.NOR.name": "The Northern Realm"})
    (assumed,) = crisis.perceptions
    spec = draw_audit(audit(crisis, draws=1), crisis).to_dict()
    (labels,) = {layer["encoding"]["y"]["axis"]["labelExpr"] for layer in spec["layer"] if "y" in layer["encoding"]}
    assert "Northern Realm" in labels
    assert assumed.replace("_", " ") not in labels


def test_bars_of_chances_are_told_in_points():
    bars = [
        points_bar("less", -0.012, 0.003),
        points_bar("nothing", 0.0001, math.nan),
        SignedBar("months", 0.012, 0.003),
    ]
    assert [change(bar.value, bar.error, bar.places) for bar in bars] == ["-1.2 ± 0.3", "0.0", "+0.012 ± 0.003"]
    rows = next(iter(signed_bars(bars, "t", "red", "points", (-2, 1)).to_dict()["datasets"].values()))
    assert [(row["up"], row["label"]) for row in rows] == [
        (False, "−1.2 ± 0.3"),
        (True, "0.0"),
        (True, "+0.012 ± 0.003"),
    ]
