"""The reference solver against closed forms, limits and identities."""

from __future__ import annotations

import itertools
import math
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from realpolitik.crisis.calendar import DAYS_IN_MONTH, period_of, periods
from realpolitik.crisis.defaults import STAGES
from realpolitik.crisis.schema import Crisis, Side, Window
from realpolitik.game.reference import solve_reference
from realpolitik.game.reference.bazaar import Draft
from realpolitik.game.reference.branch import fixed_point
from realpolitik.game.rules.world import logit


def state(capability: float = 0.1, **more: Any) -> dict[str, Any]:
    return {"name": "A state", "capability": capability, **more}


def crisis(**more: Any) -> Crisis:
    """One step, in which the council sits for certain, and nothing that is not explained, if not said otherwise."""
    content: dict[str, Any] = {
        "id": "test",
        "title": "A test",
        "question": "Who signs?",
        "pivot": "P",
        "as_of": "1939-04-01",
        "window": {"opens": "1939-04-01", "closes": "1939-04-15", "step": 12},
        "states": {"P": state(), "A": state(), "B": state()},
    }
    constants = {"tempo": 1000, "doubt": 0, "lean": 0} | more.pop("constants", {})
    return Crisis.model_validate(content | {"constants": constants} | more)


def suitor(lead: str, menu: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": lead, "lead": lead, "members": {lead: 1.0}, "drafting_time": 0, "menu": menu} | more


def transfer(worth: dict[str, float], **more: Any) -> dict[str, Any]:
    return {"kind": "transfer", "obligors": ["P"], "worth": worth, **more}


def prices(who: str, limit: float, step: float, count: int, harm: dict[str, float] | None = None) -> dict[str, Any]:
    """A deal worth ``limit`` to the suitor, and clauses that add up to every price on a grid."""
    menu = {"deal": transfer({who: limit} | (harm or {}))}
    for k in range(count):
        menu[f"pay{k}"] = transfer({"P": step * 2**k, who: -step * 2**k}, requires=["deal"])
    return menu


def auction(precision: float, harm: dict[str, float] | None = None) -> Crisis:
    """Two suitors with limits of 0.3 and 0.5; ``harm`` is what B's deal does to others."""
    menus = {"A": prices("A", 0.3, 0.04, 4), "B": prices("B", 0.5, 0.04, 4, harm)}
    return crisis(
        constants={"precision": precision}, suitors={name: suitor(name, menu) for name, menu in menus.items()}
    )


def signed(play: Any, name: str) -> float:
    return sum(chance for (who, _, _), chance in play.signatures.items() if who == name)


def mean_price(play: Any, who: str, limit: float) -> float:
    """What a suitor offers on average when it bids."""
    bids = {b: q for (s, _, b), q in play.bids.items() if s == who}
    worth = {b: limit - play.true.sign_value(who, b, 0)[who] for b in bids}
    return sum(q * worth[b] for b, q in bids.items()) / sum(bids.values())


# --- calendar ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "length, expected",
    [
        ("month", ["01-31", "02-28", "03-31"]),
        ("half-month", ["01-31", "02-15", "02-28", "03-15", "03-31", "04-15"]),
        ("week", [f"{day:%m-%d}" for day in (date(1939, 1, 31) + timedelta(days=7 * k) for k in range(11))]),
    ],
)
def test_periods_begin_on_the_day_of_the_opening_or_the_last_of_the_month(length, expected):
    window = Window.model_validate({"opens": "1939-01-31", "closes": "1939-04-15", "period": length})
    starts = periods(window)
    assert [f"{day:%m-%d}" for day in starts] == expected
    for t, (start, end) in enumerate(itertools.pairwise([*starts, window.closes + timedelta(days=1)])):
        assert period_of(window, start) == period_of(window, end - timedelta(days=1)) == t


@pytest.mark.parametrize("day", [date(1939, 1, 30), date(1939, 4, 16)])
def test_a_day_outside_the_window_has_no_period(day):
    window = Window.model_validate({"opens": "1939-01-31", "closes": "1939-04-15"})
    with pytest.raises(ValueError, match="outside the window"):
        period_of(window, day)


