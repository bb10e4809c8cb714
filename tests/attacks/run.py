"""Run attacks against a sandbox, and say what they reached: python tests/attacks/run.py SANDBOX [FILE|FOLDER...].

Only within limits, see guard.py. Exit status 0: nothing was reached; 1: something was; 2: it could not be tried.
"""

import argparse
import contextlib
import json
import os
import re
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import guard

HERE = Path(__file__).parent
LANGUAGES = {".py": "python", ".c": "c", ".cpp": "cpp", ".js": "javascript", ".sh": "bash"}
HONEST = "a, b = map(int, input().split())\nimport time\ntime.sleep(0.2)\nprint(a + b)\n"
EARLIER = "import sys\ntext = sys.stdin.read()\nprint(text, len(text))\n"
WATCHED = ("/tmp", "/var/tmp", "/dev/shm", "/run", "/evidence")
# Where a program of another collection would leave its evidence, it says so on standard error.
ELSEWHERE = re.compile(r"( *)for d in \('/evidence',\):\n")
MODES = {
    "function": {"mode": "function", "entry_point": "add", "tests": {"inputs": [[2, 3], [10, -4]], "outputs": [5, 6]}},
    "stdio": {"mode": "stdio", "tests": {"inputs": ["2 3\n", "10 -4\n"], "outputs": ["5\n", "6\n"]}},
}


@dataclass
class Attack:
    """A program with what its header says."""

    name: str
    language: str
    mode: str
    source: str


def load(paths, machine):
    """The attacks in files and folders; those for another machine are left out."""
    files = [f for p in paths for f in (sorted(p.iterdir()) if p.is_dir() else [p])]
    for file in files:
        text = file.read_text()
        head = text.splitlines()[0]
        if "ATTACK" not in head and file.suffix != ".sh":
            continue
        said = dict(re.findall(r"(\w+)=(\w+)", head))
        language = said.get("language") or LANGUAGES.get(file.suffix)
        if language is None or said.get("machine", machine) != machine:
            continue
        text = ELSEWHERE.sub(
            r"\1for d in ('.',):\n\1    _o.write(2, b'EVIDENCE ' + str(x)[:300].encode() + b'\\n')\n", text
        )
        modes = {"both": ("stdio", "function")}.get(said.get("modes", "stdio"), (said.get("modes", "stdio"),))
        for mode in modes:
            yield Attack(file.stem, language, mode, text)


def as_program(attack):
    """What is run: in function mode the function is called, as a grader would."""
    call = "\nimport json\nprint(json.dumps(add(2, 3)))\n" if attack.mode == "function" else ""
    return attack.source + call


