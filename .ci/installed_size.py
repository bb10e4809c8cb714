"""What an environment's packages weigh: `installed_size.py FOLDER [MOST]`; it ends with 1 above MOST megabytes.

FOLDER is a site-packages folder. Bytecode counts, as pip writes it. pip and setuptools do not: an empty environment has
them too.
"""

import sys
from pathlib import Path

MEGABYTE = 1_000_000
NOT_OURS = ("pip", "setuptools", "_distutils_hack", "distutils-precedence", "pkg_resources")


def sizes(folder: Path) -> dict[str, int]:
    """The bytes of each package in a folder, its metadata included."""
    found: dict[str, int] = {}
    for file in folder.rglob("*"):
        top = file.relative_to(folder).parts[0]
        name = top.split("-")[0].removesuffix(".py").lower()
        if file.is_file() and not file.is_symlink() and name not in NOT_OURS:
            found[name] = found.get(name, 0) + file.stat().st_size
    return found


def main(arguments: list[str]) -> int:
    """Print the table, heaviest first."""
    found = sizes(Path(arguments[0]))
    for name, size in sorted(found.items(), key=lambda item: -item[1])[:8]:
        print(f"{size / MEGABYTE:8.1f} MB  {name}")
    total = sum(found.values()) / MEGABYTE
    most = float(arguments[1]) if len(arguments) > 1 else None
    print(f"{total:8.1f} MB  in all{'' if most is None else f', of {most:g} MB'}")
    return int(most is not None and total > most)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
