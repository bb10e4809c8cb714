"""Rewards for saying how sure one is."""
