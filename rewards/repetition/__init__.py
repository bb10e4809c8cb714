"""Penalties for what a completion repeats: at most 0, so that they are added to an accuracy reward."""
