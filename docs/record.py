"""Outputs that pages quote, written anew from what the program prints.

    python docs/record.py [--page docs/tour.md ...] [--only ussr-1939]

A fence without a mark that quotes the program stands below a comment that says what was asked and which parts are shown:

    <!-- recorded
    $ realpolitik run ussr-1939 --draws 2000 --seed 1
    "The chance that"
    "what each is worth" ... "total"
    -->

The commands run one after the other in an empty folder, 100 columns wide, and the last one's answer is quoted. A line in quotation
marks shows the paragraph that has a line which begins so, from that line on; with a second text after the dots, on to the line that
begins with that instead, over empty lines too. A text that begins with an ellipsis may stand anywhere in its line. Parts are looked
for in their order; what is left out between two, other than empty lines, shows as ``[…]``. Without such lines the whole answer is
quoted, and a line ``"[…]"`` at the end says that it goes on.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROMPT = "$ realpolitik "
CUT = "[…]"
ANYWHERE = "…"
_RECORD = re.compile(r"^<!-- recorded\n(?P<says>.*?)^-->\n+```\n(?P<shown>.*?)^```$", re.M | re.S)
_PART = re.compile(r'"(?P<start>[^"]+)"(?: \.\.\. "(?P<end>[^"]+)")?')


@dataclass(frozen=True)
class Part:
    """What is shown of an answer: from the line that begins with `start` to that with `end`, or to the paragraph's end."""

    start: str
    end: str | None = None


@dataclass(frozen=True)
class Record:
    """A quoted output: the commands, the last of which answers, what is shown of it, and the fence's text as it stands."""

    commands: tuple[tuple[str, ...], ...]
    parts: tuple[Part, ...]
    shown: str


def records(text: str) -> Iterator[tuple[re.Match[str], Record]]:
    """Yield the records of a page, each with where it stands."""
    for found in _RECORD.finditer(text):
        commands, parts = [], []
        for line in found["says"].splitlines():
            part = _PART.fullmatch(line)
            if line.startswith(PROMPT):
                commands.append(tuple(shlex.split(line.removeprefix(PROMPT))))
            elif part is not None:
                parts.append(Part(part["start"], part["end"]))
            else:
                raise ValueError(f"neither a command nor a part in quotation marks: {line}")
        if not commands:
            raise ValueError(f"no command: {found['says']}")
        yield found, Record(tuple(commands), tuple(parts), found["shown"])


def excerpt(printed: str, parts: Sequence[Part]) -> str:
    """Return the parts of an answer that are shown.

    Raises
    ------
    ValueError
        If the answer has no such part, or not in that order.
    """
    lines = [line.rstrip() for line in printed.strip("\n").splitlines()]
    if not parts:
        return "\n".join(lines) + "\n"
    shown: list[str] = []
    at = 0
    for part in parts:
        if part.start == CUT:
            shown.append(CUT)
            continue
        first = _find(lines, at, part.start)
        last = _end_of_paragraph(lines, first) if part.end is None else _find(lines, first, part.end)
        between = lines[at:first]
        if any(between) and shown:
            shown.append(CUT)
        elif shown:
            shown += between
        shown += lines[first : last + 1]
        at = last + 1
    return "\n".join(shown) + "\n"


def is_at(line: str, text: str) -> bool:
    """Whether a line begins with a text, or holds it anywhere if that begins with an ellipsis."""
    return text.removeprefix(ANYWHERE) in line if text.startswith(ANYWHERE) else line.startswith(text)


def _find(lines: Sequence[str], start: int, beginning: str) -> int:
    for index in range(start, len(lines)):
        if is_at(lines[index], beginning):
            return index
    raise ValueError(f"no line of the answer begins with {beginning!r} after line {start}")


def _end_of_paragraph(lines: Sequence[str], first: int) -> int:
    last = first
    while last + 1 < len(lines) and lines[last + 1]:
        last += 1
    return last


def answer(commands: Sequence[Sequence[str]]) -> str:
    """Run commands in an empty folder, and return what the last one prints."""
    surroundings = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1", "PYTHONPATH": str(ROOT / "src")}
    printed = ""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as state:
        surroundings["XDG_STATE_HOME"] = state  # as if nobody had scored anything before
        for words in commands:
            printed = subprocess.run(
                [sys.executable, "-m", "realpolitik", *words],
                cwd=folder, env=surroundings, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
            ).stdout  # fmt: skip
    return printed


def pages() -> list[Path]:
    """Return every page that may quote the program."""
    built = ROOT / "docs" / "_build"
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if not page.is_relative_to(built)]


def main(words: Sequence[str] | None = None) -> None:
    """Write the outputs of the pages anew."""
    parser = argparse.ArgumentParser(description="Write the outputs that pages quote anew.")
    parser.add_argument("--page", type=Path, nargs="+", help="these pages alone")
    parser.add_argument("--only", default="", help="commands alone that hold this text")
    options = parser.parse_args(words)
    answers: dict[tuple[tuple[str, ...], ...], str] = {}
    is_whole = True
    for page in options.page or pages():
        for _, record in list(records(page.read_text(encoding="utf-8"))):
            asked = shlex.join(record.commands[-1])
            if options.only not in asked:
                continue
            start = time.perf_counter()
            try:
                if record.commands not in answers:
                    answers[record.commands] = answer(record.commands)
                new = excerpt(answers[record.commands], record.parts)
            except (ValueError, subprocess.CalledProcessError) as wrong:
                print(f"{page.name}: realpolitik {asked}: {wrong}", file=sys.stderr)
                is_whole = False
                continue
            # The page is read again, since it may have been written while the command ran.
            text = page.read_text(encoding="utf-8")
            spots = [found for found, same in records(text) if same == record]
            for spot in reversed(spots):
                text = text[: spot.start("shown")] + new + text[spot.end("shown") :]
            page.write_text(text, encoding="utf-8")
            state = "as it was" if new == record.shown else "written anew"
            print(f"{page.name}: realpolitik {asked}: {state}, {time.perf_counter() - start:.0f} s", flush=True)
    if not is_whole:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
