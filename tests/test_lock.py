"""Locks: what they say, that they say it always the same way, and that every difference is named with its fix."""

import copy
import json
from importlib.util import find_spec

import pytest

import rewardry
from rewardry import Recipe
from rewardry.errors import ConfigError, LockError, UnknownIdError
from rewardry.lock import lock_of, read_lock, refuse_other, refuse_other_verifier, text_of
from rewardry.plugins import registry
from rewardry.recipe_facts import facts_of

needs_math = pytest.mark.skipif(find_spec("sympy") is None, reason="the extra math is not installed")

SHORT = """
import rewardry

@rewardry.reward
def short(completion, *, limit: int = 9):
    return float(len(completion) < limit)
"""
RECIPE = """
# the one that was trained with
rewards:
  - use: accuracy
    verifier: math-verify
  - use: ./short_{0}.py:short
    name: short
    weight: 0.1
    when: accuracy == correct
"""


@pytest.fixture
def written(folder, request):
    """A recipe's file with a local file of its own; gives the recipe's path."""
    name = f"{abs(hash(request.node.name)) % 10**8}"
    (folder / f"short_{name}.py").write_text(SHORT)
    (folder / "r.yaml").write_text(RECIPE.format(name))
    return folder / "r.yaml"


@pytest.fixture
def locked(written):
    """The lock of that recipe."""
    return lock_of(Recipe.load(written))


def differences(recipe, content):
    """What a lock has against a recipe, a sentence each."""
    try:
        refuse_other(recipe, content)
    except LockError as error:
        return list(error.differences)
    return []


# ---- what it says --------------------------------------------------------------------------------------------------


@needs_math
def test_a_lock_says_all_that_scores_depend_on(locked):
    assert (locked["rewardry"], locked["api"]) == (rewardry.__version__, rewardry.API)
    assert list(locked["components"]) == ["accuracy", "accuracy.verifier", "short"]
    verifier = locked["components"]["accuracy.verifier"]
    assert (verifier["id"], verifier["distribution"]) == ("math-verify", "rewardry")
    assert verifier["parameters"] == json.loads(rewardry.get("math-verify").model_dump_json())
    short = locked["components"]["short"]
    assert short["id"].startswith("short_")
    assert (short["distribution"], short["parameters"]) == (None, {"limit": 9})
    assert {"math-verify", "sympy", "mpmath"} <= set(locked["distributions"])
    assert locked["extras"] == {"rewardry[math]": True}
    assert locked["recipe"]["rewards"]["short"] == {
        "weight": 0.1,
        "when": "accuracy == correct",
        "required": False,
        "clip": None,
    }
    assert set(locked["code"]) == {"rewardry", "accuracy", "math-verify", short["id"]}


def test_it_is_the_same_text_each_time_and_names_no_place_of_the_machine(written, locked, folder):
    again = text_of(lock_of(Recipe.load(written)))
    assert again == text_of(locked)
    assert str(folder) not in again
    assert json.loads(again) == locked
    assert again.endswith("}\n")


def test_it_holds_of_what_it_was_made_of(written, locked, folder):
    assert differences(Recipe.load(written), locked) == []
    (folder / "r.lock").write_text(text_of(locked))
    assert Recipe.load(written, locked=folder / "r.lock").names == ("accuracy", "short")
    assert Recipe.load(str(written), locked=str(folder / "r.lock")) == Recipe.load(written)


def test_the_same_recipe_in_another_folder_is_the_same(written, locked, folder):
    other = folder / "elsewhere"
    other.mkdir()
    for file in [*folder.glob("short_*.py"), written]:
        (other / file.name).write_bytes(file.read_bytes().replace(b"\n", b"\r\n" if file is written else b"\n"))
    assert differences(Recipe.load(other / "r.yaml"), locked) == []


# ---- every difference, what it was, what it is, how to mend it -----------------------------------------------------


