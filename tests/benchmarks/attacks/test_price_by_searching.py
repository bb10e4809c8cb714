"""The price of a reward whose cheapest text is known beforehand, against a search that is written out."""

import itertools

import pytest

from rewardry.benchmarks.attacks.family import Family, Template
from rewardry.benchmarks.attacks.price import Search, price
from rewardry.benchmarks.attacks.settling import settle
from rewardry.benchmarks.attacks.source import Tasks
from rewardry.benchmarks.attacks.target import Paid
from rewardry.benchmarks.attacks.task import Task
from rewardry.benchmarks.attacks.tokens import count
from rewardry.types import Sample


def boxed(text, sample):
    return f"\\boxed{{{sample.reference}}}" in text


@pytest.fixture
def priced(planned, sums):
    """The price of a target, of some answers."""

    def of(pays, *answers, kind="recipe", at_least=None, budget=400, families=()):
        tasks, unusable = settle(sums(*(answers or ("12", "30", "57"))), planned(boxed))
        return price(planned(pays, kind), Tasks("here", None, tasks, unusable), families, at_least, budget)

    return of


def told(pieces):
    return lambda text, sample: 1.0 if all(piece in text for piece in pieces) else 0.0


@pytest.mark.parametrize(
    "pieces",
    [
        ("<think>", "</think>"),
        ("<answer>", "0"),
        ("\\boxed{",),
        ("answer",),
        ("```",),
    ],
)
def test_the_cheapest_blind_text_is_what_is_looked_for_and_no_more(priced, pieces):
    """No text with these pieces has fewer tokens than the pieces themselves."""
    found = priced(told(pieces), at_least=1.0)
    assert found["blind"]["tokens"] == sum(map(count, pieces))
    assert all(piece in found["blind"]["text"] for piece in pieces)
    assert count(found["blind"]["text"]) == found["blind"]["tokens"]
    assert found["blind"]["earns"] == 1.0


def test_what_pays_for_nothing_costs_nothing(priced):
    found = priced(lambda text, sample: 1.0)
    assert found["blind"] == {"tokens": 0, "text": "", "earns": 1.0}


def test_what_pays_for_the_answer_alone_has_no_blind_price(priced):
    found = priced(boxed, kind="verifier")
    assert found["blind"] == {"tokens": None, "text": None, "earns": None}
    assert (found["honest"], found["at_least"]) == (1.0, 1.0)
    # A closing brace is wanted, so that no piece can be left out of the box.
    assert found["with_answer"] == {"tokens": count("\\boxed{12}"), "text": "\\boxed{{right}}", "earns": 1.0}


def test_a_text_must_be_paid_on_every_task(priced):
    """A zero is right on one of two: what is paid there alone is no price, and the worst task is what counts."""
    assert priced(lambda text, sample: float(sample.reference in text), "0", "30")["blind"]["tokens"] is None
    worse = priced(lambda text, sample: 2.0 if sample.reference == "12" else 1.0, at_least=1.0)
    assert worse["blind"]["earns"] == 1.0


def test_the_answer_is_priced_on_the_task_where_it_is_longest(priced):
    found = priced(lambda text, sample: float(sample.reference in text), "7", "1234567890")
    assert (found["with_answer"]["text"], found["with_answer"]["tokens"]) == ("{right}", 4)  # ten digits, three a token


def test_what_is_wanted_is_what_an_honest_answer_earns_unless_it_is_said(priced):
    def pays(text, sample):
        return 2.0 if boxed(text, sample) else 0.5

    assert priced(pays)["at_least"] == 2.0
    assert priced(pays)["blind"]["tokens"] is None
    cheap = priced(pays, at_least=0.5)
    assert (cheap["at_least"], cheap["blind"]["tokens"]) == (0.5, 0)


def test_an_honest_answer_is_asked_for_in_the_first_form_that_is_paid(priced):
    found = priced(lambda text, sample: (2.0 if "<think>" in text else 1.0) * boxed(text, sample))
    assert found["honest"] == 2.0  # the box between tags, and not the box alone
    assert priced(lambda text, sample: Paid("abstain", "", False, None, 0.0))["honest"] == 0.0


