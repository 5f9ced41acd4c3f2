"""Colours are named in one module, and pictures and pages take them from there."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from realpolitik.analysis.verdicts import VERDICTS
from realpolitik.report import palette

ROOM = Path(str(files("realpolitik.report")))
COLOUR = re.compile(r"""#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})(?![-\w])|["'](?:white|black)["']""", re.IGNORECASE)
DRAWN = [
    file.relative_to(ROOM).as_posix()
    for file in sorted(ROOM.rglob("*"))
    if file.suffix in {".py", ".css", ".j2"} and file.name != "palette.py"
]


@pytest.mark.parametrize("name", DRAWN)
def test_no_other_module_names_a_colour(name):
    assert COLOUR.findall((ROOM / name).read_text(encoding="utf-8")) == []


def test_what_counts_as_a_colour_is_found():
    assert "voices/base/style.css" in DRAWN
    assert "dispatch/map.py" in DRAWN
    for line in ("color: #fff;", 'INK = "#1F2328"', 'stroke="white"', "#12345678 "):
        assert COLOUR.search(line), line
    for line in ('href="#fade-head"', "/* black ink */", "#42: a number"):
        assert not COLOUR.search(line), line


def test_style_sheets_read_every_colour_of_the_page_and_no_other():
    read = {
        name
        for sheet in DRAWN
        if sheet.endswith((".css", ".j2"))
        for name in re.findall(r"var\(--([\w-]+)\)", (ROOM / sheet).read_text(encoding="utf-8"))
    }
    assert read == set(palette.PAGE)
    assert dict(re.findall(r"--(\w+): (#\w+);", palette.css_variables())) == palette.PAGE


def test_every_verdict_has_a_colour_of_its_own():
    assert set(palette.VERDICTS) == set(VERDICTS)
    assert len(set(palette.VERDICTS.values())) == len(VERDICTS)
