"""What holds for all tests."""

from hypothesis import settings

# `make test` looks at the same random crises each time; pytest by itself, and `make slow`, at new ones.
settings.register_profile("repeatable", derandomize=True)


def pytest_collection_modifyitems(items):
    """Begin with the pages: each runs command after command, and the last one left would keep all cores but one waiting."""
    items.sort(key=lambda item: "test_prose" not in item.nodeid)
