"""What is wrong with the text of a crisis, or stands idle in it: looked for beside the loop that answers pages, never in it."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from starlette.concurrency import run_in_threadpool

from realpolitik.crisis.document import MAX_BYTES, TreePath, parse_document
from realpolitik.crisis.idle.find import idle_parts
from realpolitik.crisis.read import crisis_in
from realpolitik.errors import CrisisInvalid, Problem
from realpolitik.web.write_form import form_of

FILE: Final = "this draft"
"""What a text is called where problems name their file."""
AT_ONCE: Final = 2
"""Texts that are looked at side by side: one that takes long keeps no other waiting, and many do not crowd out the pages."""
KEPT: Final = 16
"""Texts whose findings are kept."""


def mark_of(text: str) -> str:
    """Return what a text is known by: of two texts, it is the same only if they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def findings_in(text: str) -> dict[str, Any]:
    """Return what is wrong with a text, what stands idle in it, and what the form shows of it.

    Returns
    -------
    dict
        ``mark`` of the text; ``valid``; ``problems`` and ``idle``, each with its line and, where the form shows it, the way to its
        field of the form; ``form``, or None where the text cannot be read as far as that.
    """
    told: dict[str, Any] = {"mark": mark_of(text), "valid": False, "problems": [], "idle": [], "form": None}
    size = len(text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        message = f"is too large: {size:,} bytes, and at most {MAX_BYTES:,} are read"
        return told | {"problems": [_problem(Problem(FILE, 1, 1, "", message, "make it shorter"), {})]}
    try:
        document = parse_document(text, FILE)
    except CrisisInvalid as invalid:
        return told | {"problems": [_problem(each, {}) for each in invalid.problems]}
    told["form"], places = form_of(document)
    try:
        crisis = crisis_in(document)
    except CrisisInvalid as invalid:
        return told | {"problems": [_problem(each, places) for each in invalid.problems]}
    lines = {".".join(map(str, place)): where[0] for place, where in document.keys.items()}
    idle = [
        {"path": part.path, "reason": part.reason, "line": _around(part.path, lines) or 1}
        for part in idle_parts(crisis)
    ]
    return told | {"valid": True, "idle": idle}


def _problem(problem: Problem, places: dict[str, TreePath]) -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "message": problem.message,
        "remedy": problem.remedy,
        "field": _around(problem.path, places),
    }


T = TypeVar("T")


def _around(path: str, known: Mapping[str, T]) -> T | None:
    """Return what is known of a path with dots, or of the nearest place around it."""
    while path and path not in known:
        path = path.rpartition(".")[0]
    return known.get(path)


class Checker:
    """Looks at texts in threads; a text that is asked for twice is looked at once.

    All that reads a text that somebody sent goes through `run`, so that no more than a few threads are ever at it.
    """

    def __init__(self) -> None:
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._under_way: dict[str, asyncio.Task[dict[str, Any]]] = {}
        self._known: OrderedDict[str, dict[str, Any]] = OrderedDict()

    async def run(self, work: Callable[..., T], *arguments: Any) -> T:
        """Have something done in a thread, once there is room."""
        async with self._at_once:
            return await run_in_threadpool(work, *arguments)

    async def look(self, text: str) -> dict[str, Any]:
        """Return what `findings_in` a text says."""
        mark = mark_of(text)
        if mark in self._known:
            self._known.move_to_end(mark)
            return self._known[mark]
        if mark not in self._under_way:
            task = asyncio.create_task(self.run(findings_in, text))
            self._under_way[mark] = task
            task.add_done_callback(lambda done: self._keep(mark, done))
        return await asyncio.shield(self._under_way[mark])

    def _keep(self, mark: str, done: asyncio.Task[dict[str, Any]]) -> None:
        self._under_way.pop(mark, None)
        if not done.cancelled() and done.exception() is None:
            self._known[mark] = done.result()
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
