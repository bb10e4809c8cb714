"""The built-in trainers: GRPO and its kin on one GPU or CPU, with torch and transformers only.

Nothing heavy is imported before `train` is called.
"""
