"""A crisis file of one's own to begin from: one of the library, or any other, as it was written, to the last byte."""

from __future__ import annotations

import os
from pathlib import Path

from realpolitik.crisis.document import read_bytes
from realpolitik.crisis.read import crisis_of, library, place_of
from realpolitik.errors import RealpolitikError, printable
from realpolitik.files import named_file, same_file, write_file


def copy(crisis: str | os.PathLike[str], file: str | os.PathLike[str], force: bool = False) -> Path:
    """Copy a crisis file as it was written, with its comments and sources, to the last byte.

    Parameters
    ----------
    crisis : str or path
        The id of a crisis in the library, or a file. It must be a crisis that can be read.
    file : str or path
        Where the copy goes.
    force : bool, optional
        Whether to write over what is there.

    Returns
    -------
    Path
        The copy.

    Raises
    ------
    CrisisInvalid, CrisisNotFound
        If there is no such crisis, or something is wrong with it.
    RealpolitikError
        If the copy would go where something is, where nothing can be, or onto the crisis itself.
    """
    target = Path(file)
    source = place_of(os.fspath(crisis))
    crisis_of(os.fspath(crisis))
    content = read_bytes(source, str(crisis))
    try:
        _require_place(source, target, force)
        write_file(named_file(file), content, fresh=not force)
    except FileExistsError:
        raise _taken(target) from None
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or wrong
        raise RealpolitikError(
            f"{printable(target)} cannot be written ({reason}); name a place where you may write"
        ) from None
    return target


def _require_place(source: Path, target: Path, force: bool) -> None:
    """Refuse a place to which nobody can mean to copy."""
    shown, name = printable(target), printable(target.name)
    if target.name in library():
        raise RealpolitikError(
            f"{shown} would be taken for the crisis of the library; name a file, such as my-{name}.yaml"
        )
    if target.is_dir():
        raise RealpolitikError(f"{shown} is a directory; name a file in it, such as {printable(target / source.name)}")
    if not target.parent.is_dir():
        raise RealpolitikError(f"there is no directory {printable(target.parent)} for {name}; make it first")
    if target.exists() and same_file(target, source):
        raise RealpolitikError(f"{shown} is the crisis itself; choose another name")
    if os.path.lexists(target) and not force:
        raise _taken(target)
    if target.exists() and not target.is_file():
        raise RealpolitikError(f"{shown} is not an ordinary file; choose another name")


def _taken(target: Path) -> RealpolitikError:
    return RealpolitikError(f"{printable(target)} exists already; choose another name, or write over it with --force")
