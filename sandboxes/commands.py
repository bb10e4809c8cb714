"""`rewardry sandbox`: what sandboxes need before they can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rewardry.errors import ConfigError

if TYPE_CHECKING:
    from .docker.engine import Engine


@click.group("sandbox")
def sandbox() -> None:
    """What sandboxes need before they can run programs."""


@sandbox.command("build")
@click.option(
    "--with",
    "added",
    multiple=True,
    metavar="LANGUAGE[,...]",
    help="Toolchains beyond python, bash, c, cpp and javascript: go, java, rust. Repeatable.",
)
@click.option("--bare", is_flag=True, help="Start from python and bash alone.")
@click.option("--tag", default=None, metavar="NAME", help="The image's name; default: what the sandbox docker uses.")
@click.option("--from", "base", default=None, metavar="IMAGE", help="The base image, which must have apt.")
@click.option("--offline", is_flag=True, help="Without a registry: a Debian tree by debootstrap, as root.")
@click.option("--suite", default=None, metavar="RELEASE", help="Debian's release, with --offline.")
@click.option("--mirror", default=None, metavar="URL", help="Where Debian's packages come from, with --offline.")
@click.option("--if-missing", is_flag=True, help="Do nothing where the engine has the image already.")
@click.option("--host", default=None, metavar="URL", help="The engine's address; default: DOCKER_HOST or this machine.")
def build(
    added: tuple[str, ...],
    bare: bool,
    tag: str | None,
    base: str | None,
    offline: bool,
    suite: str | None,
    mirror: str | None,
    if_missing: bool,
    host: str | None,
) -> None:
    """Build the image that the sandbox docker runs programs in.

    Built on a public base image where a registry answers, else from a Debian tree that debootstrap makes (as root).
    """
    from .docker.engine import EngineError
    from .docker.image.build import BASE_IMAGE, SUITE, Builder
    from .docker.image.debootstrap import refuse_without_tools
    from .docker.image.recipe import chosen
    from .docker.sandbox import IMAGE
    from .docker.trial import languages_in

    if offline and base:
        raise ConfigError("--from names an image of a registry, which --offline does without; leave one of them out")
    if (suite or mirror) and base:
        raise ConfigError("--suite and --mirror are about a Debian tree, --from about an image; leave one of them out")
    languages = chosen([name for part in added for name in part.split(",") if name], bare)
    tag = tag or IMAGE
    engine = _connect(host)
    try:
        if if_missing and engine.image(tag):
            click.echo(f"the engine has {tag}")
            return
        builder = Builder(engine, click.echo)
        if offline or suite or mirror:
            builder.from_debian(languages, tag, suite or SUITE, mirror)
        else:
            try:
                builder.from_registry(languages, tag, base or BASE_IMAGE)
            except ConfigError as error:
                if base:
                    raise
                click.echo(f"{error}; doing without a registry")
                refuse_without_tools()
                builder.from_debian(languages, tag, SUITE, None)
    except EngineError as error:
        raise ConfigError(str(error)) from None
    finally:
        engine.close()
    found = languages_in(tag, host)
    click.echo(f"{tag}: {', '.join(f'{name} {version}' for name, version in found.items())}")
    if lacking := sorted(set(languages) - set(found)):
        raise ConfigError(f"the image {tag} was built but lacks {', '.join(lacking)}")


def _connect(host: str | None) -> Engine:
    """A connection to the engine.

    Raises:
        ConfigError: there is none.
    """
    from rewardry.sandbox import SandboxUnavailableError

    from .docker.engine import Engine

    try:
        return Engine(host)
    except SandboxUnavailableError as error:
        raise ConfigError(str(error)) from None
