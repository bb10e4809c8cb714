"""A decoding step as a CUDA graph: one launch for all of a model's kernels; the same step without graphs elsewhere.

Launching a model of 24 layers kernel by kernel takes the host about 20 ms a token, whatever the GPU; a replayed graph
takes what the GPU needs. A graph is of one size and reads and writes the addresses it was captured with, so a step
works on tensors that stay where they are, and weights are updated in place.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable

import torch


class StepGraphs:
    """Runs steps, from the second of a size on as a graph.

    The first step of a size runs as it is: it is real work, and it loads the kernels and workspaces that may not be
    loaded during a capture. The second is captured, which runs nothing, and replayed. Where a capture fails, for
    example because the model waits for the GPU within its forward pass, all steps run without graphs from then on, and
    a warning says why.

    Args:
        enabled: whether to use graphs; steps of another device than CUDA always run as they are.
    """

    def __init__(self, enabled: bool = True) -> None:
        self.enabled = enabled
        self._graphs: dict[Hashable, torch.cuda.CUDAGraph] = {}
        self._met: set[Hashable] = set()
        self._pool: object = None

    def run(self, size: Hashable, device: torch.device, step: Callable[[], None]) -> None:
        """Run one step.

        Args:
            size: what a step's kernels and addresses depend on.
            device: where the step computes.
            step: works on tensors that stay where they are, makes no copy to or from the host, and does not wait for
                the device.
        """
        if not self.enabled or device.type != "cuda" or size not in self._met:
            self._met.add(size)
            step()
            return
        if size not in self._graphs and not self._capture(size, step):
            step()
            return
        self._graphs[size].replay()

    def forget(self) -> None:
        """Drop the graphs and their memory: what they read has moved."""
        self._graphs.clear()
        self._met.clear()
        self._pool = None

    def _capture(self, size: Hashable, step: Callable[[], None]) -> bool:
        if self._pool is None:
            self._pool = torch.cuda.graph_pool_handle()
        graph = torch.cuda.CUDAGraph()
        try:
            # Other threads may use the device meanwhile: a reward model scores rows that are done.
            with torch.cuda.graph(graph, pool=self._pool, capture_error_mode="thread_local"):
                step()
        except RuntimeError as error:
            self.enabled = False
            self.forget()
            torch.cuda.synchronize()
            reason = str(error).strip().split("\n")[0]
            warnings.warn(f"rollouts run without CUDA graphs, several times slower: {reason}", stacklevel=2)
            return False
        self._graphs[size] = graph
        return True