# --- one table --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "to_pivot, to_suitor, expected", [(0.1, 0.1, 1.0), (-0.1, 0.1, 0.0), (0.1, -0.1, 0.0), (-0.1, -0.1, 0.0)]
)
def test_a_deal_is_signed_if_and_only_if_both_gain_by_it(to_pivot, to_suitor, expected):
    play = solve_reference(
        crisis(
            constants={"precision": 2000},
            suitors={"A": suitor("A", {"deal": transfer({"P": to_pivot, "A": to_suitor})})},
        ),
        seed=1,
        draw=0,
    )
    assert signed(play, "A") == pytest.approx(expected, abs=1e-9)


def test_one_step_by_hand():
    precision, u, v = 7.0, 0.12, 0.2

    def chance(x: float, y: float) -> float:
        return 1 / (1 + math.exp(-precision * (x - y)))

    at_once = chance(u, 0)
    agrees = chance(at_once * v, 0)
    options = {"take": at_once * u, "press": agrees * at_once * u, "wait": 0.0}
    with_bid = logit(options, precision)
    without = logit({key: options[key] for key in ("press", "wait")}, precision)
    sold = (with_bid["take"] + with_bid["press"] * agrees) * at_once
    pressed = without["press"] * agrees * at_once
    bid = chance(sold * v, pressed * v)

    play = solve_reference(
        crisis(constants={"precision": precision}, suitors={"A": suitor("A", {"deal": transfer({"P": u, "A": v})})}),
        seed=1,
        draw=0,
    )
    deal = frozenset({"deal"})
    assert play.bids["A", 0, deal] == pytest.approx(bid, abs=1e-14)
    assert play.signatures["A", deal, 0] == pytest.approx(bid * sold + (1 - bid) * pressed, abs=1e-14)
    assert play.none == pytest.approx(1 - play.signatures["A", deal, 0], abs=1e-14)
    assert play.payoffs["P"] == pytest.approx(u * play.signatures["A", deal, 0], abs=1e-14)


def test_the_pivot_has_the_last_word_and_in_the_limit_takes_all_that_the_higher_suitor_can_give():
    at = {precision: solve_reference(auction(precision), seed=1, draw=0) for precision in (20, 60, 200, 1000)}
    revenues = [play.payoffs["P"] for play in at.values()]
    assert revenues == sorted(revenues)
    assert revenues[0] > 0.3
    assert at[1000].payoffs["P"] == pytest.approx(0.48, abs=1e-3)  # the highest price on the grid that is below 0.5
    assert signed(at[1000], "B") == pytest.approx(1.0, abs=1e-3)


def test_an_externality_raises_the_bid_of_the_suitor_that_would_suffer_it():
    plain = solve_reference(auction(200), seed=1, draw=0)
    feared = solve_reference(auction(200, harm={"A": -0.4}), seed=1, draw=0)
    assert mean_price(feared, "A", 0.3) > mean_price(plain, "A", 0.3) + 0.1
    assert signed(feared, "A") > 0.5 > signed(plain, "A")


# --- bids -------------------------------------------------------------------------------------------------------------


def take_it_or_leave_it(precision: float) -> float:
    """Return the revenue of the auction in which bids are made once and the pivot takes one or none."""
    limits, grid = (0.3, 0.5), [0.02 * k for k in range(1, 31)]
    payoffs, revenue = {}, {}
    for combination in itertools.product(range(len(grid) + 1), repeat=2):
        prices = [grid[k - 1] if k else None for k in combination]
        offers = {s: price for s, price in enumerate(prices) if price is not None}
        chances = logit({"none": 0.0} | offers, precision)
        payoffs[combination] = [chances[s] * (limits[s] - offers[s]) if s in offers else 0.0 for s in (0, 1)]
        revenue[combination] = sum(chances[s] * price for s, price in offers.items())
    bids = fixed_point(payoffs, precision)
    assert bids.residual < 1e-13
    first, second = bids.chances
    return sum(first[i] * second[j] * amount for (i, j), amount in revenue.items())


