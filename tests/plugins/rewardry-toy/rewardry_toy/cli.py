"""The toy's command."""

import click


@click.command()
@click.argument("name")
def toy(name: str) -> None:
    """Greet somebody from a plugin."""
    click.echo(f"hello {name}")
