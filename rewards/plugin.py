"""The built-in rewards and recipes, registered the way a plugin registers its own."""

from rewardry import hookimpl
from rewardry.plugins import Registrar


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register every built-in reward and recipe."""
    reward, recipe = registry.reward, registry.recipe
    reward("accuracy", "rewardry.rewards.accuracy:Accuracy", "1 if a verifier says the answer is right, else 0")
    reward(
        "format.think_answer",
        "rewardry.rewards.format.think_answer:ThinkAnswer",
        "1 for one reasoning block and one answer block, nothing around them",
    )
    reward(
        "format.tag_count",
        "rewardry.rewards.format.tag_count:TagCount",
        "a share for each tag that is there once, in order and around something",
    )
    reward(
        "language.consistency",
        "rewardry.rewards.language.consistency:LanguageConsistency",
        "the share of the reasoning's words that are in the target language",
    )
    reward(
        "length.cosine",
        "rewardry.rewards.length.cosine:Cosine",
        "right answers earn more when short, wrong ones lose less when long",
    )
    reward(
        "length.soft_overlong",
        "rewardry.rewards.length.soft_overlong:SoftOverlong",
        "a penalty that grows as the completion nears the longest length (DAPO)",
    )
    reward("code.binary", "rewardry.rewards.code.tests_passed:Binary", "1 for a program that passes every test, else 0")
    reward("code.fraction", "rewardry.rewards.code.tests_passed:Fraction", "the share of tests that a program passes")
    reward("code.weighted", "rewardry.rewards.code.weighted:Weighted", "the points of Codeforces, or of IOI's subtasks")
    reward(
        "format.code", "rewardry.rewards.format.code:Code", "1 for reasoning and an answer with a program in a fence"
    )
    for name, cls in {"code.fraction": "CodeFraction", "format.code": "CodeFormat"}.items():
        target = f"rewardry.rewards.compat.open_r1_code:{cls}"
        reward(f"compat.open_r1.{name}", target, "open-r1's own rule, for comparison")
    for project, names in _COMPAT.items():
        for name, cls in names.items():
            summary = f"{project.replace('_', '-')}'s own rule, for comparison"
            reward(f"compat.{project}.{name}", f"rewardry.rewards.compat.{project}:{cls}", summary)
    recipe(
        "deepseek-r1-zero", "rewardry.rewards:recipes/deepseek-r1-zero.yaml", "DeepSeek-R1-Zero: accuracy and format"
    )
    recipe(
        "open-r1-math", "rewardry.rewards:recipes/open-r1-math.yaml", "open-r1's GRPO demo: accuracy, format, tag count"
    )


_COMPAT = {
    "ms_swift": {
        "format.think_answer": "ThinkAnswer",
        "length.cosine": "Cosine",
        "length.soft_overlong": "SoftOverlong",
    },
    "open_r1": {
        "format.tag_count": "TagCount",
        "format.think_answer": "ThinkAnswer",
        "length.cosine": "Cosine",
        "length.soft_overlong": "SoftOverlong",
    },
    "trl": {
        "format.think": "Think",
        "length.cosine": "Cosine",
        "length.soft_overlong": "SoftOverlong",
    },
}
