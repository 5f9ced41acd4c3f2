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


def declared(rules):
    return [dict(re.findall(r"--([\w-]+): (#\w{6}|black|white);", rule)) for rule in rules.splitlines()]


def test_style_sheets_read_every_colour_of_the_page_and_no_other():
    read = {
        name
        for sheet in DRAWN
        if sheet.endswith((".css", ".j2"))
        for name in re.findall(r"var\(--([\w-]+)\)", (ROOM / sheet).read_text(encoding="utf-8"))
    }
    assert read == set(palette.PAGE)
    light, dark = declared(palette.css_variables())
    every = palette.PAGE | palette.PICTURES
    assert light == {name: shade.light for name, shade in every.items()}
    assert dark == {name: shade.dark for name, shade in every.items()}


LETTERS = [
    (letters, ground)
    for letters in ("ink", "question", "soft", "accent", "jest", "line", "axis")
    for ground in ("paper", "sheet")
] + [("sheet", "verdict"), ("sheet", "supported"), ("sheet", "contradicted")]


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("letters, ground", LETTERS)
def test_letters_can_be_read_on_light_and_on_dark_pages(letters, ground, side):
    every = palette.PAGE | palette.PICTURES
    assert palette.contrast(every[letters][side], every[ground][side]) >= 4.5


GROUNDS = ("ground", "never", "land", "sea", "coast")


@pytest.mark.parametrize("name", [name for name in palette.PICTURES if name not in GROUNDS and "letters" not in name])
def test_what_is_drawn_stands_out_from_a_dark_page(name):
    # On a light page some of Tol's hues are pale; what they tell stands there in words or numbers too.
    assert palette.contrast(palette.PICTURES[name].dark, palette.PAGE["paper"].dark) >= 3


@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("suitor", palette.SUITORS)
def test_numbers_upon_a_suitors_colour_can_be_read_however_deep_it_is(suitor, side):
    shades = {shade.light: shade for shade in reversed(palette.PICTURES.values())}
    for percent in range(101):
        share = percent / 100
        name = re.fullmatch(r"var\(--([\w-]+)\)", palette.letters_on(suitor, share))[1]
        ground = palette.mixed(palette.PICTURES["never"][side], shades[suitor][side], share)
        assert palette.contrast(palette.PICTURES[name][side], ground) >= 4.5, percent


def test_contrast_is_that_of_the_guidelines():
    assert palette.contrast("black", "white") == pytest.approx(21)
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_a_picture_of_a_page_reads_its_colours_from_the_page():
    svg = f'<rect fill="{palette.SUITORS[0]}" stroke="white"/><path fill="none" stroke="#123456"/>'
    assert palette.in_variables(svg) == (
        '<rect fill="var(--suitor-1)" stroke="var(--ground)"/><path fill="none" stroke="#123456"/>'
    )


def test_every_verdict_has_a_colour_of_its_own():
    assert set(palette.VERDICTS) == set(VERDICTS)
    assert len(set(palette.VERDICTS.values())) == len(VERDICTS)
