"""Write your own: a crisis as a text with a form beside it, saved as one types and checked as one goes.

A draft is kept as it was typed, whatever is wrong with it. What somebody types is never overwritten: every save names the text
that it takes the place of, and one that comes too late is told so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from realpolitik.crisis.characters import masked
from realpolitik.crisis.document import MAX_BYTES, TreePath, decode
from realpolitik.crisis.read import library, load
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import CrisisInvalid, RealpolitikError
from realpolitik.store import Draft, Stale
from realpolitik.web.answers import OWN
from realpolitik.web.bench import bench_of
from realpolitik.web.security import author_word
from realpolitik.web.write_check import Checker, mark_of
from realpolitik.web.write_edits import Misfit, filled_in, with_entry, without_entry
from realpolitik.web.write_form import specification

UNTITLED: Final = "A crisis without a title"
LONGEST_TITLE: Final = 120
_TITLE: Final = re.compile(r"^title:[ \t]*(?:[|>][-+]?[ \t]*\n[ \t]+)?(\S[^\n]{0,400})", re.MULTILINE)
_QUOTED: Final = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'")
MOST_DRAFTS: Final = 200
"""Drafts that are kept; nobody writes more, and a store does not fill up."""
EMPTY: Final = "starter"
"""What is asked for to begin from the starter."""
GONE: Final = {
    "refused": "gone",
    "message": "This draft is not there any more.",
    "remedy": "Keep what you have as a new draft.",
}
OTHER: Final = {
    "refused": "conflict",
    "message": "Another window has changed this draft.",
    "remedy": "Keep yours as a new draft, or take the other one.",
}
UNREADABLE: Final = {
    "refused": "unreadable",
    "message": "The form cannot change a text that cannot be read.",
    "remedy": "Mend the text first.",
}
"""What scripts are told when something is refused that is nobody's mistake in asking: an answer, and no error."""


class Unsaved(RealpolitikError):
    """What was sent cannot be kept."""


def title_of(text: str) -> str:
    """Return how a draft is called in lists: by its title, as far as one can tell without reading a file that may be wrong."""
    found = _TITLE.search(text)
    if found is None:
        return UNTITLED
    quoted = _QUOTED.match(found[1])
    said = re.sub(r"\\([\"\\])|''", r"\1", quoted[1] or quoted[2] or "") if quoted else re.split(r"\s#", found[1])[0]
    shown = "".join(letter if letter.isprintable() else " " for letter in masked(said))
    return " ".join(shown.split())[:LONGEST_TITLE] or UNTITLED


# --- the list of drafts


async def drafts(request: Request) -> Response:
    """Show the drafts, and from what one can begin."""
    bench = bench_of(request)
    kept = await run_in_threadpool(bench.store.drafts)
    begin = [(name, await run_in_threadpool(_title_in_library, name)) for name in library()]
    return bench.pages.page("write.html.j2", request, drafts=kept, library=begin, own=OWN)


def _title_in_library(name: str) -> str:
    return load(name).title


async def begin(request: Request) -> Response:
    """Make a draft: of the starter, of a crisis of the library, or of a file that is sent."""
    async with request.form() as form:
        sent = form.get("file")
        if isinstance(sent, UploadFile):
            text = await _text_of(sent)
        else:
            word = str(form.get("from", ""))
            text = await run_in_threadpool(_beginning, word)
    return RedirectResponse(f"/write/{await _added(request, text)}", status_code=303)


async def _text_of(sent: UploadFile) -> str:
    content = await sent.read(MAX_BYTES + 1)
    if not sent.filename:
        raise Unsaved("no file was chosen; choose one, and send it again")
    if len(content) > MAX_BYTES:
        raise Unsaved(
            f"that file is too large, and a crisis file has at most {MAX_BYTES // 1000:,} kB; send a smaller one"
        )
    try:
        return decode(content, "the file").replace("\r\n", "\n").replace("\r", "\n")
    except CrisisInvalid as invalid:
        first = invalid.problems[0]
        raise Unsaved(f"the file is no text, at line {first.line}: {first.message}; {first.remedy}") from None


