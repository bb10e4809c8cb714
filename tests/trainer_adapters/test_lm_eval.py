"""lm-evaluation-harness' contract, as ConfigurableTask.process_results and FilterEnsemble.apply call it."""

import json

import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.lm_eval import ADAPTER, AnswerFilter, ProcessResults

RECIPE = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}


class TestLmEval(AdapterSuite):
    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [ProcessResults(recipe, on_undecided)]

    def metrics(self, function, completions, references):
        rows = zip(completions, references, strict=True)
        return [function({"question": "?", "answer": label}, [text]) for text, label in rows]

    def call(self, function, completions, references):
        return [one.get("reward") for one in self.metrics(function, completions, references)]

    def logged(self, function, completions, references):
        return [
            {name: value for name, value in one.items() if name != "reward"}
            for one in self.metrics(function, completions, references)
        ]


def test_the_filter_leaves_the_answer():
    responses = [["<think>4</think><answer> 42 </answer>", "plain"], [None]]
    assert AnswerFilter(RECIPE)(responses, [{}, {}]) == [["42", "plain"], [""]]


@pytest.mark.parametrize("results", [[], [[]], [[["42"]]], ("42",)])
def test_responses_may_be_nested_by_filters(results):
    metrics = ProcessResults(RECIPE, "zero")({"answer": "42"}, results)
    assert metrics["reward"] == float("42" in str(results))


@pytest.mark.parametrize(
    ("doc", "reward"),
    [
        ({"answer": "42"}, 1.0),
        ({"target": "42"}, 1.0),
        ({"reference": "42", "answer": "41", "target": "41"}, 1.0),
        ({"answer": "42", "target": "41"}, 1.0),
        ({"answer": ["41", "42"]}, 1.0),
        ({"question": None, "answer": "42"}, 1.0),
        ({"question": 7, "answer": "42"}, 1.0),
        ({"gold": "42"}, None),
        ({"answer": None}, None),
    ],
)
def test_the_reference_is_the_column_that_a_task_has_it_in(doc, reward):
    metrics = ProcessResults(RECIPE, "none")(doc, ["<answer>42</answer>"])
    assert metrics.get("reward") == reward
    assert metrics["rewardry/accuracy/undecided"] == float(reward is None)


@pytest.mark.parametrize("results", [[7], [(0.5, True)], [{"text": "42"}], [b"42"], [None], [[[]]]])
def test_what_is_no_text_is_undecided_and_ends_no_evaluation(results):
    metrics = ProcessResults(RECIPE, "none")({"answer": "42"}, results)
    assert "reward" not in metrics
    assert metrics["rewardry/accuracy/undecided"] == 1.0


def test_of_several_responses_the_first_is_scored():
    metrics = ProcessResults(RECIPE, "none")({"answer": "42"}, ["<answer>42</answer>", "<answer>41</answer>"])
    assert metrics["reward"] == 1.0


@pytest.mark.parametrize(
    ("response", "answer"),
    [
        ("<think>a</think><answer>b</answer>", "b"),
        ("<answer>a</answer> and <answer>b</answer>", "b"),
        ("<think>a</think>b", "b"),
        ("  a\n", "a"),
        ("", ""),
        ("<answer></answer>", ""),
        (7, ""),
        (["a"], ""),
    ],
)
def test_what_the_filter_leaves_of_a_response(response, answer):
    assert AnswerFilter(RECIPE)([[response]]) == [[answer]]


def test_the_filter_leaves_as_many_answers_as_there_were_responses():
    assert AnswerFilter(RECIPE)([]) == []
    assert AnswerFilter(RECIPE)([[], ["a", "b"]]) == [[], ["a", "b"]]
    assert AnswerFilter(RECIPE)(iter([("a",)]), docs=iter([{}])) == [["a"]]


TASK = """\
task: arithmetic
dataset_path: json
dataset_kwargs: {{data_files: {{test: {file}}}}}
test_split: test
output_type: generate_until
doc_to_text: "{{{{question}}}}"
doc_to_target: "{{{{answer}}}}"
generation_kwargs: {{until: ["stop"]}}
"""


@pytest.mark.long
def test_the_harness_itself_evaluates_with_it(tmp_path, monkeypatch):
    lm_eval = pytest.importorskip("lm_eval")
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    class Said(LM):
        def generate_until(self, requests, disable_tqdm=False):
            texts = ["<think>a</think>\n<answer>42</answer>", "<think>a</think>\n<answer>41</answer>", "nothing"]
            return [texts[i] for i, _ in enumerate(requests)]

        def loglikelihood(self, requests, disable_tqdm=False):
            raise NotImplementedError

        loglikelihood_rolling = loglikelihood

    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(json.dumps({"question": "What is 19 + 23?", "answer": "42"}) for _ in range(3)))
    code, task = ADAPTER.snippets
    (tmp_path / "rewards.py").write_text(code.filled("deepseek-r1-zero"))
    (tmp_path / "arithmetic.yaml").write_text(TASK.format(file=file) + task.filled("deepseek-r1-zero"))
    manager = TaskManager(include_path=str(tmp_path), include_defaults=False)
    found = lm_eval.simple_evaluate(Said(), tasks=["arithmetic"], task_manager=manager, bootstrap_iters=0)
    assert found["results"]["arithmetic"]["reward,none"] == 1.0
