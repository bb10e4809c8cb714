"""Every scanner reads two million hostile characters in seconds. A square of that would take days.

The scanners run in a process of their own with a limit on its CPU time; this file is also that process's program.
"""

import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rewardry.text.answer_lines import find_answer_lines
from rewardry.text.answers import select_answer
from rewardry.text.boxed import find_boxes
from rewardry.text.code_blocks import find_code_blocks, last_code
from rewardry.text.disguise import disguises
from rewardry.text.prose import prose
from rewardry.text.scripts import count_words
from rewardry.text.sections import STYLES, THINK_ANSWER, split
from rewardry.text.spans import first_visible, has_content, is_blank
from rewardry.text.tags import find_blocks
from rewardry.text.wrappers import strip_wrappers

HANG_SECONDS = 20  # for half a million characters; the slowest takes about one
TAGS = ("<think>", "</think>", "<answer>", "</answer>")

# Each is repeated up to the length.
REPEATED = (
    *("a", " ", "\n", "\t", "\r", ".", "$", "*", "**", "__", "#", "`", '"', "“", "{", "}", "\\", "<", "/", "&", "\0"),
    *("\ud800", "\u200b", "\u0300\u0316", "а", "﷽", "🙂", "&lt;", "＜", "<thin", "&lt;think&gt;", "\\<think\\>"),
    *(*TAGS, "<think></think>", "</think><think>", "<answer></answer>", "<answer>5</answer> or ", "</think><answer>"),
    *("\\boxed", "\\boxed{", "\\boxed{}", "\\boxed {5} or ", "\\boxed        ", "\\text{", "\\{", "\\\\", "\\fbox{}}"),
    *("####", "####\n", "#### 5 ", "# answer\n", "### the final answer\n", "**answer**\n", "answer: ", "answer:\n"),
    *("answer is ", "answer is A or the ", "or the answer is ", "option", "答案", "答案是", "或答案是", "the final "),
    *("answer:\n```\n", "answer:\n```x\n", "answer:\n~~~\n", "answer: ```", "I hope it is correct. "),
    *("answer:" + " " * 990, "answer:\n" + " " * 1200 + "\n", "answer:\n" + "\u200b" * 990),
    *(
        "$a",
        "$ $",
        "$$",
        "\\(",
        "\\begin{align}",
        "\\end{align}\\begin{a}",
        "\\text{ a",
        "/*",
        "<!--",
        "-- ",
        "a@",
        "www.",
        "a_",
    ),
    *("```\n", "```x\n", "~~~\n````\n", "        ```", "\n`"),
)
# Each of these is built for a length.
BUILT = {
    "one long line of cues": lambda n: "answer is " * (n // 10),
    "cues in one code block": lambda n: "```\n" + "answer = 5\n" * (n // 11),
    "boxes in boxes": lambda n: "\\boxed{" * (n // 8) + "}" * (n // 8),
    "commands in commands": lambda n: "\\text{" * (n // 7) + "}" * (n // 7),
    "a cue and no end": lambda n: "answer:" + " " * n,
    "a cue and lines": lambda n: "answer:" + "\n" * n,
    "a heading and spaces": lambda n: "# " + " " * n + "answer",
    "an open box": lambda n: "\\boxed{" + "x" * n,
    "an open block": lambda n: "<think>" + "</answer><answer>" * (n // 17),
    "quotes": lambda n: '"' * (n // 2) + "'" * (n // 2),
    "a fence and backticks": lambda n: "```\n" + "`" * n,
    "reasoning that opens again": lambda n: "<think>r</think>" + "x<think>" * (n // 8),
}
ALL_STYLES = (*STYLES.values(), THINK_ANSWER._replace(prefilled_think=True))
SCANNERS = {
    "split": lambda text: [split(text, style) for style in ALL_STYLES],
    "select_answer": lambda text: select_answer(text, longest_unmarked=len(text)),
    "find_answer_lines": find_answer_lines,
    "strip_wrappers": strip_wrappers,
    "find_boxes": find_boxes,
    "prose": prose,
    "count_words": count_words,
    "find_blocks": lambda text: find_blocks(text, "<answer>", "</answer>"),
    "find_code_blocks": lambda text: (find_code_blocks(text), last_code(text, "python")),
    "disguises": lambda text: disguises(text, TAGS),
    "spans": lambda text: (is_blank(text), has_content(text, at_least=5), first_visible(text, 0, len(text))),
}


def texts(length):
    yield from ((piece[:20], (piece * (length // len(piece) + 1))[:length]) for piece in REPEATED)
    yield from ((name, build(length)) for name, build in BUILT.items())


def run(scanner, length, seconds):
    """Scan every text and print what each took; a hang ends by the limit, after the name of its text is printed."""
    for name, text in texts(length):
        used = time.process_time()
        resource.setrlimit(resource.RLIMIT_CPU, (int(used) + seconds, resource.RLIM_INFINITY))
        print(json.dumps(name), flush=True)
        SCANNERS[scanner](text)
        print(time.process_time() - used, flush=True)


@pytest.mark.parametrize("length", [500_000, pytest.param(2_000_000, marks=pytest.mark.long)])
@pytest.mark.parametrize("scanner", SCANNERS)
def test_hostile_megabytes_cost_seconds(scanner, length):
    limit = HANG_SECONDS * length // 500_000
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    program = [sys.executable, str(Path(__file__)), scanner, str(length), str(limit)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=590)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, f"{scanner} did not end on {lines[-1:]}: {done.stderr}"
    assert len(lines) == 2 * (len(REPEATED) + len(BUILT))
    taken = dict(zip(lines[::2], map(float, lines[1::2]), strict=True))
    assert max(taken.values()) < limit


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
