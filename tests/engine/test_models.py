"""Models: loaded once a process, without code of others, and with what they take told before."""

import gc
import json
import logging
import os
import shutil
import threading

import pytest

from rewardry.engine import models
from rewardry.engine.model_memory import ModelTooLargeError
from rewardry.engine.models import ModelRequest, tensors_of
from rewardry.engine.runtime import Runtime
from rewardry.errors import ConfigError

transformers = pytest.importorskip("transformers")
torch = pytest.importorskip("torch")


@pytest.fixture
def folder(tiny_model, tmp_path):
    """A model that nothing in this process holds."""
    return shutil.copytree(tiny_model, tmp_path / "model")


@pytest.fixture
def loaded(monkeypatch):
    """The requests for which weights were loaded."""
    found, load = [], models.load_model
    monkeypatch.setattr(models, "load_model", lambda request: found.append(request) or load(request))
    return found


def test_two_runtimes_share_the_weights_and_the_last_lets_them_go(folder, loaded):
    request = ModelRequest(str(folder))
    first, second = Runtime("inline"), Runtime("inline")
    kept = {id(runtime.model(request)) for runtime in (first, first, second)}
    assert len(kept) == 1
    assert first.model(request).network is second.model(ModelRequest(str(folder))).network
    first.close()
    gc.collect()
    second.model(request)
    assert loaded == [request]
    second.close()
    gc.collect()
    assert request not in models._loaded


def test_threads_that_ask_at_once_load_once(folder, loaded):
    with Runtime("inline") as runtime, Runtime("inline") as other:
        threads = [
            threading.Thread(target=each.model, args=(ModelRequest(str(folder)),)) for each in (runtime, other) * 3
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(loaded) == 1


def test_other_heads_are_other_models(folder):
    with Runtime("inline") as runtime:
        language = runtime.model(ModelRequest(str(folder), "language"))
        states = runtime.model(ModelRequest(str(folder), "none"))
        assert type(language.network).__name__ == "Qwen2ForCausalLM"
        assert type(states.network).__name__ == "Qwen2Model"
        assert states.longest == 512


def test_a_turn_is_one_threads_and_without_gradients(folder):
    with Runtime("inline") as runtime:
        model = runtime.model(ModelRequest(str(folder)))
        inside, order = threading.Event(), []

        def second():
            inside.wait(10)
            with model.turn():
                order.append("second")

        thread = threading.Thread(target=second)
        thread.start()
        with model.turn():
            inside.set()
            assert torch.is_inference_mode_enabled()
            thread.join(0.2)
            order.append("first")
        thread.join()
        assert order == ["first", "second"]


def test_the_log_says_what_it_takes_before_the_weights_are_read(folder, caplog):
    for file in folder.glob("*.safetensors"):
        file.unlink()
    with caplog.at_level(logging.INFO, logger="rewardry"), pytest.raises(ConfigError, match="cannot be loaded"):
        models.load_model(ModelRequest(str(folder)))
    [said] = caplog.messages
    assert said.startswith(f"loading model {str(folder)!r}: it takes ")
    assert "parameters x 4 bytes, float32) on cpu; " in said


def test_code_that_comes_with_a_model_is_not_run(folder, tmp_path):
    config = json.loads((folder / "config.json").read_text())
    trap = tmp_path / "ran"
    config["auto_map"] = dict.fromkeys(("AutoConfig", "AutoModel", "AutoModelForCausalLM"), "trap.Trap")
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "trap.py").write_text(f"open({str(trap)!r}, 'w').close()")
    models.load_model(ModelRequest(str(folder)))
    config["model_type"] = "of_my_own"
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(ConfigError, match="whose weights are safetensors and whose code transformers has"):
        models.load_model(ModelRequest(str(folder)))
    assert not trap.exists()


def test_weights_that_would_have_to_be_unpickled_are_not_read(folder, tmp_path):
    for file in folder.glob("*.safetensors"):
        file.unlink()
    (folder / "pytorch_model.bin").write_bytes(b"cos\nsystem\n(S'touch " + os.fsencode(tmp_path / "ran") + b"'\ntR.")
    with pytest.raises(ConfigError, match="cannot be loaded"):
        models.load_model(ModelRequest(str(folder)))
    assert not (tmp_path / "ran").exists()


def test_a_part_that_would_be_made_up_is_refused(folder):
    with pytest.raises(ConfigError, match=r"has no score\.weight among its weights, so it is no model with the head"):
        models.load_model(ModelRequest(str(folder), "scalar"))


def test_a_name_that_is_none_is_refused_with_what_would_be_one(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ConfigError, match=r"model 'no/such/folder/at/all' cannot be loaded: .*; give a folder that"):
        models.load_model(ModelRequest("no/such/folder/at/all"))


def test_loading_leaves_the_settings_of_transformers_as_they_were(folder, capfd):
    level = transformers.utils.logging.get_verbosity()
    bars = transformers.utils.logging.is_progress_bar_enabled()
    models.load_model(ModelRequest(str(folder)))
    assert transformers.utils.logging.get_verbosity() == level
    assert transformers.utils.logging.is_progress_bar_enabled() == bars
    assert capfd.readouterr() == ("", "")


