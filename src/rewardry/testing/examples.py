"""Golden values: rows of the form ``{component, params, inputs, expected}`` run through the components they name.

A row gives the values that a published project's own function returned, or that follow from a definition. Its
`component` and `params.variant` name one of our components or functions; its inputs are a completion, or what a
component computes from one (a length, a verdict), which feed the pure function beneath the component.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from rewardry.component import Component
from rewardry.text.sections import SectionStyle
from rewardry.types import Batch, Sample, Verdict

Inputs: TypeAlias = Mapping[str, Any]
Run: TypeAlias = Callable[[Any, Inputs], Any]
# Parameters of a row that say what a project's component is, rather than how it is set.
_FACTS = {
    *("variant", "unit", "clamp", "lowercase", "prefilled", "dedupe", "min_equations", "timeout_s"),
    *("value", "gate", "min", "max"),
}


def _score(component: Any, inputs: Inputs) -> float:
    """What a reward gives a completion."""
    return float(component.score(Batch([Sample(completion=inputs["completion"])]))[0])


def _holds(component: Any, inputs: Inputs) -> bool:
    """Whether a reward of 0 and 1 pays a completion."""
    return _score(component, inputs) == 1.0


def _at_length(component: Any, inputs: Inputs) -> float:
    """What a length reward gives a length."""
    return float(component.value(inputs["length_tokens"]))


def _at_length_and_verdict(component: Any, inputs: Inputs) -> float | None:
    """What a length reward with a verdict gives a length; `correct` is null where the reference cannot be read."""
    length, correct = inputs["length"], inputs["correct"]
    if correct is None:
        undecided: float | None = component.undecided_at(
            Verdict("abstain", reason="reference-unparseable"), length
        ).value
        return undecided
    return float(component.value(length, correct))


def _of_group(component: Any, inputs: Inputs) -> list[float]:
    """What a length reward of a group gives its lengths and verdicts."""
    return list(component.values(inputs["lengths"], [bool(one) for one in inputs["correct"]]))


def _repeated(component: Any, inputs: Inputs) -> float:
    """What the n-gram penalty gives units, without its free share."""
    ids = inputs.get("completion_ids")
    text = inputs.get("completion", "")
    share = _function("rewardry.text.repetition:repeated_share")
    units = _function("rewardry.text.units:units")
    return float(component.max_penalty * share(units(text) if ids is None else ids, component.ngram_size))


def _similarity(component: Any, inputs: Inputs) -> float:
    """SWE-RL's reward of a completion, or of files that are given: the ratio itself, or the price of a wrong form."""
    home = importlib.import_module("rewardry.rewards.code.search_replace")
    expected = home.patches(inputs["context"], inputs["oracle"])
    if "pred" in inputs:
        return float(home.patch_similarity(home.patches(inputs["context"], inputs["pred"]), expected))
    try:
        return float(component.ratio(inputs["completion"], inputs["context"], expected))
    except home.EditError:
        return float(component.format_error)


def _paid(component: Any, sample: Sample) -> float | None:
    """What a reward that has to be opened gives a sample."""
    from rewardry.engine.runtime import default_runtime

    value: float | None = default_runtime().open(component).score(Batch([sample]))[0].value
    return value


def _calibrated(component: Any, inputs: Inputs) -> float | None:
    """RLCR's Brier reward of a completion whose prompt has opened the reasoning."""
    style = SectionStyle(prefilled_think=True)
    return _paid(component, Sample(completion=inputs["completion"], reference=inputs["gold"], style=style))


def _of_text(component: Any, inputs: Inputs) -> float | None:
    """What a reward gives a text."""
    return _paid(component, Sample(completion=inputs["text"]))


def _passed_of(component: Any, inputs: Inputs) -> float:
    """What a reward of contests gives a number of tests passed."""
    return float(component.value(inputs["passed"], inputs["total"]))


def _tested(component: Any, inputs: Inputs) -> float | None:
    """What a reward of tests gives a program, which a sandbox runs."""
    tests = {name: [test[name[:-1]] for test in inputs["tests"]] for name in ("inputs", "outputs")}
    reference = {"mode": "stdio", "language": "python", "tests": tests}
    return _paid(component, Sample(completion=f"```python\n{inputs['code']}\n```", reference=reference))


