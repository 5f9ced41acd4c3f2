"""What holds for all tests."""


def pytest_collection_modifyitems(items):
    """Begin with the pages: each runs command after command, and the last one left would keep all cores but one waiting."""
    items.sort(key=lambda item: "test_prose" not in item.nodeid)
