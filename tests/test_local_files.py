"""Components of a Python file: how it is found, loaded once, and what is wrong with one."""

import os
import pickle
import subprocess
import sys
import textwrap
import threading

import pytest

import rewardry
from rewardry.errors import ConfigError
from rewardry.local_files import file_of, is_local, load_file, load_local, module_name

REWARDS = """
    import os
    import rewardry
    from rewardry import Reward
    from rewardry.parameters import VerifierField

    @rewardry.reward
    def short(completion, *, limit: int = 5):
        return float(len(completion) <= limit)

    class Share(Reward):
        share: float = 0.5
        def score(self, batch):
            return [self.share for _ in batch.samples]

    class Outer:
        class Inner(Share):
            pass

    class Even(rewardry.AnswerVerifier):
        def extract(self, text, hint):
            return rewardry.Extraction(text.strip())
        def check(self, answer, reference, question):
            return rewardry.Verdict("correct" if int(answer) % 2 == 0 else "incorrect")

    class Asks(Reward):
        verifier: VerifierField = "choice"

    _hidden = 5
    """


@pytest.fixture
def write(tmp_path):
    """Write a file beneath the test's own folder; its modules are forgotten at the end."""

    def write(code, name="my_rewards.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(code))
        return file

    yield write
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def rewards(write):
    return write(REWARDS)


def in_a_fresh_process(program, *arguments, folder=None):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)],
        env=environment, cwd=folder, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


# ---- which ids are files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("use", ["./my.py:short", "my.py:short", "/a/b.py:short", "../x/y.py:A.B", "C:/my.py:short"])
def test_an_id_that_is_a_file_and_a_name(use):
    assert is_local(use)


@pytest.mark.parametrize("use", ["", "accuracy", "toy/short", "my.py", "my.py:", "my.yaml:x", ":x", "reward:accuracy"])
def test_an_id_that_is_none(use):
    assert not is_local(use)


# ---- loading -----------------------------------------------------------------------------------------------------


def test_a_file_is_found_from_a_folder_from_the_current_one_and_by_its_full_path(rewards, monkeypatch):
    found = load_local("my_rewards.py:short", rewards.parent)
    monkeypatch.chdir(rewards.parent)
    assert load_local("./my_rewards.py:short") is found
    assert load_local(f"{rewards}:short") is found
    (rewards.parent / "deeper").mkdir()
    monkeypatch.chdir(rewards.parent / "deeper")
    assert load_local("../my_rewards.py:short") is found


def test_a_dotted_name_leads_into_a_class(rewards):
    assert load_local(f"{rewards}:Outer.Inner").__qualname__ == "Outer.Inner"


def test_a_file_runs_once_a_process(write):
    file = write("runs = []\nruns.append(1)\n")
    assert load_file(str(file)) is load_file(str(file))
    assert load_local(f"{file}:runs") == [1]


def test_files_of_one_name_in_two_folders_are_two_modules(write):
    first, second = write("x = 1\n", "a/same.py"), write("x = 2\n", "b/same.py")
    assert (load_local(f"{first}:x"), load_local(f"{second}:x")) == (1, 2)


def test_the_name_of_a_module_is_made_of_its_path():
    assert module_name("/a/my_rewards.py") == module_name("/a/my_rewards.py")
    assert module_name("/a/my_rewards.py").startswith("rewardry_local_my_rewards_")
    assert module_name("/b/my_rewards.py") != module_name("/a/my_rewards.py")


def test_a_module_leads_back_to_its_file(rewards):
    assert file_of(load_file(str(rewards)).__name__) == str(rewards)
    assert file_of("rewardry.errors") is None
    assert file_of("rewardry_local_never_loaded") is None


