"""References that raise when they are read."""

import pytest

from rewardry.testing.fragile import FAULT, fragile_like

READS = {
    "text": ("Paris", [str.strip, str, lambda text: "P" in text, lambda text: text == "Paris", float, len, hash]),
    "mapping": ({"a": 1}, [lambda value: value["a"], lambda value: value.get("a"), list, lambda value: "a" in value]),
    "list": (["a"], [lambda value: value[0], list, len, lambda value: "a" in value, bool]),
}


@pytest.mark.parametrize("kind", READS)
def test_whoever_reads_it_fails_and_that_is_known(kind):
    reference, reads = READS[kind]
    for read in reads[kind == "text" :]:
        fragile = fragile_like(reference)
        assert isinstance(fragile, type(reference))
        assert not fragile.raised
        with pytest.raises((RuntimeError, TypeError)) as raised:
            read(fragile)
        if raised.type is RuntimeError:
            assert str(raised.value) == FAULT
            assert fragile.raised


def test_its_own_methods_fail_too():
    fragile = fragile_like("Paris")
    with pytest.raises(RuntimeError, match=FAULT):
        fragile.casefold()
    assert fragile.raised


@pytest.mark.parametrize("reference", [42, 0.5, True, None])
def test_numbers_cannot_be_made_to_fail(reference):
    assert fragile_like(reference) is None
