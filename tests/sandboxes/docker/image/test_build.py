"""How an image is built, with the SDK's client in a stand-in: what is asked, and what is told where it fails."""

import contextlib
import io

import pytest

from rewardry.errors import ConfigError
from rewardry.sandboxes.docker.image import build as module
from rewardry.sandboxes.docker.image.build import LANGUAGES_LABEL, Builder

docker = pytest.importorskip("docker")
requests = pytest.importorskip("requests")

LANGUAGES = ("bash", "c", "python")


class Api:
    """Stands for the SDK's client, and for the engine that it comes from."""

    def __init__(self):
        self.steps, self.said, self.fails, self.asked = [], '{"status": "sha256:1"}', None, {}
        self.waits = None

    def patient(self, seconds):
        self.waits = seconds
        return self

    def build(self, **asked):
        self.asked = {**asked, "fileobj": asked["fileobj"].read().decode()}
        if self.fails:
            raise self.fails
        yield from self.steps

    def import_image_from_stream(self, stream, repository, tag, changes):
        self.asked = {"stream": stream.read(), "repository": repository, "tag": tag, "changes": changes}
        if self.fails:
            raise self.fails
        return self.said


@pytest.fixture
def api():
    return Api()


@pytest.fixture
def said():
    return []


@pytest.fixture
def builder(api, said):
    return Builder(api, said.append)


@pytest.fixture
def tree(monkeypatch):
    """Debian trees of no Debian; what they were made of, and how many are left."""
    made = {"open": 0}

    @contextlib.contextmanager
    def debian_tree(*given):
        made["given"] = given
        made["open"] += 1
        try:
            yield "the tree"
        finally:
            made["open"] -= 1

    @contextlib.contextmanager
    def packed(tree):
        yield io.BytesIO(tree.encode())

    monkeypatch.setattr(module, "debian_tree", debian_tree)
    monkeypatch.setattr(module, "packed", packed)
    return made


# ---- from a registry ------------------------------------------------------------------------------------------------


def test_an_image_is_built_on_its_base_with_a_network_and_says_what_is_in_it(api, builder, said):
    api.steps = [{"stream": "Step 1"}, {"status": "pulling"}, {}]
    builder.from_registry(LANGUAGES, "mine:1", "debian:12")
    assert api.asked["fileobj"].startswith("FROM debian:12\n")
    assert "gcc" in api.asked["fileobj"]
    assert (api.asked["tag"], api.asked["network_mode"]) == ("mine:1", "host")
    assert api.asked["labels"] == {LANGUAGES_LABEL: "bash,c,python"}
    assert said == ["building mine:1 on debian:12 with bash, c, python"]
    assert api.waits >= 600, "a build takes longer than an answer"


def test_nothing_of_a_build_that_fails_is_left_on_the_engine(api, builder):
    builder.from_registry(LANGUAGES, "mine:1", "debian:12")
    assert (api.asked["rm"], api.asked["forcerm"]) == (True, True)


def test_a_step_that_fails_is_told_in_the_engine_s_words(api, builder):
    api.steps = [{"stream": "Step 1"}, {"error": "The command '/bin/sh -c apt-get' returned 100\n"}, {"stream": "on"}]
    with pytest.raises(ConfigError) as told:
        builder.from_registry(LANGUAGES, "mine:1", "debian:12")
    assert str(told.value) == "cannot build on 'debian:12': The command '/bin/sh -c apt-get' returned 100"


FAILURES = [docker.errors.APIError("no such image"), requests.exceptions.ConnectionError("refused")]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_a_base_that_cannot_be_had_is_told_with_its_name(api, builder, failure):
    api.fails = failure
    with pytest.raises(ConfigError, match=r"^cannot build on 'nowhere/base': ") as told:
        builder.from_registry(LANGUAGES, "mine:1", "nowhere/base")
    assert str(failure) in str(told.value)


# ---- from a Debian tree ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "repository", "tag"),
    [
        ("mine", "mine", "latest"),
        ("mine:1", "mine", "1"),
        ("mine:", "mine", "latest"),
        ("some/where/mine:1.0-x", "some/where/mine", "1.0-x"),
        ("localhost:5000/mine", "localhost:5000/mine", "latest"),
        ("localhost:5000/mine:1", "localhost:5000/mine", "1"),
    ],
)
def test_an_image_has_the_name_that_was_asked_for(api, builder, tree, name, repository, tag):
    builder.from_debian(LANGUAGES, name, "bookworm", None)
    assert (api.asked["repository"], api.asked["tag"]) == (repository, tag)


def test_a_tree_is_imported_as_it_is_packed_and_says_what_is_in_it(api, builder, said, tree):
    builder.from_debian(LANGUAGES, "mine:1", "trixie", "http://mirror")
    assert tree == {"given": (LANGUAGES, "trixie", "http://mirror"), "open": 0}
    assert api.asked["stream"] == b"the tree"
    assert api.asked["changes"] == ['CMD ["/bin/bash"]', f"LABEL {LANGUAGES_LABEL}=bash,c,python"]
    assert said[0].startswith("making a Debian trixie tree with bash, c, python")


def test_a_tree_that_the_engine_refuses_is_told_and_removed(api, builder, tree):
    api.said = '{"status": "importing"}\n{"error": "no space left on device"}'
    with pytest.raises(ConfigError, match=r"(?s)the engine does not take the tree: .*no space left on device"):
        builder.from_debian(LANGUAGES, "mine:1", "bookworm", None)
    assert tree["open"] == 0


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
def test_an_engine_that_goes_away_meanwhile_is_told_and_the_tree_removed(api, builder, tree, failure):
    api.fails = failure
    with pytest.raises(ConfigError, match=r"^the engine does not take the tree: "):
        builder.from_debian(LANGUAGES, "mine:1", "bookworm", None)
    assert tree["open"] == 0
