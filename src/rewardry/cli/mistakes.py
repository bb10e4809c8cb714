"""What a wrong command line is told: the nearest option or value, in words that do not depend on click's version."""

from __future__ import annotations

import click

from rewardry.errors import nearest


def told(error: click.ClickException) -> click.ClickException:
    """The error, with the nearest name where a name was typed that does not exist."""
    if isinstance(error, click.NoSuchOption):
        return click.UsageError(_of_option(error), error.ctx)
    if isinstance(error, click.BadParameter) and error.param is not None and isinstance(error.param.type, click.Choice):
        return _of_choice(error, error.param.type)
    return error


def _of_option(error: click.NoSuchOption) -> str:
    known = error.ctx.command.get_params(error.ctx) if error.ctx is not None else []
    names = [name for option in known if isinstance(option, click.Option) for name in option.opts if name[:2] == "--"]
    return f"there is no option {error.option_name!r}. {nearest(error.option_name, names)}"


def _of_choice(error: click.BadParameter, type_: click.Choice[str]) -> click.ClickException:
    typed = error.message.split("'")[1:2]
    choices = [str(choice) for choice in type_.choices]
    offer = nearest(typed[0], choices) if typed else ""
    if offer.startswith("Did you mean"):
        return click.BadParameter(f"{error.message} {offer}", error.ctx, error.param)
    return error
