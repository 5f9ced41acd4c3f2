"""The first page: the crises of the library, and where else one may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from realpolitik.crisis.read import library
from realpolitik.crisis.schema import Crisis
from realpolitik.web.answers import OWN, Answers
from realpolitik.web.bench import bench_of
from realpolitik.web.telling import Bar, bars_of


@dataclass(frozen=True)
class Card:
    """What is told of a crisis before its page is opened.

    Attributes
    ----------
    id : str
        In its address.
    crisis : Crisis
    bars : tuple of Bar
        The answer, as far as it is known; empty if it is not.
    """

    id: str
    crisis: Crisis
    bars: tuple[Bar, ...]

    @property
    def pivot(self) -> str:
        """The name of the state that is courted."""
        return self.crisis.states[self.crisis.pivot].name

    @property
    def segments(self) -> tuple[tuple[str, float, float], ...]:
        """Hue, start and length of each partner in a bar that shares out certainty."""
        total = sum(bar.shown for bar in self.bars)
        lengths = [bar.shown / total for bar in self.bars]
        return tuple((bar.hue, sum(lengths[:place]), lengths[place]) for place, bar in enumerate(self.bars))


def card_of(answers: Answers, id: str) -> Card:
    """Return what is told of a crisis; nothing is solved for it."""
    case = answers.case(id)
    outcome = case.shown.outcome
    return Card(id, case.crisis, () if outcome is None else bars_of(outcome, case.crisis))


def home(request: Request) -> Response:
    """Show the crises of the library as cards, and those that readers wrote."""
    bench = bench_of(request)
    cards = sorted((card_of(bench.answers, id) for id in library()), key=lambda card: card.crisis.window.opens)
    return bench.pages.page("home.html.j2", request, cards=cards, drafts=bench.store.drafts(), own=OWN)


ROUTES: Final[tuple[BaseRoute, ...]] = (Route("/", home),)
