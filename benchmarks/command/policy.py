"""The option that the commands of the benchmark share."""

import click

abstain_option = click.option(
    "--abstain",
    "policy",
    type=click.Choice(["incorrect", "wrong", "exclude"]),
    default="incorrect",
    show_default=True,
    help="What undecided rows count for.",
)
