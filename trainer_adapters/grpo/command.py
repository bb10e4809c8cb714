"""`rewardry train`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.main import exit_with
from rewardry.errors import ConfigError

# What a shell calls a process that SIGTERM ended; a scheduler tells by it that there is more to do.
_TERMINATED = 143


@click.command("train")
@click.argument("config", metavar="CONFIG", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change a setting: optimizer.learning_rate=1e-5."
)
@click.option("--plot", is_flag=True, help="Draw the curves of the log as curves.png in the output folder.")
@click.option("--resume", is_flag=True, help="Go on from the last checkpoint in the output folder.")
def train(config: str, settings: tuple[str, ...], plot: bool, resume: bool) -> None:
    """Train a model with GRPO or one of its kin, as the YAML file CONFIG says."""
    try:
        from .log import STEPS
        from .training import train_file
    except ImportError as error:
        raise ConfigError(f"training needs {error.name}; pip install 'rewardry[train]'") from error
    result = train_file(config, dict(map(_setting, settings)), resume)
    if plot:
        from .plots import plot as draw

        folder = result.checkpoint.parents[1]
        draw(folder / STEPS, folder / "curves.png")
        click.echo(f"the curves: {folder / 'curves.png'}")
    click.echo(f"{result.steps} steps; the model and all that it takes to go on: {result.checkpoint}")
    if result.stopped:
        click.echo("stopped by SIGTERM; `rewardry train --resume` goes on", err=True)
        exit_with(_TERMINATED)


def _setting(text: str) -> tuple[str, Any]:
    """A setting of the command line: its name, and its value as YAML has it."""
    import yaml

    from rewardry.yaml_source import parse

    name, equals, value = text.partition("=")
    if not equals or not name:
        raise click.BadParameter(f"{text!r} is no NAME=VALUE", param_hint="--set")
    try:
        return name, parse(f"value: {value}", f"--set {name}").data["value"]
    except yaml.YAMLError as error:
        raise click.BadParameter(f"{text!r}: {error}", param_hint="--set") from None