def test_threads_that_want_the_same_file_run_it_once(write):
    file = write("import time\ntime.sleep(0.2)\nruns = [1]\nruns = runs\n")
    barrier, found = threading.Barrier(6), []

    def want():
        barrier.wait(10)
        found.append(load_local(f"{file}:runs"))

    threads = [threading.Thread(target=want) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 6
    assert len({id(one) for one in found}) == 1


def test_a_file_may_load_another_and_both_may_load_each_other(write):
    write("import rewardry\nlimit = 3\nother = rewardry.get('./b.py:b')\n", "a.py")
    write(
        """
        import rewardry
        from rewardry.local_files import load_local
        limit = load_local("./a.py:limit")

        @rewardry.reward
        def b(completion, *, limit: int = limit):
            return float(limit)
        """,
        "b.py",
    )
    program = "from rewardry.local_files import load_local; print(load_local('./a.py:other').limit)"
    folder = write("", "x.py").parent
    done = in_a_fresh_process(program, folder=folder)
    assert (done.stdout.strip(), done.stderr) == ("3", "")


# ---- what is wrong with a file -----------------------------------------------------------------------------------


def message(use, folder=None):
    with pytest.raises(ConfigError) as caught:
        load_local(use, folder)
    return str(caught.value)


def test_a_file_that_is_not_there_is_named_with_its_full_path(tmp_path):
    assert message("./nowhere.py:short", tmp_path) == f"'./nowhere.py:short': there is no file {tmp_path}/nowhere.py"
    (tmp_path / "folder.py").mkdir()
    assert message("folder.py:short", tmp_path) == f"'folder.py:short': there is no file {tmp_path}/folder.py"


def test_a_name_that_is_not_there_offers_those_the_file_defines(rewards):
    assert message(f"{rewards}:shrot") == f"{rewards} defines no 'shrot'. Did you mean 'short'?"
    assert message(f"{rewards}:Outer.Inn") == f"{rewards} defines no 'Outer.Inn'. Did you mean 'Outer'?"
    assert message(f"{rewards}:zzz") == f"{rewards} defines no 'zzz'. Known: Asks, Even, Outer, Share, short."


def test_a_file_that_defines_nothing_offers_nothing(write):
    file = write("import os\n_x = 1\n")
    assert message(f"{file}:short") == f"{file} defines no 'short'."


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import rewardry_nowhere", "ModuleNotFoundError: No module named 'rewardry_nowhere'"),
        ("def", "SyntaxError: invalid syntax (my_rewards.py, line 1)"),
        ("import sys; sys.exit('usage: ...')", "SystemExit: usage: ..."),
        ("x = '\x00'", "source code string cannot contain null bytes"),
    ],
)
def test_a_file_that_cannot_be_imported_says_why_and_may_be_mended(write, code, why):
    file = write(code)
    said = message(f"{file}:x")
    assert said.startswith(f"{file} cannot be imported: ")
    assert why in said
    assert module_name(str(file)) not in sys.modules
    write("x = 'mended and longer than before, so that no cached bytecode is taken for it'\n")
    assert load_local(f"{file}:x").startswith("mended")


