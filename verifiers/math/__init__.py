"""The math verifier: from a completion to an answer, to a typed exact value, to a verdict.

The modules in the order in which a row meets them:

- `extraction` finds the final answer in the text (`announcements`: answers announced in words; `hedges`: doubts);
- `spelling` brings LaTeX, Unicode and plain spelling to one, `tokens` cuts it, `parser` makes expressions of tokens and
  `reading` makes `values` of everything else: sets, intervals, matrices, units (`units`), texts;
- `comparison` compares two values by type (`lists`, `relations`, `quantities`), `identity` two expressions: `exact` by
  fractions, `modular` modulo large primes, `balls` by interval arithmetic;
- `ladder` walks one pair down the rungs, `verifier` is the component, `policies` are its parameters.
"""
