"""The contract of plugins: what rewardry calls in an installed distribution.

A plugin is a module named by an entry point of the group ``rewardry``::

    [project.entry-points.rewardry]
    chess = "rewardry_chess.plugin"

Its functions that implement a hook are marked with `rewardry.hookimpl` and may leave out arguments they do not use:
hooks only ever gain arguments. ``rewardry_api = "1.0"`` in the module says for which version of this contract it was
written; see `rewardry.contract`.

Hooks serve discovery and observe whole batches; they are never called for a single sample.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from rewardry.plugins import Registrar
    from rewardry.types import Batch, Scored

PROJECT = "rewardry"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def rewardry_register(registry: Registrar) -> None:
    """Register components. Runs once a process, when the first id is looked up.

    Register import strings, so that nothing heavy is imported before it is used::

        @hookimpl
        def rewardry_register(registry):
            registry.verifier("legal_move", "rewardry_chess.moves:LegalMove", "A move is legal in the position")
            registry.recipe("endgames", "rewardry_chess:recipes/endgames.yaml", "Moves and format, equally")
    """


@hookspec
def rewardry_commands() -> Mapping[str, str | tuple[str, str]]:
    """Commands to add to the command line. Runs when ``rewardry`` is asked for help or for an unknown command.

    Returns a click command's import string for each name, or that and one line for the help of ``rewardry``; the
    command is imported when it is run, and for the help where there is no line::

        @hookimpl
        def rewardry_commands():
            return {"chess": ("rewardry_chess.cli:main", "Play through a game.")}

    A name that rewardry or another plugin uses is refused.
    """
    raise NotImplementedError


@hookspec
def rewardry_batch_scored(recipe: str, batch: Batch, scored: Sequence[Scored]) -> None:
    """Observe a batch that a recipe has scored, for logs and alarms.

    Runs after every batch, in the thread that scored it; on the command line several threads score at once.
    What it returns is ignored; what it raises is logged once a plugin and never reaches the training run::

        @hookimpl
        def rewardry_batch_scored(recipe, scored):
            undecided.inc(sum(row.total is None for row in scored))
    """
