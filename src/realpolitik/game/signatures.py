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
        """Chance that each suitor is signed with in each period of the reports; shape (D, P, S)."""
        return self._by_period(self.signed_by_step)

    @cached_property
    def signed_by_step(self) -> Floats:
        """Chance that each suitor is signed with in each step of the clock; shape (D, T, S)."""
        owner, suitors = self.layout.bazaar.suitor, range(len(self.layout.suitors))
        return np.stack([self.tally.signed[:, :, owner == s].sum(axis=2) for s in suitors], axis=2)

    @cached_property
    def months(self) -> Floats:
        """Months from the opening to the signature with each suitor, times its chance; shape (D, S)."""
        return np.asarray(np.einsum("dts,t->ds", self.signed_by_step, np.array(self.layout.clock.months[:-1])))

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
        """Expected steps in which each alignment is bid, nothing first; shape (D, A)."""
        return np.asarray(self.tally.offered.sum(axis=1))

    @cached_property
    def offered(self) -> Floats:
        """Expected steps in which its suitor bids each clause; shape (D, M)."""
        return self._of_clauses(self.tabled)

    @cached_property
    def asked(self) -> Floats:
        """Expected steps in which its suitor can bid each clause; shape (D, M)."""
        return np.asarray(self.tally.asked.sum(axis=1)[:, self.suitor_of_clause])

    @cached_property
    def taken(self) -> Floats:
        """Expected texts that are taken up from each suitor in each period, by bid and under pressure; shape (D, 2, P, S)."""
        owner, suitors = self.layout.bazaar.suitor, range(len(self.layout.suitors))
        steps = np.stack([self.tally.taken[..., owner == s].sum(axis=-1) for s in suitors], axis=-1)
        return np.stack([self._by_period(steps[:, how]) for how in range(2)], axis=1)

    @cached_property
    def taken_clauses(self) -> Floats:
        """Expected texts with each clause that are taken up in each period; shape (D, P, M)."""
        return self._of_clauses(self._by_period(self.tally.taken.sum(axis=1)))

    def _by_period(self, steps: Floats) -> Floats:
        """Share what stands for each step (D, T, ...) out among the periods in which it lies: (D, P, ...)."""
        return np.asarray(np.einsum("dt...,tp->dp...", steps, np.array(self.layout.clock.shares)))

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
