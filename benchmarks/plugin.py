"""The commands of the benchmarks and their sets, added the way a plugin adds its own."""

from collections.abc import Mapping

from rewardry import hookimpl
from rewardry.plugins import Registrar

_CATALOGUE = "rewardry.benchmarks.sets.catalogue"


@hookimpl
def rewardry_commands() -> Mapping[str, tuple[str, str]]:
    """The command ``rewardry bench``."""
    summary = "Measure how right verifiers are, on labelled rows, with intervals."
    return {"bench": ("rewardry.benchmarks.command:bench", summary)}


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """The sets, each with the line that lists print; the rest is in its entry."""
    for module, entries in _SETS.items():
        for name, (attribute, summary) in entries.items():
            registry.add("dataset", name, f"{_CATALOGUE}.{module}:{attribute}", summary)


_SETS = {
    "code_tasks": {
        "humaneval": ("HUMANEVAL", "functions to complete, with asserts"),
        "humaneval-plus": ("HUMANEVAL_PLUS", "HumanEval with many more tests"),
        "mbpp": ("MBPP", "small programming tasks, with asserts"),
        "mbpp-plus": ("MBPP_PLUS", "MBPP with many more tests"),
        "livecodebench": ("LIVECODEBENCH", "contest problems up to release 6"),
        "livecodebench-v6": ("LIVECODEBENCH_V6", "contest problems of release 6, 134 MB"),
    },
    "instructions": {
        "ifeval": ("IFEVAL", "prompts with 25 kinds of constraints"),
        "ifbench": ("IFBENCH", "prompts with other constraints"),
    },
    "math_tasks": {
        "gsm8k": ("GSM8K", "grade-school word problems"),
        "math-500": ("MATH_500", "problems of MATH (Lightman et al.)"),
        "aime-2024": ("AIME_2024", "AIME I and II of 2024"),
        "olympiadbench": ("OLYMPIADBENCH", "olympiad problems in English"),
    },
    "preferences": {
        "rewardbench": ("REWARDBENCH", "a chosen and a rejected answer"),
        "rewardbench2": ("REWARDBENCH_2", "the best of four answers, and ties"),
        "rmbench": ("RM_BENCH", "right and wrong, in three styles each"),
        "judgebench": ("JUDGEBENCH", "pairs, one of them objectively right"),
    },
    "processes": {
        "processbench": ("PROCESSBENCH", "solutions with their first wrong step"),
        "prmbench": ("PRMBENCH", "solutions with errors of nine classes"),
    },
    "puzzles": {
        "knights-and-knaves": ("KNIGHTS_AND_KNAVES", "who lies, among two to eight people"),
        "countdown": ("COUNTDOWN", "numbers and a target, as in TinyZero"),
    },
    "shipped": {
        "math-answers-v1": ("MATH_ANSWERS", "answers in many forms, near misses"),
        "programs-v1": ("PROGRAMS", "small programs, and their mutants"),
        "puzzles-v1": ("PUZZLES", "puzzles solved, and nearly solved"),
    },
    "verdicts": {
        "verifybench": ("VERIFYBENCH", "answers of four types, labelled"),
        "verifybench-hard": ("VERIFYBENCH_HARD", "harder ones, 29 % of them right"),
        "verifierbench": ("VERIFIERBENCH", "correct, incorrect or invalid answers"),
        "var": ("VAR", "models' outputs, judged by people"),
        "hardverify-math": ("HARDVERIFY_MATH", "answers that rules get wrong"),
    },
}
