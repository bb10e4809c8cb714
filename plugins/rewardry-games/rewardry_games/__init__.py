"""Small board games for rewardry: tic-tac-toe, connect four and nim."""

import rewardry
from rewardry.plugins import Registrar

rewardry_api = "1.0"


@rewardry.hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register the verifiers, the generator of their tasks, and a recipe."""
    verifiers = "rewardry_games.verifiers"
    registry.verifier("legal_move", f"{verifiers}:LegalMove", "a move is legal in the position")
    registry.verifier("best_move", f"{verifiers}:BestMove", "a move gives nothing away, by exact search")
    registry.verifier("result", f"{verifiers}:Result", "whether the player to move wins, loses or draws at best play")
    registry.generator("positions", "rewardry_games.positions:Positions", "positions, with a question about each")
    registry.recipe("best-move", "rewardry_games:best-move.yaml", "a move that gives nothing away, and the format")
