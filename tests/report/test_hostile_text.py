"""Text from anybody stays text: in every picture, page, table and document, and in a browser."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import altair as alt
import pytest

from browser import CHROMIUM, asked
from hostile import HARM, hostile_brief, hostile_crisis
from realpolitik import patch, plot
from realpolitik.cli.output import as_json, emit_table
from realpolitik.markup import embedded_json
from realpolitik.outcome import NONE
from realpolitik.report import picture
from realpolitik.report.audit_figure import draw_audit
from realpolitik.report.claims_figure import draw_claims
from realpolitik.report.dispatch.write import voices, write_dispatch
from realpolitik.report.explain_figure import draw_explain
from realpolitik.report.figure import EVERY_OBJECT_HAS, shown_as
from realpolitik.report.infer_figure import draw_infer
from realpolitik.report.invert_figure import draw_invert
from realpolitik.report.picture import picture_page, save_figure, without_glyph
from realpolitik.report.run_figure import draw_run
from realpolitik.report.sensitivity_figure import draw_sensitivity
from realpolitik.report.whatif_figure import draw_whatif

DRAWN = {
    "run": ("outcome", draw_run),
    "explain": ("why", draw_explain),
    "whatif": ("changes", draw_whatif),
    "invert": ("taken", draw_invert),
    "audit": ("assumptions", draw_audit),
    "infer": ("hands", draw_infer),
    "claims": ("claims", draw_claims),
    "sensitivity": ("hangs", draw_sensitivity),
}
FORMULA = re.compile("\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]")


def answer(verb):
    brief = hostile_brief()
    found = getattr(brief, DRAWN[verb][0])
    assert found is not None
    return found[0] if verb == "invert" else found


def drawn(verb):
    return DRAWN[verb][1](answer(verb), hostile_brief().crisis)


class Scripts(HTMLParser):
    """The scripts of a page, and every attribute that would run one."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.scripts, self.handlers, self.tags, self._inside = [], [], set(), False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.handlers += [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")[:20]]
        if tag == "script":
            self.scripts.append((dict(attrs).get("type"), ""))
        self._inside = tag == "script"

    def handle_endtag(self, tag):
        self._inside = False

    def handle_data(self, data):
        if self._inside:
            self.scripts[-1] = (self.scripts[-1][0], self.scripts[-1][1] + data)


@pytest.mark.parametrize("verb", DRAWN)
def test_a_picture_is_a_page_with_its_own_script_alone_and_a_drawing_that_parses(verb, tmp_path):
    chart = drawn(verb)
    page = Scripts(picture_page(chart))
    assert [kind for kind, _ in page.scripts] == ["application/json", None]
    assert json.loads(page.scripts[0][1]) == json.loads(json.dumps(chart.to_dict()))
    assert "harmed" not in page.scripts[1][1]
    assert (page.handlers, page.tags & {"img", "svg", "iframe"}) == ([], set())
    save_figure(chart, tmp_path / "picture.svg")
    tree = ElementTree.parse(tmp_path / "picture.svg")
    assert not [each for each in tree.iter() if each.tag.endswith(("script", "image", "foreignObject"))]
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]


@pytest.mark.parametrize("voice", voices())
def test_a_dispatch_has_no_script_but_its_numbers(voice):
    page = Scripts(write_dispatch(hostile_brief(), voice))
    assert [kind for kind, _ in page.scripts] == ["application/json"]
    assert json.loads(page.scripts[0][1])["crisis"]["title"] == hostile_crisis().title
    assert (page.handlers, page.tags & {"img", "iframe"}) == ([], set())


@pytest.mark.parametrize("verb", DRAWN)
def test_no_cell_of_a_table_is_a_formula_and_documents_say_what_the_file_says(verb, tmp_path):
    found = answer(verb)
    emit_table(found, tmp_path / "a.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8"))))
    frame = found.to_frame()
    assert len(rows) == frame.height
    words = [name for name, kind in frame.schema.items() if str(kind) == "String"]
    assert words
    assert not [row[name] for row in rows for name in words if FORMULA.match(row[name])]
    assert json.loads(as_json(found.to_dict())) == json.loads(as_json(json.loads(as_json(found.to_dict()))))


def test_what_is_embedded_leaves_no_element_and_ends_no_line():
    text = "</script><!--&\u2028\u2029"
    told = embedded_json({"text": text, "error": float("nan")})
    assert not set("<>&\u2028\u2029") & set(told)
    assert json.loads(told) == {"text": text, "error": None}
    assert json.loads(shown_as({"a": text}).partition("[indexof")[0]) == [text]


def test_two_of_one_name_are_two_bars():
    # Only a crisis that was never checked can have them; a picture holds them apart all the same.
    crisis, outcome = hostile_brief().crisis, hostile_brief().outcome
    first, second = list(crisis.suitors)[:2]
    suitors = {**crisis.suitors, second: crisis.suitors[second].model_copy(update={"name": crisis.suitors[first].name})}
    spec = draw_run(outcome, crisis.model_copy(update={"suitors": suitors})).to_dict()
    bars = spec["vconcat"][0]["layer"][0]["encoding"]
    assert bars["color"]["scale"]["domain"] == [row.partner for row in outcome.outcomes]
    assert {NONE, first, second} <= set(bars["color"]["scale"]["domain"])


