"""`rewardry select`: what stays, what goes and why, and what trainers read."""

import json

import pytest


@pytest.fixture
def rows(scored):
    """Two questions: one with two right completions of three, one that nobody answers."""
    return [
        scored(0, "a", True, thought="Two and two make four."),
        scored(1, "a", False, "5"),
        scored(2, "a", True, thought="First\n```\n2+2\n```\nso four.", total=1.5),
        scored(3, "b", False, "7"),
        scored(4, "b", None),
    ]


def test_kept_rows_are_unchanged_and_rejected_ones_say_why(rewardry, write, read, rows):
    write("in.scored.jsonl", *rows)
    code, out, err = rewardry("select", "in.scored.jsonl", "--correct", "--no-code-blocks")
    assert (code, err) == (0, "")
    assert read("in.selected.jsonl") == [rows[0]]
    rejected = read("in.rejected.jsonl")
    assert [row.pop("rejected") for row in rejected] == [
        {"not-correct": "wrong"},
        {"code-block": "1 code block in the reasoning"},
        {"not-correct": "wrong"},
        {"not-correct": "undecided"},
    ]
    assert rejected == rows[1:]
    assert "1 of 2 questions have a row that was kept" in out


def test_every_reason_is_counted_and_the_first_ones_add_up(rewardry, write, rows):
    write("in.jsonl", *rows)
    _, out, _ = rewardry("select", "in.jsonl", "--correct", "--pass-rate", "0.1", "0.9", "--json")
    found = json.loads(out)
    assert (found["rows"], found["kept"], found["groups"], found["groups_kept"]) == (5, 2, 2, 1)
    assert found["reasons"] == {"not-correct": 3, "pass-rate": 2}
    assert found["first_reasons"] == {"not-correct": 3, "pass-rate": 0}


def test_the_best_are_chosen_of_what_the_filters_leave(rewardry, write, read, rows):
    rows[1]["total"] = 9.0  # wrong, and worth most
    write("in.jsonl", *rows)
    rewardry("select", "in.jsonl", "--correct", "--best-of-group", "1")
    assert [row["id"] for row in read("in.selected.jsonl")] == ["r0"]


def test_results_without_their_rows_are_joined_by_position_and_checked_by_id(rewardry, write, read, rows):
    inputs = [row.pop("input") for row in rows]
    write("out.jsonl", *rows)
    write("in.jsonl", *inputs)
    code, _, err = rewardry("select", "out.jsonl", "--correct")
    assert code == 2
    assert "out.jsonl:1: field 'input': the result does not hold the row it is of; score with --keep, or name" in err
    assert rewardry("select", "out.jsonl", "--rows", "in.jsonl", "--correct")[0] == 0
    assert read("out.selected.jsonl") == [{**rows[i], "input": inputs[i]} for i in (0, 2)]
    write("in.jsonl", *reversed(inputs))
    code, _, err = rewardry("select", "out.jsonl", "--rows", "in.jsonl", "--correct")
    assert code == 2
    assert "the result is of 'r0', and the row at its position, in.jsonl:1, is 'r4'; name the file that was" in err
    write("in.jsonl", *inputs[:-1])
    code, _, err = rewardry("select", "out.jsonl", "--rows", "in.jsonl", "--correct")
    assert code == 2
    assert "the results go on where --rows end" in err


def test_conversations_are_in_the_columns_of_sft(rewardry, write, read, rows):
    rows[0]["input"]["prompt"] = [{"role": "system", "content": "Think."}, {"role": "user", "content": "2 + 2?"}]
    write("in.jsonl", *rows)
    rewardry("select", "in.jsonl", "--correct", "--to", "sft", "--form", "cold-start")
    first, second = read("in.selected.jsonl")
    assert [message["role"] for message in first["messages"]] == ["system", "user", "assistant"]
    assert first["messages"][-1]["content"] == "|special_token|Two and two make four.|special_token|4"
    assert second["messages"][0] == {"role": "user", "content": "What is the sum in question a?"}


def test_what_does_not_fit_the_template_is_rejected(rewardry, write, read, scored):
    write("in.jsonl", scored(0, "a", True, thought="|special_token| inside"), scored(1, "a", True, thought=" "))
    rewardry("select", "in.jsonl", "--to", "sft", "--form", "cold-start")
    assert read("in.selected.jsonl") == []
    assert [row["rejected"]["no-form"] for row in read("in.rejected.jsonl")] == [
        "in the template: a delimiter inside a section",
        "in the template: empty_reasoning",
    ]


