"""The table of the bazaar as indices: bundles, consents, drafts, and the occasions between periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from realpolitik.crisis.bundles import effective, feasible, without_clause
from realpolitik.crisis.clock import Clock
from realpolitik.crisis.defaults import STAGES
from realpolitik.crisis.schema import Crisis
from realpolitik.game.core.arrays import BazaarStructure, Index
from realpolitik.game.structure.rows import ClauseRow, OccasionRow


@dataclass(frozen=True)
class Bundle:
    """A feasible set of clauses of one suitor's menu."""

    suitor: str
    clauses: tuple[str, ...]


def feasible_bundles(crisis: Crisis, suitor: str) -> tuple[Bundle, ...]:
    """Return the feasible bundles of a suitor, one for each effect, in the order of their bit masks."""
    menu = crisis.suitors[suitor].menu
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for chosen in feasible(menu):
        effect = effective(menu, chosen)
        if effect not in found or len(chosen) < len(found[effect]):
            found[effect] = chosen
    return tuple(Bundle(suitor, chosen) for chosen in found.values())


def table_of(
    crisis: Crisis,
    suitors: tuple[str, ...],
    clock: Clock,
    clauses: tuple[ClauseRow, ...],
    bundles: tuple[Bundle, ...],
    occasions: tuple[OccasionRow, ...],
    players: tuple[str, ...],
    questions: tuple[tuple[int, str], ...],
    asked: tuple[tuple[str, str], ...],
    worlds: tuple[int, ...],
) -> BazaarStructure:
    """Return the structure that the kernels of the bazaar read; ``worlds`` are the worlds of the alignments."""
    where = {row.path: index for index, row in enumerate(clauses)}
    owner = [suitors.index(bundle.suitor) for bundle in bundles]
    first = [1 + sum(o < s for o in owner) for s in range(len(suitors) + 1)]
    items = [sorted(where[f"suitors.{b.suitor}.menu.{key}"] for key in b.clauses) for b in bundles]
    rank = {
        (bundle.suitor, effective(crisis.suitors[bundle.suitor].menu, bundle.clauses)): 1 + index
        for index, bundle in enumerate(bundles)
    }
    arises = np.zeros((len(bundles) + 1, len(questions)), dtype=np.int64)
    dropped = np.zeros((len(bundles) + 1, len(questions)), dtype=np.int64)
    for a, bundle in enumerate(bundles, start=1):
        menu = crisis.suitors[bundle.suitor].menu
        for x, (clause, _) in enumerate(questions):
            if clause in items[a - 1]:
                arises[a, x] = 1
                left = without_clause(menu, bundle.clauses, clauses[clause].key)
                dropped[a, x] = rank[bundle.suitor, effective(menu, left)] if left else 0
    asked_of = [next(s for s in suitors if clauses[c].path.startswith(f"suitors.{s}.")) for c, _ in questions]
    question_first = [sum(suitors.index(s) < k for s in asked_of) for k in range(len(suitors) + 1)]
    sizes = [len(items[a]) for a in range(len(bundles))]
    consented = [_consented(crisis, bundle, asked) for bundle in bundles]
    total, levels = clock.steps, STAGES + 1
    base = [1 + (first[s] - 1) * levels for s in range(len(suitors))]
    drafts = 1 + len(bundles) * levels
    aggressors = [crisis.war_plans[row.plan].aggressor for row in occasions]
    return BazaarStructure(
        first=_ints(first),
        bound=_ints([crisis.suitors[suitor].bound for suitor in suitors]),
        suitor=_ints([-1, *owner]),
        world=_ints(worlds),
        clause_starts=_ints(np.concatenate([[0, 0], np.cumsum(sizes)])),
        clause_items=_ints([clause for row in items for clause in row]),
        question_first=_ints(question_first),
        question_player=_ints([players.index(state) for _, state in questions]),
        question_in=arises,
        question_drop=dropped,
        occasion_player=_ints([players.index(state) for state in aggressors]),
        under_way=_ints([crisis.war_plans[row.plan].began is not None for row in occasions]),
        asked_state=_ints([list(crisis.states).index(state) for _, state in asked]),
        asked_starts=_ints(np.concatenate([[0, 0], np.cumsum([len(each) for each in consented])])),
        asked_items=_ints([item for each in consented for item in each]),
        next_occasion=_ints([sum(row.step < t for row in occasions) for t in range(total + 1)]),
        draft_base=_ints(base),
        draft_groups=_draft_groups(first, base),
        sizes=_ints([total, len(players), drafts, crisis.constants.pivot_view == "aware", STAGES]),
    )


def _consented(crisis: Crisis, bundle: Bundle, asked: tuple[tuple[str, str], ...]) -> list[int]:
    """Return which of those that decide on clauses decided on one that stands in a bundle."""
    menu = crisis.suitors[bundle.suitor].menu
    states = {state for key in bundle.clauses for state in menu[key].consent_of}
    return [y for y, (suitor, state) in enumerate(asked) if suitor == bundle.suitor and state in states]


def draft_index(bazaar: BazaarStructure, alignment: int, left: int) -> int:
    """Return the index of the draft of an alignment with so many stages of drafting left: `draft_base[s] + left B_s + b`."""
    suitor = int(bazaar.suitor[alignment])
    first, last = int(bazaar.first[suitor]), int(bazaar.first[suitor + 1])
    return int(bazaar.draft_base[suitor]) + left * (last - first) + alignment - first


def _draft_groups(first: list[int], base: list[int]) -> Index:
    """Return the drafts of each suitor as a group: by the stages left, and then in the order of the menu."""
    widths = [first[s + 1] - first[s] for s in range(len(base))]
    return _ints([(-1, 0, 1, 1), *((s, base[s], (STAGES + 1) * widths[s], widths[s]) for s in range(len(base)))])


def _ints(values: object) -> Index:
    return np.ascontiguousarray(np.asarray(values, dtype=np.int64))
