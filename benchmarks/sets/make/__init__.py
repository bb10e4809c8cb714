"""Makes the sets that come with rewardry: ``python -m rewardry.benchmarks.sets.make``."""
