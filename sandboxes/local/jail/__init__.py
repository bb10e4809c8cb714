"""What runs outside of the caller's process: the zygote, its slots, and the cells that programs run in.

These modules are started by a bare interpreter, without site-packages: they import the standard library and each other,
and never the rest of rewardry.

    zygote    exec'd once; makes the namespaces and the root that all runs share, then forks slots when told to
    slot      forks a cell for each run, watches its clock and its memory, and kills it; sees none of its data
    cell      process 1 of a run's namespaces: mounts its private directory, lays its files, forks the program
    program   confines itself (limits, Landlock, seccomp) and becomes the program
"""

# What the caller says to a slot when a program has written more than it may; the program may be gone when it comes.
OVER = b"over"
