"""Rewards as other projects compute them, for whoever migrates or compares.

Each class gives the original's values on ordinary text with code of our own, and carries the original's parameter
names. None of them is recommended: the hardened components, of the same names without ``compat``, close what these
leave open.
"""
