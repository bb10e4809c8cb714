"""`rewardry serve`."""

from __future__ import annotations

from typing import Any

import click

from rewardry.cli.options import columns_of, timeout_option
from rewardry.cli.score import changes_of
from rewardry.errors import ConfigError, nearest
from rewardry.rows import MAPPED

from .settings import Settings


@click.command("serve")
@click.argument("recipe", metavar="RECIPE")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; elsewhere a token is needed.")
@click.option("--port", type=click.IntRange(0, 65535), default=8500, show_default=True, help="0 for any that is free.")
@click.option(
    "--workers", "processes", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes that answer."
)
@click.option("--token-file", metavar="FILE", help="A file, readable by you alone, with the token that callers need.")
@click.option(
    "--on-undecided",
    type=click.Choice(["zero", "raise"]),
    help="What an undecided row becomes for OpenRLHF, slime and NeMo-Gym, which take numbers only: 0, or a refusal. "
    "Without it their paths are not served.",
)
@click.option("--set", "changes", multiple=True, metavar="NAME.PARAMETER=VALUE", help="Set a parameter of a reward.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="Read a field from another column.")
@click.option("--locked", metavar="FILE", help="Refuse a recipe that differs from this lock.")
@click.option(
    "--engine",
    type=click.Choice(["inline", "local", "ray"]),
    default="local",
    show_default=True,
    help="Where components that may hang run.",
)
@click.option(
    "--engine-workers",
    type=click.IntRange(min=1),
    help="Workers of each process's engine; default: its share of cores.",
)
@timeout_option
@click.option("--cache", metavar="FILE", help="Keep results in this file, which all processes share.")
@click.option(
    "--max-body", "max_body_mb", type=click.FloatRange(min=0.001), default=32.0, show_default=True, metavar="MB",
    help="The longest body of a request.",
)  # fmt: skip
@click.option("--max-batch", type=click.IntRange(min=1), default=4096, show_default=True, help="Rows of a request.")
@click.option(
    "--max-waiting",
    type=click.IntRange(min=1),
    default=16384,
    show_default=True,
    help="Rows that a process holds; beyond it requests get 429.",
)
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), metavar="ROWS", help="Rows a second of each client."
)
@click.option(
    "--drain", "drain_seconds", type=click.IntRange(0, 3600), default=30, show_default=True, metavar="SECONDS",
    help="What requests get to end in, after SIGTERM.",
)  # fmt: skip
@click.option("--quiet", is_flag=True, help="Log failures only, and no line for each request.")
@click.option("--log-completions", is_flag=True, help="Log what is sent and answered, too.")
def serve(quiet: bool, changes: tuple[str, ...], columns: tuple[str, ...], **options: Any) -> None:
    """Serve a recipe's scores over HTTP.

    RECIPE is a recipe's name or its .yaml file. POST /v1/score takes {"rows": [...]} with rows as they stand in files.
    OpenRLHF asks /get_reward, slime /slime, NeMo-Gym /verify. /health, /ready, /metrics and /openapi.json say how the
    server is. SIGTERM ends it when the requests that have come are answered.
    """
    mapped = columns_of(columns)
    if quiet and options["log_completions"]:
        raise ConfigError("--quiet logs no requests, so that --log-completions has nothing to add; leave one out")
    try:
        from .app import FORMS
        from .processes import serve as run
    except ImportError as error:
        raise ConfigError(f"the server needs {error.name}; pip install 'rewardry[serve]'") from error
    settings = Settings(changes=changes_of(changes), columns=mapped, log_requests=not quiet, **options)
    recipe = settings.load_recipe()
    _refuse_unread(mapped, recipe.needs().fields)
    reasons = {form.path: form.why_not(recipe, settings) for form in FORMS}

    def tell(address: str) -> None:
        click.echo(f"{recipe.name} at {address}: {', '.join(path for path, why in reasons.items() if why is None)}")
        for why in filter(None, reasons.values()):
            click.echo(f"not served: {why}", err=True)

    run(settings, tell)


def _refuse_unread(columns: dict[str, str], read: frozenset[str]) -> None:
    """Refuse a map of something that nothing reads.

    Raises:
        ConfigError: offers the nearest name.
    """
    known = {*MAPPED, *read} - {"meta"}
    for name in columns:
        if name not in known:
            raise ConfigError(f"--map {name}={columns[name]}: nothing reads {name!r}. {nearest(name, known)}")
