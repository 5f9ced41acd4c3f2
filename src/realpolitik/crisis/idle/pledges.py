"""Pledges to a state that nothing calls when another turns on it, because who gives them is not among the helpers."""

from __future__ import annotations

from dataclasses import dataclass

from realpolitik.crisis.document import dotted
from realpolitik.crisis.idle.scene import Scene, scene_of
from realpolitik.crisis.rules.names import clauses_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.treaty import Clause

MOST_HELPERS = 2
"""States that a hostility can list; where it lists as many, there is nothing to add."""


@dataclass(frozen=True)
class UncalledPledge:
    """A pledge to the victim of a hostility by a state that the hostility does not list among the helpers.

    Attributes
    ----------
    path : str
        Of the clause.
    message, remedy : str
        What does not call it, and what to do.
    """

    path: str
    message: str
    remedy: str


def uncalled_pledges(crisis: Crisis) -> tuple[UncalledPledge, ...]:
    """Return the pledges that nothing calls when somebody turns on whoever they were given to.

    Parameters
    ----------
    crisis : Crisis
        A checked crisis.

    Returns
    -------
    tuple of UncalledPledge
        In the order of the file; none about a hostility that lists all the helpers it can, or by which nobody can turn, and none
        of a state that would not be asked, because it has fallen then, or fights against one of the two.
    """
    scene = scene_of(crisis)
    return tuple(
        UncalledPledge(
            dotted(path),
            f"{scene.name(state)} is no helper in hostilities.{key}, so that {scene.name(hostility.by)}'s turning on"
            f" {scene.name(hostility.toward)} does not call its pledge",
            f"list {state} in its `helpers` with the share of its strength that it can bring; leave it if it could bring nothing",
        )
        for path, clause in clauses_of(crisis)
        for key, hostility in crisis.hostilities.items()
        if len(hostility.helpers) < MOST_HELPERS
        for state in clause.obligors
        if state not in {hostility.by, *hostility.helpers}
        and _is_pledged(clause, state, hostility.by, hostility.toward)
        and _could_be_asked(scene, str(path[0]), str(path[1]), key, state)
    )


def _could_be_asked(scene: Scene, section: str, name: str, key: str, state: str) -> bool:
    """Whether a state would be asked for help, if it were listed, while a clause of a menu, or of a treaty, binds."""
    if section == "suitors":
        return name in scene.signing and scene.asked(key, (state,))
    return scene.asked(key, (state,), scene.binding(name))


def _is_pledged(clause: Clause, state: str, by: str, toward: str) -> bool:
    """Whether a clause would bind a state to help another on whom somebody turns, if it were asked."""
    beside = frozenset() if clause.contingent_on is None else frozenset({clause.contingent_on})
    return state != toward and clause.broken_by_standing_by(state, by, toward, beside)
