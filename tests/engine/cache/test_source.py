"""The code behind a component: content where it can change under its version, versions of everything else."""

import itertools
import os
import sys
import time

import pytest

import rewardry
from rewardry import local_files
from rewardry.engine.cache import distributions, source
from rewardry.engine.cache.distributions import UncacheableError, closure, versions
from rewardry.engine.cache.source import files_at, sources_of
from rewardry.local_files import load_file, module_name

EARLIER = time.time() - 3600


@pytest.fixture(autouse=True)
def forgetful():
    """What is kept for the life of a process is kept for that of a test."""
    kept = (
        distributions._distribution,
        distributions._distributions_by_module,
        distributions._required_by,
        source._place,
    )
    for function in kept:
        function.cache_clear()
    yield
    for function in kept:
        function.cache_clear()


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder that modules and distributions are installed in."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    before = set(sys.modules)
    yield folder
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.fixture
def write(site):
    """Writes a file below the folder about an hour ago, so that it is older than this process."""
    times = itertools.count(EARLIER)

    def to_file(name, text=""):
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        now = next(times)
        os.utime(file, (now, now))
        return file

    return to_file


@pytest.fixture
def install(write):
    """Installs a distribution with a package of its name."""

    def make(name, version="1.0", requires=(), editable=False, module=None, code="x = 1\n"):
        module = module or name.replace("-", "_")
        info = f"{name.replace('-', '_')}-{version}.dist-info"
        lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
        write(f"{info}/METADATA", "\n".join([*lines, *(f"Requires-Dist: {other}" for other in requires)]) + "\n")
        write(f"{info}/RECORD", f"{info}/METADATA,,\n{module}/__init__.py,,\n")
        if editable:
            write(f"{info}/direct_url.json", '{"dir_info": {"editable": true}, "url": "file:///somewhere"}')
        if code is not None:
            write(f"{module}/__init__.py", code)
        return module

    return make


# ---- releases ------------------------------------------------------------------------------------------------------


def test_a_release_is_known_by_its_version_and_those_of_what_it_depends_on(install, write):
    install("chess-rules", "2.1", requires=["chess-core (>=1)", "absent>=3", 'colours; extra == "shell"'])
    install("chess-core", "1.5", requires=["Chess_Board[fast]~=3.0; python_version > '3'"])
    install("chess-board", "3.3")
    install("colours", "9")
    found = sources_of(["chess_rules"])
    assert found.files == {}
    assert found.versions == {"absent": None, "chess-board": "3.3", "chess-core": "1.5", "chess-rules": "2.1"}
    write("chess_rules/__init__.py", "x = 2\n")
    assert sources_of(["chess_rules"]) == found


def test_a_release_may_bring_a_module_of_another_name(install):
    install("PyYummy", "1.2", module="yummy")
    assert sources_of(["yummy.inner"]).versions == {"pyyummy": "1.2"}


def test_a_module_that_no_distribution_has_brought_is_known_by_its_content(install, write):
    """Although a distribution of that name is installed."""
    install("tools", module="other_tools")
    write("tools/__init__.py")
    found = sources_of(["tools"])
    assert list(found.files) == ["tools"]
    assert found.versions == {}


def test_a_module_before_the_installed_one_is_known_by_its_content(install, tmp_path, monkeypatch):
    """A checkout on PYTHONPATH, before the release."""
    install("tools", "1.0")
    assert sources_of(["tools"]).versions == {"tools": "1.0"}
    source._place.cache_clear()
    (tmp_path / "checkout" / "tools").mkdir(parents=True)
    (tmp_path / "checkout" / "tools" / "__init__.py").touch()
    os.utime(tmp_path / "checkout" / "tools" / "__init__.py", (EARLIER, EARLIER))
    monkeypatch.syspath_prepend(str(tmp_path / "checkout"))
    assert list(sources_of(["tools"]).files) == ["tools"]


