"""The aftermath of a war, and of peace: who turns on whom, who helps, with what chance the victim falls, and what all that brings.

For each outcome of a war, tau later, each hostility of a standing w toward a standing j; in peace likewise, nobody having fought:

    e'     = strength after the war (`realpolitik.game.core.contest`)
    theta  = sum over enemies of w that stand, j apart, of pi e'  /  (the same + sum over w's side of pi e')
    a      = pi_wj e'_w (1 - theta)      b = e'_j (1 + sum of buffers held) + sum over those who help of pi_l e'_l
    q      = a^m / (a^m + b^m)
    G_wj   = max(0, g_wj - sum of w_ws over stakes of j that are given away)
    u_wj   = mean over who helps of  q (1 - x_j if lost) G_wj - k_w (1 - q) - breach_wj + eps, discounted
    first  = product over the turners before w with the same victim of (1 - z)
    zeta   = logit of first u over victims      z_w = logit of sum of zeta first u against 0      z_wj = z_w zeta_wj
    w: + sum over j of first z_wj u_wj
    j: - (1 - x_j if lost)(k_j + max(0, 1 - sum of w_js given away)) sum over w of first z_wj q
    a state that is asked to help, helping:  - k_l pi_l a / (a + b) - pi_l q - breach + eps      standing by:  - breach

What the winners of a war have a hostility toward, and is not the target, they share at once:

    spoils of w from a loser j     x_j G_wj s_w / sum of s over the winners with a hostility toward j

Outcome 0 is that the attackers have won, and peace; outcome 1 that the defenders have.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.intrinsics import larger
from realpolitik.game.compiled.numeric import contests, copy, exponentiate, fill
from realpolitik.game.core.arrays import (
    AIDS,
    ANSWERS,
    ATTACKER,
    CAP,
    DEFENDER,
    DEPTH,
    DISCOUNT,
    DISCOUNT_LATER,
    EXPOSURE,
    FIGHTS,
    GIVEN_UP,
    HELPER_DOUBT,
    HELPER_REACH,
    HOSTILE_DOUBT,
    HOSTILE_GAIN,
    HOSTILE_REACH,
    LISTED,
    MINE,
    NOTHING,
    ODDS,
    OUT,
    PAIRS,
    PAYS,
    REPUTATION,
    SCRATCH,
    STANDS_BY,
    SURVIVAL,
    THEIRS,
    TURNS,
    VICTIMS,
    WAR_COST_RATE,
    WEIGHT,
    WHOLE,
    Aftermath,
    Flags,
    Floats,
    GameNumbers,
    Index,
    OneContest,
    WarPhysics,
    WarScratch,
    WarStructure,
)
from realpolitik.game.core.contest import broken_share, credit_lost

NEGLIGIBLE = 1e-12
"""Of all that the other side brings: what is less, once one of its members is taken away, is a rounding error."""


@kernel
def _has_lost(side: int, won: int) -> bool:
    """Whether a state on a side has lost when attackers (0), or defenders (1), have won."""
    return side != OUT and side != won + ATTACKER


# --- strengths


@kernel
def weigh_turns(
    st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, one: OneContest, physics: WarPhysics
) -> None:
    """Fill the odds of every hostility in contest c, against each set of helpers, and what there is to gain and to lose."""
    mine, theirs, depth, given = scratch.work[MINE], scratch.work[THEIRS], scratch.work[DEPTH], scratch.work[GIVEN_UP]
    o, at = st.contest_occasion[c], st.contest_starts[c]
    for k in range(st.contest_starts[c, ODDS], st.contest_starts[c + 1, ODDS]):
        h, first = st.odds_hostility[k], st.odds_fights[k]
        fights = st.odds_fights[k + 1] - first
        for won in range(2):
            _open(st, x, d, o, k, won, one.open[k - at[ODDS], won])
            _deepen(st, x, d, o, k, won, depth)
            _face(st, x, d, o, h, won, scratch, mine)
            for rank in range(st.odds_listed[k + 1] - st.odds_listed[k]):
                _ask(st, x, d, o, k, rank, won, one.asked[st.odds_listed[k] + rank - at[LISTED], won])
            for f in range(fights):
                _resist(st, x, d, o, h, f, won, scratch, depth, theirs)
                contests(mine, theirs, st.leaves[o], x.decisiveness[d], one.odds[first + f - at[FIGHTS], won])
                if fights > 1:
                    _compare(mine, theirs, st.leaves[o], one.share[first + f - at[FIGHTS], won])
    for r in range(st.contest_starts[c, PAIRS], st.contest_starts[c + 1, PAIRS]):
        h = st.pair_hostility[r]
        w, gain = st.hostile_by[h], x.of_hostility[d, o, HOSTILE_GAIN, h]
        for won in range(2):
            prize = one.prize[r - at[PAIRS], won]
            _give_up(st, x, d, o, r, w, won, given)
            for leaf in range(st.leaves[o]):
                prize[leaf] = larger(gain - given[leaf], 0.0)
        _take_spoils(st, x, d, c, r, scratch, one, physics)
    for v in range(st.contest_starts[c, VICTIMS], st.contest_starts[c + 1, VICTIMS]):
        j, r = st.victim_state[v], st.turn_pair[st.victim_turns[st.victim_starts[v]]]
        states, side = x.of_state[d, o], st.side[o, j]
        later, cost, survival = states[DISCOUNT_LATER, j], states[WAR_COST_RATE, j], states[SURVIVAL, j]
        for won in range(2):
            remains = one.remains[v - at[VICTIMS], won]
            _give_up(st, x, d, o, r, j, won, given)
            for leaf in range(st.leaves[o]):
                left = 1.0 - states[EXPOSURE, j] if _has_lost(side[leaf], won) else 1.0
                remains[leaf] = later * left * (cost + larger(survival - given[leaf], 0.0))


@kernel
def _open(st: WarStructure, x: GameNumbers, d: int, o: int, k: int, won: int, out: Floats) -> None:
    """Write 1 where a state may turn on its victim: it is asked, and both stand; 0 elsewhere."""
    h = st.odds_hostility[k]
    w, j = st.hostile_by[h], st.hostile_toward[h]
    side_w, side_j, asked = st.side[o, w], st.side[o, j], st.odds_asked[k, won] == 1
    w_falls, j_falls = x.of_state[d, o, EXPOSURE, w] >= 1.0, x.of_state[d, o, EXPOSURE, j] >= 1.0
    for leaf in range(st.leaves[o]):
        w_lost = side_w[leaf] != OUT and side_w[leaf] != won + ATTACKER
        j_lost = side_j[leaf] != OUT and side_j[leaf] != won + ATTACKER
        gone = (w_lost and w_falls) or (j_lost and j_falls)
        out[leaf] = 1.0 if asked and not gone else 0.0


@kernel
def _face(st: WarStructure, x: GameNumbers, d: int, o: int, h: int, won: int, scratch: WarScratch, out: Floats) -> None:
    """Write what a state can turn on its victim with: its strength, less what its unfinished enemies hold down."""
    w, j = st.hostile_by[h], st.hostile_toward[h]
    reach, other_reach = x.of_hostility[d, o, HOSTILE_REACH, h], scratch.reach[j]
    own, other, side_w, side_j = scratch.after[won, w], scratch.after[won, j], st.side[o, w], st.side[o, j]
    attackers, defenders = scratch.brought[won, 0], scratch.brought[won, 1]
    for leaf in range(st.leaves[o]):
        attack, defence = attackers[leaf], defenders[leaf]
        attacks, fights = side_w[leaf] == ATTACKER, side_w[leaf] != OUT
        opposite = fights and side_j[leaf] != OUT and side_j[leaf] != side_w[leaf]
        ours, all_foes = attack if attacks else defence, defence if attacks else attack
        foes = all_foes - (other_reach * other[leaf] if opposite else 0.0)
        foes = foes if foes > NEGLIGIBLE * all_foes else 0.0
        both = ours + foes
        held = foes / (both if both > 0.0 else 1.0)
        out[leaf] = reach * own[leaf] * (1.0 - (held if fights else 0.0))


@kernel
def _resist(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    o: int,
    h: int,
    fight: int,
    won: int,
    scratch: WarScratch,
    depth: Floats,
    out: Floats,
) -> None:
    """Write what a victim can resist with, helped by nobody (fight 0), the first, the second, or both."""
    own = scratch.after[won, st.hostile_toward[h]]
    for leaf in range(st.leaves[o]):
        out[leaf] = own[leaf] * depth[leaf]
    for rank in range(2):
        if fight >> rank & 1 == 1:
            reach, aid = x.of_hostility[d, o, HELPER_REACH + rank, h], scratch.after[won, st.hostile_helpers[h, rank]]
            for leaf in range(st.leaves[o]):
                out[leaf] += reach * aid[leaf]


@kernel
def _compare(mine: Floats, theirs: Floats, leaves: int, out: Floats) -> None:
    """Write the share a / (a + b); one half where both are nothing."""
    for leaf in range(leaves):
        both = mine[leaf] + theirs[leaf]
        share = mine[leaf] / (both if both > 0.0 else 1.0)
        out[leaf] = share if both > 0.0 else 0.5


@kernel
def _deepen(st: WarStructure, x: GameNumbers, d: int, o: int, k: int, won: int, out: Floats) -> None:
    """Write one plus the buffers that a victim holds in an outcome."""
    fill(1.0, out, st.leaves[o])
    j = st.hostile_toward[st.odds_hostility[k]]
    for z in range(st.stake_holder.shape[0]):
        clause, to = st.odds_stake[k, z, 0], st.odds_stake[k, z, 1]
        buffer, holds = x.buffer[d, o, z, j], st.stake_holder[z] == j
        if buffer == 0.0 or not (holds or to == j):
            continue
        if clause < 0:
            for leaf in range(st.leaves[o]):
                out[leaf] += buffer if holds else 0.0
        else:
            delivered_if = st.delivered_if[o, clause]
            for leaf in range(st.leaves[o]):
                delivered = delivered_if[leaf] & (won + ATTACKER) != 0
                out[leaf] += buffer if (to == j if delivered else holds) else 0.0


@kernel
def _give_up(st: WarStructure, x: GameNumbers, d: int, o: int, r: int, i: int, won: int, out: Floats) -> None:
    """Write what the stakes of a victim that are given away in an outcome are worth to state i."""
    fill(0.0, out, st.leaves[o])
    j = st.hostile_toward[st.pair_hostility[r]]
    for z in range(st.stake_holder.shape[0]):
        clause, worth = st.pair_stake[r, z, 0], x.stake_worth[d, o, z, i]
        if clause < 0 or st.stake_holder[z] != j or worth == 0.0:
            continue
        delivered_if = st.delivered_if[o, clause]
        for leaf in range(st.leaves[o]):
            out[leaf] += worth if delivered_if[leaf] & (won + ATTACKER) != 0 else 0.0


@kernel
def _take_spoils(
    st: WarStructure, x: GameNumbers, d: int, c: int, r: int, scratch: WarScratch, one: OneContest, physics: WarPhysics
) -> None:
    """Fill what the war itself brings a winner of what it covets of a loser that is not the target."""
    o, h, whole, spoils = st.contest_occasion[c], st.pair_hostility[r], scratch.work[WHOLE], physics.spoils[r]
    w, j = st.hostile_by[h], st.hostile_toward[h]
    fill(0.0, spoils, st.leaves[o])
    if o == st.aggressor.shape[0] or j == st.target[o]:
        return
    fill(0.0, whole, st.leaves[o])
    side_w, side_j = st.side[o, w], st.side[o, j]
    for other in range(st.hostile_by.shape[0]):
        if st.hostile_toward[other] == j:
            strength, side = scratch.strength[st.hostile_by[other]], st.side[o, st.hostile_by[other]]
            for leaf in range(st.leaves[o]):
                whole[leaf] += strength[leaf] if side[leaf] == side_w[leaf] else 0.0
    lost = x.of_state[d, o, DISCOUNT, w] * x.of_state[d, o, EXPOSURE, j]
    win, own, prize = physics.win[c], scratch.strength[w], one.prize[r - st.contest_starts[c, PAIRS]]
    if_attackers, if_defenders = prize[0], prize[1]
    for leaf in range(st.leaves[o]):
        attacks, likely = side_w[leaf] == ATTACKER, win[leaf]
        opposite = side_w[leaf] != OUT and side_j[leaf] != OUT and side_j[leaf] != side_w[leaf]
        won_by_attack, won_by_defence = likely * if_attackers[leaf], (1.0 - likely) * if_defenders[leaf]
        taken = won_by_attack if attacks else won_by_defence
        share = own[leaf] / (whole[leaf] if whole[leaf] > 0.0 else 1.0)
        spoils[leaf] = lost * taken * share if opposite and whole[leaf] > 0.0 else 0.0


# --- who helps


@kernel
def _pays_to_help(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    o: int,
    r: int,
    rank: int,
    fight: int,
    won: int,
    at: Index,
    one: OneContest,
    out: Floats,
) -> None:
    """Write what it pays a state to help, these fighting beside it."""
    h = st.pair_hostility[r]
    i, f = st.hostile_helpers[h, rank], st.odds_fights[st.pair_odds[r]] + fight - at[FIGHTS]
    states, reach = x.of_state[d, o], x.of_hostility[d, o, HELPER_REACH + rank, h]
    odds, share, later = one.odds[f, won], one.share[f, won], states[DISCOUNT_LATER, i]
    sets = st.answer_sets[st.pair_answers[r] + rank]  # what helping breaks does not depend on who came before
    word = states[REPUTATION, i] * broken_share(st.set_starts, st.set_items, x.of_clause[d, o, WEIGHT], sets[1])
    doubt, cost, survival = x.of_hostility[d, o, HELPER_DOUBT + rank, h], states[WAR_COST_RATE, i], states[SURVIVAL, i]
    for leaf in range(st.leaves[o]):
        out[leaf] = later * (doubt - word - reach * (cost * share[leaf] + survival * odds[leaf]))


@kernel
def _price_of_standing_by(st: WarStructure, x: GameNumbers, d: int, o: int, r: int, rank: int, answer: int) -> float:
    """Return what a state loses by its word to a victim that it does not help."""
    states, i = x.of_state[d, o], st.hostile_helpers[st.pair_hostility[r], rank]
    broken = st.answer_sets[st.pair_answers[r] + answer, 0]
    share = broken_share(st.set_starts, st.set_items, x.of_clause[d, o, WEIGHT], broken)
    return states[DISCOUNT_LATER, i] * states[REPUTATION, i] * share


@kernel
def _ask(st: WarStructure, x: GameNumbers, d: int, o: int, k: int, rank: int, won: int, out: Floats) -> None:
    """Write 1 where a helper is asked: it stands, and fought neither against the victim nor against the one that turned."""
    h = st.odds_hostility[k]
    i = st.hostile_helpers[h, rank]
    side, by, toward = st.side[o, i], st.side[o, st.hostile_by[h]], st.side[o, st.hostile_toward[h]]
    falls, other = x.of_state[d, o, EXPOSURE, i] >= 1.0, ATTACKER + DEFENDER
    for leaf in range(st.leaves[o]):
        own = side[leaf]
        fell = falls and own == other - (won + ATTACKER)
        against = own != OUT and (by[leaf] == other - own or toward[leaf] == other - own)
        out[leaf] = 0.0 if fell or against else 1.0


@kernel
def answer_calls(st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, one: OneContest) -> None:
    """Fill the chances that those who are asked help, in contest c, the second helper's first."""
    o, at, pays, other = st.contest_occasion[c], st.contest_starts[c], scratch.work[PAYS], scratch.work[STANDS_BY]
    leaves, precision = st.leaves[o], x.precision[d]
    for r in range(st.contest_starts[c, PAIRS], st.contest_starts[c + 1, PAIRS]):
        questions, first = st.pair_answers[r + 1] - st.pair_answers[r], st.pair_answers[r] - at[ANSWERS]
        if questions == 0:
            continue
        listed = st.odds_listed[st.pair_odds[r]] - at[LISTED]
        for won in range(2):
            if questions == 3:
                for answer in range(1, 3):
                    _pays_to_help(st, x, d, o, r, 1, 1 + answer, won, at, one, pays)
                    price, chance = _price_of_standing_by(st, x, d, o, r, 1, answer), one.help[first + answer, won]
                    _choose_to_help(one.asked[listed + 1, won], pays, price, precision, leaves, chance)
            _pays_to_help(st, x, d, o, r, 0, 1, won, at, one, pays)
            if questions == 3:
                _pays_to_help(st, x, d, o, r, 0, 3, won, at, one, other)
                joined = one.help[first + 2, won]
                for leaf in range(leaves):
                    pays[leaf] = (1.0 - joined[leaf]) * pays[leaf] + joined[leaf] * other[leaf]
            price, chance = _price_of_standing_by(st, x, d, o, r, 0, 0), one.help[first, won]
            _choose_to_help(one.asked[listed, won], pays, price, precision, leaves, chance)


