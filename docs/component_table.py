"""Writes what there is from the registry; `--check` only says whether it is up to date.

Every component in docs/components.md, and how many of each kind in README.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reward_catalogue import page_of
from written_part import WrittenPart

from rewardry.plugins import registry
from rewardry.registry import CORE, Entry

ROOT = Path(__file__).parent.parent
# Kinds in the order of the page: its heading, the page that says more of each id, and ids for the README.
KINDS = {
    "verifier": ("Verifiers", "api/verifiers.md", ("math", "code", "choice", "instructions", "judge")),
    "reward": ("Rewards", "rewards.md", ("accuracy", "format.think_answer", "length.cosine", "prm")),
    "recipe": ("Recipes", "replications.md", ("deepseek-r1-zero", "dapo", "kimi-k1.5")),
    "sandbox": ("Sandboxes", "sandboxes.md", ("local", "docker", "remote")),
    "generator": ("Generators", "generated_math.md", ("math.algebra", "math.geometry")),
    "adapter": ("Adapters", "adapters.md", ("trl", "verl", "openrlhf", "slime")),
}
HEADINGS = ("verifier", "reward", "generator", "adapter")  # whose page has a heading for each id


def ours() -> dict[str, list[Entry]]:
    """The built-in components by kind, without other projects' rules and the families of puzzles."""
    found = [e for e in registry().entries() if e.distribution == CORE and not e.id.startswith(("compat.", "logic."))]
    return {kind: [e for e in found if e.kind == kind] for kind in (*KINDS, "dataset")}


def families() -> int:
    """How many families of puzzles there are."""
    return sum(e.id.startswith("logic.") and e.distribution == CORE for e in registry().entries("verifier"))


def tables() -> Iterator[str]:
    """A heading and a table for each kind."""
    for kind, entries in ours().items():
        if kind not in KINDS:
            continue
        heading, page, _ = KINDS[kind]
        yield from ("", f"## {heading}", "| id | what it is |", "|---|---|")
        yield from (f"| {linked(entry, page)} | {entry.summary} |" for entry in entries)


def linked(entry: Entry, page: str) -> str:
    """An id, with a link to its heading where there is one."""
    if entry.kind not in HEADINGS:
        return f"`{entry.id}`"
    page = f"{page_of(entry.id)}.md" if entry.kind == "reward" else page
    return f"[`{entry.id}`]({page}#{entry.id.replace('.', '')})"


def counts() -> str:
    """A line for each kind: how many there are, and some of them."""
    found = ours()
    lines = ["| kind | | for example |", "|---|---|---|"]
    lines += [f"| {kind} | {len(found[kind])} | `{'`, `'.join(KINDS[kind][2])}` |" for kind in KINDS]
    lines.append(f"| verifier and generator | {families()} | `logic.*`: [families of puzzles](docs/puzzles.md) |")
    lines.append(f"| dataset | {len(found['dataset'])} | `math-answers-v1`: [the sets](docs/bench_sets.md) |")
    return "\n".join(lines)


LIST = WrittenPart(
    ROOT / "docs" / "components.md",
    "<!-- components: written by docs/component_table.py -->",
    "<!-- end of components -->",
    lambda: "\n".join(tables()),
)
COUNTS = WrittenPart(ROOT / "README.md", "<!-- components:", "<!-- end of components -->", counts)

if __name__ == "__main__":
    LIST.main()
    COUNTS.main()
