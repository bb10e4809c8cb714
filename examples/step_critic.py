"""A critic of steps that needs no model: it adds up. Yours would ask a server for a critique of ThinkPRM's or GenPRM's.

rewardry.get("prm", reader="thinkprm", critic="examples/step_critic.py:checks_sums")
"""

import re

SUM = re.compile(r"(\d{1,6})\s{0,9}\+\s{0,9}(\d{1,6})\s{0,9}=\s{0,9}(\d{1,7})")
STEP = re.compile(r"^Step \d+: (.*)$", re.MULTILINE)


async def checks_sums(messages: list[dict[str, str]]) -> str:
    """A critique with a verdict on each step: incorrect where a sum in it is wrong."""
    solution = messages[-1]["content"].partition("[Solution]")[2]
    lines = []
    for number, step in enumerate(STEP.findall(solution), 1):
        wrong = any(int(a) + int(b) != int(c) for a, b, c in SUM.findall(step))
        lines.append(f"Step {number}: the step is \\boxed{{{'incorrect' if wrong else 'correct'}}}.")
    return "\n".join(lines)
