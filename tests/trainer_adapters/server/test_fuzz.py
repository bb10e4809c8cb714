"""Bodies of any kind: never a 5xx, and the OpenAPI document holds."""

import json
import random

import pytest

EXACT = {"rewards": [{"use": "accuracy", "verifier": "text.exact"}, {"use": "format.think_answer", "weight": 0.5}]}
PATHS = ("/v1/score", "/v1/verify", "/get_reward", "/slime?components=true", "/verify")
SESSIONS = ("/seed_session", "/close_session", "/aggregate_metrics")
WORDS = (
    *("rows", "completion", "reference", "id", "group", "meta", "kind", "prompt", "completion_ids", "finish_reason"),
    *("query", "prompts", "labels", "response", "label", "responses_create_params", "output", "content", "type"),
    *("text", "role", "message", "progress", "component", "input", "incomplete_details", "verifier_metadata"),
    *("resources_session_id", "verify_responses", "_ng_task_index", "usage", "reward"),
)
LEAVES = (
    None,
    True,
    0,
    -1,
    1e308,
    10**400,
    "",
    "<think>a</think><answer>b</answer>",
    "\ud800",
    "\0",
    "a" * 5000,
    "point",
)


def value(random, depth):
    """A JSON value of the words of all forms."""
    kind = random.random()
    if depth == 0 or kind < 0.3:
        return random.choice(LEAVES)
    if kind < 0.6:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    return {random.choice(WORDS): value(random, depth - 1) for _ in range(random.randrange(6))}


def shaped(random, path):
    """A body whose outermost fields are those of a path."""
    rows = [value(random, 3) for _ in range(random.randrange(4))]
    some = [value(random, 2) for _ in range(len(rows))]
    return {
        "/v1/score": {"rows": rows},
        "/v1/verify": {"rows": rows},
        "/get_reward": {"query": rows, "prompts": some, "labels": some},
        "/slime?components=true": random.choice([rows, {"response": value(random, 3), "label": value(random, 2)}]),
        "/verify": {"responses_create_params": {"input": some}, "response": {"output": rows}, "expected_answer": some},
        "/seed_session": {"resources_session_id": value(random, 1)},
        "/close_session": {"resources_session_id": random.choice(["a", value(random, 1)])},
        "/aggregate_metrics": {
            "verify_responses": random.choice([rows, [{random.choice(WORDS): row} for row in rows]])
        },
    }[path]


def mangled(random, body):
    """The bytes of a body, some of them changed."""
    raw = bytearray(json.dumps(body).encode())
    for _ in range(random.randrange(3)):
        raw[random.randrange(len(raw))] = random.randrange(256)
    return bytes(raw[: random.randrange(len(raw) + 1)] if random.random() < 0.2 else raw)


@pytest.mark.parametrize(
    ("path", "policy"),
    [*((path, policy) for path in PATHS for policy in ("zero", "raise")), *((p, "zero") for p in SESSIONS)],
)
def test_no_body_makes_a_5xx(server, path, policy):
    chance = random.Random(f"{path} {policy}")
    bodies = [mangled(chance, shaped(chance, path) if chance.random() < 0.8 else value(chance, 5)) for _ in range(150)]
    headers = {"content-type": "application/json"}
    answers = server(EXACT, on_undecided=policy)(
        *(("POST", path, {"content": body, "headers": headers}) for body in bodies)
    )
    for body, answer in zip(bodies, answers, strict=True):
        assert answer.status_code in (200, 400, 409, 422), body
        json.loads(answer.content)
    assert len({answer.status_code for answer in answers}) > 2


@pytest.mark.parametrize("token", [False, True])
@pytest.mark.filterwarnings("ignore")
def test_the_openapi_document_holds(server, token_file, token):
    schemathesis = pytest.importorskip("schemathesis")
    hypothesis = pytest.importorskip("hypothesis")
    from rewardry.engine.runtime import Runtime
    from rewardry.trainer_adapters.server.app import make_app
    from rewardry.trainer_adapters.server.settings import Settings

    headers = {"Authorization": "Bearer a-secret-of-enough-letters"} if token else {}
    settings = Settings("deepseek-r1-zero", on_undecided="zero", token_file=str(token_file) if token else None)
    with Runtime("inline") as runtime:
        app = make_app(settings, None, runtime)
        schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=headers)
        found = {}
        for operation in (one.ok() for one in schema.get_all_operations()):
            for mode in schemathesis.GenerationMode:
                if mode.is_positive or operation.body:
                    cases = operation.as_strategy(generation_mode=mode)
                    found.setdefault(operation.path, set()).update(_statuses(hypothesis, cases, headers))
    facts = {*SESSIONS, "/reverify_mode", "/health", "/ready", "/metrics"}
    assert set(found) == {*(path.partition("?")[0] for path in PATHS), *facts}
    assert all(200 in statuses for statuses in found.values())
    assert any(422 in statuses for statuses in found.values())


def _statuses(hypothesis, cases, headers):
    """The statuses of some cases, each of which is held against the document."""
    found = set()

    @hypothesis.given(case=cases)
    @hypothesis.settings(
        max_examples=4,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    def one(case):
        found.add(case.call_and_validate(headers=headers).status_code)

    one()
    return found