def test_bids_alone_tend_to_the_lower_limit():
    revenues = [take_it_or_leave_it(precision) for precision in (20, 60, 200)]
    assert revenues == sorted(revenues)
    assert revenues[0] == pytest.approx(0.21, abs=0.01)
    assert revenues[2] == pytest.approx(0.28, abs=0.01)
    assert take_it_or_leave_it(2000) == pytest.approx(0.3, abs=0.02)


def test_bids_at_precision_zero_are_even():
    payoffs = {combination: [0.3, -0.2] for combination in itertools.product(range(3), range(2))}
    assert fixed_point(payoffs, 0.0).chances == ((0.5, 0.25, 0.25), (0.5, 0.5))


def test_the_branch_leads_to_the_risk_dominant_equilibrium():
    # Each gets 0.8 by a bid, and 1 by silence if the other is silent too: both are equilibria.
    payoffs = {(i, j): [0.8 if k else float(i == j == 0) for k in (i, j)] for i in (0, 1) for j in (0, 1)}
    first, second = fixed_point(payoffs, 200.0).chances
    assert first[1] == pytest.approx(1.0, abs=1e-12)
    assert second[1] == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("sizes", [(2, 2), (4, 4), (7, 7), (3, 3, 3)])
@pytest.mark.parametrize("seed", [18, 21, 37, 38])  # among them branches that turn back
def test_a_fixed_point_answers_itself(sizes, seed):
    rng = np.random.default_rng(seed)
    payoffs = {combination: rng.random(len(sizes)) for combination in itertools.product(*map(range, sizes))}
    found = fixed_point(payoffs, 100.0)
    assert found.residual < 1e-12
    for s, chances in enumerate(found.chances):
        worth = [0.0] * len(chances)
        for combination, amounts in payoffs.items():
            others = math.prod(found.chances[r][k] for r, k in enumerate(combination) if r != s)
            worth[combination[s]] += others * amounts[s]
        which = logit({k: worth[k] for k in range(1, len(chances))}, 100.0)
        bid = logit({True: sum(q * worth[k] for k, q in which.items()), False: worth[0]}, 100.0)
        assert chances == pytest.approx([bid[False], *(bid[True] * q for q in which.values())], abs=1e-12)


# --- war --------------------------------------------------------------------------------------------------------------


def at_war(**more: Any) -> Crisis:
    """G plans to attack C in May; W may defend it; afterwards G may turn on the pivot."""
    content: dict[str, Any] = {
        "window": {"opens": "1939-04-01", "closes": "1939-06-15"},
        "constants": {"precision": 20, "aftermath_lag": 12, "decisiveness": 1.5},
        "states": {
            "P": state(0.15, readiness=0.8),
            "W": state(0.12, war_cost=0.3, reputation=0.2),
            "G": state(0.2, attrition=0.4, conquest=0.6),
            "C": state(0.05),
        },
        "hostilities": {"turn": {"by": "G", "toward": "P", "gain": 0.9, "reach": 0.9}},
        "suitors": {
            "West": suitor(
                "W",
                {
                    "pact": {"kind": "defense", "obligors": ["P", "W"], "beneficiaries": ["C"]},
                    "staff": {
                        "kind": "convention",
                        "obligors": ["P", "W"],
                        "beneficiaries": ["C"],
                        "requires": ["pact"],
                    },
                },
            )
        },
        "treaties": {
            "guarantee": {
                "name": "Guarantee",
                "signed": "1939-03-31",
                "clauses": {"word": {"kind": "guarantee", "obligors": ["W"], "beneficiaries": ["C"]}},
            }
        },
        "war_plans": {
            "white": {
                "name": "White",
                "aggressor": "G",
                "target": "C",
                "occasions": {"may": {"date": "1939-05-20", "holding_cost": 0.02}},
                "joiners": {"W": ["defender"]},
                "reach": {"W": 0.5},
                "prize": {"G": 0.6},
                "balance": {"P": 0.1},
            }
        },
    }
    return crisis(**(content | more))


