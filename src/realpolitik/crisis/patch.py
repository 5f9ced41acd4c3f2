"""The one way to change a crisis: dotted path -> new content, as it would stand in the file.

What-ifs, factors, claims and sensitivity are all patches. A patch gives a new crisis; the old one stays as it was.
Null removes an entry, or puts a field back to its default. A number may be given wherever a number stands, however it
was written. Only the sections that a patch touches are read again, so that a thousand patches take seconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from realpolitik.crisis.change import changed
from realpolitik.crisis.checks import check
from realpolitik.crisis.document import clip, parse_document, read_document
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import problems_of
from realpolitik.errors import CrisisInvalid, Problem

PATCH_FILE = "patch"
"""What a problem names in place of a file, if it is in a change of a crisis."""


def patch(
    crisis: CrisisLike, changes: Mapping[str, Any], check_patches: bool = False, cross_check: bool = True
) -> Crisis:
    """Return a crisis with changes made to it.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    changes : mapping
        Dotted path of keys -> new content as it would stand in the file; None removes the entry of a
        mapping, or puts a field back to its default. Changes are made in order. A name in a path is refused, with its key.
    check_patches : bool, optional
        Whether to check again that the patches of factors and claims still fit.
    cross_check : bool, optional
        Whether to check what the schema alone cannot see. A caller that makes many patches of parts that were checked
        before, such as the sets of a file's factors, saves most of the time without it.

    Returns
    -------
    Crisis

    Raises
    ------
    CrisisInvalid
        With every problem, each with its path and what to do.
    """
    result, findings = changed(crisis_of(crisis), changes)
    if result is not None and cross_check:
        findings = check(result, patches=check_patches)
    if result is None or findings:
        raise CrisisInvalid(problems_of(findings, PATCH_FILE, lambda _: (None, None)))
    return result


def read_patch(path: Path | str) -> dict[str, Any]:
    """Read a patch file: a mapping of dotted paths to new content, as factors and claims of a crisis file hold them.

    Parameters
    ----------
    path : path or str
        At most 1 MB of UTF-8 YAML is read.

    Raises
    ------
    CrisisInvalid
        If it is no mapping, or cannot be read.
    CrisisNotFound
        If there is no such file.
    """
    file = str(path)
    tree = read_document(Path(path), file).tree
    if not isinstance(tree, dict) or not tree:
        what = "the file is empty" if not tree else "the file is not a mapping"
        remedy = "write one change on each line, PATH: VALUE, such as states.USSR.readiness: 0.6"
        raise CrisisInvalid([Problem(file, 1, 1, "", what, remedy)])
    return tree


def parse_assignment(text: str) -> tuple[str, Any]:
    """Read one change from ``PATH=VALUE``, with the value in YAML; nothing or ``null`` removes.

    Parameters
    ----------
    text : str
        Such as ``states.USSR.readiness=0.6`` or ``suitors.West.drafting_time={uniform: [0.5, 1.5]}``.
    """
    path, sign, value = text.partition("=")
    if not sign or not path.strip():
        message = f"{clip(text)} is not a change"
        raise CrisisInvalid(
            [Problem(PATCH_FILE, None, None, "", message, "write PATH=VALUE, such as states.USSR.readiness=0.6")]
        )
    return path.strip(), parse_document(value, f"{PATCH_FILE} {path.strip()[:80]}").tree
