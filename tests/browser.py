"""A browser without a window, asked about a page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


def asked(html, script, folder, width=1280, settings="preferredColorScheme=1"):
    """Return what the function `ask` of a script, put into a page, answers."""
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
        f"--blink-settings={settings}", "--allow-file-access-from-files",
        f"--user-data-dir={folder / 'profile'}", f"--window-size={width},2000", "--dump-dom", page.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    told = re.search(r"<pre id=['\"]said['\"]>(.*?)</pre>", done.stdout, re.DOTALL)
    assert told, done.stderr[-2000:]
    return json.loads(told[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
