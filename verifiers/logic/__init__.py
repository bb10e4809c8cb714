"""Puzzles: any valid answer, and nothing else."""
