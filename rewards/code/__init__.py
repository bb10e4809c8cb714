"""Rewards for code that no test can judge."""
