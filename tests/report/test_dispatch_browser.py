"""A dispatch in a browser: axe-core finds nothing to object to, and nothing is wider than a telephone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from browser import CHROMIUM, asked
from hostile import hostile_brief
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
