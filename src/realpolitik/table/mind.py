"""The picture that a seat has of the game: worlds that might be, how likely each is after what was seen, and what follows in them.

A world that might be has the seat's own hand in it, and of all others what the published file says, with the seat's own priors of
their hidden types. In each the seat plays the game that it believes it is in: an aware pivot knows how the others would really act
there, any other state thinks that all share its model. What was seen weighs every world by the chance that it would be seen there,

    w(world) ~ prior(world)  product over what was seen of  (1 - e) P(seen | world) + e

with e a small chance that anybody does anything, so that no world is ever ruled out. Nothing here knows the world that was dealt.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Any

import numpy as np

from realpolitik.crisis.identity import Same
from realpolitik.crisis.schema import Crisis, PivotView
from realpolitik.errors import SolverFailed
from realpolitik.game.core.arrays import Floats
from realpolitik.game.numbers.beliefs import believed_numbers, believers
from realpolitik.game.numbers.compile import compile_numbers
from realpolitik.game.numbers.draws import Numbers, draw_numbers
from realpolitik.game.numbers.grid import Grid
from realpolitik.game.played import Worth, alone, play_draw, slim, weigh
from realpolitik.game.policy import Names
from realpolitik.game.rounds import Bids, Round, attack_or_hold
from realpolitik.game.solve import Game, Sample, compile_models
from realpolitik.table import judging
from realpolitik.table.judging import Judged
from realpolitik.table.moves import Move
from realpolitik.table.sight import Seen, Sight
from realpolitik.table.world import Hand, game_of, instead_of, names_of_game, types_in

WORLDS = 16
"""Worlds in a picture."""
ANYTHING = 0.02
"""The chance that anybody does anything, by which no world is ever ruled out."""
KEPT = 0.4
"""The share of the worlds that count, of those that count before anything was seen, below which what was seen counts for less."""
HALVINGS = 30


@dataclass(frozen=True)
class Imagined:
    """A world that might be.

    Attributes
    ----------
    prior : float
        As the seat saw it before anything happened.
    types : mapping
        Other states -> their hidden types there.
    worth : Worth
    """

    prior: float
    types: Mapping[str, str]
    worth: Worth


@dataclass(frozen=True)
class Followed:
    """Where a game stands in a seat's mind.

    Attributes
    ----------
    told : ndarray, shape (worlds,)
        The logarithm of the chance of all that was seen, in each world.
    drafts : tuple of int
        What lies on the table, in each world: of a text that the seat does not know whole, what is likeliest there.
    """

    told: Floats
    drafts: tuple[int, ...]


class Mind:
    """The picture of one seat.

    Parameters
    ----------
    crisis : Crisis
    hand : Hand
    count : int
        How many worlds.
    """

    def __init__(self, crisis: Crisis, hand: Hand, count: int = WORLDS) -> None:
        self.crisis, self.hand, self.count = crisis, hand, count
        self.game: Game = game_of(crisis)
        self.layout = self.game.layout
        self.names: Names = names_of_game(crisis)
        self._followed: dict[int, tuple[str, Followed]] = {}

    @cached_property
    def worlds(self) -> tuple[Imagined, ...]:
        """The worlds that might be."""
        found = [world for cell in self._cells() for world in self._imagine(*cell)]
        if not found:
            raise SolverFailed(f"none of the worlds that {self.hand.state} imagines was solved")
        total = sum(world.prior for world in found)
        return tuple(Imagined(world.prior / total, world.types, world.worth) for world in found)

    # --- worlds

    def _cells(self) -> Iterator[tuple[dict[str, str] | None, int, int]]:
        """Yield the hidden hands of the others, from which draw on, and how many draws of each; None leaves hands to chance."""
        others = {name: list(state.types) for name, state in self.crisis.states.items() if state.types}
        others.pop(self.hand.state, None)
        cells = list(product(*others.values()))
        if len(cells) > self.count // 2:
            yield None, 0, self.count
            return
        each = self.count // len(cells)
        for place, cell in enumerate(cells):
            yield dict(zip(others, cell, strict=True)), place * each, each

    def _imagine(self, types: dict[str, str] | None, first: int, count: int) -> Iterator[Imagined]:
        own = instead_of(self.hand, count)
        instead = replace(own, hands={**(types or {}), **own.hands})
        truth = draw_numbers(self.crisis, self._seed, first, count, instead)
        game, sample, as_pivot = self._model(truth)
        held = [types] * count if types is not None else self._types_of(truth)
        for draw in range(count):
            try:
                worth = weigh(play_draw(game, sample, draw), as_pivot=as_pivot)
            except SolverFailed:
                continue  # a world that might be and is not solved is left out
            prior = self._prior(truth, held[draw] or {}, draw, by_chance=types is None)
            yield Imagined(prior, held[draw] or {}, slim(worth))

    @cached_property
    def _seed(self) -> int:
        """The seed of what is imagined: the same for all who sit there, and none that hands are dealt from."""
        digest = hashlib.blake2b(f"picture|{self.crisis.id}|{self.hand.state}".encode(), digest_size=12).digest()
        return int.from_bytes(digest, "big") + 2**64

    def _model(self, truth: Numbers) -> tuple[Game, Sample, bool]:
        """Return the game that the seat believes it is in, its numbers, and whether they are an aware pivot's."""
        if self.hand.state == self.crisis.pivot and self.crisis.constants.pivot_view == PivotView.AWARE:
            return self.game, compile_models(self.game, truth), True
        state = self.hand.state
        believed = believed_numbers(self.crisis, truth, state) if state in believers(self.crisis) else truth
        return alone(self.game), Sample(*compile_numbers(self.layout, Grid([[believed]]))), False

    def _types_of(self, truth: Numbers) -> list[dict[str, str]]:
        found: list[dict[str, str]] = [{} for _ in range(truth.count)]
        for draw in range(truth.count):
            drawn = types_in(self.crisis, truth.take(np.array([draw])), self._seed, draw)
            found[draw] = {name: key for name, key in drawn.items() if name != self.hand.state}
        return found

    def _prior(self, truth: Numbers, types: Mapping[str, str], draw: int, *, by_chance: bool) -> float:
        """Return how likely the seat holds the others' types to be; over their chance in the file, if they were drawn by that."""
        prior = 1.0
        for name, key in types.items():
            path = f"states.{name}.types.{key}"
            given = self.hand.state in self.crisis.states[name].types[key].priors
            seen = float(truth.at(f"{path}.priors.{self.hand.state}" if given else f"{path}.prior")[draw])
            prior *= seen / max(float(truth.at(f"{path}.prior")[draw]), 1e-12) if by_chance else seen
        return max(prior, 1e-12)

    # --- what was seen

    @cached_property
    def _priors(self) -> Floats:
        return np.array([world.prior for world in self.worlds])

    def weights(self, state: Followed) -> Floats:
        """Return how likely each world is; they sum to 1.

        A few worlds stand for all that might be, so that what was seen would soon leave a single one. It counts in full as long as
        `KEPT` of the worlds count (effective sample size: Kong, Liu & Wong 1994), and else to the power that leaves so many.
        """
        least = KEPT / float((self._priors**2).sum())

        def weighed(power: float) -> Floats:
            weights = self._priors * np.exp(power * (state.told - state.told.max()))
            return np.asarray(weights / weights.sum())

        low, high = 0.0, 1.0
        if 1 / float((weighed(high) ** 2).sum()) >= least:
            return weighed(high)
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = 1 / float((weighed(middle) ** 2).sum()) >= least
            low, high = (middle, high) if enough else (low, middle)
        return weighed(low)

    def follow(self, seen: Sequence[Seen]) -> Followed:
        """Return where the game stands after what was seen."""
        key = hashlib.blake2b(digest_size=16)
        state = Followed(np.zeros(len(self.worlds)), (0,) * len(self.worlds))
        round_ = _RoundSeen()
        for number, one in enumerate(seen):
            key.update(repr(one).encode())
            digest = key.hexdigest()
            known = self._followed.get(number)
            if known is not None and known[0] == digest:
                state = known[1]
                round_.note(one)
                continue
            state = self._after(state, one, round_)
            round_.note(one)
            self._followed[number] = (digest, state)
        return state

    def _after(self, state: Followed, one: Seen, round_: _RoundSeen) -> Followed:
        if one["kind"] == "back":
            return state  # what follows from here on is what was seen up to there
        chances = np.ones(len(self.worlds))
        drafts = list(state.drafts)
        for k, world in enumerate(self.worlds):
            told = self._told(world.worth, one, state.drafts[k], round_)
            if told is not None:
                chances[k] = told
        heard = state.told + np.log((1 - ANYTHING) * chances + ANYTHING)
        if one["kind"] == "step":
            drafts = [self._draft_in(k, one, state.drafts[k], round_) for k in range(len(self.worlds))]
        elif one["kind"] == "signed":
            drafts = [0] * len(drafts)
        return Followed(heard, tuple(drafts))

    def _told(  # noqa: PLR0911  # one case for each kind
        self, worth: Worth, one: Seen, draft: int, round_: _RoundSeen
    ) -> float | None:
        """Return the chance of what was seen, in one world; None where it tells nothing."""
        t = one["t"]
        match one["kind"]:
            case "hold" | "attack" if one["state"] != self.hand.state:
                chance = self._attack(worth, one["occasion"], t, draft, round_.signed)
                return chance if one["kind"] == "attack" else 1 - chance
            case "bids":
                here, chance = Round(worth, t, draft), 1.0
                for suitor, text in one["bids"].items():
                    s = self.layout.suitors.index(suitor)
                    chance *= here.bids_of(s)[None if text is None else self._alignment(suitor, text)]
                return chance
            case "answer" if one["suitor"] not in self._led:
                a = self._alignment(one["suitor"], one["clauses"])
                agrees = float(worth.played.policies.agree[t, a, draft])
                return agrees if one["agrees"] else 1 - agrees
            case "consent" if one["state"] != self.hand.state:
                q = self.names.question(one["suitor"], one["clause"], one["state"])
                likeliest = self._texts(one["suitor"], one["clauses"])[0]
                yes = Round(worth, t, draft).consent(likeliest, q)
                return yes if one["consents"] else 1 - yes
            case "taken" | "pressed" | "asked":
                ends = Round(worth, t, draft).taken_up(round_.own_bids(self))
                texts = self._texts(one["suitor"], one["clauses"])
                if one["kind"] == "asked":
                    return float(ends.by_bid.sum() + ends.pressed.sum())
                return float((ends.by_bid if one["kind"] == "taken" else ends.pressed)[texts].sum())
            case "signed" if self.hand.state != self.crisis.pivot and draft > 0:
                here = Round(worth, t, draft)
                return here.taken_up(round_.own_bids(self)).signed * (1.0 if round_.met else here.council)
            case "step":
                return self._step_told(worth, one, draft, round_)
        return None

    def _step_told(self, worth: Worth, one: Seen, draft: int, round_: _RoundSeen) -> float | None:
        """Return the chance of how a step has passed, in one world: who was taken up, and what the drafting came to."""
        here, chance = Round(worth, one["t"], draft), 1.0
        if not round_.involved and self.hand.state != self.crisis.pivot:
            ends = here.taken_up(round_.own_bids(self))
            council = 1.0 if round_.met else here.council
            taken = ends.by_bid + ends.pressed * here.agree
            if one["fresh"] and one["draft"] is not None:
                texts = set(self._texts(one["draft"]["suitor"], one["draft"]["clauses"]))
                chance = council * sum(
                    float(taken[a]) * sum(q for b, q in here.left_of(a).items() if b in texts)
                    for a in range(1, len(taken))
                    if taken[a] > 0
                )
            else:
                chance = 1 - council * (float(taken.sum()) + ends.signed)
        began, then = one["draft"], one["then"]
        if began is not None:
            s = self.layout.suitors.index(began["suitor"])
            eta = here.collapse(s)
            done = 0 if then is None else began["stages"] - then["stages"]
            chance *= eta if then is None else (1 - eta) * float(here.stages(s, began["stages"])[done])
        return max(0.0, chance)

    def _draft_in(self, k: int, one: Seen, draft: int, round_: _RoundSeen) -> int:
        """Return what lies on the table after a step, in one world."""
        then = one["then"]
        if then is None:
            return 0
        texts = self._texts(then["suitor"], then["clauses"])
        text = texts[0]
        if len(texts) > 1:
            worth = self.worlds[k].worth
            if not one["fresh"] and draft > 0:
                kept = Round(worth, one["t"], draft).drafted
                text = kept if kept in texts else text
            else:
                here = Round(worth, one["t"], draft)
                ends = here.taken_up(round_.own_bids(self))
                taken = ends.by_bid + ends.pressed * here.agree
                text = max(texts, key=lambda a: float(taken[a]))
        return self._draft(text, then["stages"])

    # --- names and numbers

    @cached_property
    def _led(self) -> frozenset[str]:
        return frozenset(s for s, suitor in self.crisis.suitors.items() if suitor.lead == self.hand.state)

    def _draft(self, a: int, left: int) -> int:
        bz = self.layout.bazaar
        s = int(bz.suitor[a])
        return int(bz.draft_base[s]) + left * int(bz.first[s + 1] - bz.first[s]) + a - int(bz.first[s])

    def _alignment(self, suitor: str, clauses: Sequence[str]) -> int:
        return self.names.alignments[suitor, frozenset(clauses)]

    def _texts(self, suitor: str, clauses: Sequence[str]) -> list[int]:
        """Return the alignments whose text may be the one of which the seat knows these clauses."""
        known = self._known_texts(suitor)
        return known.get(tuple(clauses), [self.layout.bazaar.first[self.layout.suitors.index(suitor)]])

    def _known_texts(self, suitor: str) -> dict[tuple[str, ...], list[int]]:
        if suitor not in self._texts_known:
            record, me = self.crisis.suitors[suitor], self.hand.state
            negotiates = me == self.crisis.pivot or me in record.members
            found: dict[tuple[str, ...], list[int]] = {}
            for (name, bundle), a in self.names.alignments.items():
                if name == suitor:
                    text = tuple(
                        key
                        for key, clause in record.menu.items()
                        if key in bundle
                        and (not clause.secret or negotiates or me in clause.obligors or me in clause.beneficiaries)
                    )
                    found.setdefault(text, []).append(a)
            self._texts_known[suitor] = found
        return self._texts_known[suitor]

    @cached_property
    def _texts_known(self) -> dict[str, dict[tuple[str, ...], list[int]]]:
        return {}

    def _attack(self, worth: Worth, occasion: int, t: int, draft: int, signed: Seen | None) -> float:
        if signed is None:
            return float(worth.played.policies.attack[occasion, draft])
        played = worth.played
        aggressor = int(self.layout.war.aggressor[occasion])
        return float(played.attack[played.roles.state[aggressor], self._world(signed), occasion])

    def _world(self, signed: Seen | None) -> int:
        """Return the world of promises after what was signed, as far as the seat knows it."""
        bazaar = self.layout.bazaar
        if signed is None:
            return int(bazaar.world[0])
        return int(bazaar.world[self._texts(signed["suitor"], signed["clauses"])[0]])

    # --- judging

    def outlook(self, sight: Sight) -> Floats:
        """Return what the seat expects of the game where it stands, for every row of `Worth`."""
        state = self.follow(sight.seen)
        return self._mean(state, [self._outlook_in(k, state, sight) for k in range(len(self.worlds))])

    def _outlook_in(self, k: int, state: Followed, sight: Sight) -> Floats:
        worth = self.worlds[k].worth
        n = len(self.layout.states)
        if sight.signed is not None:
            s = self.layout.suitors.index(sight.signed["suitor"])
            ahead = next((one for one in range(len(self.layout.war.aggressor)) if one not in _asked(sight.seen)), None)
            last = len(self.layout.war.aggressor)
            found = np.array(worth.after[self._world(sight.signed), last if ahead is None else ahead])
            found[n + s] = 1.0
            return found
        return np.asarray(worth.values[min(sight.t, self.layout.clock.steps), :, state.drafts[k]])

    def judge(self, sight: Sight) -> list[Judged]:
        """Return the moves that the seat can make, as it judges them."""
        state, turn = self.follow(sight.seen), sight.turn
        if turn is None:
            return []
        each = [self._judged_in(world.worth, state.drafts[k], sight) for k, world in enumerate(self.worlds)]
        found = []
        for m in range(len(sight.moves)):
            ours = [judged[m] for judged in each]
            signed = [one.if_signed for one in ours if one.if_signed is not None]
            accepted = [one.accepted for one in ours if one.accepted is not None]
            found.append(
                Judged(
                    self._mean(state, [one.worth for one in ours]),
                    float(self.weights(state) @ np.array([one.chance for one in ours])),
                    self._mean(state, signed) if signed else None,
                    float(self.weights(state) @ np.array(accepted)) if accepted else None,
                )
            )
        return found

    def _mean(self, state: Followed, each: Sequence[Floats]) -> Floats:
        return np.asarray(self.weights(state) @ np.stack(each))

    def _judged_in(self, worth: Worth, draft: int, sight: Sight) -> list[Judged]:
        turn = sight.turn
        assert turn is not None
        if turn["kind"] == "attack":
            world, o = self._world(sight.signed), turn["occasion"]
            attack, hold = attack_or_hold(worth, world, o)
            q = self._attack(worth, o, sight.t, draft, sight.signed)
            return [Judged(attack, q), Judged(hold, 1 - q)]
        here = Round(worth, sight.t, draft)
        match turn["kind"]:
            case "open attack":
                return judging.attacks(here, turn["occasion"])
            case "bidding":
                return judging.bids(here, self.layout.suitors.index(turn["suitor"]), self._aimed(sight.moves))
            case "reply":
                return judging.replies(here, self._made(turn["bids"]), self._aimed(sight.moves))
            case "answer":
                return judging.answers(here, self._alignment(turn["suitor"], turn["clauses"]))
            case "at once":
                return judging.signing(here, self._alignment(turn["suitor"], turn["clauses"]))
            case _:
                q = self.names.question(turn["suitor"], turn["clause"], self.hand.state)
                texts = self._texts(turn["suitor"], turn["clauses"])
                return judging.consents(here, max(texts, key=lambda one: int(here.bz.question_in[one, q])), q)

    def _aimed(self, moves: Sequence[Move]) -> list[judging.Aimed]:
        return [judging.aimed(self.names, self.layout, move) for move in moves]

    def _made(self, bids: Mapping[str, Any]) -> dict[int, int | None]:
        return {
            self.layout.suitors.index(suitor): None if text is None else self._alignment(suitor, text)
            for suitor, text in bids.items()
        }

    def beliefs(self, sight: Sight) -> dict[str, dict[str, float]]:
        """Return what the seat thinks of the others' hidden types: state -> type -> chance."""
        return self.beliefs_after(sight.seen)

    def beliefs_after(self, seen: Sequence[Seen]) -> dict[str, dict[str, float]]:
        """Return the same after what was seen up to some point."""
        weights = self.weights(self.follow(seen))
        found: dict[str, dict[str, float]] = {}
        for name, record in self.crisis.states.items():
            if record.types and name != self.hand.state:
                found[name] = {
                    key: float(
                        sum(w for w, world in zip(weights, self.worlds, strict=True) if world.types.get(name) == key)
                    )
                    for key in record.types
                }
        return found


