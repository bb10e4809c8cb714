"""verifiers' contracts: Task.score of verifiers.v1, and Rubric.score_group of 0.3.0."""

import asyncio
import functools
import inspect
import tomllib
from types import SimpleNamespace

import pytest

from rewardry.testing.suites.adapters import AdapterSuite
from rewardry.trainer_adapters.prime_verifiers import make_reward, rubric_functions
from rewardry.trainer_adapters.prime_verifiers.record import ADAPTER, RUBRIC_ADAPTER


class TaskData(SimpleNamespace):
    """Iterates over its fields, as pydantic's models do."""

    def __iter__(self):
        return iter(vars(self).items())


class Trace:
    is_truncated = False

    def __init__(self, completion):
        self.assistant_messages = [SimpleNamespace(role="assistant", content=completion)]
        self.metrics, self.rewards = {}, {}

    def record_metrics(self, values):
        self.metrics.update({name: float(value) for name, value in values.items()})


async def scored(fn, completion, reference):
    """load_plugged_fn, then Task.score: arguments by name, a reward as a float."""

    @functools.wraps(fn)
    def plugged(*args, **kwargs):
        return fn(*args, **kwargs)

    prompt = [SimpleNamespace(role="user", content="?")]
    trace = Trace(completion)
    available = {"task": TaskData(prompt=prompt, answer=reference, idx=0), "trace": trace, "runtime": None}
    given = {name: available[name] for name in inspect.signature(plugged).parameters if name in available}
    trace.rewards["rewardry"] = float(await plugged(**given))
    return trace


class TestPlugged(AdapterSuite):
    pickles = False

    @pytest.fixture
    def adapter(self):
        return ADAPTER

    def make(self, recipe, on_undecided=None):
        return [make_reward(recipe, on_undecided=on_undecided)]

    async def traces(self, function, completions, references):
        rows = zip(completions, references, strict=True)
        return await asyncio.gather(*(scored(function, *row) for row in rows))

    async def call(self, function, completions, references):
        return [one.rewards["rewardry"] for one in await self.traces(function, completions, references)]

    def logged(self, function, completions, references):
        return [one.metrics for one in asyncio.run(self.traces(function, completions, references))]


GROUP_WORDS = {"states", "prompts", "completions", "answers", "tasks", "infos"}


async def score_group(funcs, weights, states):
    """Rubric.score_group: functions in order, arguments by name, whatever is raised counts 0."""
    rewards = [0.0] * len(states)
    metrics = [{} for _ in states]
    for func, weight in zip(funcs, weights, strict=True):
        names = set(inspect.signature(func).parameters)
        if names & GROUP_WORDS:
            everything = {
                "prompts": [state["prompt"] for state in states],
                "completions": [state["completion"] for state in states],
                "states": states,
            }
            values = await func(**{name: everything[name] for name in names})
        else:
            values = [
                float(await func(**{name: {**state, "state": state}[name] for name in names})) for state in states
            ]
        for i, value in enumerate(values):
            rewards[i] += value * weight
            metrics[i][func.__name__] = value
    return rewards, metrics


class TestRubric(AdapterSuite):
    pickles = False
    named = False

    @pytest.fixture
    def adapter(self):
        return RUBRIC_ADAPTER

    def make(self, recipe, on_undecided=None):
        return [rubric_functions(recipe, on_undecided=on_undecided)]

    async def score(self, function, completions, references):
        prompt = [{"role": "user", "content": "?"}]
        states = [
            {"prompt": prompt, "completion": [{"role": "assistant", "content": text}], "answer": label, "info": {}}
            for text, label in zip(completions, references, strict=True)
        ]
        return await score_group(*function, states)

    async def call(self, function, completions, references):
        return (await self.score(function, completions, references))[0]

    def logged(self, function, completions, references):
        return asyncio.run(self.score(function, completions, references))[1]

    def test_names_of_metrics_differ(self):
        names = [function.__name__ for function in rubric_functions("deepseek-r1-zero", on_undecided="zero")[0]]
        assert names[0] == "deepseek-r1-zero"
        assert len(set(names)) == len(names) == 7


