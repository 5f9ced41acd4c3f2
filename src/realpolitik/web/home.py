"""The first page: the crises of the library, and where else one may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from realpolitik.crisis.read import library, load
from realpolitik.web.bench import bench_of


@dataclass(frozen=True)
class Card:
    """What is told of a crisis before its page is opened."""

    id: str
    title: str
    question: str
    pivot: str
    opens: date
    closes: date


@cache
def card_of(crisis: str) -> Card:
    """Return what is told of a crisis of the library."""
    stated = load(crisis)
    pivot = stated.states[stated.pivot].name
    return Card(crisis, stated.title, stated.question.strip(), pivot, stated.window.opens, stated.window.closes)


async def home(request: Request) -> Response:
    """Show the crises of the library as cards."""
    cards = sorted((card_of(name) for name in library()), key=lambda card: card.opens)
    return bench_of(request).pages.page("home.html.j2", request, cards=cards)


ROUTES: Final[tuple[BaseRoute, ...]] = (Route("/", home),)
