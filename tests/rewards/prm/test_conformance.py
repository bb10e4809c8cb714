"""The conformance kit over tiny models: what a model-based reward does with any text, in threads, elsewhere."""

import pytest

from rewardry import get
from rewardry.testing import check_component

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")


@pytest.fixture(scope="module")
def folders(qwen, skywork, language_model, save, byte_tokenizer):
    """A folder for each parameter that names a model."""
    origin = transformers.AutoConfig.from_pretrained(language_model(0))
    origin.num_labels = 1
    torch.manual_seed(9)
    scalar = save("scalar", transformers.AutoModelForSequenceClassification.from_config(origin), byte_tokenizer)
    two = {"model": str(language_model(0)), "reference_model": str(language_model(1))}
    return {
        "prm": {"model": str(qwen)},
        "prm.implicit": two,
        "prm.implicit_norm": {**two, "granularity": "step"},
        "model": {"model": str(scalar), "against": "rival"},
    }


@pytest.mark.long
@pytest.mark.parametrize("id_", ["prm", "prm.implicit", "prm.implicit_norm", "model"])
def test_a_component_with_its_model_conforms(id_, folders):
    outcomes = check_component(get(id_, **folders[id_]), seconds=120)
    assert [outcome.message(id_) for outcome in outcomes if outcome.status == "failed"] == []
    skipped = {outcome.check: outcome.note for outcome in outcomes if outcome.status == "skipped"}
    assert skipped == {}


@pytest.mark.parametrize("id_", ["prm", "prm.implicit", "prm.implicit_norm", "model"])
def test_a_component_without_a_model_conforms_as_far_as_it_can_be_told(id_):
    outcomes = check_component(id_, only=("ordinary_rows_are_decided", "answers_in_time", "manifest_is_well_formed"))
    assert {outcome.check: outcome.status for outcome in outcomes} == {
        "ordinary_rows_are_decided": "skipped",
        "answers_in_time": "passed",
        "manifest_is_well_formed": "passed",
    }
    assert "FOLDER_OR_NAME" in outcomes[-1].note + outcomes[0].note + outcomes[1].note
