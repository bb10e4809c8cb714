"""Importing and listing load nothing heavy."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    "torch",
    "transformers",
    "trl",
    "datasets",
    "numpy",
    "sympy",
    "docker",
    "math_verify",
    "ray",
    "fastapi",
    "httpx",
    "httpx2",
    "openai",
    "rich",
)


def loaded_after(code):
    """The modules that a fresh process has loaded after running some code."""
    script = f"import sys, json\n{code}\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import rewardry",
        "import rewardry; dir(rewardry); rewardry.Sample",
        "import rewardry; rewardry.get('accuracy'); rewardry.get('format.think_answer'); rewardry.get('math-verify')",
        "import rewardry; rewardry.get('judge', base_url='http://host/v1'); rewardry.get('cascade')",
        "import rewardry; rewardry.Recipe.load('deepseek-r1-zero')",
        "import rewardry.trl; rewardry.trl.reward_funcs('deepseek-r1-zero')",
        "import rewardry.testing",
        "from rewardry.plugins import registry; list(registry().entries())",
    ],
)
def test_nothing_heavy_is_loaded(code):
    assert not loaded_after(code) & set(HEAVY)


def test_import_rewardry_loads_nothing_of_its_own_but_itself():
    ours = {name for name in loaded_after("import rewardry") if name.startswith("rewardry")}
    assert ours == {"rewardry"}


@pytest.mark.parametrize("argument", ["list", "--help", "--version"])
def test_looking_around_loads_nothing_heavy(argument):
    code = (
        "from rewardry.cli.main import main\n"
        f"try:\n    main([{argument!r}])\nexcept SystemExit as end:\n    assert end.code == 0, end.code"
    )
    loaded = loaded_after(code)
    assert not loaded & set(HEAVY)
    assert argument == "list" or not loaded & {"pydantic", "yaml", "rewardry.component"}


def test_a_public_name_is_loaded_when_it_is_used():
    import rewardry

    for name in rewardry.__all__:
        assert getattr(rewardry, name) is not None
    assert set(rewardry.__all__) <= set(dir(rewardry))
    assert rewardry.__all__ == sorted(rewardry.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        rewardry.nonsense  # noqa: B018
