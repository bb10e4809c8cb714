"""Sql: whether a query gives what the reference's query gives, on every state of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import Field

from rewardry.component import AnswerVerifier, Extraction, Needs, Runs, needs
from rewardry.text.answers import select_answer, select_block
from rewardry.text.code_blocks import find_code_blocks
from rewardry.text.wrappers import strip_wrappers
from rewardry.types import Verdict

from .comparison import same_result
from .database import QueryError, run
from .queries import LONGEST, RefusedQueryError, read_query
from .references import Limits, Prepared, State, UndistinguishingError, prepare

if TYPE_CHECKING:
    from rewardry.testing.case import Case

# The tags of fences around a query; some have none.
_LANGUAGES = frozenset({
    "", "bigquery", "duckdb", "mysql", "plsql", "postgres", "postgresql", "psql", "sql", "sqlite", "sqlite3", "tsql",
})  # fmt: skip
_LONGEST_SHOWN = 500


class Sql(AnswerVerifier):
    """A query in SQL, run beside the reference's on several states of a small database; the results must be the same.

    The reference is ``{"schema": DDL, "states": [...], "query": SQL}``. The schema is a script, or ``{"tables": {name:
    {column: type}}}``; a state is a script of inserts, or ``{table: [[value, ...], ...]}``. To the states given come
    `mutations` smaller ones made of them (rows taken away so that keys and inclusions between columns still hold), on
    which the reference's query gives something else: a query that writes down what it saw fails there.

    The answer is one SELECT (or VALUES, or WITH ... SELECT) in the reference's ``dialect`` (SQLite's by default; any
    other is read and written anew by sqlglot). It runs in a database in memory whose authorizer lets it read tables and
    call functions of a list, for a number of steps that is the same on every machine, and in a worker process.

    Rows are compared in order where the reference's query has an ORDER BY outside of subqueries, or the reference says
    ``ordered``, and rows that tie in any order; else as multisets. The number of columns counts, and so does their
    order, but not their names. NULL equals NULL, numbers are equal within `tolerance`, a number is no text. A query
    that is right on one state and wrong on another is wrong. A state on which the reference's result depends on how
    rows are stored is left out. Where the reference gives no rows on any state, or the same on all, nothing is decided:
    ``reference-undistinguishing``.

    Attributes:
        mutations: so many smaller states are made; 0 for none.
        column_order: whether the columns have to stand in the reference's order.
        tolerance: of numbers that are not both whole, relative and absolute; from 0.
        max_steps: steps of SQLite's machine that a query may take on a state.
        max_rows: rows that a query may give.
    """

    runs: ClassVar[Runs] = "worker"
    extra: ClassVar[str | None] = "logic"
    requires: ClassVar[tuple[str, ...]] = ("sqlglot",)
    memory_limit_mb: ClassVar[int | None] = 1024

    mutations: int = Field(3, ge=0, le=10)
    column_order: bool = True
    tolerance: float = Field(1e-6, ge=0, lt=1)
    max_steps: int = Field(5_000_000, ge=1000, le=100_000_000)
    max_rows: int = Field(10_000, ge=1, le=100_000)

    def needs(self) -> Needs:
        """The completion, the prompt, and a reference that is an object."""
        return needs("prompt", "reference", reference="object")

    def examples(self) -> list[Case]:
        """Right queries in other forms, and wrong ones that come near."""
        from rewardry.testing.case import Case

        question = "Table people(id, name, age). Who is older than 30? Give the names, the oldest first."
        rows = [[1, "Ann", 41], [2, "Bob", 29], [3, "Cy", 35], [4, "Di", 30], [5, "Eve", 52]]
        query = "SELECT name FROM people WHERE age > 30 ORDER BY age DESC"
        reference = {
            "schema": {"tables": {"people": {"id": "INTEGER PRIMARY KEY", "name": "TEXT", "age": "INTEGER"}}},
            "states": [{"people": rows}, {"people": rows[1:4]}],
            "query": query,
        }
        right = [
            f"<answer>{query};</answer>",
            "```sql\nSELECT p.name FROM people AS p WHERE NOT p.age <= 30 ORDER BY -p.age\n```",
            "<answer>WITH old AS (SELECT * FROM people WHERE age > 30) SELECT name FROM old ORDER BY age DESC</answer>",
        ]
        wrong = [
            "<answer>SELECT name FROM people WHERE age >= 30 ORDER BY age DESC</answer>",
            "<answer>SELECT name FROM people WHERE age > 30</answer>",
            "<answer>SELECT name, age FROM people WHERE age > 30 ORDER BY age DESC</answer>",
            "<answer>VALUES ('Eve'), ('Ann'), ('Cy')</answer>",
            "<answer>DROP TABLE people</answer>",
            f"<answer>{query}; DELETE FROM people</answer>",
            "The names of the people older than 30.",
        ]
        unclear = {**reference, "query": "SELECT name FROM people WHERE age > 300"}
        count = "SELECT COUNT(*) FROM people"
        counted = {**reference, "query": count}
        return [
            *(Case(text, "correct", question, reference, answer=query) for text in right),
            *(Case(text, "incorrect", question, reference, answer=query) for text in wrong),
            Case(right[0], "abstain", question, unclear),
            Case("<answer>SELECT COUNT(id) FROM people</answer>", "correct", "How many people?", counted, answer=count),
            Case("<answer>SELECT 5</answer>", "incorrect", "How many people?", counted, answer=count),
        ]

    def hint(self, reference: Any) -> str:
        """The dialect; a reference that cannot be read is refused here, before the answer is looked at."""
        prepared = self._prepared(reference)
        return prepared.dialect if isinstance(prepared, Prepared) else "sqlite"

    def extract(self, text: str, hint: Any) -> Extraction:
        """The query: of the last answer block, or of the last code block in SQL, or the whole text."""
        block = select_block(text)
        if block.reason == "ambiguous":
            return Extraction(None, block.reason)
        inside = text if block.kind is None else block.answer or ""
        codes = [one for one in find_code_blocks(inside) if one.closed and one.language in _LANGUAGES]
        if codes:
            found: str | None = codes[-1].code.of(inside)
        elif block.kind is not None:
            found = strip_wrappers(inside)
        else:
            found = select_answer(text, longest_unmarked=LONGEST).answer
        if not found or not found.strip():
            return Extraction(None, "no-answer")
        return Extraction(found.strip())

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the query gives the reference's result on every state."""
        prepared = self._prepared(reference)
        if isinstance(prepared, UndistinguishingError):
            return Verdict("abstain", reason="reference-undistinguishing", details={"why": str(prepared)})
        shown = answer[:_LONGEST_SHOWN]
        try:
            query = read_query(answer, prepared.dialect)
        except RefusedQueryError as error:
            return Verdict("incorrect", reason=str(error), extracted=shown)
        for at, state in enumerate(prepared.states):
            try:
                reason = self._difference(query.sql, state)
            except QueryError as error:
                details = {"state": at, "error": error.what}
                return Verdict("incorrect", reason=error.reason, details=details, extracted=shown)
            if reason:
                return Verdict("incorrect", reason=reason, details={"state": at}, extracted=shown)
        return Verdict("correct", reason="equal.result", extracted=shown)

    def _prepared(self, reference: Any) -> Prepared | UndistinguishingError:
        """The reference made ready, or why no answer can be told from a constant.

        Raises:
            UnreadableReferenceError: it cannot be read.
        """
        try:
            return prepare(reference, Limits(self.max_steps, self.max_rows, self.mutations))
        except UndistinguishingError as error:
            return error

    def _difference(self, sql: str, state: State) -> str:
        """How a query's result differs on a state, or "".

        Raises:
            QueryError: the query does not end well.
        """
        found = run(state.database, sql, self.max_steps, self.max_rows)
        if found.width != state.result.width:
            return "other-columns"
        same = same_result(found, state.result, state.ends, self.tolerance, self.column_order)
        return "" if same else "not-equal"
