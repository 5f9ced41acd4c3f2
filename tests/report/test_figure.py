"""One picture of an outcome, drawn from an outcome made by hand."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from realpolitik.crisis.read import load
from realpolitik.outcome import LedgerRow, Outcome, PartnerChance, Regret, SignatureChance
from realpolitik.report.figure import draw_outcome, save_figure

CRISIS = load("ussr-1939")
WEST, REICH = list(CRISIS.suitors)[:2]
DAYS = [date(1939, month, day) for month in range(4, 10) for day in (1, 16)]


TERMS = (
    "war_cost", "defeat", "prize", "balance", "stakes", "transfers", "aftermath", "breach", "ideology", "concession",
    "delay", "holding",
)  # fmt: skip


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
    when=tuple(
        SignatureChance(day, partner, chance * (number + 1) / 78, 0.004)
        for number, day in enumerate(DAYS)
        for partner, chance in ((WEST, 0.12), (REICH, 0.66))
    ),
    price=(),
    bids=(),
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
    save_figure(draw_outcome(OUTCOME, CRISIS), path)
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
    assert 'src="http' not in page


def test_other_suffix_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(ValueError, match=r"(?s)(?=.*figure\.gif)(?=.*\.png)(?=.*\.svg)(?=.*\.html)"):
        drawn(tmp_path, ".gif")
    assert not list(tmp_path.iterdir())


def test_negligible_terms_and_other_states_are_left_out():
    spec = draw_outcome(OUTCOME, CRISIS).to_dict()
    bars = spec["vconcat"][1]["layer"][0]
    values = spec["datasets"][bars["data"]["name"]]
    large = {"war cost", "defeat", "prize", "balance", "stakes", "transfers", "aftermath", "ideology"}
    assert {entry["term"] for entry in values} == large
    assert set(bars["encoding"]["color"]["scale"]["domain"]) == large
    assert min(entry["worth"] for entry in values) == pytest.approx(-0.14)


def test_bars_hold_every_chance_of_signature():
    spec = draw_outcome(OUTCOME, CRISIS).to_dict()
    values = spec["datasets"][spec["vconcat"][0]["data"]["name"]]
    assert sum(value for entry in values for value in entry.values() if isinstance(value, float)) == pytest.approx(0.78)
