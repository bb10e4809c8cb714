"""``python -m rewardry.benchmarks.leaderboard``: measure, and write the page."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import click

from rewardry.errors import RewardryError

from ..sets import BenchSet, find_sets
from ..sets.resolve import known_entries
from .allowance import Allowance
from .environments import PEERS, Installed, install
from .measuring import Line, Missing, attacked, measured, own_entrants, peer_entrants
from .page import Board, page_of
from .results import Results
from .rows import Questions


@click.command("leaderboard")
@click.option("-d", "--data", multiple=True, metavar="FILE_OR_SET", help="More labelled rows. Repeatable.")
@click.option("--data-dir", metavar="FOLDER", help="A folder of .jsonl files, all of which are taken.")
@click.option("--accept-licence", is_flag=True, help="Take sets that forbid commercial use or derivatives.")
@click.option("-o", "--output", default="docs/leaderboard.md", show_default=True, metavar="FILE", help="The page.")
@click.option("--environments", default="build/leaderboard", show_default=True, metavar="FOLDER", help="Of the peers.")
@click.option("--install-seconds", default=900.0, show_default=True, help="What installing a peer may take.")
@click.option("--timeout", default=5.0, show_default=True, help="Seconds a row.")
@click.option("--rows", type=click.IntRange(min=1), default=300, show_default=True, help="At most so many of a set.")
@click.option("--seed", default=0, show_default=True, help="Of the rows that are drawn.")
@click.option("--minutes", default=10.0, show_default=True, help="After which nothing new is begun.")
@click.option("--entrant-seconds", default=20.0, show_default=True, help="That an entrant may take for a set.")
@click.option("--resume", is_flag=True, help="Go on where a run with these options stopped.")
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
    rows: int,
    seed: int,
    minutes: float,
    entrant_seconds: float,
    resume: bool,
    attack_rows: int,
    no_peers: bool,
) -> None:
    """Measure every installed verifier and each peer on labelled rows, and write the page.

    The sets that come with rewardry are always taken. Peers are installed from PyPI, each into an environment of its
    own, and get no attack. What is measured is kept beside the environments as it comes: where the time was over, or
    the run was ended, the same command with --resume goes on, and the page is written anew. The exit code is 1 as long
    as something is left for that.
    """
    shown = _shown([one for one in sys.argv[1:] if one != "--resume"])
    board = Board(shown, timeout, attacked_rows=attack_rows, entrant_seconds=entrant_seconds, load=os.getloadavg()[0])
    results = Results(Path(environments, "results"), resume)
    peers = [] if no_peers else _installed(Path(environments), install_seconds, board)
    allowance = Allowance(minutes, entrant_seconds)  # to install is not to measure
    for bench_set in _sets(data, data_dir, accept_licence):
        questions = Questions.of(bench_set, rows, seed)
        entrants = [*own_entrants(questions, timeout), *peer_entrants(questions, peers, timeout)]
        found = list(measured(questions, entrants, timeout, results, allowance, _say))
        board.sets.append((questions, [one for one in found if isinstance(one, Line)]))
        board.missing += [one for one in found if isinstance(one, Missing)]
        gone = {one.gone for one in board.missing}
        peers = [one for one in peers if one.peer.name not in gone]
    if attack_rows:
        lines = [line for _, lines in board.sets for line in lines]
        for one in attacked(lines, attack_rows, timeout, results, allowance, _say):
            if isinstance(one, Missing):
                board.missing.append(one)
            else:
                board.attacks.append(one)
    board.dates = results.dates()
    Path(output).write_text(page_of(board), encoding="utf-8")
    _say(f"written to {output}")
    if any(one.over for one in board.missing):
        _say("The time was over before all was measured. Go on with the same command and --resume")
        sys.exit(1)


def _installed(folder: Path, seconds: float, board: Board) -> list[Installed]:
    found = []
    for peer in PEERS:
        _say(f"environment of {peer.name}")
        one = install(peer, folder, seconds)
        if isinstance(one, str):
            board.missing.append(Missing(one))
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
