"""Rewards that combine a verdict with how a completion ended."""