def test_tensors_are_found_by_name_in_any_of_the_files(tmp_path):
    from safetensors.torch import save_file

    save_file({"a": torch.ones(2), "b": torch.zeros(1)}, tmp_path / "model-1.safetensors")
    save_file({"v_head.weight": torch.full((3,), 2.0)}, tmp_path / "model-2.safetensors")
    found = tensors_of(tmp_path, ("a", "v_head.weight", "c"))
    assert {name: value.tolist() for name, value in found.items()} == {"a": [1, 1], "v_head.weight": [2, 2, 2]}


def test_a_forked_child_holds_no_model_of_its_parent(folder):
    with Runtime("inline") as runtime:
        runtime.model(ModelRequest(str(folder)))
        runtime._forget()
        models.forget_models()
        assert runtime._shared == {}
        assert len(models._loaded) == 0


@pytest.mark.parametrize("left", ["nothing", "half", "junk"])
def test_weights_that_are_broken_off_are_told_as_such(folder, left):
    [file] = folder.glob("*.safetensors")
    whole = file.read_bytes()
    file.write_bytes({"nothing": b"", "half": whole[: len(whole) // 2], "junk": b"<html>" * 100}[left])
    with pytest.raises(ConfigError, match=r"model '.*' cannot be loaded: .*header.*; give a folder that `save_pret"):
        models.load_model(ModelRequest(str(folder)))


@pytest.mark.parametrize(
    "change", [{"hidden_size": "x"}, {"hidden_size": 0}, {"num_hidden_layers": -1}, {"model_type": None}], ids=str
)
def test_a_configuration_that_is_none_is_told_as_such(folder, change):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, **change}))
    with pytest.raises(ConfigError, match=r"model '.*' cannot be loaded: .*; give a folder that `save_pretrained`"):
        models.load_model(ModelRequest(str(folder)))


@pytest.mark.parametrize("device", ["gpu", "cuda:64", "cuda:-1", "meta", "CPU", "cpu:1"])
def test_a_device_that_is_not_there_is_told_with_those_that_are(folder, device):
    with pytest.raises(ConfigError, match=rf"there is no device '{device}' for model '.*'; this machine has cpu"):
        models.load_model(ModelRequest(str(folder), device=device))


@pytest.mark.parametrize(
    ("wanted", "gpus", "taken"),
    [
        (None, 0, "cpu"),
        (None, 2, "cuda"),
        ("", 2, "cuda"),
        ("cpu", 2, "cpu"),
        ("cuda", 1, "cuda"),
        ("cuda:1", 2, "cuda:1"),
    ],
)
def test_a_gpu_is_taken_where_there_is_one_and_none_is_named(wanted, gpus, taken):
    assert models._device_of(ModelRequest("m", device=wanted), gpus) == taken


@pytest.mark.parametrize(
    ("wanted", "gpus", "there"), [("cuda", 0, "cpu, and"), ("cuda:2", 2, "cpu, cuda, cuda:0, cuda:1, and")]
)
def test_a_gpu_that_is_not_there_is_refused(wanted, gpus, there):
    with pytest.raises(ConfigError, match=f"no device '{wanted}' for model 'm'; this machine has {there}"):
        models._device_of(ModelRequest("m", device=wanted), gpus)


def test_what_does_not_fit_is_refused_before_the_weights_are_read(folder, monkeypatch, caplog):
    monkeypatch.setattr(models, "free_bytes", lambda device: 1000)
    for file in folder.glob("*.safetensors"):
        file.unlink()  # so that reading would fail otherwise
    with caplog.at_level(logging.INFO, logger="rewardry"), pytest.raises(ModelTooLargeError, match="1 kB are free"):
        models.load_model(ModelRequest(str(folder), device="cpu"))
    assert caplog.messages[0].endswith(" on cpu; 1 kB are free")


def test_where_nobody_knows_what_is_free_the_log_does_not_say(folder, monkeypatch, caplog):
    monkeypatch.setattr(models, "free_bytes", lambda device: None)
    with caplog.at_level(logging.INFO, logger="rewardry"):
        model = models.load_model(ModelRequest(str(folder), device="cpu"))
    assert caplog.messages[0].endswith(" float32) on cpu")
    assert not model.network.training
    assert not any(parameter.requires_grad for parameter in model.network.parameters())


def test_a_tokenizer_without_padding_pads_with_its_end(folder):
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps({**settings, "pad_token": None}))
    assert models.load_model(ModelRequest(str(folder), device="cpu")).tokenizer.pad_token == "<eos>"
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    assert models.load_model(ModelRequest(str(folder), device="cpu")).tokenizer.pad_token == "<pad>"


def test_a_model_that_tells_no_longest_text_takes_any():
    class Network:
        config = transformers.PretrainedConfig()

    assert models.LoadedModel(ModelRequest("m"), Network(), None, None, "cpu").longest == 1 << 30


@pytest.mark.parametrize("enabled", [True, False])
def test_bars_of_transformers_are_as_they_were_after_a_failure(tmp_path, enabled):
    logging_ = transformers.utils.logging
    before = logging_.is_progress_bar_enabled()
    try:
        logging_.enable_progress_bar() if enabled else logging_.disable_progress_bar()
        with pytest.raises(ConfigError, match="cannot be loaded"):
            models.load_model(ModelRequest(str(tmp_path), device="cpu"))
        assert logging_.is_progress_bar_enabled() is enabled
    finally:
        logging_.enable_progress_bar() if before else logging_.disable_progress_bar()
