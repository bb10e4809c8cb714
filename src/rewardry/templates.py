"""Templates of training prompts: what a model is told about its form, and the form itself, as one object.

A template has the name of the project that trained with it. `Template.prompt` writes the prompt of a question;
`Template.layout` is the form that it asks for, by which ``format.template`` looks for it, and `style` is how a recipe
splits it::

    template = rewardry.templates.named("deepseek-r1-zero")
    prompt = template.prompt("What is 2 + 2?")
    reward = rewardry.get("format.template", template=template.layout.template)
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from rewardry.errors import ConfigError, nearest
from rewardry.text.layout import Layout
from rewardry.text.sections import SectionStyle, Tags

_CONVERSATION = (
    "A conversation between User and Assistant. The User asks a question, and the Assistant solves it. The Assistant "
    "first thinks about the reasoning process in the mind and then provides the User with the answer."
)
_TAGS = "<think>{think}</think>\n<answer>{answer}</answer>"
_R1 = (
    "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. The assistant "
    "first thinks about the reasoning process in the mind and then provides the user with the answer. The reasoning "
    "process and answer are enclosed within <think> </think> and <answer> </answer> tags, respectively, i.e., "
    "<think> reasoning process here </think> <answer> answer here </answer>. User: {question}. Assistant:"
)
_QWEN = "<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{question}<|im_end|>\n<|im_start|>assistant\n"
_BOXED = "Please reason step by step, and put your final answer within \\boxed{}."


@dataclass(frozen=True, slots=True)
class Template:
    """A training prompt and the form that it asks for.

    Attributes:
        name: whose it is.
        text: the prompt, with ``{question}`` where the question goes; other braces stand as they are.
        layout: the form of a completion, or None where the prompt asks for none (an answer in a box).
        source: where it was published.
        prefilled: the first delimiter of the form, where the prompt itself ends in it.
        exact: whether it was compared with the published text, to the letter; the others are from descriptions.
    """

    name: str
    text: str
    layout: Layout | None
    source: str
    prefilled: str = ""
    exact: bool = False

    def prompt(self, question: str) -> str:
        """The prompt of a question, up to where the model goes on.

        >>> named("open-reasoner-zero").prompt("2 + 2?")[-19:]
        'Assistant: <think> '
        """
        return self.text.replace("{question}", question) + self.prefilled

    @property
    def style(self) -> SectionStyle:
        """How a recipe splits the completions: the layout's delimiters where it has reasoning and answer."""
        if self.layout is None:
            return SectionStyle(answer=None)
        think, answer = (_tags_of(self.layout, section) for section in ("think", "answer"))
        return SectionStyle(think, answer, prefilled_think=think is not None and self.prefilled.strip() == think[0])


_BORDER = re.compile(r"(?<=[>\])}])(?=[<\[({])")  # between two tags without a space: </think><answer>


def _tags_of(layout: Layout, section: str) -> Tags | None:
    """The tags around a section; None where there is none, or where it ends with the opening tag of a tagged one."""
    for number, (before, behind) in enumerate(itertools.pairwise(layout.pieces), 2):
        if before.section == section and before.literal:
            ends = _BORDER.split(behind.literal)
            is_its_own = behind.section is None or len(ends) > 1 or number == len(layout.pieces)
            return (_BORDER.split(before.literal)[-1], ends[0]) if is_its_own else None
    return None