RIGHT = "<think>a</think>\n<answer>42</answer>"
GATED = {"rewards": [{"use": "combine.stop_gate", "verifier": "text.exact", "truncated": -0.5}]}


@pytest.mark.parametrize(
    ("said", "cut", "reward", "undecided"),
    [
        ([RIGHT], False, 1.0, 0.0),
        ([RIGHT], True, -0.5, 0.0),
        (["<answer>41</answer>", RIGHT], False, 1.0, 0.0),
        ([], False, 0.0, 1.0),  # nothing was said that could have ended
    ],
)
def test_a_trace_that_was_not_cut_ended_by_itself(said, cut, reward, undecided):
    trace = Trace("")
    trace.assistant_messages = [SimpleNamespace(role="assistant", content=text) for text in said]
    trace.is_truncated = cut
    task = TaskData(prompt="?", answer="42")
    assert asyncio.run(make_reward(GATED, on_undecided="zero")(task, trace)) == reward
    assert trace.metrics["rewardry/combine.stop_gate/undecided"] == undecided


def test_parts_of_a_message_are_one_answer_without_what_was_thought():
    parts = [SimpleNamespace(type="reasoning", text="<answer>41</answer>"), SimpleNamespace(type="text", text=RIGHT)]
    recipe = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}
    for content in (parts, [vars(one) for one in parts]):
        task = TaskData(prompt=[SimpleNamespace(role="user", content=content)], answer="42")
        assert asyncio.run(make_reward(recipe, on_undecided="zero")(task, Trace(content))) == 1.0


EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}]}


@pytest.mark.parametrize(
    ("task", "reward"),
    [
        ({"answer": "42"}, 1.0),
        ({"reference": "42", "answer": "41"}, 1.0),
        ({"answer": None}, 0.0),
        ({"answer": ["41", "42"]}, 1.0),
        ({}, 0.0),
        ({"answer": "42", "prompt": None}, 1.0),
        ({"answer": "42", "prompt": "?"}, 1.0),
        ({"answer": "42", "prompt": [{"role": "user", "content": "?"}]}, 1.0),
    ],
)
def test_a_task_s_fields_are_the_row(task, reward):
    data = TaskData(**{"prompt": "?", **task})
    assert asyncio.run(make_reward(EXACT, on_undecided="zero")(data, Trace("<answer>42</answer>"))) == reward


def test_metrics_of_a_trace_have_the_same_names_whatever_was_said():
    reward, found = make_reward(EXACT, on_undecided="zero"), []
    for said in ("<answer>42</answer>", "", None, [{"type": "image"}]):
        trace = Trace(said)
        asyncio.run(reward(TaskData(prompt="?", answer="42"), trace))
        found.append(trace.metrics)
    assert len({tuple(one) for one in found}) == 1


LONGEST = """
import rewardry


class Longest(rewardry.Reward):
    per_group = True

    def score(self, batch):
        most = max(len(sample.text) for sample in batch.samples)
        return [float(len(sample.text) == most) for sample in batch.samples]
"""


def state_of(text, **more):
    return {"prompt": "?", "completion": [{"role": "assistant", "content": text}], "answer": "42", **more}


def test_a_rubric_that_compares_scores_the_group_at_once(tmp_path):
    (tmp_path / "own.py").write_text(LONGEST)
    recipe = {"rewards": [{"use": f"{tmp_path}/own.py:Longest", "name": "longest"}]}
    funcs, weights = rubric_functions(recipe, on_undecided="zero")
    assert set(inspect.signature(funcs[0]).parameters) == {"prompts", "completions", "states"}
    states = [state_of(text) for text in ("a", "abc", "ab")]
    rewards, metrics = asyncio.run(score_group(funcs, weights, states))
    assert rewards == [0.0, 1.0, 0.0]
    assert [one["rewardry/longest"] for one in metrics] == rewards


