"""What verification costs at scale: measured on this machine, and simulated for many."""
