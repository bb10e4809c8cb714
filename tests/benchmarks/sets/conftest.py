"""A cache of its own for every test, a hub that needs no network, and the sets' files as their authors write them."""

import gzip
import json
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    """The folder in which downloads and converted rows are kept."""
    folder = tmp_path_factory.mktemp("sets-cache")
    monkeypatch.setenv("REWARDRY_SETS_CACHE", str(folder))
    monkeypatch.delenv("REWARDRY_DATA", raising=False)
    return folder


@pytest.fixture
def place(tmp_path):
    """Writes rows as a file of a format, by the suffix of its name."""

    def to_file(name, rows):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".parquet"):
            parquet = pytest.importorskip("pyarrow.parquet")
            parquet.write_table(pytest.importorskip("pyarrow").Table.from_pylist(rows), path)
            return path
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        text = json.dumps(rows) if name.endswith(".json") else lines
        path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
        return path

    return to_file


@pytest.fixture
def hub(monkeypatch):
    """A hub in memory: `files` by repository, `revision` of its newest commit, and what was `asked`."""
    client = pytest.importorskip("huggingface_hub")
    state = SimpleNamespace(files={}, revision="a" * 40, asked=[], error=None)

    class Api:
        def dataset_info(self, repository):
            state.asked.append(("info", repository))
            if state.error:
                raise state.error
            return SimpleNamespace(sha=state.revision)

        def list_repo_files(self, repository, repo_type, revision):
            return list(state.files[repository])

    def fetch(repository, name, repo_type, revision, local_dir):
        state.asked.append(("file", repository, name, revision))
        if state.error:
            raise state.error
        path = Path(local_dir, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(state.files[repository][name])
        return str(path)

    monkeypatch.setattr(client, "HfApi", Api)
    monkeypatch.setattr(client, "hf_hub_download", fetch)
    return state
