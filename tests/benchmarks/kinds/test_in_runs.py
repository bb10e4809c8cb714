"""rewardry bench on rows that are no points: who may take part, and what is printed and written."""

import json

import pytest


def run(bench, *arguments):
    code, out, err = bench("run", *arguments, "-o", "x", "--json")
    assert code == 0, err
    return json.loads(out)


def protocol(summary, place=0):
    return summary["sets"][0]["verifiers"][place]["protocol"]


def values(found):
    return {name: figure["value"] for name, figure in found["metrics"].items()}


@pytest.fixture
def pairs(write):
    """Pairs of a long and a short answer; the long one is better in three of four, and one pair is a tie."""
    rows = [
        {"id": i, "kind": "pair", "prompt": f"q{i}", "completion": ["a" * 30, "b" * 10], "label": int(i == 3)}
        for i in range(4)
    ]
    rows.append({"id": 4, "kind": "pair", "prompt": "q4", "completion": ["a" * 10, "b" * 10], "label": 0})
    return write("pairs.jsonl", rows)


def test_a_reward_that_rates_judges_pairs(bench, pairs, local_rewards):
    found = protocol(run(bench, "-r", f"{local_rewards}longer", "-d", pairs))
    assert (found["name"], found["headline"]) == ("judgebench", "accuracy_micro")
    assert values(found) == {"accuracy_micro": 0.6, "wrong": 0.2, "tied": 0.2, "coverage": 1.0}
    accuracy = found["metrics"]["accuracy_micro"]
    assert accuracy["interval"][0] < 0.6 < accuracy["interval"][1]
    assert "micro average" in accuracy["definition"]
    assert accuracy["n"] == 5


def test_a_reward_that_compares_sees_both_orders(bench, pairs, local_rewards):
    found = protocol(run(bench, "-r", f"{local_rewards}first_of_two", "-d", pairs))
    shares = values(found)
    assert (shares["order_consistency"], shares["both_right"], shares["accuracy_micro"]) == (1.0, 0.8, 0.8)


@pytest.mark.parametrize(
    ("client", "accuracy", "consistent"),
    [("longest_wins", 0.75, 1.0), ("first_wins", 0.0, 0.0), ("always_correct", 0.0, 1.0)],
)
def test_a_judge_is_asked_about_each_pair_in_both_orders(bench, write, clients, client, accuracy, consistent):
    answers = (["x", "a longer one"], ["long answer", "short"])
    rows = [
        {"kind": "pair", "prompt": f"question {i}", "completion": answers[i % 2], "label": label}
        for i, label in enumerate((1, 0, 0, 0))
    ]
    write("pairs.jsonl", rows)
    setting = ("--set", f"judge.pairwise.client={clients(client)}", "--set", "judge.pairwise.queries=2")
    summary = run(bench, "-r", "judge.pairwise", "-d", "pairs.jsonl", *setting)
    shares = values(protocol(summary))
    assert (shares["accuracy_micro"], shares["order_consistency"]) == (accuracy, consistent)
    assert summary["sets"][0]["verifiers"][0]["cost"]["calls"] == 8


def test_entrants_are_paired_on_rows_of_every_kind(bench, pairs, local_rewards):
    both = (f"{local_rewards}longer", f"{local_rewards}first_of_two")
    summary = run(bench, "-r", both[0], "-r", both[1], "-d", pairs)
    [pair] = summary["sets"][0]["pairs"]
    assert (pair["both"], pair["only_first"], pair["only_second"], pair["neither"]) == (3, 0, 1, 1)
    assert bench("compare", f"x:{both[0]}", f"x:{both[1]}")[0] == 0


def test_rewardbench_weighs_its_sections(bench, write, local_rewards):
    subsets = ["math-prm"] * 2 + ["hep-cpp"] * 2 + ["hep-go"] * 4 + ["donotanswer"] * 2
    right = [1, 0, 1, 1, 1, 0, 0, 0, 1, 1]
    rows = [
        {
            "id": i,
            "kind": "pair",
            "prompt": f"q{i}",
            "completion": ["a" * (30 if yes else 5), "b" * 10],
            "label": 0,
            "meta": {"subset": subset},
        }
        for i, (subset, yes) in enumerate(zip(subsets, right, strict=True))
    ]
    found = protocol(run(bench, "-r", f"{local_rewards}longer", "-d", write("rb.jsonl", rows)))
    assert (found["name"], found["headline"]) == ("rewardbench", "sections_average")
    # Mathematics weighs as much as the six programs: 6 of 12, the two parts of the programs 2 and 4 of 12.
    reasoning = (6 * 0.5 + 2 * 1.0 + 4 * 0.25) / 12
    assert values(found)["section_reasoning"] == pytest.approx(reasoning)
    assert values(found)["section_safety"] == 1.0
    assert values(found)["sections_average"] == pytest.approx((reasoning + 1) / 2)
    assert values(found)["accuracy_micro"] == 0.6


