"""What the adapter for NeMo-Gym says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="NeMo-Gym",
    version="main, 07d6b0d",
    hook="POST /verify of a resources server",
    unit="sample",
    calls="either",
    thread="a request of the server",
    undecided={
        "zero": "counts 0",
        "drop": "a row of the failures file (_ng_failure_class), tried again and then left out",
        "raise": "UndecidedError, for the server to answer with an error",
    },
    logs="reward_components, and each figure as a number of the response, which aggregate metrics read",
    tested="contract",
    evidence="replay of BaseVerifyRequest and BaseMultiRewardVerifyResponse",
    source="https://github.com/NVIDIA-NeMo/Gym/blob/main/nemo_gym/base_resources_server.py",
    demand="--on-undecided POLICY",
    snippets=(Snippet.of(__package__, "serve.sh", "a shell, for zero or raise"), Snippet.of(__package__, "app.py")),
)