_ALL = (
    Template("deepseek-r1-zero", _R1, Layout(_TAGS), "arXiv:2501.12948, table 1", exact=True),
    Template(
        "tinyzero",
        "A conversation between User and Assistant. The user asks a question, and the Assistant solves it. The "
        "assistant first thinks about the reasoning process in the mind and then provides the user with the answer.\n"
        "User: {question} Show your work in <think> </think> tags. And return the final answer in <answer> </answer> "
        "tags, for example <answer> (1 + 2) / 3 </answer>.\nAssistant: Let me solve this step by step.\n",
        Layout(_TAGS),
        "github.com/Jiayi-Pan/TinyZero, examples/data_preprocess/countdown.py",
        prefilled="<think>",
        exact=True,
    ),
    Template(
        "mini-r1",
        _QWEN.replace(
            "{system}",
            "You are a helpful assistant. You first thinks about the reasoning process in the mind and then provides "
            "the user with the answer.",
        ).replace(
            "{question}",
            "{question} Show your work in <think> </think> tags. And return the final equation and answer in <answer> "
            "</answer> tags, for example <answer> (1 + 2) / 3 = 1 </answer>.",
        )
        + "Let me solve this step by step.\n",
        Layout(_TAGS),
        "github.com/philschmid/deep-learning-pytorch-huggingface, training/mini-deepseek-r1-aha-grpo.ipynb",
        prefilled="<think>",
    ),
    Template(
        "logic-rl",
        _QWEN.replace(
            "{system}",
            "You are a helpful assistant. The assistant first thinks about the reasoning process in the mind and then "
            "provides the user with the answer. The reasoning process and answer are enclosed within <think> </think> "
            "and<answer> </answer> tags, respectively, i.e., <think> reasoning process here </think><answer> answer "
            "here </answer>.  Now the user asks you to solve a logical reasoning problem. After thinking, when you "
            "finally reach a conclusion, clearly state the identity of each character within <answer> </answer> tags. "
            "i.e., <answer> (1) Zoey is a knight\n(2) ... </answer>.\n",
        ),
        Layout(_TAGS),
        "github.com/Unakar/Logic-RL, examples/data_preprocess/kk.py",
        prefilled="<think>",
    ),
    Template(
        "open-reasoner-zero",
        f"{_CONVERSATION} The reasoning process is enclosed within <think> </think> and answer is enclosed within "
        "<answer> </answer> tags, respectively, i.e., <think> reasoning process here </think> <answer> answer here "
        "</answer>. User: You must put your answer inside <answer> </answer> tags, i.e., <answer> answer here "
        "</answer>. And your final answer will be extracted automatically by the \\boxed{} tag.\n{question}\n"
        "Assistant: ",
        Layout(_TAGS),
        "arXiv:2503.24290, table 1",
        prefilled="<think> ",
    ),
    Template(
        "qwen-math",
        _QWEN.replace("{system}", _BOXED),
        None,
        "arXiv:2503.20783 (Oat-Zero); SimpleRL-Zoo and others use it for Qwen2.5 models",
    ),
    Template(
        "simplerl-abel",
        "Question:\n{question}\nAnswer:\nLet's think step by step.\n",
        None,
        "arXiv:2503.18892 (SimpleRL-Zoo, for models that follow no instructions)",
    ),
    Template(
        "dapo",
        "Solve the following math problem step by step. The last line of your response should be of the form Answer: "
        "$Answer (without quotes) where $Answer is the answer to the problem.\n\n{question}\n\nRemember to put your "
        'answer on its own line after "Answer:".',
        None,
        "arXiv:2503.14476; the dataset BytedTsinghua-SIA/DAPO-Math-17k",
    ),
    Template(
        "r1-summary",
        "{question}",
        Layout.named("special_token"),
        "arXiv:2501.12948, section 2.3.1: the form of the cold-start data; its prompt was not published",
    ),
)
TEMPLATES = {template.name: template for template in _ALL}


def named(name: str) -> Template:
    """The template of that name.

    Raises:
        ConfigError: there is none; offers the nearest.
    """
    if name not in TEMPLATES:
        raise ConfigError(f"there is no template {name!r}. {nearest(name, TEMPLATES)}")
    return TEMPLATES[name]


def of_delimiters(name: str, text: str, layout: str, prefilled: bool = False) -> Template:
    """A template of your own.

    Args:
        name: its name, for messages.
        text: the prompt, with ``{question}``.
        layout: the form, as for `rewardry.text.layout.Layout`: ``<think>{think}</think><answer>{answer}</answer>``.
        prefilled: write the form's first delimiter at the end of the prompt.

    Raises:
        ConfigError: the prompt has no place for the question.
        ValueError: the layout is none.
    """
    if "{question}" not in text:
        raise ConfigError(f"template {name!r} has no place for the question; write {{question}} into its text")
    form = Layout(layout)
    return Template(name, text, form, "", prefilled=form.pieces[0].literal if prefilled else "")
