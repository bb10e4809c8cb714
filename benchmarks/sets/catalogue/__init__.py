"""The registered sets: a file for each sort of them, with the functions that make rows of ours from theirs."""
