"""The frame of every page: it is read by anybody, on any screen, in light and in dark, and says nothing to the console."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request

import pytest


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "middle", "telephone"])
@pytest.mark.parametrize("path", ["/", "/about"])
def test_pages_are_accessible_at_every_width(workbench, look, path, width, dark):
    watched = look(width, dark)
    watched.page.goto(workbench.address + path)
    assert watched.violations() == []
    assert watched.overflow() <= 0


def test_light_and_dark_are_chosen_and_remembered(workbench, look):
    watched = look(dark=False)
    page = watched.page
    page.goto(workbench.address)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(workbench.address + "/about")
    assert page.evaluate(paper) == dark
    page.get_by_role("button", name="Light").click()
    assert page.evaluate(paper) == light


def test_the_first_page_leads_to_every_crisis_without_scripts(workbench, look):
    page = look(scripts=False).page
    page.goto(workbench.address)
    assert (
        page.get_by_role("link", name="The Soviet Union courted, summer 1939").get_attribute("href")
        == "/crises/ussr-1939"
    )


def test_the_command_says_where_it_is_and_ends_quietly(tmp_path):
    command = [
        sys.executable,
        "-m",
        "realpolitik",
        "serve",
        "--port",
        "0",
        "--no-browser",
        "--store",
        str(tmp_path / "s"),
    ]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    )
    try:
        address = process.stdout.readline().split()[4]
        with urllib.request.urlopen(address + "health", timeout=60) as answer:
            assert answer.read() == b"well\n"
        with urllib.request.urlopen(address + "crises/ussr-1939", timeout=60):  # which is solved from now on
            pass
        process.send_signal(signal.SIGINT)
        told, wrong = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, told, wrong) == (0, "", "")