def _graded(component: Any, inputs: Inputs) -> float | None:
    """What an accuracy reward gives a completion with a reference."""
    return _paid(component, Sample(completion=inputs["completion"], reference=inputs["gold"]))


def _l1(inputs: Inputs, params: Mapping[str, Any]) -> float:
    """L1's reward of a completion and its length: the sum for an exact target, the product for a budget."""
    from rewardry.api import verify

    home = importlib.import_module("rewardry.rewards.compat.l1")
    answer = home.answer_of(inputs["completion"])
    correct = answer is not None and verify("math", f"<answer>{answer}</answer>", inputs["gold"]).status == "correct"
    if params["variant"] == "l1_max_product":
        return float(correct * home.linear_both(inputs["used"], params["budget"], params["alpha"]))
    exact = _function("rewardry.rewards.length.lcpo:lcpo_exact")
    return float(correct + exact(inputs["used"], params["target"], params["alpha"]))


_COMPONENTS: dict[tuple[str, str], tuple[str, Run]] = {
    **{
        (f"accuracy.{name}", variant): (f"compat.{ours}", _graded)
        for name, variant, ours in (
            ("boxed_exact", "dapo_strict_box", "dapo.accuracy.boxed_exact"),
            ("countdown", "mini_r1", "mini_r1.accuracy.countdown"),
            ("countdown", "tinyzero", "tinyzero.accuracy.countdown"),
            ("deepscaler", "l1", "deepscaler.accuracy"),
            ("exact_match", "search_r1", "search_r1.accuracy.exact_match"),
            ("gsm8k_hash", "verl", "verl.accuracy.gsm8k_hash"),
            ("knights_knaves", "logic_rl", "logic_rl.accuracy.knights_knaves"),
            ("math", "open_r1", "open_r1.accuracy"),
            ("math", "trl", "trl.accuracy"),
            ("math_after_think", "trl", "trl.accuracy.after_think"),
            ("minerva_answer_line", "dapo", "dapo.accuracy.minerva_answer_line"),
            ("sub_exact_match", "search_r1", "search_r1.accuracy.sub_exact_match"),
        )
    },
    ("calibration.brier", "rlcr"): ("calibration.brier", _calibrated),
    ("code.codeforces", "open_r1"): ("code.weighted", _passed_of),
    ("code.unit_tests", "open_r1"): ("compat.open_r1.code.fraction", _tested),
    ("code.patch_similarity", "swe_rl"): ("code.patch_similarity", _similarity),
    ("explore.count_novelty", "default"): (
        "explore.count_novelty",
        lambda component, inputs: component.value(inputs["visits_including_this"]),
    ),
    ("format.code", "open_r1"): ("compat.open_r1.format.code", _score),
    ("format.react", "ms_swift"): ("compat.ms_swift.format.react", _score),
    ("format.tag_count", "open_r1"): ("compat.open_r1.format.tag_count", _score),
    ("format.tags_ordered", "logic_rl"): ("compat.logic_rl.format.tags_ordered", _holds),
    ("format.think", "trl"): ("compat.trl.format.think", _score),
    ("format.think_answer", "mini_r1"): ("compat.mini_r1.format.think_answer", _score),
    ("format.think_answer", "ms_swift"): ("compat.ms_swift.format.think_answer", _score),
    ("format.think_answer", "open_r1"): ("compat.open_r1.format.think_answer", _score),
    ("format.think_answer", "trl"): ("compat.trl.format.think", _score),
    ("language.consistency", "default"): ("language.consistency", _of_text),
    ("length.cosine", "demystify"): ("compat.demystify.length.cosine", _at_length_and_verdict),
    ("length.cosine", "ms_swift"): ("compat.ms_swift.length.cosine", _at_length_and_verdict),
    ("length.cosine", "open_r1"): ("compat.open_r1.length.cosine", _at_length_and_verdict),
    ("length.cosine", "trl"): ("compat.trl.length.cosine", _at_length_and_verdict),
    ("length.efficient_sigmoid", "zanette"): ("length.efficient_sigmoid", _of_group),
    ("length.gaussian_target", "l1"): (
        "length.gaussian_target",
        lambda component, inputs: component.around(inputs["used"], inputs["target"]),
    ),
    ("length.group_relative", "open_r1"): ("length.group_relative", _of_group),
    ("length.lead", "grpo_lead"): ("length.lead", _of_group),
    ("length.soft_overlong", "ms_swift"): ("compat.ms_swift.length.soft_overlong", _at_length),
    ("length.soft_overlong", "open_r1"): ("compat.open_r1.length.soft_overlong", _at_length),
    ("length.soft_overlong", "trl"): ("compat.trl.length.soft_overlong", _at_length),
    ("length.soft_overlong", "verl_dapo"): ("compat.verl.length.soft_overlong", _at_length),
    ("length.think_words", "toolrl"): (
        "length.think_words",
        lambda component, inputs: component.value(inputs["think_words"]),
    ),
    ("process.arithmetic_steps", "default"): (
        "process.arithmetic_steps",
        lambda component, inputs: component.share(inputs["text"]),
    ),
    ("repetition.dense", "demystify"): (
        "repetition.dense",
        lambda component, inputs: component.per_unit(inputs["completion_ids"]),
    ),
    ("repetition.ngram", "open_r1"): ("compat.open_r1.repetition.ngram", _score),
    ("repetition.ngram", "trl"): ("repetition.ngram", _repeated),
    ("repetition.suffix_array", "orz"): (
        "repetition.suffix_array",
        lambda component, inputs: component.repeats(inputs["completion"]),
    ),
    ("shape.difficulty_weight", "grpo_lead"): (
        "shape.difficulty_weight",
        lambda component, inputs: component.weight(inputs["pass_rate"]),
    ),
    ("structure.reasoning_steps", "open_r1"): ("compat.open_r1.structure.reasoning_steps", _score),
    ("tool.call_match", "toolrl"): (
        "tool.call_match",
        lambda component, inputs: component.value(inputs["gold_calls"], inputs["calls"]),
    ),
}
# Rows that call a function, by its import string; it gets the inputs, and the parameters that are no facts.
_Call: TypeAlias = Callable[[Callable[..., Any], Inputs, dict[str, Any]], Any]
_FUNCTIONS: dict[tuple[str, str], tuple[str, _Call]] = {
    ("code.codeforces", "open_r1"): (
        "rewardry.rewards.compat.open_r1:codeforces_score",
        lambda call, given, params: call(given.get("passed"), given.get("total", 0), **params),
    ),
    ("combine.format_accuracy_table", "simplerl_independent"): (
        "rewardry.combine:format_accuracy_table",
        lambda call, given, params: call(given["format_ok"], given["correct"], "simplerl_independent", **params),
    ),
    ("combine.format_accuracy_table", "simplerl_mix"): (
        "rewardry.combine:format_accuracy_table",
        lambda call, given, params: call(given["format_ok"], given["correct"], "simplerl_mix", **params),
    ),
    ("combine.gate", "default"): (
        "rewardry.combine:gate",
        lambda call, given, params: call(given["gate"], given["value"], **params),
    ),
    ("combine.group_advantage", "default"): (
        "rewardry.combine:group_advantage",
        lambda call, given, params: call(given["rewards"], **params),
    ),
    ("combine.stop_gate", "orz"): (
        "rewardry.combine:stop_gate",
        lambda call, given, params: call(given["stop_reason"], given["correct"], **params),
    ),
    ("combine.weighted_sum", "default"): (
        "rewardry.combine:weighted_sum",
        lambda call, given, params: call(next(iter(given.values())), **params),
    ),
    ("extract.code_block", "open_r1"): (
        "rewardry.extract:code_block",
        lambda call, given, params: call(given["completion"], exact=True, **params),
    ),
    ("extract.code_block", "default"): (
        "rewardry.extract:code_block",
        lambda call, given, params: call(given["completion"], **params),
    ),
    ("length.lcpo_exact", "l1_linear"): (
        "rewardry.rewards.length.lcpo:lcpo_exact",
        lambda call, given, params: call(given["used"], given["target"], **params),
    ),
    ("length.lcpo_exact", "l1_sigmoid_exact"): (
        "rewardry.rewards.compat.l1:sigmoid_exact",
        lambda call, given, params: call(given["used"], given["target"], **params),
    ),
    ("length.lcpo_max", "l1_linear_both"): (
        "rewardry.rewards.compat.l1:linear_both",
        lambda call, given, params: call(given["used"], given["budget"], **params),
    ),
    ("length.lcpo_max", "l1_sigmoid"): (
        "rewardry.rewards.compat.l1:sigmoid",
        lambda call, given, params: call(given["used"], given["budget"], **params),
    ),
    ("metric.majority", "default"): (
        "rewardry.metric:majority",
        lambda call, given, params: call(given["answers"], **params),
    ),
    ("metric.pass_at_k", "default"): (
        "rewardry.metric:pass_at_k",
        lambda call, given, params: call(given["n"], given["c"], **params),
    ),
    ("judge.parse_free_score", "open_instruct"): (
        "rewardry.rewards.compat.open_instruct:free_score",
        lambda call, given, params: call(given["judge_output"], **params),
    ),
    ("judge.parse_json_score", "open_instruct"): (
        "rewardry.rewards.compat.open_instruct:json_score",
        lambda call, given, params: call(given["judge_output"], **params),
    ),
    ("judge.parse_verdict", "demystify"): (
        "rewardry.rewards.compat.demystify:judged_correct",
        lambda call, given, params: call(given["judge_output"], **params),
    ),
    ("prm.aggregate", "default"): (
        "rewardry.rewards.prm.aggregation:aggregate",
        lambda call, given, params: call(given["step_scores"], **params),
    ),
    ("prm.implicit", "prime"): (
        "rewardry.rewards.prm.implicit.credit:implicit",
        lambda call, given, params: call(**{"beta": 0.05, **given, **params}),
    ),
    ("prm.implicit_norm", "prime_batch_norm"): (
        "rewardry.rewards.compat.prime:batch_norm",
        lambda call, given, params: call(given["token_scores"]),
    ),
    ("prm.min_form_credit", "pure"): (
        "rewardry.rewards.compat.pure:min_form_credit",
        lambda call, given, params: call(given["step_scores"], **params),
    ),
    ("repetition.max_run", "grpo_lead"): (
        "rewardry.rewards.compat.grpo_lead:longest_chain",
        lambda call, given, params: [
            None if one is None else _listed(one) for one in call(given["completion"], **params)
        ],
    ),
}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def run_example(row: Mapping[str, Any]) -> Any:
    """The value that our component or function gives for a golden row.

    Args:
        row: ``component`` and ``params.variant`` name it, the other ``params`` set it, ``inputs`` feed it.

    Returns:
        The value, as JSON has it; None where the component cannot tell.

    Raises:
        LookupError: no component is known for the row.
    """
    name, params, inputs = row["component"], row["params"], row["inputs"]
    variant = params.get("variant", "default")
    if name == "accuracy_length.lcpo" and variant in ("l1_exact_sum", "l1_max_product"):
        return _l1(inputs, params)
    if (name, variant) in _FUNCTIONS:
        path, call = _FUNCTIONS[name, variant]
        return call(_function(path), inputs, _settings(params))
    if (name, variant) not in _COMPONENTS:
        raise LookupError(f"no component is known for {name!r} with variant {variant!r}")
    id_, run = _COMPONENTS[name, variant]
    return run(_component(id_, {**params, **_MADE_PLAIN.get(id_, {})}), inputs)


