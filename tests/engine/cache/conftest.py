"""Where the cache of a test lies, and what it is filled with."""

import pytest

from rewardry.engine.cache.store import Cache


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache.sqlite"


@pytest.fixture
def open_cache(path):
    """Opens the cache of the test; all are closed at its end."""
    opened = []

    def make(**settings):
        opened.append(Cache(path, **settings))
        return opened[-1]

    yield make
    for cache in opened:
        cache.close()


@pytest.fixture(scope="session")
def entries():
    """Makes a value for each key by its number."""
    return lambda numbers, value=b"value %d": {b"key %d" % i: value % i if b"%d" in value else value for i in numbers}
