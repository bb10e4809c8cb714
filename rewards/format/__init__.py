"""Rewards for the form of a completion, whatever it says."""
