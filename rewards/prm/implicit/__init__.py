"""Implicit process rewards (PRIME, arXiv:2502.01456): log ratios of two language models, token by token."""
