"""What going through a cluster costs: the same run by one thread here and by one worker of a local Dask cluster, in turn."""

from __future__ import annotations

import argparse
import time
from typing import Any

import distributed

import realpolitik as rp
from realpolitik.crisis.read import load

dask: Any = distributed  # it says little of its types


def seconds(crisis: rp.Crisis, draws: int) -> float:
    """Return the wall time of one run on one thread, or on the cluster around it."""
    began = time.perf_counter()
    rp.run(crisis, draws=draws, seed=1, threads=1)
    return time.perf_counter() - began


def main() -> None:
    """Print the least of each, and what the cluster adds."""
    parser = argparse.ArgumentParser(description="Measure what going through a cluster costs.")
    parser.add_argument("--crisis", default="ussr-1939")
    parser.add_argument("--draws", type=int, default=1024)
    parser.add_argument("--rounds", type=int, default=5, help="pairs of runs")
    options = parser.parse_args()
    crisis = load(options.crisis)
    here, there = [], []
    with dask.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as local:
        for first in [True] + [False] * options.rounds:
            own = seconds(crisis, options.draws)
            with rp.Cluster(local.scheduler_address):
                others = seconds(crisis, options.draws)
            if not first:  # in which both read what was compiled
                here.append(own)
                there.append(others)
    print(
        f"{options.draws} draws of {crisis.id}: {min(here):.2f} s here, {min(there):.2f} s on a cluster of one thread"
    )
    print(f"the cluster adds {100 * (min(there) / min(here) - 1):.1f}%")


if __name__ == "__main__":
    main()
