"""A workbench that is served as it is to users, with a store of its own, and a browser that looks at it.

Each process of tests has its own port, store and browser, so that they may run side by side.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser import CHROMIUM
from realpolitik.store import Store
from realpolitik.web.answers import Effort
from realpolitik.web.app import create_app
from realpolitik.web.serving import Serving, address_of, take_port

AXE = Path(__file__).parent.parent / "report" / "axe-core" / "axe.min.js"
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
        thread.join(timeout=30)
        kept.close()
    assert not thread.is_alive(), "the workbench did not end"


@pytest.fixture(scope="session")
def workbench(tmp_path_factory) -> Iterator[Served]:
    """Give a workbench that all tests of a process share."""
    with serving(tmp_path_factory.mktemp("store") / "workbench.sqlite") as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give a browser."""
    if CHROMIUM is None:
        pytest.skip("no chromium is installed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


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


@pytest.fixture
def look(chromium) -> Iterator[Callable[..., Watched]]:
    """Give what opens a window: of a width by name, light or dark, with or without scripts. Its console must stay silent."""
    opened: list[Watched] = []

    def opening(width: str = "wide", dark: bool = False, scripts: bool = True) -> Watched:
        size = WIDTHS[width]
        watched = Watched(
            chromium.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if dark else "light",
                java_script_enabled=scripts,
                reduced_motion="reduce",
            )
        )
        opened.append(watched)
        return watched

    yield opening
    said = [line for each in opened for line in each.said]
    for each in opened:
        each.context.close()
    assert said == []
