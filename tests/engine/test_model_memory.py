"""What a model takes, beside what is free."""

import pytest

from rewardry.engine import model_memory
from rewardry.engine.model_memory import (
    Footprint,
    ModelTooLargeError,
    footprint_of,
    free_bytes,
    in_words,
    refuse_too_large,
)
from rewardry.errors import ConfigError


@pytest.mark.parametrize(
    ("size", "words"), [(999, "999 bytes"), (4096, "4.1 kB"), (350_000_000, "350 MB"), (15_231_233_024, "15.2 GB")]
)
def test_sizes_are_said_in_words(size, words):
    assert in_words(size) == words


def test_a_footprint_is_parameters_times_bytes():
    assert Footprint(7_615_616_512, "bfloat16").bytes == 2 * 7_615_616_512
    assert str(Footprint(7_615_616_512, "bfloat16")) == "15.2 GB (7,615,616,512 parameters x 2 bytes, bfloat16)"


def test_a_footprint_is_counted_without_the_memory_that_it_counts():
    transformers = pytest.importorskip("transformers")
    config = transformers.Qwen2Config(  # of 7 billion parameters, 30 GB in float32
        vocab_size=152_064,
        hidden_size=3584,
        intermediate_size=18_944,
        num_hidden_layers=28,
        num_attention_heads=28,
        num_key_value_heads=4,
        tie_word_embeddings=False,
    )
    found = footprint_of(config, transformers.AutoModelForCausalLM.from_config, "float32")
    assert found.parameters == 7_615_616_512


def test_free_memory_is_what_the_machine_has_within_its_container(monkeypatch):
    assert 0 < free_bytes("cpu") < 1 << 50
    monkeypatch.setattr(model_memory, "_within_container", lambda: 12345)
    assert free_bytes("cpu") == 12345


def test_the_limit_of_a_container_is_read(tmp_path, monkeypatch):
    most, used = tmp_path / "max", tmp_path / "current"
    monkeypatch.setattr(model_memory, "_CGROUPS", ((str(tmp_path / "no"), str(used)), (str(most), str(used))))
    used.write_text("1000\n")
    for limit, left in (("5000\n", 4000), ("max\n", None), (str(1 << 62), None), ("500\n", 0)):
        most.write_text(limit)
        assert model_memory._within_container() == left


def test_what_does_not_fit_is_refused_with_what_can_be_done():
    need = Footprint(1_000_000_000, "float32")
    refuse_too_large("m", need, "cpu", 4_000_000_000)
    refuse_too_large("m", need, "cpu", None)
    with pytest.raises(ModelTooLargeError) as raised:
        refuse_too_large("m", need, "cpu", 3_999_999_999)
    assert isinstance(raised.value, ConfigError)
    assert str(raised.value) == (
        "model 'm' takes 4 GB (1,000,000,000 parameters x 4 bytes, float32) on cpu, and 4 GB are free there; choose a "
        "smaller model, another `device`, or end what holds the memory"
    )
