"""The options that `verify` and `score` share."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from rewardry.component import Needs
from rewardry.engine.guard import ERRORS, TIMEOUTS, WINDOW, Guard
from rewardry.engine.runtime import TIMEOUT_SECONDS, Runtime
from rewardry.errors import ConfigError, nearest
from rewardry.parameters import from_text
from rewardry.rows import MAPPED

F = TypeVar("F", bound=Callable[..., Any])

TIMEOUT = click.FloatRange(min=0, min_open=True, max=86_400)
timeout_option = click.option(
    "--timeout",
    type=TIMEOUT,
    default=TIMEOUT_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="What an item may take in a worker.",
)
# Where components run, and what stops and resumes a run.
_ENGINE = (
    click.option(
        "--engine",
        type=click.Choice(["inline", "local", "ray"]),
        default="local",
        show_default=True,
        help="Where components that may hang run: in this process, in workers that can be killed, or in such workers "
        "on the machines of a Ray cluster.",
    ),
    click.option(
        "--ray-address",
        metavar="HOST:PORT",
        help="The Ray cluster to join; default: REWARDRY_RAY_ADDRESS or RAY_ADDRESS, or one that is started here.",
    ),
    click.option("--workers", type=click.IntRange(min=1), help="Worker processes; default: one a core."),
    timeout_option,
    click.option(
        "--cache",
        metavar="[=FILE]",
        help="Keep results from one run to the next: in a file of the user's cache folder, or in FILE, which stands "
        "behind an equals sign.",
    ),
    click.option("--skip-bad", is_flag=True, help="Give a bad line the status error and go on, instead of stopping."),
    click.option("--resume", is_flag=True, help="Go on with a run that was stopped or killed."),
    click.option(
        "--guard-errors",
        type=click.FloatRange(0, 1),
        default=ERRORS,
        show_default=True,
        metavar="SHARE",
        help=f"Stop when more of a component's last {WINDOW} results are errors.",
    ),
    click.option(
        "--guard-timeouts",
        type=click.FloatRange(0, 1),
        default=TIMEOUTS,
        show_default=True,
        metavar="SHARE",
        help="The same for timeouts.",
    ),
    click.option("--no-guard", is_flag=True, help="Never stop because of errors and timeouts."),
    click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON."),
)

_OPTIONS = (
    click.argument("files", nargs=-1, required=True, metavar="FILE..."),
    click.option("-o", "--output", metavar="FILE", help="Where the rows go; - is the standard output."),
    click.option(
        "--map",
        "columns",
        multiple=True,
        metavar="FIELD=COLUMN",
        help="Read a field, or a column that a component reads, from another column. Repeatable.",
    ),
    *_ENGINE,
    click.option("--keep", is_flag=True, help="Add each input row, unchanged, under `input`."),
    click.option("--timings", is_flag=True, help="Add `seconds` to the rows."),
    click.option(
        "--locked",
        metavar="FILE",
        help="Refuse a run that differs from this lock, which `rewardry lock` wrote.",
    ),
)


@dataclass(frozen=True, slots=True)
class Options:
    """The values of the shared options.

    Attributes:
        files: the inputs.
        output: where the rows go, or None for the default.
        columns: field by column.
        engine, workers, timeout, ray_address: of the runtime.
        skip_bad, keep, timings, resume, as_json: flags.
        cache: the file of the cache, "" for the one in the user's cache folder, or None for no cache.
        guard_errors, guard_timeouts, no_guard: what stops the run.
        locked: the lock that the run must be that of, or None.
    """

    files: tuple[str, ...]
    output: str | None
    columns: dict[str, str]
    engine: Any
    workers: int | None
    timeout: float
    skip_bad: bool
    keep: bool
    timings: bool
    as_json: bool
    cache: str | None = None
    resume: bool = False
    guard_errors: float = ERRORS
    guard_timeouts: float = TIMEOUTS
    no_guard: bool = False
    ray_address: str | None = None
    locked: str | None = None

    def runtime(self, output: str | None = None) -> Runtime:
        """A runtime as the options want it.

        Args:
            output: where the rows will go, if that is known.

        Raises:
            ConfigError: a timeout that is not positive; a cache that cannot be used, or that is an input or the output;
                an engine that is not installed; --ray-address without it.
        """
        return Runtime(self.engine, self.workers, self.timeout, self._cache_file(output), self.ray_address)

    def _cache_file(self, output: str | None) -> str | None:
        if self.cache:
            file = Path(self.cache).resolve()
            if any(file == Path(other).resolve() for other in (*self.files, output) if other):
                raise ConfigError(f"--cache={self.cache}: this is an input or the output; name another file")
        return self.cache

    def guard(self) -> Guard | None:
        """What stops the run, or None for nothing."""
        return None if self.no_guard else Guard(self.guard_errors, self.guard_timeouts)

    def refuse_unknown_fields(self, read: Needs) -> None:
        """Refuse a `--map` of something that nothing reads.

        Args:
            read: what the components read.

        Raises:
            ConfigError: offers the nearest name.
        """
        known = {*MAPPED, *read.fields} - {"meta"}
        for name, column in self.columns.items():
            if not column:
                raise ConfigError(f"--map {name}=: write field=column, for example reference=solution")
            if name not in known:
                raise ConfigError(f"--map {name}={column}: nothing reads {name!r}. {nearest(name, known)}")


class CachingCommand(click.Command):
    """A command whose ``--cache`` takes its file behind an equals sign only.

    In ``--cache rows.jsonl`` the file is an input, so that no input is ever taken for the cache.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments, in which a bare ``--cache`` stands for ``--cache=``."""
        end = args.index("--") if "--" in args else len(args)
        for option, value in itertools.pairwise(args[:end]):
            if option == "--cache" and value.endswith((".sqlite", ".sqlite3", ".db")):
                raise click.UsageError(f"--cache takes its file behind an equals sign; write --cache={value}", ctx)
        named = [f"{option}=" if option == "--cache" else option for option in args[:end]]
        return super().parse_args(ctx, [*named, *args[end:]])


def shared_options(command: F) -> F:
    """Give a command the shared options; it gets them as one `Options`, called `options`."""

    def with_options(**given: Any) -> Any:
        names = Options.__dataclass_fields__
        values = {name: given.pop(name) for name in names}
        values["columns"] = columns_of(values["columns"])
        return command(options=Options(**values), **given)

    return with_options_of(_OPTIONS, command, with_options)


def engine_options(command: F) -> F:
    """Give a command the shared options but for those of its rows; it gets them by name, to make an `Options` of."""
    return with_options_of(_ENGINE, command, command)


def with_options_of(options: Sequence[Callable[[Any], Any]], command: F, called: Callable[..., Any]) -> F:
    """What is called in a command's place, with these options in front of the command's own."""
    wrapped: Any = called
    wrapped.__doc__, wrapped.__name__ = command.__doc__, command.__name__
    wrapped.__click_params__ = list(getattr(command, "__click_params__", []))
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped  # type: ignore[no-any-return]


def columns_of(mapped: Iterable[str]) -> dict[str, str]:
    """The column of each field, of ``--map field=column``."""
    return dict(pairs(mapped, "--map", "field=column, for example reference=solution"))


def parameters_of(settings: Iterable[str]) -> dict[str, Any]:
    """The value of each parameter, of ``--set parameter=value``."""
    return from_text(dict(pairs(settings, "--set", "parameter=value")))


def pairs(texts: Iterable[str], option: str, form: str) -> list[tuple[str, str]]:
    """The two sides of each ``a=b``.

    Raises:
        ConfigError: a text without ``=``.
    """
    found = []
    for text in texts:
        left, sign, right = text.partition("=")
        if not sign or not left.strip():
            raise ConfigError(f"{option} {text!r}: write {form}")
        found.append((left.strip(), right))
    return found
