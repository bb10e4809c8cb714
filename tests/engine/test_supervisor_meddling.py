"""Workers that raise, lie or meddle: their item fails, everybody else's is right, and the worker lives if it can."""

import pytest

FINE = ("correct", "")

# ---- workers that raise --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("raise no such piece", "ValueError: no such piece"),
        ("locked", "LockedError: cannot be pickled"),
        ("wordless", "WordlessError"),
        ("systemexit", "SystemExit: 3"),
        ("interrupt", "KeyboardInterrupt"),
        ("recurse", "RecursionError: maximum recursion depth exceeded"),
    ],
)
def test_an_exception_ends_the_item_and_not_the_worker(faulty, verify, text, error, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["pid", text, "pid"], workers=1)
    assert outcomes(verdicts) == [FINE, ("error", "raised"), FINE]
    assert verdicts[1].details["error"].startswith(error)
    assert verdicts[1].details["component"].endswith("faulty.py:Misbehaving")
    assert verdicts[0].extracted == verdicts[2].extracted


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("hugeint", "ValueError: Exceeds the limit"),
        ("keys", "TypeError: keys must be"),
        ("circle", "ValueError: Circular reference"),
        ("nested 100000", "RecursionError"),
    ],
)
def test_a_result_without_a_json_form_is_the_components_fault(faulty, verify, text, error, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["pid", text, "pid"], workers=1)
    assert outcomes(verdicts) == [FINE, ("error", "raised"), FINE]
    assert verdicts[1].details["error"].startswith(error)
    assert verdicts[0].extracted == verdicts[2].extracted, "the worker lives"


@pytest.mark.parametrize("depth", [900, 960, 970, 980, 985, 990, 995])
def test_a_result_nested_just_as_deep_as_can_be_written_does_no_harm(faulty, verify, depth, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["a", f"nested {depth}", "b"])
    assert outcomes(verdicts)[::2] == [FINE, FINE]
    assert verdicts[1].status in ("correct", "error")


def test_odd_values_travel(faulty, verify):
    shown, number = verify(faulty.Misbehaving(), ["object", "nan"])
    assert shown.extracted == "<class 'object'>"
    assert number.extracted != number.extracted


# ---- workers that meddle -------------------------------------------------------------------------------------------


def test_what_a_component_prints_does_not_reach_the_callers_output(faulty, verify, capfd, outcomes):
    assert outcomes(verify(faulty.Misbehaving(), ["print", "a"], workers=1)) == [FINE] * 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "printed by python" in err
    assert "written to descriptor 1" in err
    assert "echoed by a child" in err


@pytest.mark.parametrize("meddling", ["garbage", "endless"])
def test_garbage_on_the_connection_costs_the_item_and_the_worker(faulty, verify, meddling, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["a", "b", meddling, "c", "d"])
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE, FINE]


@pytest.mark.parametrize(
    "message",
    [
        "1",
        "null",
        '"rows"',
        "[]",
        "{}",
        '{"rows": 1}',
        '{"rows": [], "bye": 1}',
        '{"rows": {}, "bye": true}',
        '{"rows": [], "bye": false, "seconds": NaN}',
        '{"rows": [], "bye": false, "seconds": -1.0}',
        '{"rows": [], "bye": false, "seconds": Infinity}',
        '{"rows": [], "bye": false, "seconds": "1"}',
        '{"failure": [], "bye": false}',
        '{"failure": ["error", "raised", {}], "bye": false, "seconds": 1.0}',
        '{"failure": ["fine", "", {}], "bye": false}',
        '{"hello": 1}',
        '{"hello": null}',
        '{"failed": 1}',
        '{"ready": []}',
        '{"ready": 0}',
        '{"failed": "to open"}',
        '{"begun": 0}',
    ],
)
def test_a_message_that_no_worker_sends_costs_the_item_and_the_worker(faulty, verify, message, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["a", "b", f"forge {message}", "c", "d"])
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE, FINE]


def test_a_worker_that_never_stops_writing_does_not_keep_others_from_their_deadline(
    faulty, open_runtime, samples, outcomes
):
    runtime = open_runtime(workers=2, timeout=1.5)
    opened = runtime.open(faulty.Misbehaving())
    opened.verify(samples("a", "b"))
    verdicts = opened.verify(samples("flood", "sleep", "a"))
    assert outcomes(verdicts)[1:] == [("timeout", "deadline"), FINE]
    assert outcomes(verdicts)[0] in [("timeout", "deadline"), ("error", "worker-died")]


@pytest.mark.parametrize("way", ["fork", "multiprocess"])
def test_a_process_that_a_component_forks_ends_with_its_worker(faulty, verify, processes, wait_until, way, outcomes):
    verdicts = verify(faulty.Misbehaving(), [way, "a", "sigkill", "b"], workers=1)
    assert outcomes(verdicts) == [FINE, FINE, ("error", "worker-died"), FINE]
    assert wait_until(lambda: verdicts[0].extracted not in processes())


def test_a_forked_process_that_comes_back_answers_nothing(faulty, verify, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["a", "forkreturn", "b", "forkreturn", "c"], workers=1)
    assert outcomes(verdicts) == [FINE] * 5
    assert [v.extracted for v in verdicts] == ["a", "both", "b", "both", "c"]


def test_the_death_of_a_worker_is_seen_though_a_process_it_forked_lives(faulty, verify, outcomes):
    verdicts = verify(faulty.Misbehaving(), ["a", "forkdie", "b"], workers=1, timeout=60.0)
    assert outcomes(verdicts) == [FINE, ("error", "worker-died"), FINE]