@kernel
def _choose_to_help(asked: Floats, pays: Floats, price: float, precision: float, leaves: int, out: Floats) -> None:
    """Write the logit of helping, which pays (L,), against standing by for a price; 0 where the state is not asked."""
    for leaf in range(leaves):
        out[leaf] = min(-precision * (pays[leaf] + price), CAP)
    exponentiate(out, leaves)
    for leaf in range(leaves):
        out[leaf] = asked[leaf] / (1.0 + out[leaf])


# --- what turning is worth


@kernel
def expect(st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, one: OneContest) -> None:
    """Fill the odds, what turning is worth, and what it is worth to helpers, as those who are asked in contest c answer."""
    o, at = st.contest_occasion[c], st.contest_starts[c]
    states, leaves = x.of_state[d, o], st.leaves[o]
    for r in range(st.contest_starts[c, PAIRS], st.contest_starts[c + 1, PAIRS]):
        h, f, q = st.pair_hostility[r], st.odds_fights[st.pair_odds[r]] - at[FIGHTS], st.pair_answers[r] - at[ANSWERS]
        w, j = st.hostile_by[h], st.hostile_toward[h]
        side, discount, cost, exposure = (
            st.side[o, j],
            states[DISCOUNT_LATER, w],
            states[WAR_COST_RATE, w],
            states[EXPOSURE, j],
        )
        weight, turned = x.of_clause[d, o, WEIGHT], st.pair_turn[r]
        price = states[REPUTATION, w] * credit_lost(st.set_starts, st.set_items, weight, turned[0], turned[1])
        price -= x.of_hostility[d, o, HOSTILE_DOUBT, h]
        helpers = st.pair_aids[r + 1] - st.pair_aids[r]
        for won in range(2):
            place = r - at[PAIRS]
            meets, worth, prize = one.meets[place, won], one.worth[place, won], one.prize[place, won]
            alone = one.odds[f, won]
            for leaf in range(leaves):
                meets[leaf] = alone[leaf]
            if helpers == 1:
                _mix_of_two(one.odds[f, won], one.odds[f + 1, won], one.help[q, won], leaves, meets)
            if helpers == 2:
                _mix_of_four(one.odds[f : f + 4, won], one.help[q : q + 3, won], leaves, meets)
            for leaf in range(leaves):
                left = 1.0 - exposure if _has_lost(side[leaf], won) else 1.0
                falls = meets[leaf]
                worth[leaf] = discount * (falls * left * prize[leaf] - cost * (1.0 - falls) - price)
            if helpers > 0:
                _expect_aid(st, x, d, o, r, helpers, won, at, scratch, one)


