"""A workbench with a store of its own, and a browser that looks at it.

Each process of tests has its own port, store and browser, so that they may run side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser import CHROMIUM
from workbench import WIDTHS, Served, Watched, serving


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
