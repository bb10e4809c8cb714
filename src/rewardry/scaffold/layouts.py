"""What a new package of each kind holds, and what its author does next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Template to the place of what is made of it. Both are texts with names in them.
_PACKAGE = {
    "package/pyproject.toml": "pyproject.toml",
    "package/README.md": "README.md",
    "package/LICENSE": "LICENSE",
    "package/gitignore": ".gitignore",
    "package/ci.yml": ".github/workflows/ci.yml",
    "package/init.py": "$module/__init__.py",
}
_EXAMPLES = {
    "examples/rows.jsonl": "examples/rows.jsonl",
    "examples/train_trl.py": "examples/train_trl.py",
}
_IN_TRL = ("pip install 'rewardry[trl]'", "python examples/train_trl.py --model Qwen/Qwen2.5-0.5B-Instruct")


@dataclass(frozen=True, slots=True)
class Layout:
    """A package of one kind.

    Attributes:
        summary: what its example component does, in one line.
        target: what is registered.
        own: the file that the author edits first.
        files: template to place, beyond what every package has.
        steps: commands to type after ``pytest``, in the package's folder.
        recipe: what the example trains with, as Python says it.
        register: the beginning of the call that registers the component.
    """

    summary: str
    files: Mapping[str, str]
    steps: tuple[str, ...] = ()
    target: str = "$module.$name:$class_name"
    own: str = "$module/$name.py"
    recipe: str = 'HERE / "recipe.yaml"'
    register: str = "registry.$kind("

    @property
    def all_files(self) -> dict[str, str]:
        """Template to place."""
        return {**_PACKAGE, **self.files}


def _module_and_test(kind: str) -> dict[str, str]:
    return {f"{kind}/component.py": "$module/$name.py", f"{kind}/test.py": "tests/test_$name.py"}


_SCORED = ("rewardry check $id", "rewardry score examples/recipe.yaml examples/rows.jsonl", *_IN_TRL)

LAYOUTS: dict[str, Layout] = {
    "reward": Layout(
        "1 for a short answer, less for a long one, 0 for none",
        {**_module_and_test("reward"), "reward/recipe.yaml": "examples/recipe.yaml", **_EXAMPLES},
        _SCORED,
    ),
    "verifier": Layout(
        "the answer is the same whole number as the reference",
        {**_module_and_test("verifier"), "verifier/recipe.yaml": "examples/recipe.yaml", **_EXAMPLES},
        _SCORED,
    ),
    "generator": Layout(
        "sums of two numbers, the longer the harder",
        _module_and_test("generator"),
        ("rewardry check $id",),
    ),
    "sandbox": Layout(
        "Python programs that mean no harm, in a process of their own",
        _module_and_test("sandbox"),
        register='registry.add(\n        "sandbox",',
    ),
    "adapter": Layout(
        "a recipe as the function that a trainer calls",
        _module_and_test("adapter"),
        target="$module.$name:ADAPTER",
        register='registry.add(\n        "adapter",',
    ),
    "dataset": Layout(
        "completions with labels, to measure verifiers on",
        {"dataset/rows.jsonl": "$module/$name.jsonl", "dataset/test.py": "tests/test_$name.py"},
        ("rewardry verify text.exact $module/$name.jsonl",),
        target="$module:$name.jsonl",
        own="$module/$name.jsonl",
        register='registry.add(\n        "dataset",',
    ),
    "recipe": Layout(
        "a right answer, in the usual format",
        {"recipe/recipe.yaml": "$module/$name.yaml", "recipe/test.py": "tests/test_$name.py", **_EXAMPLES},
        ("rewardry show $id", "rewardry score $id examples/rows.jsonl", *_IN_TRL),
        target="$module:$name.yaml",
        own="$module/$name.yaml",
        recipe='"$id"',
    ),
}