def changed(content, *path, value):
    """A lock with another value in one place."""
    copied = copy.deepcopy(content)
    inner = copied
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return copied


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("python",), "3.9", "Python was 3.9 and is {python}: run it with Python 3.9"),
        (("rewardry",), "0.0.1", "rewardry was 0.0.1 and is {rewardry}: pip install 'rewardry==0.0.1'"),
        pytest.param(
            *(("distributions", "sympy"), "1.0", "sympy was 1.0 and is {sympy}: pip install 'sympy==1.0'"),
            marks=needs_math,
        ),
        pytest.param(
            *(("distributions", "sympy"), None, "sympy was not installed and is {sympy}: pip uninstall sympy"),
            marks=needs_math,
        ),
        (
            ("distributions", "rewardry-chess"),
            "1.2",
            "rewardry-chess was 1.2 and is not installed: pip install 'rewardry-chess==1.2'",
        ),
        pytest.param(
            ("extras", "rewardry[math]"),
            False,
            "the extra rewardry[math] was not there and is there: pip uninstall what rewardry[math] brings",
            marks=needs_math,
        ),
        (
            ("code", "math-verify"),
            "0" * 64,
            "the code of math-verify (rewardry {rewardry}) was 000000000000 and is {code}: pip install "
            "--force-reinstall --no-deps 'rewardry=={rewardry}', or check out what was locked",
        ),
        (("recipe", "on_undecided"), "zero", "`on_undecided` of the recipe was zero and is none: put the recipe that"),
        (("recipe", "clip"), [0, 1], "`clip` of the recipe was [0, 1] and is nothing: put the recipe that was locked"),
        (("recipe", "plugins"), ["x==1"], '`plugins` of the recipe was ["x==1"] and is nothing: put the recipe that'),
        (
            ("recipe", "sha256"),
            "1" * 64,
            "the text of the recipe was 111111111111 and is {recipe}: put the",
        ),
        (
            ("recipe", "rewards", "short", "weight"),
            0.5,
            "`weight` of short was 0.5 and is 0.1: write weight: 0.5 in the recipe, or leave out --set short.weight",
        ),
        (
            ("recipe", "rewards", "short", "when"),
            None,
            "`when` of short was nothing and is accuracy == correct: write when: null in the recipe",
        ),
        (
            ("components", "accuracy", "parameters", "wrong"),
            -1.0,
            "accuracy.wrong was -1.0 and is 0.0: write wrong: -1.0 in the recipe, or leave out --set accuracy.wrong",
        ),
        (
            ("components", "accuracy.verifier", "parameters", "strict"),
            False,
            "accuracy.verifier.strict was false and is true: write strict: false in the recipe",
        ),
        (
            ("components", "accuracy.verifier", "id"),
            "math",
            "accuracy.verifier was math and is math-verify: use math there, or leave out --set accuracy.verifier",
        ),
        (
            ("components", "accuracy.verifier", "revisions"),
            {"model": "abc"},
            "the revision behind accuracy.verifier.model was abc and is nothing: have model name abc",
        ),
        (
            ("components", "short", "files"),
            {"words": "a" * 64},
            "the file short.words was aaaaaaaaaaaa and is nothing: put the file that was locked back",
        ),
    ],
)
def test_a_difference_is_named_with_what_it_was_what_it_is_and_how_to_mend_it(written, locked, path, value, sentence):
    told = {
        "python": locked["python"],
        "rewardry": rewardry.__version__,
        "sympy": locked["distributions"]["sympy"],
        "code": locked["code"]["math-verify"][:12],
        "recipe": locked["recipe"]["sha256"][:12],
    }
    found = differences(Recipe.load(written), changed(locked, *path, value=value))
    assert found[0].startswith(sentence.format(**told))
    assert len(found) == 1


