"""The Python face: one line to verify, one to score."""

import rewardry

completion = "<think>17 * 20 = 340 and 17 * 3 = 51</think><answer>$391$</answer>"

verdict = rewardry.verify("math", completion, "391")
print(verdict.status, verdict.reason)

rows = [
    {"completion": completion, "reference": "391"},
    {"completion": "<think>no idea</think><answer>400</answer>", "reference": "391"},
    {"completion": "391", "reference": "391"},
    {"completion": completion, "reference": None},
]
for scored in rewardry.score("deepseek-r1-zero", rows):
    print(scored.total, {name: score.reported_status for name, score in scored.components.items()})
