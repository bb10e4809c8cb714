"""Peers, and the environments that they run in."""

from __future__ import annotations

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("peers")
_TAIL = 200


@dataclass(frozen=True)
class Peer:
    """A package that judges answers to mathematical questions.

    Attributes:
        name: in the table.
        distribution: on PyPI, perhaps with an extra.
        licence: of the package.
        script: in `peers`, run by the Python of its environment.
        call: what is called, in words.
        beside: packages that it imports and does not require.
    """

    name: str
    distribution: str
    licence: str
    script: str
    call: str
    beside: tuple[str, ...] = ()


PEERS = (
    Peer(
        "inspect-ai",
        "inspect-ai",
        "MIT",
        "inspect_ai_peer.py",
        "its scorer math()",
        ("latex2sympy2-extended[antlr4_13_2]==1.11.0",),  # the version that math() asks for
    ),
    Peer("lm-eval", "lm-eval", "MIT", "lm_eval_peer.py", "the scorer of its task hendrycks_math"),
    Peer("math-verify (own call)", "math-verify[antlr4_13_2]", "Apache-2.0", "math_verify_peer.py", "parse and verify"),
    Peer(
        "mathruler",
        "mathruler",
        "Apache-2.0",
        "mathruler_peer.py",
        "extract_boxed_content and grade_answer",
        ("sympy", "pylatexenc", "tqdm"),
    ),
    Peer(
        "SkyRL-Gym",
        "skyrl-gym",
        "MIT",
        "skyrl_gym_peer.py",
        "its environment aime, which reads what stands behind Answer:",
    ),
    Peer("verifiers", "verifiers", "MIT", "verifiers_peer.py", "verify_boxed_math_answer, to which no box is wrong"),
)
# What is on PyPI, and why it is not asked.
NOT_ASKED = {
    "latex2sympy2-extended": "a parser: it reads an answer, and compares nothing; inspect-ai and math-verify use it",
    "reasoning-gym": "its items are judged from metadata of its own that rows of other puzzles do not have",
    "graders of programs": "they run programs, which here our sandbox alone does",
}


@dataclass(frozen=True)
class Installed:
    """A peer that can be asked.

    Attributes:
        peer: the peer.
        python: of its environment.
        version: of its distribution.
    """

    peer: Peer
    python: Path
    version: str


def install(peer: Peer, folder: Path, seconds: float) -> Installed | str:
    """Make the environment of a peer, or take the one that is there.

    Args:
        peer: the peer.
        folder: of all environments.
        seconds: what the installation may take.

    Returns:
        The peer, or why it cannot be installed.
    """
    name = peer.distribution.partition("[")[0]
    home = folder / name
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    version = _version(python, name)
    if version is None:
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", peer.distribution]
        command += peer.beside
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            return f"pip install {peer.distribution} took more than {seconds:.0f} s"
        version = _version(python, name)
        if done.returncode or version is None:
            said = done.stderr.strip().splitlines() or ["no message"]
            return f"pip install {peer.distribution} failed: {said[-1][-_TAIL:]}"
    return Installed(peer, python, version)


def _version(python: Path, name: str) -> str | None:
    code = "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))"
    done = subprocess.run([python, "-I", "-c", code, name], capture_output=True, text=True, check=False, timeout=120)
    return done.stdout.strip() if not done.returncode else None


def this_python() -> str:
    """The version that all of them run."""
    return ".".join(map(str, sys.version_info[:3]))
