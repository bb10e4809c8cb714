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
    assert done.json == {"rows": 2, "references": 1, "problems": {"math": []}}


def test_a_reference_of_the_wrong_type_is_told(rewardry, write):
    write("in.jsonl", {"completion": "", "reference": ["5"]})
    done = rewardry("lint", "math", "in.jsonl")
    assert done.code == 1
    assert "the reference is an array" in done.out


def test_columns_and_parameters_are_given_as_in_verify(rewardry, write):
    write("in.jsonl", {"completion": "", "gold": "5"})
    done = rewardry("lint", "math", "in.jsonl", "--map", "reference=gold", "--set", "order=strict", "--json")
    assert (done.code, done.json["references"]) == (0, 1)
