"""`rewardry lock`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from rewardry.cli.completion import ids_for
from rewardry.cli.score import changes_of
from rewardry.cli.tables import printable
from rewardry.errors import ConfigError
from rewardry.lock import lock_of, text_of
from rewardry.recipe_reader import load
from rewardry.rows import STDIN


@click.command("lock")
@click.argument("recipe_", metavar="RECIPE", shell_complete=ids_for("lock"))
@click.option(
    "-o", "--output", default=STDIN, metavar="FILE", help="Where the lock goes; default: the standard output."
)
@click.option(
    "--set", "settings", multiple=True, metavar="NAME.PARAMETER=VALUE", help="Set a parameter of a reward. Repeatable."
)
def lock(recipe_: str, output: str, settings: tuple[str, ...]) -> None:
    """Write down what the scores of RECIPE depend on, to put beside a checkpoint.

    The lock is JSON: the recipe, its components with their parameters, versions and digests of their code, and the
    libraries behind them. The same recipe on the same installation gives the same text. `rewardry score RECIPE FILE
    --locked LOCK` refuses a run that differs, and so do `verify --locked`, Recipe.load and reward_funcs.
    """
    content = lock_of(load(recipe_, changes_of(settings)))
    if output == STDIN:
        click.echo(text_of(content), nl=False)
        return
    _write(Path(output), text_of(content))
    count = len(content["components"])
    click.echo(f"The lock of {count} component{'s' * (count != 1)} written to {printable(output)}")


def _write(path: Path, text: str) -> None:
    """Write a file as a whole, or not at all.

    Raises:
        ConfigError: it cannot be written.
    """
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            draft = Path(file.name)
            file.write(text)
        draft.chmod(0o644)
        draft.replace(path)
    except OSError as error:
        if draft is not None:
            draft.unlink(missing_ok=True)
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from None
