"""From templates to responses: every page is a template of this room, filled in with text that is escaped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.metadata import version
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from realpolitik.web.security import FIELD, HEADER, form_word

NAVIGATION: Final = (("/", "Crises"), ("/write", "Write your own"), ("/table", "Sit at the table"), ("/about", "About"))
"""Where every page leads, and how that is called; a page that is not there is not offered."""


class Pages:
    """The templates, and what each of them may use.

    Parameters
    ----------
    paths : collection of str
        Under which there are pages.
    filters : mapping of str to callable
        What templates may write figures with.
    """

    def __init__(self, paths: Collection[str], filters: Mapping[str, Any]) -> None:
        self.paths = frozenset(paths)
        self.environment = Environment(
            loader=PackageLoader("realpolitik.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters |= filters
        self.environment.globals |= {
            "version": version("realpolitik"),
            "navigation": tuple(place for place in NAVIGATION if place[0] in self.paths),
            "paths": self.paths,
            "form_field": FIELD,
            "form_header": HEADER,
        }

    def text(self, template: str, request: Request, **context: Any) -> str:
        """Return a template filled in."""
        visitor = str(request.scope.get("visitor", ""))
        return self.environment.get_template(template).render(
            path=request.url.path, form_word=form_word(visitor), **context
        )

    def page(self, template: str, request: Request, *, status: int = 200, **context: Any) -> Response:
        """Return a page, or a part of one that is asked for by itself."""
        return HTMLResponse(self.text(template, request, **context), status_code=status)

    def refusal(self, request: Request, status: int, headline: str, remedy: str = "", places: Any = ()) -> Response:
        """Return a page that refuses something: what is wrong, where, and what to do."""
        part = request.headers.get("hx-request") == "true"
        return self.page(
            "refusal_part.html.j2" if part else "refusal.html.j2",
            request,
            status=status,
            headline=headline,
            remedy=remedy,
            places=places,
        )
