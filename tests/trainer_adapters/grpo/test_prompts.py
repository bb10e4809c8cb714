"""Prompts: rows, their tokens, and the order in which they are drawn."""

import json

import pytest

from rewardry.errors import ConfigError, DataError
from rewardry.trainer_adapters.grpo.config import Curriculum, DataConfig
from rewardry.trainer_adapters.grpo.prompts import Prompts, Sampler, rows_of, share_right


def test_a_sample_of_a_row(letters):
    rows = [{"prompt": "ab=", "reference": "b", "kind": "point", "level": 3, "meta": {"source": "here"}}]
    prompts = Prompts(rows, letters, 10)
    assert prompts.ids == [[2, 3, 28]]
    sample = prompts.sample(0, 5, [3, 4, 1], "stop")
    assert (sample.text, sample.reference, sample.group, sample.finish_reason) == ("bc", "b", 5, "stop")
    assert sample.completion_ids == [3, 4, 1]
    assert (sample.meta["level"], sample.meta["source"]) == (3, "here")


def test_columns_of_other_names(letters):
    prompts = Prompts(
        [{"question": "a", "answer": "b"}], letters, 9, columns={"prompt": "question", "reference": "answer"}
    )
    assert prompts.ids == [[2]]
    assert prompts.sample(0, 0, [3], "length").reference == "b"


def test_texts_in_a_chat(letters):
    import copy

    chatty = copy.deepcopy(letters)
    chatty.chat_template = "{% for m in messages %}{{ m['role'][0] }}{{ m['content'] }}{% endfor %}="
    prompts = Prompts([{"prompt": "q"}], chatty, 99, chat=True, system="z")
    assert chatty.decode(prompts.ids[0]) == "szuq="


def test_rows_of_a_file(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"prompt": "a"}\n\n{"prompt": "b", "completion": "old"}\n', encoding="utf-8")
    assert [row["prompt"] for row in rows_of(DataConfig(file="rows.jsonl"), tmp_path)] == ["a", "b"]


def test_a_line_that_is_no_row(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"prompt": "a"}\n[1]\n', encoding="utf-8")
    with pytest.raises(DataError, match=r"rows.jsonl:2: the line is a JSON array"):
        rows_of(DataConfig(file="rows.jsonl"), tmp_path)


GENERATOR = """
from rewardry.generator import Generator, refuse_arguments


class Letters(Generator):
    letter: str = "a"

    def rows(self, seed, n, difficulty=5):
        refuse_arguments(seed, n, difficulty)
        yield from ({"id": str(i), "prompt": self.letter, "reference": seed} for i in range(n))
"""


def test_rows_of_a_generator(tmp_path):
    (tmp_path / "made.py").write_text(GENERATOR, encoding="utf-8")
    config = DataConfig(generator="./made.py:Letters", rows=2, seed=4, parameters={"letter": "x"})
    assert rows_of(config, tmp_path) == [
        {"id": "0", "prompt": "x", "reference": 4},
        {"id": "1", "prompt": "x", "reference": 4},
    ]
    with pytest.raises(DataError, match="difficulty is 11; it goes from 0 to 10"):
        rows_of(config.model_copy(update={"difficulty": 11}), tmp_path)


def test_what_is_no_generator():
    with pytest.raises(ConfigError, match="'math' is a verifier; a dataset comes of a generator or a file"):
        rows_of(DataConfig(generator="math"), None)


# -- the sampler -------------------------------------------------------------------------------------------------------


def test_each_pass_has_every_row_once_in_another_order():
    sampler = Sampler(7, 0)
    first, second = sampler.draw(7), sampler.draw(7)
    assert sorted(first) == sorted(second) == list(range(7))
    assert first != second
    assert Sampler(7, 0).draw(14) == first + second
    assert Sampler(7, 1).draw(7) != first


@pytest.mark.parametrize("drawn", [0, 3, 10, 25])
def test_going_on(drawn):
    sampler = Sampler(5, 0, Curriculum())
    for row in sampler.draw(drawn):
        sampler.note(row, row / 4)
    again = Sampler(5, 0, Curriculum())
    again.restore(json.loads(json.dumps(sampler.state())))
    assert again.draw(20) == sampler.draw(20)
    assert again.draws == sampler.draws == drawn + 20


def test_a_curriculum_passes_over_what_is_solved_or_hopeless():
    sampler = Sampler(10, 0, Curriculum(low=0.1, high=0.9, revisit=0.1))
    for row in range(10):
        sampler.note(row, {0: 0.0, 1: 1.0}.get(row, 0.5))
    drawn = sampler.draw(1000)
    often = [drawn.count(row) for row in range(10)]
    assert 0 < max(often[:2]) < min(often[2:]) / 4


def test_where_all_is_solved_something_is_drawn_nevertheless():
    sampler = Sampler(3, 0, Curriculum(revisit=0.0))
    for row in range(3):
        sampler.note(row, 1.0)
    assert len(sampler.draw(5)) == 5


def test_a_pass_rate_follows_what_is_new():
    sampler = Sampler(1, 0)
    sampler.note(0, 0.0)
    for _ in range(20):
        sampler.note(0, 1.0)
    assert sampler.rates[0] == pytest.approx(1, abs=1e-2)


def test_the_share_of_right_completions():
    assert share_right([True, None, False]) == 0.5
    assert share_right([None]) is None
