"""The built-in rewards and recipes, and the judges, registered the way a plugin registers its own."""

from rewardry import hookimpl
from rewardry.plugins import Registrar


@hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register every built-in reward and recipe, and the verifiers that are judges."""
    reward, recipe = registry.reward, registry.recipe
    for name, (target, summary) in _JUDGES.items():
        registry.verifier(name, f"rewardry.rewards.judge.{target}", summary)
    for name, (target, summary) in _REWARDS.items():
        reward(name, f"rewardry.rewards.{target}", summary)
    for project, names in _COMPAT.items():
        for name, cls in names.items():
            summary = f"{project.replace('_', '-')}'s own rule, for comparison"
            module, _, cls = cls.rpartition(":")
            reward(f"compat.{project}.{name}", f"rewardry.rewards.compat.{module or project}:{cls}", summary)
    for name, summary in _RECIPES.items():
        recipe(name, f"rewardry.rewards:recipes/{name}.yaml", summary)


# Verifiers that ask a model; they share everything with the rewards that do.
_JUDGES = {
    "cascade": ("cascade:Cascade", "a rule first, and a judge on what it rejects or cannot decide"),
    "judge": ("verifier:Judge", "a language model that compares the answer with the reference"),
}

# For each id its class and what it is, in one line.
_REWARDS = {
    "accuracy": ("accuracy:Accuracy", "1 if a verifier says the answer is right, else 0"),
    "calibration.brier": ("calibration.brier:Brier", "confidence that is borne out by the answer (RLCR)"),
    "code.binary": ("code.tests_passed:Binary", "1 for a program that passes every test, else 0"),
    "code.fraction": ("code.tests_passed:Fraction", "the share of tests that a program passes"),
    "code.patch_similarity": (
        "code.patch_similarity:PatchSimilarity",
        "how near a patch comes to the one that was merged (SWE-RL)",
    ),
    "code.weighted": ("code.weighted:Weighted", "the points of Codeforces, or of IOI's subtasks"),
    "combine.stop_gate": ("combine.stop_gate:StopGate", "what a verdict is worth unless the completion was cut (ORZ)"),
    "correct.backward": ("correct.noise:Backward", "a verdict's unbiased worth, the verifier's error rates taken off"),
    "correct.forward": ("correct.noise:Forward", "a verdict's weight where the rate of refused right answers is known"),
    "explore.count_novelty": (
        "explore.count_novelty:CountNovelty",
        "a bonus for right answers found in a way that is rare so far",
    ),
    "format.boxed": ("format.boxed:Boxed", r"1 for a final answer in \boxed{}, once or always the same"),
    "format.code": ("format.code:Code", "1 for reasoning and an answer with a program in a fence"),
    "format.react": ("format.react:React", "1 for reasoning and one action with its input (ReAct)"),
    "format.tag_count": (
        "format.tag_count:TagCount",
        "a share for each tag that is there once, in order and around something",
    ),
    "format.tags_ordered": ("format.tags_ordered:TagsOrdered", "1 for every tag once, in order and around something"),
    "format.template": ("format.template:Template", "1 for the layout of any template of delimiters and sections"),
    "format.think": ("format.think:Think", "1 for one reasoning block and an answer in any form behind it"),
    "format.think_answer": (
        "format.think_answer:ThinkAnswer",
        "1 for one reasoning block and one answer block, nothing around them",
    ),
    "judge.generative": ("judge.generative:Generative", "any of the judges below, by its mode"),
    "judge.pairwise": ("judge.pairwise:Pairwise", "how often a judge prefers the answer to another, in both orders"),
    "judge.pointwise": ("judge.pointwise:Pointwise", "1 if a judge says that the answer agrees with the reference"),
    "judge.rubric": ("judge.rubric:Rubric", "weighted criteria, each judged alone"),
    "judge.safety": ("judge.safety:Safety", "1 if a judge finds the whole response harmless"),
    "judge.score": ("judge.score:Rating", "a judge's rating of the answer, from 0 to 1"),
    "language.consistency": (
        "language.consistency:LanguageConsistency",
        "the share of the reasoning's words that are in the target language",
    ),
    "length.cosine": ("length.cosine:Cosine", "right answers earn more when short, wrong ones lose less when long"),
    "length.efficient_sigmoid": (
        "length.efficient_sigmoid:EfficientSigmoid",
        "right answers earn less the longer they are among the right ones (Arora and Zanette)",
    ),
    "length.gaussian_target": (
        "length.gaussian_target:GaussianTarget",
        "right answers earn the height of a bell around the length that was asked for (L1)",
    ),
    "length.group_relative": (
        "length.group_relative:GroupRelative",
        "short among the answers to the same prompt (Kimi k1.5)",
    ),
    "length.lcpo_exact": (
        "length.lcpo:LcpoExact",
        "a penalty for the distance from the length that was asked for (L1)",
    ),
    "length.lcpo_max": ("length.lcpo:LcpoMax", "right answers earn more the more of their budget they leave (L1)"),
    "length.lead": ("length.lead:Lead", "right answers earn more when short among the right ones (GRPO-LEAD)"),
    "length.shorter_better": (
        "length.shorter_better:ShorterBetter",
        "a penalty for the distance from the shortest right answer (ShorterBetter)",
    ),
    "length.soft_overlong": (
        "length.soft_overlong:SoftOverlong",
        "a penalty that grows as the completion nears the longest length (DAPO)",
    ),
    "length.think_prune": ("length.think_prune:ThinkPrune", "whether the answer is right within a length (ThinkPrune)"),
    "length.think_words": ("length.think_words:ThinkWords", "right answers earn more the longer they think (ToolRL)"),
    "model": (
        "model:RewardModel",
        "what a reward model gives a completion, or the probability that it is preferred to another",
    ),
    "prm": ("prm.component:ProcessReward", "the score of a solution's steps by a process reward model"),
    "prm.implicit": (
        "prm.implicit.component:Implicit",
        "how much likelier a completion is under a reward model than under its origin (PRIME)",
    ),
    "prm.implicit_norm": (
        "prm.implicit.component:ImplicitNormalised",
        "implicit process rewards, normalised within a group (PRIME)",
    ),
    "process.arithmetic_steps": (
        "process.arithmetic_steps:ArithmeticSteps",
        "a penalty for each stated equality of numbers that is false",
    ),
    "process.key_steps": ("process.key_steps:KeySteps", "named key steps pay, named wrong theorems cost"),
    "repetition.dense": ("repetition.dense:Dense", "a penalty for each token of a repeated n-gram"),
    "repetition.loop_gate": ("repetition.loop_gate:LoopGate", "0 unless the text runs in a loop; gates other rewards"),
    "repetition.max_run": ("repetition.max_run:MaxRun", "a penalty for a pattern that follows itself again and again"),
    "repetition.ngram": ("repetition.ngram:Ngram", "a penalty for the share of repeated n-grams"),
    "repetition.suffix_array": (
        "repetition.suffix_array:SuffixArray",
        "a penalty for the share of substrings that stand in a text twice",
    ),
    "safety.refusal_correctness": (
        "safety.refusal_correctness:RefusalCorrectness",
        "1 for refusing what should be refused and answering the rest",
    ),
    "shape.difficulty_weight": (
        "shape.difficulty_weight:DifficultyWeight",
        "a verdict weighted by how hard its prompt is (GRPO-LEAD)",
    ),
    "structure.reasoning_steps": (
        "structure.reasoning_steps:ReasoningSteps",
        "a share for each marked step of a right answer's reasoning, in seven languages",
    ),
    "tool.call_match": ("tool.call_match:CallMatch", "how well calls of tools match the expected ones (ToolRL)"),
}

_COMPAT = {
    "dapo": {"accuracy.boxed_exact": "StrictBox", "accuracy.minerva_answer_line": "MinervaAnswerLine"},
    "deepscaler": {"accuracy": "Accuracy"},
    "demystify": {"length.cosine": "Cosine"},
    "grpo_lead": {"length.lead": "Length"},
    "l1": {"length.lcpo_max": "Max"},
    "logic_rl": {"accuracy.knights_knaves": "KnightsKnaves", "format.tags_ordered": "TagsOrdered"},
    "mini_r1": {"accuracy.countdown": "Countdown", "format.think_answer": "ThinkAnswer"},
    "ms_swift": {
        "format.react": "React",
        "format.think_answer": "ThinkAnswer",
        "length.cosine": "Cosine",
        "length.soft_overlong": "SoftOverlong",
    },
    "open_r1": {
        "accuracy": "Accuracy",
        "code.fraction": "open_r1_code:CodeFraction",
        "format.code": "CodeFormat",
        "format.tag_count": "TagCount",
        "format.think_answer": "ThinkAnswer",
        "length.cosine": "Cosine",
        "length.group_relative": "GroupLength",
        "length.soft_overlong": "SoftOverlong",
        "repetition.ngram": "Ngram",
        "structure.reasoning_steps": "ReasoningSteps",
    },
    "orz": {"accuracy": "Accuracy"},
    "rlcr": {"calibration.brier": "Brier"},
    "search_r1": {"accuracy.exact_match": "ExactMatch", "accuracy.sub_exact_match": "SubExactMatch"},
    "simplerl": {"accuracy": "Accuracy"},
    "swe_rl": {"code.patch_similarity": "PatchSimilarity"},
    "tinyzero": {"accuracy.countdown": "Countdown"},
    "trl": {
        "accuracy": "Accuracy",
        "accuracy.after_think": "ReasoningAccuracy",
        "format.think": "Think",
        "length.cosine": "Cosine",
        "length.soft_overlong": "SoftOverlong",
        "repetition.ngram": "Ngram",
    },
    "verl": {"accuracy.gsm8k_hash": "Gsm8kHash", "length.soft_overlong": "SoftOverlong"},
}

_RECIPES = {
    "dapo": "DAPO: an answer line, and a soft penalty for overlong completions",
    "deepscaler": "DeepScaleR: a box behind the reasoning, 1 or -1",
    "deepseek-r1-all": "DeepSeek-R1, last stage: rules, helpfulness, harmlessness",
    "deepseek-r1-reasoning": "DeepSeek-R1: accuracy and language consistency",
    "deepseek-r1-zero": "DeepSeek-R1-Zero: accuracy and format",
    "grpo-lead": "GRPO-LEAD: right answers earn more when short among the right ones",
    "kimi-k1.5": "Kimi k1.5: accuracy, and length within the group after a warm-up",
    "l1": "L1-Exact: accuracy less the distance from a length",
    "l1-max": "L1-Max: right answers earn what they leave of their budget",
    "layered": "outcome, process and exploration in one sum",
    "light-r1": "Light-R1: accuracy, and a weak preference for short right answers",
    "logic-rl": "Logic-RL: knights and knaves, form and answer",
    "mini-r1": "mini-r1: the countdown game and its form",
    "oat-zero": "Oat-Zero: accuracy for Dr. GRPO",
    "open-r1-code": "open-r1's GRPO demo for code: tests and format",
    "open-r1-math": "open-r1's GRPO demo: accuracy, format, tag count",
    "open-reasoner-zero": "Open-Reasoner-Zero: accuracy of completions that were not cut",
    "prime": "PRIME: accuracy and an implicit process reward",
    "rlcr": "RLCR: accuracy and the Brier score of a stated confidence",
    "simplerl-zoo": "SimpleRL-Zoo: accuracy alone",
    "skywork-or1": "Skywork-OR1: accuracy of what follows the reasoning",
    "still-3": "STILL-3: accuracy behind the form",
    "swe-rl": "SWE-RL: the likeness of a patch to the one that was merged",
    "tinyzero": "TinyZero: the countdown game, with a tenth for any answer block",
    "vapo": "VAPO: DAPO's rewards under value-based PPO",
}
