"""A dispatch in one call: everything found out about a crisis, as a page."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, Unpack

from realpolitik.analysis.asking import Asked, sampled, work_of
from realpolitik.analysis.brief import FINDINGS, Brief, gather
from realpolitik.crisis.lookup import find
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.files import named_file, write_file
from realpolitik.report.dispatch.write import require_voice, write_dispatch

DRAWS = 2000
"""Draws unless told otherwise."""
HEIGHT = 800
"""Points of the frame in which a notebook shows a page."""


@dataclass(frozen=True)
class Dispatch:
    """An illustrated page about a crisis.

    Attributes
    ----------
    html : str
        The page, which needs nothing but itself.
    brief : Brief
        Everything that was found out.
    """

    html: str
    brief: Brief

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists, dictionaries, strings and numbers of every finding, in a fixed order."""
        return self.brief.to_dict()

    def save(self, file: str | os.PathLike[str]) -> Path:
        """Write the page to a file, whole or not at all, and return where it is."""
        path = named_file(file)
        write_file(path, self.html)
        return path

    def _repr_html_(self) -> str:
        """Show the page in a frame, apart from the notebook around it."""
        frame = f'width="100%" height="{HEIGHT}" style="border: 0" sandbox="allow-scripts"'
        return f'<iframe srcdoc="{escape(self.html)}" {frame}></iframe>'


@sampled(DRAWS)
def dispatch(
    crisis: CrisisLike, voice: str = "sober", findings: Sequence[str] | None = None, **asked: Unpack[Asked]
) -> Dispatch:
    """Write an illustrated page about a crisis: the answer, and what was found out about it.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    voice : str
        A voice of the package, or the path of a folder of templates.
    findings : sequence of str, optional
        What is told besides the answer; all that the crisis has the sections for, if left out.
    draws : int
        Monte Carlo draws of the answer; each finding takes as many, or as many as it takes by itself, whichever is less.
    seed, threads : int
        The same seed gives the same page on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers; what a step is differs from finding to finding.

    Returns
    -------
    Dispatch

    Raises
    ------
    RealpolitikError
        If there is no such voice, or it has a fault.
    UnknownName
        If there is no such finding.
    SolverFailed
    """
    stated = crisis_of(crisis)
    require_voice(voice)
    known = {name: name for name in FINDINGS}
    wanted = FINDINGS if findings is None else tuple(find(name, known, "finding") for name in findings)
    work = work_of(asked, DRAWS)
    brief = gather(stated, work, wanted, lambda what, steps: nullcontext(work.progress))
    return Dispatch(write_dispatch(brief, voice), brief)
