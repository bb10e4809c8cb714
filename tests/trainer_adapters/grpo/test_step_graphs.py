import contextlib
import warnings

import pytest
import torch

from rewardry.trainer_adapters.grpo.step_graphs import StepGraphs

GPU, CPU = torch.device("cuda"), torch.device("cpu")


class Recorder:
    """In place of CUDA's capture: what would run on the device, what was captured, and what was replayed."""

    def __init__(self, monkeypatch):
        self.ran, self.captures, self.replays, self.capturing = 0, 0, 0, False
        self.fails = False
        monkeypatch.setattr(torch.cuda, "graph_pool_handle", lambda: "pool")
        monkeypatch.setattr(torch.cuda, "CUDAGraph", lambda: self)
        monkeypatch.setattr(torch.cuda, "graph", self.graph)
        monkeypatch.setattr(torch.cuda, "synchronize", lambda: None)

    @contextlib.contextmanager
    def graph(self, graph, pool, capture_error_mode):
        assert (graph, pool, capture_error_mode) == (self, "pool", "thread_local")
        self.capturing = True
        try:
            yield
        finally:
            self.capturing = False
        self.captures += 1

    def replay(self):
        self.replays += 1

    def step(self):
        if not self.capturing:
            self.ran += 1
        elif self.fails:
            raise RuntimeError("operation not permitted when stream is capturing\nsome advice")


@pytest.fixture
def recorder(monkeypatch):
    return Recorder(monkeypatch)


def test_the_first_step_of_a_size_runs_the_second_is_captured_and_later_ones_are_replayed(recorder):
    graphs = StepGraphs()
    counts = []
    for size in ("small", "small", "large", "small", "large"):
        graphs.run(size, GPU, recorder.step)
        counts.append((recorder.ran, recorder.captures, recorder.replays))
    assert counts == [(1, 0, 0), (1, 1, 1), (2, 1, 1), (2, 1, 2), (2, 2, 3)]


@pytest.mark.parametrize(("enabled", "device"), [(True, CPU), (False, GPU)])
def test_without_graphs_every_step_runs(recorder, enabled, device):
    graphs = StepGraphs(enabled)
    for _ in range(4):
        graphs.run("size", device, recorder.step)
    assert (recorder.ran, recorder.captures) == (4, 0)


def test_after_forgetting_a_size_is_captured_anew(recorder):
    graphs = StepGraphs()
    for _ in range(3):
        graphs.run("size", GPU, recorder.step)
    graphs.forget()
    for _ in range(3):
        graphs.run("size", GPU, recorder.step)
    assert (recorder.ran, recorder.captures, recorder.replays) == (2, 2, 4)


def test_a_capture_that_fails_leaves_every_step_run_once_and_warns_once(recorder):
    graphs = StepGraphs()
    recorder.fails = True
    graphs.run("size", GPU, recorder.step)
    with pytest.warns(UserWarning, match="without CUDA graphs, several times slower: operation not permitted") as told:
        graphs.run("size", GPU, recorder.step)
    assert len(told) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        graphs.run("size", GPU, recorder.step)
    assert (recorder.ran, recorder.captures, recorder.replays) == (3, 0, 0)
