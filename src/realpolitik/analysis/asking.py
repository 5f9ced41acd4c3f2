"""How a question is put in Python: the crisis by name, and the same few arguments for every function that draws numbers.

    draws       Monte Carlo draws of the uncertain numbers; of every variant, where there are several
    seed        the same seed gives the same bits on any number of threads
    threads     all cores, if None
    progress    called with the number of steps done since the last call
    stop        asked between chunks of draws; once it says yes, the answer is that of the draws done; the first chunk always is

All are keywords. A function takes them as ``**asked: Unpack[Asked]`` under the decorator `sampled`, which gives them their
defaults and their place in the signature, and puts a question with `put`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypedDict, TypeVar

from realpolitik.analysis.question import Question, ask
from realpolitik.analysis.work import Work
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.crisis.wording import suggestion
from realpolitik.game.solve import CHUNK
from realpolitik.game.workers import Progress, Stop
from realpolitik.result import Result

P = ParamSpec("P")
A = TypeVar("A")
R = TypeVar("R", bound=Result)


class Asked(TypedDict, total=False):
    """The arguments of a function that draws numbers; the module says what each means."""

    draws: int | None
    seed: int
    threads: int | None
    progress: Progress | None
    stop: Stop | None


def sampled(draws: int | None) -> Callable[[Callable[P, A]], Callable[P, A]]:
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

    def decorate(function: Callable[P, A]) -> Callable[P, A]:
        given = inspect.signature(function)
        own = [each for each in given.parameters.values() if each.kind is not inspect.Parameter.VAR_KEYWORD]
        signature = given.replace(parameters=[*own, *shared])

        @wraps(function)
        def asking(*args: P.args, **kwargs: P.kwargs) -> A:
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


def work_of(asked: Asked, draws: int | None, chunk: int = CHUNK) -> Work:
    """Return how an answer is to be worked out.

    Parameters
    ----------
    asked : Asked
    draws : int, optional
        Unless told otherwise; one, where no number is drawn.
    chunk : int
        Draws after which an interruption is heard.

    Raises
    ------
    ValueError
        If a number makes no sense.
    """
    wanted = asked.get("draws")
    number = (1 if draws is None else draws) if wanted is None else wanted
    return Work(number, asked.get("seed", 0), asked.get("threads"), chunk, asked.get("progress"), asked.get("stop"))


def put(question: Question[R], crisis: CrisisLike, asked: Asked, draws: int | None = None) -> R:
    """Ask a question with the arguments that a function of Python was given.

    Parameters
    ----------
    question : Question
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    asked : Asked
    draws : int, optional
        Unless told otherwise; those of the question, if left out.

    Returns
    -------
    Result
        The answer.

    Raises
    ------
    CrisisInvalid, CrisisNotFound, NothingToAnalyse, UnknownName, SolverFailed
    ValueError
        If a number makes no sense.
    """
    stated = crisis_of(crisis)
    return ask(question, stated, work_of(asked, question.draws if draws is None else draws, question.chunk))
