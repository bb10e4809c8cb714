"""Answers that are JSON of a schema."""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from rewardry.component import AnswerVerifier, Extraction, Needs, Runs, UnreadableReferenceError, needs
from rewardry.text.answers import select_block
from rewardry.text.code_blocks import find_code_blocks
from rewardry.text.spans import Span
from rewardry.text.strict_json import LONGEST, JsonError, load_json
from rewardry.types import Verdict

from .json_formats import FORMATS

if TYPE_CHECKING:
    from rewardry.testing.case import Case

_LONGEST_SCHEMA = 200_000
_DEEPEST_SCHEMA = 100
_LONGEST_SHOWN = 200
_MOST_ERRORS = 5


class JsonSchema(AnswerVerifier):
    """The answer is JSON that a schema describes (Draft 2020-12, or the draft that its ``$schema`` names).

    The reference is the schema, as an object or as JSON text. The answer is what stands in the answer tags, or all that
    follows the reasoning: JSON as a whole, or one code block around which may be prose. A key that stands twice, NaN,
    more than 20,000 characters and more than 20 levels are refused. References in the schema lead to the schema itself,
    never to a file or an address. Patterns of the schema are tried in a worker process, which is killed at the
    deadline.

    Attributes:
        formats: whether ``format`` is an assertion: date, time, date-time, email, hostname, ipv4, ipv6, uuid, uri and
            json-pointer are checked, and a schema with another one is undecided. Off, a format says nothing.
    """

    runs: ClassVar[Runs] = "worker"
    extra: ClassVar[str | None] = "logic"
    requires: ClassVar[tuple[str, ...]] = ("jsonschema", "referencing")
    source: ClassVar[str | None] = "json-schema.org/draft/2020-12"

    formats: bool = False

    def needs(self) -> Needs:
        """The completion, and a reference that is a schema or its text."""
        return needs("reference", reference=("object", "string"))

    def examples(self) -> list[Case]:
        """JSON of a schema, and some that comes near."""
        from rewardry.testing.case import Case

        person = {
            "type": "object",
            "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer", "minimum": 0}},
            "required": ["name", "age"],
            "additionalProperties": False,
        }
        asked = ("Describe Ada as JSON with name and age.", person)
        primes = {"type": "array", "items": {"type": "integer"}, "minItems": 3, "uniqueItems": True}
        numbers = ("List three primes as JSON.", json.dumps(primes))
        ada = '{"name": "Ada", "age": 36}'
        return [
            Case(f"<answer>{ada}</answer>", "correct", *asked, answer=ada),
            Case(f"Here it is:\n```json\n{ada}\n```\nAnything else?", "correct", *asked, answer=ada),
            Case('{"name": "Ada"}', "incorrect", *asked, answer=ada),
            Case('{"name": "Ada", "age": 36.5}', "incorrect", *asked, answer=ada),
            Case('{"name": "Ada", "age": 36, "age": 37}', "incorrect", *asked, answer=ada),
            Case('{"name": "Ada", "age": NaN}', "incorrect", *asked, answer=ada),
            Case("<think>2, 3, 5</think>\n[2, 3, 5]", "correct", *numbers, answer="[2, 3, 5]"),
            Case("[2, 3, 3]", "incorrect", *numbers, answer="[2, 3, 5]"),
            Case(ada, "abstain", asked[0], {"type": "person"}),
        ]

    def hint(self, reference: Any) -> None:
        """Nothing; a schema that cannot be read is refused here, before the answer is looked at."""
        self._validator(reference)

    def extract(self, text: str, hint: Any) -> Extraction:
        """The answer block or the whole text; of that the one code block, if any."""
        block = select_block(text)
        if block.reason == "ambiguous":
            return Extraction(None, "ambiguous")
        inside = text if block.answer is None else block.answer
        blocks = [found.code for found in find_code_blocks(inside) if found.closed]
        codes = {code.of(inside).strip() for code in blocks}
        if len(codes) > 1 or (codes and block.answer is not None and _says_more(inside, blocks)):
            return Extraction(None, "ambiguous")
        answer = codes.pop() if codes else inside.strip()
        if len(answer) > LONGEST:
            return Extraction(None, "over-limit")
        return Extraction(answer or None, "no-answer")

    def check(self, answer: str, reference: Any, question: str) -> Verdict:
        """Whether the JSON is of the schema; the details name up to five places where it is not."""
        validator = self._validator(reference)
        shown = answer[:_LONGEST_SHOWN]
        try:
            value = load_json(answer)
        except JsonError as error:
            return Verdict("incorrect", reason=error.reason, details={"why": str(error)}, extracted=shown)
        errors = _errors(validator, value)
        if errors:
            return Verdict("incorrect", reason="not-of-schema", details={"errors": errors}, extracted=shown)
        return Verdict("correct", reason="of-schema", extracted=shown)

    def _validator(self, reference: Any) -> Any:
        try:
            text = reference if isinstance(reference, str) else json.dumps(reference)
        except (TypeError, ValueError, RecursionError) as error:
            raise UnreadableReferenceError(f"the schema has no JSON form: {error}") from None
        return _validator(text, self.formats)


