"""rewardry lint: references before any completion is scored."""

from pathlib import Path


def test_good_references_pass(rewardry, write):
    write("in.jsonl", {"completion": "", "reference": "\\frac12"}, {"completion": "", "reference": 5})
    done = rewardry("lint", "math", "in.jsonl")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1].split() == ["math", "2", "2", "100.0", "%", "0"]


def test_a_reference_that_cannot_be_read_is_told_with_its_place(rewardry, write):
    write("in.jsonl", {"completion": "", "reference": "5"}, {"completion": "", "reference": "\\frac{1}{"})
    done = rewardry("lint", "math", "in.jsonl")
    assert done.code == 1
    assert "in.jsonl:2: math: '\\\\frac{1}{' cannot be read" in done.out


def test_a_reference_over_the_limits_is_told(rewardry, write):
    write("in.jsonl", {"id": "deep", "completion": "", "reference": "(" * 60 + "1" + ")" * 60})
    done = rewardry("lint", "math", "in.jsonl", "--json")
    assert done.code == 1
    [problem] = done.json["problems"]["math"]
    assert problem["id"] == "deep"
    assert "over-limit" in problem["problem"]


def test_the_verifiers_of_a_recipe_are_asked(rewardry, write):
    write("in.jsonl", {"completion": "", "reference": "5"}, {"completion": ""})
    recipe = "name: r\nrewards:\n  - use: accuracy\n    verifier: math\n  - use: format.think_answer\n"
    Path("r.yaml").write_text(recipe)
    done = rewardry("lint", "r.yaml", "in.jsonl", "--json")
    assert done.code == 0
    assert (done.json["rows"], done.json["references"], done.json["problems"]) == (2, 1, {"math": []})


def test_a_reference_of_the_wrong_type_is_told(rewardry, write):
    write("in.jsonl", {"completion": "", "reference": ["5"]})
    done = rewardry("lint", "math", "in.jsonl")
    assert done.code == 1
    assert "the reference is an array" in done.out


def test_columns_and_parameters_are_given_as_in_verify(rewardry, write):
    write("in.jsonl", {"completion": "", "gold": "5"})
    done = rewardry("lint", "math", "in.jsonl", "--map", "reference=gold", "--set", "order=strict", "--json")
    assert (done.code, done.json["references"]) == (0, 1)


RECIPE = "name: r\nrewards:\n- {use: accuracy, verifier: text.exact}\n- {use: %s, name: form}\n"


def rows(*texts):
    return [{"prompt": "Which?", "completion": text, "reference": "Rome"} for text in texts]


GOOD, BAD = "<think>It is Rome.</think>\n<answer>Rome</answer>", "<think>It is Paris.</think>\n<answer>Paris</answer>"


def test_a_recipe_is_scored_with_the_reference_and_with_nothing(rewardry, write):
    write("in.jsonl", *rows(GOOD, BAD, "none"))
    Path("r.yaml").write_text(RECIPE % "format.think_answer")
    done = rewardry("lint", "r.yaml", "in.jsonl")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()[-3:]
    assert lines[0] == "Oracle, the reference as the completion: 2.000 (mean of 3 rows)"
    assert lines[1] == "Floor, completions that say nothing: empty 0.000, empty blocks 0.000, garbage 0.000"
    assert lines[2].startswith("A batch of 3 rows took 0.")


def test_warnings_are_printed_and_under_strict_they_count(rewardry, write):
    write("in.jsonl", *rows(GOOD, BAD))
    Path("r.yaml").write_text(RECIPE % "compat.trl.format.think")
    done = rewardry("lint", "r.yaml", "in.jsonl")
    assert done.code == 0
    assert "Warning: form: it is dead: in 1 of 1 groups all completions get the same value\n" in done.out
    assert "Warning: form: a completion that says nothing (empty blocks) earns 1\n" in done.out
    assert rewardry("lint", "r.yaml", "in.jsonl", "--strict").code == 1
    found = rewardry("lint", "r.yaml", "in.jsonl", "--json", "--rows", "1").json["recipe"]
    assert (found["rows"], found["oracle"], found["floor"]["empty blocks"]) == (1, 2.0, 1.0)


def test_a_verifier_has_no_report(rewardry, write):
    write("in.jsonl", *rows(GOOD))
    assert "recipe" not in rewardry("lint", "text.exact", "in.jsonl", "--json").json
