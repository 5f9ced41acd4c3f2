"""Simultaneous bids where the branch turns back: kernel and reference must arrive at the same fixed point."""

import numpy as np
import pytest

from comparison import distance_from_reference
from realpolitik.crisis.schema import Crisis
from realpolitik.game.compiled.compiler import entry
from realpolitik.game.core.arrays import Branch
from realpolitik.game.core.bids import follow_branch
from realpolitik.game.core.memory import allocate, axes_of
from realpolitik.game.reference.branch import fixed_point
from realpolitik.game.solve import set_up


def auction(seed, bids=6, precision=150.0):
    """One period, two suitors that need no drafting, menus of transfers that exclude one another, an externality."""
    random = np.random.default_rng(seed)

    def menu(suitor, rival):
        keys = [f"offer{k}" for k in range(bids)]
        return {
            key: {
                "kind": "transfer",
                "obligors": [suitor],
                "beneficiaries": ["P"],
                "worth": {
                    "P": round(float(random.uniform(0, 1)), 3),
                    suitor: round(float(random.uniform(0, 1)), 3),
                    rival: -round(float(random.uniform(0, 0.5)), 3),
                },
                "excludes": [other for other in keys if other != key],
            }
            for key in keys
        }

    return Crisis.model_validate(
        {
            "id": "auction",
            "title": "An auction",
            "question": "Who wins?",
            "pivot": "P",
            "as_of": "1900-01-01",
            "window": {"opens": "1900-01-01", "closes": "1900-01-20"},
            "constants": {"precision": precision},
            "states": {name: {"name": name, "capability": 0.1} for name in ("P", "S", "R")},
            "suitors": {
                suitor: {
                    "name": suitor, "lead": suitor, "members": {suitor: 1}, "drafting_time": 0, "menu": menu(suitor, rival)
                }
                for suitor, rival in (("S", "R"), ("R", "S"))
            },
        }
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(24))
def test_bids_equal_the_reference_on_hard_auctions(seed):
    assert distance_from_reference(auction(seed), 0, 0) < 1e-9


def trace(layout, pay, sizes, precision):
    """Follow the branch of a stage game given by its payoffs; return chances, residual, and whether it turned."""
    br = allocate(Branch, axes_of(layout.war, layout.bazaar))
    follow(br, pay, sizes, precision)
    return br.p[: sizes.sum()], br.report


@entry
def follow(br, pay, sizes, precision):
    bidders, joint = pay.shape[0], pay.shape[1]
    size = 0
    for i in range(bidders):
        br.bidding[0, i], br.bidding[1, i], br.bidding[2, i] = i, size, sizes[i]
        size += sizes[i]
        for j in range(joint):
            br.pay[i, j] = pay[i, j]
    follow_branch(br, np.int64(bidders), np.int64(size), np.int64(joint), precision)


def stage(seed, shape):
    """Random payoffs over joint bids, a list for each bidder."""
    random = np.random.default_rng(seed)
    tables = random.uniform(0, 1, (len(shape), *shape))
    return tables, {combo: tuple(tables[(slice(None), *combo)]) for combo in np.ndindex(*shape)}


def own_bid_fastest(tables):
    """Lay payoffs out as the kernel has them: a bidder's own bid fastest."""
    return np.stack([np.moveaxis(table, i, -1).ravel() for i, table in enumerate(tables)])


@pytest.mark.parametrize("shape", [(4, 4), (7, 7), (3, 3, 3)])
def test_random_stages_arrive_where_the_reference_does_also_when_the_branch_turns(shape):
    crisis = auction(0, bids=max(shape) - 1)
    if len(shape) == 3:
        tree = crisis.model_dump(mode="json", exclude_defaults=True)
        tree["states"]["T"] = {"name": "T", "capability": 0.1}
        third = {**tree["suitors"]["S"], "name": "T", "lead": "T", "members": {"T": 1}}
        tree["suitors"]["T"] = third
        crisis = Crisis.model_validate(tree)
    layout = set_up(crisis).layout
    turned = 0
    for seed in range(40):
        tables, payoffs = stage(seed, shape)
        chances, report = trace(layout, own_bid_fastest(tables), np.array(shape), 100.0)
        plain = np.concatenate([np.array(row) for row in fixed_point(payoffs, 100.0).chances])
        assert report[0] < 1e-8
        assert chances == pytest.approx(plain, abs=1e-8)
        turned += report[1] > 0
    assert turned > 0


def test_a_bidder_for_whom_all_is_at_stake_is_settled_beside_one_for_whom_nearly_nothing_is():
    """At the precision of the model a small step of it already moves the chances of the former far; the branch has not turned."""
    shape = (19, 21)
    layout = set_up(auction(0, bids=20)).layout
    for seed in range(12):
        tables, _ = stage(seed, shape)
        tables *= np.array([0.007, 3.0])[:, None, None]
        _, report = trace(layout, own_bid_fastest(tables), np.array(shape), 1000.0)
        assert report[0] < 1e-8