# What a row's parameters are called here, where that is another name; None for what is no parameter.
_RENAMED: dict[str, dict[str, str | None]] = {
    "compat.logic_rl.accuracy.knights_knaves": {"format": None, "answer": None},
    "compat.tinyzero.accuracy.countdown": {"score": "score_of_hit"},
    "compat.verl.accuracy.gsm8k_hash": {"score": "score_of_match"},
    "compat.search_r1.accuracy.exact_match": {"score": "score_of_match"},
    "compat.search_r1.accuracy.sub_exact_match": {"score": "score_of_match"},
}
# How a hardened component is set to be the published one.
_MADE_PLAIN: dict[str, dict[str, Any]] = {
    "calibration.brier": {"with_accuracy": False},
    "code.patch_similarity": {"floor": 0.0},
}


def _component(id_: str, parameters: Mapping[str, Any]) -> Component:
    from rewardry.api import get

    settings = _settings(parameters)
    for name, ours in _RENAMED.get(id_, {}).items():
        value = settings.pop(name, None)
        if ours is not None and value is not None:
            settings[ours] = value
    if id_ == "tool.call_match":
        settings |= {name: parameters[name] for name in ("max", "min") if name in parameters}
    return get(id_, **settings)


def _settings(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in parameters.items() if key not in _FACTS}


def _function(path: str) -> Callable[..., Any]:
    module, _, name = path.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found
