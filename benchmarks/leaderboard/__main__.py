"""``python -m rewardry.benchmarks.leaderboard``: measure, and write the page."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from rewardry.errors import RewardryError

from ..sets import BenchSet, find_sets
from ..sets.resolve import known_entries
from .environments import PEERS, Installed, install
from .measuring import Line, attacked, own_lines, peer_lines
from .page import Board, page_of
from .rows import Questions


@click.command("leaderboard")
@click.option("-d", "--data", multiple=True, metavar="FILE_OR_SET", help="More labelled rows. Repeatable.")
@click.option("--data-dir", metavar="FOLDER", help="A folder of .jsonl files, all of which are taken.")
@click.option("--accept-licence", is_flag=True, help="Take sets that forbid commercial use or derivatives.")
@click.option("-o", "--output", default="docs/leaderboard.md", show_default=True, metavar="FILE", help="The page.")
@click.option("--environments", default="build/leaderboard", show_default=True, metavar="FOLDER", help="Of the peers.")
@click.option("--install-seconds", default=900.0, show_default=True, help="What installing a peer may take.")
@click.option("--timeout", default=5.0, show_default=True, help="Seconds a row.")
@click.option("--rows", type=click.IntRange(min=1), help="At most so many rows of a set, evenly taken.")
@click.option("--attack-rows", default=20, show_default=True, help="Tasks to attack our own verifiers with; 0: none.")
@click.option("--no-peers", is_flag=True, help="Only what is installed here.")
def command(
    data: tuple[str, ...],
    data_dir: str | None,
    accept_licence: bool,
    output: str,
    environments: str,
    install_seconds: float,
    timeout: float,
    rows: int | None,
    attack_rows: int,
    no_peers: bool,
) -> None:
    """Measure every installed verifier and each peer on labelled rows, and write the page.

    The sets that come with rewardry are always taken. Peers are installed from PyPI, each into an environment of its
    own, and get no attack.
    """
    board = Board(_shown(sys.argv[1:]), timeout, attacked_rows=attack_rows)
    peers = [] if no_peers else _installed(Path(environments), install_seconds, board)
    for bench_set in _sets(data, data_dir, accept_licence):
        questions = Questions.of(bench_set, rows)
        lines = list(own_lines(questions, timeout, _say))
        for found in peer_lines(questions, peers, timeout, _say):
            if isinstance(found, Line):
                lines.append(found)
            elif found not in board.missing:
                board.missing.append(found)
        board.sets.append((questions, lines))
    if attack_rows:
        board.attacks = list(attacked([line for _, lines in board.sets for line in lines], attack_rows, timeout, _say))
    Path(output).write_text(page_of(board), encoding="utf-8")
    _say(f"written to {output}")


def _installed(folder: Path, seconds: float, board: Board) -> list[Installed]:
    found = []
    for peer in PEERS:
        _say(f"environment of {peer.name}")
        one = install(peer, folder, seconds)
        if isinstance(one, str):
            board.missing.append(one)
            _say(one)
        else:
            found.append(one)
    return found


def _sets(data: tuple[str, ...], data_dir: str | None, accept_licence: bool) -> list[BenchSet]:
    shipped = [entry.name for entry in known_entries().values() if entry.package]
    files = sorted(str(path) for path in Path(data_dir).glob("*.jsonl")) if data_dir is not None else []
    return find_sets([*shipped, *data, *files], data_dir, accept_licence)


def _shown(arguments: list[str]) -> str:
    """The command, with the last name of folders that are of one machine."""
    shown = [str(Path("...", Path(one).name)) if Path(one).is_absolute() else one for one in arguments]
    return shlex.join(["python", "-m", "rewardry.benchmarks.leaderboard", *shown])


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    try:
        command()
    except RewardryError as error:
        _say(f"leaderboard: {error}")
        sys.exit(2)
