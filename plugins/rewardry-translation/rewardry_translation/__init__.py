"""Rewards for translations."""

import rewardry
from rewardry.plugins import Registrar

rewardry_api = "1.0"


@rewardry.hookimpl
def rewardry_register(registry: Registrar) -> None:
    """Register the reward and a recipe."""
    registry.reward("chrf", "rewardry_translation.chrf:ChrF", "chrF between a translation and its references")
    registry.recipe("chrf-and-format", "rewardry_translation:chrf-and-format.yaml", "chrF, and the usual format")
