"""The model of a training: where it is loaded from, and what ends its texts."""

from types import SimpleNamespace

import pytest

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.grpo.config import TrainConfig
from rewardry.trainer_adapters.grpo.models import end_tokens, load_model


class Words:
    """A tokenizer of three words; 0 is what it does not know."""

    unk_token_id = 0

    def __init__(self, eos=None):
        self.eos_token_id = eos

    def convert_tokens_to_ids(self, name):
        return {"<a>": 7, "<b>": 8}.get(name, 0)


def model(eos=None, generation=None):
    return SimpleNamespace(
        config=SimpleNamespace(eos_token_id=eos), generation_config=SimpleNamespace(eos_token_id=generation)
    )


@pytest.mark.parametrize(
    ("of_model", "tokenizer", "named", "found"),
    [
        (model(eos=2), Words(), (), [2]),
        (model(generation=[5, 3]), Words(), (), [3, 5]),
        (model(eos=2, generation=(2, 9)), Words(eos=4), (), [2, 4, 9]),
        (model(), Words(eos=0), (), [0]),  # a number like any other
        (model(), Words(), ("<a>", "<b>", "<a>"), [7, 8]),
        (SimpleNamespace(config=SimpleNamespace(eos_token_id=2)), object(), (), [2]),
    ],
)
def test_a_text_ends_with_what_anybody_says_that_ends_it(of_model, tokenizer, named, found):
    assert end_tokens(of_model, tokenizer, named) == found


def test_what_is_no_token_ends_nothing():
    with pytest.raises(ConfigError, match="eos_tokens names '<c>', which is no token of the tokenizer"):
        end_tokens(model(eos=2), Words(), ["<a>", "<c>"])
    with pytest.raises(ConfigError, match=r"no completion would ever end; set eos_tokens: \[TOKEN\]"):
        end_tokens(model(), Words())


def test_a_function_of_a_file_makes_model_and_tokenizer_of_the_seed(tmp_path):
    (tmp_path / "made.py").write_text("def tiny(seed):\n    return ('model', seed), 'tokenizer'\n")
    config = TrainConfig(model="./made.py:tiny", seed=5)
    assert load_model(config, tmp_path) == (("model", 5), "tokenizer")


@pytest.mark.parametrize(("returned", "kind"), [("'model'", "str"), ("(1, 2, 3)", "tuple"), ("None", "NoneType")])
def test_a_function_that_makes_no_pair_is_told_so(tmp_path, returned, kind):
    (tmp_path / "made.py").write_text(f"def tiny(seed):\n    return {returned}\n")
    with pytest.raises(ConfigError, match=rf"made.py:tiny returned {kind}; a model and a tokenizer are wanted"):
        load_model(TrainConfig(model="./made.py:tiny"), tmp_path)


def test_a_folder_without_a_model_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match="model 'empty' cannot be loaded: ") as caught:
        load_model(TrainConfig(model="empty"), tmp_path)
    assert len(str(caught.value).splitlines()) == 1


def test_a_folder_beside_the_file_is_found(tmp_path, policy, letters):
    import torch

    policy().save_pretrained(tmp_path / "tiny")
    letters.save_pretrained(tmp_path / "tiny")
    found, tokenizer = load_model(TrainConfig(model="tiny", dtype="float32"), tmp_path)
    assert found.dtype == torch.float32
    assert tokenizer("ab")["input_ids"] == [2, 3]
