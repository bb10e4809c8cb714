"""Judges: verifiers and rewards that ask a language model.

What a candidate wrote is data to a judge: it is cleaned (`disarm`), fenced (`delimiters`), and what says nothing never
reaches the model (`guard`). `desk` owns the client of one model with its limits, budget and cache; `asking` puts a
question of one choice to it, several times where votes are wanted; the components are `verifier`, `cascade`,
`pointwise`, `score`, `pairwise`, `rubric`, `safety` and `generative`.
"""
