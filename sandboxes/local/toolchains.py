"""The languages that can be run here: how their programs are compiled and started, and what that needs to read."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import java

_ARTIFACT = "program"
_JAVA = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xss64m")
_PATH = "/usr/local/bin:/usr/bin:/bin"
# What programs and compilers may read, where it is there. /usr as a whole is not among it: images keep checkouts there.
_SYSTEM = (
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/usr/bin",
    "/usr/include",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/share",
    "/etc/alternatives",
    "/etc/ld.so.cache",
)

# The packages of Debian and Ubuntu that bring the toolchain of each language; Python's is always there.
_PACKAGES = {
    "javascript": "nodejs",
    "bash": "bash",
    "c": "gcc",
    "cpp": "g++",
    "java": "default-jdk-headless",
    "go": "golang-go",
    "rust": "rustc",
}


@dataclass(frozen=True)
class Toolchain:
    """How programs of a language become processes.

    Attributes:
        language: its name.
        source: the file that the source is laid into.
        run: the command that runs a program, in its private directory; empty for Python, which is forked.
        compile: the command that makes the artifact, or empty.
        version: a command that prints the version.
        reads: files and folders that this needs beside the system's.
    """

    language: str
    source: str
    run: tuple[str, ...]
    compile: tuple[str, ...] = ()
    version: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def artifact(self) -> str:
        """The file that the compiler leaves."""
        return _ARTIFACT

    def source_name(self, source: str) -> str:
        """The file for a source."""
        return java.source_file(source) if self.language == "java" else self.source

    def compile_command(self, source: str) -> tuple[str, ...]:
        """The command that makes the artifact of a source; that of Java is told which classes may be started."""
        return (*self.compile, *java.starting_classes(source)) if self.language == "java" else self.compile

    def own_files(self, source: str) -> set[str]:
        """The files that a program itself is laid into."""
        return {self.source_name(source), *([self.artifact] if self.compile else [])}


def find_toolchains() -> dict[str, Toolchain]:
    """The languages whose toolchains are installed."""
    found = [_python(), *(made for made in (_node(), _bash(), *_gcc(), _java(), _go(), _rust()) if made is not None)]
    return {toolchain.language: toolchain for toolchain in found}


def lacking(found: Collection[str]) -> str | None:
    """The languages whose toolchains are not installed, with the command that brings them; None where all are there."""
    wanted = {language: package for language, package in _PACKAGES.items() if language not in found}
    return f"{', '.join(wanted)}: `apt-get install {' '.join(wanted.values())}`" if wanted else None


def readable_paths(toolchains: Sequence[Toolchain]) -> tuple[list[str], list[str]]:
    """What programs may read of this machine, and the folders below it that are to be empty."""
    paths = {path for path in _SYSTEM if os.path.lexists(path)}
    paths |= {path for toolchain in toolchains for path in toolchain.reads}
    packages = [f"{folder}/{name}" for folder in _python().reads for name in ("site-packages", "dist-packages")]
    return sorted(_outermost(paths)), [path for path in packages if os.path.isdir(path)]


def _outermost(paths: set[str]) -> list[str]:
    folders = {path for path in paths if os.path.isdir(path) and not os.path.islink(path)}
    return [path for path in paths if not any(path != other and path.startswith(f"{other}/") for other in folders)]


def _python() -> Toolchain:
    interpreter = os.path.realpath(base_interpreter())
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib", vars=_base_prefixes())}
    library = sysconfig.get_config_var("INSTSONAME") or ""
    shared = [f"{sysconfig.get_config_var('LIBDIR')}/{library}"] if ".so" in library else []
    reads = [path for path in (*sorted(folders), interpreter, *shared) if os.path.exists(path)]
    return Toolchain("python", "main.py", (), version=(interpreter, "-S", "--version"), reads=tuple(reads))


def base_interpreter() -> str:
    """The interpreter behind a virtual environment."""
    return getattr(sys, "_base_executable", "") or sys.executable


def _base_prefixes() -> dict[str, str]:
    return {"base": sys.base_prefix, "platbase": sys.base_exec_prefix}


def _node() -> Toolchain | None:
    node = _which("node")
    if node is None:
        return None
    return Toolchain("javascript", "main.js", (node, "main.js"), version=(node, "--version"), reads=(node,))


def _bash() -> Toolchain | None:
    bash = _which("bash")
    if bash is None:
        return None
    return Toolchain("bash", "main.sh", (bash, "main.sh"), version=(bash, "--version"), reads=(bash,))


def _gcc() -> list[Toolchain]:
    found = []
    for language, name, source, standard in (("c", "gcc", "main.c", "c17"), ("cpp", "g++", "main.cpp", "c++17")):
        compiler = _which(name, own=False)
        if compiler is not None:
            local = ("lib/gcc", "libexec/gcc", "include", "lib64") if compiler.startswith("/usr/local/") else ()
            reads = [f"/usr/local/{folder}" for folder in local if os.path.isdir(f"/usr/local/{folder}")]
            command = (compiler, f"-std={standard}", "-O2", "-o", _ARTIFACT, source, "-lm")
            version = (compiler, "-dumpfullversion")
            found.append(Toolchain(language, source, (f"./{_ARTIFACT}",), command, version, (compiler, *reads)))
    return found


def _java() -> Toolchain | None:
    program, javac, bash = _which("java"), _which("javac"), _which("bash")
    if program is None or javac is None or bash is None:
        return None
    home = str(Path(program).parents[1])
    script = java.compiling(_ARTIFACT, f"{home}/bin/")
    settings = [str(path) for path in Path("/etc").glob("java-*")]
    run = (program, *_JAVA, "-jar", _ARTIFACT)
    return Toolchain("java", "Main.java", run, (bash, "-c", script, "java"), (program, "--version"), (home, *settings))


def _go() -> Toolchain | None:
    go = _which("go", "/usr/local/go/bin")
    if go is None:
        return None
    home = str(Path(go).parents[1])
    command = (go, "build", "-o", _ARTIFACT, "main.go")
    return Toolchain("go", "main.go", (f"./{_ARTIFACT}",), command, (go, "version"), (home,))


def _rust() -> Toolchain | None:
    rustc = _which("rustc")
    if rustc is None or _which("cc", own=False) is None:  # which links
        return None
    if Path(rustc).name == "rustup":  # a shim, which wants a home and settings: take what it would start
        chosen = sorted(
            Path(os.environ.get("RUSTUP_HOME", Path.home() / ".rustup")).glob("toolchains/stable*/bin/rustc")
        )
        if not chosen:
            return None
        rustc = str(chosen[0])
    home = str(Path(rustc).parents[1])
    reads = (rustc,) if home in ("/usr", "/usr/local") else (home,)
    command = (rustc, "--edition", "2021", "-C", "opt-level=2", "-o", _ARTIFACT, "main.rs")
    return Toolchain("rust", "main.rs", (f"./{_ARTIFACT}",), command, (rustc, "--version"), reads)


def _which(name: str, *more: str, own: bool = True) -> str | None:
    """A program of the machine's folders, else with `own` one of the user's PATH; links are followed.

    A compiler of C in a folder of the user's needs more beside it than can be told.
    """
    found = shutil.which(name, path=":".join((_PATH, *more))) or (own and shutil.which(name)) or None
    return os.path.realpath(found) if found else None
