"""The started sandbox `local`: a zygote, its slots, and the runs that wait for one."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import re
import threading
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rewardry.platforms import in_forked_child
from rewardry.sandbox import (
    Capabilities,
    Compilation,
    Ended,
    Execution,
    Layer,
    Limits,
    LiveSandbox,
    Program,
    SandboxUnavailableError,
    Trust,
)

from .. import names
from . import layers
from .cgroups import Cgroups, make_cgroups
from .exchange import Exchange, SlotLostError
from .toolchains import Toolchain, find_toolchains, lacking, readable_paths
from .zygote_process import Slot, Zygote

_PROBE = Limits(seconds=20, memory_mb=256, processes=6, disk_mb=8, files=32)


class LiveLocal(LiveSandbox):
    """A running zygote and its slots; one run at a time in each.

    Args:
        trust: the programs to take.
        parallel: runs at one time.
        compile_limits: what compiling may use.
        without: layers to leave out, as if this machine lacked them; ``memory cgroup`` too. For tests.

    Raises:
        SandboxUnavailableError: it cannot start here, or a layer is missing that `trust` wants.
    """

    def __init__(self, trust: Trust, parallel: int, compile_limits: Limits, without: Sequence[str] = ()) -> None:
        self._trust = trust
        self._compile_limits = compile_limits
        self._without = tuple(without)
        self._toolchains = find_toolchains()
        self._lock, self._asking = threading.Lock(), threading.Lock()
        self._places = threading.BoundedSemaphore(parallel)
        self._parallel = parallel
        self._free = list[tuple[int, Slot]]()
        self._numbers = list(range(parallel))
        self._owner = os.getpid()
        self._zygote: Zygote | None = None
        self._cgroups: Cgroups | None = None
        self._cgroup_problem = "it was left out"
        self._versions: dict[str, str] = {}
        _living.add(self)
        try:
            self._start()
            self._layers = self._probe()
            refused = layers.refusal(self._layers)
            if refused is not None and trust == "untrusted":
                raise SandboxUnavailableError(refused)
        except BaseException:
            self.close()
            raise

    def _start(self) -> None:
        if "memory cgroup" not in self._without:
            self._cgroups, self._cgroup_problem = make_cgroups()
        readable, hidden = readable_paths(tuple(self._toolchains.values()))
        self._zygote = Zygote(readable, hidden, self._cgroups is not None, self._without)

    def _probe(self) -> tuple[Layer, ...]:
        """Look at each layer from within a cell."""
        done = self._run({"kind": "probe", "argv": []}, [], b"", _PROBE)
        if done.ended is not Ended.EXITED or done.exit_code != 0:
            said = done.fault or done.stderr.decode(errors="replace").strip() or str(done.ended)
            raise SandboxUnavailableError(f"the sandbox local cannot look at its own layers: {said}")
        found = json.loads(done.stdout)
        zygote, (_, slot) = self._zygote, self._free[-1]
        if slot.why is not None:
            self._cgroup_problem = slot.why
        found["unprivileged user"] = zygote is not None and zygote.user != 0
        found["memory limit"] = slot.group or done.memory_mb is not None
        found["memory cgroup"] = slot.group
        return layers.record(found, self._cgroup_problem)

    def capabilities(self) -> Capabilities:
        """What was found on this machine; the first call asks each toolchain for its version."""
        versions = {name: self._version(toolchain) for name, toolchain in self._toolchains.items()}
        refused = layers.refusal(self._layers)
        return Capabilities(
            trust="untrusted" if refused is None and self._trust == "untrusted" else "cooperative",
            languages={name: version for name, version in versions.items() if version},
            layers=self._layers,
            parallel=self._parallel,
            claims=layers.CLAIMS if refused is None else (),
            limits=layers.limits_here(self._layers),
            lacking=lacking(self._toolchains),
        )

    def _version(self, toolchain: Toolchain) -> str:
        """The version that a toolchain prints within the sandbox, asked for once; empty where it does not run there."""
        with self._asking:
            if toolchain.language not in self._versions:
                self._versions[toolchain.language] = self._ask_version(toolchain)
            return self._versions[toolchain.language]

    def _ask_version(self, toolchain: Toolchain) -> str:
        head = {"kind": "exec", "argv": toolchain.version}
        done = self._run(head, [], b"", replace(_PROBE, processes=64, memory_mb=512))
        if done.ended is not Ended.EXITED or done.exit_code != 0:
            return ""
        said = (done.stdout + done.stderr).decode(errors="replace")
        number = re.search(r"\d+(\.\d+)+", said)
        return number[0] if number else said.partition("\n")[0].strip()

    def run(self, program: Program) -> Execution:
        """Run a program; waits for a place where all are taken."""
        toolchain, refused = self._toolchain(program)
        if toolchain is None:
            return _fault(refused)
        files = dict(program.files)
        command = toolchain.run
        if toolchain.compile:
            if program.artifact is None:
                return _fault(f"a program in {program.language} has to be compiled first; call compile")
            files[toolchain.artifact] = program.artifact
        else:
            files[toolchain.source] = program.source.encode(errors="surrogatepass")
        heap = (f"-Xmx{program.limits.memory_mb * 3 // 4}m",) if program.language == "java" else ()
        head = {
            "kind": "exec" if command else "python",
            "argv": (*command[:1], *heap, *command[1:], *program.arguments)
            if command
            else (toolchain.source, *program.arguments),
            "collect": program.collect,
            "collect_bytes": program.limits.output_bytes,
        }
        return self._run(head, list(files.items()), program.stdin, program.limits)

    def compile(self, program: Program) -> Compilation:
        """Compile in a cell, under the sandbox's limits for compiling."""
        toolchain, refused = self._toolchain(program)
        if toolchain is None:
            return Compilation(None, _fault(refused))
        if not toolchain.compile:
            return Compilation(program, Execution(Ended.EXITED, exit_code=0))
        limits = self._compile_limits
        head = {
            "kind": "exec",
            "argv": toolchain.compile_command(program.source),
            "collect": (toolchain.artifact,),
            "collect_bytes": limits.disk_mb << 20,
        }
        files = dict(program.files)
        files[toolchain.source_name(program.source)] = program.source.encode(errors="surrogatepass")
        done = self._run(head, list(files.items()), b"", limits)
        artifact = done.files.get(toolchain.artifact)
        made = replace(done, files={})
        if done.ended is not Ended.EXITED or done.exit_code != 0 or artifact is None:
            return Compilation(None, made)
        return Compilation(replace(program, artifact=artifact), made)

    def _toolchain(self, program: Program) -> tuple[Toolchain | None, str]:
        """The toolchain of a program, or None and why it cannot be run."""
        toolchain = self._toolchains.get(program.language)
        if toolchain is None:
            known = ", ".join(sorted(self._toolchains))
            return None, f"there is no toolchain for {program.language} on this machine, only for {known}; install one"
        refused = names.refusal(program, toolchain.own_files(program.source))
        if refused is None and program.language != "python" and not self._version(toolchain):
            refused = (
                f"the toolchain for {program.language} does not run in the sandbox: {' '.join(toolchain.version)} fails"
            )
        return (None, refused) if refused else (toolchain, "")

    def _run(
        self, head: Mapping[str, Any], files: Sequence[tuple[str, bytes]], stdin: bytes, limits: Limits
    ) -> Execution:
        # What one process may map before the sum of all is looked at: only a bound where there is no cgroup.
        spike = 0 if self._cgroups is not None else 3 * limits.memory_mb + 1024
        whole = {
            "collect": (),
            "collect_bytes": 0,
            "files": [(name, len(data), 0o755 if name == "program" else 0o644) for name, data in files],
            "limits": {
                "seconds": limits.seconds,
                "processes": limits.processes,
                "disk_mb": limits.disk_mb,
                "files": limits.files,
                "spike_mb": spike,
            },
            **head,
        }
        with self._places:
            try:
                number, slot = self._take()
            except (OSError, SandboxUnavailableError) as error:
                return _fault(f"no slot could be started: {error}")
            owner = self._zygote.user if self._zygote is not None and self._zygote.dropped else None
            try:
                exchange = Exchange(whole, [data for _, data in files], stdin, limits, owner)
            except OSError as error:
                self._give_back(number, slot)
                return _fault(f"the run's pipes could not be made: {error}")
            try:
                done = exchange.run(slot)
            except SlotLostError as error:
                self._lose(number, slot)
                return _fault(str(error))
            except BaseException:  # Ctrl-C: the slot is still busy
                self._lose(number, slot)
                raise
            finally:
                exchange.close()
            self._give_back(number, slot)
            return done

    def _take(self) -> tuple[int, Slot]:
        """A free slot, or a new one; a zygote that is gone is started anew, once.

        Raises:
            OSError: no slot can be forked.
            SandboxUnavailableError: no zygote can be started.
        """
        with self._lock:
            if os.getpid() != self._owner:
                raise OSError("the sandbox was opened in another process; open it in this one")
            if self._free:
                return self._free.pop()
            if self._zygote is None:
                raise OSError("the sandbox is closed")
            number = self._numbers.pop()
            try:
                try:
                    return number, self._fork_slot(number)
                except OSError:
                    if not self._zygote.has_ended():  # short of processes: others run on, and this one may come again
                        raise
                    self._restart()
                    return number, self._fork_slot(number)
            except BaseException:
                self._numbers.append(number)
                raise

    def _fork_slot(self, number: int) -> Slot:
        assert self._zygote is not None
        files: list[int] = self._cgroups.open(number) if self._cgroups is not None else []
        return self._zygote.fork_slot(files)

    def _restart(self) -> None:
        """A new zygote in place of one that does not answer.

        Slots of the old one die with it; those that are free are let go, those in use report their loss.
        """
        assert self._zygote is not None
        self._zygote.close()
        while self._free:
            number, slot = self._free.pop()
            slot.close()
            self._numbers.append(number)
        readable, hidden = readable_paths(tuple(self._toolchains.values()))
        self._zygote = Zygote(readable, hidden, self._cgroups is not None, self._without)

    def _give_back(self, number: int, slot: Slot) -> None:
        with self._lock:
            if self._zygote is None:
                slot.close()
            else:
                self._free.append((number, slot))

    def _lose(self, number: int, slot: Slot) -> None:
        slot.close()
        with self._lock:
            self._numbers.append(number)

    def close(self) -> None:
        """End the zygote, and with it every run; a run that is waited for reports a fault."""
        with self._lock:
            zygote, self._zygote = self._zygote, None
            free, self._free = self._free, []
            cgroups, self._cgroups = self._cgroups, None
            for _, slot in free:
                slot.close()
            if zygote is not None:
                zygote.close()
            if cgroups is not None:
                cgroups.close()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # at the interpreter's end anything may be missing
            self.close()

    def _forget(self) -> None:
        """In a forked child: what the parent has open is not its own."""
        self._lock, self._asking = threading.Lock(), threading.Lock()
        self._cgroups = None
        for _, slot in self._free:
            slot.close()
        self._free.clear()
        if self._zygote is not None:
            self._zygote.forget()
            self._zygote = None


def _fault(why: str) -> Execution:
    return Execution(Ended.FAULT, fault=why)


_living: weakref.WeakSet[LiveLocal] = weakref.WeakSet()


def _after_fork() -> None:
    for live in list(_living):
        live._forget()


def _close_all() -> None:
    for live in list(_living):
        live.close()


in_forked_child(_after_fork)
atexit.register(_close_all)
