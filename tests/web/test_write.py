"""Writing a crisis in the page: nothing is lost, what is wrong is told where it stands, and the form and the text are one."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from hostile import hostile_crisis
from realpolitik.crisis.document import MAX_BYTES
from realpolitik.crisis.read import library, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.write import write_crisis
from realpolitik.errors import CrisisInvalid
from realpolitik.store import Stale, Store
from realpolitik.web.security import COOKIE, FIELD, HEADER
from realpolitik.web.write import MOST_DRAFTS, UNTITLED, title_of
from realpolitik.web.write_check import findings_in, mark_of
from realpolitik.web.write_edits import Misfit, filled_in, read_number, with_entry, without_entry
from realpolitik.web.write_form import TABLES, fields_of, number_shown, specification
from workbench import PATIENCE, WIDTHS, serving

expect.set_options(timeout=PATIENCE)
BROKEN = Path(__file__).parent.parent / "crisis" / "broken"
FORM = "application/x-www-form-urlencoded"


class Visitor:
    """Somebody who asks as a browser does, with the cookie and the word of its forms."""

    def __init__(self, address):
        self.place = urlsplit(address)
        self.cookie = ""
        self.cookie, self.word = self._known(self.ask("/write"))

    def _known(self, answer):
        session = re.search(rf"{COOKIE}=([^;]+)", answer[1]["Set-Cookie"])[1]
        return f"{COOKIE}={session}", re.search(r'data-form-word="(\w+)"', answer[2])[1]

    def ask(self, path, method="GET", body=None, kind="text/plain"):
        connection = http.client.HTTPConnection(self.place.hostname, self.place.port, timeout=120)
        try:
            heads = {"Cookie": self.cookie, "Content-Type": kind} | ({HEADER: self.word} if self.cookie else {})
            connection.request(method, path, body.encode() if isinstance(body, str) else body, heads)
            answer = connection.getresponse()
            return answer.status, answer.msg, answer.read().decode()
        finally:
            connection.close()

    def told(self, path, method="GET", body=None, kind="text/plain"):
        return json.loads(self.ask(path, method, body, kind)[2])

    def begin(self, word="starter"):
        status, heads, _ = self.ask("/write", "POST", urlencode({"from": word, FIELD: self.word}), FORM)
        assert status == 303
        return heads["Location"].rpartition("/")[2]

    def upload(self, content, name="mine.yaml"):
        body = (
            f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
            + content + b"\r\n--cut--\r\n"
        )  # fmt: skip
        return self.ask("/write", "POST", body, "multipart/form-data; boundary=cut")

    def edit(self, text, action, path, value=""):
        asked = {"text": text, "action": action, "path": list(path), "value": value}
        return self.told("/write/edit", "POST", json.dumps(asked), "application/json")


@pytest.fixture
def visitor(workbench):
    return Visitor(workbench.address)


def kept(workbench, draft):
    """The text of a draft, as another program finds it in the store."""
    store = Store(workbench.store)
    try:
        return store.draft(draft).text
    finally:
        store.close()


# --- drafts


@pytest.mark.parametrize("word", ["starter", "veldra-1884"])
def test_one_begins_from_the_example_or_from_a_copy_with_its_comments(workbench, visitor, word):
    draft = visitor.begin(word)
    text = STARTER if word == "starter" else library()[word].read_text(encoding="utf-8")
    assert kept(workbench, draft) == text
    status, heads, given = visitor.ask(f"/write/{draft}/file")
    assert (status, given) == (200, text)
    assert heads["Content-Disposition"] == f'attachment; filename="{word}.yaml"'
    assert read_text(text, "x").title in visitor.ask("/write")[2]


def test_a_file_is_brought_in_as_it_is_right_or_wrong(workbench, visitor):
    wrong = "title: Wrong # beside\r\nstates: [\r\n"
    status, heads, _ = visitor.upload(wrong.encode())
    assert status == 303
    draft = heads["Location"].rpartition("/")[2]
    assert kept(workbench, draft) == wrong.replace("\r\n", "\n")
    assert visitor.told(f"/write/{draft}/check")["problems"][0]["line"] == 3
    for content, name, says in (
        (b"a: \xff\n", "a.yaml", "not UTF-8"),
        (b"x" * (MAX_BYTES + 1), "a.yaml", "too large"),
        (b"", "", "No file was chosen"),
    ):
        status, _, page = visitor.upload(content, name)
        assert (status, says in page) == (422, True)
    status, _, page = visitor.ask("/write", "POST", urlencode({"from": "../etc", FIELD: visitor.word}), FORM)
    assert (status, "no such crisis" in page) == (422, True)


def test_a_draft_is_deleted_only_by_one_who_means_it(visitor):
    draft = visitor.begin()
    status, _, page = visitor.ask(f"/write/{draft}/delete")
    assert (status, "cannot be brought back" in page) == (200, True)
    assert visitor.ask(f"/write/{draft}")[0] == 200
    assert visitor.ask(f"/write/{draft}/delete", "POST", "")[0] == 303
    assert visitor.ask(f"/write/{draft}")[0] == 404
    assert visitor.told(f"/write/{draft}/text?mark=x", "PUT", "a: 1")["refused"] == "gone"
    assert visitor.told(f"/write/{draft}/check")["refused"] == "gone"


def test_a_draft_is_changed_only_from_the_text_that_its_writer_knows(tmp_path):
    store = Store(tmp_path / "s")
    draft = store.add_draft("t", "one")
    assert store.change_draft(draft, "t", "two", after="one")
    with pytest.raises(Stale):
        store.change_draft(draft, "t", "three", after="one")
    assert store.draft(draft).text == "two"
    assert store.change_draft(draft, "t", "four")
    assert not store.change_draft("none", "t", "five", after="one")
    store.close()


def test_a_store_does_not_fill_up_with_drafts(tmp_path):
    store = Store(tmp_path / "s")
    for number in range(MOST_DRAFTS):
        store.add_draft(f"t{number}", "a: 1")
    store.close()
    with serving(tmp_path / "s") as served:
        told = Visitor(served.address).told("/write/copy", "POST", "a: 1")
        assert "delete one" in told["remedy"] or "delete one" in told["message"]


@pytest.mark.parametrize(
    "text, title",
    [
        (STARTER, "A pivot between two suitors"),
        ('id: x\ntitle: "One: \\"two\\""   # three', 'One: "two"'),
        ("title: it's # a comment", "it's"),
        ("title: >-\n  Folded words\n  of two lines", "Folded words"),
        ("title:\nid: x", UNTITLED),
        ("title: \u202e\x07 ", "??"),
        ("{[", UNTITLED),
        ("title: " + "x" * 900, "x" * 120),
    ],
)
def test_a_draft_is_called_by_its_title_even_if_it_cannot_be_read(text, title):
    assert title_of(text) == title


# --- saving


def test_what_was_typed_later_is_never_written_over(workbench, visitor):
    draft = visitor.begin()
    first = visitor.told(f"/write/{draft}/text?mark={mark_of(STARTER)}", "PUT", "title: one\n")
    assert (first["mark"], first["title"]) == (mark_of("title: one\n"), "one")
    late = visitor.told(f"/write/{draft}/text?mark={mark_of(STARTER)}", "PUT", "title: late\n")
    assert late["refused"] == "conflict"
    assert kept(workbench, draft) == "title: one\n"
    again = visitor.told(f"/write/{draft}/text?mark={mark_of(STARTER)}", "PUT", "title: one\n")
    assert again["mark"] == first["mark"]  # an answer that did not arrive is no conflict
    copy = visitor.told("/write/copy", "POST", "title: late\n")["id"]
    assert kept(workbench, copy) == "title: late\n"


@pytest.mark.parametrize("content", ["\n\n  a: 1", "\ttabs\n", "", "é\u2028\U0001f600 \x00", "</textarea><script>"])
def test_any_text_is_kept_as_it_is(workbench, visitor, look, content):
    draft = visitor.begin()
    assert "mark" in visitor.told(f"/write/{draft}/text?mark={mark_of(STARTER)}", "PUT", content)
    assert kept(workbench, draft) == content
    page = look().page
    page.goto(f"{workbench.address}/write/{draft}")
    assert page.locator("#text").input_value() == content.replace("\x00", "\ufffd")


def test_a_text_that_is_too_large_is_told_so_and_not_kept(workbench, visitor):
    draft = visitor.begin()
    told = visitor.told(f"/write/{draft}/text?mark={mark_of(STARTER)}", "PUT", "x" * (MAX_BYTES + 1))
    assert "too large" in told["message"]
    assert kept(workbench, draft) == STARTER


def test_a_page_without_scripts_saves_and_is_told_what_is_wrong(workbench, visitor, look):
    draft = visitor.begin()
    page = look(scripts=False).page
    page.goto(f"{workbench.address}/write/{draft}")
    page.locator("#text").fill(STARTER.replace("kind: defense", "kind: defence"))
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator("#problems")).to_contain_text("kind")
    expect(page.locator("#problems")).to_contain_text("Line 72")
    assert "kind: defence" in kept(workbench, draft)


# --- checking


@pytest.mark.parametrize("name", sorted(path.stem for path in BROKEN.glob("*.yaml") if path.stem != "not-utf-8"))
def test_every_problem_is_told_with_its_place_and_remedy(name):
    text = (BROKEN / f"{name}.yaml").read_text(encoding="utf-8")
    with pytest.raises(CrisisInvalid) as caught:
        read_text(text, "x")
    told = findings_in(text)
    assert not told["valid"]
    given = [(each["line"], each["column"], each["path"], each["message"], each["remedy"]) for each in told["problems"]]
    assert given == [(each.line, each.column, each.path, each.message, each.remedy) for each in caught.value.problems]
    for each in told["problems"]:
        assert each["field"] is None or each["path"].startswith(".".join(each["field"]))


HOSTILE = {
    "brackets": "[" * 400_000,
    "entries": "a: [" + "1, " * 250_000 + "]",
    "anchors": "".join(f"a{n}: &a{n} x\n" for n in range(40_000)),
    "bomb": (BROKEN / "alias-bomb.yaml").read_text(encoding="utf-8"),
    "digits": "a: " + "9" * 500_000,
    "keys": "".join(f"k{n}: 1\n" for n in range(30_000)),
    "states": STARTER.replace("states:\n", "states: # \t\n" + "".join(f"  S{n}: {{name: a}}\n" for n in range(3_000))),
    "code": (BROKEN / "code-tag.yaml").read_text(encoding="utf-8"),
    "deep": (BROKEN / "deep.yaml").read_text(encoding="utf-8"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_gets_plain_words_while_other_pages_answer(workbench, visitor, name):
    draft = visitor.begin()
    text = HOSTILE[name]
    assert "mark" in visitor.told(f"/write/{draft}/text?mark={mark_of(STARTER)}", "PUT", text)
    told = visitor.told(f"/write/{draft}/check")
    assert told["mark"] == mark_of(text)
    assert 1 <= len(told["problems"]) <= 201
    assert not re.search(r"Traceback|Error\b|object at", json.dumps(told["problems"]))
    if told["form"] is None:
        assert visitor.edit(text, "set", ["title"], "x")["refused"] == "unreadable"
    assert visitor.ask("/health")[0] == 200


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", "[" * 100_000, '{"text": 1, "action": "set", "path": []}', "1" * 5000,
     json.dumps({"text": "a: 1", "action": "set", "path": [["a"]], "value": 1}),
     json.dumps({"text": "a: 1", "action": "set", "path": ["title"], "value": {"a": 1}}),
     json.dumps({"text": "a: 1", "action": "shout", "path": ["title"]}),
     json.dumps({"text": "a: x\ud800", "action": "set", "path": ["title"], "value": "\ud800"}),
     json.dumps({"text": STARTER, "action": "set", "path": ["states"] * 9, "value": "x"}),
     json.dumps({"text": STARTER, "action": "add", "path": ["constants"], "value": "x"}),
     json.dumps({"text": STARTER, "action": "set", "path": ["suitors", "North", "menu", "pact", "obligors"], "value": [1]}),
     json.dumps({"text": STARTER, "action": "remove", "path": []})],
)  # fmt: skip
def test_what_is_no_edit_is_told_so(visitor, body):
    status, _, told = visitor.ask("/write/edit", "POST", body, "application/json")
    assert (status, json.loads(told)["refused"]) == (200, "misfit")


# --- the form


def test_the_form_has_a_place_for_every_field_that_it_names():
    for record, fields in fields_of():
        assert len({field.name for field in fields}) == len(fields)
        for field in fields:
            assert field.steps[0] in record.model_fields, field
    told = specification()
    kind = next(field for field in told["tables"][1]["inner"][0]["fields"] if field["name"] == "kind")
    assert "nonaggression" in kind["choices"]


@pytest.mark.parametrize("name", ["starter", *library()])
def test_an_edit_of_any_field_changes_its_line_alone(name):
    text = STARTER if name == "starter" else library()[name].read_text(encoding="utf-8")
    fields = [*(("title",), ("question",)), ("window", "closes")]
    told = findings_in(text)["form"]
    state, suitor = told["tables"]["states"][1], told["tables"]["suitors"][0]
    fields += [
        ("states", state["key"], "name"),
        ("suitors", suitor["key"], "menu", suitor["tables"]["menu"][0]["key"], "says"),
    ]
    for path in fields:
        value = "1999-12-31" if path[-1] == "closes" else "Something: else"
        new = filled_in(text, path, value)
        before, after = text.splitlines(), new.splitlines()
        assert sum(line not in after for line in before) <= 3, path
        assert sum(line not in before for line in after) == 1, path
        assert filled_in(new, path, value) == new


@pytest.mark.parametrize("name", ["starter", "turkey-1939"])
def test_what_a_button_adds_checks_and_what_is_removed_is_gone_without_trace(name):
    text = STARTER if name == "starter" else library()[name].read_text(encoding="utf-8")
    form = findings_in(text)["form"]
    suitor, plan = form["tables"]["suitors"][0]["key"], form["tables"]["war_plans"][0]["key"]
    tables = [(table.name,) for table in TABLES] + [("suitors", suitor, "menu"), ("war_plans", plan, "occasions")]
    for path in tables:
        new = with_entry(text, path, "brand_new")
        assert findings_in(new)["problems"] == [], path
        assert without_entry(new, (*path, "brand_new")) == text
        with pytest.raises(Misfit, match="already"):
            with_entry(new, path, "Brand-New")
        with pytest.raises(Misfit, match="letters"):
            with_entry(text, path, "a b")


@pytest.mark.parametrize(
    "path, value, line",
    [
        (("states", "PIV", "capability"), "0.1 to 0.2", "    capability: {uniform: [0.1, 0.2], source: yearbook}"),
        (("states", "NOR", "capability"), " .3 ", "    capability: {value: 0.3, source: yearbook}"),
        (("states", "MAR", "capability"), "0, 0.01, 0.02",
         "    capability: {triangular: [0, 0.01, 0.02]}        # the small state"),
        (("states", "SOU", "war_cost"), "0.3", "    war_cost: 0.3"),
        (("suitors", "North", "menu", "pact", "against"), ["MAR", "SOU"], "        against: [SOU, MAR]"),
        (("suitors", "South", "menu", "river", "secret"), True, "        secret: true"),
        (("stakes", "river", "worth", "NOR"), "0.05", "    worth: {PIV: 0.12, MAR: 0.3, NOR: 0.05}"),
        (("suitors", "North", "menu", "pact", "worth", "NOR"), "-1", "        worth: {NOR: -1}"),
    ],
)  # fmt: skip
def test_fields_are_written_as_a_person_would_write_them(path, value, line):
    text = STARTER.replace("capability: 0.02\n", "capability: 0.02        # the small state\n")
    new = filled_in(text, path, value)
    assert line in new.splitlines()
    assert new.count("#") == text.count("#")


@pytest.mark.parametrize(
    "path, value, says",
    [
        (("states", "PIV", "readiness"), "1.5", "must lie in 0 to 1"),
        (("states", "PIV", "readiness"), "a lot", "is no number"),
        (("states", "PIV", "readiness"), "0.4 to 0.2", "low not above high"),
        (("states", "PIV", "readiness"), "1 2 3", "is no number"),
        (("states", "PIV", "readiness"), "1e99", "is no number"),
        (("states", "PIV", "capability"), "", "cannot do without"),
        (("as_of",), "16 August", "date"),
        (("title",), "  ", "cannot do without"),
        (("title",), "a\x07b", r"U\+0007 cannot stand"),
        (("suitors", "North", "menu", "pact", "kind"), "defence", "write one of defense"),
        (("suitors", "North", "menu", "pact", "obligors"), [], "cannot do without"),
        (("suitors", "North", "members", "NOR"), "", "at least 1"),
        (("states", "PIV", "nothing"), "1", "no such field"),
    ],
)
def test_what_does_not_fit_is_told_and_not_written(path, value, says):
    with pytest.raises(Misfit, match=says):
        filled_in(STARTER, path, value)


def test_numbers_are_read_as_they_are_shown():
    for found in (0.2, 3, -0.5, {"value": 0.2, "note": "n"}, {"uniform": [0.1, 1]}, {"triangular": [0, 0.5, 1]}):
        form, content = read_number(number_shown(found))
        assert (found if not isinstance(found, dict) else found[form]) == content
    for other in (
        {"normal": [0, 1]},
        {"uniform": [1]},
        {"uniform": "a"},
        "x",
        True,
        None,
        [],
        {"choice": {}},
        {"value": "x"},
    ):
        assert number_shown(other) is None


@pytest.mark.parametrize(
    "text", ["states: 1\nsuitors: [a]\ntitle: [b]", "states: {A: 1, B: {name: [x], readiness: {}}}", "a", "[]"]
)
def test_a_file_that_is_no_crisis_yet_has_a_form_all_the_same(text):
    told = findings_in(text)
    assert told["problems"]
    assert json.dumps(told["form"])


def test_the_form_of_the_largest_crisis_tells_what_it_cannot_show():
    told = findings_in(library()["ussr-1939"].read_text(encoding="utf-8"))
    pivot = next(each for each in told["form"]["tables"]["states"] if each["key"] == "USSR")
    assert "lognormal" in pivot["values"]["capability"]["written"]
    assert told["valid"]
    assert told["idle"]
    assert all(each["line"] > 1 for each in told["idle"])


# --- in a browser


def writing(workbench, look, width="wide", text=None, dark=False):
    """A window at a new draft, which has been checked."""
    visitor = Visitor(workbench.address)
    draft = visitor.begin()
    if text is not None:
        visitor.told(f"/write/{draft}/text?mark={mark_of(STARTER)}", "PUT", text)
    watched = look(width, dark)
    watched.page.goto(f"{workbench.address}/write/{draft}")
    expect(watched.page.locator("#verdict")).not_to_be_empty()
    return watched, draft


def type_over(page, old, new):
    """Select a stretch of the text, and type something else."""
    text = page.locator("#text").input_value()
    assert text.count(old) == 1, old
    page.locator("#text").evaluate(
        "(box, [first, last]) => { box.focus(); box.setSelectionRange(first, last); }",
        [text.index(old), text.index(old) + len(old)],
    )
    page.keyboard.insert_text(new)


def test_a_broken_file_is_told_with_places_and_mended(workbench, look):
    watched, draft = writing(workbench, look)
    page = watched.page
    expect(page.locator("#verdict")).to_have_text("Nothing is wrong.")
    type_over(page, "lead: NOR", "lead: NOX")
    problem = page.locator("#problems li").first
    expect(problem).to_contain_text("NOX")
    expect(page.locator("#open")).to_have_attribute("aria-disabled", "true")
    line = STARTER[: STARTER.index("lead: NOR")].count("\n") + 1
    expect(page.locator("#numbers span.wrong").first).to_have_text(str(line))
    problem.get_by_role("button", name="Line").click()
    assert "NOX" in page.evaluate("getSelection().toString()")
    problem.get_by_role("button", name="In the form").click()
    lead = page.get_by_label("Lead").first
    expect(lead).to_be_focused()
    expect(lead).to_have_attribute("aria-invalid", "true")
    lead.select_option("NOR")
    expect(page.locator("#verdict")).to_have_text("Nothing is wrong.")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert kept(workbench, draft) == STARTER
    assert page.locator("#open").get_attribute("aria-disabled") is None


def test_the_form_and_the_text_are_one(workbench, look):
    watched, draft = writing(workbench, look)
    page = watched.page
    page.locator("details.entry > summary", has_text="PIV").first.click()
    readiness = page.get_by_label("Readiness").first
    expect(readiness).to_have_value("0.6")
    readiness.fill("0.5 to 0.7")
    readiness.blur()
    expect(page.locator("#saved")).to_have_text("Saved")
    written = STARTER.replace("readiness: 0.6 ", "readiness: {uniform: [0.5, 0.7]} ")
    expect(page.locator("#text")).to_have_value(written)
    type_over(page, "uniform: [0.5, 0.7]", "uniform: [0.2, 0.9]")
    expect(readiness).to_have_value("0.2 to 0.9")
    readiness.fill("3")
    readiness.blur()
    expect(page.locator(".wrong-here", has_text="Must lie in 0 to 1")).to_be_visible()
    expect(readiness).to_have_value("3")
    assert "uniform: [0.2, 0.9]" in page.locator("#text").input_value()
    type_over(page, "name: March", "name: Marches")  # the form is drawn anew
    expect(page.locator("details.entry > summary", has_text="Marches")).to_be_visible()
    expect(readiness).to_have_value("3")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("details.entry > summary", has_text="Marches")).to_have_count(0)
    page.get_by_label("Key of a new state").fill("ISL")
    page.get_by_role("button", name="Add a state").click()
    expect(page.locator("#text")).to_have_value(re.compile(r"\n  ISL: \{name: ISL, capability: 0\.05\}\n"))
    name = page.locator("details.entry[open]", has_text="ISL").get_by_label("Name")
    expect(name).to_be_focused()
    name.fill("The Island")
    name.blur()
    expect(page.locator("details.entry > summary", has_text="The Island")).to_be_visible()
    expect(page.locator("#verdict")).to_have_text("Nothing is wrong.")
    page.get_by_role("button", name=re.compile("Remove this state.*ISL")).click()
    expect(page.locator("details.entry > summary", has_text="ISL")).to_have_count(0)
    undo = page.get_by_role("button", name="Undo")
    while undo.is_enabled():  # what is typed in one go is one step
        undo.click()
    expect(page.locator("#text")).to_have_value(STARTER)
    expect(page.locator("#saved")).to_have_text("Saved")
    assert kept(workbench, draft) == STARTER


def test_what_is_typed_while_the_form_works_is_not_overwritten(workbench, look):
    watched, draft = writing(workbench, look)
    page = watched.page
    held = []
    page.route("**/write/edit", lambda route: held.append(route) if not held else route.continue_())
    page.get_by_label("Title").fill("Another title")
    page.get_by_label("Title").blur()
    while not held:
        page.wait_for_timeout(20)
    type_over(page, "name: March", "name: Marches")
    held[0].continue_()
    wanted = STARTER.replace("name: March ", "name: Marches ").replace("A pivot between two suitors", "Another title")
    expect(page.locator("#text")).to_have_value(wanted)
    expect(page.locator("#saved")).to_have_text("Saved")
    assert kept(workbench, draft) == wanted


def test_two_windows_do_not_write_over_each_other(workbench, look):
    watched, draft = writing(workbench, look)
    other = look().page
    other.goto(f"{workbench.address}/write/{draft}")
    expect(other.locator("#verdict")).not_to_be_empty()
    type_over(watched.page, "name: March", "name: Marches")
    expect(watched.page.locator("#saved")).to_have_text("Saved")
    type_over(other, "name: Pivot", "name: Pivotal")
    expect(other.get_by_role("alert").first).to_contain_text("Another window has changed this draft.")
    assert "Marches" in kept(workbench, draft)
    other.get_by_role("button", name="Keep mine as a new draft").click()
    other.wait_for_url(lambda url: not url.endswith(draft))
    assert "Pivotal" in kept(workbench, other.url.rpartition("/")[2])
    assert "Pivotal" not in kept(workbench, draft)


def test_the_keyboard_is_never_trapped(workbench, look):
    watched, _ = writing(workbench, look)
    page = watched.page
    type_over(page, "  period: month", "  period: month")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("x: 1")
    assert "  period: month\n    x: 1\n" in page.locator("#text").input_value()
    page.keyboard.press("Shift+Tab")
    assert "  period: month\n  x: 1\n" in page.locator("#text").input_value()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "text"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "text"


def test_the_form_waits_while_the_text_cannot_be_read(workbench, look):
    watched, _ = writing(workbench, look)
    page = watched.page
    type_over(page, "\nwindow:\n", "\nwindow: {\n")
    expect(page.locator("#form-note")).to_contain_text("the form waits")
    assert page.evaluate("[...document.getElementById('form').children].every(each => each.inert)")
    assert watched.violations() == []
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#form-note")).to_be_hidden()
    assert page.evaluate("![...document.getElementById('form').children].some(each => each.inert)")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_editor_is_accessible_at_every_width(workbench, look, width, dark):
    watched, _ = writing(workbench, look, width, STARTER.replace("capability: 0.02", "capability: 2"), dark)
    page = watched.page
    views = ["Text", "Form", "Check"] if width == "telephone" else [""]
    for view in views:
        if view:
            page.get_by_role("tab", name=view).click()
        if view in ("Form", ""):
            for key in ("MAR", "North", "levy", "autumn"):
                page.locator("details.entry > summary", has_text=key).first.click()
        assert watched.violations() == []
        assert watched.overflow() <= 0
    page.goto(workbench.address + "/write")
    assert watched.violations() == []
    assert watched.overflow() <= 0


def test_hostile_words_do_nothing_in_the_page(workbench, look):
    watched, _ = writing(workbench, look, text=write_crisis(hostile_crisis()))
    page = watched.page
    for summary in page.locator("details.entry > summary").all():
        if summary.is_visible():
            summary.click()
    type_over(page, "\npivot: PIV", "\npivot: </script><img src=x onerror=top.harmed=1>")
    expect(page.locator("#problems li").first).to_be_visible()
    page.goto(workbench.address + "/write")
    assert page.evaluate("typeof top.harmed") == "undefined"


def test_a_crisis_that_checks_is_opened_in_the_workbench(workbench, look):
    watched, draft = writing(workbench, look)
    page = watched.page
    type_over(page, "title: A pivot between two suitors", "title: A crisis of my own")
    page.get_by_role("link", name="Open in the workbench").click()
    page.wait_for_url(f"**/crises/*{draft}")
    expect(page.get_by_role("heading", level=1)).to_have_text("A crisis of my own")


def test_a_killed_server_loses_nothing(tmp_path, look):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "realpolitik",
        "serve",
        "--port",
        str(port),
        "--no-browser",
        "--store",
        str(tmp_path / "s"),
    ]

    def begun():
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
        )
        address = process.stdout.readline().split()[4].rstrip("/")
        urllib.request.urlopen(address + "/health", timeout=60).close()
        return process, address

    process, address = begun()
    try:
        draft = Visitor(address).begin()
        watched = look()
        page = watched.page
        page.goto(f"{address}/write/{draft}")
        expect(page.locator("#verdict")).not_to_be_empty()
        type_over(page, "name: March", "name: Marches")
        expect(page.locator("#saved")).to_have_text("Saved")
        process.send_signal(signal.SIGKILL)
        process.wait()
        type_over(page, "name: South\n    lead", "name: Southern\n    lead")
        expect(page.locator("#saved")).to_contain_text("kept in this browser")
        process.stdout.close()
        process, address = begun()
        page.goto(f"{address}/write/{draft}")
        expect(page.locator("#saved")).to_have_text("Saved")
        wanted = STARTER.replace("name: March ", "name: Marches ").replace(
            "name: South\n    lead", "name: Southern\n    lead"
        )
        expect(page.locator("#text")).to_have_value(wanted)
        with urllib.request.urlopen(f"{address}/write/{draft}/file", timeout=60) as answer:
            assert answer.read().decode() == wanted
        unanswered = [line for line in watched.said if "ERR_CONNECTION_REFUSED" in line]
        watched.said[:] = [line for line in watched.said if line not in unanswered]
        assert unanswered
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
