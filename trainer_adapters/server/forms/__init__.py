"""The forms in which the server is asked: its own, and those of trainers that ask by HTTP, one file each."""