def test_of_a_rubric_s_functions_the_first_alone_counts():
    funcs, weights = rubric_functions("deepseek-r1-zero", on_undecided="zero")
    assert weights == [1.0] + [0.0] * (len(funcs) - 1)
    assert set(inspect.signature(funcs[0]).parameters) == {"prompt", "completion", "state"}
    assert all(set(inspect.signature(one).parameters) == {"state"} for one in funcs[1:])


def test_figures_that_were_never_scored_are_0():
    """verifiers goes on where a function raises, and asks the others."""
    funcs, _ = rubric_functions(EXACT, on_undecided="zero")
    assert [asyncio.run(one({})) for one in funcs[1:]] == [0.0] * 3


@pytest.mark.parametrize(
    ("state", "reward"),
    [
        ({}, 1.0),
        ({"info": {"reference": "42"}, "answer": "41"}, 1.0),
        ({"info": {"answer": "41"}}, 1.0),
        ({"info": None}, 1.0),
        ({"info": "text"}, 1.0),
        ({"answer": None}, 0.0),
        ({"completion": "<answer>42</answer>"}, 1.0),
        ({"completion": []}, 0.0),
        ({"completion": None}, 0.0),
        ({"prompt": [{"role": "user", "content": "?"}]}, 1.0),
    ],
)
def test_the_reference_is_the_answer_unless_the_info_has_one(state, reward):
    funcs, weights = rubric_functions(EXACT, on_undecided="zero")
    rewards, _ = asyncio.run(score_group(funcs, weights, [state_of("<answer>42</answer>", **state)]))
    assert rewards == [reward]


@pytest.mark.long
def test_verifiers_itself_plugs_and_scores_it(tmp_path):
    pytest.importorskip("verifiers.v1.task")
    import verifiers.v1 as vf
    from verifiers.v1.configs.task import TaskConfig
    from verifiers.v1.graph import MessageNode
    from verifiers.v1.task import Task, TaskData
    from verifiers.v1.trace import AgentInfo, TraceTask
    from verifiers.v1.types import AssistantMessage, UserMessage

    if "rewards" not in TaskConfig.model_fields:
        pytest.skip("this release of verifiers plugs no rewards")

    class Row(TaskData):
        answer: str

    code, configuration = ADAPTER.snippets
    (tmp_path / "rewards.py").write_text(code.filled("deepseek-r1-zero", "zero"))
    plugged = tomllib.loads(configuration.text.replace("rewards:", f"{tmp_path}/rewards.py:"))
    settings = TaskConfig(**plugged["env"]["taskset"]["task"])
    data = Row(prompt="What is 19 + 23?", answer="42")
    task = Task[Row, vf.State, TaskConfig](data, settings)
    user, said = UserMessage(content=data.prompt), AssistantMessage(content=RIGHT)
    nodes = [MessageNode(message=user), MessageNode(message=said, parent=0, sampled=True)]
    trace = vf.Trace(task=TraceTask(type="Task", data=data), agent=AgentInfo.model_construct(), nodes=nodes)
    asyncio.run(task.score(trace))
    assert trace.reward == 2.0
    assert trace.metrics["rewardry/accuracy"] == 1.0


@pytest.mark.long
def test_the_rubric_itself_scores_it():
    pytest.importorskip("verifiers.rubrics")
    import verifiers as vf

    funcs, weights = rubric_functions("deepseek-r1-zero", on_undecided="zero")
    rubric = vf.Rubric(funcs=funcs, weights=weights)
    state = vf.State(prompt="?", completion=[{"role": "assistant", "content": RIGHT}], answer="42", info={})
    state["trajectory"] = []
    asyncio.run(rubric.score_rollout(state))
    assert state["reward"] == 2.0
    assert state["metrics"]["rewardry/accuracy"] == 1.0
    asyncio.run(rubric.score_group([state]))
    assert state["reward"] == 2.0
