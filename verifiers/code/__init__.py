"""Programs as answers: taken out of a completion, run in a sandbox, judged outside of it.

Expected values never enter the sandbox. One process runs one test; what it wrote comes back as bytes and is compared
on this side. See ``docs/code.md``.
"""
