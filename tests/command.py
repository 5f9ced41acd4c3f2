"""The command line as another program runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR"}}


def call(*words: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program with words; what it answers, and its exit code, are in what is returned."""
    done = subprocess.run(
        [sys.executable, "-m", "realpolitik", *map(str, words)],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        cwd=cwd,
        env=ENVIRONMENT | environment,
    )
    assert "Traceback" not in done.stderr
    return done
