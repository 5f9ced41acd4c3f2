"""A small crisis with a hidden hand, and moves made by it in the model's own game: is a posterior of 0.8 right in 80 of 100?

python tests/calibration.py [--crises 500] [--figure FILE.png]
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np
import polars as pl
from scipy.stats import binom

from realpolitik.analysis.infer import infer
from realpolitik.analysis.likelihood import likelihoods
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import validate

OPENS = ("1900-01-10", "1900-02-10")
BIDS = {"gift": ["gift"], "pact": ["pact"], "both": ["gift", "pact"], "none": []}
"""What the suitor with the hidden hand can do in a period."""
BINS = np.linspace(0.0, 1.0, 6)


def small(prior: float, cost: float, uncertain: bool = False) -> Crisis:
    """Two suitors, two months; one suitor's hand is hidden: to the reluctant hand a pact costs more, and a speech too."""
    worth: Any = {"uniform": [0.02, 0.1]} if uncertain else 0.06
    both = {"obligors": ["Wes", "Piv"], "beneficiaries": ["Wes", "Piv"]}
    tree = {
        "id": "small",
        "title": "A small crisis",
        "question": "Which hand?",
        "pivot": "Piv",
        "as_of": "1900-03-01",
        "window": {"opens": "1900-01-01", "closes": "1900-02-27", "period": "month"},
        "states": {
            "Piv": {"name": "Piv", "capability": 0.1, "ideology": [0.0]},
            "Wes": {
                "name": "Wes",
                "capability": 0.1,
                "ideology": [1.0],
                "types": {
                    "willing": {"name": "Wants it", "prior": prior},
                    "reluctant": {
                        "name": "Does not",
                        "prior": round(1 - prior, 9),
                        "changes": {"states.Wes.ideology_weight": cost},
                    },
                },
            },
            "Ost": {"name": "Ost", "capability": 0.1, "ideology": [0.0]},
        },
        "suitors": {
            "West": {
                "name": "West",
                "lead": "Wes",
                "members": {"Wes": 1},
                "drafting_time": 0,
                "menu": {
                    "gift": {"kind": "transfer", "obligors": ["Wes"], "worth": {"Piv": worth}, "cost": {"Wes": 0.03}},
                    "pact": {"kind": "consultation", **both, "worth": {"Wes": 0.05, "Piv": 0.03}},
                },
            },
            "East": {
                "name": "East",
                "lead": "Ost",
                "members": {"Ost": 1},
                "drafting_time": 0,
                "menu": {"gold": {"kind": "transfer", "obligors": ["Ost"], "worth": {"Piv": 0.05, "Ost": 0.02}}},
            },
        },
        "moves": {
            "speech": {
                "date": "1899-12-01",
                "actor": "Wes",
                "kind": "speech",
                "what": "A speech",
                "cost": {"willing": 0.01, "reluctant": 0.05},
                "gain": 0.03,
            }
        },
    }
    crisis, findings = validate(Crisis, tree)
    assert crisis is not None, findings
    return crisis


def move(day: str, clauses: list[str]) -> dict[str, Any]:
    """A bid of the suitor, or its silence."""
    kind = "bid" if clauses else "silence"
    return {"date": day, "actor": "Wes", "kind": kind, "what": kind, "suitor": "West", "clauses": clauses}


def with_moves(crisis: Crisis, moves: dict[str, Any]) -> Crisis:
    """The crisis with these moves seen."""
    return patch(crisis, {f"moves.{key}": content for key, content in moves.items()})


@dataclass(frozen=True)
class Trial:
    """The prior and the posterior of the willing hand, and whether it was held."""

    prior: float
    posterior: float
    held: bool


def simulate(count: int, seed: int, draws: int = 1) -> list[Trial]:
    """Draw crises and hands, let the hands move in the model's own game, and infer them."""
    random = np.random.default_rng(seed)
    return [_trial(random, draws, seed + 1 + n) for n in range(count)]