@kernel
def _mix_of_two(alone: Floats, helped: Floats, help: Floats, leaves: int, out: Floats) -> None:
    for leaf in range(leaves):
        out[leaf] = (1.0 - help[leaf]) * alone[leaf] + help[leaf] * helped[leaf]


@kernel
def _mix_of_four(fights: Floats, help: Floats, leaves: int, out: Floats) -> None:
    """Write the mean over who helps: nobody, the first, the second, both."""
    for leaf in range(leaves):
        first, after_no, after_yes = help[0, leaf], help[1, leaf], help[2, leaf]
        refused = (1.0 - after_no) * fights[0, leaf] + after_no * fights[2, leaf]
        granted = (1.0 - after_yes) * fights[1, leaf] + after_yes * fights[3, leaf]
        out[leaf] = (1.0 - first) * refused + first * granted


@kernel
def _expect_aid(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    o: int,
    r: int,
    helpers: int,
    won: int,
    at: Index,
    scratch: WarScratch,
    one: OneContest,
) -> None:
    """Fill what it is worth to those who may help that the victim is fought over."""
    q, pays, other = st.pair_answers[r] - at[ANSWERS], scratch.work[PAYS], scratch.work[STANDS_BY]
    first, aid = one.help[q, won], one.aid[st.pair_aids[r] - at[AIDS], won]
    _pays_to_help(st, x, d, o, r, 0, 1, won, at, one, pays)
    if helpers == 2:
        _pays_to_help(st, x, d, o, r, 0, 3, won, at, one, other)
        joined = one.help[q + 2, won]
        for leaf in range(st.leaves[o]):
            pays[leaf] = (1.0 - joined[leaf]) * pays[leaf] + joined[leaf] * other[leaf]
    listed = st.odds_listed[st.pair_odds[r]] - at[LISTED]
    price, asked = _price_of_standing_by(st, x, d, o, r, 0, 0), one.asked[listed, won]
    for leaf in range(st.leaves[o]):
        aid[leaf] = asked[leaf] * (first[leaf] * pays[leaf] - (1.0 - first[leaf]) * price)
    if helpers < 2:
        return
    after_no, after_yes = one.help[q + 1, won], one.help[q + 2, won]
    second = one.aid[st.pair_aids[r] + 1 - at[AIDS], won]
    _pays_to_help(st, x, d, o, r, 1, 2, won, at, one, pays)
    _pays_to_help(st, x, d, o, r, 1, 3, won, at, one, other)
    price, price_after_yes = _price_of_standing_by(st, x, d, o, r, 1, 1), _price_of_standing_by(st, x, d, o, r, 1, 2)
    asked = one.asked[listed + 1, won]
    for leaf in range(st.leaves[o]):
        refused = after_no[leaf] * pays[leaf] - (1.0 - after_no[leaf]) * price
        granted = after_yes[leaf] * other[leaf] - (1.0 - after_yes[leaf]) * price_after_yes
        second[leaf] = asked[leaf] * ((1.0 - first[leaf]) * refused + first[leaf] * granted)


