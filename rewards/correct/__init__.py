"""Rewards that correct for the errors of a verifier whose rates are known."""
