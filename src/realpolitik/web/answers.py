"""Where answers come from: the one place that knows how the rest of the program is asked."""

from __future__ import annotations

import hashlib
import threading
from functools import lru_cache
from typing import Final

from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.errors import CrisisNotFound, printable
from realpolitik.inquiry.child import InChild
from realpolitik.inquiry.desk import Desk
from realpolitik.inquiry.inquiry import Inquiry
from realpolitik.inquiry.solver import InProcess
from realpolitik.store import Store

OWN: Final = "own:"
"""With what the name of a crisis of the user's own begins; the id of its draft follows."""


class Answers:
    """Answers about crises: those of the library, and those of the user's own.

    Parameters
    ----------
    store : Store
        Keeps what was worked out, and crises of the user's own.
    draws, seed : int
        Of an answer that is complete.
    prepare : bool
        Whether what is likely to be asked is worked out while nobody waits.
    """

    def __init__(self, store: Store, draws: int, seed: int, prepare: bool = True) -> None:
        self.store = store
        self.draws = draws
        self.seed = seed
        self._prepare = prepare
        self._lock = threading.Lock()
        self._desk: Desk | None = None
        self._inquiries: dict[str, tuple[str, Inquiry]] = {}

    def crisis(self, name: str) -> Crisis:
        """Return a crisis: of the library, by its id, or of the user's own, by `OWN` and the id of its draft.

        Raises
        ------
        CrisisNotFound
        CrisisInvalid
            If it is the user's own and does not pass.
        """
        return self._stated(name)[1]

    def inquiry(self, name: str) -> Inquiry:
        """Return what readers ask of a crisis; a draft that was changed since is another crisis.

        A crisis of the user's own is solved in a process of its own, with limits.

        Raises
        ------
        CrisisNotFound, CrisisInvalid
            As `crisis`.
        """
        version, crisis = self._stated(name)
        with self._lock:
            found = self._inquiries.get(name)
            if found is not None and found[0] == version:
                return found[1]
            if found is not None:
                found[1].close()
            if self._desk is None:
                self._desk = Desk()
            solver = InChild(crisis, self.seed) if name.startswith(OWN) else InProcess(crisis, self.seed)
            inquiry = Inquiry(solver, self._desk, self.store, draws=self.draws, prepare=self._prepare)
            self._inquiries[name] = version, inquiry
            return inquiry

    def close(self) -> None:
        """End what is under way."""
        with self._lock:
            inquiries = [inquiry for _, inquiry in self._inquiries.values()]
            self._inquiries.clear()
            desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()
        for inquiry in inquiries:
            inquiry.close()

    def _stated(self, name: str) -> tuple[str, Crisis]:
        """Return a crisis, and by what it is known from what its draft was before."""
        if not name.startswith(OWN):
            return "", _of_library(name)
        draft = self.store.draft(name.removeprefix(OWN))
        if draft is None:
            raise CrisisNotFound("there is no such crisis; it may have been removed")
        return hashlib.sha256(draft.text.encode()).hexdigest(), _of_text(draft.text, draft.title or "your crisis")


@lru_cache(maxsize=16)
def _of_library(name: str) -> Crisis:
    if name not in library():
        raise CrisisNotFound(f"the library has no crisis {printable(name[:80])}; the crises are all on the first page")
    return load(name)


@lru_cache(maxsize=16)
def _of_text(text: str, file: str) -> Crisis:
    return read_text(text, file)
