"""What everything is worth that can be done in one step, with one draft on the table: from the values of the next step.

The same formulas as in `realpolitik.game.core.worth`, for one place, and with every option kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from realpolitik.game.core.arrays import Floats
from realpolitik.game.played import Worth

NEVER = 1e-15
"""Bids that are less likely are left out."""
Bids = Mapping[int, int | None]
"""Suitor -> the alignment that it bids, or None if it says nothing."""


@dataclass(frozen=True)
class TakenUp:
    """How a round ends, given some of the bids.

    Attributes
    ----------
    by_bid, pressed : ndarray, shape (A,)
        Chances that a bundle is taken up, because it was bid, and that the pivot presses for it; agreed to or not.
    signed : float
        Chance that the draft is signed.
    """

    by_bid: Floats
    pressed: Floats
    signed: float


class Round:
    """One round at the table: what its places are worth, and how it may end.

    Parameters
    ----------
    worth : Worth
    t : int
        The step.
    draft : int
        Index of what lies on the table, 0 for nothing.
    """

    def __init__(self, worth: Worth, t: int, draft: int) -> None:
        self.worth, self.t, self.draft = worth, t, draft
        played, self.bz = worth.played, worth.played.layout.bazaar
        self.numbers, self.policies, self.pivot = played.numbers, played.policies, played.pivot
        self.row, self.me, self.rights = worth.row, worth.me, worth.rights
        self.precision = played.precision
        self.holder, self.drafted, self.left = self._on_the_table()

    def _on_the_table(self) -> tuple[int, int, int]:
        """Return the suitor whose draft it is, its alignment, and the stages left; -1 each if there is none."""
        if self.draft == 0:
            return -1, -1, -1
        bz = self.bz
        s = int(np.searchsorted(bz.draft_base, self.draft, side="right")) - 1
        width = int(bz.first[s + 1] - bz.first[s])
        left, b = divmod(self.draft - int(bz.draft_base[s]), width)
        return s, int(bz.first[s]) + b, left

    def alignments(self, s: int) -> range:
        """Return the alignments of a suitor."""
        return range(int(self.bz.first[s]), int(self.bz.first[s + 1]))

    # --- passing

    @cached_property
    def _delay(self) -> Floats:
        return np.asarray(self.worth.payoffs.delay[self.t])

    @cached_property
    def nothing(self) -> Floats:
        """The step passes with nothing on the table."""
        return np.asarray(self.worth.values[self.t + 1, :, 0] - self._delay)

    @cached_property
    def passing(self) -> Floats:
        """The step passes with the draft that is there."""
        return self.nothing if self.draft == 0 else self.passing_with(self.draft)

    def passing_with(self, draft: int) -> Floats:
        """Return what it is worth that the step passes with a draft."""
        if draft == 0:
            return self.nothing
        s = int(np.searchsorted(self.bz.draft_base, draft, side="right")) - 1
        width = int(self.bz.first[s + 1] - self.bz.first[s])
        left = (draft - int(self.bz.draft_base[s])) // width
        later = self.worth.values[self.t + 1]
        chances = self.stages(s, left)
        onward = sum(chance * later[:, draft - n * width] for n, chance in enumerate(chances))
        eta = self.collapse(s)
        return np.asarray((1 - eta) * onward + eta * later[:, 0] - self._delay)

    def stages(self, s: int, left: int) -> Floats:
        """Return the chances that 0, 1, ... of the stages left are done in the step."""
        done = self.numbers.drafted[self.row, s, self.t, :left]
        return np.append(done, max(0.0, 1.0 - float(done.sum())))

    def collapse(self, s: int) -> float:
        """Return the chance that talks with a suitor collapse in the step."""
        return float(self.numbers.collapse[self.row, s, self.t])

    def drafts(self, s: int) -> bool:
        """Whether a suitor needs time to draft."""
        return bool(self.numbers.drafting[self.row, s] > 0)

    # --- taking up

    def _fresh(self, s: int) -> Floats:
        """Return what it is worth that the step passes with each text of a suitor still to be drafted; (rows, bundles)."""
        levels, width = self.numbers.drafted.shape[3] + 1, len(self.alignments(s))
        base = int(self.bz.draft_base[s])
        later = self.worth.values[self.t + 1]
        by_stages_left = later[:, base : base + levels * width].reshape(len(later), levels, width)
        onward = np.einsum("n,rnb->rb", self.stages(s, levels - 1), by_stages_left[:, ::-1])
        eta = self.collapse(s)
        return np.asarray((1 - eta) * onward + eta * later[:, :1] - self._delay[:, None])

    def sign(self, a: int) -> Floats:
        """Return what it is worth that an alignment is signed now."""
        return np.asarray(self.worth.payoffs.sign[self.t, :, a])

    def signs_at_once(self, a: int) -> float:
        """Return the chance that the pivot signs at once what needs no drafting."""
        if self.rights.pivot[0]:
            return float(self.sign(a)[self.me] > self.passing[self.me])
        return float(self.pivot.at_once[self.t, a, self.draft])

    @cached_property
    def _settled(self) -> dict[int, Floats]:
        """What each alignment is worth once all have consented to it."""
        found: dict[int, Floats] = {}
        for s in range(len(self.bz.first) - 1):
            if self.drafts(s):
                fresh = self._fresh(s)
                found |= {a: fresh[:, k] for k, a in enumerate(self.alignments(s))}
                continue
            for a in self.alignments(s):
                signs = self.signs_at_once(a)
                found[a] = signs * self.sign(a) + (1 - signs) * self.passing
        return found

    def consent(self, a: int, q: int) -> float:
        """Return the chance of consent to an alignment at a question."""
        fixed = self.numbers.consent[self.row, q]
        if self.rights.question[q] and fixed < 0:
            return float(self.asked(a, q + 1)[self.me] > self.refused(a, q)[self.me])
        return float(self.policies.consent[self.t, a, q, 0 if self.drafts(int(self.bz.suitor[a])) else self.draft])

    def refused(self, a: int, q: int) -> Floats:
        """Return what it is worth that a question about an alignment is answered with no."""
        rest = int(self.bz.question_drop[a, q])
        return self._nothing_left(a) if rest == 0 else self.asked(rest, q + 1)

    def _nothing_left(self, a: int) -> Floats:
        return self.nothing if self.drafts(int(self.bz.suitor[a])) else self.passing

    def asked(self, a: int, q: int) -> Floats:
        """Return what an alignment is worth when the questions from one on are still to be asked."""
        key = (a, q)
        if key not in self._asked:
            s = int(self.bz.suitor[a])
            if q >= self.bz.question_first[s + 1]:
                found = self._settled[a]
            elif not self.bz.question_in[a, q]:
                found = self.asked(a, q + 1)
            else:
                yes = self.consent(a, q)
                found = yes * self.asked(a, q + 1) + (1 - yes) * self.refused(a, q)
            self._asked[key] = found
        return self._asked[key]

    @cached_property
    def _asked(self) -> dict[tuple[int, int], Floats]:
        return {}

    @cached_property
    def take(self) -> Floats:
        """What taking each alignment up is worth, (rows, A); the first is none."""
        every = [np.zeros_like(self.nothing)]
        for a in range(1, len(self.bz.suitor)):
            is_asked = self.bz.question_in[a].any()
            every.append(
                self.asked(a, int(self.bz.question_first[self.bz.suitor[a]])) if is_asked else self._settled[a]
            )
        return np.stack(every, axis=1)

    def left_of(self, a: int) -> dict[int, float]:
        """Return the chances of what the consents leave of an alignment; 0 is nothing."""
        s = int(self.bz.suitor[a])
        chances = {a: 1.0}
        for q in range(int(self.bz.question_first[s]), int(self.bz.question_first[s + 1])):
            after: dict[int, float] = {}
            for b, chance in chances.items():
                if b == 0 or not self.bz.question_in[b, q]:
                    after[b] = after.get(b, 0.0) + chance
                    continue
                yes, rest = self.consent(b, q), int(self.bz.question_drop[b, q])
                after[b] = after.get(b, 0.0) + chance * yes
                after[rest] = after.get(rest, 0.0) + chance * (1 - yes)
            chances = after
        return chances

    # --- pressing

    @cached_property
    def agree(self) -> Floats:
        """The chances that a suitor pressed for an alignment agrees, (A,)."""
        found = np.array(self.policies.agree[self.t, :, self.draft], dtype=float)
        for s, free in enumerate(self.rights.suitor):
            if free and not self.bz.bound[s]:
                each = list(self.alignments(s))
                found[each] = self.take[self.me, each] > self.passing[self.me]
        return found

    @cached_property
    def demand_worth(self) -> Floats:
        """What demanding each alignment is worth, (rows, A)."""
        return np.asarray(self.agree * self.take + (1 - self.agree) * self.passing[:, None])

    @cached_property
    def demand(self) -> Floats:
        """The chances of demanding each alignment of its suitor, once that is pressed, (A,)."""
        if not self.rights.pivot[0]:
            return np.array(self.pivot.demand[self.t, :, self.draft], dtype=float)
        found = np.zeros(len(self.bz.suitor))
        for s in self.pressable:
            each = [a for a in self.alignments(s) if a != self.drafted]
            found[max(each, key=lambda a: self.demand_worth[self.me, a])] = 1.0
        return found

    @cached_property
    def pressable(self) -> list[int]:
        """The suitors that can be pressed."""
        suitors = range(len(self.bz.first) - 1)
        return [s for s in suitors if len(self.alignments(s)) > (1 if s == self.holder else 0)]

    def press(self, s: int) -> Floats:
        """Return what pressing a suitor is worth."""
        each = list(self.alignments(s))
        wanted = self.demand[each].copy()
        if s == self.holder:
            wanted[each.index(self.drafted)] = 0.0
        return np.asarray(self.demand_worth[:, each] @ wanted)

    # --- the reply

    @cached_property
    def standing(self) -> tuple[list[tuple[str, int]], Floats, Floats]:
        """The options whatever is bid, what they are worth, (rows, F), and the logarithms of their weights, (F,)."""
        t, draft = self.t, self.draft
        options = [("wait", -1)]
        worth, thought = [self.passing], [self.pivot.passing[t, draft]]
        for s in self.pressable:
            options.append(("press", s))
            worth.append(self.press(s))
            thought.append(self.pivot.press[t, s, draft])
        if self.left == 0:
            options.append(("sign", self.drafted))
            worth.append(self.sign(self.drafted))
            thought.append(self.pivot.sign[t, self.drafted])
        return options, np.stack(worth, axis=1), self.precision * np.array(thought)

    @cached_property
    def _stands(self) -> tuple[Floats, float]:
        """What the standing options are worth together, (rows,), and the logarithm of their weight."""
        _, worth, weights = self.standing
        top = weights.max()
        chances = np.exp(weights - top)
        total = float(chances.sum())
        if self.rights.pivot[0]:
            return worth[:, int(np.argmax(worth[self.me]))], float(top + np.log(total))
        return worth @ (chances / total), float(top + np.log(total))

    def appeal(self, a: int) -> float:
        """Return the logarithm of the pivot's weight of taking a bid up."""
        at = 0 if self.drafts(int(self.bz.suitor[a])) else self.draft
        return self.precision * float(self.pivot.take[self.t, a, at])

    def reply_chances(self, bids: Bids) -> tuple[dict[int, float], float]:
        """Return the pivot's chances of taking up each of the bids, by alignment, and of all else together."""
        made = [a for a in bids.values() if a is not None]
        _, level = self._stands
        weights = np.array([level, *(self.appeal(a) for a in made)])
        chances = np.exp(weights - weights.max())
        chances /= chances.sum()
        return dict(zip(made, map(float, chances[1:]), strict=True)), float(chances[0])

    def reply(self, bids: Bids) -> Floats:
        """Return what the pivot's reply to all bids is worth."""
        stands, _ = self._stands
        taken, rest = self.reply_chances(bids)
        if self.rights.pivot[0]:
            best = max(taken, key=lambda a: float(self.take[self.me, a]), default=None)
            return stands if best is None or stands[self.me] >= self.take[self.me, best] else self.take[:, best]
        found: Floats = rest * stands + sum(chance * self.take[:, a] for a, chance in taken.items())
        return found

    # --- the bids

    @cached_property
    def bidders(self) -> list[int]:
        """The suitors that bid."""
        return [s for s in range(len(self.bz.first) - 1) if s != self.holder]

    def bids_of(self, s: int) -> dict[int | None, float]:
        """Return a suitor's chances of each bid; None is to say nothing."""
        chances = [float(self.policies.bid[self.t, a, self.draft]) for a in self.alignments(s)]
        return dict(zip((None, *self.alignments(s)), (max(0.0, 1.0 - sum(chances)), *chances), strict=True))

    def _others(self, known: Bids) -> list[tuple[float, dict[int, int | None]]]:
        """Return all that may be bid, given what some suitors do, with its chance."""
        each = [[(known[s], 1.0)] if s in known else list(self.bids_of(s).items()) for s in self.bidders]
        found = []
        for combination in product(*each):
            chance = float(np.prod([q for _, q in combination]))
            if chance > NEVER:
                found.append((chance, dict(zip(self.bidders, (a for a, _ in combination), strict=True))))
        return found

    def _shares(self, known: Bids) -> tuple[list[list[int | None]], list[Floats], Floats]:
        """Return every bidder's options, their chances, and the pivot's chances of each bid in every combination of them.

        Returns
        -------
        list, list
            By bidder; what is known has a chance of 1.
        ndarray, shape (1 + bidders, options of the first, options of the second, ...)
            The pivot's chance of all else, then of each bidder's bid.
        """
        options: list[list[int | None]] = []
        chances: list[Floats] = []
        for s in self.bidders:
            bids = {known[s]: 1.0} if s in known else self.bids_of(s)
            options.append(list(bids))
            chances.append(np.array(list(bids.values())))
        shape = tuple(len(each) for each in options)
        weights = np.full((1 + len(shape), *shape), self._stands[1])
        for i, each in enumerate(options):
            appeal = np.array([-np.inf if a is None else self.appeal(a) for a in each])
            weights[1 + i] = appeal.reshape([-1 if axis == i else 1 for axis in range(len(shape))])
        shares = np.exp(weights - weights.max(axis=0))
        return options, chances, shares / shares.sum(axis=0)

    def _worth_of(self, options: list[int | None]) -> Floats:
        """Return what each of some bids is worth if it is taken up, (rows, options)."""
        return np.asarray(self.take[:, [0 if a is None else a for a in options]])

    def after(self, known: Bids) -> Floats:
        """Return what the round is worth given what some suitors do, the others bidding as they do."""
        if self.rights.pivot[0]:
            return np.asarray(sum(chance * self.reply(bids) for chance, bids in self._others(known)))
        options, chances, shares = self._shares(known)
        mean = _mean_over(shares, chances)
        value: Floats = self._stands[0] * float(mean(0))
        for i, each in enumerate(options):
            value = value + self._worth_of(each) @ (chances[i] * mean(1 + i, i))
        return value

    def bid_worth(self, s: int) -> dict[int | None, Floats]:
        """Return what each bid of a suitor, or its silence, is worth while the others' are not seen."""
        if self.rights.pivot[0]:
            return {a: self.after({s: a}) for a in (None, *self.alignments(s))}
        options, chances, shares = self._shares({})
        mine = self.bidders.index(s)
        mean = _mean_over(shares, chances)
        value = self._stands[0][:, None] * mean(0, mine) + self._worth_of(options[mine]) * mean(1 + mine, mine)
        for i, each in enumerate(options):
            if i != mine:
                likely = mean(1 + i, i, mine) * chances[i][:, None]
                value = value + self._worth_of(each) @ likely
        return {a: value[:, k] for k, a in enumerate(options[mine])}

    def bid_taken(self, s: int) -> dict[int | None, float]:
        """Return the chance that each bid of a suitor is taken up, while the others' are not seen."""
        options, chances, shares = self._shares({})
        mine = self.bidders.index(s)
        taken = _mean_over(shares, chances)(1 + mine, mine)
        return dict(zip(options[mine], map(float, taken), strict=True))

    @cached_property
    def value(self) -> Floats:
        """What the round is worth before anybody bids."""
        mine = next((s for s in self.bidders if self.rights.suitor[s]), None)
        if mine is None:
            return self.after({})
        worth = self.bid_worth(mine)
        if self.bz.bound[mine]:
            return worth[next(iter(self.alignments(mine)))]
        return max(worth.values(), key=lambda one: float(one[self.me]))

    def taken_up(self, known: Bids) -> TakenUp:
        """Return how the round may end, given what some suitors do."""
        by_bid, pressed, signed = np.zeros(len(self.bz.suitor)), np.zeros(len(self.bz.suitor)), 0.0
        standing, _, weights = self.standing
        chances = np.exp(weights - weights.max())
        chances /= chances.sum()
        each_bid, likely, shares = self._shares(known)
        mean = _mean_over(shares, likely)
        rest = float(mean(0))
        for i, each in enumerate(each_bid):
            for a, q in zip(each, likely[i] * mean(1 + i, i), strict=True):
                if a is not None:
                    by_bid[a] += q
        for (kind, where), q in zip(standing, chances, strict=True):
            if kind == "press":
                others = [a for a in self.alignments(where) if a != self.drafted]
                pressed[others] += rest * q * self.demand[others]
            elif kind == "sign":
                signed += rest * float(q)
        return TakenUp(by_bid, pressed, signed)

    # --- before the round

    @property
    def council(self) -> float:
        """The chance that the pivot's council takes the matter up."""
        return float(self.numbers.council[self.row, self.t])

    def opening(self, occasion: int | None = None) -> Floats:
        """Return what the step is worth when the occasions from one on are still to come; all of them, if none is named."""
        start, end = int(self.bz.next_occasion[self.t]), int(self.bz.next_occasion[self.t + 1])
        value = self.council * self.value + (1 - self.council) * self.passing
        for o in range(end - 1, (start if occasion is None else occasion) - 1, -1):
            hold = self.hold(value, o)
            attacks = self.attacks(o, hold)
            value = attacks * self.worth.payoffs.war[o] + (1 - attacks) * hold
        return np.asarray(value)

    def hold(self, value: Floats, occasion: int) -> Floats:
        """Return what letting an occasion pass is worth, given what follows."""
        return np.asarray(value - self.worth.payoffs.holding[occasion])

    def attacks(self, occasion: int, hold: Floats) -> float:
        """Return the chance of an attack at an occasion."""
        if self.rights.occasion[occasion] and not self.bz.under_way[occasion]:
            return float(self.worth.payoffs.war[occasion, self.me] > hold[self.me])
        return float(self.policies.attack[occasion, self.draft])


def _mean_over(shares: Floats, chances: Sequence[Floats]) -> Callable[..., Floats]:
    """Return what takes one of the shares, and averages it over all bidders but those that are named."""

    def mean(which: int, *kept: int) -> Floats:
        found, axes = shares[which], list(range(len(chances)))
        for i in reversed(range(len(chances))):
            if i not in kept:
                found = np.tensordot(found, chances[i], axes=(axes.index(i), 0))
                axes.remove(i)
        return np.asarray(found if axes == list(kept) else np.transpose(found, [axes.index(i) for i in kept]))

    return mean


def attack_or_hold(worth: Worth, world: int, occasion: int) -> tuple[Floats, Floats]:
    """Return what attack and holding are worth at an occasion once something is signed, in a world of promises; (rows,) each."""
    st, played = worth.played.layout.war, worth.played
    n = len(played.layout.states)
    war, hold = np.zeros(worth.after.shape[2]), worth.after[world, occasion + 1].copy()
    war[:n], war[-1] = worth.war[st.world_war[world, occasion]], 1.0
    hold[st.aggressor[occasion]] -= played.numbers.holding[worth.row, occasion]
    return war, hold
