"""What a shell offers when a word is half written: crises, and what the named crisis calls its states, suitors and factors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis

Offers = list[tuple[str, str]]
"""Words, each with what it stands for."""


def crises(incomplete: str) -> Offers:
    """Offer the crises of the library, and crisis files and folders that begin so."""
    from realpolitik.crisis.read import library

    ids = [(name, "in the library") for name in library() if name.startswith(incomplete)]
    return ids + files(incomplete)


def files(incomplete: str) -> Offers:
    """Offer YAML files, and folders, that begin so."""
    above, _, begun = incomplete.rpartition("/")
    folder = Path(f"{above}/" if "/" in incomplete else ".")
    prefix = incomplete[: len(incomplete) - len(begun)]
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    named = [each for each in found if each.name.startswith(begun) and (begun or not each.name.startswith("."))]
    return [(f"{prefix}{each.name}/", "a folder") for each in named if each.is_dir()] + [
        (f"{prefix}{each.name}", "a file") for each in named if each.suffix in {".yaml", ".yml"}
    ]


def states(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the states of the crisis, after the last comma."""
    from realpolitik.crisis.lookup import names_of

    return _offers(ctx, incomplete, lambda crisis: names_of(crisis.states))


def suitors(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the suitors of the crisis."""
    from realpolitik.crisis.lookup import names_of

    return _offers(ctx, incomplete, lambda crisis: names_of(crisis.suitors))


def partners(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the suitors of the crisis, and none."""
    from realpolitik.crisis.lookup import partners_of

    return _offers(ctx, incomplete, partners_of)


def factors(ctx: typer.Context, incomplete: str) -> Offers:
    """Offer the factors of the crisis, after the last comma."""
    from realpolitik.crisis.lookup import names_of

    return _offers(ctx, incomplete, lambda crisis: names_of(crisis.factors))


def _offers(ctx: typer.Context, incomplete: str, known: Callable[[Crisis], Mapping[str, str]]) -> Offers:
    """Offer what a crisis calls by keys; nothing, where the command names no crisis that can be read."""
    from realpolitik.crisis.read import load
    from realpolitik.errors import RealpolitikError

    before, comma, begun = incomplete.rpartition(",")
    # The option that is being written has no value yet, and the words before it are then left over unread.
    named = ctx.params.get("crisis") or next(iter(ctx.args), "")
    try:
        names = known(load(named))
    except (RealpolitikError, OSError):
        return []
    return [(f"{before}{comma}{key}", name) for key, name in names.items() if key.startswith(begun)]
