"""A dispatch in a browser: axe-core finds nothing to object to, and nothing is wider than a telephone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from browser import CHROMIUM, asked
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


@pytest.mark.parametrize("voice", ["sober", "satirical"])
def test_nothing_is_wider_than_a_telephone(voice, tmp_path):
    # A headless window is no narrower than some 500 points, so the page is looked at in a frame.
    frame = "<!DOCTYPE html><html><body><iframe id='frame' style='width:390px;height:3000px;border:0'></iframe></body></html>"
    html = write_dispatch(staged_brief(), voice).replace("<details", "<details open")
    inner = json.dumps(html).replace("</", "<\\/")
    script = (
        f"const inner = {inner};"
        "function ask() { const frame = document.getElementById('frame'); frame.srcdoc = inner;"
        " return new Promise(done => { frame.onload = () => { const root = frame.contentDocument.documentElement;"
        " done([root.scrollWidth, root.clientWidth]); }; }); }"
    )
    needed, there = asked(frame, script, tmp_path)
    assert needed <= there
