"""A dispatch in a browser: axe-core finds nothing to object to, and nothing is wider than a telephone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from browser import CHROMIUM, asked
from hostile import hostile_brief
from realpolitik.report import palette
from realpolitik.report.dispatch.write import write_dispatch
from staged import staged_brief

AXE = Path(__file__).parent / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed: apt-get install chromium")


@pytest.mark.parametrize("voice", ["sober", "satirical"])
def test_axe_finds_no_violation(voice, tmp_path):
    # What is folded is looked at too.
    html = write_dispatch(staged_brief(), voice).replace("<details", "<details open")
    script = AXE.read_text(encoding="utf-8") + (
        ";function ask() { return axe.run({exclude: [['#said']]}).then(told => [told.passes.length, told.violations.map("
        "each => [each.id, each.help, each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))])]); }"
    )
    rules_that_applied, violations = asked(html, script, tmp_path)
    assert violations == []
    assert rules_that_applied > 20


@pytest.mark.parametrize("width", [390, 360])
@pytest.mark.parametrize("brief", [staged_brief, hostile_brief], ids=["ordinary", "long words"])
@pytest.mark.parametrize("voice", ["sober", "satirical"])
def test_nothing_is_wider_than_a_telephone(voice, brief, width, tmp_path):
    # A headless window is no narrower than some 500 points, so the page is looked at in a frame.
    frame = f"<!DOCTYPE html><html><body><iframe id='frame' style='width:{width}px;height:3000px;border:0'></iframe></body></html>"
    html = write_dispatch(brief(), voice).replace("<details", "<details open")
    inner = json.dumps(html).replace("</", "<\\/").replace("<!--", "<\\!--")
    script = (
        f"const inner = {inner};"
        "function ask() { const frame = document.getElementById('frame'); frame.srcdoc = inner;"
        " return new Promise(done => { frame.onload = () => { const page = frame.contentDocument, root = page.documentElement;"
        " const wide = [...page.querySelectorAll('h1, h2, h3, p, li, figcaption, caption, th, td, summary, figure, .card')]"
        ".filter(each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0 && !each.closest('.scroll, .cards thead'))"
        ".map(each => each.tagName + '.' + each.className + ' ' + each.textContent.slice(0, 40));"
        " done([root.scrollWidth, root.clientWidth, wide]); }; }); }"
    )
    needed, there, wide = asked(frame, script, tmp_path)
    assert needed <= there
    assert wide == []


SIZES = [(1440, 900), (1024, 768), (390, 844)]


def framed(html, width, height, folder, ask):
    """Return a page that shows another in a frame of a size, and the script that asks about it: windows are never as narrow."""
    (folder / "inner.html").write_text(html, encoding="utf-8")
    frame = (
        "<!DOCTYPE html><html><body>"
        f"<iframe id='frame' src='inner.html' style='width:{width}px;height:{height}px;border:0'></iframe></body></html>"
    )
    script = (
        "const pause = () => new Promise(done => setTimeout(done, 100)), frame = document.getElementById('frame');"
        "const loaded = new Promise(done => { frame.onload = done; });"
        "async function ask() { await loaded;"
        f" const page = frame.contentDocument, screen = frame.contentWindow; {ask} }}"
    )
    return frame, script


@pytest.mark.parametrize("width, height", SIZES)
@pytest.mark.parametrize("voice", ["sober", "satirical"])
def test_the_first_screen_holds_the_answer_and_its_picture(voice, width, height, tmp_path):
    frame, script = framed(
        write_dispatch(staged_brief(), voice),
        width,
        height,
        tmp_path,
        "const shown = [...page.querySelectorAll('h1, header svg')].map(each => each.getBoundingClientRect())"
        ".filter(box => box.height > 0); return shown.map(box => [box.top, box.bottom, box.width]);",
    )
    (headline, picture) = asked(frame, script, tmp_path, 1600)
    assert 0 < headline[0] < headline[1] <= picture[0] < picture[1] <= height
    assert picture[2] > 0.6 * min(width, 672)


@pytest.mark.parametrize("width, height", SIZES)
def test_the_contents_stay_in_sight_wherever_one_is(width, height, tmp_path):
    frame, script = framed(
        write_dispatch(staged_brief(), "sober"),
        width,
        height,
        tmp_path,
        "const nav = page.querySelector('.contents'), fold = nav.querySelector('details');"
        "const links = [...nav.querySelectorAll('a')], heads = [];"
        "const wide = screen.matchMedia('(min-width: 62rem)').matches; fold.open = !wide;"
        "for (const link of links) { link.click(); await pause();"
        " const box = nav.getBoundingClientRect(), head = page.querySelector(link.hash).getBoundingClientRect();"
        " link.focus(); const reached = page.activeElement === link;"
        " heads.push([link.hash, box.top, box.bottom, box.right, head.top, head.left, reached]); }"
        " return [wide, heads];",
    )
    wide, heads = asked(frame, script, tmp_path, 1600)
    assert wide == (width > 1000)
    assert len(heads) == 15
    for name, top, bottom, right, head_top, head_left, reached in heads:
        assert reached, "with the keyboard too, though beside the text nothing is unfolded"
        assert 0 <= top < height / 4
        # Neither the bar, though it is open, nor the column hides where one went; the last sections end with the page.
        assert head_left >= right if wide else head_top >= bottom - 1, name


def test_what_is_folded_is_printed(tmp_path):
    html = write_dispatch(staged_brief(), "sober")
    assert html.count("<details>") > 10
    sheet = html.split("@media print {")[1].split("</style>")[0]
    assert "details:not" not in sheet
    # The rules for paper, on a screen: a window without a display has no other way to show what paper would.
    shown = html.replace("@media print {", "@media all {")
    heights = asked(
        shown,
        "function ask() { return [...document.querySelectorAll('details > :not(summary)')].map("
        "each => [each.closest('nav') !== null, each.checkVisibility() && each.getClientRects().length > 0]); }",
        tmp_path,
    )
    assert all(visible != contents for contents, visible in heights)


@pytest.mark.parametrize("scheme, paper", [(0, "dark"), (1, "light")])
def test_the_page_is_dark_where_the_screen_is(scheme, paper, tmp_path):
    script = (
        "function ask() { const style = getComputedStyle(document.body);"
        " const letters = getComputedStyle(document.querySelector('header svg text'));"
        " return [style.backgroundColor, style.color, letters.fill]; }"
    )
    told = asked(write_dispatch(staged_brief(), "sober"), script, tmp_path, settings=f"preferredColorScheme={scheme}")
    side = ("light", "dark").index(paper)
    wanted = [palette.PAGE["paper"][side], palette.PAGE["ink"][side], palette.PICTURES["line"][side]]
    assert told == [f"rgb({', '.join(str(int(hue[place : place + 2], 16)) for place in (1, 3, 5))})" for hue in wanted]


@pytest.mark.parametrize("voice", ["sober", "satirical"])
def test_axe_finds_no_violation_in_the_dark(voice, tmp_path):
    html = write_dispatch(staged_brief(), voice).replace("<details", "<details open")
    script = AXE.read_text(encoding="utf-8") + (
        ";function ask() { return axe.run({exclude: [['#said']]}, {runOnly: ['color-contrast']}).then(told => told.violations.map("
        "each => [each.id, each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))])); }"
    )
    assert asked(html, script, tmp_path, settings="preferredColorScheme=0") == []
