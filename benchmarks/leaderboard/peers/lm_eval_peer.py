"""The scorer of lm-eval's task hendrycks_math: the last box, or what stands between the outer dollar signs."""

from lm_eval.tasks.hendrycks_math.utils import is_equiv, last_boxed_only_string, remove_boxed
from loop import run


def verdict(completion: str, reference: str) -> bool | None:
    """Compare normalised texts; undecided where there is neither a box nor a formula."""
    boxed = last_boxed_only_string(completion)
    if boxed is not None:
        answer = remove_boxed(boxed)
    else:
        first, last = completion.find("$"), completion.rfind("$")
        if last <= first:
            return None
        answer = completion[first + 1 : last]
    return bool(is_equiv(answer, reference.strip("$")))


run(verdict)
