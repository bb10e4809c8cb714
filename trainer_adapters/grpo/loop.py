"""The GRPO loop, top to bottom.

Where it deviates from DeepSeekMath's algorithm 1: the reference model is never replaced; the policy that sampled is
known from the sampler's own log-probabilities, not from a second forward pass; rewards are a recipe, which may leave a
completion undecided; a step is an optimizer step, and a batch of rollouts serves `iterations * mini_batches` of them.
"""

from __future__ import annotations

from .session import Result, Session


def run(session: Session) -> Result:
    """Train until the last step, or until SIGTERM asks to stop."""
    learner = session.learner
    with session.running():
        while session.goes_on:
            # -- now and then: how good is it on prompts that it never trains on? --------------------------------------
            session.begin_step()

            # -- rollouts, rewards, advantages, reference log-probabilities --------------------------------------------
            if session.pending is None:
                experience = session.sample().experience
                if learner.loss.beta:
                    experience.ref_logps[:] = learner.logps(experience, of_reference=True)

            # -- one optimizer step on a part of them ------------------------------------------------------------------
            session.learn(session.mini_batch())

            # -- logs and checkpoints ----------------------------------------------------------------------------------
            session.end_step()
    return session.result
