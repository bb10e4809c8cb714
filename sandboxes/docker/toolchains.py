"""Languages: how a program of each is compiled and run in a container."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rewardry.sandbox import Limits

from .. import java

ARTIFACT = "program"
# What compiling may take at least: the headers of C++ alone are worth a second and 200 MiB.
_ROOM = Limits(seconds=60.0, memory_mb=512, processes=32, output_bytes=1 << 18, disk_mb=64, files=512)
_MUCH_ROOM = Limits(seconds=120.0, memory_mb=1536, processes=64, output_bytes=1 << 18, disk_mb=64, files=1024)


@dataclass(frozen=True, slots=True)
class Toolchain:
    """A language in a container.

    Attributes:
        source: the name of the file that the program's text is put into.
        command: what runs it, before its own arguments.
        needs: the tool that must be in the image; empty for Python, which is always there.
        version: the command that says which version it is.
        compiler: what makes `ARTIFACT` of the source, or None.
        room: what compiling may take at least.
    """

    source: str
    command: tuple[str, ...]
    needs: str
    version: tuple[str, ...]
    compiler: tuple[str, ...] | None = None
    room: Limits = _ROOM

    def file_of(self, source: str) -> str:
        """The file for a program's text."""
        return java.source_file(source) if self.source.endswith(".java") else self.source

    def compile_command(self, source: str) -> tuple[str, ...]:
        """The command that makes `ARTIFACT` of a source; that of Java is told which classes may be started."""
        command = self.compiler or ()
        return (*command, *java.starting_classes(source)) if self.source.endswith(".java") else command

    def own_files(self, source: str) -> set[str]:
        """The files that a program itself is laid into."""
        return {self.file_of(source), *([ARTIFACT] if self.compiler else [])}

    def compile_limits(self, limits: Limits) -> Limits:
        """The limits of compiling a program that will run under `limits`: never less than compiling needs."""
        least = self.room
        return replace(
            limits,
            seconds=max(limits.seconds, least.seconds),
            memory_mb=max(limits.memory_mb, least.memory_mb),
            processes=max(limits.processes, least.processes),
            output_bytes=least.output_bytes,
            disk_mb=max(limits.disk_mb, least.disk_mb),
            files=max(limits.files, least.files),
        )


# Flags of the linker come last, as linkers want them.
TOOLCHAINS: dict[str, Toolchain] = {
    "bash": Toolchain("main.sh", ("bash", "main.sh"), "bash", ("bash", "--version")),
    "c": Toolchain(
        "main.c",
        (f"./{ARTIFACT}",),
        "gcc",
        ("gcc", "-dumpfullversion"),
        ("gcc", "-std=c17", "-O2", "-o", ARTIFACT, "main.c", "-lm"),
    ),
    "cpp": Toolchain(
        "main.cpp",
        (f"./{ARTIFACT}",),
        "g++",
        ("g++", "-dumpfullversion"),
        ("g++", "-std=c++17", "-O2", "-o", ARTIFACT, "main.cpp", "-lm"),
    ),
    "go": Toolchain(
        "main.go",
        (f"./{ARTIFACT}",),
        "go",
        ("go", "version"),
        ("go", "build", "-o", ARTIFACT, "main.go"),
        _MUCH_ROOM,
    ),
    "java": Toolchain(
        "Main.java",
        ("java", "-XX:+UseSerialGC", "-Xss64m", "-Djava.io.tmpdir=.", "-jar", ARTIFACT),
        "javac",
        ("javac", "-version"),
        ("bash", "-c", java.compiling(ARTIFACT), "java"),
        _MUCH_ROOM,
    ),
    "javascript": Toolchain("main.js", ("node", "main.js"), "node", ("node", "--version")),
    "python": Toolchain("main.py", ("main.py",), "", ("python3", "--version")),
    "rust": Toolchain(
        "main.rs",
        (f"./{ARTIFACT}",),
        "rustc",
        ("rustc", "--version"),
        ("rustc", "--edition", "2021", "-O", "-o", ARTIFACT, "main.rs"),
        _MUCH_ROOM,
    ),
}

ENVIRONMENT = {
    "GO111MODULE": "off",
    "GOCACHE": "/box/run/.cache",
    "GOFLAGS": "-p=2",
    "HOME": "/box/run",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/go/bin",
    "PWD": "/box/run",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "TMPDIR": "/box/run",
}
