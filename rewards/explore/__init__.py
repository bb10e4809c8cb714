"""Rewards for trying what was not tried before."""
