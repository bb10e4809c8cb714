"""Out of memory is told with the setting that helps; nothing else is taken for it."""

import pytest
import torch

from rewardry.trainer_adapters.grpo.memory import OutOfMemoryError, explained


def test_what_ends_well_is_left_alone():
    with explained("the step", "halve it"):
        pass


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB"),
            "out of GPU memory in the step; halve it",
        ),
        (
            RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"),
            "out of memory in the step; halve it",
        ),
    ],
    ids=["gpu", "cpu"],
)
def test_memory_that_is_missing_is_told_with_what_helps(error, told):
    with pytest.raises(OutOfMemoryError) as caught, explained("the step", "halve it"):
        raise error
    assert str(caught.value) == told
    assert caught.value.__cause__ is error, "the allocator's own words stay for who looks for them"


def test_the_allocator_s_own_error_is_known():
    """What torch says when a tensor is larger than any memory, as this release says it."""
    told = "out of memory in a tensor; take a smaller one"
    with pytest.raises(OutOfMemoryError, match=told), explained("a tensor", "take a smaller one"):
        torch.empty(2**60, dtype=torch.uint8)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("mat1 and mat2 shapes cannot be multiplied"),
        MemoryError(),
        ValueError("DefaultCPUAllocator"),
        KeyboardInterrupt(),
    ],
    ids=["shapes", "python", "value", "ctrl-c"],
)
def test_any_other_error_is_its_own(error):
    with pytest.raises(type(error)) as caught, explained("the step", "halve it"):
        raise error
    assert caught.value is error