# --- who turns


@kernel
def choose_victims(st: WarStructure, x: GameNumbers, d: int, c: int, scratch: WarScratch, one: OneContest) -> None:
    """Fill the chances that states turn on each victim in contest c, those who come first before those who come later."""
    o, at = st.contest_occasion[c], st.contest_starts[c]
    leaves, precision = st.leaves[o], x.precision[d]
    for y in range(st.contest_turners[c], st.contest_turners[c + 1]):
        first, last = st.turner_starts[y], st.turner_starts[y + 1]
        for won in range(2):
            for e in range(first, last):
                value, worth = one.turn[e - at[TURNS], won], one.worth[st.turn_pair[e] - at[PAIRS], won]
                _come_first(st, e, won, leaves, at, one, value)
                for leaf in range(leaves):
                    value[leaf] *= worth[leaf]
            if last == first + 1:
                can = one.open[st.pair_odds[st.turn_pair[first]] - at[ODDS], won]
                _turn_or_rest(can, leaves, precision, one.turn[first - at[TURNS], won])
            else:
                _turn_on_one(st, first, last, won, leaves, precision, at, scratch, one)


@kernel
def _come_first(st: WarStructure, e: int, won: int, leaves: int, at: Index, one: OneContest, out: Floats) -> None:
    """Write the chance that nobody who comes before turns on the same victim."""
    fill(1.0, out, leaves)
    for item in range(st.rival_starts[e], st.rival_starts[e + 1]):
        turn = one.turn[st.rivals[item] - at[TURNS], won]
        for leaf in range(leaves):
            out[leaf] *= 1.0 - turn[leaf]


