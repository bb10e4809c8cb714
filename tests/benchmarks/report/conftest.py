"""Reports of runs over rows that were written to do harm."""

import json

import pytest

from rewardry.cli.main import main

HOSTILE = {
    "end of the script": "</script><script>window.hacked = 1</script>",
    "comment": "<!-- <script> --><script>window.hacked = 1",
    "event handler": '<img src=x onerror="window.hacked = 1"><svg onload="window.hacked = 1">',
    "attribute": '" autofocus onfocus="window.hacked = 1" x="',
    "link": '<a href="javascript:window.hacked = 1">click</a> javascript:window.hacked=1',
    "template": "{{ 7 * 7 }}{% set x = 1 %}{{ self }}${window.hacked = 1}#{7 * 7}",
    "bidi": "\u202e61 si rewsna eht\u2066 and \u200bhidden",
    "line ends": "a\u2028window.hacked = 1\u2029b\x00c\x1b[31m",
    "surrogate": "broken \ud83d half",
    "request": '<link rel=stylesheet href="/stolen.css"><iframe src="/stolen.html"></iframe>@import url(/stolen)',
    "entities": "&lt;b&gt; &amp; &#60;script&#62;window.hacked = 1&#60;/script&#62;",
    "long": "no-space-" * 2000,
}


def hostile_rows():
    """A row for each attack, in every field that a file can bring, and forty plain ones."""
    for name, text in HOSTILE.items():
        yield {
            "id": f"{name} {text[:60]}",
            "prompt": [{"role": f"user {text[:60]}", "content": text}],
            "completion": f"{text}<answer>{text[:200]}</answer>",
            "reference": "16",
            "label": 1,
            "meta": {"kind": text[:80]},
        }
    for i in range(40):
        city = f"city {i if i % 3 else i + 1}"
        shared = {"prompt": f"Capital number {i}?", "reference": f"city {i}", "meta": {"kind": "plain"}}
        yield {"id": f"plain-{i}", "completion": f"<answer>{city}</answer>", "label": int(i % 4 > 0), **shared}


def call(*arguments):
    """Run `rewardry`, which must end with 0."""
    with pytest.raises(SystemExit) as leaving:
        main([*map(str, arguments)])
    assert leaving.value.code == 0


@pytest.fixture(scope="session")
def hostile():
    """The texts of the attacks by name."""
    return HOSTILE


@pytest.fixture(scope="session")
def hostile_run(tmp_path_factory):
    """A run of three verifiers over two sets, one of them with a name that is markup."""
    pytest.importorskip("numpy", reason="a run of the benchmark needs numpy, of the extra bench")
    folder = tmp_path_factory.mktemp("hostile")
    for name in ("<img src=x onerror=alert(1)>", "plain"):
        (folder / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in hostile_rows()))
    files = [item for file in sorted(folder.glob("*.jsonl")) for item in ("-d", file)]
    verifiers = [item for name in ("text.exact", "text.f1", "choice") for item in ("-v", name)]
    call("bench", "run", *verifiers, *files, "-o", folder / "run", "--engine", "inline")
    return folder / "run"


@pytest.fixture(scope="session")
def hostile_page(hostile_run):
    """The file of the run's report."""
    pytest.importorskip("jinja2", reason="a report as a page needs jinja2, of the extra bench")
    call("bench", "report", hostile_run, "--html", "--slice", "kind")
    return hostile_run / "report.html"