def test_a_release_that_was_replaced_while_this_process_ran_is_refused(install, site):
    """What runs may be the one before it."""
    install("tools", "1.0")
    found = sources_of(["tools"])
    assert found.metadata.unchanged()
    file = site / "tools-1.0.dist-info" / "METADATA"
    later = local_files.IMPORTED_AT / 1e9 + 1
    os.utime(file, (later, later))
    assert not found.metadata.unchanged()
    with pytest.raises(UncacheableError, match="METADATA was changed after this process had begun"):
        sources_of(["tools"])


def test_python_itself_and_what_is_not_installed_are_left_out():
    found = sources_of(["json", "sys", "collections.abc", "no_such_module_at_all"])
    assert (found.files, found.versions) == ({}, {})


def test_rewardry_is_known_but_not_what_it_depends_on():
    found = sources_of(["rewardry.verifiers.choice.verifier", "rewardry.component"])
    assert set(found.files) | set(found.versions) == {"rewardry"}
    assert closure(["rewardry"]) == {"rewardry"}
    assert versions(["rewardry"]) == {"rewardry": rewardry.__version__}


# ---- code in place -------------------------------------------------------------------------------------------------


def test_an_editable_install_is_known_by_its_content(install, write):
    install("chess", editable=True, code="from . import rules\n")
    write("chess/rules.py", "x = 1\n")
    write("chess/openings.json", "{}")
    first = sources_of(["chess.rules"])
    assert list(first.files) == ["chess"]

    def digest():
        source._place.cache_clear()
        return sources_of(["chess.rules"]).files["chess"].digest

    assert digest() == first.files["chess"].digest
    assert first.files["chess"].unchanged()
    found = {digest()}
    for name, text in [
        ("chess/rules.py", "x = 2\n"),
        ("chess/openings.json", "[]"),
        ("chess/new.py", ""),
        ("chess/inner/deep.py", "y = 1\n"),
    ]:
        write(name, text)
        found.add(digest())
    assert len(found) == 5
    write("chess/__pycache__/rules.pyc", "x")
    write("chess/.hidden", "x")
    assert digest() in found


def test_what_an_editable_install_imports_belongs_to_it(install, write):
    install("engine", "4.0")
    install("chess", editable=True, code="def play():\n    import engine.fast, board as b\n")
    write("board.py", "from pieces import (\n    king,\n)\n")
    write("pieces.py", "king = 1\n")
    found = sources_of(["chess"])
    assert set(found.files) == {"board", "chess", "pieces"}
    assert found.versions == {"engine": "4.0"}


def test_a_release_that_depends_on_an_editable_install_is_known_by_the_content_of_that(install):
    install("chess", "1.0", requires=["board"])
    install("board", editable=True)
    found = sources_of(["chess"])
    assert list(found.files) == ["board"]
    assert found.versions == {"board": "1.0", "chess": "1.0"}
    assert sources_of([], ["chess"]) == found


def test_an_editable_install_whose_modules_are_not_known_is_refused(install):
    install("chess", "1.0", requires=["board"])
    install("board", editable=True, code=None)
    with pytest.raises(UncacheableError, match="board is installed in place, and its modules are not known"):
        sources_of(["chess"])


def test_modules_that_import_each_other_come_to_an_end(write):
    write("ping.py", "import pong\n")
    write("pong.py", "import ping\n")
    assert set(sources_of(["ping"]).files) == {"ping", "pong"}


def test_code_that_was_changed_while_this_process_ran_is_refused(write):
    file = write("fresh.py")
    later = local_files.IMPORTED_AT / 1e9 + 1
    os.utime(file, (later, later))
    with pytest.raises(UncacheableError, match=r"fresh\.py was changed after this process had begun"):
        sources_of(["fresh"])


def test_a_module_without_a_file_is_refused(monkeypatch):
    monkeypatch.setitem(sys.modules, "made_up", type(sys)("made_up"))
    with pytest.raises(UncacheableError, match="the module made_up was made while the program ran"):
        sources_of(["made_up"])


