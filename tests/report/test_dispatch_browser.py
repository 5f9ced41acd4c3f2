"""A dispatch in a browser: axe-core finds nothing to object to, and nothing is wider than a telephone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from realpolitik.report.dispatch.write import write_dispatch
from staged import staged_brief

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
AXE = Path(__file__).parent / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed: apt-get install chromium")


def asked(html, script, folder, width=1280):
    """Return what a script, given the page, leaves in the element `said`."""
    page = folder / "page.html"
    tail = (
        f"<script>{script}</script><pre id='said'></pre><script>"
        "Promise.resolve(ask()).then(told => { document.getElementById('said').textContent = JSON.stringify(told); });"
        "</script></body>"
    )
    page.write_text(html.replace("</body>", tail), encoding="utf-8")
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--virtual-time-budget=20000",
        f"--user-data-dir={folder / 'profile'}", f"--window-size={width},2000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    told = re.search(r"<pre id=['\"]said['\"]>(.*?)</pre>", done.stdout, re.DOTALL)
    assert told, done.stderr[-2000:]
    return json.loads(told[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))


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
