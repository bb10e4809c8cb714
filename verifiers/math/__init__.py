"""The math verifier: from a completion to an answer, to a typed exact value, to a verdict.

The modules in the order in which a row meets them:

- `extraction` finds the final answer in the text (`boxes`, `announcements` in words, `unmarked` texts and what they
  come to: `conclusions`, `sentences`), and the value in what is said (`stated`, `asides`; `hedges`: doubts;
  `foreign_words`: other languages);
- `spelling` brings LaTeX, Unicode and plain spelling to one, `tokens` cuts it, `parser` makes expressions of tokens and
  `reading` makes `values` of everything else: sets, intervals, matrices (`brackets`, `trimming`), quantities
  (`measures`, `units`, `foreign_units`), words (`phrases`, `bounds_in_words`);
- `comparison` compares two values by type (`quantities`, `regions`, `relations`, `progressions`, `piecewise`,
  `vectors`) and `identity` two expressions: `exact` by fractions, `modular` modulo large primes, `numeric` by `balls`,
  which are interval arithmetic, at `points` that nobody can foresee, and on both sides of `breaks`;
- `ladder` walks one pair down the rungs (`question`: what is asked for; `options` of a choice; `rereading` in the light
  of the other side; `forms`: what is only said again), `verifier` is the component,
  `policies` its parameters, `explanation` what people are told, `limits` what is refused before any work.
"""