# ---- local files ---------------------------------------------------------------------------------------------------


def local(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text)
    load_file(str(file))
    return module_name(str(file))


def test_a_local_file_is_known_by_its_content_and_what_it_imports(tmp_path, write, install):
    install("numbers-lib", "7", module="numbers_lib")
    write("beside.py", "y = 1\n")
    name = local(tmp_path, "mine.py", "import json\nimport beside\ndef f():\n    from numbers_lib import one\n")
    found = sources_of([name])
    mine = str(tmp_path / "mine.py")
    assert set(found.files) == {mine, "beside"}
    assert found.versions == {"numbers-lib": "7"}
    assert found.files[mine].unchanged()
    (tmp_path / "mine.py").write_text("import json\n")
    assert not found.files[mine].unchanged()


def test_a_local_file_that_names_another_one_is_known_by_both(tmp_path, write):
    """Whether it has been loaded yet or not."""
    local(tmp_path, "other.py", "x = 1\n")
    (tmp_path / "later.py").write_text("import board\n")
    names = "USED = 'other.py:Short'\nLATER = './later.py'\nUNUSED = 'nowhere.py'\n"
    name = local(tmp_path, "naming.py", names)
    write("board.py")
    files = sources_of([name]).files
    assert set(files) == {"board", *(str(tmp_path / file) for file in ("naming.py", "other.py", "later.py"))}


def test_a_local_file_that_changed_after_it_was_loaded_is_refused(tmp_path):
    name = local(tmp_path, "changing.py", "x = 1\n")
    assert sources_of([name]).files
    source._place.cache_clear()
    (tmp_path / "changing.py").write_text("x = 22\n")
    with pytest.raises(UncacheableError, match=r"changing\.py was changed after this process had begun"):
        sources_of([name])


def test_a_local_file_is_imported_as_it_stands_and_not_as_it_was_a_moment_ago(tmp_path, monkeypatch):
    """Python takes its old bytecode for a file of the same second and size."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for value in (1, 2, 3):
        file = tmp_path / "moment.py"
        file.write_text(f"x = {value}\n")
        os.utime(file, (EARLIER, EARLIER))
        assert load_file(str(file)).x == value
        del sys.modules[module_name(str(file))]


# ---- files ---------------------------------------------------------------------------------------------------------


def test_names_count_and_places_do_not(tmp_path):
    for folder in ("one", "two", "three"):
        (tmp_path / folder).mkdir()
    (tmp_path / "one" / "a.txt").write_text("x")
    (tmp_path / "two" / "a.txt").write_text("x")
    (tmp_path / "three" / "b.txt").write_text("x")
    one, two, three = (files_at([str(tmp_path / folder)]).digest for folder in ("one", "two", "three"))
    assert one == two != three


def test_a_large_file_that_is_no_code_is_known_by_its_size_and_time(tmp_path):
    file = tmp_path / "weights.bin"
    file.write_bytes(b"a" * (source._WHOLE_BYTES + 1))
    os.utime(file, (EARLIER, EARLIER))
    first = files_at([str(file)])
    file.write_bytes(b"b" * (source._WHOLE_BYTES + 1))
    assert files_at([str(file)]).digest != first.digest
    os.utime(file, (EARLIER, EARLIER))
    assert files_at([str(file)]).digest == first.digest


def test_a_file_that_is_gone_has_changed(tmp_path):
    file = tmp_path / "data.txt"
    file.write_text("x")
    found = files_at([str(file)])
    file.unlink()
    assert not found.unchanged()
    assert files_at([str(file)]).digest != found.digest


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(source, "MOST_FILES", 3)
    for i in range(4):
        (tmp_path / str(i)).touch()
    with pytest.raises(UncacheableError, match="holds more than 3 files"):
        files_at([str(tmp_path)])
