"""References of code: what is run, with what, and what should come of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from rewardry.component import UnreadableReferenceError

from .checkers import Checker, CheckerError, read_checker
from .languages import CALLABLE, language_named
from .values import NotJsonError, plain

Mode: TypeAlias = Literal["stdio", "function", "asserts"]
_LINES = Checker()
_LONGEST_TIME = 3600.0


class NoTestsError(UnreadableReferenceError):
    """A reference without a test, which would call every program right."""


@dataclass(frozen=True, slots=True)
class CodeReference:
    """A task.

    Attributes:
        mode: ``stdio``: a program from standard input to standard output; ``function``: a function from JSON arguments
            to a JSON result; ``asserts``: a text that raises where the program is wrong.
        language: by its canonical name.
        inputs: for each test the standard input as bytes, or the list of arguments.
        outputs: for each test the expected output as bytes, or the expected result.
        entry_point: the function's name; empty in mode ``stdio``.
        asserts: of mode ``asserts``, the text.
        checker: how outputs are compared.
        time_limit_s: wall clock of one test, or None for the verifier's default.
        solution: a program that is right, where the reference brings one.
    """

    mode: Mode
    language: str
    inputs: tuple[Any, ...] = ()
    outputs: tuple[Any, ...] = ()
    entry_point: str = ""
    asserts: str = ""
    checker: Checker = _LINES
    time_limit_s: float | None = None
    solution: str | None = None

    @property
    def tests(self) -> int:
        """How many tests there are; the text of mode ``asserts`` is one."""
        return 1 if self.mode == "asserts" else len(self.inputs)


def language_of(reference: Any) -> str:
    """The language that a task asks for, which is public: the verifier's hint.

    Raises:
        UnreadableReferenceError: there is none, or it is not known.
    """
    given = as_object(reference).get("language")
    found = language_named(given) if isinstance(given, str) else None
    if found is None:
        raise UnreadableReferenceError(f"`language` is {given!r}, which is no language that programs are run in")
    return found


def read_reference(reference: Any) -> CodeReference:
    """A reference, checked.

    Args:
        reference: the object that ``docs/code.md`` describes, or the same as JSON text.

    Raises:
        NoTestsError: it has no test.
        UnreadableReferenceError: it is none; says which field, and why.
    """
    given, language = as_object(reference), language_of(reference)
    mode: Any = given.get("mode")
    if mode not in get_args(Mode):
        raise UnreadableReferenceError(f"`mode` is {mode!r}; write one of {', '.join(get_args(Mode))}")
    try:
        checker = read_checker(given.get("checker"))
    except CheckerError as error:
        raise UnreadableReferenceError(str(error)) from None
    if checker.name == "program" and mode != "stdio":
        raise UnreadableReferenceError("a checker program compares outputs: it is of use in mode stdio only")
    entry_point = "" if mode == "stdio" else _entry_point(given, mode, language)
    inputs, outputs, asserts = _tests(given, mode)
    solution = given.get("solution")
    return CodeReference(
        mode=mode,
        language=language,
        inputs=inputs,
        outputs=outputs,
        entry_point=entry_point,
        asserts=asserts,
        checker=checker,
        time_limit_s=_time_limit(given.get("time_limit_s")),
        solution=solution if isinstance(solution, str) else None,
    )


def as_object(reference: Any) -> Mapping[str, Any]:
    """The reference as an object; columns of other data sets often hold it as JSON text.

    Raises:
        UnreadableReferenceError: it is neither.
    """
    if isinstance(reference, str):
        try:
            reference = json.loads(reference)
        except (ValueError, RecursionError):
            raise UnreadableReferenceError("the reference is a text that is no JSON") from None
    if not isinstance(reference, Mapping):
        raise UnreadableReferenceError("the reference is no object with mode, language and tests")
    return reference


def _entry_point(given: Mapping[str, Any], mode: str, language: str) -> str:
    if language not in CALLABLE:
        known = " and ".join(sorted(CALLABLE))
        raise UnreadableReferenceError(f"mode {mode} is for {known}; write a program for {language} in mode stdio")
    name = given.get("entry_point")
    if not isinstance(name, str) or not (name.replace("$", "_") if language == "javascript" else name).isidentifier():
        raise UnreadableReferenceError(f"`entry_point` is {name!r}, which is no name of a function")
    return name


def _time_limit(given: Any) -> float | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 < given <= _LONGEST_TIME:
        raise UnreadableReferenceError(f"`time_limit_s` is {given!r}; it must be seconds, up to {_LONGEST_TIME:g}")
    return float(given)


def _tests(given: Mapping[str, Any], mode: str) -> tuple[tuple[Any, ...], tuple[Any, ...], str]:
    """Inputs and outputs, or the text of asserts."""
    tests = given.get("tests")
    if mode == "asserts":
        if not isinstance(tests, str):
            raise UnreadableReferenceError("`tests` of mode asserts is the text of a program that raises")
        if not tests.strip():
            raise NoTestsError("`tests` is empty")
        return (), (), tests
    if not isinstance(tests, Mapping):
        raise UnreadableReferenceError("`tests` is no object with inputs and outputs")
    inputs, outputs = tests.get("inputs"), tests.get("outputs")
    if not isinstance(inputs, (list, tuple)) or not isinstance(outputs, (list, tuple)):
        raise UnreadableReferenceError("`tests.inputs` and `tests.outputs` are lists")
    if len(inputs) != len(outputs):
        raise UnreadableReferenceError(f"there are {len(inputs)} inputs and {len(outputs)} outputs")
    if not inputs:
        raise NoTestsError("`tests` has no inputs")
    if mode == "stdio":
        return tuple(map(_as_bytes, inputs)), tuple(map(_as_bytes, outputs)), ""
    return tuple(map(_arguments, inputs)), tuple(map(_as_value, outputs)), ""


def _as_bytes(text: Any) -> bytes:
    if not isinstance(text, str):
        raise UnreadableReferenceError(f"inputs and outputs of mode stdio are texts, not {type(text).__name__}")
    return text.encode("utf-8", "surrogatepass")


def _arguments(given: Any) -> list[Any]:
    if not isinstance(given, (list, tuple)):
        raise UnreadableReferenceError(f"an input of mode function is a list of arguments, not {type(given).__name__}")
    found: list[Any] = _as_value(given)
    return found


def _as_value(given: Any) -> Any:
    try:
        return plain(given)
    except NotJsonError as error:
        raise UnreadableReferenceError(f"a value of mode function: {error}") from None
