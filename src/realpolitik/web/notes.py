"""Notes that readers write on a crisis, or on a bend of it: Markdown made safe, with what the page said when they were written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.errors import RealpolitikError
from realpolitik.markup import Markup
from realpolitik.web.answers import Case
from realpolitik.web.bench import bench_of
from realpolitik.web.security import author_word
from realpolitik.web.telling import in_words

MOST_LETTERS: Final = 4000
MOST_NAME: Final = 60
MOST_STATE: Final = 2000
MOST_CHANCE: Final = 300
MOST_NOTES: Final = 500
"""Notes on one crisis."""
SCHEMES: Final = frozenset({"http", "https"})


@cache
def _markdown() -> MarkdownIt:
    """Return what makes HTML of Markdown: no HTML of the writer's, no pictures, and links to the web alone."""
    made = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image", "html_block", "html_inline"])
    made.validateLink = _leads_to_the_web  # type: ignore[assignment,method-assign]
    return made


def _leads_to_the_web(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.netloc)


def made_safe(text: str) -> Markup:
    """Return Markdown as HTML that can do nothing but be read.

    Headings become bold lines, since the page has its own; links say to the other site nothing of where they were.
    """
    tokens = _markdown().parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
        if token.type == "heading_open":
            token.attrSet("class", "note-head")
        for inner in token.children or ():
            if inner.type == "link_open":
                inner.attrSet("rel", "noopener noreferrer nofollow")
                inner.attrSet("target", "_blank")
    # What the renderer gives is its own tags around escaped text.
    return Markup(_markdown().renderer.render(tokens, _markdown().options, {}))


@dataclass(frozen=True)
class Written:
    """What a form for a note holds.

    Attributes
    ----------
    state : str
        The bend that the page shows, as an address from the first stroke on; empty for the crisis as it stands.
    chance : str
        What the page says of it, in a line; what is known of the crisis as it stands, if empty.
    text, name : str
        What was sent before, and was not kept.
    wrong : str
        Why it was not.
    """

    state: str = ""
    chance: str = ""
    text: str = ""
    name: str = ""
    wrong: str = ""


def notes_part(request: Request, case: Case, written: Written | None = None) -> str:
    """Return the notes on a crisis, and a form for another one."""
    bench = bench_of(request)
    written = written or Written()
    own = bench.store.own_notes(case.id, author_word(request.scope["visitor"]))
    return bench.pages.text(
        "notes.html.j2",
        request,
        case=case,
        notes=[(note, made_safe(note.text), note.number in own) for note in bench.store.notes(case.id)],
        written=replace(written, chance=written.chance or _chance_of(case)),
        most_letters=MOST_LETTERS,
        most_name=MOST_NAME,
    )


def _chance_of(case: Case) -> str:
    outcome = case.shown.outcome
    return "" if outcome is None else in_words(outcome, case.crisis)


async def add(request: Request) -> Response:
    """Add a note."""
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, request.path_params["id"])
    form = await request.form()
    given = {field: str(form.get(field, "")) for field in ("text", "name", "state", "chance")}
    text, name = _plain(given["text"]).strip(), " ".join(_plain(given["name"]).split())
    state = given["state"] if _is_state(given["state"], case) else ""
    chance = " ".join(_plain(given["chance"]).split())[:MOST_CHANCE] if state else _chance_of(case)
    wrong = _wrong_with(text, name, len(bench.store.notes(case.id)))
    if not wrong:
        bench.store.add_note(
            case.id, text, author_word(request.scope["visitor"]), name=name, state=state, chance=chance
        )
        text = name = ""
    if request.headers.get("hx-request") == "true":
        html = notes_part(request, case, Written(state, chance, text, name, wrong))
        return bench.pages.page("raw.html.j2", request, html=html)
    if wrong:
        raise RealpolitikError(wrong)
    return RedirectResponse(f"/crises/{case.id}?tab=notes#tabs", 303)


async def remove(request: Request) -> Response:
    """Take back a note of one's own."""
    bench = bench_of(request)
    case = await run_in_threadpool(bench.answers.case, request.path_params["id"])
    if not bench.store.remove_note(request.path_params["number"], author_word(request.scope["visitor"])):
        raise RealpolitikError("this note is not yours, or is gone already; only who wrote a note can take it back")
    if request.headers.get("hx-request") == "true":
        return bench.pages.page("raw.html.j2", request, html=notes_part(request, case))
    return RedirectResponse(f"/crises/{case.id}?tab=notes#tabs", 303)


def _wrong_with(text: str, name: str, others: int) -> str:
    if not text:
        return "the note is empty; write something first"
    if len(text) > MOST_LETTERS:
        return f"the note has {len(text):,} letters; {MOST_LETTERS:,} at most"
    if len(name) > MOST_NAME:
        return f"the name has {len(name)} letters; {MOST_NAME} at most"
    if others >= MOST_NOTES:
        return f"there are {others} notes on this crisis already; take back some first"
    return ""


def _plain(text: str) -> str:
    """Return text without what is not seen, or turns the direction of reading."""
    return "".join(letter for letter in text.replace("\r\n", "\n") if letter.isprintable() or letter in "\n\t")


def _is_state(state: str, case: Case) -> bool:
    """Whether something is the address of a bend of this crisis, and of nothing else."""
    return (
        len(state) <= MOST_STATE
        and re.fullmatch(r"/crises/[A-Za-z0-9_-]+(/[a-z-]+)?\?[A-Za-z0-9_.,:;=&%+!~*()'/-]*", state) is not None
        and state.split("?", maxsplit=1)[0].split("/")[2] == case.id
    )


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/crises/{id}/notes", add, methods=["POST"]),
    Route("/crises/{id}/notes/{number:int}/remove", remove, methods=["POST"]),
)