def test_a_war_with_one_joiner_by_hand():
    """Worked out in numbers, without the functions of the solver."""
    lam, m, months = 20.0, 1.5, 49 / DAYS_IN_MONTH
    may, later = 0.99**months, 0.99 ** (months + 12)

    def odds(a: float, b: float) -> float:
        return a**m / (a**m + b**m)

    def chance(x: float) -> float:
        return 1 / (1 + math.exp(-lam * x))

    total = {}
    for joins in (True, False):
        defence = 0.05 + (0.12 * 0.5 if joins else 0.0)
        p, n_g, n_d = odds(0.2, defence), defence / (0.2 + defence), 0.2 / (0.2 + defence)
        spoils = 0.05 * 1.0 + (0.12 * 0.5 if joins else 0.0)
        victor = 0.2 * (1 - 0.4 * n_g) + 0.6 * spoils
        enemy = 0.5 * 0.12 * (1 - 0.5 * n_d) * (1 - 0.5) if joins else 0.0  # what W still has, and can bring
        q = odds(0.9 * victor * victor / (victor + enemy), 0.15 * 0.8)
        gain = q * 0.9 - 0.2 * (1 - q)
        z = chance(later * gain)
        total[joins] = {
            "G": may * (-0.2 * n_g - (1 - p) + p * 0.6) + later * p * z * gain,
            "C": may * (-0.2 * n_d - p),
            "W": may * ((-0.3 * 0.5 * n_d - p * 0.5) if joins else -0.2 * 0.8),
            "P": may * -0.1 * p - later * p * 1.2 * z * q,
        }
    joining = chance(total[True]["W"] - total[False]["W"])
    war = {i: joining * total[True][i] + (1 - joining) * total[False][i] for i in "GCWP"}
    q = odds(0.9 * 0.2, 0.15 * 0.8)  # in peace
    worth, close = q * 0.9 - 0.2 * (1 - q), 0.99 ** (76 / DAYS_IN_MONTH + 12)
    turn = chance(close * worth)
    peace = {"G": close * turn * worth, "P": -close * 1.2 * turn * q}
    attack = chance(war["G"] - (peace["G"] - may * 0.02))

    play = solve_reference(at_war(), seed=1, draw=0)
    game = play.games["truth"]
    (slot,) = game.world.slots
    treaties = game.world.treaties
    assert game.war.joining(treaties, slot, ())[Side.DEFENDER] == pytest.approx(joining, abs=1e-14)
    assert game.war.war_value(treaties, slot) == pytest.approx(war, abs=1e-14)
    assert game.war.attack_chance(treaties, 0) == pytest.approx(attack, abs=1e-14)
    ledger = play.ledger()
    assert math.fsum(ledger["P"].values()) == pytest.approx(attack * war["P"] + (1 - attack) * peace["P"], abs=1e-14)
    expected = attack * war["G"] + (1 - attack) * (peace["G"] - may * 0.02)
    assert math.fsum(ledger["G"].values()) == pytest.approx(expected, abs=1e-14)


def attack_after(play: Any, *bundle: str) -> float:
    game = play.true
    return game.war.attack_chance(game.world.promises("West", frozenset(bundle)), 0)


def plan_with_pivot(**menu: Any) -> Crisis:
    base = at_war().model_dump(mode="json", exclude_none=True)
    base["war_plans"]["white"]["joiners"] = {"W": ["defender"], "P": ["defender"]}
    base["war_plans"]["white"]["reach"] = {"W": 0.5, "P": 0.7}
    base["states"]["P"]["reputation"] = 0.4
    base["suitors"]["West"]["menu"].update(menu)
    return Crisis.model_validate(base)


def test_a_military_convention_lowers_the_chance_of_an_attack():
    play = solve_reference(plan_with_pivot(), seed=1, draw=0)
    assert attack_after(play, "pact", "staff") < attack_after(play, "pact") < attack_after(play)


