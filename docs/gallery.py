"""The gallery: a dispatch on every crisis of the library, in every voice, with a page that leads to them and looks at them.

    python docs/gallery.py [--out docs/_build/gallery] [--crisis ussr-1939 ...]

The answer takes many draws, the findings that solve a thousand variants few: the whole takes minutes, and its pages say what so few
draws do not tell apart. Where a Chromium is there, each page is also looked at, as wide as a desk's screen and as a telephone.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from html import escape
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path

from realpolitik import library, load
from realpolitik.analysis.brief import MOST_DRAWS, gather
from realpolitik.analysis.work import Work
from realpolitik.report.dispatch.write import voices, write_dispatch

DRAWS = 128
MOST = {
    **dict.fromkeys(MOST_DRAWS, 12),
    "why": 5,
    "changes": 32,
    "hangs": 3,
}
"""Draws of each variant at most."""
Row = tuple[str, str, list[tuple[str, str, list[Path]]]]
"""Title and question of a crisis, and of each page its name, headline and looks."""
LOOKS = (1440, 390)
"""Widths of the looks, in points."""
HEIGHT = 2400
NARROWEST = 500
"""A window of a headless Chromium is no narrower."""
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def look(page: Path, width: int, chromium: str) -> Path:
    """Take a picture of the top of a page as it is on a screen of a width, and return where it is."""
    picture = page.with_name(f"{page.stem}-{width}.png")
    with tempfile.TemporaryDirectory() as folder:
        target = page
        if width < NARROWEST:
            target = Path(folder, "frame.html")
            style = f"width:{width}px;height:{HEIGHT}px;border:0"
            target.write_text(
                "<!DOCTYPE html><html><body style='margin:0;background:#ddd'>"
                f"<iframe src='{page.resolve().as_uri()}' style='{style}'></iframe></body></html>",
                encoding="utf-8",
            )
        subprocess.run(
            [
                chromium,
                *FLAGS,
                f"--user-data-dir={folder}/profile",
                f"--window-size={max(width, NARROWEST)},{HEIGHT}",
                f"--screenshot={picture.resolve()}",
                target.resolve().as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return picture


def index(rows: Sequence[Row]) -> str:
    """Write the page that leads to the others: title and question of each crisis, and voice, headline and looks of each page."""
    style = files("realpolitik.report").joinpath("voices", "base", "style.css").read_text(encoding="utf-8")
    parts = []
    for title, question, pages in rows:
        parts.append(f"<h2>{escape(title)}</h2>\n<p><em>{escape(question)}</em></p>\n<ul class='plain'>")
        for name, headline, pictures in pages:
            voice = name.rsplit("-", 1)[1]
            looks = ", ".join(f"<a href='{p.name}'>{p.stem.rsplit('-', 1)[1]}</a>" for p in pictures)
            also = f" <span class='small'>Looks, by width in points: {looks}.</span>" if pictures else ""
            parts.append(f"<li>{escape(voice)}: <a href='{name}.html'>{headline}</a>.{also}</li>")
        parts.append("</ul>")
    return (
        "<!DOCTYPE html>\n<html lang='en'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n<title>Dispatches</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<header class='masthead'>\n<h1>Dispatches</h1>\n"
        "<p>What the program finds out about the crises of its library, in its voices.</p>\n</header>\n<main>\n"
        + "\n".join(parts)
        + "\n</main>\n</body>\n</html>\n"
    )


def publish(name: str, out: Path, draws: int) -> Row:
    """Write the dispatches on a crisis, look at them, and return its row of the index."""
    start = time.perf_counter()
    crisis = load(name)
    brief = gather(crisis, Work(draws, threads=1), most=MOST)
    chromium = next((found for each in CHROMIUM if (found := shutil.which(each))), None)
    pages = []
    for voice in voices():
        html = write_dispatch(brief, voice)
        page = out / f"{name}-{voice}.html"
        page.write_text(html, encoding="utf-8")
        pictures = [look(page, width, chromium) for width in LOOKS] if chromium else []
        headline = re.search(r"<h1>(.*?)</h1>", html, re.DOTALL)
        pages.append((page.stem, headline[1].strip() if headline else voice, pictures))
    print(f"{name}: {time.perf_counter() - start:.0f} s", flush=True)
    return crisis.title, crisis.question.strip(), pages


def main() -> None:
    """Write all pages, as many crises at a time as there are cores, and print how long each took."""
    parser = argparse.ArgumentParser(description="Write dispatches on the crises of the library.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "_build" / "gallery")
    parser.add_argument("--crisis", nargs="+", default=list(library()), help="crises; all, if left out")
    parser.add_argument("--draws", type=int, default=DRAWS, help="draws of the answer, and at most of the findings")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    gather(load(options.crisis[0]), Work(1), ())  # compiles the solver, once for all
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        # Those with the most factors take longest, and begin first.
        order = sorted(options.crisis, key=lambda name: (-len(load(name).factors), -len(load(name).claims)))
        work = {name: pool.submit(publish, name, options.out, options.draws) for name in order}
        rows = [work[name].result() for name in options.crisis]
    (options.out / "index.html").write_text(index(rows), encoding="utf-8")
    print(options.out / "index.html")


if __name__ == "__main__":
    main()