def test_ctrl_c_while_a_file_is_imported_leaves_no_half_of_it(write):
    file = write("x = 1\nraise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        load_local(f"{file}:x")
    assert module_name(str(file)) not in sys.modules
    write("x = 'whole'\n")
    assert load_local(f"{file}:x") == "whole"


def test_a_file_of_bytes_that_are_no_text_is_an_error(tmp_path):
    (tmp_path / "my.py").write_bytes(b"x = '\xff'\n")
    assert "my.py cannot be imported: SyntaxError" in message("my.py:x", tmp_path)


# ---- components of a file ----------------------------------------------------------------------------------------


def test_a_local_component_scores_and_is_named_by_its_file(rewards):
    made = rewardry.get(f"{rewards}:short", limit=3)
    (scored,) = rewardry.score({"rewards": [{"use": f"{rewards}:short", "limit": 3}]}, [{"completion": "four"}])
    assert made.limit == 3
    assert scored.total == 0.0
    assert list(scored.components) == ["short"]
    assert str(rewardry.plugins.registry().identity_of(type(made))) == (
        f"{rewards}:short (not from an installed distribution)"
    )


def test_what_is_no_component_says_what_to_do(write):
    file = write("def short(completion): return 1.0\nclass Thing: pass\nx = 5\n")
    with pytest.raises(
        ConfigError, match=r"which is no reward; subclass rewardry\.Reward or put @rewardry\.reward above it$"
    ):
        rewardry.score({"rewards": [{"use": f"{file}:short"}]}, [])
    with pytest.raises(ConfigError, match=r"<class '.*Thing'>, which is no verifier; subclass rewardry\.Verifier$"):
        rewardry.verify(f"{file}:Thing", "a", "a")
    with pytest.raises(ConfigError, match=r"names 5, which is no component; subclass rewardry\.Component$"):
        rewardry.get(f"{file}:x")


def test_a_reward_where_a_verifier_is_wanted_is_refused(rewards):
    with pytest.raises(ConfigError, match="which is no verifier"):
        rewardry.verify(f"{rewards}:Share", "a", "a")


PICKLED = {
    "function": ("short", {"limit": 3}),
    "class": ("Share", {"share": 0.25}),
    "nested class": ("Outer.Inner", {"share": 0.25}),
    "defaults": ("Share", {}),
    "verifier": ("Even", {}),
}


@pytest.mark.parametrize("what", PICKLED)
def test_local_components_pickle_into_another_process(rewards, tmp_path, what):
    name, parameters = PICKLED[what]
    made = rewardry.get(f"{rewards}:{name}", **parameters)
    (tmp_path / "pickled").write_bytes(pickle.dumps(made))
    program = """
        import pickle, sys
        made = pickle.load(open(sys.argv[1], "rb"))
        print(type(made).__qualname__, made.model_dump_json(), made == pickle.loads(pickle.dumps(made)))
        """
    done = in_a_fresh_process(program, tmp_path / "pickled", folder="/")
    assert done.stderr == ""
    assert done.stdout.strip() == f"{name} {made.model_dump_json()} True"


def test_a_local_component_that_holds_another_pickles_with_it(rewards, tmp_path):
    inner = rewardry.get(f"{rewards}:Even")
    made = [rewardry.get(f"{rewards}:Asks", verifier=inner), rewardry.get("accuracy", verifier=inner)]
    (tmp_path / "pickled").write_bytes(pickle.dumps(made))
    program = """
        import pickle, sys
        for made in pickle.load(open(sys.argv[1], "rb")):
            print(type(made).__name__, type(made.verifier).__name__)
        """
    done = in_a_fresh_process(program, tmp_path / "pickled", folder="/")
    assert done.stdout.split() == ["Asks", "Even", "Accuracy", "Even"], done.stderr


@pytest.mark.parametrize(
    ("becomes", "why"),
    [
        (None, "there is no file"),
        ("x = 1\n", "defines no 'short'"),
        ("import rewardry_nowhere\n", "cannot be imported: ModuleNotFoundError"),
    ],
)
def test_a_pickle_whose_file_has_changed_says_so(rewards, tmp_path, becomes, why):
    (tmp_path / "pickled").write_bytes(pickle.dumps(rewardry.get(f"{rewards}:short")))
    rewards.unlink() if becomes is None else rewards.write_text(becomes)
    done = in_a_fresh_process("import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))", tmp_path / "pickled")
    assert "rewardry.errors.ConfigError" in done.stderr
    assert why in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("version", "why"),
    [('"99.0"', "it was written for API 99.0, and this rewardry has API"), ("1", "rewardry_api: 1 is no version of")],
)
def test_a_file_for_another_contract_is_refused(tmp_path, version, why):
    file = tmp_path / "later.py"
    file.write_text(f"rewardry_api = {version}\none = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_local(f"{file}:one")
    assert str(caught.value).startswith(f"{file}: {why}")


def test_one_for_this_contract_is_loaded(tmp_path):
    file = tmp_path / "now.py"
    file.write_text('rewardry_api = "1.0"\none = 1\n')
    assert load_local(f"{file}:one") == 1
