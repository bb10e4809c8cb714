"""Rewards for calls of tools."""
