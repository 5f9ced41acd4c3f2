"""A workbench that is served as it is to users, and a window of a browser that watches what is said in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from realpolitik.store import Store
from realpolitik.web.answers import Effort
from realpolitik.web.app import create_app
from realpolitik.web.serving import Serving, address_of, take_port

AXE = Path(__file__).parent / "report" / "axe-core" / "axe.min.js"
DRAWS = 16
"""Few, so that an answer is complete soon."""
PATIENCE = 120_000
"""Milliseconds that a page may take to show what is looked for; the first kernels are compiled meanwhile."""
WIDTHS = {"wide": (1440, 900), "middle": (1024, 768), "telephone": (390, 844)}


@dataclass(frozen=True)
class Served:
    """A workbench at work."""

    address: str
    app: Any
    store: Path


@contextmanager
def serving(store: Path, draws: int = DRAWS, prepare: bool = False, **options: Any) -> Iterator[Served]:
    """Serve a workbench while the block runs."""
    kept = Store(store)
    listening = take_port("127.0.0.1", 0)
    app = create_app(kept, Effort(draws, prepare=prepare), **options)
    served = Serving(app, listening)
    thread = threading.Thread(target=served.run)
    thread.start()
    try:
        yield Served(address_of(listening, "127.0.0.1").rstrip("/"), app, store)
    finally:
        served.end()
        thread.join(timeout=30)  # a draw may still be in hand, so that the store stays open
    assert not thread.is_alive(), "the workbench did not end"


class Watched:
    """A window of a browser of its own; what its console says, or a page throws, is remembered."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"thrown: {error}"))

    def violations(self) -> list[Any]:
        """Return what axe-core objects to in the page as it is shown now."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        found = self.page.evaluate("axe.run()")
        assert len(found["passes"]) > 10
        return [
            (each["id"], each["help"], [node["html"][:200] for node in each["nodes"][:3]])
            for each in found["violations"]
        ]

    def overflow(self) -> int:
        """Return by how many points the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
