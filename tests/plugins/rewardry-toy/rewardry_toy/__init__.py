"""A toy plugin of rewardry."""
