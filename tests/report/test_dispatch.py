"""A dispatch says nothing that its embedded numbers do not bear out, in any voice, about any crisis, and needs no network."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

import pytest

from realpolitik import library, load, patch, read_text
from realpolitik.analysis.brief import KINDS, MOST_DRAWS, gather, possible
from realpolitik.analysis.work import Work
from realpolitik.cli.dispatch import FINDINGS
from realpolitik.cli.exit_code import ExitCode
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import RealpolitikError
from realpolitik.report.dispatch.collect import facts_of
from realpolitik.report.dispatch.write import require_voice, voices, write_dispatch
from realpolitik.report.words import COUNTS
from staged import staged_brief

VOICES = ("sober", "satirical")
NUMBER = re.compile(r"[−-]?\d(?:[\d,]*\d)?(?:\.\d+)?")
CHEAP = ("why", "changes", "claims", "theories")
FACTORS, CLAIMS = 2, 1
"""Of a library crisis, so many are kept: the page is what is tested, and each more costs variants to be solved."""


class Page(HTMLParser):
    """Reads a page: its figures with the numbers behind them, the rest of its text, its links, its embedded document."""

    VOID = ("meta", "link", "br", "hr", "img", "wbr", "input")

    def __init__(self, html):
        super().__init__()
        self.figures, self.days, self.ids, self.text, self.links, self.heads = [], [], [], [], [], []
        self.document = None
        self._open = []
        self._value = None
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs[name] for name in ("href", "src", "xlink:href", "srcset") if name in attrs]
        if tag == "data":
            self._value = float(attrs["value"])
        if tag == "time":
            self.days.append(attrs["datetime"])
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "script" in self._open:
            self.document = json.loads(data)
        elif "data" in self._open:
            self.figures.append((self._value, data))
        elif not {"style", "svg", "time"} & set(self._open):
            self.text.append(data)
        if {"h1", "h2"} & set(self._open):
            self.heads.append(data)


def leaves(tree):
    if isinstance(tree, dict):
        for key, item in tree.items():
            yield key
            yield from leaves(item)
    elif isinstance(tree, list):
        for item in tree:
            yield from leaves(item)
    else:
        yield tree


@cache
def brief_of(name):
    crisis = load(name)
    spare = {f"factors.{key}": None for key in islice(crisis.factors, FACTORS, None)}
    spare |= {f"claims.{key}": None for key in islice(crisis.claims, CLAIMS, None)}
    return gather(patch(crisis, spare), Work(2), CHEAP)


@cache
def page_of(name, voice):
    return write_dispatch(staged_brief() if name == "staged" else brief_of(name), voice)


EVERY = [(name, voice) for name in (*library(), "staged") for voice in VOICES]


@pytest.mark.parametrize("name, voice", EVERY)
def test_every_figure_rounds_a_number_that_is_embedded(name, voice):
    page = Page(page_of(name, voice))
    numbers = {abs(leaf) for leaf in leaves(page.document) if isinstance(leaf, (int, float))}
    assert len(page.figures) > 100
    for value, text in page.figures:
        assert abs(value) in numbers, (value, text)
        if text.lower() in COUNTS:
            assert COUNTS.index(text.lower()) == value
            continue
        told = float(text.rstrip("%").replace("−", "-").replace(",", ""))
        places = len(text.rstrip("%").partition(".")[2])
        room = 0.5 * 10.0**-places * (1 + 1e-9)
        significant = math.isclose(told, value, rel_tol=0.005)
        assert min(abs(told - value), abs(told - 100 * value)) <= room or significant, (value, text)


@pytest.mark.parametrize("name, voice", EVERY)
def test_every_other_number_in_the_text_is_the_crisis_files_own(name, voice):
    page = Page(page_of(name, voice))
    words = [leaf for leaf in leaves(page.document) if isinstance(leaf, str)]
    known = {number for text in words for number in NUMBER.findall(text)}
    known |= {str(leaf) for leaf in leaves(page.document) if isinstance(leaf, int)}
    assert set(page.days) <= {*words, *known}
    # The confidence of the intervals is the analysis's own.
    strange = {number for text in page.text for number in NUMBER.findall(text)} - known - {"95"}
    assert not strange


@pytest.mark.parametrize("name, voice", EVERY)
def test_a_page_needs_nothing_from_outside(name, voice):
    html = page_of(name, voice)
    page = Page(html)
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    without_data = re.sub(r"<script type=\"application/json\".*?</script>", "", html, flags=re.DOTALL)
    assert "<script" not in without_data
    assert "<link" not in without_data
    assert "@import" not in without_data
    assert not re.search(r"url\((?!#)", without_data)
    assert set(re.findall(r"https?://[^\"'\s<]+", without_data)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


@pytest.mark.parametrize("name, voice", EVERY)
def test_pictures_have_no_colour_of_their_own(name, voice):
    drawn = "".join(re.findall(r"<svg.*?</svg>", page_of(name, voice), re.DOTALL))
    colours = set(re.findall(r'\b(?:fill|stroke)="([^"]+)"', drawn))
    assert len(colours) > 10
    assert [each for each in colours - {"none"} if not re.fullmatch(r"var\(--[\w-]+\)|url\(#[\w-]+\)", each)] == []
    assert not re.search(r'style="[^"]*(?:fill|stroke|color)', drawn)


@pytest.mark.parametrize("name, voice", EVERY)
def test_the_contents_lead_to_every_section_in_their_order(name, voice):
    html = page_of(name, voice)
    listed = re.findall(r'<a href="#([\w-]+)">', html.split('<nav class="contents"')[1].split("</nav>")[0])
    assert listed == re.findall(r'<section id="([\w-]+)"', html)


def claims_of(*rows):
    """Return verdicts, told, on claims with these verdicts, effects and margins; each interval is a point wide to either side."""
    found = staged_brief().claims
    one = found.claims[0]
    claims = tuple(
        replace(one, says=says, verdict=verdict, effect=effect, margin=margin, low=effect - 0.01, high=effect + 0.01)
        for says, verdict, effect, margin in rows
    )
    brief = replace(staged_brief(), claims=replace(found, claims=claims))
    return brief, facts_of(brief).verdicts


@pytest.mark.parametrize("voice", VOICES)
def test_the_claims_whose_effects_matter_most_stand_open_and_the_rest_is_folded_in_order(voice):
    nan = math.nan
    brief, told = claims_of(
        ("refused", "refused", nan, 0.02),
        ("open", "undecided", 0.025, 0.02),
        ("the same", "supported", 0.001, 0.05),
        ("five margins", "contradicted", -0.1, 0.02),
        ("small", "right direction, too small to matter", 0.012, 0.05),
        ("four margins of another unit", "supported", 1.0, 0.25),
        ("ten margins", "supported", 0.2, 0.02),
        ("three margins", "supported", 0.06, 0.02),
        ("two margins", "contradicted", 0.04, 0.02),
    )
    order = ["ten margins", "five margins", "four margins of another unit", "three margins", "two margins"]
    order += ["small", "the same", "open", "refused"]
    assert [row.says for row in told.rows] == order
    assert [row.says for row in told.main] == order[:4]
    html = write_dispatch(brief, voice)
    opened, folded = re.search(r'<div class="claim">.*?(?=</section>)', html, re.DOTALL)[0].split("<details>")
    said = [re.findall(r"</span>([\w ]+)</p>", part) for part in (opened, folded)]
    assert said == [order[:4], order[4:]]


@pytest.mark.parametrize("voice", VOICES)
def test_no_claim_stands_open_whose_effect_does_not_matter(voice):
    brief, told = claims_of(("open", "undecided", 0.025, 0.02), ("the same", "supported", 0.001, 0.05))
    assert told.main == ()
    html = write_dispatch(brief, voice)
    assert html.index("<details>", html.index('id="claims"' if voice == "sober" else 'id="gallery"')) < html.index(
        '<div class="claim">'
    )


@pytest.mark.parametrize("name", [*library(), "staged"])
def test_both_voices_tell_the_same_findings(name):
    sober, satirical = (Page(page_of(name, voice)).document for voice in VOICES)
    assert sober | {"voice": ""} == satirical | {"voice": ""}
    assert page_of(name, "satirical").split('class="manual"')[1].split("</ol>")[0].count("<li>") == 6


def test_a_page_has_one_number_for_one_chance():
    brief = staged_brief()
    other = tuple(replace(row, probability=0.9 * row.probability + 0.1 / 3) for row in brief.outcome.outcomes)
    facts = facts_of(replace(brief, outcome=replace(brief.outcome, outcomes=other)))
    chances = {partner.name: partner.chance for partner in facts.answer.partners}
    assert facts.why.actual == chances[facts.why.outcome.name] != brief.why.actual
    assert facts.why.baseline - facts.why.actual == pytest.approx(brief.why.baseline - brief.why.actual)
    for row in facts.changes.rows:
        assert row.before == chances[facts.changes.partner]
        assert row.after == pytest.approx(row.before + row.difference)
    assert all(row.stands == chances[row.suitor] for row in facts.taken.rows)
    assert facts.hangs.chance == chances[facts.hangs.partner]


def staged_apart(shift, moved):
    """The staged brief with its answer so far from chance alone, and a convention that moves it so far, all without an error."""
    brief = staged_brief()
    rows = brief.outcome.outcomes
    alone = tuple(
        replace(row, probability=row.probability + by, error=0.0) for row, by in zip(rows, shift, strict=True)
    )
    told = tuple(replace(row, error=0.0) for row in rows)
    first, *others = (
        replace(row, changes=tuple(replace(change, difference=0.0, error=0.0) for change in row.changes))
        for row in brief.conventions.rows
    )
    first = replace(first, changes=(replace(first.changes[0], difference=moved), *first.changes[1:]))
    return replace(
        brief,
        outcome=replace(brief.outcome, outcomes=told, chance_alone=alone),
        conventions=replace(brief.conventions, rows=(*others, first)),
    )


def read(html):
    """The text of a page with its figures, on one line."""
    shown = re.sub(r"<(style|script|svg).*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(re.sub("<[^>]*>", "", shown).split())


@pytest.mark.parametrize("voice", VOICES)
def test_an_answer_that_is_mostly_doubt_says_so_before_anything_else(voice):
    brief = staged_apart((0, 0.01, -0.01), 0.0)
    facts = facts_of(brief)
    assert facts.answer.is_mostly_doubt
    assert facts.conventions.largest is None
    told = read(write_dispatch(brief, voice))
    assert "answer is mostly doubt" in told
    assert told.lower().index("mostly doubt") < told.index("chance alone")
    assert "4 draws" in told or "4 deals" in told, "conventions were tried in as many"


@pytest.mark.parametrize("voice", VOICES)
def test_a_page_tells_how_the_answer_stands_to_chance_alone_and_what_of_it_hangs_on_a_convention(voice):
    brief = staged_apart((-0.3, 0.15, 0.15), -0.2)
    facts = facts_of(brief)
    largest = facts.conventions.largest
    assert (largest.path, largest.partner, largest.difference) == ("constants.doubt", "no alignment", -0.2)
    html = write_dispatch(brief, voice)
    told, figures = read(html), {value for value, _ in Page(html).figures}
    assert "mostly doubt" not in told.lower()
    for partner in facts.answer.partners:
        assert partner.alone in figures
        assert partner.words in told
    line = next(part for part in html.split("<p>") if "will is left unexplained" in part)
    assert "20.0 ± 0.0 points lower" in read(line)
    assert all(word in line for word in ("doubt", "tempo"))


@pytest.mark.parametrize("voice", VOICES)
def test_a_pivot_that_can_read_no_hand_has_no_empty_table(voice):
    brief = staged_brief()
    views = tuple(
        replace(view, steps=tuple(replace(step, posterior=()) for step in view.steps)) for view in brief.hands.views
    )
    html = write_dispatch(replace(brief, hands=replace(brief.hands, views=views)), voice)
    assert not re.search(r"<tbody>\s*</tbody>", html)
    assert not re.search(r"<tbody>\s*</tbody>", write_dispatch(brief, voice))


@pytest.mark.parametrize("voice", VOICES)
def test_sections_fall_away_with_their_findings(voice):
    full = read_text(STARTER, "starter.yaml")
    crisis = patch(full, {key: {} for key in ("factors", "claims", "perceptions", "war_plans", "hostilities")})
    gone = {"why", "changes", "assumptions", "claims"}
    assert set(possible(full)) - set(possible(crisis)) == gone
    without = Page(write_dispatch(gather(crisis, Work(2), ()), voice))
    everything = Page(page_of("staged", voice))
    assert len(without.heads) < len(everything.heads) - 4
    assert without.document["findings"]["why"] is None
    assert "None" not in " ".join(without.text)
    assert "nan" not in " ".join(without.text + everything.text).split()


def test_the_same_seed_gives_the_same_bytes():
    crisis = read_text(STARTER, "starter.yaml")
    one, other = (write_dispatch(gather(crisis, Work(2), ()), "sober") for _ in range(2))
    assert one == other
    # With a map, whose outlines are clipped by a path that has a name.
    one, other = (write_dispatch(staged_brief(), "sober") for _ in range(2))
    assert "clip-path" in one
    assert one == other


def test_no_text_of_a_file_can_break_out_of_the_page():
    nasty = '</script><script>alert("x")</script><b>&'
    html = write_dispatch(gather(patch(read_text(STARTER, "starter.yaml"), {"title": nasty}), Work(1), ()), "sober")
    page = Page(html)
    assert page.document["told"]["title"] == nasty
    assert "<script>alert" not in html
    assert "<b>" not in html


def dispatched(*words, cwd):
    command = [sys.executable, "-m", "realpolitik", "dispatch", *words]
    return subprocess.run(command, cwd=cwd, check=False, capture_output=True, text=True, timeout=300)


def test_the_command_writes_the_page_and_refuses_what_makes_no_sense(tmp_path):
    (tmp_path / "mine.yaml").write_text(STARTER, encoding="utf-8")
    asked = ("mine.yaml", "--findings", "changes", "--draws", "2", "--quiet", "--voice", "satirical")
    done = dispatched(*asked, "--out", "page.html", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (ExitCode.DONE, "", "")
    document = Page((tmp_path / "page.html").read_text(encoding="utf-8")).document
    assert document["voice"] == "satirical"
    assert document["findings"]["changes"] is not None
    assert document["findings"]["theories"] is None
    for wrong, says in (
        (("--out", "page.pdf"), "page.pdf is not a .html file"),
        (("--out", "page.html", "--findings", "gossip"), "`gossip` is no finding"),
        (("--out", "page.html", "--findings", ","), "`,` is no finding"),
        (("--out", "page.html", "--voice", "loud"), "no voice 'loud'"),
    ):
        refused = dispatched("mine.yaml", *wrong, cwd=tmp_path)
        assert refused.returncode == ExitCode.WRONG_INPUT
        assert says in " ".join(refused.stderr.replace("│", " ").split())


def test_the_command_names_every_finding():
    assert tuple(KINDS) == FINDINGS


def test_the_guide_tells_how_many_draws_each_finding_takes():
    guide = (Path(__file__).parents[2] / "docs/how-to/publish-a-dispatch.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \|.*\| (\w+) \|$", guide, re.MULTILINE))
    assert told == {finding: str(MOST_DRAWS.get(finding, "none")) for finding in FINDINGS}


def test_a_folder_is_a_voice(tmp_path):
    assert voices() == ("satirical", "sober")
    (tmp_path / "page.html.j2").write_text("{{ facts.pivot }}: {{ facts.answer.first.words | than_chance }}\n")
    told = write_dispatch(staged_brief(), str(tmp_path))
    assert re.fullmatch(r"Turkey: [a-z ]+\n", told)
    for fault, says in (
        ("{{ facts.gossip }}", r"page\.html\.j2, line 1: .*no attribute 'gossip'"),
        ("\n{% if %}", r"page\.html\.j2, line 2: Expected an expression"),
        ("{% include 'sober/gossip.j2' %}", "no template sober/gossip.j2"),
        ("\n\n{{ 1 / 0 }}", r"page\.html\.j2, line 3: ZeroDivisionError"),
        ("{{ facts.pivot + 1 }}", r"page\.html\.j2, line 1: TypeError"),
        ("{{ facts.pivot | percent }}", r"page\.html\.j2, line 1: "),
        ("{% include 'page.html.j2' %}", r"page\.html\.j2, line 1: RecursionError"),
        ("{{ 1 | gossip }}", r"page\.html\.j2, line 1: No filter named 'gossip'"),
    ):
        (tmp_path / "page.html.j2").write_text(fault)
        with pytest.raises(RealpolitikError, match=says):
            write_dispatch(staged_brief(), str(tmp_path))
    with pytest.raises(RealpolitikError, match="no voice 'loud'"):
        write_dispatch(staged_brief(), "loud")


@pytest.mark.parametrize(
    "files, says",
    [
        ({"page.html.j2": b"one\n\xff"}, r"page\.html\.j2, line 2: it is not UTF-8 text"),
        ({"page.html.j2": b"{% include 'more.j2' %}", "more.j2": b"\n\n\xe9"}, r"more\.j2, line 3: it is not UTF-8"),
        ({"page.html.j2": b"{% include 'more.j2' %}", "more.j2": b"\n{% if %}"}, r"more\.j2, line 2: Expected"),
    ],
)
def test_a_voice_that_cannot_be_read_is_refused_before_any_work(files, says, tmp_path):
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with pytest.raises(RealpolitikError, match=says):
        require_voice(str(tmp_path))
