"""open-instruct: a recipe as a verifier function, found by its dataset's name.

open-instruct is never imported: its base class comes with the call.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rewardry.adapter import Adapter, Policy, Snippet
from rewardry.types import Sample

from .scorer import RecipeSource, Result, Scorer

ADAPTER = Adapter(
    trainer="open-instruct",
    version="main, e6c3044",
    hook="a subclass of VerifierFunction, found by build_all_verifiers",
    unit="sample",
    calls="either",
    thread="the event loop (async_call)",
    undecided={"zero": "counts 0", "raise": "UndecidedError, which stops the training"},
    logs="the reward of each dataset",
    tested="contract",
    evidence="replay of build_all_verifiers and apply_verifiable_reward",
    source="https://github.com/allenai/open-instruct/blob/main/open_instruct/ground_truth_utils.py",
    snippets=(
        Snippet(
            "python",
            """\
# imported before the training builds its verifiers; rows whose `dataset` is "rewardry" come here
from open_instruct.ground_truth_utils import VerifierFunction
from rewardry.trainer_adapters.open_instruct import make_verifier

RewardryVerifier = make_verifier(VerifierFunction, {{recipe}}, on_undecided={{on_undecided}}, dataset="rewardry")
""",
            "rewards.py",
        ),
    ),
)


def make_verifier(
    base: type,
    recipe: RecipeSource,
    on_undecided: Policy | None = None,
    dataset: str = "rewardry",
    map: Mapping[str, str] | None = None,  # noqa: A002 - the command line's option has the same name
    locked: str | Path | Mapping[str, Any] | None = None,
) -> type:
    """A recipe as a subclass of open-instruct's `VerifierFunction`, which finds it by its being there.

    Args:
        base: `open_instruct.ground_truth_utils.VerifierFunction`.
        recipe: a recipe's name or file, a mapping of the same form, or a recipe.
        on_undecided: what becomes of an undecided completion: ``zero`` or ``raise``.
        dataset: the name by which rows ask for it; case does not count.
        map: the column for a field that the recipe reads; there are ``label`` and those of the rollout's state.
        locked: a file that ``rewardry lock`` wrote; whatever differs from it is refused.

    Raises:
        ConfigError: see `Scorer`.
    """
    scorer = Scorer(ADAPTER, recipe, on_undecided, map, locked, references=("reference", "label"))
    given = {"scorer": scorer, "dataset": dataset, "result_type": sys.modules[base.__module__].VerificationResult}
    return type("RecipeVerifier", (RecipeVerifier, base), given)


class RecipeVerifier:
    """The total of a recipe as open-instruct's verifier function; `make_verifier` adds the base class.

    Attributes:
        scorer: the recipe.
        dataset: the name by which rows ask for it.
        result_type: open-instruct's VerificationResult.
    """

    scorer: Scorer
    dataset: str
    result_type: Any

    def __init__(self, verifier_config: Any = None) -> None:
        super().__init__(self.dataset, weight=1.0, verifier_config=verifier_config)  # type: ignore[call-arg]

    def __call__(
        self,
        tokenized_prediction: Sequence[int],
        prediction: str,
        label: Any,
        query: str | None = None,
        rollout_state: Any = None,
    ) -> Any:
        """The result of a completion.

        Args:
            tokenized_prediction: its tokens.
            prediction: its text.
            label: the reference.
            query: the prompt.
            rollout_state: what else is known of the rollout.

        Raises:
            UndecidedError: it is undecided and the policy is ``raise``.
        """
        return self._told(
            self.scorer.score_one(self._read(tokenized_prediction, prediction, label, query, rollout_state))
        )

    async def async_call(self, *arguments: Any, **named: Any) -> Any:
        """The same in a thread of ours, so that the loop goes on."""
        [result] = await self.scorer.ascore([self._read(*arguments, **named)])
        return self._told(result)

    def _read(
        self,
        tokenized_prediction: Sequence[int],
        prediction: str,
        label: Any,
        query: str | None = None,
        rollout_state: Any = None,
    ) -> Sample:
        row = {**(rollout_state if isinstance(rollout_state, Mapping) else {}), "label": label}
        return self.scorer.sample(prediction, row, query, list(tokenized_prediction))

    def _told(self, result: Result) -> Any:
        return self.result_type(score=result.value or 0.0, reasoning=result.reason or None)