def test_every_difference_is_named(written, locked):
    content = changed(changed(locked, "python", value="3.9"), "components", "short", "parameters", "limit", value=1)
    with pytest.raises(LockError) as caught:
        refuse_other(Recipe.load(written), content)
    lines = str(caught.value).splitlines()
    assert lines[0] == "the lock is of another run: 2 differences"
    assert [line[:2] for line in lines[1:3]] == ["  ", "  "]
    assert lines[3] == "To keep what is here instead, run `rewardry lock` anew"


def test_a_local_file_that_was_changed_is_refused(locked, folder):
    other = folder / "changed"
    other.mkdir()
    name = next(iter(folder.glob("short_*.py"))).name
    (other / name).write_text(SHORT.replace("<", "<="))
    (other / "r.yaml").write_bytes((folder / "r.yaml").read_bytes())
    [found] = differences(Recipe.load(other / "r.yaml"), locked)
    assert found.startswith(f"the code of {name}:short was ")
    assert found.endswith(f": put the {name} that was locked back")


def test_a_file_beside_a_local_file_counts(folder):
    def locked_in(name, value):
        place = folder / name
        place.mkdir()
        (place / "beside_lock_x.py").write_text(f"LIMIT = {value}\n")
        (place / "uses_lock_x.py").write_text(
            "import rewardry\nfrom rewardry.local_files import load_local\n"
            "LIMIT = load_local('beside_lock_x.py:LIMIT', __import__('pathlib').Path(__file__).parent)\n"
            "@rewardry.reward\ndef x(completion): return float(len(completion) < LIMIT)\n"
        )
        (place / "r.yaml").write_text("rewards:\n- use: ./uses_lock_x.py:x\n")
        return lock_of(Recipe.load(place / "r.yaml"))

    assert locked_in("a", 1)["code"] == locked_in("b", 1)["code"] != locked_in("c", 2)["code"]


def test_rewards_that_came_or_went_are_named(locked):
    recipe = Recipe.load({"rewards": [{"use": "accuracy", "verifier": "math-verify"}]})
    assert differences(recipe, locked) == [
        'the list of rewards was ["accuracy", "short"] and is ["accuracy"]: '
        "give the recipe the rewards that were locked"
    ]


def test_a_comment_alone_is_a_difference_in_the_text_alone(written, locked):
    written.write_text(written.read_text().replace("trained", "tuned"))
    [found] = differences(Recipe.load(written), locked)
    assert found.startswith("the text of the recipe was ")


def test_files_among_the_parameters_are_known_by_their_content(folder):
    (folder / "listed_lock.py").write_text(
        "import rewardry, pathlib\n@rewardry.reward\n"
        "def listed(completion, *, words: pathlib.Path): return float(completion in words.read_text())\n"
    )
    (folder / "words.txt").write_text("one")
    recipe = Recipe.load({"rewards": [{"use": "./listed_lock.py:listed", "words": "words.txt", "name": "listed"}]})
    content = lock_of(recipe)
    (folder / "words.txt").write_text("two")
    [found] = differences(recipe, content)
    assert found.startswith("the file listed.words was ")


# ---- what cannot be loaded, read or told ---------------------------------------------------------------------------


def test_a_plugin_that_is_gone_is_named_by_the_lock_and_not_only_as_an_unknown_id(locked):
    content = changed(locked, "distributions", "rewardry-chess", value="1.2")
    with pytest.raises(LockError, match=r"rewardry-chess was 1\.2 and is not installed: pip install") as caught:
        Recipe.load({"rewards": [{"use": "chess/legal_move"}]}, locked=content)
    assert "Without them: recipe: rewards[0].use: there is no reward 'chess/legal_move'" in str(caught.value)
    with pytest.raises(ConfigError, match=r"^recipe: rewards\[0\]\.use: there is no reward"):
        Recipe.load({"rewards": [{"use": "chess/legal_move"}]}, locked=locked)
    with pytest.raises(UnknownIdError):
        Recipe.load("chess", locked=locked)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "none.lock: cannot be read: No such file or directory; `rewardry lock RECIPE -o FILE` writes one"),
        ("{", "none.lock: this is no lock; `rewardry lock"),
        ("[]", "none.lock: this is no lock"),
        ('{"format": 9, "rewardry": "7.0"}', "its format is 9, of rewardry 7.0; this one reads 1, so lock anew"),
        ('{"format": 1}', "a part of this lock is missing"),
    ],
)
def test_what_is_no_lock_is_told(folder, text, message):
    if text is not None:
        (folder / "none.lock").write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_lock("none.lock")
    assert message in str(caught.value)


