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
SUMS = {
    "python": "print(sum(map(int, input().split())))",
    "bash": "read a b; echo $((a + b))",
    "c": '#include <stdio.h>\nint main(void) { int a, b; scanf("%d %d", &a, &b); printf("%d\\n", a + b); return 0; }',
    "javascript": "const t = require('fs').readFileSync(0, 'utf8').split(' ').map(Number); console.log(t[0] + t[1]);",
}
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
    return len(below())


def below():
    """The processes below this one."""
    parents = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    known, found = {os.getpid()}, True
    while found:
        found = {pid for pid, parent in parents.items() if parent in known} - known
        known |= found
    return known - {os.getpid()}


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


def soak(field, attacks, count):
    """Many runs at once, of which every fourth is an attack; returns what has grown meanwhile.

    Args:
        field: the field; its limits are those of attacks.
        attacks: what to attack with, in turns.
        count: how many runs.
    """
    compiled = {}
    languages = field.live.capabilities().languages
    honest = [language for language in SUMS if language in languages]
    for language in honest:
        program = field.contract.Program(language, SUMS[language], b"20 22\n", limits=field.contract.Limits(seconds=60))
        compiled[language] = field.live.compile(program).program
    wrong, number, lock = [], iter(range(count)), threading.Lock()

    def work():
        while True:
            with lock:
                turn = next(number, None)
            if turn is None:
                return
            if turn % 4 == 0:
                attack = attacks[turn // 4 % len(attacks)]
                done = field.run(as_program(attack), b"2 3\n", attack.language, ("evidence", "result.txt"), seconds=1)
                if done.ended == "fault" or b"EVIDENCE" in done.stderr:
                    wrong.append(f"{attack.name}: {done.ended} {done.fault or done.stderr[:200]!r}")
            else:
                language = honest[turn % len(honest)]
                done = field.live.run(compiled[language])
                if done.stdout.strip() != b"42":
                    wrong.append(f"{language}: {done.ended} {done.fault or done.stderr[:200]!r}")

    def round_of(limit):
        nonlocal number
        number = iter(range(limit))
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        field.settled()
        return holdings()

    before = round_of(min(200, count // 4))  # everything has been used once
    after = round_of(count)
    return {"runs": count, "wrong": wrong, "before": before, "after": after}


def holdings():
    """What this process and those below it hold."""
    memory = {}
    for pid in ("self", *map(str, below())):
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{pid}/status").read_text()
            memory[pid] = int(re.search(r"VmRSS:\s+(\d+)", text)[1])
    return {
        "processes": len(memory) - 1,
        "descriptors": len(os.listdir("/proc/self/fd")),
        "own_mb": memory.pop("self") // 1024,
        "largest_other_mb": max(memory.values(), default=0) // 1024,
        "mounts": len(Path("/proc/self/mounts").read_text().splitlines()),
        "folders": sum(name.startswith(("rewardry", "tmp")) for name in os.listdir(tempfile.gettempdir())),
        "files": len(strange_files()),
    }


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
            wanted = options.only.split(",")
            attacks = [each for each in load(paths, os.uname().machine) if any(name in each.name for name in wanted)]
            attacks = [each for each in attacks if each.language in languages]
            if options.soak:
                print(json.dumps(soak(field, attacks, options.soak)))
                return 0
            for attack in attacks:
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
    parser.add_argument(
        "--soak", type=int, help="so many runs at once, a quarter of them attacks; print what has grown"
    )
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
