"""Generated problems of mathematics with exact references, some of which cannot be solved."""
