"""A crisis bent in a browser: numbers that the command line gives too, undo, links, several readers, and no word in the console."""

import json
import re
import urllib.parse

import pytest
import yaml

import realpolitik as rp
from command import call

CRISIS = "veldra-1884"
DRAWS = 16


def chances(page, patiently=True):
    """Return the partners' chances, as the page tells them once all draws are solved."""
    if patiently:
        page.locator(".chances[data-full=yes]").wait_for()
    return {
        row.get_attribute("data-partner"): float(row.locator("td.strong data").get_attribute("value"))
        for row in page.locator(".chances tbody tr").all()
    }


def changed(page):
    return page.locator("#bent").get_attribute("data-address")


def box(page, crisis, factor):
    """Return the box by which a factor is taken away."""
    return page.get_by_role("checkbox", name=crisis.factors[factor].name)


def go(page, do):
    """Do something that changes the crisis, and wait until the page tells of it."""
    before = changed(page)
    do()
    for _ in range(600):
        if changed(page) != before:
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing changed")


@pytest.fixture(scope="module")
def crisis():
    return rp.load(CRISIS)


@pytest.fixture
def bending(workbench, look):
    page = look().page
    page.goto(f"{workbench.address}/crises/{CRISIS}/bend")
    chances(page)
    return page


def test_numbers_with_all_draws_are_those_of_the_command_line(bending, crisis, tmp_path):
    page = bending
    first, second, *_ = crisis.factors
    go(page, lambda: box(page, crisis, first).check())
    go(page, lambda: box(page, crisis, second).check())
    shown = chances(page)
    (variant,) = rp.whatif(crisis, {"bent": rp.without(crisis, [first, second])}, draws=DRAWS).variants
    assert shown == pytest.approx({row.partner: row.probability for row in variant.outcomes}, abs=1e-9)
    told = {row.partner: row for row in variant.change}
    for row in page.locator(".chances tbody tr").all():
        change = told[row.get_attribute("data-partner")]
        assert float(row.locator("td.change data").get_attribute("value")) == pytest.approx(change.difference, abs=1e-9)
        assert f"± {100 * change.error:.1f}" in row.locator("td.change").inner_text()

    with page.expect_download() as download:
        page.get_by_role("link", name="Save as patch file").click()
    file = tmp_path / "bent.yaml"
    download.value.save_as(file)
    assert yaml.safe_load(file.read_text()) == rp.without(crisis, [first, second])
    page.get_by_text("The same numbers on the command line").click()
    lines = page.locator(".commands code").all_inner_texts()
    assert any("run" in line and "--patch bent.yaml" in line for line in lines)
    whatif = next(line for line in lines if line.startswith("realpolitik whatif"))
    assert f"--draws {DRAWS} --seed 0" in whatif
    answer = json.loads(call("run", CRISIS, "--patch", file, "--draws", DRAWS, "--seed", 0, "--json").stdout)
    assert shown == pytest.approx({row["partner"]: row["probability"] for row in answer["outcomes"]}, abs=1e-9)


def test_undo_back_and_the_link_lead_where_they_say(bending, crisis, workbench, look):
    page = bending
    first, second, *_ = crisis.factors
    as_it_stands = chances(page)
    go(page, lambda: box(page, crisis, first).check())
    one = chances(page)
    go(page, lambda: box(page, crisis, second).check())
    both = chances(page)
    assert page.url.endswith(f"?without={first}&without={second}")

    other = look().page
    other.goto(page.url)
    assert chances(other) == both
    assert box(other, crisis, second).is_checked()

    page.go_back()
    box(page, crisis, second).and_(page.locator(":not(:checked)")).wait_for()
    assert chances(page) == one
    go(page, lambda: box(page, crisis, second).check())
    page.get_by_role("button", name="Undo", exact=True).click()
    page.wait_for_url(f"**/bend?without={first}")
    assert chances(page) == one
    page.get_by_role("link", name=re.compile("Undo: without")).click()
    page.wait_for_url("**/bend")
    assert chances(page) == as_it_stands


def test_what_is_kept_beside_stays_in_sight(bending, crisis):
    page = bending
    first, second, *_ = crisis.factors
    go(page, lambda: box(page, crisis, first).check())
    one = chances(page)
    page.get_by_role("link", name="Keep beside").click()
    page.locator("table.beside").wait_for()
    go(page, lambda: box(page, crisis, first).uncheck())
    go(page, lambda: box(page, crisis, second).check())
    chances(page)
    kept = page.locator("table.beside tbody tr").last
    told = [float(cell.get_attribute("value")) for cell in kept.locator("data").all()]
    assert sorted(told) == pytest.approx(sorted(one.values()), abs=1e-9)
    assert urllib.parse.quote(f"without={first}", safe="") in page.url
    page.get_by_role("link", name=re.compile("Put away")).click()
    page.wait_for_url(lambda url: "beside" not in url)
    assert page.locator("table.beside").count() == 0


