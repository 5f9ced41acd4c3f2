"""Tables know their columns without rows, and what is not a number is nothing there."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass, replace

import polars as pl
import pytest

from hostile import hostile_brief
from realpolitik.frames import columns_of, frame_of

PARTS = {
    "outcome": "outcomes", "why": "factors", "changes": "variants", "assumptions": "assumptions", "hands": "views",
    "claims": "claims", "theories": "theories", "hangs": "indices", "taken": "tried",
}  # fmt: skip


@pytest.mark.parametrize("finding", PARTS)
def test_a_table_has_the_same_columns_with_and_without_rows(finding):
    found = getattr(hostile_brief(), finding)
    found = found[0] if finding == "taken" else found
    nothing = {"chance": replace(found.chance, factors=())} if finding == "why" else {PARTS[finding]: ()}
    empty = replace(found, **nothing)
    assert found.to_frame().height > 0
    assert empty.to_frame().height == 0
    assert empty.to_frame().schema == found.to_frame().schema
    assert pl.Null not in found.to_frame().dtypes
    written = empty.to_frame().select(pl.exclude(pl.List(pl.String))).write_csv()
    assert written.strip()


def test_an_error_that_is_not_defined_is_nothing_in_a_table():
    outcome = hostile_brief().outcome
    single = replace(outcome, outcomes=tuple(replace(row, error=math.nan) for row in outcome.outcomes))
    assert single.to_frame()["error"].null_count() == len(outcome.outcomes)
    assert "NaN" not in single.to_frame().write_csv()


def test_columns_are_those_of_the_record():
    row = hostile_brief().outcome.outcomes[0]
    assert is_dataclass(row)
    assert list(columns_of(type(row))) == [field.name for field in fields(row)]
    assert list(columns_of(type(row), without=("error",))) == ["partner", "probability"]
    assert frame_of([], {"a": str | None, "b": tuple[str, ...], "c": float}).dtypes == [
        pl.String, pl.List(pl.String), pl.Float64,
    ]  # fmt: skip
