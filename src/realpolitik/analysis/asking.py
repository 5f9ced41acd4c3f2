"""How a question is put in Python: the crisis by name, and the same few arguments for every function that draws numbers.

    draws       Monte Carlo draws of the uncertain numbers; of every variant, where there are several
    seed        the same seed gives the same bits on any number of threads
    threads     all cores, if None
    progress    called with the number of steps done since the last call
    stop        asked between chunks of draws; once it says yes, the answer is that of the draws done; the first chunk always is

All are keywords. A function takes them as ``**asked: Unpack[Asked]`` under the decorator `sampled`, which gives them their
defaults and their place in the signature, and makes a `Work` of them with `work_of`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, ParamSpec, TypedDict, TypeVar

from realpolitik.analysis.answers import Sampling
from realpolitik.crisis.wording import suggestion
from realpolitik.game.solve import CHUNK
from realpolitik.game.workers import Progress, Stop

P = ParamSpec("P")
R = TypeVar("R")


class Asked(TypedDict, total=False):
    """The arguments of a function that draws numbers; the module says what each means."""

    draws: int | None
    seed: int
    threads: int | None
    progress: Progress | None
    stop: Stop | None


class Work(NamedTuple):
    """How an answer is computed, and who is told."""

    sampling: Sampling
    progress: Progress | None
    stop: Stop | None


def sampled(draws: int | None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Give a function that takes `Asked` these arguments by name, with so many draws unless told otherwise.

    Parameters
    ----------
    draws : int or None
        None, if another argument of the function says how many.
    """
    defaults = {"draws": draws, "seed": 0, "threads": None, "progress": None, "stop": None}
    kinds = dict(zip(defaults, ("int" if draws else "int | None", "int", "int | None", *CALLED), strict=True))
    shared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kinds[name])
        for name, default in defaults.items()
    ]

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        given = inspect.signature(function)
        own = [each for each in given.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
        signature = given.replace(parameters=[*own, *shared])

        @wraps(function)
        def asking(*args: P.args, **kwargs: P.kwargs) -> R:
            for name in kwargs:
                if name not in signature.parameters:
                    near = suggestion(name, signature.parameters, "its arguments are")
                    raise TypeError(f"{function.__name__}() takes no argument {name!r}; {near}")
            return function(*args, **kwargs)

        asking.__signature__ = signature  # type: ignore[attr-defined]
        return asking

    return decorate


CALLED = ("Progress | None", "Stop | None")
"""What is called while an answer is computed."""


def work_of(asked: Asked, draws: int, chunk: int = CHUNK) -> Work:
    """Return how an answer is to be computed.

    Parameters
    ----------
    asked : Asked
    draws : int
        Unless told otherwise.
    chunk : int
        Draws after which an interruption is heard.

    Raises
    ------
    ValueError
        If a number makes no sense.
    """
    wanted = asked.get("draws")
    sampling = Sampling(draws if wanted is None else wanted, asked.get("seed", 0), asked.get("threads"), chunk)
    return Work(sampling, asked.get("progress"), asked.get("stop"))