@pytest.mark.parametrize("verb", DRAWN)
def test_a_picture_in_python_is_the_page_of_the_command_line(verb, tmp_path):
    picture = plot(answer(verb), hostile_brief().crisis)
    picture.save(tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert page == picture.to_html() == picture_page(drawn(verb))
    assert not {"_repr_html_", "_repr_mimebundle_", "_repr_javascript_"} & set(dir(picture))
    tree = ElementTree.fromstring(picture._repr_svg_())
    assert not [each for each in tree.iter() if each.tag.endswith(("script", "image", "foreignObject"))]
    assert not [name for each in tree.iter() for name in each.attrib if name.startswith("on")]


@pytest.mark.parametrize("key", sorted(EVERY_OBJECT_HAS))
def test_a_suitor_may_have_a_key_that_every_object_of_javascript_has(key, tmp_path):
    crisis, outcome = hostile_brief().crisis, hostile_brief().outcome
    first = next(iter(crisis.suitors))

    def named(text):
        return key if text == first else text

    suitors = {named(suitor): each for suitor, each in crisis.suitors.items()}
    renamed = replace(
        outcome,
        outcomes=[replace(row, partner=named(row.partner)) for row in outcome.outcomes],
        when=[replace(row, partner=named(row.partner)) for row in outcome.when],
        taken_up=[replace(row, suitor=named(row.suitor)) for row in outcome.taken_up],
        ledger=[replace(row, alignment=named(row.alignment)) for row in outcome.ledger],
    )
    save_figure(draw_run(outcome, crisis), tmp_path / "before.svg")
    save_figure(draw_run(renamed, crisis.model_copy(update={"suitors": suitors})), tmp_path / "after.svg")
    before, after = ((tmp_path / name).read_text(encoding="utf-8") for name in ("before.svg", "after.svg"))
    assert re.sub("\\d+", "", after.replace("\u200b" + key, first)) == re.sub("\\d+", "", before)


def test_a_picture_of_very_long_text_is_of_an_ordinary_size():
    crisis = hostile_brief().crisis
    long = patch(crisis, {"title": "x" * 200_000, "question": "y " * 200_000})
    spec = draw_run(replace(hostile_brief().outcome, title=long.title), long).to_dict()
    assert len(json.dumps(spec["title"])) < 1000


def test_letters_that_no_font_has_are_named():
    chart = draw_run(hostile_brief().outcome, hostile_brief().crisis)
    assert (
        without_glyph(chart.properties(title="\u00c4 \U00012000 \u2212\u2026"))
        == f"{without_glyph(chart)} \U00012000".strip()
    )
    crisis = hostile_brief().crisis
    first = next(iter(crisis.suitors))
    cuneiform = {**crisis.suitors, first: crisis.suitors[first].model_copy(update={"name": "\U00012000 \ue123"})}
    told = without_glyph(draw_run(hostile_brief().outcome, crisis.model_copy(update={"suitors": cuneiform})))
    assert {"\U00012000", "\ue123"} <= set(told)


def test_emoji_that_an_image_would_show_as_boxes_or_nothing_are_named(monkeypatch):
    box, nothing = picture._drawn(picture.NO_LETTER), picture._drawn(" ")
    drawn = {"\U0001f600": b"a face", "\U0001f680": box, "\u20e3": box, "\U0001f9a0": nothing, "\u093f": b"a vowel"}
    monkeypatch.setattr(picture, "_drawn", lambda letter: {" ": nothing, picture.NO_LETTER: box, **drawn}[letter])
    picture._is_drawn.cache_clear()
    text = "1\ufe0f\u20e3 \U0001f600\ufe0f \U0001f680\u200d\U0001f9a0 \u093f"
    try:
        assert without_glyph(alt.Chart().mark_point().properties(title=text)) == "\u25cc\u20e3 \U0001f680 \U0001f9a0"
    finally:
        picture._is_drawn.cache_clear()


@pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"), reason="no chromium is installed: apt-get install chromium"
)
def test_no_script_of_a_file_runs_in_a_browser(tmp_path):
    pages = {verb: picture_page(drawn(verb)) for verb in DRAWN}
    pages |= {voice: write_dispatch(hostile_brief(), voice) for voice in voices()}
    # One that does run, to show that the test can see it.
    pages["control"] = HARM.format(1)
    inner = json.dumps(list(pages.values())).replace("</", "<\\/").replace("<!--", "<\\!--")
    script = (
        f"const pages = {inner};"
        "async function ask() { const told = []; for (const page of pages) { window.harmed = undefined;"
        " const frame = document.createElement('iframe'); frame.width = 800; frame.height = 600; frame.srcdoc = page;"
        " const loaded = new Promise(done => { frame.onload = done; }); document.body.append(frame); await loaded;"
        " await new Promise(done => setTimeout(done, 1500));"
        " const picture = frame.contentDocument.querySelector('#picture canvas, #picture svg, figure svg');"
        " told.push([window.harmed === undefined, picture !== null]); frame.remove(); } return told; }"
    )
    told = dict(zip(pages, asked("<!DOCTYPE html><html><body></body></html>", script, tmp_path), strict=True))
    assert told.pop("control")[0] is False
    assert told == {name: [True, True] for name in told}
