"""The suite of generators finds rows that are none, and solutions that their verifier does not accept."""

import pytest

from rewardry import get
from rewardry.testing.suites.generators import GeneratorSuite


@pytest.mark.parametrize("name", ["MakesTooMany", "MakesTuples"])
def test_rows_that_are_none_are_found(planted, name):
    GeneratorSuite().test_rows_are_rows(planted("HonestGenerator"), 5)
    with pytest.raises(AssertionError):
        GeneratorSuite().test_rows_are_rows(planted(name), 5)


def test_a_solution_that_is_not_accepted_is_found_with_its_row(planted):
    suite, sums = GeneratorSuite(), planted("HonestGenerator")
    suite.test_solutions_are_right(sums, get("text.exact"), 5)
    with pytest.raises(AssertionError, match="sum-0-5-0: "):
        suite.test_solutions_are_right(sums, planted("NeverRight"), 5)
    suite.solution = lambda row: "<answer>nothing</answer>"
    with pytest.raises(AssertionError, match=r"sum-0-5-0: .*incorrect"):
        suite.test_solutions_are_right(sums, get("text.exact"), 5)
    with pytest.raises(pytest.skip.Exception, match="override the fixture `verifier` to have the solutions verified"):
        suite.test_solutions_are_right(sums, None, 5)
