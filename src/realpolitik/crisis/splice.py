"""A change made in the text of a crisis file: what it does not touch stays as it was written, to the last character.

The parser says where a value begins and ends, and new text takes the place of that stretch. What comes of it is read again: it
must say what the file said, but for the change, or else the change is not made.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from realpolitik.crisis.document import TreePath, clip, dotted, follow, parse_document
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.shape import expected, record
from realpolitik.crisis.write import block_lines, one_line
from realpolitik.errors import CrisisInvalid, RealpolitikError

Change = tuple[TreePath, Any]
"""A path, and the new content as it would stand in the file; None removes what stands there."""
WIDTH = 100
"""Characters of a line of words that are folded."""
FOLDED = 80
"""Characters beyond which words are folded."""
WIDEST = 118
"""Characters beyond which an entry between braces goes on the next line."""


class NotSpliced(RealpolitikError):
    """A place is written in a way in which it can be changed by hand alone."""


def splice(text: str, changes: Sequence[Change]) -> str:
    """Return the text of a file with changes made to it.

    Parameters
    ----------
    text : str
        A file that can be read as a tree, whether or not it is a crisis.
    changes : sequence of (tuple, object)
        Made in order; an entry that is not there is made, with all around it, and placed as the schema has its fields.

    Returns
    -------
    str

    Raises
    ------
    CrisisInvalid
        If the text cannot be read.
    NotSpliced
        If a change cannot be made without touching anything else.
    """
    tree = parse_document(text, "").tree
    for path, content in changes:
        if _content_at(tree, path) == (content, content is not None):
            continue
        wanted = _changed(tree, path, content)
        text = _first_that_says(wanted, text, path, content)
        tree = wanted
    return text


def _first_that_says(wanted: Any, text: str, path: TreePath, content: Any) -> str:
    """Return the text changed by the first way that comes to what is wanted."""
    for compose in (_quickly, _carefully):
        try:
            root = compose(text)
        except Exception:  # whatever this parser does not take, the other one may
            continue
        for folds in (True, False) if root is not None else ():
            try:
                found = _Text(text, folds).with_change(root, path, content)
                if found is not None and parse_document(found, "").tree == wanted:
                    return found
            except (CrisisInvalid, LookupError, ValueError):  # it is written in a way that was not thought of
                continue
    raise NotSpliced(
        f"{clip(dotted(path))} is written in a way that cannot be changed from here; change it in the text"
    )


def _quickly(text: str) -> Any:
    return yaml.compose(text, Loader=yaml.CSafeLoader)


def _carefully(text: str) -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415 - it takes long to import, and is seldom needed

    return YAML(typ="safe", pure=True).compose(text)


def _content_at(tree: Any, path: TreePath) -> tuple[Any, bool]:
    """Return what stands at a path, and whether anything does."""
    try:
        return follow(tree, path), True
    except (KeyError, IndexError, TypeError):
        return None, False


def _changed(tree: Any, path: TreePath, content: Any) -> Any:
    """Return a tree with a change."""
    if not path:
        return content
    step, rest = path[0], path[1:]
    if isinstance(tree, list) and isinstance(step, int) and step <= len(tree):
        there = tree[step] if step < len(tree) else None
        items = [] if content is None and not rest else [_changed(there, rest, content)]
        return [*tree[:step], *items, *tree[step + 1 :]]
    if not isinstance(tree, dict) and tree is not None:
        raise NotSpliced(f"there is nothing to hold {clip(dotted(path))}; look at the text")
    entries = tree or {}
    if content is None and (not rest or entries.get(str(step)) is None):
        return {key: entry for key, entry in entries.items() if rest or key != step}
    return entries | {step: _changed(entries.get(str(step)), rest, content)}


@dataclass
class _Text:
    """A text in which changes are made, each of which returns a new text; None, where it does not know how.

    Attributes
    ----------
    text : str
    folds : bool
        Whether long words are put in lines of their own.
    """

    text: str
    folds: bool

    def with_change(self, root: Any, path: TreePath, content: Any) -> str | None:
        """Return the text with a change, given the nodes of a parser."""
        node, flow = root, bool(root.flow_style)
        for done, step in enumerate(path):
            if _is_scalar(node):
                return None
            rest = path[done + 1 :]
            place = self._place(node, step)
            if place is None:
                return self._inserted(node, path[:done], step, _nested(rest, content), flow)
            if not rest and content is None:
                return self._removed(node, place)
            child = node.value[place][1] if _is_mapping(node) else node.value[place]
            if not rest or (_is_scalar(child) and not child.value):
                return self._replaced(node, place, _nested(rest, content), flow)
            node, flow = child, flow or bool(child.flow_style)
        return None

    def _place(self, node: Any, step: str | int) -> int | None:
        """Return which of the entries of a node a step means."""
        if _is_mapping(node):
            return next((place for place, (key, _) in enumerate(node.value) if key.value == step), None)
        return step if isinstance(step, int) and step < len(node.value) else None

    # --- where things begin and end

    def _end(self, node: Any) -> int:
        """Return where a value ends, without blanks and comments after it."""
        if _is_scalar(node) or node.flow_style:
            first: int = node.start_mark.index
            return first + len(self.text[first : node.end_mark.index].rstrip())
        if _is_mapping(node):
            return self._end_of_pair(*node.value[-1])
        return self._end(node.value[-1])

    def _end_of_pair(self, key: Any, value: Any) -> int:
        if _is_scalar(value) and value.start_mark.index == value.end_mark.index:
            return self.text.index(":", key.end_mark.index) + 1
        return self._end(value)

    def _line(self, index: int) -> tuple[int, int]:
        """Return where the line of a character begins, and where it ends."""
        end = self.text.find("\n", index)
        return self.text.rfind("\n", 0, index) + 1, len(self.text) if end < 0 else end

    def _put(self, first: int, last: int, new: str) -> str:
        return self.text[:first] + new + self.text[last:]

    # --- what is put there

    def _replaced(self, node: Any, place: int, content: Any, flow: bool) -> str:
        if not _is_mapping(node):
            item = node.value[place]
            return self._put(item.start_mark.index, self._end(item), one_line(content))
        key, value = node.value[place]
        colon = self.text.index(":", key.end_mark.index)
        lines = [f": {one_line(content)}"] if flow else self._entry("", content, key.start_mark.column)
        is_there = value.start_mark.index < value.end_mark.index
        if is_there and len(lines) == 1 and (_is_scalar(value) or value.flow_style):
            return self._put(value.start_mark.index, self._end(value), lines[0].removeprefix(": "))
        return self._put(colon, self._end_of_pair(key, value), "\n".join(lines))

    def _entry(self, key: str, content: Any, column: int) -> list[str]:
        """Return an entry of a mapping in lines, all but the first of them indented; the key may be left out."""
        margin = " " * column
        if self.folds and isinstance(content, str) and len(content) > FOLDED and content == " ".join(content.split()):
            lines = textwrap.wrap(content, WIDTH - column, break_long_words=False, break_on_hyphens=False)
            return [f"{key}: >-", *(f"{margin}  {line}" for line in lines)]
        head, *rest = block_lines({"x": content})
        return [key + head[1:], *(f"{margin}{line}" for line in rest)]

    def _inserted(self, node: Any, path: TreePath, step: str | int, content: Any, flow: bool) -> str | None:
        if _is_mapping(node):
            before = self._before(node, path, str(step))
            ends = [self._end_of_pair(*pair) for pair in node.value]
            entry = [f"{one_line(str(step))}: {one_line(content)}"]
        else:
            before = len(node.value)
            ends = [self._end(item) for item in node.value]
            entry = [one_line(content)]
        if not node.value:
            return self._put(node.start_mark.index + 1, node.end_mark.index - 1, entry[0]) if flow else None
        if flow:
            return self._inserted_in_line(node, before, ends, entry[0])
        column = node.start_mark.column
        lines = self._entry(one_line(str(step)), content, column) if _is_mapping(node) else [f"- {entry[0]}"]
        whole = [" " * column + lines[0], *lines[1:]]
        if before == 0:
            first = self._line(node.start_mark.index)[0]
            if self.text[first : node.start_mark.index].strip():
                before = 1
            else:
                return self._put(first, first, "\n".join(whole) + "\n")
        end = self._line(ends[before - 1])[1]
        return self._put(end, end, "\n" + "\n".join(whole))

    def _inserted_in_line(self, node: Any, before: int, ends: list[int], entry: str) -> str:
        if before == 0:
            first = node.start_mark.index + 1
            return self._put(first, first, f"{entry}, ")
        first = ends[before - 1]
        begins, ends_at = self._line(first)
        if ends_at - begins + len(entry) + 2 <= WIDEST:
            return self._put(first, first, f", {entry}")
        start = self._line(node.start_mark.index)[0]
        margin = len(self.text[start:]) - len(self.text[start:].lstrip(" "))
        return self._put(first, first, f",\n{' ' * (margin + 4)}{entry}")

    def _before(self, node: Any, path: TreePath, step: str) -> int:
        """Return how many entries stand before a new one: those of the fields before it, in a record; all, in a table."""
        fields = record(expected(Crisis, path)) if path else Crisis
        order = list(fields.model_fields) if fields is not None else []
        if step not in order:
            return len(node.value)
        earlier = set(order[: order.index(step)])
        return max((place + 1 for place, (key, _) in enumerate(node.value) if key.value in earlier), default=0)

    # --- what is taken away

    def _removed(self, node: Any, place: int) -> str | None:
        starts = [(each[0] if _is_mapping(node) else each).start_mark.index for each in node.value]
        ends = [self._end_of_pair(*each) if _is_mapping(node) else self._end(each) for each in node.value]
        if node.flow_style:
            if len(starts) == 1:
                return self._put(node.start_mark.index + 1, node.end_mark.index - 1, "")
            if place < len(starts) - 1:
                return self._put(starts[place], starts[place + 1], "")
            return self._put(ends[place - 1], ends[place], "")
        if len(starts) == 1:
            return self._put(starts[0] if _is_mapping(node) else node.start_mark.index, ends[0],
                             "{}" if _is_mapping(node) else "[]")  # fmt: skip
        first, last = self._line(starts[place])[0], self._line(ends[place])[1]
        lead = self.text[first : starts[place]]
        if lead.strip() in ("", *(() if _is_mapping(node) else ("-",))):
            return self._put(first, min(last + 1, len(self.text)), "")
        return self._put(starts[place], starts[place + 1], "") if place < len(starts) - 1 else None


def _is_mapping(node: Any) -> bool:
    return type(node).__name__ == "MappingNode"


def _is_scalar(node: Any) -> bool:
    return type(node).__name__ == "ScalarNode"


def _nested(path: TreePath, content: Any) -> Any:
    """Return content with a mapping around it for each step of a path."""
    for step in reversed(path):
        content = {step: content}
    return content
