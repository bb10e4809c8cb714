"""The reward server behind Ray Serve: replicas on the machines of a cluster, one address.

Run it with ``pip install 'rewardry[serve]' 'ray[serve]'``:

    serve run examples.ray_serve:app

REWARDRY_RECIPE names the recipe (default: deepseek-r1-zero), REWARDRY_REPLICAS how many replicas answer. Each replica
has an engine of its own; its cores come out of Ray's accounts by `num_cpus`.
"""

from __future__ import annotations

import os
from typing import Any

from ray import serve

from rewardry.trainer_adapters.server.app import make_app
from rewardry.trainer_adapters.server.settings import Settings

RECIPE = os.environ.get("REWARDRY_RECIPE", "deepseek-r1-zero")
REPLICAS = int(os.environ.get("REWARDRY_REPLICAS", "1"))


def application() -> Any:
    """The application of a replica; made there, for a recipe that is open cannot travel."""
    return make_app(Settings(RECIPE, on_undecided="zero", engine_workers=1, log_requests=False))


@serve.deployment(num_replicas=REPLICAS, ray_actor_options={"num_cpus": 1}, max_ongoing_requests=256)
@serve.ingress(application)
class Rewards:
    """A replica: it adds nothing to the application."""


app = Rewards.bind()
