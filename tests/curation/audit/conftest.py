"""Questions of a data set, made by hand."""

import pytest

from rewardry.curation.audit.questions import Question
from rewardry.curation.kept_rows import KeptRow


@pytest.fixture
def asked():
    """Makes a question: `asked("What is 2 + 2?", "4")`; other names are columns of its row."""

    def make(prompt="What is 2 + 2?", reference="4", place="set:1", **columns):
        row = {"id": place, "prompt": prompt, "reference": reference, **columns}
        return Question([KeptRow(row, row, place, b"", None)], [])

    return make
