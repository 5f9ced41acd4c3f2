"""How long the commands take on this machine, as a user waits for them: process start, imports, work and output.

    python benchmarks/command_line.py [--repeat 5] [--crisis ussr-1939]

Each command runs once to fill the compiler's cache, then `repeat` times; the median and the fastest run are printed.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time


def seconds(arguments: list[str]) -> float:
    """Run one command to its end and return the seconds it took."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "realpolitik", *arguments],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def main() -> None:
    """Time the commands and print one line for each."""
    parser = argparse.ArgumentParser(description="Time the realpolitik commands on this machine.")
    parser.add_argument("--repeat", type=int, default=5, help="timed runs of each command")
    parser.add_argument("--crisis", default="ussr-1939", help="crisis to solve")
    options = parser.parse_args()

    commands = [
        ["--help"],
        ["show", options.crisis],
        ["run", options.crisis, "--json", "--draws", "500"],
        ["run", options.crisis, "--json", "--draws", "2000"],
    ]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.repeat} runs each")
    print(f"{'first':>8} {'median':>8} {'fastest':>8}  seconds")
    for command in commands:
        first = seconds(command)
        times = [seconds(command) for _ in range(options.repeat)]
        print(f"{first:8.2f} {statistics.median(times):8.2f} {min(times):8.2f}  realpolitik {' '.join(command)}")


if __name__ == "__main__":
    main()
