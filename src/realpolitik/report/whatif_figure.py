"""One picture of what changes would change."""

from __future__ import annotations

from typing import Any

import altair as alt

from realpolitik.analysis.whatif import WhatIf
from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette
from realpolitik.report.bars import SignedBar, domain_of, points_bar, signed_bars
from realpolitik.report.figure import dressed, titled, vintage
from realpolitik.report.follows import under_way
from realpolitik.report.names import name_of
from realpolitik.report.page import count, percents


def draw_whatif(found: WhatIf, crisis: Crisis) -> Any:
    """Draw what variants change.

    Parameters
    ----------
    found : WhatIf
    crisis : Crisis
        The crisis as it stands, for names.

    Returns
    -------
    altair.VConcatChart
        A panel for each partner, one for an attack unless a war is under way, one for the month; a bar for each variant.
    """
    labels = [variant.label for variant in found.variants]
    panels = []
    moved = [(row.difference, row.error) for variant in found.variants for row in variant.change]
    moved += [(variant.attack.difference, variant.attack.error) for variant in found.variants]
    chances = [(100 * difference, 100 * error) for difference, error in moved]
    domain = domain_of(chances)
    for place, row in enumerate(found.before):
        bars = [
            points_bar(label, variant.change[place].difference, variant.change[place].error)
            for label, variant in zip(labels, found.variants, strict=True)
        ]
        title = f"{name_of(row.partner, crisis)}: {percents(row.probability)} as it stands"
        panels.append(signed_bars(bars, title, palette.colour_of(row.partner, crisis), "", domain))
    attacks = [points_bar(v.label, v.attack.difference, v.attack.error) for v in found.variants]
    if under_way(crisis) is None:
        panels.append(
            signed_bars(
                attacks,
                f"an attack: {percents(found.attack)} as it stands",
                palette.WAR,
                "change of the chance, in points",
                domain,
            )
        )
    months = [SignedBar(v.label, v.month.difference, v.month.error) for v in found.variants]
    panels.append(
        signed_bars(
            months,
            f"mean month of signature: {found.month:.2f} from the opening",
            palette.TIME,
            "months later (right) or sooner (left)",
            domain_of([(bar.value, bar.error) for bar in months]),
        )
    )
    head = titled(
        "What the changes would change",
        vintage(crisis),
        f"{count(found.draws, 'draw')}, seed {found.seed}; a whisker is one standard error of the difference.",
    )
    return dressed(alt.vconcat(*panels, title=head, spacing=18))