@kernel
def _turn_or_rest(can: Floats, leaves: int, precision: float, turn: Floats) -> None:
    """Put the logit of turning, whose value stands in ``turn``, against rest in its place, where a state can."""
    for leaf in range(leaves):
        turn[leaf] = min(-precision * turn[leaf], CAP)
    exponentiate(turn, leaves)
    for leaf in range(leaves):
        turn[leaf] = can[leaf] / (1.0 + turn[leaf])


@kernel
def _turn_on_one(
    st: WarStructure,
    first: int,
    last: int,
    won: int,
    leaves: int,
    precision: float,
    at: Index,
    scratch: WarScratch,
    one: OneContest,
) -> None:
    """Put the chances of turning on each victim, whose values stand in ``one.turn``, in their place."""
    top, total, mean = scratch.work[MINE], scratch.work[THEIRS], scratch.work[SCRATCH]
    fill(-CAP, top, leaves)
    fill(0.0, total, leaves)
    fill(0.0, mean, leaves)
    for e in range(first, last):
        value, can = one.turn[e - at[TURNS], won], one.open[st.pair_odds[st.turn_pair[e]] - at[ODDS], won]
        for leaf in range(leaves):
            top[leaf] = larger(top[leaf], value[leaf] if can[leaf] > 0.0 else -CAP)
    for e in range(first, last):
        value, weight = one.turn[e - at[TURNS], won], one.met[e - at[TURNS], won]
        can = one.open[st.pair_odds[st.turn_pair[e]] - at[ODDS], won]
        for leaf in range(leaves):
            weight[leaf] = min(precision * (value[leaf] - top[leaf]), 0.0)
        exponentiate(weight, leaves)
        for leaf in range(leaves):
            likely = can[leaf] * weight[leaf]
            weight[leaf] = likely
            total[leaf] += likely
            mean[leaf] += likely * value[leaf]
    for leaf in range(leaves):
        share = 1.0 / (total[leaf] if total[leaf] > 0.0 else 1.0)
        total[leaf] = share
        top[leaf] = min(-precision * mean[leaf] * share, CAP)
    exponentiate(top, leaves)
    for leaf in range(leaves):
        total[leaf] /= 1.0 + top[leaf]
    for e in range(first, last):
        turn, weight = one.turn[e - at[TURNS], won], one.met[e - at[TURNS], won]
        for leaf in range(leaves):
            turn[leaf] = weight[leaf] * total[leaf]


