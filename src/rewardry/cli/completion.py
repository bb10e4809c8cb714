"""`rewardry completion`, and what a shell is offered for ids and recipes.

A shell runs the command at each press of Tab, so what is offered comes from the registry: no component is imported,
and a command only where its options are asked for.
"""

from __future__ import annotations

from collections.abc import Callable

import click
from click.shell_completion import CompletionItem, get_completion_class

from rewardry.errors import ConfigError, nearest

SHELLS = ("bash", "fish", "zsh")
_VARIABLE = "_REWARDRY_COMPLETE"
Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
# The kinds whose ids a command's first argument takes; none named: all.
_KINDS: dict[str, tuple[str, ...]] = {
    "adapt": ("adapter",),
    "check": ("reward", "verifier", "generator"),
    "diff": ("recipe",),
    "explain": ("verifier",),
    "generate": ("generator",),
    "lint": ("recipe", "verifier"),
    "lock": ("recipe",),
    "score": ("recipe",),
    "show": (),
    "tune": ("recipe",),
    "verify": ("verifier",),
}


@click.command("completion")
@click.argument("shell")
def completion(shell: str) -> None:
    """Print the script that has SHELL complete commands, options, ids and recipes: bash, zsh or fish.

    For bash: eval "$(rewardry completion bash)" in ~/.bashrc; for zsh the same in ~/.zshrc; for fish:
    rewardry completion fish > ~/.config/fish/completions/rewardry.fish
    """
    found = get_completion_class(shell) if shell in SHELLS else None
    if found is None:
        raise ConfigError(f"there is no completion for the shell {shell!r}. {nearest(shell, SHELLS)}")
    from rewardry.cli.main import cli

    # The class's own template: `source()` of bash would ask the installed bash for its version first.
    made = found(cli, {}, "rewardry", _VARIABLE)
    click.echo(made.source_template % made.source_vars())


def ids_for(command: str) -> Complete:
    """What completes the id that a command takes as its first argument."""
    kinds = _KINDS[command]

    def complete(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
        from rewardry.plugins import registry

        entries = [entry for entry in registry().entries() if not kinds or entry.kind in kinds]
        found = [CompletionItem(entry.id, help=entry.summary) for entry in entries if entry.id.startswith(begun)]
        files = [] if found and begun else [CompletionItem(begun, type="file")]  # a recipe may be a file
        return [*found, *files]

    return complete


def stand_in(name: str, load: Callable[[], click.Command | None]) -> click.Command | None:
    """What completes the first argument of a command in its place; None for a command that takes no id there."""
    return _StandIn(name, load) if name in _KINDS else None


class _StandIn(click.Command):
    """A command that is imported only where its options are asked for.

    Args:
        name: its name.
        load: imports the command itself.
    """

    def __init__(self, name: str, load: Callable[[], click.Command | None]) -> None:
        super().__init__(name, params=[click.Argument(["id_"], shell_complete=ids_for(name))])
        self._load = load

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """What completes an option."""
        command = self._load()
        return [] if command is None else command.shell_complete(click.Context(command, ctx.parent), incomplete)
