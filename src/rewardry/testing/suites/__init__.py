"""Suites for what is not checked by id: subclass one, override its fixtures, and pytest runs its tests.

These modules import pytest; `rewardry.testing` does not import them.
"""
