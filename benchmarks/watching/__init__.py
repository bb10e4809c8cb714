"""How often `rewardry watch` finds a planted hack, and how often it raises an alarm on an honest training."""
