"""Rewards for the length of a completion."""
