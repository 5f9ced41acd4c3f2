"""Notes are what their writers said, and can do nothing but be read; only who wrote one can take it back."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.request
from urllib.parse import urlencode

import pytest

from realpolitik.web.notes import MOST_LETTERS, made_safe
from realpolitik.web.security import FIELD
from workbench import serving

PAGE = "/crises/veldra-1884"


@pytest.mark.parametrize(
    "text, html",
    [
        ("*so* **much**", "<p><em>so</em> <strong>much</strong></p>\n"),
        ("# A head", '<p class="note-head">A head</p>\n'),
        ("<script>top.harmed=1</script>", "<p>&lt;script&gt;top.harmed=1&lt;/script&gt;</p>\n"),
        ("a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        ("[x](javascript:top.harmed=1)", "<p>[x](javascript:top.harmed=1)</p>\n"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>\n"),
        ("[x](//elsewhere.example)", "<p>[x](//elsewhere.example)</p>\n"),
        ("[x](/crises/other)", "<p>[x](/crises/other)</p>\n"),
        ("![x](https://elsewhere.example/x.png)", None),
        (
            '[x](https://a.example/?q="><b>)',
            None,
        ),
        (
            "[x](https://a.example)",
            '<p><a href="https://a.example" rel="noopener noreferrer nofollow" target="_blank">x</a></p>\n',
        ),
        (
            "<https://a.example>",
            '<p><a href="https://a.example" rel="noopener noreferrer nofollow" target="_blank">https://a.example</a></p>\n',
        ),
        ("[x][1]\n\n[1]: JaVaScRiPt:top.harmed=1", None),
    ],
)
def test_markdown_is_made_safe(text, html):
    told = str(made_safe(text))
    assert html is None or told == html
    assert not re.search(r"<(?!/?(p|em|strong|a|code|pre|ul|ol|li|blockquote|br|hr)\b)", told)
    assert not re.search(r'href="(?!https?://)', told)
    assert all('rel="noopener' in link for link in re.findall(r"<a [^>]*>", told))


class Visitor:
    """Somebody with a browser of their own, without scripts."""

    def __init__(self, address):
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.word = re.search(r'data-form-word="(\w+)"', self.page("/"))[1]

    def page(self, path):
        return self.opener.open(self.address + path, timeout=60).read().decode()

    def send(self, path, **fields):
        try:
            body = urlencode({FIELD: self.word, **fields}).encode()
            answer = self.opener.open(self.address + path, body, timeout=60)
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()
        return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("notes") / "s.sqlite") as served:
        yield served.address


def test_only_who_wrote_a_note_takes_it_back(address):
    one, other = Visitor(address), Visitor(address)
    status, page = one.send(f"{PAGE}/notes", text="Mine", name="A  b\u202e", state="", chance="forged")
    assert status == 200
    place = re.search(rf"{PAGE}/notes/\d+/remove", page)[0]
    assert "A b," in page
    assert "forged" not in page
    assert place not in other.page(f"{PAGE}?tab=notes")
    assert other.send(place)[0] == 422
    assert "Mine" in other.page(f"{PAGE}?tab=notes")
    assert "Mine" not in one.send(place)[1]


@pytest.mark.parametrize(
    "fields, says",
    [
        ({"text": " \u200b "}, "The note is empty"),
        ({"text": "x" * (MOST_LETTERS + 1)}, ["4,001 letters", "4,000 at most"][0]),
        ({"text": "x", "name": "y" * 61}, "The name has 61 letters"),
    ],
)
def test_what_is_no_note_is_refused_in_words(address, fields, says):
    status, page = Visitor(address).send(f"{PAGE}/notes", **fields)
    assert (status, says in page) == (422, True)


@pytest.mark.parametrize(
    "state, is_kept",
    [
        (f"{PAGE}/bend?without=deadline&set=states.A.b%3D1", True),
        (f"{PAGE}?x=1", True),
        ("/crises/ussr-1939/bend?x=1", False),
        ("https://elsewhere.example/crises/veldra-1884/bend?x=1", False),
        ("//elsewhere.example?x", False),
        (f'{PAGE}/bend?x="><script>', False),
        (f"{PAGE}/bend?x=" + "y" * 2000, False),
    ],
)
def test_the_bend_at_writing_is_an_address_of_its_crisis_or_nothing(address, state, is_kept):
    visitor = Visitor(address)
    status, page = visitor.send(f"{PAGE}/notes", text="Of a bend", state=state, chance="North 3%")
    assert status == 200
    assert ("for <a href=" in page) == is_kept
    assert ("North 3%" in page) == is_kept
    assert visitor.send(re.search(rf"{PAGE}/notes/\d+/remove", page)[0])[0] == 200


def test_a_note_is_written_and_taken_back_in_a_browser(address, look):
    watched = look("telephone")
    page = watched.page
    page.goto(f"{address}{PAGE}?tab=notes")
    page.get_by_label("Your note, in Markdown").fill("<img src=x onerror=top.harmed=1> and *so* on")
    page.get_by_label("Your name, if you like").fill("</p><script>top.harmed=1</script>")
    page.get_by_role("button", name="Keep the note").click()
    note = page.locator(".note").filter(has_text="and so on")
    note.wait_for()
    assert "</p><script>" in note.inner_text()
    assert note.locator("em").inner_text() == "so"
    assert page.evaluate("window.harmed") is None
    assert watched.violations() == []
    note.get_by_role("button", name="Take this note back").click()
    page.get_by_text("Nobody has written a note").wait_for()
