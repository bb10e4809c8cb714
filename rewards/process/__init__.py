"""Rewards for steps on the way to an answer that rules can check."""
