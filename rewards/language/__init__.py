"""Rewards for the language that a completion is written in."""
