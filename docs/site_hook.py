"""Makes a site of pages that are written to be read in the repository as well; mkdocs calls it (see mkdocs.yml).

Three things differ between the two: in the repository a list or table may follow a paragraph without an empty line, a
link may lead to a file outside of docs/, and a notebook is a page by itself.
"""

from __future__ import annotations

import atexit
import os
import posixpath
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.plugins import event_priority
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
CELL_SECONDS = 600  # a guard against cells that hang; the tutorials take seconds
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)")
_ITEM = re.compile(r"^(?:[-*+]|\d+\.) ")
_CODE = re.compile(r"`[^`]+`")
_LINK = re.compile(r"(\]\()([^)#\s]+)((?:#[^)]*)?\))")


@event_priority(100)  # before mkdocstrings looks which folders there are
def on_config(config: Any) -> Any:
    """Copy the package to where its API pages are read from: their reader follows no links, as those to the spokes.

    Each build has a folder of its own for that, so that two may run at once.
    """
    source = tempfile.mkdtemp(prefix="rewardry-api-")
    atexit.register(shutil.rmtree, source, ignore_errors=True)
    copy = Path(source, "rewardry")
    shutil.copytree(ROOT / "src" / "rewardry", copy, ignore=shutil.ignore_patterns("speed", "__pycache__"))
    for folder in [copy, *copy.rglob("*/")]:
        (folder / "__init__.py").touch()  # nor does it look into folders without one, as the spokes are
    config.plugins["mkdocstrings"].config.handlers["python"]["paths"] = [source]
    return config


def on_files(files: Any, config: Any) -> Any:
    """Put a page in the place of each notebook, and what pages link to outside of docs/ beside them."""
    from mkdocs.structure.files import File, InclusionLevel

    for file in [file for file in files if file.src_path.endswith(".ipynb")]:
        notebook = executed(Path(file.abs_src_path))
        files.remove(file)
        page = file.src_path.replace(".ipynb", ".md")
        files.append(File.generated(config, page, content=page_of(notebook, posixpath.basename(file.src_path))))
        files.append(File.generated(config, file.src_path, content=nbformat.writes(notebook)))
    for path in sorted({path for file in files.documentation_pages() for path in outside(file)}):
        source = ROOT / path
        if path.endswith(".md"):
            page = File.generated(config, f"files/{path}", content=source.read_text(encoding="utf-8"))
            page.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(page)
        else:
            files.append(File.generated(config, f"files/{path}.txt", abs_src_path=str(source)))
    return files


def outside(file: Any) -> list[str]:
    """The files of the repository outside of docs/ that a page links to, from the root."""
    if file.src_path.startswith("files/"):
        return []
    folder = posixpath.dirname(file.src_path)
    targets = (
        posixpath.normpath(posixpath.join("docs", folder, link[1])) for link in _LINK.findall(file.content_string)
    )
    return [target for target in targets if not target.startswith(("docs/", "..")) and (ROOT / target).is_file()]


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """The page's text as Python-Markdown reads it."""
    folder = posixpath.dirname(page.file.src_path)
    if folder.startswith("files"):  # a README of a package: what it links to is not on the site
        return spaced(re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", markdown))

    def here(link: re.Match[str]) -> str:
        return f"{link[1]}{destination(link[2], folder)}{link[3]}"

    return spaced(_LINK.sub(here, markdown))


def destination(target: str, folder: str) -> str:
    """Where a link of a page in a folder of docs/ leads on the site."""
    if "://" in target:
        return target
    path = posixpath.normpath(posixpath.join("docs", folder, target))
    if path.startswith("docs/"):
        return re.sub(r"\.ipynb$", ".md", target) if not folder.startswith("tutorials") else target
    if not (ROOT / path).is_file():
        return target  # mkdocs says that it leads nowhere
    return posixpath.relpath(f"files/{path}" if path.endswith(".md") else f"files/{path}.txt", folder or ".")


def spaced(markdown: str) -> str:
    """An empty line before each list and table that follows a paragraph at once."""
    lines: list[str] = []
    fence = ""
    for line in markdown.splitlines():
        previous = lines[-1] if lines else ""
        opening = _FENCE.match(line)
        if opening and not fence:
            fence = opening[1]
        elif opening and line.strip() == fence:
            fence = ""
        elif not fence and previous.strip() and begins_block(line, previous):
            lines.append("")
        lines.append(_CODE.sub(unescaped, line) if line.startswith("|") and not fence else line)
    return "\n".join(lines) + "\n"


def unescaped(code: re.Match[str]) -> str:
    """Code in a cell of a table, where GitHub wants bars escaped and Python-Markdown does not."""
    return code[0].replace("\\|", "|")


def begins_block(line: str, previous: str) -> bool:
    """Whether a line begins a list or a table right behind a paragraph."""
    if line.startswith("|"):
        return not previous.startswith("|")
    return bool(_ITEM.match(line)) and not _ITEM.match(previous) and not previous.startswith((" ", "#"))


def executed(file: Path) -> Any:
    """A notebook with its outputs, made in a folder of its own that is removed; warnings of libraries are left out.

    With REWARDRY_SITE_WITHOUT_OUTPUTS it is left as it is, for a quick look at other pages.

    Raises:
        CellExecutionError: a cell fails; names the cell.
    """
    notebook = nbformat.read(file, as_version=4)
    if os.environ.get("REWARDRY_SITE_WITHOUT_OUTPUTS"):
        return notebook
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "examples").symlink_to(ROOT / "examples")
        NotebookClient(
            notebook,
            timeout=CELL_SECONDS,
            kernel_name="python3",
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": folder}},
        ).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def page_of(notebook: Any, name: str) -> str:
    """A notebook as Markdown: texts, code, and what the code printed."""
    parts = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            if number == 0:
                parts.append(f"[This page as a notebook]({name}). It is executed when the site is built.")
            continue
        parts.append(f"```python\n{cell.source}\n```")
        parts += [f"```text\n{text}\n```" for text in map(printed, cell.outputs) if text]
    return "\n\n".join(parts) + "\n"


def printed(output: Any) -> str:
    """The text of an output."""
    text = output.get("text") or output.get("data", {}).get("text/plain", "")
    return str(text).rstrip()
