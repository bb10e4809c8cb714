"""Rewards for refusing what should be refused, and nothing else."""
