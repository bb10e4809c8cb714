"""The games there are, and how a policy is asked about one."""

from __future__ import annotations

from typing import Any

from rewardry_games.game import Game
from rewardry_games.lines import CONNECT_FOUR, TIC_TAC_TOE
from rewardry_games.nim import NIM

GAMES: dict[str, Game] = {game.name: game for game in (TIC_TAC_TOE, CONNECT_FOUR, NIM)}


def prompt_for(question: str, game: Game, position: Any) -> str:
    """What the policy is asked."""
    return (
        f"This is a position of {game.name}:\n{game.describe(position)}\n{question} Reason between <think> and "
        "</think>, then give only your answer between <answer> and </answer>."
    )
