"""The page of a crisis: what one thinks, the answer as it gets better, tabs, what takes minutes, what outlasts a restart."""

from __future__ import annotations

import math
import re
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest

from hostile import hostile_crisis
from realpolitik.crisis.write import write_crisis
from realpolitik.inquiry import Inquiry
from realpolitik.store import Store
from realpolitik.web.answers import OWN
from realpolitik.web.crisis import TABS, guess_of, shares
from realpolitik.web.kept import read, written
from staged import staged_brief
from workbench import DRAWS, WIDTHS, serving

CRISIS = "/crises/veldra-1884"
COMPLETE = f"From {DRAWS} draws."
SKIPPED = "localStorage.setItem('guess:veldra-1884', 'skipped')"


def opened(look, address, width="wide", **options):
    """A window at the crisis whose answer is complete; the guess was skipped before."""
    watched = look(width, **options)
    watched.context.add_init_script(SKIPPED)
    watched.page.goto(address + CRISIS)
    watched.page.get_by_text(COMPLETE, exact=True).wait_for()
    return watched


def test_one_says_what_one_thinks_and_the_answer_comes_beside_it(workbench, look):
    page = look().page
    page.goto(workbench.address + CRISIS)
    page.get_by_text("The answer is behind this.").wait_for()
    for told in (".answer", ".after >> nth=0", ".after >> nth=1"):
        assert page.locator(told).is_hidden()
    numbers = page.locator("form.guess input[type=number]")
    assert sum(int(each.input_value()) for each in numbers.all()) == 100
    numbers.first.fill("60")
    numbers.first.blur()
    guess = [int(each.input_value()) for each in numbers.all()]
    assert (guess[0], sum(guess)) == (60, 100)
    page.get_by_role("button", name="Compare with the answer").click()
    page.get_by_text(COMPLETE, exact=True).wait_for()
    lines = page.locator(".answer line.guess-line")
    assert [line.get_attribute("x1") for line in lines.all()] == [f"{value}%" for value in guess]
    assert page.locator(".guess-said").inner_text().startswith("You said: ")
    page.reload()
    assert page.locator(".answer line.guess-line").count() == len(guess)
    page.get_by_role("button", name="Guess again").click()
    page.get_by_role("button", name="Skip").click()
    assert page.locator(".answer line.guess-line").count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_screen_has_the_answer_and_its_picture(workbench, look, width):
    page = opened(look, workbench.address, width).page
    bars = page.locator(".bar .track").all()
    assert len(bars) == 3
    places = [bar.bounding_box() for bar in bars]
    assert all(place["y"] + place["height"] <= WIDTHS[width][1] and place["width"] > 200 for place in places)
    assert page.locator("h1").bounding_box()["y"] < places[0]["y"] + 100


def test_every_picture_is_drawn_and_has_a_table(workbench, look):
    page = opened(look, workbench.address).page
    for tab in TABS:
        page.locator(f"#tab-{tab}").click()
        page.locator(f"#tabpanel[aria-labelledby=tab-{tab}]:not([aria-busy])").wait_for()
        for place in page.locator("figure.picture").all():
            section = place.locator("xpath=ancestor::*[self::section or @role='tabpanel'][1]")
            assert section.locator("table").count() >= 1
    page.locator("#tab-map").click()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    figures = page.locator("figure.picture")
    assert figures.count() >= 3
    for figure in figures.all():
        figure.scroll_into_view_if_needed()
        figure.locator("svg").wait_for()
        assert figure.locator("svg").bounding_box()["width"] > 200
        assert figure.locator(".drawn").get_attribute("aria-label")


