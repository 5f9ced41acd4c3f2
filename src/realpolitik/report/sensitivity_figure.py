"""One picture of what an answer hangs on: indices with their errors, and flip distances."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any

import altair as alt
import polars as pl

from realpolitik.analysis.flips import Flip
from realpolitik.analysis.indices import REST
from realpolitik.analysis.sensitivity import Sensitivity
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.report import palette
from realpolitik.report.dispatch.paths import in_english
from realpolitik.report.figure import WIDTH, dressed, heading, shown_as, titled
from realpolitik.report.names import name_of
from realpolitik.report.sensitivity_text import hardly_varies, named

LABEL = 330
PANEL = WIDTH - 160
MOST_FLIPS = 12


def draw_sensitivity(found: Sensitivity, crisis: Crisis) -> Any:
    """Draw what an answer hangs on.

    Parameters
    ----------
    found : Sensitivity
    crisis : Crisis
        The crisis it answers, for names.

    Returns
    -------
    altair.VConcatChart
        Two panels: the indices, and the flips that lie nearest.
    """
    title = titled(
        f"What the chance of {name_of(found.outcome, crisis)} hangs on",
        f"{crisis.title}; {found.inputs} uncertain inputs, seed {found.seed}.",
        f"{found.base} base points; a whisker is one standard error to either side."
        f" Flips over {found.draws} common draws.",
        *([] if found.varies else wrap(hardly_varies(found, crisis), 100)),
    )
    panels = [_indices(found, crisis)] if found.indices else []
    flips = [row for row in found.flips if row.flips_at is not None and math.isfinite(row.distance)][:MOST_FLIPS]
    if flips:
        panels.append(_flips(flips, crisis))
    if not panels:
        nothing = pl.DataFrame({"says": ["no input that was looked at moves it"]})
        panels.append(alt.Chart(nothing).mark_text(color=palette.INK, fontSize=13).encode(text="says:N"))
    return dressed(alt.vconcat(*panels, title=title, spacing=28).resolve_scale(color="independent"), orient="bottom")


def _indices(found: Sensitivity, crisis: Crisis) -> Any:
    """Draw first-order and total indices as pairs of bars."""
    names = {row.path: named(row) if row.path == REST else in_english(row.path, crisis) for row in found.indices}
    kinds = ["alone", "with others"]
    rows = pl.DataFrame(
        [
            {"input": row.path, "kind": kind, "share": share, "low": share - error, "high": share + error}
            for row in found.indices
            for kind, share, error in zip(
                kinds, (row.first, row.total), (row.first_error, row.total_error), strict=True
            )
        ]
    )
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "input:N",
            sort=list(names),
            title=None,
            axis=alt.Axis(labelExpr=shown_as(names), labelLimit=LABEL, ticks=False, domain=False),
        ),
        yOffset=alt.YOffset("kind:N", sort=kinds),
    )
    bars = base.mark_bar().encode(
        x=alt.X("share:Q", title="share of the variance of that chance", axis=alt.Axis(format=".1f", tickCount=6)),
        color=alt.Color(
            "kind:N", title=None, sort=kinds, scale=alt.Scale(domain=kinds, range=[palette.ALONE, palette.WITH_OTHERS])
        ),
    )
    whiskers = base.mark_rule(strokeWidth=1.5, color=palette.INK).encode(x="low:Q", x2="high:Q")
    return alt.layer(bars, whiskers).properties(
        width=PANEL, height=30 * len(names), title=heading("Which inputs it varies with")
    )


def _flips(flips: list[Flip], crisis: Crisis) -> Any:
    """Draw how far each number must move, in widths of its spread from its median; the spread is the band."""
    names = {row.path: in_english(row.path, crisis) for row in flips}
    rows = pl.DataFrame([_place(row) for row in flips])
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "input:N",
            sort=list(names),
            title=None,
            axis=alt.Axis(labelExpr=shown_as(names), labelLimit=LABEL, ticks=False, domain=False),
        )
    )
    band = base.mark_bar(height=12, color=palette.BAND).encode(
        x=alt.X(
            "low:Q",
            title="widths of the sourced spread, from its median (grey: the spread)",
            axis=alt.Axis(tickCount=7),
        ),
        x2="high:Q",
    )
    used = [partner for partner in (NONE, *crisis.suitors) if any(row.flips_to == partner for row in flips)]
    partners = {partner: name_of(partner, crisis) for partner in used}
    colours = [palette.colour_of(partner, crisis) for partner in used]
    colour = alt.Color(
        "to:N",
        title="flips it to",
        sort=used,
        scale=alt.Scale(domain=used, range=colours),
        legend=alt.Legend(labelExpr=shown_as(partners)),
    )
    arms = base.mark_rule(strokeWidth=2.5).encode(x="zero:Q", x2="at:Q", color=colour)
    marks = base.mark_point(shape="diamond", filled=True, size=90, opacity=1).encode(x="at:Q", color=colour)
    # In a column of their own: beside its mark a label would lie over the names of the rows, or over another mark.
    labels = base.mark_text(align="left", color=palette.INK).encode(x=alt.value(PANEL + 12), text="label:N")
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=palette.INK).encode(x="zero:Q")
    return alt.layer(band, zero, arms, marks, labels).properties(
        width=PANEL, height=26 * len(names), title=heading("How far each must move, alone, to flip the outcome")
    )


def _place(row: Flip) -> dict[str, Any]:
    assert row.value is not None
    assert row.range is not None
    assert row.flips_at is not None
    width = max(row.range[1] - row.range[0], 1e-300)
    return {
        "input": row.path,
        "low": (row.range[0] - row.value) / width,
        "high": (row.range[1] - row.value) / width,
        "zero": 0.0,
        "at": (row.flips_at - row.value) / width,
        "label": f"{row.value:.3g} → {row.flips_at:.3g}",
        "to": str(row.flips_to),
    }
