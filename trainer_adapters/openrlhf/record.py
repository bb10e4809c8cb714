"""What the adapter for OpenRLHF says of itself."""

from __future__ import annotations

from rewardry.adapter import Adapter, Snippet

ADAPTER = Adapter(
    trainer="OpenRLHF",
    version="0.11.2",
    hook="`reward_func` of the Python file that --reward.remote_url names, or its HTTP form",
    unit="sample",
    calls="sync",
    thread="a thread of asyncio",
    undecided={
        "zero": "an undecided reward counts 0; `rewardry/NAME/undecided` says so",
        "raise": "the reason in the log as an error, and the run ends for want of a reward",
    },
    logs="each reward with its shares of undecided and failed rows, as extra_logs",
    tested="contract",
    evidence="a replay of SingleTurnAgentExecutor and of what samples_generator.py makes of the answer",
    source="https://github.com/OpenRLHF/OpenRLHF/tree/v0.11.2: openrlhf/utils/agent.py, trainer/ppo_utils",
    snippets=(
        Snippet.of(__package__, "reward.py"),
        Snippet.of(__package__, "launch.sh", "the launch command"),
        Snippet.of(__package__, "server.sh", "or the launch commands with a server"),
    ),
)
