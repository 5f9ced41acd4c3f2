"""Who may ask the workbench, how much may be sent, which forms are its own, and what is said of what goes wrong."""

from __future__ import annotations

import http.client
import re
import socket
import threading
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from realpolitik.errors import CrisisInvalid, Problem, RealpolitikError
from realpolitik.store import Store
from realpolitik.web.app import ROUTES, create_app
from realpolitik.web.security import COOKIE, FIELD, HEADER, HEADERS, form_word
from realpolitik.web.serving import Serving, address_of, take_port

FORM = "application/x-www-form-urlencoded"
MOST = 100_000


class Answered(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


def ask(address, path, method="GET", body=None, **headers):
    """Ask as a program does that can send anything; underscores of header names stand for strokes."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Answered(response.status, response.msg, response.read().decode())
    finally:
        connection.close()


async def taken(request):
    return PlainTextResponse((await request.form()).get("said", "nothing"))


async def broken(request):
    raise ZeroDivisionError("a secret of the machine")


async def refused(request):
    raise RealpolitikError("the thing is wrong; do <b>another</b>")


async def invalid(request):
    raise CrisisInvalid([Problem("mine.yaml", 3, 5, "states.<X>", "there is no such state", "name one")])


TRIED = (
    Route("/taken", taken, methods=["POST"]),
    Route("/broken", broken),
    Route("/refused", refused),
    Route("/invalid", invalid),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("guarded") / "workbench.sqlite")
    listening = take_port("127.0.0.1", 0)
    served = Serving(create_app(store, routes=(*ROUTES, *TRIED), most_bytes=MOST, hosts=("localhost",)), listening)
    thread = threading.Thread(target=served.run)
    thread.start()
    yield address_of(listening, "127.0.0.1")
    served.end()
    thread.join(timeout=30)
    store.close()
    assert not thread.is_alive()


@pytest.fixture
def visitor(address):
    """The cookie of somebody who has opened a page, and the word of its forms."""
    page = ask(address, "/")
    session = re.search(rf"{COOKIE}=([^;]+); Path=/; Max-Age=\d+; HttpOnly; SameSite=Lax", page.headers["Set-Cookie"])[
        1
    ]
    word = re.search(r'data-form-word="(\w+)"', page.text)[1]
    assert word == form_word(session)
    assert session not in page.text
    return f"{COOKIE}={session}", word


def test_a_form_needs_the_word_of_its_visitor(address, visitor):
    cookie, word = visitor
    told = urlencode({"said": "well", FIELD: word})
    assert ask(address, "/taken", "POST", told, Cookie=cookie, Content_Type=FORM).text == "well"
    by_script = ask(address, "/taken", "POST", "said=well", Cookie=cookie, Content_Type=FORM, **{HEADER: word})
    assert (by_script.status, by_script.text) == (200, "well")
    other = form_word("x" * 43)
    refusals = [
        ask(address, "/taken", "POST", "said=well", Cookie=cookie, Content_Type=FORM),
        ask(address, "/taken", "POST", told, Content_Type=FORM),
        ask(address, "/taken", "POST", told.replace(word, other), Cookie=cookie, Content_Type=FORM),
        ask(address, "/taken", "POST", "said=well", Cookie=cookie, Content_Type=FORM, **{HEADER: "é"}),
        ask(address, "/taken", "POST", b"--x\r\n\r\n", Cookie=cookie, Content_Type="multipart/form-data; boundary=x"),
        ask(address, "/taken", "POST", '{"said": 1}', Cookie=cookie, Content_Type="application/json"),
        ask(address, "/taken", "POST", told, Cookie=cookie, Content_Type=FORM, Origin="http://elsewhere.example"),
    ]
    assert [each.status for each in refusals] == [403] * 6 + [421]
    assert all("Traceback" not in each.text and "<h1>" in each.text for each in refusals)


def test_several_parts_of_a_form_arrive_too(address, visitor):
    cookie, word = visitor
    parts = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"said": "well", FIELD: word}.items()
    )
    told = ask(
        address, "/taken", "POST", f"{parts}--cut--\r\n", Cookie=cookie,
        Content_Type="multipart/form-data; boundary=cut",
    )  # fmt: skip
    assert told.text == "well"


@pytest.mark.parametrize(
    "host, status",
    [
        ("localhost", 200),
        ("LOCALHOST:80", 200),
        ("127.0.0.1:9", 200),
        ("[::1]:9", 200),
        ("192.168.7.7", 200),
        ("rebound.example", 421),
        ("localhost.rebound.example", 421),
        ("127.0.0.1.rebound.example", 421),
        ("[evil", 421),
        ("", 421),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(address, host, status):
    assert ask(address, "/about", Host=host).status == status


def test_more_than_is_needed_is_not_read(address, visitor):
    cookie, word = visitor
    heads = {"Cookie": cookie, HEADER: word, "Content_Type": FORM}
    large = ask(address, "/taken", "POST", "said=" + "x" * MOST, **heads)
    assert (large.status, "100 kB" in large.text) == (413, True)
    assert ask(address, "/taken", "POST", "said=well", **heads).text == "well"
    # What does not say how long it is, or says what is untrue, is stopped on its way.
    place = urlsplit(address)
    head = f"POST /taken HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{HEADER}: {word}\r\nTransfer-Encoding: chunked\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=60) as line:
        line.sendall(head.encode())
        line.sendall(b"".join(b"4000\r\n" + b"x" * 0x4000 + b"\r\n" for _ in range(8)))
        assert b" 413 " in line.recv(4096).split(b"\r\n")[0]
    declared = ask(address, "/taken", "POST", None, **heads, Content_Length="9" * 30)
    assert declared.status in (400, 413)


@pytest.mark.parametrize(
    "path, method, status, says",
    [
        ("/nowhere", "GET", 404, "There is no such page."),
        ("/static/../app.py", "GET", 404, "There is no such page."),
        ("/static/%2e%2e/app.py", "GET", 404, "There is no such page."),
        ("/taken", "GET", 405, "cannot be asked in that way"),
        ("/refused", "GET", 422, "The thing is wrong."),
        ("/invalid", "GET", 422, "there is no such state; name one"),
        ("/broken", "GET", 500, "it is its own"),
    ],
)
def test_whatever_is_wrong_is_told_in_plain_words(address, path, method, status, says, capfd):
    told = ask(address, path, method)
    assert told.status == status
    assert says in told.text
    assert "Do &lt;b&gt;another&lt;/b&gt;" in told.text or path != "/refused"
    assert "Line 3" in told.text or path != "/invalid"
    assert not re.search(r"Traceback|ZeroDivision|a secret of the machine|states\.<X>", told.text)
    assert ("ZeroDivisionError in " in capfd.readouterr().err) == (status == 500)


@pytest.mark.parametrize("path", ["/", "/nowhere", "/broken", "/static/style.css", "/static/palette.css", "/health"])
def test_every_answer_tells_the_browser_what_to_refuse(address, path, capfd):
    told = ask(address, path)
    assert {name: told.headers[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in told.headers["Content-Security-Policy"]
    capfd.readouterr()


def test_a_taken_port_is_told_before_anything_is_prepared():
    with take_port("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(RealpolitikError, match=f"port {port} is taken"):
            take_port("127.0.0.1", port)
    with pytest.raises(RealpolitikError, match="there is no host"):
        take_port("no such host", 0)
    with pytest.raises(RealpolitikError, match="no address of this machine"):
        take_port("192.0.2.1", 0)
