"""Rewards shaped by how hard a prompt is."""
