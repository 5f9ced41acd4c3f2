"""Whether the letters of the sides of a coded case move the forecast of a theory."""

from __future__ import annotations

import math

import pytest

from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import validate
from realpolitik.history.case import swapped
from realpolitik.history.coding import code_case
from realpolitik.theories.protocol import Abstention

TURNED = {"A": "B", "B": "A", "none": "none"}


def assert_letters_mean_nothing(theory, case, change=lambda crisis: crisis):
    one, other = (theory.forecast(change(code_case(each))) for each in (case, swapped(case)))
    if isinstance(one, Abstention):
        assert one == other
        return
    for partner, chance in one.outcomes.items():
        assert other.outcomes[TURNED[partner]] == pytest.approx(chance, abs=1e-12), (theory.name, case.id)


def at_points(crisis):
    """The crisis with every spread at its middle, and no doubt: draws belong to the paths of numbers, and these hold letters."""

    def point(tree):
        if isinstance(tree, list):
            return [point(each) for each in tree]
        if not isinstance(tree, dict):
            return tree
        if tree.get("uniform"):
            return sum(tree["uniform"]) / 2
        if tree.get("choice"):
            return math.fsum(math.prod(pair) for pair in zip(*tree["choice"].values(), strict=True))
        return {key: point(each) for key, each in tree.items()}

    found, findings = validate(Crisis, point(crisis.model_dump(mode="json", exclude_none=True)))
    assert not findings
    return patch(found, {"constants.doubt": 0})
