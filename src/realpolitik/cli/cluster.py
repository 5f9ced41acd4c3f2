"""The option --cluster, of every verb that takes --threads."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

Address = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="Work on a Dask cluster: the address of its scheduler, or the file that it wrote.",
    ),
]


def with_cluster(verb: Callable[..., None]) -> Callable[..., None]:
    """Return a verb that takes --cluster too, if it takes --threads; else the verb."""
    signature = inspect.signature(verb, eval_str=True)
    if "threads" not in signature.parameters:
        return verb

    @wraps(verb)
    def verb_on_cluster(*args: Any, cluster: str | None = None, **options: Any) -> None:
        if cluster is None:
            return verb(*args, **options)
        from realpolitik.game.workers import Cluster

        with Cluster(cluster):
            return verb(*args, **options)

    own = list(signature.parameters.values())
    after = 1 + list(signature.parameters).index("threads")
    option = inspect.Parameter("cluster", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=Address)
    verb_on_cluster.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*own[:after], option, *own[after:]]
    )
    verb_on_cluster.__annotations__ = {**verb.__annotations__, "cluster": Address}
    return verb_on_cluster
