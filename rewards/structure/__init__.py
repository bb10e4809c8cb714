"""Rewards for how reasoning is laid out."""
