"""What a believer expects of a draw, and its surprise: its own game, walked forwards as it thinks that everybody plays it.

    surprise = sum over who signs when, who attacks before anybody does, and neither, of  p ln(p / q)

with p the chances of what truly happens and q, `LEAST` at the least, those that the believer sees.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from realpolitik.game.reference.bazaar import ReferenceGame
from realpolitik.game.reference.play import ReferencePlay, Walk
from realpolitik.outcome import NONE

LEAST = 1e-300
"""No chance is held to be smaller, so that every surprise is a number."""


@dataclass(frozen=True)
class Forecast:
    """What a believer expects of a draw.

    Attributes
    ----------
    partners : dict
        Suitor -> chance that it is signed with; ``none`` -> that nobody is.
    war : float
        Chance of an attack, whoever signs.
    surprise : float
        How wrong it will find itself, in nats: 0 if it foresees all.
    """

    partners: dict[str, float]
    war: float
    surprise: float


def forecast(play: ReferencePlay, believer: str) -> Forecast:
    """Return what a believer expects of a draw that has been solved and played.

    Raises
    ------
    KeyError
        If the state sees the crisis as the truth of the file has it, and so has no game of its own.
    """
    imagined = _walked(play.games[believer])
    partners = {NONE: imagined.none} | dict.fromkeys(imagined.game.world.crisis.suitors, 0.0)
    for (suitor, _, _), chance in imagined.signatures.items():
        partners[suitor] += chance
    real, seen = _what_happens(_walked(play.true)), _what_happens(imagined)
    surprise = math.fsum(p * math.log(p / max(seen.get(what, 0.0), LEAST)) for what, p in real.items() if p > 0)
    return Forecast(partners, math.fsum(imagined.attacks.values()), surprise)


def _walked(game: ReferenceGame) -> Walk:
    walk = Walk(game)
    walk.run()
    return walk


def _what_happens(walk: Walk) -> dict[Hashable, float]:
    """Return the chances of each signature by suitor and step, of each attack before any, and of neither."""
    chances: defaultdict[Hashable, float] = defaultdict(float)
    for (suitor, _, t), chance in walk.signatures.items():
        chances["signature", suitor, t] += chance
    for (plan, occasion, partner, _), chance in walk.attacks.items():
        if partner == NONE:
            chances["attack", plan, occasion] += chance
    chances["neither"] = walk.neither
    return dict(chances)