def test_two_readers_bend_at_once_and_each_sees_their_own(workbench, look, crisis):
    keys = list(crisis.factors)[:2]
    pages = [look().page for _ in keys]
    for page in pages:
        page.goto(f"{workbench.address}/crises/{CRISIS}/bend")
    for page, key in zip(pages, keys, strict=True):
        go(page, box(page, crisis, key).check)
    for page, key in zip(pages, keys, strict=True):
        (variant,) = rp.whatif(crisis, {"x": rp.without(crisis, [key])}, draws=DRAWS).variants
        assert chances(page) == pytest.approx({row.partner: row.probability for row in variant.outcomes}, abs=1e-9)


def test_a_belief_is_corrected_and_what_is_no_bend_is_refused_in_plain_words(workbench, look):
    crisis = rp.load("austria-1955")
    key = next(iter(crisis.perceptions))
    page = look().page
    page.goto(f"{workbench.address}/crises/austria-1955/bend?correct={key}")
    (variant,) = rp.whatif(crisis, {"x": {f"perceptions.{key}": None}}, draws=DRAWS).variants
    assert chances(page) == pytest.approx({row.partner: row.probability for row in variant.outcomes}, abs=1e-9)
    assert page.locator(f"input[name=correct][value={key}]").is_checked()

    for query, words in {
        "without=nonsense": "is no factor of this crisis",
        "set=states.Austria.war_cost=-3": "war_cost",
        "set=title=Mine": "is no number of this crisis",
        "set=" + "x" * 5000: "longer than 4,000 letters",
    }.items():
        answer = page.request.get(f"{workbench.address}/crises/austria-1955/bend?{query}")
        assert answer.status == 422
        assert words in answer.text()
    assert page.request.get(f"{workbench.address}/crises/nowhere/bend").status == 404


def test_a_note_keeps_what_was_bent_and_what_the_page_said(bending, crisis):
    page = bending
    first = next(iter(crisis.factors))
    go(page, lambda: box(page, crisis, first).check())
    chances(page)
    said, address = page.locator(".headline").inner_text(), page.url
    page.get_by_role("link", name="Write a note").click()
    page.get_by_label("Your note, in Markdown").fill("So **that** is what it hung on. <script>alert(1)</script>")
    page.get_by_role("button", name="Keep the note").click()
    note = page.locator("article.note").first
    note.wait_for()
    assert note.locator("strong").inner_text() == "that"
    assert said in note.inner_text()
    note.get_by_role("link", name="this bend").click()
    page.wait_for_url(address)


def test_a_dispatch_on_a_bend_is_of_the_bent_crisis(bending, crisis):
    page = bending
    first = next(iter(crisis.factors))
    go(page, lambda: box(page, crisis, first).check())
    shown = chances(page)
    page.get_by_role("button", name="Write the dispatch").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("dispatch", re.IGNORECASE)).last.click()
    text = download.value.path().read_text(encoding="utf-8")
    numbers = json.loads(re.search(r'<script type="application/json" id="numbers">(.*?)</script>', text, re.S)[1])
    told = {row["partner"]: row["probability"] for row in numbers["findings"]["outcome"]["outcomes"]}
    assert told == pytest.approx(shown, abs=1e-9)


def test_without_scripts_the_page_bends_too(workbench, look, crisis):
    first = next(iter(crisis.factors))
    page = look(scripts=False).page
    page.goto(f"{workbench.address}/crises/{CRISIS}/bend")
    box(page, crisis, first).check()
    page.get_by_role("button", name="Show").click()
    assert f"without={first}" in page.url
    assert page.locator(".headline").inner_text()


@pytest.mark.parametrize("width", ["wide", "middle", "telephone"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_nobody_is_shut_out(workbench, look, crisis, width, dark):
    watched = look(width, dark)
    watched.page.goto(f"{workbench.address}/crises/{CRISIS}/bend?without={next(iter(crisis.factors))}")
    chances(watched.page)
    for each in watched.page.locator("details:not([open]) > summary").all():
        if each.is_visible():
            each.click()
    assert watched.violations() == []
    assert watched.overflow() == 0
