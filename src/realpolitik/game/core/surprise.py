"""What a believer expects of a draw, and its surprise: how wrong it will find itself.

    surprise = sum over who signs when, who attacks, and nothing of either, of  p ln(p / q)

with p the chances of what truly happens and q those that the believer sees, in nats: 0 if it foresees all.
"""

from __future__ import annotations

import math

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import put
from realpolitik.game.core.arrays import STEPS, BazaarStructure, Floats, PathOfPlay, Tally, WarStructure


@kernel
def tally_forecast(
    st: WarStructure,
    bz: BazaarStructure,
    attack: Floats,
    path: PathOfPlay,
    imagined: PathOfPlay,
    b: int,
    d: int,
    tally: Tally,
) -> None:
    """Write down what a believer expects, and how surprised it will be: sum p ln(p / q) over who signs when, or who attacks."""
    T, O = bz.sizes[STEPS], st.aggressor.shape[0]
    surprise, war = 0.0, 0.0
    put(0.0, tally.forecast[d, b])
    for s in range(bz.first.shape[0] - 1):
        for t in range(T):
            real, seen = 0.0, 0.0
            for a in range(bz.first[s], bz.first[s + 1]):
                real += path.signed[t, a]
                seen += imagined.signed[t, a]
                peace = 1.0
                for o in range(bz.next_occasion[t + 1], O):
                    peace *= 1.0 - attack[bz.world[a], o]
                war += imagined.signed[t, a] * (1.0 - peace)
            surprise += _loss(real, seen)
            tally.forecast[d, b, 1 + s] += seen
    for o in range(O):
        surprise += _loss(path.attacked[o], imagined.attacked[o])
        war += imagined.attacked[o]
        tally.forecast[d, b, 0] += imagined.attacked[o]
    surprise += _loss(path.unsigned[0], imagined.unsigned[0])
    tally.forecast[d, b, 0] += imagined.unsigned[0]
    tally.forecast_war[d, b] = war
    tally.surprise[d, b] = surprise


@kernel
def _loss(real: float, seen: float) -> float:
    """Return p ln(p / q), with q no smaller than what a float can tell from nothing."""
    if real <= 0.0:
        return 0.0
    return real * math.log(real / max(seen, 1e-300))
