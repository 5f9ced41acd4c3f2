"""What all pages share: the store, how answers are worked out, the templates, and which pages there are."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.routing import BaseRoute

from realpolitik.store import Store
from realpolitik.web.answers import Answers
from realpolitik.web.pages import Pages


@dataclass
class Bench:
    """What all pages share.

    Attributes
    ----------
    store : Store
        What is kept: panels, notes, crises of the user's own.
    answers : Answers
        Where answers come from.
    pages : Pages
        The templates.
    closing : threading.Event
        Set once the program is to end.
    """

    store: Store
    answers: Answers
    pages: Pages
    closing: threading.Event = field(default_factory=threading.Event)
    _on_closing: list[Callable[[], object]] = field(default_factory=list)

    def when_closing(self, told: Callable[[], object]) -> Callable[[], None]:
        """Have something called once the program is to end; returns what takes that back."""
        self._on_closing.append(told)

        def forget() -> None:
            if told in self._on_closing:
                self._on_closing.remove(told)

        return forget

    def end(self) -> None:
        """Have nobody wait any more."""
        self.closing.set()
        for told in list(self._on_closing):
            told()

    def close(self) -> None:
        """End what is under way. Whatever is kept is whole at any time."""
        self.end()
        self.answers.close()


def bench_of(request: Request) -> Bench:
    """Return what all pages share."""
    bench = request.app.state.bench
    assert isinstance(bench, Bench)
    return bench


def paths_of(routes: Sequence[BaseRoute]) -> frozenset[str]:
    """Return the paths under which there are pages, as routes write them."""
    return frozenset(path for route in routes if isinstance(path := getattr(route, "path", None), str))
