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
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (4096, "4.1 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (350_000_000, "350 MB"),
        (999_999_999, "1 GB"),
        (15_231_233_024, "15.2 GB"),
        (999_500_000_000, "1,000 GB"),
        (1_369_000_000_000, "1,369 GB"),  # of 685 billion parameters
    ],
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


@pytest.mark.parametrize(
    ("meminfo", "pages", "limit", "free"),
    [
        ("MemTotal: 90 kB\nMemAvailable:   40 kB\n", 7, None, 40 * 1024),
        ("MemAvailable: 40 kB\n", 7, 50_000, 40 * 1024),
        ("MemAvailable: 40 kB\n", 7, 30_000, 30_000),
        ("MemAvailable: 40 kB\n", 7, 0, 0),
        ("MemTotal: 90 kB\n", 7, None, 7),  # of a kernel that does not tell it
        (None, 7, None, 7),
        (None, 7, 5, 5),
        (None, None, 5, 5),
        (None, None, None, None),
    ],
)
def test_free_memory_is_the_least_that_anyone_tells(tmp_path, monkeypatch, meminfo, pages, limit, free):
    def opened(path, **given):
        assert path == "/proc/meminfo"
        return open(tmp_path / "meminfo", **given)

    if meminfo is not None:
        (tmp_path / "meminfo").write_text(meminfo)
    monkeypatch.setattr(model_memory, "open", opened, raising=False)
    monkeypatch.setattr(model_memory, "_pages", lambda: pages)
    monkeypatch.setattr(model_memory, "_within_container", lambda: limit)
    assert free_bytes("cpu") == free


def test_pages_are_counted_where_the_system_counts_them(alone):
    alone(model_memory, "os", sysconf={"SC_AVPHYS_PAGES": 10, "SC_PAGE_SIZE": 4096}.__getitem__)
    assert model_memory._pages() == 40_960


@pytest.mark.parametrize("error", [ValueError, OSError])
def test_pages_that_the_system_does_not_count_are_not_known(alone, error):
    def sysconf(name):
        raise error(name)

    alone(model_memory, "os", sysconf=sysconf)
    assert model_memory._pages() is None


def test_the_limit_of_a_container_is_read(tmp_path, monkeypatch):
    most, used = tmp_path / "max", tmp_path / "current"
    monkeypatch.setattr(model_memory, "_CGROUPS", ((str(tmp_path / "no"), str(used)), (str(most), str(used))))
    used.write_text("1000\n")
    for limit, left in (("5000\n", 4000), ("max\n", None), (str(1 << 62), None), ("500\n", 0)):
        most.write_text(limit)
        assert model_memory._within_container() == left
    used.unlink()
    assert model_memory._within_container() is None, "a limit alone says nothing of what is left"


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