# --- what it comes to


@kernel
def reckon(st: WarStructure, c: int, one: OneContest, physics: WarPhysics, aftermath: Aftermath) -> None:
    """Fill what the aftermath of contest c brings and costs, from what everybody decides."""
    at, win, leaves = st.contest_starts[c], physics.win[c], st.leaves[st.contest_occasion[c]]
    for y in range(st.contest_turners[c], st.contest_turners[c + 1]):
        for e in range(st.turner_starts[y], st.turner_starts[y + 1]):
            r, gained = st.turn_pair[e], aftermath.gained[e]
            fill(0.0, gained, leaves)
            for call in range(st.turn_calls[e], st.turn_calls[e + 1]):
                fill(0.0, aftermath.helped[call], leaves)
            for won in range(2):
                place = e - at[TURNS]
                met, turn, worth = one.met[place, won], one.turn[place, won], one.worth[r - at[PAIRS], won]
                _come_first(st, e, won, leaves, at, one, met)
                for leaf in range(leaves):
                    likely = win[leaf] if won == 0 else 1.0 - win[leaf]
                    met[leaf] *= likely * turn[leaf]
                    gained[leaf] += met[leaf] * worth[leaf]
                for call in range(st.turn_calls[e], st.turn_calls[e + 1]):
                    rank = call - st.turn_calls[e]
                    helped, aid = aftermath.helped[call], one.aid[st.pair_aids[r] + rank - at[AIDS], won]
                    for leaf in range(leaves):
                        helped[leaf] += met[leaf] * aid[leaf]
    for v in range(st.contest_starts[c, VICTIMS], st.contest_starts[c + 1, VICTIMS]):
        lost = aftermath.lost[v]
        fill(0.0, lost, leaves)
        for item in range(st.victim_starts[v], st.victim_starts[v + 1]):
            e = st.victim_turns[item]
            for won in range(2):
                met, meets = one.met[e - at[TURNS], won], one.meets[st.turn_pair[e] - at[PAIRS], won]
                remains = one.remains[v - at[VICTIMS], won]
                for leaf in range(leaves):
                    lost[leaf] += met[leaf] * meets[leaf] * remains[leaf]