def test_a_chat_template_is_applied_in_a_sandbox(rewardry, write, read, rows, tmp_path):
    write("in.jsonl", *rows)
    template = "{% for m in messages %}<{{ m.role }}>{{ m.content | trim }}{% endfor %}{{ eos_token }}"
    (tmp_path / "tokenizer").mkdir()
    (tmp_path / "tokenizer" / "chat_template.jinja").write_text(template)
    (tmp_path / "tokenizer" / "tokenizer_config.json").write_text('{"eos_token": {"content": "</s>"}}')
    code, _, err = rewardry("select", "in.jsonl", "--correct", "--to", "sft", "--chat-template", "tokenizer")
    assert code == 0, err
    assert read("in.selected.jsonl")[0]["text"].startswith("<user>What is the sum in question a?<assistant><think>")
    (tmp_path / "bad.jinja").write_text("{{ messages.__class__.__mro__ }}")
    code, _, err = rewardry("select", "in.jsonl", "--correct", "--to", "sft", "--chat-template", "bad.jinja")
    assert code == 2
    assert "bad.jinja: the template fails on messages of user, assistant" in err


def test_pairs_are_in_the_columns_of_dpo_with_their_margin(rewardry, write, read, rows):
    write("in.jsonl", *rows)
    code, out, _ = rewardry("select", "in.jsonl", "--correct", "--to", "dpo", "--pairs", "5", "--only-wrong")
    assert (code, "2 pairs written to in.selected.jsonl" in out) == (0, True)
    pairs = read("in.selected.jsonl")
    assert [(set(pair), pair["margin"]) for pair in pairs] == [
        ({"prompt", "chosen", "rejected", "margin"}, 1.0),
        ({"prompt", "chosen", "rejected", "margin"}, 0.5),
    ]
    assert pairs[0]["chosen"] == rows[0]["input"]["completion"]
    assert pairs[0]["rejected"] == rows[1]["input"]["completion"]
    rewardry("select", "in.jsonl", "--correct", "--to", "dpo", "--pairs", "5", "--min-margin", "0.8")
    assert [pair["margin"] for pair in read("in.selected.jsonl")] == [1.0]


def test_pairs_are_messages_where_the_prompt_is(rewardry, write, read, rows):
    for row in rows:
        row["input"]["prompt"] = [{"role": "user", "content": "2 + 2?"}]
    write("in.jsonl", *rows)
    rewardry("select", "in.jsonl", "--correct", "--to", "dpo")
    [pair] = read("in.selected.jsonl")
    assert pair["prompt"] == [{"role": "user", "content": "2 + 2?"}]
    assert pair["chosen"] == [{"role": "assistant", "content": rows[0]["input"]["completion"]}]


def test_parquet_holds_the_same(rewardry, write, rows, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    write("in.jsonl", *rows)
    assert rewardry("select", "in.jsonl", "--correct", "--to", "sft", "-o", "out.parquet")[0] == 0
    table = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["messages"][-1]["content"] for row in table] == [rows[i]["input"]["completion"] for i in (0, 2)]
    assert not list(tmp_path.glob("*.partial"))
    code, _, err = rewardry("select", "in.jsonl", "--correct", "-o", "out.parquet")
    assert code == 2
    assert "choose --to sft or --to dpo" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "nothing to select by; name a filter, for example --correct"),
        (["--correct", "-o", "in.jsonl"], "in.jsonl: this is an input"),
        (["--correct", "--form", "cold-start"], "add --to sft or --to dpo"),
        (["--to", "sft", "--form", "{reasoning}{summary}"], "nothing stands between two sections"),
        (["--to", "sft", "--form", "<a>{thought}"], "there is no section 'thought'; known: reasoning, think, summary"),
        (["--correct", "--right-by", "acuracy"], "there is no component 'acuracy'. Did you mean 'accuracy'?"),
        (["--correct", "--right-by", "format"], "the component 'format' has values and no verdicts"),
        (["--correct", "--right-by", "total"], "'total' is a number; say from which value on it is right"),
        (["--correct", "--against", "nowhere.jsonl"], "nowhere.jsonl"),
    ],
)
def test_mistakes_are_told(rewardry, write, rows, options, message):
    write("in.jsonl", *rows)
    code, _, err = rewardry("select", "in.jsonl", *options)
    assert code == 2
    assert message in err


def test_right_may_be_a_value_a_total_or_a_label(rewardry, write, read, rows):
    for row, label in zip(rows, (0, 1, 0, 0, 1), strict=True):
        row["input"]["label"] = label
    write("in.jsonl", *rows)
    rewardry("select", "in.jsonl", "--correct", "--right-by", "label")
    assert [row["id"] for row in read("in.selected.jsonl")] == ["r1", "r4"]
    rewardry("select", "in.jsonl", "--correct", "--right-by", "total", "--right-from", "1.2")
    assert [row["id"] for row in read("in.selected.jsonl")] == ["r0", "r2"]