def _beginning(word: str) -> str:
    if word == EMPTY:
        return STARTER
    place = library().get(word)
    if place is None:
        raise Unsaved("there is no such crisis to begin from; choose one of the list")
    return place.read_text(encoding="utf-8")


async def _added(request: Request, text: str) -> str:
    store = bench_of(request).store
    token = author_word(str(request.scope["visitor"]))

    def add() -> str:
        if len(store.drafts()) >= MOST_DRAFTS:
            raise Unsaved(f"there are {MOST_DRAFTS} drafts already; delete one that you do not need, and try again")
        return store.add_draft(title_of(text), text, token)

    return await run_in_threadpool(add)


# --- one draft


async def _draft_of(request: Request) -> Draft:
    found = await run_in_threadpool(bench_of(request).store.draft, request.path_params["id"])
    if found is None:
        raise HTTPException(404)
    return found


async def editor(request: Request) -> Response:
    """Show the editor; asked by a page without scripts, with what is wrong."""
    draft = await _draft_of(request)
    checked = await _checker(request).look(draft.text) if "checked" in request.query_params else None
    return bench_of(request).pages.page(
        "write_editor.html.j2",
        request,
        draft=draft,
        own=OWN,
        mark=mark_of(draft.text),
        most=MAX_BYTES,
        checked=checked,
        specification=_for_script(specification()),
    )


def _for_script(content: Any) -> str:
    """Write content so that it can stand between script tags, whatever it holds."""
    return json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")


async def send_form(request: Request) -> Response:
    """Keep a text that a page without scripts sends."""
    draft = await _draft_of(request)
    async with request.form() as form:
        text = str(form.get("text", "")).replace("\r\n", "\n")
        mark = str(form.get("mark", ""))
    try:
        await _save(request, draft, text, mark)
        return RedirectResponse(f"/write/{draft.id}?checked=1", status_code=303)
    except Stale:
        return RedirectResponse(f"/write/{await _added(request, text)}?checked=1", status_code=303)


async def save(request: Request) -> Response:
    """Keep a text, in the place of the one that is named by its mark."""
    text = _typed(await request.body())
    try:
        await _save(request, await _draft_of(request), text, request.query_params.get("mark", ""))
    except HTTPException:
        return JSONResponse(GONE)
    except Stale:
        now = await run_in_threadpool(bench_of(request).store.draft, request.path_params["id"])
        if now is None or now.text != text:
            return JSONResponse(OTHER)
    except RealpolitikError as wrong:
        return _told(wrong)
    return JSONResponse({"mark": mark_of(text), "title": title_of(text)})


def _typed(content: bytes) -> str:
    """Return what was typed; half a character, as a script can send it, becomes a sign that it was one."""
    return content.decode("utf-8", "replace")


async def _save(request: Request, draft: Draft, text: str, mark: str) -> None:
    if len(text.encode()) > MAX_BYTES:
        raise Unsaved(f"this is too large, and a crisis file has at most {MAX_BYTES // 1000:,} kB; make it shorter")
    if mark != mark_of(draft.text):
        raise Stale("this draft is another one by now; look again")
    store = bench_of(request).store
    if not await run_in_threadpool(lambda: store.change_draft(draft.id, title_of(text), text, after=draft.text)):
        raise HTTPException(404)


async def copy(request: Request) -> Response:
    """Keep a text as a new draft."""
    text = _typed(await request.body())
    try:
        if len(text.encode()) > MAX_BYTES:
            raise Unsaved(f"this is too large, and a crisis file has at most {MAX_BYTES // 1000:,} kB; make it shorter")
        return JSONResponse({"id": await _added(request, text)})
    except RealpolitikError as wrong:
        return _told(wrong)