def _trial(random: np.random.Generator, draws: int, seed: int) -> Trial:
    prior, cost = round(float(random.uniform(0.1, 0.9)), 3), round(float(random.uniform(0.05, 0.3)), 3)
    crisis = small(prior, cost, uncertain=draws > 1)
    options = {f"{name}-{n}": move(day, clauses) for n, day in enumerate(OPENS) for name, clauses in BIDS.items()}
    # The numbers by which the hand moves are a draw of another seed than those of the observer.
    found = likelihoods(with_moves(crisis, options), Work(1, seed))
    chances = {key: chance[:, 0] for key, chance in found.chances.items()}
    hand, speech = 0, False
    while not speech:  # an observer hears speeches and not their absence: what is looked at is a crisis with the speech
        hand = 0 if random.random() < prior else 1
        speech = random.random() < chances["speech"][hand]
    seen = {}
    for n in range(len(OPENS)):
        weights = np.array([chances[f"{name}-{n}"][hand] for name in BIDS])
        assert abs(weights.sum() - 1) < 1e-9
        key = f"{random.choice(list(BIDS), p=weights / weights.sum())}-{n}"
        seen[key] = options[key]
    view = infer(with_moves(crisis, seen), ["Piv"], draws=draws).views[0]
    return Trial(prior, view.belief("Wes", "willing").posterior, hand == 0)


@dataclass(frozen=True)
class Bin:
    """Trials of like posterior: their mean, how often the hand was held, and how often it may be if the mean is right."""

    trials: int
    mean: float
    held: float
    low: float
    high: float


def reliability(trials: list[Trial], level: float = 0.95) -> list[Bin]:
    """Gather trials in bins of the posterior, with the binomial interval of the share that holds the hand."""
    posteriors = np.array([trial.posterior for trial in trials])
    held = np.array([trial.held for trial in trials])
    found = []
    for low, high in pairwise(BINS):
        inside = (low <= posteriors) & (posteriors < high if high < 1 else posteriors <= 1)
        count = int(inside.sum())
        if count:
            mean = float(posteriors[inside].mean())
            ends = binom.ppf([(1 - level) / 2, (1 + level) / 2], count, mean) / count
            found.append(Bin(count, mean, float(held[inside].mean()), float(ends[0]), float(ends[1])))
    return found


def draw(bins: list[Bin], count: int) -> Any:
    """Draw how often a posterior is right."""
    rows = pl.DataFrame([asdict(each) | {"label": f"{each.trials} crises"} for each in bins])
    axis = alt.Scale(domain=[0, 1])
    x = alt.X("mean:Q", title="posterior that the hand is willing (mean of the bin)", scale=axis)
    share = "share of crises in which it was"
    y = alt.Y("held:Q", title=share, scale=axis)
    base = alt.Chart(rows).encode(x=x)
    even = alt.Chart(pl.DataFrame({"a": [0.0, 1.0], "b": [0.0, 1.0]})).mark_line(strokeDash=[4, 4], color="#666666")
    bounds = base.mark_rule(strokeWidth=9, opacity=0.3, color="#004488").encode(
        y=alt.Y("low:Q", title=share), y2="high:Q"
    )
    points = base.mark_point(filled=True, size=70, color="#BB5566", opacity=1).encode(y=y)
    labels = base.mark_text(align="left", dx=10, dy=9, color="#222222").encode(y=y, text="label:N")
    title = alt.TitleParams(
        "Is a posterior of 0.8 right eight times in ten?",
        subtitle=[
            f"{count} small crises with a hidden hand that moves in the model's own game, then read from its moves.",
            "Bars: where 95% of the shares would fall if every posterior were right.",
        ],
        anchor="start",
        fontSize=15,
        subtitleColor="#666666",
        offset=14,
    )
    return (
        alt.layer(bounds, even.encode(x="a:Q", y="b:Q"), points, labels)
        .properties(width=440, height=340, title=title)
        .configure(padding=16, background="white")
        .configure_view(stroke=None)
        .configure_axis(grid=False)
    )


def main() -> None:
    """Print the calibration, and draw it if wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crises", type=int, default=500)
    parser.add_argument("--draws", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figure", type=Path)
    chosen = parser.parse_args()
    trials = simulate(chosen.crises, chosen.seed, chosen.draws)
    for each in reliability(trials):
        print(
            f"{each.trials:4} crises: posterior {each.mean:.3f}, held {each.held:.3f} in {each.low:.3f}-{each.high:.3f}"
        )
    for name in ("prior", "posterior"):
        right = np.mean([(getattr(trial, name) >= 0.5) == trial.held for trial in trials])
        print(f"the likelier hand by the {name} was held in {right:.3f}")
    if chosen.figure is not None:
        draw(reliability(trials), chosen.crises).save(chosen.figure, scale_factor=2)


if __name__ == "__main__":
    main()
