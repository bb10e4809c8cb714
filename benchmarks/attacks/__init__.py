"""Ways to be paid for nothing, made of the answers of a task: attacks, rewrites, and a search for the cheapest.

`families/` has the attacks as data, each with controls that must be paid. `family` reads them, `task` finds out of a
labelled row what a right and a wrong answer are, `filling` makes completions, `target` pays them, and `suite` judges
what was paid.
"""