@kernel
def keep_resolve(
    st: WarStructure,
    c: int,
    wanted: Flags,
    turns: Floats,
    first_turn: int,
    helps: Floats,
    first_answer: int,
    aftermath: Aftermath,
) -> None:
    """Write down how the states that are wanted (n,) resolve in contest c: what stands in ``turns`` and ``helps``.

    Parameters
    ----------
    turns : ndarray, shape (T, 2, L)
        From turn ``first_turn`` on.
    helps : ndarray, shape (T, 2, L)
        From answer ``first_answer`` on.
    """
    for y in range(st.contest_turners[c], st.contest_turners[c + 1]):
        for e in range(st.turner_starts[y], st.turner_starts[y + 1]):
            if wanted[st.hostile_by[st.pair_hostility[st.turn_pair[e]]]]:
                copy(turns[e - first_turn], aftermath.turn[e])
    for r in range(st.contest_starts[c, PAIRS], st.contest_starts[c + 1, PAIRS]):
        for q in range(st.pair_answers[r], st.pair_answers[r + 1]):
            rank = 0 if q == st.pair_answers[r] else 1
            if wanted[st.hostile_helpers[st.pair_hostility[r], rank]]:
                copy(helps[q - first_answer], aftermath.help[q])


@kernel
def share_resolve(st: WarStructure, wanted: Flags, of: Aftermath, to: Aftermath) -> None:
    """Copy how the states that are wanted (n,) resolve from one aftermath to another."""
    for c in range(st.contest_occasion.shape[0]):
        keep_resolve(st, c, wanted, of.turn, NOTHING, of.help, NOTHING, to)