def test_a_secret_pact_deters_nobody_and_still_binds():
    secret = {"kind": "defense", "obligors": ["P", "W"], "beneficiaries": ["C"], "secret": True}
    play = solve_reference(plan_with_pivot(hidden=secret), seed=1, draw=0)
    assert attack_after(play, "hidden") == attack_after(play)
    game = play.true
    (slot,) = game.world.slots
    open_pact, hidden = (game.world.promises("West", frozenset({key})) for key in ("pact", "hidden"))
    assert game.war.joining(hidden, slot, (None,)) == game.war.joining(open_pact, slot, (None,))
    assert game.war.war_value(hidden, slot)["G"] < game.war.war_value(game.world.treaties, slot)["G"]


# --- the whole --------------------------------------------------------------------------------------------------------


def full(**constants: Any) -> Crisis:
    """Two suitors, drafts that collapse, consents, stakes, two occasions, and no costs of waiting."""
    return crisis(
        window={"opens": "1939-04-01", "closes": "1939-07-15"},
        constants={"precision": 12, "tempo": 1.2} | constants,
        states={
            "P": state(0.1, ideology=[0.5], ideology_weight=0.05),
            "A": state(0.12, ideology=[-0.5], ideology_weight=0.02),
            "B": state(0.15),
            "C": state(0.06),
        },
        stakes={"land": {"name": "Land", "holder": "C", "worth": {"P": 0.2, "C": 0.5}, "buffer": {"P": 0.3, "C": 0.1}}},
        hostilities={"one": {"by": "B", "toward": "P", "gain": 0.7}, "two": {"by": "P", "toward": "A", "gain": 0.3}},
        suitors={
            "West": suitor(
                "A",
                {
                    "pact": {"kind": "defense", "obligors": ["P", "A"], "beneficiaries": ["C"]},
                    "talks": {"kind": "consultation", "obligors": ["P"], "beneficiaries": ["A"]},
                    "transit": {
                        "kind": "transit",
                        "obligors": ["C"],
                        "beneficiaries": ["P"],
                        "consent_of": ["C"],
                        "requires": ["pact"],
                    },
                },
                members={"A": 0.7, "C": 0.3},
                drafting_time=1,
                collapse=0.1,
            ),
            "East": suitor(
                "B",
                {
                    "peace": {"kind": "nonaggression", "obligors": ["P", "B"], "beneficiaries": ["P", "B"]},
                    "sphere": {
                        "kind": "sphere",
                        "obligors": ["B"],
                        "beneficiaries": ["P"],
                        "stake": "land",
                        "delivery": "war",
                        "secret": True,
                        "requires": ["peace"],
                    },
                },
            ),
        },
        war_plans={
            "white": {
                "name": "White",
                "aggressor": "B",
                "target": "C",
                "occasions": {"may": {"date": "1939-05-20"}, "july": {"date": "1939-07-10"}},
                "joiners": {"A": ["defender"], "P": ["attacker", "defender"]},
                "reach": {"A": 0.5, "P": 0.3},
                "reach_with_transit": {"P": 0.8},
                "prize": {"B": 0.4},
            }
        },
        perceptions={"wrong": {"who": "A", "path": "states.P.readiness", "value": 0.4, "because": "The purges."}},
    )


@pytest.fixture(scope="module")
def play():
    return solve_reference(full(), seed=1, draw=0)


def test_chances_sum_to_one(play):
    assert math.fsum(play.signatures.values()) + play.none == pytest.approx(1.0, abs=1e-12)
    for t in range(play.true.world.last):
        assert 0 < math.fsum(q for (s, when, _), q in play.bids.items() if (s, when) == ("East", t)) < 1


def test_nothing_that_must_be_drafted_is_signed_in_the_first_step_and_nobody_is_out_before_the_last(play):
    last = play.true.world.last - 1
    assert all(chance > 0 for chance in play.signatures.values())
    assert {t for who, _, t in play.signatures if who == "West"} == set(range(1, last + 1))
    assert {t for who, _, t in play.signatures if who == "East"} == set(range(last + 1))
    assert math.fsum(chance for (who, t, _), chance in play.bids.items() if (who, t) == ("West", last)) > 0


