"""What travels to a worker and back, and what is refused, for its row alone."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry import reward
from rewardry.component import Verifier
from rewardry.engine import wire
from rewardry.engine.remote import sample_from_json, sample_to_json, task_of
from rewardry.errors import ConfigError, Identity
from rewardry.local_files import load_file
from rewardry.text.sections import SectionStyle
from rewardry.types import Batch, Sample

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")

ME = Identity("me", "dist", "1")
FIELDS = ("prompt", "reference", "completion_ids", "group", "finish_reason", "column")
texts = st.text(st.characters(), max_size=20)  # lone surrogates and NUL among them
values = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts | st.lists(texts, max_size=3)


@given(
    completion=texts,
    prompt=texts,
    reference=values,
    ids=st.none() | st.lists(st.integers(0, 10**6), max_size=4),
    column=values,
    prefilled=st.booleans(),
)
def test_a_sample_arrives_as_it_was_sent(completion, prompt, reference, ids, column, prefilled):
    sample = Sample(
        completion=completion,
        prompt=prompt,
        reference=reference,
        completion_ids=ids,
        group="g",
        finish_reason="stop",
        meta={"column": column},
        style=SectionStyle(("<a>", "</a>"), None, prefilled),
    )
    assert sample_from_json(json.loads(json.dumps(sample_to_json(sample, FIELDS)))) == sample


def test_only_what_a_component_reads_travels():
    sample = Sample(completion="c", prompt="p", reference="r", meta={"column": 1, "secret": object()})
    row = sample_to_json(sample, ("completion", "column"))
    assert {name: value for name, value in row.items() if name != "style"} == {"completion": "c", "meta": {"column": 1}}


def test_a_component_that_reads_meta_gets_all_of_it():
    assert sample_to_json(Sample(completion="c", meta={"a": 1, "b": 2}), ("meta",))["meta"] == {"a": 1, "b": 2}


def test_of_messages_the_assistants_text_travels():
    messages = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]
    assert sample_to_json(Sample(completion=messages), ())["completion"] == "a"


def test_everything_that_a_component_needs_reaches_its_worker(faulty, open_runtime):
    sample = Sample(
        completion="<think>t</think><answer>a</answer>",
        prompt=[{"role": "user", "content": "q"}],
        reference={"nested": [1, 2.5, None, True, "ü"]},
        completion_ids=[1, 2, 3],
        group="g",
        finish_reason="length",
        meta={"column": "c", "other": "o"},
    )
    seen = open_runtime().open(faulty.Seeing()).verify([sample])[0].extracted
    assert seen == {
        "completion": sample.completion,
        "prompt": sample.prompt,
        "reference": sample.reference,
        "completion_ids": [1, 2, 3],
        "group": "g",
        "finish_reason": "length",
        "meta": {"column": "c"},
        "answer": "a",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "a\0b",
        "\ud800",
        "\udfff tail",
        "line\nbreak\r\n",
        "\u2028\u2029\x85",
        "e\u0301 \U0001f600",
        "\\ud800 \"'",
    ],
)
def test_any_text_reaches_a_worker_and_comes_back(faulty, shared_runtime, text):
    verdict = shared_runtime.open(faulty.Seeing()).verify([Sample(completion=text, reference=text)])[0]
    assert (verdict.status, verdict.extracted["completion"], verdict.extracted["reference"]) == ("correct", text, text)


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array([1, 2, 3]), [1, 2, 3]),
        ({"scores": np.array([0.5, 1.0])}, {"scores": [0.5, 1.0]}),
        (torch.tensor([[1, 2]]), [[1, 2]]),
        ((1, 2), [1, 2]),
    ],
)
def test_values_of_numpy_and_torch_reach_a_worker_as_numbers(faulty, shared_runtime, value, seen):
    sample = Sample(completion="c", reference=value, meta={"column": value}, completion_ids=np.array([7, 8]))
    extracted = shared_runtime.open(faulty.Seeing()).verify([sample])[0].extracted
    assert (extracted["reference"], extracted["meta"]) == (seen, {"column": seen})
    assert extracted["completion_ids"] == [7, 8]


def deeply_nested():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


def circular():
    value = {}
    value["itself"] = value
    return value


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (object(), "builtins.object is no JSON value"),
        (lambda: None, "builtins.function is no JSON value"),
        ({1, 2}, "builtins.set is no JSON value"),
        (b"bytes", "builtins.bytes is no JSON value"),
        (datetime.date(2025, 1, 1), "datetime.date is no JSON value"),
        ({("a", "b"): 1}, "keys must be"),
        (circular(), "Circular reference"),
        (deeply_nested(), "maximum recursion depth"),
        (np.array([object()]), "builtins.object is no JSON value"),
    ],
    ids=["object", "function", "set", "bytes", "date", "keys", "circle", "nested", "array of objects"],
)
def test_a_reference_that_is_no_json_is_refused_for_its_row_alone(faulty, shared_runtime, value, why):
    samples = [Sample(completion="a", reference=1), Sample(completion="b", reference=value), Sample(completion="c")]
    verdicts = shared_runtime.open(faulty.Seeing()).verify(samples)
    assert [(v.status, v.reason) for v in verdicts] == [("correct", ""), ("error", "refused"), ("correct", "")]
    assert verdicts[1].details["error"].startswith("it cannot be sent to a worker process: ")
    assert why in verdicts[1].details["error"]


def test_a_column_that_is_no_json_is_refused_only_where_it_is_read(faulty, shared_runtime):
    sample = Sample(completion="a", meta={"image": object()})
    assert shared_runtime.open(faulty.Seeing()).verify([sample])[0].status == "correct"
    refused = shared_runtime.open(faulty.SeeingAll()).verify([sample, Sample(completion="b")])
    assert [(v.status, v.reason) for v in refused] == [("error", "refused"), ("correct", "")]


def test_an_item_over_the_limit_is_refused_for_its_row_alone(faulty, shared_runtime, monkeypatch):
    monkeypatch.setattr(wire, "LIMIT", 4 << 20)
    verdicts = shared_runtime.open(faulty.Misbehaving()).verify(
        [Sample(completion=text) for text in ("a", "x" * (3 << 20), "b")]
    )
    assert [(v.status, v.reason) for v in verdicts] == [("correct", ""), ("error", "refused"), ("correct", "")]
    assert verdicts[1].details["error"].endswith("it has 3 MB, and 2 MB is the limit")


def test_a_member_without_text_is_left_out_of_its_group(faulty, shared_runtime):
    ranks = shared_runtime.open(faulty.Ranks())
    batch = Batch([Sample(completion="a"), Sample(completion=None), Sample(completion="b")], ((0, 1), (2,)))
    scores = ranks.score(batch)
    assert [score.value for score in scores] == [0.0, None, 0.0]
    assert scores[1].details["reason"] == "refused"
    assert "the completion is None" in scores[1].details["error"]


# ---- what a worker can import


class InAModule(Verifier):
    """A component of this module."""


def test_a_component_of_a_module_is_found_by_its_name():
    task = task_of(InAModule(), ME)
    assert (task.target, task.file, task.settings) == (f"{__name__}:InAModule", None, "{}")
    assert task.name == "me (of dist 1)"


def test_a_component_of_a_file_is_found_by_the_file(faulty):
    task = task_of(faulty.SlowToOpen(seconds=2.5), ME)
    assert task.file == faulty.__file__
    assert task.target.endswith(":SlowToOpen")
    assert json.loads(task.settings) == {"log": None, "seconds": 2.5}
    assert task.memory_limit_mb == 4096


def test_what_a_component_requires_is_preloaded_unless_it_says_otherwise():
    class Base(Verifier):
        requires = ("json", "decimal")

    class Choosy(Base):
        preload = ("fractions",)

    Base.__qualname__, Choosy.__qualname__ = "Base", "Choosy"
    assert task_of(Base(), ME).preload == ("json", "decimal")
    assert task_of(Choosy(), ME).preload == ("fractions",)


def test_a_component_of_a_function_is_refused_with_the_fix():
    class Inner(Verifier):
        runs = "worker"

    message = (
        r"Inner runs in worker processes, which never import the caller's script\. Move it into a module, or into a "
        r"file of its own and write `use: \./that_file\.py:Inner`"
    )
    with pytest.raises(ConfigError, match=message):
        task_of(Inner(), ME)


@pytest.mark.parametrize("module", ["__main__", "__mp_main__"])
def test_a_component_of_the_script_is_refused_with_the_fix(module):
    made = type("Mine", (Verifier,), {"__module__": module, "__qualname__": "Mine"})
    with pytest.raises(ConfigError, match=r"Mine runs in worker processes.*use: \./that_file\.py:Mine"):
        task_of(made(), ME)


def test_a_function_of_the_script_is_refused_with_the_fix(open_runtime):
    @reward(runs="worker")
    def short(completion):
        return 1.0

    with pytest.raises(ConfigError, match="short runs in worker processes"):
        open_runtime().open(short())


def test_a_class_that_is_not_where_it_says_fails_to_open_and_says_so(open_runtime):
    made = type("Gone", (Verifier,), {"__module__": "rewardry.types", "__qualname__": "Gone", "runs": "worker"})
    verdict = open_runtime().open(made()).verify([Sample(completion="a")])[0]
    assert (verdict.status, verdict.reason) == ("error", "open-failed")
    assert "module 'rewardry.types' has no attribute 'Gone'" in verdict.details["error"]


def test_a_module_that_a_worker_cannot_import_is_named(open_runtime):
    made = type("Lost", (Verifier,), {"__module__": "no.such.module", "__qualname__": "Lost", "runs": "worker"})
    verdict = open_runtime().open(made()).verify([Sample(completion="a")])[0]
    assert (verdict.status, verdict.reason) == ("error", "open-failed")
    assert "No module named 'no'" in verdict.details["error"]


LOCAL = """
from rewardry import Reward, Verdict, Verifier
from rewardry.parameters import VerifierField

class Inner(Verifier):
    runs = "worker"
    word: str = "inner"
    def verify(self, samples):
        return [Verdict("correct", extracted=self.word) for _ in samples]

class Outer(Reward):
    runs = "worker"
    verifier: VerifierField
    def open(self, runtime):
        inner = runtime.open(self.verifier)
        class Live:
            def score(self, batch):
                return [float(len(verdict.extracted)) for verdict in inner.verify(batch.samples)]
        return Live()
"""


def test_a_component_of_a_file_may_have_one_of_another_file_as_a_parameter(open_runtime, tmp_path):
    (tmp_path / "inner.py").write_text(LOCAL)
    (tmp_path / "outer.py").write_text(
        f"import rewardry\n{LOCAL}\ndefault = rewardry.get({str(tmp_path / 'inner.py')!r} + ':Inner', word='four')\n"
    )
    outer = load_file(str(tmp_path / "outer.py"))
    runtime = open_runtime(workers=1)
    batch = Batch([Sample(completion="a")])
    assert runtime.open(outer.Outer(verifier=outer.default)).score(batch)[0].value == 4.0
    assert runtime.open(outer.Outer(verifier=outer.Inner(word="sixsix"))).score(batch)[0].value == 6.0
