"""Two recipes over the same completions: what differs inside the groups, which is all that GRPO sees."""
