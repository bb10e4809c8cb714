"""A recipe is pickled, with the components of files beside it, into other processes."""

import base64
import pickle
import subprocess
import sys

import pytest

from rewardry.recipe import Recipe

IN_ANOTHER_PROCESS = """
import base64, pickle, sys
recipe = pickle.loads(base64.b64decode(sys.argv[1]))
scored = recipe.score([{"completion": "abc", "told": "correct", "value": 2, "kind_of": "b"}])
print(recipe.name, scored[0].total, *scored[0].components)
"""


def test_a_recipe_with_components_of_a_file_is_pickled_into_another_process(tmp_path, monkeypatch, toys):
    (tmp_path / "toys.py").write_text(toys.read_text())
    (tmp_path / "r.yaml").write_text(
        "name: travels\nrewards:\n"
        "- {use: accuracy, verifier: ./toys.py:Told}\n"
        "- {use: ./toys.py:size, factor: 2, when: accuracy == correct}\n"
        "- {name: routed, route: kind_of, cases: {b: ./toys.py:told}}\n"
    )
    monkeypatch.chdir(tmp_path)
    text = base64.b64encode(pickle.dumps(Recipe.load("r.yaml"))).decode()
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, text]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=60)
    assert done.stdout.split() == ["travels", "9.0", "accuracy", "size", "routed"], done.stderr


@pytest.mark.parametrize("name", ["deepseek-r1-zero", "open-r1-math"])
def test_packaged_recipes_are_pickled(name):
    recipe = Recipe.load(name)
    assert pickle.loads(pickle.dumps(recipe)) == recipe  # noqa: S301 - our own bytes
