"""`rewardry select` and `rewardry stats` on a million scored rows: rows a second, and memory that must stay flat.

The rows are those of `rewardry score --keep`: eight completions of a question with reasoning of about a hundred words,
two components, a total. Each command runs with a process a core; two of them run once more on a fifth of the rows with
one process and with two, for the seconds that two save. `python benchmarks/speed/curation.py [ROWS]`.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from pathlib import Path

from timing import Figure, command_usage, report

ROWS = 1_000_000
SMALL = 10_000
REWARDRY = str(Path(sys.executable).with_name("rewardry"))
COMMANDS = {
    "select --correct --pass-rate --best-of-group": (
        *(REWARDRY, "select", "in.jsonl", "--correct", "--pass-rate", "0.1", "0.9", "--best-of-group", "2"),
        *("-o", "out.jsonl", "--rejected", "rest.jsonl"),
    ),
    "select --r1": (REWARDRY, "select", "in.jsonl", "--r1", "-o", "out.jsonl", "--rejected", "rest.jsonl"),
    "select --r1 --to dpo": (
        *(REWARDRY, "select", "in.jsonl", "--r1", "--to", "dpo", "-o", "out.jsonl", "--rejected", "rest.jsonl"),
    ),
    "stats": (REWARDRY, "stats", "in.jsonl", "--json"),
    "stats --by --write": (REWARDRY, "stats", "in.jsonl", "--by", "domain", "--write", "out.jsonl", "--json"),
}
PAIRED = ("select --r1", "stats")
TEXT = (
    "first we add the two numbers then take half of their sum and check that it divides both sides so this value "
    "cannot be negative because every square is at least zero therefore only one case is left wait let me see again "
    "whether the other root was lost when dividing by three which it was not hence they agree"
)


def generate(file: Path, rows: int) -> None:
    chance, words = random.Random(0), TEXT.split()
    reasonings = [" ".join(chance.choices(words, k=chance.randrange(60, 140))) for _ in range(997)]
    with file.open("w") as lines:
        for i in range(rows):
            question, value = divmod(i, 8)[0], chance.random()
            right = value < (question % 11) / 10
            answer = question if right else chance.randrange(20)
            completion = f"<think>\n{reasonings[i % 997]} {i}.\n</think>\n<answer>\n{answer}\n</answer>"
            row = {
                "id": f"row-{i}",
                "group": f"q-{question}",
                "domain": ("algebra", "geometry", "logic")[question % 3],
                "prompt": f"What is the mean of the numbers {question} and {question}, and why is it so?",
                "completion": completion,
                "reference": str(question),
            }
            components = {
                "accuracy": {"value": float(right), "status": "correct" if right else "incorrect"},
                "format": {"value": 1.0, "status": "ok"},
                "length": {"value": round(value, 4), "status": "ok"},
            }
            total = right + 1.0 + value / 10
            scored = {"id": row["id"], "group": row["group"], "total": total, "components": components, "input": row}
            lines.write(json.dumps(scored) + "\n")


def main() -> None:
    rows = int(sys.argv[1]) if sys.argv[1:] else ROWS
    figures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder / "in.jsonl", SMALL)
        small = {what: command_usage(command, folder) for what, command in COMMANDS.items()}
        generate(folder / "in.jsonl", rows)
        size = (folder / "in.jsonl").stat().st_size / rows
        for what, command in COMMANDS.items():
            peak, seconds, cpu = command_usage(command, folder)
            print(
                f"     {what}: {rows:,} rows of {size:.0f} bytes, peak {peak:.0f} MB, {seconds:.1f} s, "
                f"{1e6 * cpu / rows:.1f} us of processor time a row",
                flush=True,
            )
            figures.append(Figure(f"{what}: speed", rows / seconds, "rows/s", 20_000, at_least=True))
            figures.append(Figure(f"{what}: peak above that of {SMALL:,} rows", peak - small[what][0], "MB", 50))
        generate(folder / "in.jsonl", rows // 5)
        for what in PAIRED:
            one, two = (command_usage((*COMMANDS[what], "--workers", n), folder)[1] for n in "12")
            figures.append(
                Figure(f"{what}: seconds of one process to those of two", one / two, "times", 1.0, at_least=True)
            )
    report(figures)


if __name__ == "__main__":
    main()
