"""What a draw comes to: signatures, wars after them, payoffs term by term, and what believers expected.

With P(t, a) the chance that alignment a is signed in t, the rows of a partner s are given that it signs: each (t, a) weighs
P(t, a) / sum over s of P. The wars after a signature follow from the chances of attack in its world of promises,

    reached(u, o+1) = (reached(u, o) + signed in world u with o next) (1 - attack(u, o))

and what is reached behind the last occasion is peace.

A state's expected payoff is the mean of the partners' ledgers by their chances, plus what attacks, delay and holding bring while
nothing is signed.
"""

from __future__ import annotations

from realpolitik.game.compiled.compiler import kernel
from realpolitik.game.compiled.numeric import dot, put, sum_of
from realpolitik.game.core.arrays import (
    CONCESSION,
    DELAY,
    HOLDING,
    IDEOLOGY,
    STAKES,
    STEPS,
    TERMS,
    TRANSFERS,
    UNEXPLAINED,
    WAR_TERMS,
    BazaarStructure,
    Floats,
    GameNumbers,
    PathOfPlay,
    Roles,
    SignatureTerms,
    Sums,
    Tally,
    WarsFought,
    WarStructure,
)

SIGNED = 1e-290
"""A chance below this is none: what would follow on it cannot be told."""


@kernel
def tally_draw(
    st: WarStructure,
    bz: BazaarStructure,
    x: GameNumbers,
    terms: SignatureTerms,
    d: int,
    roles: Roles,
    attack: Floats,
    path: PathOfPlay,
    fought: WarsFought,
    sums: Sums,
    tally: Tally,
) -> None:
    """Write down what follows on a draw's path of play, which stands in the tally already; ``attack`` (G, U, O) by game."""
    n, T, S, O = x.of_state.shape[3], bz.sizes[STEPS], bz.first.shape[0] - 1, st.aggressor.shape[0]
    entering = sums.entering
    for u in range(sums.attack.shape[0]):
        for o in range(O):
            sums.attack[u, o] = attack[roles.state[st.aggressor[o]], u, o]
    for array in (tally.ledger[d], tally.joins[d]):
        put(0.0, array)
    for matrix in (tally.attack[d], tally.payoff[d], entering):
        put(0.0, matrix)
    for array in (tally.turns[d], tally.fights[d], tally.subdues[d]):
        put(0.0, array)
    put(0.0, tally.helps[d])
    put(0.0, tally.wins[d])
    entering[bz.world[0], 0] = 1.0
    tally.weight[d, 0] = 1.0
    _add_wars(st, x, d, 0, sums, fought, tally)
    war = 0.0
    payoff = tally.payoff[d]
    for s in range(S):
        signed = 0.0
        for t in range(T):
            for a in range(bz.first[s], bz.first[s + 1]):
                signed += path.signed[t, a]
        tally.weight[d, 1 + s] = 1.0 if signed > SIGNED else 0.0
        if signed <= SIGNED:
            continue
        put(0.0, entering)
        _add_signatures(bz, x, terms, d, s, path.signed, signed, sums, tally.ledger[d, 1 + s])
        _add_wars(st, x, d, 1 + s, sums, fought, tally)
        war += signed * sum_of(tally.attack[d, 1 + s], O)
        for term in range(len(TERMS)):
            for i in range(n):
                payoff[term, i] += signed * tally.ledger[d, 1 + s, term, i]
    for o in range(O):
        k = st.world_war[bz.world[0], o]
        war += path.attacked[o]
        payoff[HOLDING, st.aggressor[o]] -= path.held[o] * x.holding[d, o]
        for term in range(len(WAR_TERMS)):
            for i in range(n):
                payoff[term, i] += path.attacked[o] * fought.terms[k, term, i]
    k = st.world_war[bz.world[0], O]
    for term in range(len(WAR_TERMS)):
        for i in range(n):
            payoff[term, i] += path.unsigned[0] * fought.terms[k, term, i]
    for t in range(T):
        for i in range(n):
            payoff[DELAY, i] -= path.passed[t] * x.delay[d, t, i]
    tally.war[d] = war


