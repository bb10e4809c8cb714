"""The hooks: few, documented, and each with an example that implements it."""

import ast
import inspect
import re
import textwrap

import pluggy
import pytest

import rewardry
from rewardry import hookspecs

HOOKS = {name: value for name, value in vars(hookspecs).items() if name.startswith("rewardry_")}


def example(hook):
    """The code block of a hook's docstring."""
    behind = inspect.getdoc(hook).partition("::\n")[2]
    return textwrap.dedent("\n".join(line for line in behind.splitlines() if line.startswith("    ")))


def test_the_contract_is_short():
    assert 1 <= len(HOOKS) <= 8
    assert len(inspect.getsource(hookspecs).splitlines()) <= 100


def test_every_function_of_the_contract_is_a_hook_with_the_projects_prefix():
    own = [n for n, v in vars(hookspecs).items() if inspect.isfunction(v) and v.__module__ == hookspecs.__name__]
    assert sorted(own) == sorted(HOOKS)
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    assert all(hasattr(manager.hook, name) for name in HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_says_when_it_runs_and_shows_an_example_that_implements_it(name):
    doc = inspect.getdoc(HOOKS[name])
    assert re.search(r"\bRuns\b", doc)
    tree = ast.parse(example(HOOKS[name]))
    (function,) = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert function.name == name
    assert [ast.unparse(mark) for mark in function.decorator_list] == ["hookimpl"]
    named = {argument.arg for argument in function.args.args}
    assert named <= set(inspect.signature(HOOKS[name]).parameters)
    assert len(example(HOOKS[name]).strip().splitlines()) <= 5


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_annotated(name):
    signature = inspect.signature(HOOKS[name])
    assert signature.return_annotation is not signature.empty
    assert all(p.annotation is not p.empty for p in signature.parameters.values())


def test_the_mark_for_implementations_is_public():
    assert rewardry.hookimpl is hookspecs.hookimpl
    assert hookspecs.PROJECT == "rewardry"
