"""Writes docs/plugin_directory.md from docs/plugins/directory.toml; with --check each plugin is checked first.

Run ``python docs/plugin_directory.py`` after a change of the list, and ``make directory`` to check it. A plugin is
installed into an environment of its own that sees rewardry and what is installed beside it; one under `path` from this
repository, one with an `index` name from the package index, where that can be reached. Its components are then asked
what `rewardry check` asks: at most `sample` of them, the first of each kind first, less those that are `known` to fail.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIST, PAGE = ROOT / "docs" / "plugins" / "directory.toml", ROOT / "docs" / "plugin_directory.md"
FIELDS = {"distribution": str, "summary": str, "licence": str, "provides": list}
OPTIONAL = {"path": str, "index": str, "source": str, "sample": int, "known": dict}
CHECKED = ("reward", "verifier", "generator")
UNREACHABLE = ("Could not find a version", "No matching distribution", "Connection", "Temporary failure")
SECONDS = 3600
CHECK_SECONDS = 300  # what a check may take: a machine that does much else is no fault of a plugin


def entries(text: str) -> list[dict[str, Any]]:
    """The plugins of a list.

    Raises:
        ValueError: a field is missing, unknown or of another type, or the order is not that of the names; says where.
    """
    found: list[dict[str, Any]] = tomllib.loads(text).get("plugin", [])
    for number, entry in enumerate(found, 1):
        who = f"plugin {number} ({entry.get('distribution', '?')})"
        for name, kind in {**FIELDS, **OPTIONAL}.items():
            if name in entry and not isinstance(entry[name], kind):
                raise ValueError(f"{who}: {name} must be a {kind.__name__}, not {entry[name]!r}")
        missing, unknown = FIELDS.keys() - entry.keys(), entry.keys() - FIELDS.keys() - OPTIONAL.keys()
        if missing or unknown:
            raise ValueError(f"{who}: missing {sorted(missing)}, unknown {sorted(unknown)}")
        if ("path" in entry) == ("index" in entry):
            raise ValueError(f"{who}: give either path, a folder of this repository, or index, a name to install")
        if not entry["distribution"].startswith("rewardry-") or len(entry["summary"]) > 120:
            raise ValueError(f"{who}: a name that begins with rewardry-, and a summary of one line")
    names = [entry["distribution"] for entry in found]
    if names != sorted(set(names)):
        raise ValueError(f"the plugins stand once each and in the order of their names, not {names}")
    return found


def page(plugins: Sequence[Mapping[str, Any]]) -> str:
    """The page of a list."""
    lines = [
        "# Plugins to install",
        "<!-- written by `python docs/plugin_directory.py` from docs/plugins/directory.toml, checked by a test -->",
        "Each of these brings components that `rewardry list` then shows. Continuous integration installs each one",
        "that it can reach and asks its components what training relies on (`rewardry check`). **That a plugin is",
        "listed is no endorsement**: nobody has read its code for you, and a plugin runs with all your rights.",
        "`rewardry plugins NAME` says what an installed one brings, and [Plugins](plugins.md) how to allow and block.",
        "",
        "| plugin | what it is | brings | licence | install |",
        "|---|---|---|---|---|",
    ]
    for entry in plugins:
        where = entry.get("path")
        name = f"[{entry['distribution']}](../{where}/README.md)" if where else entry["distribution"]
        name = f"[{entry['distribution']}]({entry['source']})" if "source" in entry else name
        command = f"`pip install ./{where}` in a checkout" if where else f"`pip install {entry['index']}`"
        what, brings = entry["summary"] + _told(entry.get("known", {})), ", ".join(entry["provides"])
        lines.append(f"| {name} | {what} | {brings} | {entry['licence']} | {command} |")
    lines += [
        "",
        "## List yours",
        "Add an entry to `docs/plugins/directory.toml`, in the order of the names, and run `make directory`:",
        "```toml",
        "[[plugin]]",
        'distribution = "rewardry-chess"',
        'index = "rewardry-chess"             # or path = "plugins/rewardry-chess", a folder of this repository',
        'summary = "legal and best moves in chess"',
        'licence = "MIT"',
        'provides = ["verifiers of moves", "a generator of positions"]',
        'source = "https://example.org/chess" # optional: where its page is',
        "sample = 10                          # optional: check so many of its components",
        'known = {"verifier:chess/draw" = "why it fails a check, as its author says"} # optional: not checked',
        "```",
        "An entry whose check fails is taken out, and so is one that cannot be installed for two releases.",
    ]
    return "\n".join(lines) + "\n"


def _told(known: Mapping[str, str]) -> str:
    """What is not checked, by the reasons for it."""
    of = {why: ", ".join(f"`{id_}`" for id_ in known if known[id_] == why) for why in known.values()}
    return "".join(f"; not checked: {ids} ({why})" for why, ids in of.items())


def check(entry: Mapping[str, Any], folder: Path) -> tuple[bool, str]:
    """Install a plugin into a folder of its own and check what it brings.

    Returns:
        Whether nothing is wrong, and what was found in a few words; a plugin that cannot be reached is not wrong.
    """
    environment = _environment(folder)
    source = str(shutil.copytree(ROOT / entry["path"], folder / "source")) if "path" in entry else entry["index"]
    options = ["--no-deps", "--no-build-isolation"] if "path" in entry else []  # what ours need, `make setup` brings
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", *options, source]
    done = _run([environment / "bin" / "python", *install], folder)
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
        return any(word in done.stderr for word in UNREACHABLE) and "index" in entry, f"not installed: {reason[0]}"
    command = [environment / "bin" / "python", "-m", "rewardry"]
    listed = json.loads(_run([*command, "list", "--json"], folder).stdout or "[]")
    brought = [row for row in listed if row["distribution"] == entry["distribution"]]
    if not brought:
        return False, "it brings no component"
    known = entry.get("known", {})
    strangers = sorted(known.keys() - {f"{row['kind']}:{row['id']}" for row in brought})
    if strangers:
        return False, f"known names {strangers[0]}, which it does not bring"
    asked = _sample(brought, entry.get("sample"), known)
    fails = [name for name in asked if _run([*command, "check", name, "--timeout", CHECK_SECONDS], folder).returncode]
    told = f"{len(brought)} components, {len(asked)} checked"
    return not fails, f"{told}; run `rewardry check {fails[0]}`, which fails" if fails else told


def _sample(brought: Sequence[Mapping[str, Any]], most: int | None, known: Mapping[str, str]) -> list[str]:
    """The components to check, as KIND:ID, by turns of each kind; none of those that are known to fail."""
    named = [(row["kind"], f"{row['kind']}:{row['id']}") for row in brought]
    kinds = [[name for kind, name in named if kind == asked and name not in known] for asked in CHECKED]
    turns = [ids[i] for i in range(max(map(len, kinds))) for ids in kinds if i < len(ids)]
    return turns[:most]


def _environment(folder: Path) -> Path:
    """A new environment that sees the packages beside this Python, and nothing of theirs can be changed by it."""
    place = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True, timeout=SECONDS)
    shared = "".join(f"import site; site.addsitedir({path!r})\n" for path in {sysconfig.get_path("purelib")})
    inside = next(place.glob("lib/python*/site-packages"))
    (inside / "packages_of_the_checkout.pth").write_text(shared)
    return place


def _run(command: Sequence[Any], folder: Path) -> subprocess.CompletedProcess[str]:
    variables = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(
        [str(part) for part in command], cwd=folder, env=variables, capture_output=True, text=True, timeout=SECONDS
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page; with --check look at every plugin first and end with 1 if one is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="install each plugin and run the conformance kit on it")
    asked = parser.parse_args(arguments)
    plugins = entries(LIST.read_text(encoding="utf-8"))
    sound = True
    for entry in plugins if asked.check else []:
        with tempfile.TemporaryDirectory() as folder:
            kept, told = check(entry, Path(folder))
        sound &= kept
        print(f"{'ok    ' if kept else 'WRONG '} {entry['distribution']}: {told}", flush=True)
    PAGE.write_text(page(plugins), encoding="utf-8")
    return int(not sound)


if __name__ == "__main__":
    sys.exit(main())
