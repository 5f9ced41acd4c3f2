"""What the documentation shows is what the program does: every example in README.md and docs/ is run.

A fence marked `python` is executed; in a fence marked `console`, each line that begins with `$ realpolitik ` is a
command that must end with exit code 0. A cell of a notebook, `{code-cell} ipython3`, is executed too, and what it ends
with is shown as a notebook would show it; the documentation build runs the cells again, for what they show. The examples
of one page run in order, in one namespace and one empty folder, so that a later one may use what an earlier one made. No
mark lets an example off. What a fence marked `diff` changes must be there to be changed.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
PROMPT = "$ realpolitik "
CELL = "{code-cell} ipython3"
RUNNABLE = ("python", "console", CELL)
LOOKS_RUNNABLE = re.compile(r"\b(python3?|py|pycon|ipython3?|console|shell-session)\b")
SHELL_ONLY = {"|", "||", "&", "&&", ";", ">", ">>", "<", "(", ")"}


@dataclass(frozen=True)
class Fence:
    """A fenced block: its info string, its text, and the line of the page on which the text begins."""

    info: str
    text: str
    line: int


def fences(text: str, first_line: int = 1) -> Iterator[Fence]:
    """Yield the fences of a page, those inside a MyST directive too."""
    for token in MarkdownIt().parse(text):
        if token.type == "fence" and token.map is not None:
            fence = Fence(token.info.strip(), token.content, first_line + token.map[0] + 1)
            yield fence
            if fence.info.startswith("{") and fence.info != CELL:
                yield from fences(fence.text, fence.line)


def commands(fence: Fence) -> Iterator[list[str]]:
    """Yield the arguments of each `realpolitik` command in a console fence."""
    joined = re.sub(r"\\\n[ >]*", "", fence.text)
    for line in joined.splitlines():
        if line.startswith(PROMPT):
            lexer = shlex.shlex(line.removeprefix(PROMPT), posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            words = list(lexer)
            assert not SHELL_ONLY & set(words), f"needs a shell, and none is used here: {line}"
            yield words


def run_python(fence: Fence, page: Path, namespace: dict[str, Any]) -> None:
    source = "\n" * (fence.line - 1) + fence.text
    exec(compile(source, str(page), "exec"), namespace)


def run_cell(fence: Fence, page: Path, namespace: dict[str, Any]) -> None:
    """Run a cell, and ask what it ends with for its rich form, as a notebook does. Options are lines `:key: value`."""
    text = re.sub(r"^:.*$", "", fence.text, flags=re.MULTILINE)
    tree = ast.parse("\n" * (fence.line - 1) + text, str(page))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, str(page), "exec"), namespace)
    if last is not None:
        shown = eval(compile(ast.Expression(last.value), str(page), "eval"), namespace)
        for form in ("_repr_mimebundle_", "_repr_html_"):
            if hasattr(shown, form):
                assert getattr(shown, form)(), f"{page.name}:{fence.line}: shows nothing"


def run_console(fence: Fence, page: Path, folder: Path) -> None:
    for words in commands(fence):
        done = subprocess.run(
            [sys.executable, "-m", "realpolitik", *words],
            cwd=folder,
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=300,
        )
        told = f"{page.name}:{fence.line}: realpolitik {shlex.join(words)}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == 0, told


def pages() -> list[Path]:
    built = ROOT / "docs" / "_build"
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [page for page in found if not page.is_relative_to(built)]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_examples_of_page(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for fence in fences(page.read_text(encoding="utf-8")):
        if fence.info == "python":
            run_python(fence, page, namespace)
        elif fence.info == CELL:
            run_cell(fence, page, namespace)
        elif fence.info == "console":
            run_console(fence, page, tmp_path)
        else:
            assert not LOOKS_RUNNABLE.search(fence.info), (
                f"{page.name}:{fence.line}: mark the fence one of {RUNNABLE} and nothing else, so that it is run"
            )


def changes(page: Path) -> str:
    """Return what the fences of a page marked `diff` change, as one patch."""
    return "".join(fence.text for fence in fences(page.read_text(encoding="utf-8")) if fence.info == "diff")


def apply(patch: str, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "apply", *options, "-"]
    return subprocess.run(command, input=patch, cwd=folder, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(
    "page", [page for page in pages() if changes(page)], ids=lambda page: str(page.relative_to(ROOT))
)
def test_changes_of_page_fit_the_files_that_they_are_for(page):
    done = apply(changes(page), ROOT, "--check")
    assert done.returncode == 0, f"{page.name} shows a change of something that is not there:\n{done.stderr}"


EQUATION = ROOT / "docs" / "how-to" / "change-an-equation.md"


def copy_with(patch: str, folder: Path) -> None:
    """Copy the sources, tests and pages, changed by a patch."""
    for part in ("src", "tests", "docs"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "_build"))
    for part in ("README.md", "pyproject.toml"):
        shutil.copy(ROOT / part, folder)
    done = apply(patch, folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_the_change_of_an_equation_is_whole(tmp_path):
    """With all that the page changes its tests hold; kernels run as ordinary Python, since compiling them takes longer."""
    copy_with(changes(EQUATION), tmp_path)
    asked = (
        "tests/game/test_kernel.py::test_kernel_equals_reference_on_random_crises",
        "tests/game/test_kernel.py::test_random_crises_leave_no_number_of_the_model_at_its_default",
        "tests/report/test_terms.py::test_every_term_has_a_colour_and_a_saying_of_its_own",
        "tests/report/test_terms.py::test_the_docs_name_every_term",
        "tests/report/test_text.py::test_the_glossary_explains_the_words_of_the_reports_and_the_reference_is_the_same",
        "tests/test_documentation.py::test_every_key_of_a_crisis_file_is_in_its_reference",
    )
    surroundings = {**os.environ, "PYTHONPATH": str(tmp_path / "src"), "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *asked],
        cwd=tmp_path, env=surroundings, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_readme_shows_a_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [words for fence in fences(readme) if fence.info == "console" for words in commands(fence)]


def test_fences_are_found_with_their_lines_also_inside_directives():
    note = "````{note}\nB\n\n```python\nx = 1\n```\n````\n"
    item = "- C\n\n  ```console\n  $ realpolitik run a \\\n      --json\n  ```\n"
    text = f"A\n\n{note}\n{item}"
    found = [fence for fence in fences(text) if fence.info in RUNNABLE]
    assert [(fence.info, fence.line) for fence in found] == [("python", 7), ("console", 14)]
    assert list(commands(found[1])) == [["run", "a", "--json"]]


def test_cells_of_a_notebook_are_found_and_run_to_what_they_show(tmp_path):
    cell = "```{code-cell} ipython3\n:tags: [hide-input]\n\nx = 1\nx\n```\n"
    (found,) = fences(f"A\n\n{cell}")
    assert (found.info, found.line) == (CELL, 4)
    namespace: dict[str, Any] = {}
    run_cell(found, tmp_path / "page.md", namespace)
    assert namespace["x"] == 1

    class Broken:
        def _repr_html_(self) -> str:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_cell(Fence(CELL, "x = 1\nBroken()\n", 3), tmp_path / "page.md", {"Broken": Broken})
    with pytest.raises(ZeroDivisionError):
        run_cell(Fence(CELL, "x = 1 / 0\n", 3), tmp_path / "page.md", {})


def test_every_notebook_has_cells_and_no_other_page_has():
    for page in pages():
        text = page.read_text(encoding="utf-8")
        cells = [fence for fence in fences(text) if fence.info == CELL]
        assert bool(cells) == text.startswith("---\n"), f"{page.name}: cells are run only under a kernelspec, on top"


def test_an_example_that_fails_is_noticed(tmp_path):
    with pytest.raises(ZeroDivisionError):
        run_python(Fence("python", "1 / 0\n", 3), tmp_path / "page.md", {})
    with pytest.raises(AssertionError, match=r"page\.md:3"):
        run_console(Fence("console", "$ realpolitik no-such-verb\n", 3), tmp_path / "page.md", tmp_path)
    with pytest.raises(AssertionError, match="needs a shell"):
        list(commands(Fence("console", "$ realpolitik run a | head\n", 3)))
