"""The application: every page's routes in one list, behind the guard."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from realpolitik.markup import embedded_json
from realpolitik.report.dispatch.numerals import FILTERS
from realpolitik.store import Store
from realpolitik.web import about, bend, crisis, dispatches, home, notes, statics, write
from realpolitik.web.answers import Answers, Effort
from realpolitik.web.bench import Bench, paths_of
from realpolitik.web.pages import Pages
from realpolitik.web.refusals import HANDLERS
from realpolitik.web.security import LOOPBACK, MOST_BYTES, Guard
from realpolitik.web.table import reveal as table_reveal
from realpolitik.web.table import routes as table_routes
from realpolitik.web.table.rooms import Rooms

ROUTES: Final[tuple[BaseRoute, ...]] = (
    *home.ROUTES,
    *crisis.ROUTES,
    *bend.ROUTES,
    *notes.ROUTES,
    *dispatches.ROUTES,
    *write.ROUTES,
    *table_routes.ROUTES,
    *table_reveal.ROUTES,
    *about.ROUTES,
    *statics.ROUTES,
)
"""Every page; a group of pages is a module with a tuple ``ROUTES``, and a line here."""


def create_app(
    store: Store,
    effort: Effort | None = None,
    *,
    hosts: Collection[str] = LOOPBACK,
    most_bytes: int = MOST_BYTES,
    routes: Collection[BaseRoute] = ROUTES,
) -> Starlette:
    """Return the application.

    Parameters
    ----------
    store : Store
        Where panels, notes and crises of the user's own are kept.
    effort : Effort, optional
        How answers are worked out.
    hosts : collection of str
        Names by which this machine may be asked for; see `realpolitik.web.security`.
    most_bytes : int
        What is sent may be so large.
    routes : collection of route
        Every page.

    Returns
    -------
    Starlette
        With what all pages share in ``app.state.bench``; whoever serves it closes that in the end.
    """
    pages = Pages(paths_of(tuple(routes)), {**FILTERS, "in_page": embedded_json})
    app = Starlette(
        routes=list(routes),
        exception_handlers=HANDLERS,
        middleware=[Middleware(Guard, hosts=hosts, refuse=pages.refusal, most_bytes=most_bytes)],
    )
    app.state.bench = Bench(store, Answers(store, effort or Effort()), pages)
    app.state.rooms = Rooms(store)
    app.state.bench.when_closing(lambda: app.state.rooms.close())  # noqa: PLW0108  # another may take their place
    return app