def test_three_styles_make_a_matrix(bench, write, local_rewards):
    rows = [
        {
            "id": domain,
            "kind": "rm3x3",
            "domain": domain,
            "prompt": domain,
            "completion": {"chosen": [f"c {n}" for n in chosen], "rejected": ["r 1", "r 2", "r 3"]},
            "label": 0,
        }
        for domain, chosen in (("chat", (2, 3, 4)), ("safety-refuse", (0, 0, 0)), ("safety-response", (9, 9, 9)))
    ]
    found = protocol(run(bench, "-r", f"{local_rewards}numbered", "-d", write("rm.jsonl", rows)))
    assert found["matrix"] == [[2 / 3, 1 / 3, 1 / 3], [2 / 3, 2 / 3, 1 / 3], [2 / 3, 2 / 3, 2 / 3]]
    shares = values(found)
    assert [shares[level] for level in ("easy", "normal", "hard")] == pytest.approx([6 / 9, 6 / 9, 3 / 9])
    # Both halves of safety are one domain: 1 and (0 + 1) / 2.
    assert shares["easy_over_domains"] == pytest.approx(0.75)
    assert found["headline"] == "average_over_domains"
    assert shares["average_over_domains"] == pytest.approx((6 / 9 + 0.5) / 2)


def test_a_list_wants_the_best_answer(bench, write, local_rewards):
    def row(id_, subset, numbers, label=0):
        completion = [f"answer {n}" for n in numbers]
        meta = {"subset": subset}
        return {"id": id_, "kind": "list", "prompt": id_, "completion": completion, "label": label, "meta": meta}

    rows = [
        row("a", "Math", (9, 1, 2, 3)),
        row("b", "Math", (9, 9, 2, 3)),
        row("c", "Focus", (1, 9, 2, 3)),
        row("ref:1", "Ties", (9, 1, 1)),
        row("tied:1", "Ties", (9, 8, 1, 1), [0, 1]),
    ]
    found = protocol(run(bench, "-r", f"{local_rewards}numbered", "-d", write("rb2.jsonl", rows)))
    assert values(found)["best_of_n_accuracy"] == 0.5
    [parts] = found["parts"]
    shares = {part["value"]: values(part) for part in parts["values"]}
    assert (shares["Math"]["best_of_n_accuracy"], shares["Focus"]["best_of_n_accuracy"]) == (0.75, 0.0)
    rating = 0.3 + 0.3 + 0.2 + 0.2 + 0.01 * 0.9999877116507956  # tanh(7 / 1 - 1)
    assert shares["Ties"]["ties_rating"] == pytest.approx(rating)
    assert found["headline"] == "average_over_subsets"
    assert values(found)["average_over_subsets"] == pytest.approx((0.75 + 0 + rating) / 3)


def test_steps_have_processbenchs_figures(bench, write, local_rewards):
    def row(id_, split, steps, label):
        meta = {"split": split}
        return {"id": id_, "kind": "steps", "prompt": id_, "completion": steps, "label": label, "meta": meta}

    rows = [
        row("a", "gsm8k", ["fine", "wrong"], 1),
        row("b", "gsm8k", ["wrong", "wrong"], 1),
        row("c", "gsm8k", ["fine"], -1),
        row("d", "math", ["wrong"], 0),
        row("e", "math", ["fine"], -1),
        row("f", "math", ["wrong", "fine"], -1),
    ]
    found = protocol(run(bench, "-r", f"{local_rewards}steps_said", "-d", write("pb.jsonl", rows)))
    harmonic = 2 * 0.5 * 1 / 1.5
    assert (found["name"], found["headline"]) == ("processbench", "f1_macro")
    assert values(found)["f1_macro"] == pytest.approx(harmonic)
    assert values(found)["error_accuracy"] == pytest.approx(2 / 3)
    assert "f1_pooled" in found["metrics"]
    at = {point["threshold"]: point["f1"] for point in found["curve"]}
    assert (at[0.1], at[0.5]) == (0.0, pytest.approx(harmonic))


