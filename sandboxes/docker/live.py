"""The started sandbox: programs to requests, executions, compilations, and what it can do here."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

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
)

from .. import names
from .container import Request, Settings
from .engine import Engine, EngineError
from .layers import CLAIMS, HOG, HOG_LIMITS, LIMITS, PROBE, has_own_kernel, layers_of, missing_for_untrusted
from .pool import Pool
from .toolchains import ARTIFACT, ENVIRONMENT, TOOLCHAINS, Toolchain

if TYPE_CHECKING:
    from .sandbox import Docker

ARTIFACT_BYTES = 64 << 20


class LiveDocker(LiveSandbox):
    """A warm pool of containers that run programs.

    Args:
        settings: the sandbox's settings.
        parallel: runs at one time.

    Raises:
        SandboxUnavailableError: as `Docker.open`.
    """

    def __init__(self, settings: Docker, parallel: int) -> None:
        self._settings, self._parallel = settings, parallel
        self._languages: Mapping[str, str] | None = None
        self._asking = threading.Lock()
        self._check_engine()
        self._pool = Pool(
            Settings(settings.image, settings.runtime, settings.cpus), settings.host, parallel, settings.retire_after
        )
        try:
            self._layers = self._probe()
        except BaseException:
            self._pool.close()
            raise

    def _check_engine(self) -> None:
        engine = Engine(self._settings.host)
        try:
            if engine.image(self._settings.image) is None:
                raise SandboxUnavailableError(
                    f"the Docker engine has no image {self._settings.image!r}; run: rewardry sandbox build"
                )
            engine.remove_orphans()
        except EngineError as error:
            raise SandboxUnavailableError(str(error)) from None
        finally:
            engine.close()

    def _probe(self) -> tuple[Layer, ...]:
        """Run what looks around in a container, and record the layers that it saw.

        Raises:
            SandboxUnavailableError: it cannot run, or a layer is missing that the trust asked for wants.
        """
        limits = Limits(seconds=30.0, processes=7)
        seen = self.run(Program("python", PROBE, limits=limits))
        runtime = self._settings.runtime
        hog = self.run(Program("python", HOG, limits=HOG_LIMITS)) if has_own_kernel(runtime) else None
        layers = layers_of(seen, limits, runtime, hog)
        missing = missing_for_untrusted(layers)
        if missing and self._settings.trust == "untrusted":
            gaps = "; ".join(f"{layer.name}: {layer.missing}" for layer in missing)
            raise SandboxUnavailableError(
                f"the sandbox docker cannot take untrusted programs here. Missing: {gaps}. With trust=cooperative it "
                "starts nevertheless"
            )
        return layers

    def _versions(self) -> dict[str, str]:
        """The languages whose tools are in the image, with the versions that these tell."""
        found = {}
        for name, toolchain in TOOLCHAINS.items():
            if self._lacks(toolchain):
                continue
            request = Request(False, toolchain.version, ENVIRONMENT, {}, b"", (), Limits(seconds=30.0))
            said = self._pool.run(request)
            version = re.search(rb"\d+(?:\.\d+)*", said.stdout + said.stderr)
            found[name] = version.group().decode() if version else "unknown"
        return found

    def _lacks(self, toolchain: Toolchain) -> bool:
        return bool(toolchain.needs) and toolchain.needs not in self._pool.greeting["tools"]  # type: ignore[operator]

    def capabilities(self) -> Capabilities:
        """What it can do on this machine; the first call asks each toolchain for its version."""
        with self._asking:
            if self._languages is None:
                self._languages = self._versions()
        return Capabilities(
            trust=self._settings.trust,
            languages=self._languages,
            layers=self._layers,
            parallel=self._parallel,
            claims=CLAIMS,
            limits=LIMITS,
        )

    def run(self, program: Program) -> Execution:
        """Run one program; one of a compiled language without its artifact is compiled first."""
        refused = self._refusal(program)
        if refused is not None:
            return Execution(Ended.FAULT, fault=refused)
        toolchain = TOOLCHAINS[program.language]
        if toolchain.compiler and program.artifact is None:
            compiled = self.compile(program)
            return compiled.execution if compiled.program is None else self.run(compiled.program)
        files = _files(program)
        if toolchain.compiler and program.artifact is not None:
            files[ARTIFACT] = (program.artifact, 0o700)
        else:
            files[toolchain.source] = (_text(program.source), 0o600)
        command = (*toolchain.command, *program.arguments)
        forked = program.language == "python"
        return self._pool.run(
            Request(forked, command, ENVIRONMENT, files, program.stdin, program.collect, program.limits)
        )

    def compile(self, program: Program) -> Compilation:
        """Compile, in a container and under the program's limits, but never under less than compiling needs."""
        refused = self._refusal(program)
        if refused is not None:
            return Compilation(None, Execution(Ended.FAULT, fault=refused))
        toolchain = TOOLCHAINS[program.language]
        if toolchain.compiler is None:
            return Compilation(program, Execution(Ended.EXITED, exit_code=0))
        files = _files(program)
        files[toolchain.file_of(program.source)] = (_text(program.source), 0o600)
        limits = toolchain.compile_limits(program.limits)
        command = toolchain.compile_command(program.source)
        request = Request(False, command, ENVIRONMENT, files, b"", (ARTIFACT,), limits, ARTIFACT_BYTES)
        execution = self._pool.run(request)
        artifact = execution.files.get(ARTIFACT)
        execution = replace(execution, files={})
        if execution.ended is Ended.EXITED and execution.exit_code == 0 and artifact is not None:
            return Compilation(replace(program, artifact=artifact), execution)
        return Compilation(None, execution)

    def _refusal(self, program: Program) -> str | None:
        """Why a program cannot be run here: its language, or the names of its files; None where it can."""
        toolchain = TOOLCHAINS.get(program.language)
        if toolchain is None:
            return f"there is no language {program.language!r} in a sandbox; known: {', '.join(TOOLCHAINS)}"
        if self._lacks(toolchain):
            return (
                f"the image {self._settings.image!r} has no {toolchain.needs}, which {program.language} needs; "
                f"run: rewardry sandbox build --with {program.language}"
            )
        return names.refusal(program, toolchain.own_files(program.source))

    def close(self) -> None:
        """Remove all containers. May be called twice."""
        self._pool.close()


def _files(program: Program) -> dict[str, tuple[bytes, int]]:
    return {name: (bytes(content), 0o600) for name, content in program.files.items()}


def _text(source: str) -> bytes:
    """A program's text as a file; what cannot be written in UTF-8 is written as a question mark."""
    return source.encode("utf-8", "replace")
