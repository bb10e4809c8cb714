"""Generative process rewards: a model writes a critique, and the verdicts in it are read strictly."""
