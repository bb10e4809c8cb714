"""How workers are shared among actors, which addresses are refused, and what a cluster of one's own is started with."""

import socket

import pytest

from rewardry.engine.ray import cluster as ray_cluster
from rewardry.engine.ray.cluster import local_environment, refuse_silent, shares
from rewardry.errors import ConfigError


@pytest.mark.parametrize(
    ("total", "nodes", "found"),
    [
        (2, [2], [2]),
        (1, [64], [1]),
        (64, [64], [8] * 8),
        (20, [64], [8, 8, 4]),
        (16, [4, 12], [8, 4, 4]),
        (6, [2, 2, 2], [2, 2, 2]),
        (5, [2, 2, 2], [2, 2, 1]),
        (12, [4, 0], [4, 4, 4]),
        (3, [0, 0], [1, 1, 1]),
        (3, [], [1, 1, 1]),
    ],
)
def test_every_share_fits_a_node_and_they_add_up(total, nodes, found):
    assert shares(total, nodes, 8) == found
    assert sum(found) == total


@pytest.mark.parametrize("address", ["ray://head:10001", "head", "head:", ":6379", "head:port", "http://head:8265"])
def test_an_address_of_another_form_is_refused(address):
    with pytest.raises(ConfigError) as raised:
        refuse_silent(address)
    assert str(raised.value) == (
        f"the Ray address {address!r} is no HOST:PORT, as `ray start` prints it. Run this on a node of the cluster "
        "(`ray job submit` does), for Ray's client (ray://) is not supported"
    )


def test_an_address_where_nobody_listens_is_refused_at_once():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConfigError) as raised:
            refuse_silent(address)
    assert str(raised.value) == (
        f"no Ray cluster answers at {address}: ConnectionRefusedError: [Errno 111] Connection refused. Start one with "
        "`ray start --head`, or leave out the address (--ray-address, REWARDRY_RAY_ADDRESS, RAY_ADDRESS) to have one "
        "started on this machine"
    )


@pytest.mark.parametrize("address", ["no-such-host.invalid:6379", "127.0.0.1:99999999"])
def test_an_address_that_cannot_be_is_refused(address):
    with pytest.raises(ConfigError, match=f"no Ray cluster answers at {address}: "):
        refuse_silent(address)


def test_an_address_where_somebody_listens_passes():
    with socket.create_server(("127.0.0.1", 0)) as server:
        refuse_silent(f"127.0.0.1:{server.getsockname()[1]}")
    refuse_silent("auto")


def test_a_cluster_of_ones_own_wants_a_token_that_no_file_holds():
    wanted = local_environment({})
    assert wanted["RAY_AUTH_MODE"] == "token"
    assert len(wanted["RAY_AUTH_TOKEN"]) == 64
    assert wanted["RAY_AUTH_TOKEN"] != local_environment({})["RAY_AUTH_TOKEN"]
    assert wanted["RAY_USAGE_STATS_ENABLED"] == "0"


def test_who_turned_tokens_off_is_obeyed():
    assert "RAY_AUTH_MODE" not in local_environment({"RAY_AUTH_MODE": "disabled"})


def test_a_cluster_of_ones_own_finds_no_other(alone):
    environment = {"RAY_ADDRESS": "elsewhere:1"}
    alone(ray_cluster, "os", environ=environment)
    ray_cluster._prepare_environment()
    assert "RAY_ADDRESS" not in environment
    assert environment["RAY_AUTH_MODE"] == "token"
