"""What `import rewardry` gives, and what it does not import."""

import doctest
import importlib
import importlib.util
import inspect
import json
import os
import subprocess
import sys

import pytest

import rewardry

HEAVY = {
    *("torch", "transformers", "trl", "datasets", "numpy", "sympy", "math_verify", "latex2sympy2_extended"),
    *("docker", "ray", "fastapi", "httpx", "httpx2", "openai", "rich"),
}


def modules_after(code):
    """The modules of a fresh process that ran `code`."""
    program = f"{code}\nimport sys, json\nprint(json.dumps(sorted(sys.modules)))"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("name", rewardry.__all__)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(rewardry, name)
    assert value is getattr(importlib.import_module(rewardry._HOME_OF[name]), name)
    assert name == "hookimpl" or inspect.getdoc(value)


def test_the_public_names_are_sorted_and_have_a_home_each():
    assert rewardry.__all__ == sorted(rewardry.__all__)
    assert set(rewardry.__all__) == set(rewardry._HOME_OF)
    assert set(rewardry.__all__) <= set(dir(rewardry))
    assert {"testing", "trl"} <= set(dir(rewardry))


def test_type_checkers_see_the_same_names_from_the_same_homes():
    source = inspect.getsource(rewardry)
    for name, home in rewardry._HOME_OF.items():
        line = next(line for line in source.splitlines() if line.strip().startswith(f"from {home} import"))
        assert name in line.partition("import ")[2].split(", ")


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'rewardry' has no attribute 'verfiy'$"):
        _ = rewardry.verfiy


def test_public_modules_load_when_they_are_named():
    assert rewardry.testing is importlib.import_module("rewardry.testing")


@pytest.mark.parametrize("name", ["templates.named", "steps.StepScores", "combine.weighted_sum", "errors.DataError"])
def test_what_the_pages_name_by_its_module_is_there_after_a_plain_import(name):
    assert f"rewardry.{name.partition('.')[0]}" in modules_after(f"import rewardry; rewardry.{name}")


@pytest.mark.parametrize("name", rewardry._MODULES)
def test_every_public_module_exists_and_is_listed(name):
    assert importlib.util.find_spec(f"rewardry.{name}") is not None
    assert name in dir(rewardry)


def test_importing_the_package_imports_nothing_but_itself():
    found = modules_after("import rewardry")
    assert {m for m in found if m.startswith("rewardry")} == {"rewardry"}
    assert not found & {"pydantic", "pluggy", "yaml", "click", "asyncio", *HEAVY}


@pytest.mark.parametrize(
    "code",
    [
        "import rewardry; [getattr(rewardry, name) for name in rewardry.__all__]",
        "import rewardry; dir(rewardry); rewardry.Sample",
        "import rewardry; rewardry.get('accuracy'); rewardry.get('format.think_answer'); rewardry.get('math-verify')",
        "import rewardry; rewardry.get('judge', base_url='http://host/v1'); rewardry.get('cascade')",
        "import rewardry; rewardry.Recipe.load('deepseek-r1-zero')",
        "import rewardry; rewardry.verify('choice', 'C', 'C')",
        "import rewardry; rewardry.score({'rewards': [{'use': 'format.think_answer'}]}, [{'completion': '5'}])",
        "import rewardry.trl; rewardry.trl.reward_funcs('deepseek-r1-zero')",
        "import rewardry.testing",
        "from rewardry.plugins import registry; list(registry().entries())",
    ],
)
def test_using_it_imports_nothing_heavy(code):
    assert not modules_after(code) & HEAVY


@pytest.mark.parametrize("argument", ["list", "--help", "--version"])
def test_looking_around_on_the_command_line_imports_nothing_heavy(argument):
    leaving = f"try:\n    main([{argument!r}])\nexcept SystemExit as end:\n    assert end.code == 0, end.code"
    found = modules_after(f"from rewardry.cli.main import main\n{leaving}")
    assert not found & HEAVY
    assert argument == "list" or not found & {"pydantic", "yaml", "rewardry.component"}


def test_the_core_imports_no_spoke_by_itself():
    found = modules_after("import rewardry; [getattr(rewardry, name) for name in rewardry.__all__]")
    spokes = ("rewardry.rewards", "rewardry.verifiers", "rewardry.sandboxes", "rewardry.trainer_adapters")
    assert not [m for m in found if m.startswith(spokes)]


@pytest.mark.parametrize("module", ["rewardry", "rewardry.api", "rewardry.environment"])
def test_the_examples_in_docstrings_run(module):
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0


def test_the_version_is_that_of_the_distribution():
    from importlib.metadata import version

    assert version("rewardry") == rewardry.__version__
