"""A reward that imports what takes long before anybody scores. Worker processes load this file by its path."""

import numpy as np

from rewardry import Reward


class ImportsTooMuch(Reward):
    """The mean of its characters."""

    def score(self, batch):
        return [float(np.mean([ord(char) > 0 for char in sample.text] or [0])) for sample in batch.samples]
