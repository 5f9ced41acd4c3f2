"""Who signs, when, and what is in the text: a tally draw by draw, in the words of the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from realpolitik.game.core.arrays import Floats, Index, Tally
from realpolitik.game.nobody import with_nobody
from realpolitik.game.structure.layout import Layout


def clauses_of(layout: Layout) -> tuple[tuple[str, str], ...]:
    """Return the suitor and the key of each clause of the menus, in the order of their axis."""
    menus = layout.crisis.suitors
    return tuple((suitor, key) for suitor in layout.suitors for key in menus[suitor].menu)


@dataclass(frozen=True)
class Signatures:
    """What a tally says of the table, draw by draw, in the words of the file: suitors and the clauses of their menus.

    Attributes
    ----------
    layout : Layout
    tally : Tally
    """

    layout: Layout
    tally: Tally

    @cached_property
    def signed(self) -> Floats:
        """Chance that each suitor is signed with in each period; shape (D, T, S)."""
        owner, suitors = self.layout.bazaar.suitor, range(len(self.layout.suitors))
        return np.stack([self.tally.signed[:, :, owner == s].sum(axis=2) for s in suitors], axis=2)

    @cached_property
    def partner(self) -> Floats:
        """Chance of each partner, nobody first; shape (D, 1 + S)."""
        return with_nobody(self.signed.sum(axis=1))

    @property
    def clauses(self) -> tuple[tuple[str, str], ...]:
        """The suitor and the key of each clause of the menus, in the order of their axis."""
        return clauses_of(self.layout)

    @cached_property
    def suitor_of_clause(self) -> Index:
        """Which suitor's each clause is; shape (M,)."""
        return np.array([self.layout.suitors.index(suitor) for suitor, _ in self.clauses], dtype=np.int64)

    @cached_property
    def contents(self) -> Floats:
        """Chance that each clause is signed; shape (D, M)."""
        return self._of_clauses(self.tally.signed.sum(axis=1))

    @cached_property
    def tabled(self) -> Floats:
        """Expected periods in which each alignment is bid, nothing first; shape (D, A)."""
        return np.asarray(self.tally.offered[:, 0].sum(axis=1))

    @cached_property
    def offered(self) -> Floats:
        """Expected periods in which its suitor bids each clause; shape (D, M)."""
        return self._of_clauses(self.tabled)

    @cached_property
    def asked(self) -> Floats:
        """Expected periods in which its suitor can bid each clause; shape (D, M)."""
        return np.asarray(self.tally.asked[:, 0].sum(axis=1)[:, self.suitor_of_clause])

    def offered_by_period(self, against: int) -> Floats:
        """Return the chance that each clause is bid in each period, against anything (0) or a ready draft (1); (D, T, M)."""
        return self._of_clauses(self.tally.offered[:, against])

    def _of_clauses(self, bundles: Floats) -> Floats:
        """Sum over the bundles (..., A) that hold each clause; a matrix product's last bits would depend on the number of draws."""
        return np.asarray(np.einsum("...a,am->...m", bundles, self._holds))

    @cached_property
    def _holds(self) -> Floats:
        """1 where an alignment holds a clause; shape (A, M)."""
        place = {clause: m for m, clause in enumerate(self.clauses)}
        holds = np.zeros((len(self.layout.bazaar.suitor), len(place)))
        for a, bundle in enumerate(self.layout.bundles, start=1):
            for key in bundle.clauses:
                holds[a, place[bundle.suitor, key]] = 1.0
        return holds
