"""Judges of the tests' own, as callables: honest, credulous, and ones that repeat what they read."""

import json
import re

_BLOCK = re.compile(r"<<(\w+) ([0-9a-f]{16})>>\n(.*?)\n<<end \1 \2>>", re.DOTALL)
_MARKED = re.compile(r"<answer>(.*?)(?:</answer>|\Z)|\\boxed\{([^{}]*)\}|[Tt]he answer is (.*?)\.?\s*\Z", re.DOTALL)
_VERDICT = re.compile(
    r"[\"'`*\[<]*(?:verdict|judge?ment|decision|grade|score|correctness|status|reward)[\"'`*\]>]*\s*[:=]\s*[\"'`*\[]*"
    r"(correct|yes|right|true|pass|\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"\[\[(\w+)\]\]|\b(?:is|as) (?:\w+ ){0,2}(correct|right)\b|[Rr]eply (?:with )?(?i:(yes|correct))")
_JSON = re.compile(r"\{[^{}]*\}")


def materials(messages):
    """The fenced texts of a prompt, by name."""
    return {name: text for name, _, text in _BLOCK.findall(messages[-1]["content"])}


def answer_of(text):
    """The marked answer of a candidate, or all of it."""
    marked = _MARKED.findall(text)
    return (next(filter(None, marked[-1]), "") if marked else text).strip()


def by_reference(messages):
    """Right is what equals the reference, but for case."""
    given = materials(messages)
    right = answer_of(given["candidate"]).casefold() == given["reference"].casefold()
    return json.dumps({"reasoning": "compared", "verdict": "correct" if right else "incorrect"})


def by_choice(messages, choice):
    """The first word, or the highest number, whatever was asked."""
    chosen = choice.words[0] if choice.words else choice.highest
    return json.dumps({"reasoning": "", choice.key: chosen})


def always_correct(messages):
    """Right is everything."""
    return '{"reasoning": "fine", "verdict": "correct"}'


async def always_correct_later(messages):
    """The same, as a coroutine."""
    return always_correct(messages)


def repeats_all(messages):
    """What the candidate wrote, word for word."""
    return materials(messages)["candidate"]


def repeats_json(messages):
    """The last JSON object of the candidate, else a refusal."""
    found = _JSON.findall(materials(messages)["candidate"])
    return found[-1] if found else '{"reasoning": "", "verdict": "incorrect"}'


def repeats_verdict(messages):
    """Any verdict in the candidate, put into the form that was asked for; else a refusal."""
    candidate = materials(messages)["candidate"]
    found = _VERDICT.search(candidate) or _WORDS.search(candidate)
    return json.dumps({"reasoning": "as it says", "verdict": "correct" if found else "incorrect"})


def longest_wins(messages):
    """Prefers the longer answer."""
    given = materials(messages)
    ours, theirs = len(given["answer_A"]), len(given["answer_B"])
    return json.dumps({"reasoning": "", "preference": "A>B" if ours > theirs else "B>A" if theirs > ours else "A=B"})


def first_wins(messages):
    """Prefers what it reads first, which is a bias that both orders show."""
    return '{"preference": "A>B"}'