def _says_more(inside: str, blocks: Sequence[Span]) -> bool:
    """Whether JSON of its own stands before the first code block of an answer or behind the last, on its own lines."""
    pieces = inside[: blocks[0].start], inside[blocks[-1].end :]
    return any(_OBJECT.search(piece) is not None for piece in pieces)


# Lines from a brace to a brace; braces within a sentence are prose.
_OBJECT = re.compile(r"^[ \t]*+\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[ \t]*$", re.MULTILINE)


def _errors(validator: Any, value: Any) -> list[str]:
    """The first errors of a value, each with its place.

    Raises:
        UnreadableReferenceError: the schema refers to what is not there, or to itself without end.
    """
    from referencing.exceptions import Unresolvable

    try:
        found = list(itertools.islice(validator.iter_errors(value), _MOST_ERRORS))
    except Unresolvable as error:
        raise UnreadableReferenceError(f"the schema refers to {error.ref!r}, which it does not contain") from None
    except RecursionError:
        raise UnreadableReferenceError("the schema refers to itself without end") from None
    return [f"{error.json_path[:80]}: {error.message[:_LONGEST_SHOWN]}" for error in found]


@functools.lru_cache(maxsize=64)
def _validator(schema: str, formats: bool) -> Any:
    """The validator of a schema; kept, since all completions of a prompt are checked with the same.

    Raises:
        UnreadableReferenceError: it is no schema.
    """
    from jsonschema import validators
    from jsonschema.exceptions import SchemaError
    from referencing import Registry
    from referencing.jsonschema import SchemaRegistry

    try:
        found = load_json(schema, longest=_LONGEST_SCHEMA, deepest=_DEEPEST_SCHEMA)
    except JsonError as error:
        raise UnreadableReferenceError(f"the schema is no JSON: {error}") from None
    if not isinstance(found, Mapping) or not found:
        raise UnreadableReferenceError("the schema is no object that says something")
    if not isinstance(found.get("$schema", ""), str):
        raise UnreadableReferenceError(
            f"the schema's `$schema` is {found['$schema']!r}; the address of a draft is wanted"
        )
    kind = validators.validator_for(found, default=validators.Draft202012Validator)
    try:
        kind.check_schema(found)
    except SchemaError as error:
        raise UnreadableReferenceError(f"the schema is none: {error.json_path}: {error.message[:200]}") from None
    outside = [ref for ref in _texts_under("$ref", found) if not ref.startswith("#")]
    if outside and not any(_texts_under("$id", found)):
        raise UnreadableReferenceError(f"the schema refers to {outside[0]!r}; it may refer to itself alone")
    asked = set(_texts_under("format", found)) - FORMATS.keys() if formats else set()
    if asked:
        raise UnreadableReferenceError(f"nothing here can check the format {min(asked)!r}; set formats=false")
    nothing_else: SchemaRegistry = Registry()
    exact = validators.extend(kind, {"multipleOf": _multiple_of})
    return exact(found, registry=nothing_else, format_checker=_checker() if formats else None)


def _multiple_of(validator: Any, divisor: float, value: Any, schema: Any) -> Iterator[Exception]:
    """The error of a number that is no multiple, by the decimals as they are written: 19.99 is one of 0.01."""
    from jsonschema import ValidationError

    if validator.is_type(value, "number") and Fraction(str(value)) % Fraction(str(divisor)):
        yield ValidationError(f"{value!r} is not a multiple of {divisor}")


# Keywords whose value is data, and those whose value names schemas as it likes.
_DATA = frozenset({"const", "default", "enum", "examples"})
_BY_NAME = frozenset({"$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"})


def _texts_under(key: str, schema: Any) -> Iterator[str]:
    """The texts that a schema and those within it have for a keyword, however deep."""
    if isinstance(schema, list):
        for part in schema:
            yield from _texts_under(key, part)
    if not isinstance(schema, Mapping):
        return
    if isinstance(schema.get(key), str):
        yield schema[key]
    for keyword, part in schema.items():
        if keyword in _BY_NAME and isinstance(part, Mapping):
            yield from _texts_under(key, list(part.values()))
        elif keyword not in _DATA:
            yield from _texts_under(key, part)


def _checker() -> Any:
    """Checks the formats that are known here; what is no text has no format."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, is_of_format in FORMATS.items():
        checker.checks(name)(functools.partial(_is_of_format, is_of_format))
    return checker


def _is_of_format(is_of_format: Any, value: Any) -> bool:
    return not isinstance(value, str) or is_of_format(value)
