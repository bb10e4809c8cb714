"""What other packages say of a row: each file but `loop` is run by the Python of an environment that has the package.

Nothing here is imported by rewardry, and nothing here imports it.
"""
