"""The kernel beside the plain reference, for one draw of one crisis."""

from realpolitik.game.core.arrays import TERMS
from realpolitik.game.reference import solve_reference
from realpolitik.game.solve import set_up, solve_draws


def distance_from_reference(crisis, seed, draw):
    """The largest difference between kernel and reference, over signatures, payoffs, attacks and the ledger of none."""
    game = set_up(crisis)
    layout = game.layout
    tally = solve_draws(game, seed, draw, 1)
    plain = solve_reference(crisis, seed, draw)
    kernel = {
        (bundle.suitor, frozenset(bundle.clauses), t): tally.signed[0, t, a]
        for a, bundle in enumerate(layout.bundles, start=1)
        for t in range(layout.clock.steps)
    }
    gaps = [abs(kernel.get(key, 0.0) - plain.signatures.get(key, 0.0)) for key in kernel.keys() | plain.signatures]
    total = tally.payoff[0].sum(axis=0)
    gaps += [abs(total[i] - plain.payoffs[state]) for i, state in enumerate(layout.states)]
    gaps.append(abs(tally.war[0] - sum(plain.attacks.values())))
    ledger = plain.ledger()
    gaps += [
        abs(tally.ledger[0, 0, k, i] - ledger[state].get(term, 0.0))
        for i, state in enumerate(layout.states)
        for k, term in enumerate(TERMS)
    ]
    assert len(plain.payoffs) == len(layout.states)
    return max(gaps)