@kernel
def _add_signatures(
    bz: BazaarStructure,
    x: GameNumbers,
    terms: SignatureTerms,
    d: int,
    s: int,
    signed: Floats,
    total: float,
    sums: Sums,
    out: Floats,
) -> None:
    """Add the terms of suitor s's signatures to its ledger, and the worlds they lead to to ``sums.entering``."""
    n, T = x.of_state.shape[3], bz.sizes[STEPS]
    entering, shares, asked, when = sums.entering, sums.shares, sums.asked, sums.when
    put(0.0, shares)
    put(0.0, asked)
    put(0.0, when)
    for t in range(T):
        for a in range(bz.first[s], bz.first[s + 1]):
            share = signed[t, a] / total
            entering[bz.world[a], bz.next_occasion[t + 1]] += share
            when[t] += share
            for item in range(bz.clause_starts[a], bz.clause_starts[a + 1]):
                shares[bz.clause_items[item], t] += share
            for item in range(bz.asked_starts[a], bz.asked_starts[a + 1]):
                asked[bz.asked_items[item], t] += share
    for y in range(asked.shape[0]):
        out[UNEXPLAINED, bz.asked_state[y]] += dot(asked[y], x.doubt_asked[d, y], T)
    for i in range(n):
        out[IDEOLOGY, i] += dot(when, x.ideology[d, s, i], T)
        out[UNEXPLAINED, i] += dot(when, x.doubt[d, s, i], T)
        for c in range(shares.shape[0]):
            out[STAKES, i] += dot(shares[c], terms.stakes[d, c, i], T)
            out[TRANSFERS, i] += dot(shares[c], terms.transfers[d, c, i], T)
            out[CONCESSION, i] += dot(shares[c], terms.concession[d, c, i], T)


@kernel
def _add_wars(
    st: WarStructure,
    x: GameNumbers,
    d: int,
    partner: int,
    sums: Sums,
    fought: WarsFought,
    tally: Tally,
) -> None:
    """Add what follows on entering worlds of promises before their occasions to a partner's rows."""
    n, O = x.of_state.shape[3], st.aggressor.shape[0]
    ledger, joins = tally.ledger[d, partner], tally.joins[d, partner]
    for u in range(st.world_war.shape[0]):
        reached = 0.0
        for o in range(O):
            reached += sums.entering[u, o]
            if reached <= 0.0:
                continue
            attacked = reached * sums.attack[u, o]
            reached -= attacked
            ledger[HOLDING, st.aggressor[o]] -= reached * x.holding[d, o]
            k = st.world_war[u, o]
            tally.attack[d, partner, o] += attacked
            tally.wins[d, partner] += attacked * fought.won[k]
            for term in range(len(WAR_TERMS)):
                for i in range(n):
                    ledger[term, i] += attacked * fought.terms[k, term, i]
            for i in range(n):
                for side in range(3):
                    joins[i, side] += attacked * fought.sides[k, i, side]
            _add_turns(k, attacked, fought, tally.turns[d, partner, 0], tally.fights[d, partner, 0],
                       tally.subdues[d, partner, 0], tally.helps[d, partner, 0])  # fmt: skip
        reached += sums.entering[u, O]
        if reached <= 0.0:
            continue
        k = st.world_war[u, O]
        for term in range(len(WAR_TERMS)):
            for i in range(n):
                ledger[term, i] += reached * fought.terms[k, term, i]
        _add_turns(k, reached, fought, tally.turns[d, partner, 1], tally.fights[d, partner, 1],
                   tally.subdues[d, partner, 1], tally.helps[d, partner, 1])  # fmt: skip


@kernel
def _add_turns(
    k: int, chance: float, fought: WarsFought, turns: Floats, fights: Floats, subdues: Floats, helps: Floats
) -> None:
    """Add who turns on whom after a war, or in peace, that comes with a chance; helps (H, 2), the others (H,)."""
    for h in range(turns.shape[0]):
        turns[h] += chance * fought.turned[k, 0, h]
        fights[h] += chance * fought.turned[k, 1, h]
        subdues[h] += chance * fought.turned[k, 2, h]
        for rank in range(2):
            helps[h, rank] += chance * fought.helped[k, h, rank]