@pytest.mark.parametrize("missing", ["extras", "code", "python"])
def test_a_lock_that_lacks_a_part_is_told_whatever_else_it_holds(locked, missing):
    content = {key: value for key, value in locked.items() if key != missing}
    with pytest.raises(ConfigError, match=r"the lock: a part of this lock is missing; `rewardry lock"):
        read_lock({**content, "note": "of the third run"})


def test_a_damaged_lock_is_told(written, locked):
    with pytest.raises(ConfigError, match=r"this lock was damaged"):
        refuse_other(Recipe.load(written), changed(locked, "components", value={"accuracy": 5}))


def test_a_component_of_the_running_script_cannot_be_locked():
    made = type("Own", (rewardry.Reward,), {"__module__": "__main__"})
    with pytest.raises(ConfigError, match=r"Own is defined in the script that runs.*move it into a module"):
        lock_of(Recipe("own", (rewardry.recipe.Part("own", made()),)))


# ---- verifiers -----------------------------------------------------------------------------------------------------


def test_a_verifier_must_be_one_that_was_locked(locked):
    refuse_other_verifier(rewardry.get("math-verify"), locked)
    with pytest.raises(LockError, match=r"the lock holds no verifier 'choice'\. Known: math-verify"):
        refuse_other_verifier(rewardry.get("choice"), locked)
    with pytest.raises(LockError, match=r"math-verify\.strict was true and is false"):
        refuse_other_verifier(rewardry.get("math-verify", strict=False), locked)
    with pytest.raises(LockError, match=r"sympy was 1\.0"):
        refuse_other_verifier(rewardry.get("math-verify"), changed(locked, "distributions", "sympy", value="1.0"))
    refuse_other_verifier(rewardry.get("math-verify"), changed(locked, "components", "short", "id", value="other"))


def test_every_recipe_of_ours_can_be_locked():
    ready = [entry.id for entry in registry().entries("recipe") if not facts_of(entry).waits_for]
    for recipe in map(Recipe.load, ready):
        assert differences(recipe, json.loads(text_of(lock_of(recipe)))) == []


def test_the_cases_of_a_route_are_locked_by_their_place():
    cases = {"a": "format.think_answer", "b": {"use": "accuracy", "verifier": "text.exact"}}
    given = {"rewards": [{"name": "by", "route": "kind", "cases": cases}]}
    content = lock_of(Recipe.load(given))
    assert list(content["components"]) == ["by", "by.by_value.a", "by.by_value.b", "by.by_value.b.verifier"]
    assert content["components"]["by"]["parameters"] == {"column": "kind", "other": None}
    assert set(content["code"]) == {"rewardry", "format.think_answer", "accuracy", "text.exact"}
    assert differences(Recipe.load(given), content) == []
    cases["b"]["verifier"] = "choice"
    assert differences(Recipe.load(given), content) == [
        "by.by_value.b.verifier was text.exact and is choice: use text.exact there"
    ]


def test_what_was_locked_is_refused_in_trl(written, locked):
    import rewardry.trl

    assert len(rewardry.trl.reward_funcs(written, locked=locked)) == 2
    with pytest.raises(LockError):
        rewardry.trl.reward_funcs(written, locked=changed(locked, "python", value="3.9"))


def test_the_last_rung_of_the_default_verifier_is_written_down():
    """Which of its libraries are installed changes what `math` decides."""
    found = lock_of(Recipe.load("deepseek-r1-zero"))["distributions"]
    assert {"math-verify", "sympy"} <= found.keys()
