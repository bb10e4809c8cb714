"""The kinds of rows that are no points: how each is put to a component, and the official figures of what it says."""