class _RoundSeen:
    """What a seat has seen of the round at hand."""

    def __init__(self) -> None:
        self.involved = self.met = False
        self.bid: tuple[str, Sequence[str] | None] | None = None
        self.signed: Seen | None = None

    def note(self, one: Seen) -> None:
        """Note one more thing that was seen."""
        match one["kind"]:
            case "step":
                self.involved = self.met = False
                self.bid = None
            case "own bid":
                self.met, self.bid = True, (one["suitor"], one["clauses"])
            case "taken" | "pressed" | "asked":
                self.involved = self.met = True
            case "signed":
                self.signed = one

    def own_bids(self, mind: Mind) -> Bids:
        """Return what the seat's own suitor has bid in the round."""
        if self.bid is None:
            return {}
        suitor, text = self.bid
        return {
            mind.layout.suitors.index(suitor): None if text is None else mind.names.alignments[suitor, frozenset(text)]
        }


def _asked(seen: Sequence[Seen]) -> set[int]:
    """Return the occasions at which the aggressor has been asked, and all before them."""
    return {o for one in seen if one["kind"] in {"hold", "attack"} for o in range(one["occasion"] + 1)}


def mind_of(crisis: Crisis, hand: Hand, count: int = WORLDS) -> Mind:
    """Return the picture of a seat, the same one for the same hand."""
    return _mind(Same(crisis), hand.state, hand.type, tuple(hand.ranks.items()), count)


@lru_cache(maxsize=64)  # the people of a class, each with a hand of its own
def _mind(crisis: Same, state: str, type_: str | None, ranks: tuple[tuple[str, float], ...], count: int) -> Mind:
    return Mind(crisis.section, Hand(state, type_, dict(ranks)), count)
