"""Europe in 1936 as a landscape: the sizes that Axelrod & Bennett (1993) print, and propensities coded by their rules.

p_ij = religion + government - ethnic conflict - border disagreement - recent war

religion      +1 the same confession; -1 one atheist and the other not; 0 two Christian confessions
government    +1 the same, -1 different, among democratic, fascist and communist; 0 if either is something else
the others    1 where the pair has one, else 0
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np
from ruamel.yaml import YAML

from realpolitik.theories.engines.configurations import Floats

TYPES = ("democratic", "fascist", "communist")
CONFLICTS = ("ethnic_conflict", "border_disagreement", "recent_war")


@dataclass(frozen=True)
class Landscape:
    """States with their sizes and the propensity of each pair to work together."""

    states: tuple[str, ...]
    sizes: Floats
    propensities: Floats


def europe_1936() -> Landscape:
    """Return the seventeen states of Europe in 1936."""
    text = (files("realpolitik.theories") / "data" / "europe-1936.yaml").read_text(encoding="utf-8")
    coded: dict[str, Any] = YAML(typ="safe").load(text)
    states = coded["states"]
    names = tuple(states)
    conflicts = [{frozenset(pair) for pair in coded[kind]} for kind in CONFLICTS]
    propensities = np.zeros((len(names), len(names)))
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            if i != j:
                quarrels = sum(frozenset((one, other)) in kind for kind in conflicts)
                propensities[i, j] = (
                    _religion(states[one], states[other]) + _government(states[one], states[other]) - quarrels
                )
    return Landscape(names, np.array([states[name]["size"] for name in names], dtype=float), propensities)


def _religion(one: dict[str, Any], other: dict[str, Any]) -> int:
    if one["religion"] == other["religion"]:
        return 1
    return -1 if "atheist" in (one["religion"], other["religion"]) else 0


def _government(one: dict[str, Any], other: dict[str, Any]) -> int:
    if one["government"] not in TYPES or other["government"] not in TYPES:
        return 0
    return 1 if one["government"] == other["government"] else -1