def test_steps_that_are_all_labelled_have_prmbenchs_score(bench, write, local_rewards):
    rows = [
        {
            "id": kind,
            "kind": "steps",
            "prompt": kind,
            "completion": steps,
            "label": label,
            "meta": {"classification": kind, "error_steps_1based": wrong},
        }
        for kind, steps, label, wrong in (
            ("circular", ["fine", "wrong", "wrong"], 1, [2, 3]),
            ("deception", ["wrong", "fine", "fine"], 1, [2]),
            ("multi_solutions", ["fine", "fine"], -1, []),
        )
    ]
    found = protocol(run(bench, "-r", f"{local_rewards}steps_said", "-d", write("prm.jsonl", rows)))
    # Valid steps taken as such: 4 of 5, with 1 wrong one taken as valid; wrong ones found: 2 of 3, with 1 valid one.
    f1, negative = 2 * 4 / (2 * 4 + 1 + 1), 2 * 2 / (2 * 2 + 1 + 1)
    assert (found["name"], found["headline"]) == ("prmbench", "prm_score")
    assert values(found)["prm_score"] == pytest.approx((f1 + negative) / 2)
    classes = {part["value"]: values(part) for part in found["parts"][-1]["values"]}
    assert classes["circular"]["prm_score"] == 1.0
    assert classes["multi_solutions"]["prm_score"] is None
    assert classes["multi_solutions"]["f1"] == 1.0


def test_attacks_have_a_rate_by_family(bench, write):
    rows = [{"id": f"c{i}", "completion": "<answer>7</answer>", "label": 1} for i in range(3)]
    rows += [{"id": f"k{i}", "completion": "<answer>7 or 8</answer>", "family": "hedge"} for i in range(2)]
    rows += [{"id": f"p{i}", "completion": "<answer>7</answer>", "meta": {"family": "leak"}} for i in range(2)]
    rows = [{"kind": "attack", "prompt": "How many?", "reference": "7", **row} for row in rows]
    summary = run(bench, "-v", "text.exact", "-d", write("attacks.jsonl", rows))
    [found] = summary["sets"][0]["verifiers"]
    assert [(one["family"], one["paid"], one["rows"]) for one in found["families"]] == [("leak", 2, 2), ("hedge", 0, 2)]
    assert found["confusion"] == {"tp": 3, "fp": 2, "tn": 2, "fn": 0}
    code, out, _ = bench("gate", "x", "--max-fpr", "attacks=0.1")
    assert (code, "MISSED  text.exact@attacks.fpr: 0.5000" in out) == (1, True)
    assert "Attacks that are paid, by family" in bench("report", "x")[1]


