"""What a constraint is: its parameters, and a rule over the text of a response."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _no_truth_value(given: Any) -> Any:
    if isinstance(given, bool):
        raise ValueError(f"{str(given).lower()} is no number")
    return given


NoTruthValue = BeforeValidator(_no_truth_value)
Relation: TypeAlias = Literal["less than", "at least"]
Count: TypeAlias = Annotated[int, Field(ge=0), NoTruthValue]
Position: TypeAlias = Annotated[int, Field(ge=1), NoTruthValue]
Percentage: TypeAlias = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), NoTruthValue]


def _says_something(text: str) -> str:
    if not text.strip():
        raise ValueError("it is blank")
    return text.strip()


Phrase: TypeAlias = Annotated[str, AfterValidator(_says_something)]
Phrases: TypeAlias = Annotated[tuple[Phrase, ...], Field(min_length=1)]


class NeedsExtraError(Exception):
    """A constraint cannot be decided without a package that is not installed."""


class Constraint(BaseModel):
    """One instruction that a response keeps or does not. Subclasses define `kept`; their fields are required.

    Class attributes:
        id: its name in references.
        source: the data set that it is of, ``IFEval`` or ``IFBench``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: ClassVar[str]
    source: ClassVar[Literal["IFEval", "IFBench"]]

    def kept(self, text: str) -> bool:
        """Whether a response keeps it.

        Args:
            text: the response, or a variant of it; it says something. Time is linear in its length.

        Raises:
            NeedsExtraError: a package is wanted for this text.
        """
        raise NotImplementedError(f"{type(self).__name__} does not define kept")


class IFEvalConstraint(Constraint):
    """A constraint of IFEval (Zhou et al., arXiv:2311.07911)."""

    source: ClassVar[Literal["IFEval", "IFBench"]] = "IFEval"


class IFBenchConstraint(Constraint):
    """A constraint of IFBench (Pyatkin et al., arXiv:2507.02833)."""

    source: ClassVar[Literal["IFEval", "IFBench"]] = "IFBench"


def compares(count: int, relation: Relation, bound: int) -> bool:
    """Whether a count is less than a bound, or at least that."""
    return count < bound if relation == "less than" else count >= bound