def test_tabs_are_reached_and_moved_by_keys(workbench, look):
    page = opened(look, workbench.address).page
    page.locator("#tab-map").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("The ledger adds up what each alignment is worth").wait_for()
    assert page.evaluate("document.activeElement.id") == "tab-ledger"
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Ledger"
    assert "tab=ledger" in page.url
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    page.get_by_label("Your note, in Markdown").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "tabpanel"
    page.reload()
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Notes"
    assert page.locator("[role=tab][tabindex='-1']").count() == len(TABS) - 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_crisis_is_accessible_at_every_width(workbench, look, width, dark):
    watched = opened(look, workbench.address, width, dark=dark)
    watched.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert watched.violations() == []
    assert watched.overflow() <= 0


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_accessible(workbench, look, tab):
    watched = look("telephone")
    watched.context.add_init_script(SKIPPED)
    watched.page.goto(f"{workbench.address}{CRISIS}?tab={tab}")
    watched.page.get_by_text(COMPLETE, exact=True).wait_for()
    assert watched.violations() == []
    assert watched.overflow() <= 0


def test_a_source_is_shown_where_its_figure_has_the_focus(workbench, look):
    page = look().page
    page.goto(f"{workbench.address}/crises/ussr-1939?tab=beliefs")
    figure = page.locator("#tabpanel .sourced").first
    assert figure.locator(".source").is_hidden()
    figure.focus()
    assert re.search(r"\(\d{4}\)", figure.locator(".source").inner_text())


def test_without_scripts_a_page_says_all_that_is_known(workbench, look):
    opened(look, workbench.address)
    page = look(scripts=False).page
    page.goto(workbench.address + CRISIS)
    assert page.get_by_text(COMPLETE, exact=True).is_visible()
    assert page.locator(".bar").first.is_visible()
    page.locator("form.guess input[type=number]").first.fill("70")
    page.get_by_role("button", name="Compare with the answer").click()
    assert "You said: " in page.locator(".guessed").inner_text()
    page.get_by_role("tab", name="Sources").click()
    assert page.get_by_text("Every number of the crisis").is_visible()
    page.get_by_role("tab", name="Rival theories").click()
    page.get_by_role("button", name="Work it out").click()
    assert page.locator("#finding-theories").is_visible()


def test_nobody_waits_for_an_answer(tmp_path, monkeypatch, look):
    monkeypatch.setattr(Inquiry, "outcome", lambda *_: None)
    with serving(tmp_path / "s.sqlite") as served:
        page = look().page
        page.goto(served.address + CRISIS)
        page.get_by_role("button", name="Skip").click()
        assert page.get_by_text("The answer is being worked out.").is_visible()
        assert page.get_by_text("The first answer is on its way").is_visible()


def test_what_was_worked_out_and_written_is_there_after_a_restart(tmp_path, look):
    store = tmp_path / "s.sqlite"
    with serving(store) as served:
        page = opened(look, served.address).page
        page.get_by_role("tab", name="Rival theories").click()
        page.get_by_role("button", name="Work it out").click()
        page.get_by_label("Table of rival theories").wait_for()
        told = page.locator("#finding-theories").inner_text()
        page.get_by_role("tab", name="Notes").click()
        page.get_by_label("Your note, in Markdown").fill("A note that stays")
        page.get_by_role("button", name="Keep the note").click()
        page.locator(".note").wait_for()
        answer = page.locator(".answer-part").inner_html()
    with serving(store) as served:
        with urllib.request.urlopen(f"{served.address}{CRISIS}?tab=theories", timeout=60) as response:
            html = response.read().decode()
        assert "sse-connect" not in html  # complete: nothing more is to come
        page = look().page
        page.context.add_init_script(SKIPPED)
        page.goto(f"{served.address}{CRISIS}?tab=theories")
        assert page.locator(".answer-part").inner_html() == answer
        assert page.locator("#finding-theories").inner_text() == told
        page.get_by_role("tab", name="Notes").click()
        assert page.locator(".note").inner_text().startswith("A note that stays")


