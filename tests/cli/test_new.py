"""rewardry new."""

import pytest

from rewardry.scaffold.layouts import LAYOUTS


def test_it_makes_a_package_and_says_what_to_type(rewardry, folder):
    done = rewardry("new", "verifier", "games")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "Made the distribution rewardry-games with the verifier games/games:"
    start = lines.index("It works as it is. Type, one after the other:") + 1
    typed = [line.strip() for line in lines[start : lines.index("", start)]]
    assert typed == [
        "cd rewardry-games",
        "pip install -e '.[test]'",
        "rewardry list verifier",
        "pytest",
        "rewardry check games/games",
        "rewardry score examples/recipe.yaml examples/rows.jsonl",
        "pip install 'rewardry[trl]'",
        "python examples/train_trl.py --model Qwen/Qwen2.5-0.5B-Instruct",
    ]
    listed = [line.strip() for line in lines[1 : start - 2]]
    assert "rewardry-games/rewardry_games/games.py" in listed
    assert all((folder / name).is_file() for name in listed)
    assert lines[-1].startswith("Then change rewardry_games/games.py and its test;")


@pytest.mark.parametrize("kind", LAYOUTS)
def test_json_says_the_same(rewardry, folder, kind):
    found = rewardry("new", kind, "chess/legal_move", "--output", "there/it", "--json").json
    assert (found["kind"], found["id"], found["distribution"]) == (kind, "chess/legal_move", "rewardry-chess")
    assert found["folder"] == "there/it"
    assert found["next"][:2] == ["cd there/it", "pip install -e '.[test]'"]
    assert found["own"] in found["files"]
    assert all((folder / "there" / "it" / name).is_file() for name in found["files"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["verifer", "games"], "there is no template for the kind 'verifer'. Did you mean 'verifier'?"),
        (["trainer", "games"], "there is no template for the kind 'trainer'."),
        (["verifier", "My Games"], "for example 'my-games'"),
        (["verifier"], "Missing argument 'NAME'"),
    ],
)
def test_what_cannot_be_made_is_bad_input(rewardry, folder, arguments, message):
    done = rewardry("new", *arguments)
    assert done.code == 2
    assert message in done.err
    assert not list(folder.iterdir())


def test_a_folder_that_is_there_is_refused(rewardry, folder):
    assert rewardry("new", "reward", "games").code == 0
    before = (folder / "rewardry-games" / "pyproject.toml").stat()
    done = rewardry("new", "reward", "games")
    assert done.code == 2
    assert "rewardry-games is there already, and nothing is overwritten" in done.err
    assert (folder / "rewardry-games" / "pyproject.toml").stat() == before
