"""From a brief and a voice to one HTML file that needs nothing but itself.

A voice is a folder of Jinja2 templates with a `page.html.j2` in it; see the reference of voices. The page embeds every number that
a voice may tell, so that what it says can be checked.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import is_dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.meta import find_referenced_templates

from realpolitik.analysis.brief import Brief
from realpolitik.errors import RealpolitikError, printable
from realpolitik.markup import Markup, embedded_json
from realpolitik.report.answer import answer_sentences
from realpolitik.report.dispatch.collect import facts_of
from realpolitik.report.dispatch.facts import Facts
from realpolitik.report.dispatch.figures import draw_figures
from realpolitik.report.dispatch.numerals import FILTERS, MarkedPen
from realpolitik.report.palette import css_variables

PAGE = "page.html.j2"
TEMPLATE = ".j2"
BASE = "base"
"""The folder of what voices share; no voice itself."""


def voices() -> tuple[str, ...]:
    """Return the names of the voices that travel with the package."""
    found = files("realpolitik.report").joinpath("voices")
    return tuple(sorted(each.name for each in found.iterdir() if each.joinpath(PAGE).is_file()))


def require_voice(voice: str) -> None:
    """Refuse a voice that is neither in the package nor a folder with a page, or whose templates cannot be read.

    Raises
    ------
    RealpolitikError
        What a template does wrong only when it is filled in comes out only then.
    """
    if voice not in voices() and not Path(voice, PAGE).is_file():
        raise RealpolitikError(
            f"there is no voice {voice!r}; take {' or '.join(voices())}, or name a folder with a {PAGE} in it"
        )
    with _environment(voice) as environment, _blamed(voice):
        met: set[str] = set()
        left = [PAGE]
        while left:
            name = left.pop()
            if name not in met:
                met.add(name)
                try:
                    source, _, _ = environment.loader.get_source(environment, name)  # type: ignore[union-attr]
                except TemplateNotFound:
                    continue  # one that may be missing; if it may not, filling in says so
                environment.compile(source, name)
                left += filter(None, find_referenced_templates(environment.parse(source, name)))


def write_dispatch(brief: Brief, voice: str = "sober") -> str:
    """Write a dispatch.

    Parameters
    ----------
    brief : Brief
    voice : str
        A voice of the package, or the path of a folder.

    Returns
    -------
    str
        A page in HTML.

    Raises
    ------
    RealpolitikError
        If there is no such voice, or one of its templates does not work.
    """
    require_voice(voice)
    facts = facts_of(brief)
    with _environment(voice) as environment:
        own = Path(voice)
        environment.globals["sentences"] = answer_sentences(
            facts.answer, facts.pivot, facts.closes, facts.provenance.draws, MarkedPen()
        )
        environment.globals["colours"] = css_variables()
        figures, embedded = draw_figures(brief, facts), _embedded(brief, facts, own.name)
        with _blamed(voice):
            return environment.get_template(PAGE).render(
                facts=facts, figures=figures, embedded=embedded, voice=own.name
            )


@contextmanager
def _environment(voice: str) -> Iterator[Environment]:
    """Give the templates of a voice, and what they may use."""
    with as_file(files("realpolitik.report").joinpath("voices")) as folder:
        own = folder / voice if voice in voices() else Path(voice)
        environment = Environment(
            loader=_Loader([own, folder]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= FILTERS
        yield environment


class _Loader(FileSystemLoader):
    """Reads templates, and says of one that is no text on which line."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as wrong:
            line = 1 + wrong.object[: wrong.start].count(b"\n")
            raise TemplateSyntaxError("it is not UTF-8 text", line, template) from None


@contextmanager
def _blamed(voice: str) -> Iterator[None]:
    """Lay whatever a template does wrong at the door of its voice; a voice of the package has the faults of the program."""
    try:
        yield
    except TemplateNotFound as missing:
        raise RealpolitikError(f"the voice {voice!r} has no template {printable(str(missing.name))}") from None
    except TemplateError as fault:
        raise _fault_of(voice, fault, str(fault.message)) from fault
    except Exception as fault:
        if voice in voices():
            raise
        raise _fault_of(voice, fault, f"{type(fault).__name__}: {fault}") from fault


def _fault_of(voice: str, fault: Exception, says: str) -> RealpolitikError:
    return RealpolitikError(f"the voice {voice!r} has a fault, {printable(_place(fault))}: {printable(says)}")


def _place(fault: Exception) -> str:
    """Return where in a voice a fault is: what a syntax error says of itself, or the innermost template on the way to it."""
    if isinstance(fault, TemplateSyntaxError):
        return f"{fault.name}, line {fault.lineno}"
    steps = [step for step in traceback.extract_tb(fault.__traceback__) if step.filename.endswith(TEMPLATE)]
    return f"{Path(steps[-1].filename).name}, line {steps[-1].lineno}" if steps else PAGE


def _embedded(brief: Brief, facts: Facts, voice: str) -> Markup:
    """Return everything behind the page as JSON that is safe inside a script element."""
    document = {
        "voice": voice,
        "told": _plain(facts),
        "counts": facts.counts,
        "findings": brief.to_dict(),
        "crisis": brief.crisis.model_dump(mode="json", exclude_unset=True),
    }
    return embedded_json(document)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(item) for name, item in vars(value).items()}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value