def test_tasks_of_one_kind_are_priced(planned):
    """A text that is paid for an answer is no program; the kind of the first task is taken."""
    program = Task("p", Sample(completion="", reference={"tests": []}), (), ("x", "y"), "program", "f()", ("block",))
    answer = Task("a", Sample(completion="", reference="12"), (), ("x", "y"), "answer", "12", ("box",))
    for tasks in ([program, answer, answer], [answer, program]):
        target = planned(lambda text, sample: 1.0, "recipe")
        found = price(target, Tasks("here", None, tasks, 0), (), None, 50)
        assert found["tasks"]["rows"] == 1
        assert {type(sample.reference) for sample in target.asked} == {type(tasks[0].sample.reference)}


def test_an_undecided_text_is_not_paid(priced):
    undecided = Paid("abstain", "", False, None, 0.0)
    found = priced(lambda text, sample: boxed(text, sample) if "\\boxed" in text else undecided)
    assert (found["blind"]["tokens"], found["with_answer"]["text"]) == (None, "\\boxed{{right}}")


def test_no_more_texts_are_tried_than_the_budget_has(planned, sums):
    tasks, _ = settle(sums("12", "30"), planned(boxed))
    target = planned(lambda text, sample: 1.0, "recipe")
    search = Search(target, tasks, 1.0, 7)
    search.cheapest("a" * n for n in range(30, 0, -1))
    assert len(search.tried) == 7
    assert len(target.asked) == 7 * len(tasks)


def test_no_text_is_asked_for_twice(planned, sums):
    target = planned(told(["b"]), "recipe")
    Search(target, sums("12"), 1.0, 100).cheapest(["a b a b", "a b a b", "b a"])
    texts = [sample.text for sample in target.asked]
    assert len(texts) == len(set(texts))


def test_the_search_is_no_dearer_than_one_piece_after_the_other(planned, sums):
    """Of a text of six words the reward wants any two: the cheapest of all texts of its pieces is what is found."""
    words = ("one", "twotwotwo", "3", "four", "fivefivefive", "6")

    def pays(text, sample):
        return float(sum(word in text for word in words) >= 2)

    pieces = " ".join(words).replace(" ", "| |").split("|")
    kept = itertools.product((False, True), repeat=len(pieces))
    every = ("".join(itertools.compress(pieces, some)) for some in kept)
    cheapest = min(count(text) for text in every if pays(text, None))
    found = Search(planned(pays, "recipe"), sums("12"), 1.0, 500).cheapest([" ".join(words)])
    assert found.tokens == cheapest == 1  # two digits side by side are one token


def test_a_search_without_a_paid_seed_finds_nothing(planned, sums):
    assert Search(planned(lambda t, s: 0.0, "recipe"), sums("12"), 1.0, 50).cheapest(["a", "b"]) is None
    assert Search(planned(lambda t, s: 1.0, "recipe"), sums("12"), 1.0, 50).cheapest([]) is None


def test_families_are_where_the_search_begins(priced):
    """The word is in no plain form; a template that knows the wrong answer is no blind text."""

    def seeded(text):
        made = Template(text, None, False, "refuse", frozenset({"answer"}), None, None, None)
        return Family("f", "", "", (made,), ())

    def pays(text, sample):
        return told(["abracadabra"])(text, sample)

    assert priced(pays, at_least=1.0)["blind"]["tokens"] is None
    assert priced(pays, at_least=1.0, families=[seeded("say abracadabra")])["blind"]["text"] == "abracadabra"
    assert priced(pays, at_least=1.0, families=[seeded("abracadabra «wrong»")])["blind"]["tokens"] is None
    with_answer = priced(pays, at_least=1.0, families=[seeded("abracadabra «right»")])
    assert (with_answer["blind"]["tokens"], with_answer["with_answer"]["text"]) == (None, "abracadabra{right}")


def test_four_tasks_with_different_answers_are_enough(priced):
    found = priced(boxed, "12", "12", "30", "x", "X", "57", "91", "24")
    assert found["tasks"]["rows"] == 4
