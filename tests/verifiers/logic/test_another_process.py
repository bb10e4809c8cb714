"""What families make, ask and solve is the same in a process whose sets have another order."""

import importlib
import json
import os
import subprocess
import sys

from rewardry.verifiers.logic.families import FAMILIES


def made():
    """Of each family an instance with its prompt and its solutions, and a row."""
    found = {}
    for name, family in FAMILIES.items():
        module = importlib.import_module(f"rewardry.verifiers.logic.{name}")
        puzzle, tasks = getattr(module, family.puzzle)(), getattr(module, family.puzzle + "Tasks")()
        one = puzzle.generate(3, 4)
        shown = [puzzle.prompt(one), puzzle.solution(one), *puzzle.near_misses(one)]
        found[name] = [one.as_reference(), shown, next(tasks.rows(5, 1, 3))]
    return found


def test_what_is_made_does_not_depend_on_the_order_of_sets():
    program = "import json, runpy, sys; print(json.dumps(runpy.run_path(sys.argv[1])['made']()))"
    arguments = [sys.executable, "-c", program, __file__]
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    done = subprocess.run(arguments, capture_output=True, text=True, check=True, env=environment)
    there, here = json.loads(done.stdout), json.loads(json.dumps(made()))
    assert set(there) == set(here)
    assert [name for name in here if here[name] != there[name]] == []
