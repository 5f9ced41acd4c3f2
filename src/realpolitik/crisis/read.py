"""A crisis file -> a Crisis, or every problem in it at once, with line, column and remedy."""

from __future__ import annotations

import difflib
import os
from importlib import resources
from pathlib import Path

from realpolitik.crisis.characters import fold
from realpolitik.crisis.checks import check
from realpolitik.crisis.document import Document, parse_document, read_document
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import problems_in, validate
from realpolitik.errors import CrisisInvalid, CrisisNotFound, Problem

CrisisLike = Crisis | str | os.PathLike[str]
"""Whatever says which crisis is meant: the crisis itself, its id in the library, or the path of a file."""


def read_crisis(path: Path | str) -> Crisis:
    """Read a crisis file.

    Parameters
    ----------
    path : path or str
        The file. At most 1 MB of UTF-8 YAML is read.

    Returns
    -------
    Crisis

    Raises
    ------
    CrisisInvalid
        With every problem that was found, each with its line and what to do.
    CrisisNotFound
        If there is no such file.
    """
    return crisis_in(read_document(Path(path), str(path)))


def read_text(text: str, file: str) -> Crisis:
    """Read a crisis from text.

    Parameters
    ----------
    text : str
    file : str
        What to call the text in problems.

    Raises
    ------
    CrisisInvalid
        As `read_crisis` does.
    """
    return crisis_in(parse_document(text, file))


def library() -> dict[str, Path]:
    """Return the crises that come with the package: id -> file."""
    with resources.as_file(resources.files("realpolitik") / "crises") as folder:
        return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def place_of(name_or_path: str | os.PathLike[str]) -> Path:
    """Return where a crisis stands: in the library, by its id, or else under a path, whether or not something is there.

    An id means what has it. Where no file is called so, capitals, spaces and underscores make no difference in an id.
    """
    known = library()
    path = Path(name_or_path)
    if not isinstance(name_or_path, str):
        return path
    if name_or_path in known or _is_there(path):
        return known.get(name_or_path, path)
    return {fold(name): place for name, place in known.items()}.get(fold(name_or_path), path)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def load(name_or_path: str | os.PathLike[str]) -> Crisis:
    """Read a crisis of the library by its id, or any crisis file by its path.

    Parameters
    ----------
    name_or_path : str or path
        Such as ``ussr-1939`` or ``my/crisis.yaml``. Capitals make no difference in an id.

    Raises
    ------
    CrisisInvalid
        As `read_crisis` does.
    CrisisNotFound
        If it is neither in the library nor a file.
    """
    known = library()
    path = place_of(name_or_path)
    if path in known.values():
        return crisis_in(read_document(path, path.name))
    if _is_there(path):
        return read_crisis(path)
    near = difflib.get_close_matches(fold(str(name_or_path)[:80]).replace(" ", "-"), known, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"the library has {', '.join(known) or 'no crisis'}"
    raise CrisisNotFound(f"{str(name_or_path)[:200]!r} is neither a crisis of the library nor a file; {hint}")


def crisis_of(given: CrisisLike) -> Crisis:
    """Return the crisis that is meant.

    Parameters
    ----------
    given : Crisis, str or path
        A crisis, its id in the library, or a file.

    Raises
    ------
    CrisisInvalid, CrisisNotFound
        As `load` does.
    TypeError
        If it is nothing of the kind.
    """
    if isinstance(given, Crisis):
        return given
    if isinstance(given, (str, os.PathLike)):
        return load(given)
    raise TypeError(f"a crisis is a Crisis, an id of the library or the path of a file, not {type(given).__name__}")


def crisis_in(document: Document) -> Crisis:
    """Read a crisis from a file that was read as a tree; raises `CrisisInvalid` as `read_crisis` does."""
    if not isinstance(document.tree, dict):
        what = "the file is empty" if document.tree is None else "the file is not a mapping"
        problem = Problem(document.file, 1, 1, "", what, "begin from a starter crisis: realpolitik new FILE")
        raise CrisisInvalid([problem])
    crisis, findings = validate(Crisis, document.tree)
    if crisis is not None:
        findings = check(crisis)
    if findings:
        raise CrisisInvalid(problems_in(document, findings))
    assert isinstance(crisis, Crisis)
    return crisis
