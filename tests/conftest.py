"""What holds for all tests."""

import os
import tempfile

from hypothesis import settings

# `make test` looks at the same random crises each time; pytest by itself, and `make slow`, at new ones.
settings.register_profile("repeatable", derandomize=True)


# The program remembers nothing of its tests where it remembers what its user did.
STATE = tempfile.TemporaryDirectory(prefix="realpolitik-state-")
os.environ["XDG_STATE_HOME"] = STATE.name


def pytest_collection_modifyitems(items):
    """Begin with the pages: each runs command after command, and the last one left would keep all cores but one waiting."""
    items.sort(key=lambda item: "test_prose" not in item.nodeid)