def test_what_takes_minutes_can_be_stopped_and_begun_again(workbench, look):
    page = opened(look, workbench.address).page
    page.get_by_role("tab", name="Claims").click()
    page.get_by_role("button", name="Work it out").click()
    finding = page.locator("#finding-claims")
    finding.get_by_role("button", name="Stop").or_(finding.get_by_text("The file makes")).first.wait_for()
    if finding.get_by_role("button", name="Stop").is_visible():
        finding.get_by_role("button", name="Stop").click()
        again = finding.get_by_role("button", name="Work it out")
        again.or_(finding.get_by_text("The file makes")).first.wait_for()
        if again.is_visible():
            again.click()
    finding.get_by_text("The file makes").wait_for()


def test_a_dispatch_is_written_and_taken_along(workbench, look):
    page = opened(look, workbench.address).page
    page.get_by_label("In a voice that is").select_option("satirical")
    page.get_by_role("button", name="Write the dispatch").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Save the dispatch").click()
    assert taken.value.suggested_filename == "veldra-1884.html"
    html = Path(taken.value.path()).read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>")
    assert '"voice":"satirical"' in html


def test_text_of_a_crisis_does_no_harm_on_any_tab(tmp_path, look):
    store = tmp_path / "s.sqlite"
    kept = Store(store)
    id = OWN + kept.add_draft("<script>top.harmed=1</script>", write_crisis(hostile_crisis()))
    kept.close()
    with serving(store) as served:
        watched = look("telephone")
        page = watched.page
        page.goto(served.address)
        assert page.get_by_role("link", name="<script>top.harmed=1</script>").is_visible()
        page.goto(f"{served.address}/crises/{id}")
        page.get_by_role("button", name="Skip").click()
        page.get_by_text(COMPLETE, exact=True).wait_for()
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        for tab in TABS:
            page.locator(f"#tab-{tab}").click()
            page.locator(f"#tabpanel[aria-labelledby=tab-{tab}]:not([aria-busy])").wait_for()
            for figure in page.locator("figure.picture").all():
                figure.scroll_into_view_if_needed()
                figure.locator("svg").wait_for()
            assert page.evaluate("window.harmed") is None
            assert page.locator("img, main svg[onload]").count() == 0
        assert watched.overflow() <= 0


@pytest.mark.parametrize("id", ["nowhere", "own-nowhere", "pyproject.toml", "..%2f..%2fetc%2fpasswd", "%00", "own-"])
def test_only_crises_are_found_and_no_files(workbench, id):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{workbench.address}/crises/{id}", timeout=60)
    assert refused.value.code == 404
    assert "Traceback" not in refused.value.read().decode()


def test_a_crisis_that_does_not_pass_yet_says_what_is_wrong(tmp_path):
    store = Store(tmp_path / "s.sqlite")
    id = store.add_draft("Half done", "id: half\ntitle: Half done\n")
    store.close()
    with serving(tmp_path / "s.sqlite") as served, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{served.address}/crises/{OWN}{id}", timeout=60)
    assert refused.value.code == 422
    assert "The crisis does not pass." in refused.value.read().decode()


def test_guesses_make_sense_or_are_none():
    assert guess_of(["30", "30", "0"], 3) == (50, 50, 0)
    for given in (
        ["1", "2"],
        ["-1", "50", "51"],
        ["nan", "1", "1"],
        ["x", "1", "1"],
        ["0", "0", "0"],
        ["1e9", "1", "1"],
    ):
        assert guess_of(given, 3) is None
    assert [sum(shares(count)) for count in (1, 2, 3, 5, 7)] == [100] * 5


def test_an_outcome_is_kept_to_the_bit_and_nothing_else_is_taken_for_one():
    brief = staged_brief()
    outcome = replace(brief.outcome, attack_error=math.nan)
    assert repr(read(written(outcome), brief.crisis)) == repr(outcome)
    for text in ("", "[]", "{}", "null", written(outcome)[:-1], written(outcome).replace('"probability"', '"chance"')):
        assert read(text, brief.crisis) is None