async def check(request: Request) -> Response:
    """Say what is wrong with a draft as it is kept, what stands idle, and what the form shows."""
    try:
        draft = await _draft_of(request)
    except HTTPException:
        return JSONResponse(GONE)
    return JSONResponse(await _checker(request).look(draft.text))


def _checker(request: Request) -> Checker:
    """Return the one checker of the application."""
    state = request.app.state
    if not hasattr(state, "checker"):
        state.checker = Checker()
    checker = state.checker
    assert isinstance(checker, Checker)
    return checker


async def edit(request: Request) -> Response:
    """Return a text with an edit of the form made in it. Nothing is kept: what comes of it is saved as if it were typed."""
    try:
        asked = _Asked(await request.body())
        change = asked.change()
        text = await _checker(request).run(change)
    except CrisisInvalid:
        return JSONResponse(UNREADABLE)
    except RealpolitikError as wrong:
        return _told(wrong)
    return JSONResponse({"text": text})


class _Asked:
    """An edit of the form, as the page sends it."""

    def __init__(self, content: bytes) -> None:
        try:
            asked = json.loads(content)
            self.text, self.action, path = asked["text"], asked["action"], asked["path"]
            self.value = asked.get("value", "")
        except (ValueError, KeyError, TypeError, RecursionError):
            raise _nothing_known() from None
        if not (isinstance(self.text, str) and isinstance(path, list) and all(type(step) is str for step in path)):
            raise _nothing_known()
        if not self.text.isascii():
            self.text = _typed(self.text.encode("utf-8", "replace"))
        if len(self.text.encode()) > MAX_BYTES:
            raise Misfit("the text is too large for the form; make it shorter")
        self.path: TreePath = tuple(path)

    def change(self) -> Callable[[], str]:
        """Return what makes the edit."""
        if self.action == "set" and isinstance(self.value, (str, bool, list)):
            return lambda: filled_in(self.text, self.path, self.value)
        if self.action == "add" and isinstance(self.value, str):
            return lambda: with_entry(self.text, self.path, self.value)
        if self.action == "remove":
            return lambda: without_entry(self.text, self.path)
        raise _nothing_known()


def _nothing_known() -> Misfit:
    return Misfit("that is no edit of the form; load the page again")


def _told(wrong: RealpolitikError) -> JSONResponse:
    message, _, remedy = str(wrong).partition("; ")
    return JSONResponse({"refused": "misfit", "message": message, "remedy": remedy})


async def download(request: Request) -> Response:
    """Give a draft as a file."""
    draft = await _draft_of(request)
    found = re.search(r"^id:[ \t]*([A-Za-z][A-Za-z0-9_-]{0,63})[ \t]*(?:#.*)?$", draft.text, re.MULTILINE)
    name = found[1] if found else "crisis"
    return Response(
        draft.text.encode(),
        media_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.yaml"'},
    )


async def ask_to_delete(request: Request) -> Response:
    """Ask whether a draft is to be deleted."""
    return bench_of(request).pages.page("write_delete.html.j2", request, draft=await _draft_of(request))


async def delete(request: Request) -> Response:
    """Delete a draft."""
    draft = await _draft_of(request)
    await run_in_threadpool(bench_of(request).store.remove_draft, draft.id)
    return RedirectResponse("/write", status_code=303)


ROUTES: Final[tuple[BaseRoute, ...]] = (
    Route("/write", drafts),
    Route("/write", begin, methods=["POST"]),
    Route("/write/copy", copy, methods=["POST"]),
    Route("/write/edit", edit, methods=["POST"]),
    Route("/write/{id}", editor),
    Route("/write/{id}", send_form, methods=["POST"]),
    Route("/write/{id}/text", save, methods=["PUT"]),
    Route("/write/{id}/check", check),
    Route("/write/{id}/file", download),
    Route("/write/{id}/delete", ask_to_delete),
    Route("/write/{id}/delete", delete, methods=["POST"]),
)