@pytest.fixture
def prompts(write):
    """Three prompts, each with one or two instructions."""
    wanted = {"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}
    two = {"instruction_id_list": ["punctuation:no_comma", "startend:quotation"], "kwargs": [{}, {}]}
    rows = [
        {"id": i, "kind": "prompt", "prompt": f"Write {i}", "reference": reference, "completion": None, "label": None}
        for i, reference in enumerate((wanted, two, wanted))
    ]
    return write("prompts.jsonl", rows)


def test_prompts_take_completions_from_a_file(bench, write, prompts):
    rows = [{"id": 0, "completion": "Well, so.\nYes"}, {"id": 1, "completion": "None here"}]
    completions = write("said.jsonl", rows)
    code, out, err = bench(
        "run", "-v", "instructions", "-d", prompts, "--completions", completions, "-o", "x", "--json"
    )
    assert code == 0, err
    assert "prompts: 1 prompts have no completion" in err
    summary = json.loads(out)
    assert summary["run"]["completions"]["sha256"]
    found = protocol(summary)
    assert found["name"] == "ifeval"
    shares = values(found)
    # Without its first line the first one has no comma.
    assert (shares["prompt_level_strict"], shares["prompt_level_loose"]) == (0.0, 0.5)
    assert (shares["instruction_level_strict"], shares["instruction_level_loose"]) == (1 / 3, 2 / 3)
    assert bench("report", "x")[0] == 0


def test_other_prompts_have_a_pass_rate(bench, write):
    write("p.jsonl", [{"id": i, "kind": "prompt", "prompt": f"Say {i}", "reference": str(i)} for i in range(4)])
    write("c.jsonl", [{"id": i, "completion": f"<answer>{k}</answer>"} for i in range(4) for k in (i, 0)])
    found = protocol(run(bench, "-v", "text.exact", "-d", "p.jsonl", "--completions", "c.jsonl"))
    assert values(found) == {"pass_rate": 5 / 8, "coverage": 1.0}
    low, high = found["metrics"]["pass_rate"]["interval"]
    assert low < 5 / 8 < high


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-v", "text.exact", "-d", "steps.jsonl"], "text.exact cannot take part on rows of kind 'steps'"),
        (["-r", "{}longer", "-d", "steps.jsonl"], "it gives a solution a value, and its steps none"),
        (["-r", "{}longer", "-d", "prompts.jsonl", "--completions", "c.jsonl"], "which are for verifiers"),
        (["-r", "{}first_of_two", "-d", "few.jsonl"], "compares two answers, and rows of kind 'point' have one"),
        (["-r", "length.shorter_better", "-d", "few.jsonl"], "compares the completions of a group"),
        (["-r", "prm", "-d", "steps.jsonl"], "it needs a model"),
        (["-r", "judge.pairwise", "-d", "pair.jsonl"], "it has nobody to ask"),
        (["-v", "instructions", "-d", "prompts.jsonl"], "by --completions FILE"),
        (["-v", "text.exact", "-d", "few.jsonl", "--completions", "c.jsonl"], "no set has rows of kind 'prompt'"),
        (["-v", "instructions", "-d", "prompts.jsonl", "--completions", "odd.jsonl"], "has the id 77"),
        (["-d", "few.jsonl"], "nobody takes part"),
        (["-r", "{}longer", "-d", "mixed.jsonl"], "is of kind 'pair', those before it of 'point'"),
        (["-r", "{}longer", "-d", "unknown.jsonl"], "there is no kind 'pear'. Did you mean 'pair'?"),
        (["-r", "{}longer", "-d", "bad.jsonl"], "row 'x' (number 0): `label` is 2, neither 0 nor 1"),
    ],
)
def test_what_cannot_take_part_says_so_before_the_first_row(
    bench, write, prompts, local_rewards, rows, folder, monkeypatch, arguments, message
):
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    pair = {"id": "x", "kind": "pair", "prompt": "q", "completion": ["a", "b"], "label": 0}
    write("few.jsonl", rows[:4])
    write("steps.jsonl", [{"kind": "steps", "prompt": "q", "completion": ["a"], "label": -1}])
    write("c.jsonl", [{"id": 0, "completion": "a"}])
    write("odd.jsonl", [{"id": 77, "completion": "a"}])
    write("mixed.jsonl", [rows[0], pair])
    write("pair.jsonl", [pair])
    write("unknown.jsonl", [{**pair, "kind": "pear"}])
    write("bad.jsonl", [{**pair, "label": 2}])
    code, _, err = bench("run", *(text.format(local_rewards) for text in arguments), "-o", "x")
    assert code == 2
    assert message in err
    assert not list((folder / "x").rglob("*@*.jsonl"))


def test_a_gate_bounds_the_figures_of_a_protocol(bench, pairs, local_rewards):
    summary = run(bench, "-r", f"{local_rewards}longer", "-d", pairs)
    assert bench("gate", "x", "--fail-under", "pairs.accuracy_micro=0.6", "--on-value")[0] == 0
    assert bench("gate", "x", "--fail-under", "pairs.accuracy_micro=0.6")[0] == 1
    code, _, err = bench("gate", "x", "--fail-under", "pairs.accuracy=0.5")
    assert (code, "Did you mean 'accuracy_micro'?" in err) == (2, True)
    with open("base.json", "w") as stream:
        json.dump(summary, stream)
    code, out, _ = bench("gate", "x", "--baseline", "base.json")
    assert code == 0
    assert "pairs.accuracy_micro since the baseline" in out


def test_reports_define_their_figures_and_slice_rows(bench, pairs, local_rewards):
    run(bench, "-r", f"{local_rewards}longer", "-d", pairs)
    code, out, _ = bench("report", "x", "--md", "--slice", "length", "--slice", "language")
    assert code == 0
    assert "| Accuracy micro (pairs with more decisions for the better answer" in out
    assert "### By length" in out
    assert "| latin (few) | 5 | 0.600" in out
    assert "rows/s" in out


def test_a_run_of_pairs_goes_on(bench, pairs, local_rewards, folder):
    before = protocol(run(bench, "-r", f"{local_rewards}longer", "-d", pairs))
    [outcomes] = (folder / "x" / "outcomes").glob("*.jsonl")
    outcomes.unlink()
    assert bench("report", "x")[0] == 2
    assert protocol(run(bench, "-r", f"{local_rewards}longer", "-d", pairs, "--resume")) == before