def descendants():
    """How many processes are below this one."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    below, found = {os.getpid()}, True
    while found:
        found = {pid for pid, parent in parents.items() if parent in below} - below
        below |= found
    return len(below) - 1


def strange_files():
    """What programs may have left on this machine."""
    found = set()
    for folder in WATCHED:
        if os.path.isdir(folder):
            found |= {f"{folder}/{n}" for n in os.listdir(folder) if n.startswith(("poison", "planted", "evidence"))}
    with contextlib.suppress(OSError):
        found |= set(Path("/proc/sysvipc/shm").read_text().splitlines()[1:])
    return found


class Field:
    """The sandbox under attack, with honest programs around each attack."""

    def __init__(self, sandbox, settings):
        from rewardry import sandbox as contract
        from rewardry.engine.runtime import default_runtime
        from rewardry.parameters import build

        self.contract = contract
        self.live = build(contract.Sandbox, sandbox, settings).open(default_runtime())
        self.number = 100_000
        # Writing where a program may write is no breach, whatever it says of it.
        self.own = self.run("import os\nprint(os.getcwd())\n", b"").stdout.decode().strip()
        for thread in [threading.Thread(target=self.honest) for _ in range(2)]:
            thread.start()
            thread.join()
        self.together(self.honest)
        self.processes, self.files = descendants(), strange_files()

    def run(self, source, stdin, language="python", collect=(), seconds=2):
        limits = self.contract.Limits(seconds=seconds, memory_mb=256)
        program = self.contract.Program(language, source, stdin, collect=collect, limits=limits)
        compiled = self.live.compile(program)
        return compiled.execution if compiled.program is None else self.live.run(compiled.program)

    def honest(self):
        """Whether an honest program is run as it should be."""
        done = self.run(HONEST, b"20 22\n", seconds=30)
        return (
            None if (done.ended, done.stdout) == ("exited", b"42\n") else f"{done.ended} {done.fault or done.stderr!r}"
        )

    def together(self, attack):
        """An attack with an honest program beside it; what became of both."""
        said = []
        beside = threading.Thread(target=lambda: said.append(self.honest()))
        beside.start()
        done = attack()
        beside.join()
        return done, said[0]

    def attack(self, attack):
        """Run one attack; returns what is to be reported of it."""
        self.number += 1
        self.run(EARLIER, f"EARLIER_RUN_CANARY{self.number}\n".encode() * 50)
        collect = ("evidence", "result.txt", "result.json", "result.bin", "result.big", "result.dev")
        began = time.monotonic()
        done, beside = self.together(lambda: self.run(as_program(attack), b"2 3\n", attack.language, collect))
        seconds = time.monotonic() - began
        after = self.honest()
        said = (done.stdout + done.stderr).decode(errors="replace")
        allowed = re.compile(rf"EVIDENCE WROTE (home )?({re.escape(self.own)}|/tmp)")
        lines = [line[:200] for line in said.splitlines() if line.startswith("EVIDENCE")]
        reached = [line for line in lines if not allowed.fullmatch(line)]
        if "CANARY" in said:
            reached.append("a canary was printed")
        reached += [f"collected {name}" for name in done.files if name != "evidence"]
        reached += sorted(strange_files() - self.files)
        return {
            "attack": attack.name,
            "mode": attack.mode,
            "ended": str(done.ended),
            "fault": done.fault,
            "seconds": round(seconds, 2),
            "reached": reached,
            "harmed": [f"{who}: {what}" for who, what in (("beside", beside), ("after", after)) if what],
            "left": max(0, self.settled() - self.processes),
        }

    def settled(self):
        """The processes, once those that are ending have ended."""
        for _ in range(50):
            count = descendants()
            if count <= self.processes:
                break
            time.sleep(0.05)
        return count


def forged(attack, verifier, sandbox):
    """Whether a verifier takes an attack for a solution."""
    import rewardry

    reference = {**MODES[attack.mode], "language": attack.language}
    completion = f"```{attack.language}\n{attack.source}\n```"
    return rewardry.verify(verifier, completion, reference, sandbox=sandbox).status == "correct"


def attack_all(options):
    """Run every attack, print a row for each and the sum."""
    from rewardry.engine.runtime import default_runtime

    os.environ.update(SECRET_CANARY="CANARY", HF_TOKEN="hf_CANARY")
    paths = options.paths or [HERE / "programs"]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "expected.json").write_text('"CANARY"')
        os.chdir(folder)
        field = Field(options.sandbox, {"trust": "untrusted"} if options.sandbox == "local" else {})
        try:
            languages = field.live.capabilities().languages
            for attack in load(paths, os.uname().machine):
                if attack.language not in languages or not any(name in attack.name for name in options.only.split(",")):
                    continue
                row = field.attack(attack)
                if options.verifier:
                    row["forged"] = forged(attack, options.verifier, options.sandbox)
                rows.append(row)
                print(json.dumps(row), flush=True)
        finally:
            field.live.close()
            default_runtime().close()
    totals = {
        "attacks": len(rows),
        "breaches": sum(bool(row["reached"]) for row in rows),
        "harmed": sum(bool(row["harmed"]) for row in rows),
        "faults": sum(row["ended"] == "fault" for row in rows),
        "forged": sum(row.get("forged", False) for row in rows),
        "left": max((row["left"] for row in rows), default=0) + descendants(),
    }
    print(json.dumps(totals))
    return any(totals[name] for name in ("breaches", "harmed", "faults", "forged", "left")) or not rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sandbox")
    parser.add_argument("paths", nargs="*", type=lambda path: Path(path).resolve())
    parser.add_argument("--verifier", help="the id of a verifier that may not take an attack for a solution")
    parser.add_argument("--only", default="", help="attacks whose names hold one of these, separated by commas")
    options = parser.parse_args()
    if guard.INSIDE in os.environ:
        guard.enter()
        sys.exit(attack_all(options))
    code, left = guard.run_within([sys.executable, __file__, *sys.argv[1:]])
    if left:
        print(f"{left} processes were left, and have been killed", file=sys.stderr)
    sys.exit(code or (1 if left else 0))


if __name__ == "__main__":
    main()