@kernel
def take_resolve(st: WarStructure, c: int, aftermath: Aftermath, one: OneContest) -> None:
    """Put everybody's own resolve in contest c in the place of what the numbers at hand make of it."""
    at = st.contest_starts[c]
    for y in range(st.contest_turners[c], st.contest_turners[c + 1]):
        for e in range(st.turner_starts[y], st.turner_starts[y + 1]):
            copy(aftermath.turn[e], one.turn[e - at[TURNS]])
    for r in range(st.contest_starts[c, PAIRS], st.contest_starts[c + 1, PAIRS]):
        for q in range(st.pair_answers[r], st.pair_answers[r + 1]):
            copy(aftermath.help[q], one.help[q - at[ANSWERS]])


@kernel
def tell_turns(st: WarStructure, c: int, one: OneContest, physics: WarPhysics, scratch: WarScratch) -> None:
    """Fill the chances, leaf by leaf, that states turn after contest c, come first, prevail, and that their victims are helped."""
    at, win, leaves = st.contest_starts[c], physics.win[c], st.leaves[st.contest_occasion[c]]
    for y in range(st.contest_turners[c], st.contest_turners[c + 1]):
        for e in range(st.turner_starts[y], st.turner_starts[y + 1]):
            r, turn, met = st.turn_pair[e], one.turn[e - at[TURNS]], one.met[e - at[TURNS]]
            turned, came, felled = scratch.turned[e], scratch.came[e], scratch.felled[e]
            first, second, after_attack, after_defence = met[0], met[1], turn[0], turn[1]
            meets = one.meets[r - at[PAIRS]]
            odds, other_odds = meets[0], meets[1]
            for leaf in range(leaves):
                turned[leaf] = win[leaf] * after_attack[leaf] + (1.0 - win[leaf]) * after_defence[leaf]
                came[leaf] = first[leaf] + second[leaf]
                felled[leaf] = first[leaf] * odds[leaf] + second[leaf] * other_odds[leaf]
            q, calls = st.pair_answers[r] - at[ANSWERS], st.turn_calls[e + 1] - st.turn_calls[e]
            for rank in range(calls):
                _tell_help(one.help[q:], rank, first, second, leaves, scratch.called[st.turn_calls[e] + rank])


@kernel
def _tell_help(help: Floats, rank: int, first: Floats, second: Floats, leaves: int, out: Floats) -> None:
    """Write the chance that a victim is fought over and a helper helps; ``first`` and ``second`` by outcome."""
    for leaf in range(leaves):
        one, two = help[0, 0, leaf], help[0, 1, leaf]
        if rank == 1:
            one = (1.0 - one) * help[1, 0, leaf] + one * help[2, 0, leaf]
            two = (1.0 - two) * help[1, 1, leaf] + two * help[2, 1, leaf]
        out[leaf] = first[leaf] * one + second[leaf] * two