def test_a_set_with_labels_may_have_columns_of_any_name(rewardry, write, read):
    """What stands in a result's fields is no result in rows that were not scored."""
    rows = [
        {
            "id": i,
            "prompt": "2 + 2?",
            "completion": str(i),
            "label": i % 2,
            "status": "done",
            "total": "n/a",
            "score": [i],
        }
        for i in range(4)
    ]
    write("set.jsonl", *rows)
    code, _, err = rewardry("select", "set.jsonl", "--correct")
    assert (code, err) == (0, "")
    assert [row["id"] for row in read("set.selected.jsonl")] == [1, 3]
    assert json.loads(rewardry("stats", "set.jsonl", "--json")[1])["at"]["1"]["pass"]["value"] == 0.5


def test_a_group_that_comes_apart_is_said(rewardry, write, scored):
    write("in.jsonl", scored(0, "a", True), scored(1, "b", True), scored(2, "a", False))
    code, out, err = rewardry("select", "in.jsonl", "--correct", "--json")
    assert code == 0
    assert json.loads(out)["groups_in_pieces"] == 1
    assert "Warning: A group comes apart, first at in.jsonl:3" in err


def test_a_broken_line_stops_after_the_rows_before_it(rewardry, read, rows, tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps(rows[0]) + "\n" + json.dumps(rows[3]) + "\n{broken\n")
    code, _, err = rewardry("select", "in.jsonl", "--correct")
    assert code == 2
    assert "in.jsonl:3: the line is no JSON" in err
    assert [row["id"] for row in read("in.selected.jsonl")] == ["r0"]


@pytest.mark.parametrize(
    ("change", "field", "why"),
    [
        ({"components": {"accuracy": 1.0}}, "components.accuracy", "an object with value and status is wanted"),
        ({"components": {"accuracy": {"value": "1"}}}, "components.accuracy.value", "not a JSON string"),
        ({"components": {"accuracy": {"value": True}}}, "components.accuracy.value", "not a JSON boolean"),
        ({"components": {"accuracy": {"status": ["correct"]}}}, "components.accuracy.status", "not a JSON array"),
        ({"total": 10**400}, "total", "not one of this size"),
        ({"components": {}, "status": {"a": 1}}, "status", "not a JSON object"),
    ],
)
@pytest.mark.parametrize("command", [("select", "--correct"), ("stats",)], ids=lambda command: command[0])
def test_a_result_that_is_none_is_told_with_its_field(rewardry, write, read, rows, command, change, field, why):
    write("in.jsonl", rows[0], rows[3] | change)
    code, _, err = rewardry(command[0], "in.jsonl", *command[1:])
    assert code == 2
    assert f"in.jsonl:2: field '{field}': " in err
    assert why in err
    assert "mend the line" in err
    if command[0] == "select":
        assert [row["id"] for row in read("in.selected.jsonl")] == []  # its group may go on in the bad line


@pytest.mark.parametrize("target", ["sft", "dpo"])
@pytest.mark.parametrize("prompt", [7, ["2 + 2?"], {"role": "user"}])
def test_a_prompt_that_is_none_is_told_and_the_questions_before_it_are_written(
    rewardry, write, read, rows, scored, target, prompt
):
    bad = [scored(5, "c", True), scored(6, "c", False, "9")]
    for row in bad:
        row["input"]["prompt"] = prompt
    write("in.jsonl", *rows, *bad)
    code, _, err = rewardry("select", "in.jsonl", "--correct", "--to", target)
    assert code == 2
    assert "in.jsonl:6: field 'prompt': a text or a list of chat messages is wanted" in err
    assert len(read("in.selected.jsonl")) == {"sft": 2, "dpo": 1}[target]


def test_a_bad_line_costs_no_row_of_a_parquet_file(rewardry, rows, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    lines = [json.dumps(row) for row in rows]
    (tmp_path / "in.jsonl").write_text("\n".join([*lines, "{broken"]) + "\n")
    code, _, err = rewardry("select", "in.jsonl", "--correct", "--to", "sft", "-o", "out.parquet")
    assert code == 2
    assert "in.jsonl:6: the line is no JSON" in err
    assert len(parquet.read_table(tmp_path / "out.parquet").to_pylist()) == 2
    assert not list(tmp_path.glob("*.partial"))


def test_a_missing_package_is_named_with_its_extra(rewardry, write, rows, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "datasketch", None)
    write("in.jsonl", *rows)
    code, _, err = rewardry("select", "in.jsonl", "--duplicates-in", "file")
    assert code == 2
    assert "--duplicates-in file needs datasketch, which is not installed; pip install 'rewardry[data]'" in err
