"""When a treaty binds."""

from datetime import date, timedelta

import pytest

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.crisis.treaties_in_force import days_in_force
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.world import World

SIGNED, EARLY, LATE, ENDS = date(1934, 1, 1), date(1935, 2, 1), date(1936, 3, 1), date(1937, 4, 1)


@pytest.mark.parametrize(
    "events, until, begins",
    [
        ({}, None, SIGNED),
        ({}, ENDS, SIGNED),
        ({"late": LATE}, None, LATE),
        ({"late": LATE, "early": EARLY}, ENDS, EARLY),
    ],
)
def test_a_treaty_binds_from_its_signature_or_first_entry_into_force_up_to_its_end(events, until, begins):
    crisis = load("ussr-1939")
    clauses = {"peace": {"kind": "nonaggression", "obligors": [crisis.pivot], "beneficiaries": ["Germany"]}}
    changes = {"treaties.old": {"name": "A treaty", "signed": str(SIGNED), "clauses": clauses}}
    changes |= {} if until is None else {"treaties.old.until": str(until)}
    for key, day in events.items():
        changes[f"events.{key}"] = {"date": str(day), "what": "It enters into force.", "in_force": ["old"]}
    crisis = patch(crisis, changes)
    days, world = days_in_force(crisis, "old"), World(crisis, draw_numbers(crisis, 0, 0, 1))
    last = date.max if until is None else until - timedelta(days=1)
    for day in (SIGNED - timedelta(days=1), SIGNED, EARLY, LATE, ENDS - timedelta(days=1), ENDS, date.max):
        assert (day in days) == (begins <= day <= last), day
        in_force = world.in_force(frozenset({"treaties.old.clauses.peace"}), day)
        assert (day in days) == bool(in_force), "the plain reference differs"
