"""After a game: hands turned over."""

from __future__ import annotations

from typing import Final

from starlette.routing import BaseRoute

ROUTES: Final[tuple[BaseRoute, ...]] = ()
