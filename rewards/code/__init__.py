"""Rewards for code."""
