"""The memory of the log-prob head: the peak of a forward and backward pass beside the plain one's, a process each.

2,048 tokens of width 256 on a vocabulary of 32,768 in float32: one tensor of logits is 256 MiB.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from timing import Figure

TOKENS, WIDTH, VOCABULARY = 2048, 256, 32_768
HEADS = ("naive", "ours")


def measure(name: str) -> None:
    """Print the peak above what was there before, in MiB, and the processor's seconds."""
    import torch

    from rewardry.trainer_adapters.grpo.logprobs import Head, log_probs

    torch.set_num_threads(1)
    made = torch.Generator().manual_seed(0)
    hidden = torch.randn(TOKENS, WIDTH, generator=made).requires_grad_()
    weight = (0.02 * torch.randn(VOCABULARY, WIDTH, generator=made)).requires_grad_()
    targets = torch.randint(VOCABULARY, (TOKENS,), generator=made)
    before, start = _peak(), time.process_time()
    if name == "naive":
        logps = (hidden @ weight.T).log_softmax(-1)
        chosen, entropy = logps.gather(1, targets[:, None])[:, 0], -(logps.exp() * logps).sum(-1).detach()
    else:
        chosen, entropy = log_probs(Head(weight), hidden, targets, entropy=False)
    chosen.sum().backward()
    assert entropy.isfinite().all()
    print(_peak() - before, time.process_time() - start)


def _peak() -> float:
    """The most memory used so far, in MiB; getrusage would count the process that this one was forked from."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def figures() -> list[Figure]:
    """The peak of our head beside the plain one's."""
    found = {}
    for name in HEADS:
        command = [sys.executable, __file__, name]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        mib, seconds = (float(text) for text in output.split())
        found[name] = mib
        print(f"     {name}: {mib:.0f} MiB, {seconds:.2f} CPU seconds", flush=True)
    return [Figure("log-prob head, peak of ours / naive", found["ours"] / found["naive"], "x", 0.2)]


if __name__ == "__main__":
    measure(sys.argv[1])
