"""Filters of rows: each says of the rows of a group which it rejects, and why."""