def test_a_clause_without_effect_is_no_other_bundle(play):
    assert play.true.world.bundles("West") == [
        frozenset({"pact"}),
        frozenset({"talks"}),
        frozenset({"pact", "transit"}),
    ]


def test_ledgers_and_what_comes_without_a_signature_sum_to_the_payoff(play):
    game = play.true
    total = dict.fromkeys(play.payoffs, 0.0)
    for key, chance in play.signatures.items():
        for i, terms in play.ledger(*key).items():
            total[i] += chance * math.fsum(terms.values())
    for slot in game.world.slots:
        for i, amount in game.war.war_value(game.world.treaties, slot).items():
            total[i] += play.attacks[slot.plan, slot.occasion, "none", None] * amount
    unsigned = 1 - sum(play.signatures.values()) - sum(p for (*_, t), p in play.attacks.items() if t is None)
    for i, amount in game.war.peace_value(game.world.treaties, len(game.world.slots)).items():
        total[i] += unsigned * amount
    assert play.payoffs == pytest.approx(total, abs=1e-12)


def test_a_payoff_is_what_the_truth_pays_not_what_a_believer_expects(play):
    believed, true = play.games["A"].value(0, None), play.payoffs
    assert max(abs(believed[i] - true[i]) for i in true) > 1e-3


def test_without_perceptions_an_aware_and_a_naive_pivot_play_alike_and_get_what_they_expect():
    content = full().model_dump(mode="json", exclude_none=True) | {"perceptions": {}}
    plays = []
    for view in ("aware", "naive"):
        content["constants"]["pivot_view"] = view
        plays.append(solve_reference(Crisis.model_validate(content), seed=1, draw=0))
    aware, naive = plays
    assert aware.signatures == pytest.approx(naive.signatures, abs=1e-13)
    assert aware.payoffs == pytest.approx(naive.games["truth"].value(0, None), abs=1e-13)
    assert list(aware.games) == ["truth"]


def test_a_misjudged_suitor_is_read_by_an_aware_pivot_and_not_by_a_naive_one():
    aware, naive = (solve_reference(full(pivot_view=view), seed=1, draw=0) for view in ("aware", "naive"))
    assert naive.pivot is naive.games["truth"]
    assert aware.bids == naive.bids
    assert max(abs(chance - naive.signatures[key]) for key, chance in aware.signatures.items()) > 1e-6


def test_a_draft_that_is_ready_can_be_signed(play):
    game = play.games["truth"]
    ready, drafting = (Draft("West", frozenset({"pact"}), left) for left in (0, 1))
    assert [option.kind for option in game.rules.replies(2, ready, ())] == ["sign", "press", "press", "wait"]
    assert [option.kind for option in game.rules.replies(2, drafting, ())] == ["press", "press", "wait"]


def test_a_refused_clause_falls_with_those_that_require_it():
    content = full().model_dump(mode="json", exclude_none=True)
    menu = content["suitors"]["West"]["menu"]
    menu["transit"]["consent_chance"] = {"C": 0.3}
    menu["grain"] = {"kind": "cession", "obligors": ["A"], "beneficiaries": ["P"], "requires": ["transit"]}
    game = solve_reference(Crisis.model_validate(content), seed=1, draw=0).games["truth"]
    whole = frozenset({"pact", "transit", "grain"})
    kept, fallen = (game.pass_value(0, Draft("West", bundle, STAGES)) for bundle in (whole, frozenset({"pact"})))
    expected = {i: 0.3 * kept[i] + 0.7 * fallen[i] for i in kept}
    assert game.take_value(0, None, "West", whole) == pytest.approx(expected, abs=1e-14)


def test_at_precision_zero_every_choice_is_even():
    play = solve_reference(full(precision=0), seed=1, draw=0)
    game = play.games["truth"]
    assert set(game.reply(0, None, ()).values()) == {1 / 3}
    assert game.war.attack_chance(game.world.treaties, 0) == 0.5
