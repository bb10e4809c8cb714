import logging
import subprocess
import sys
import textwrap
import threading
from importlib.metadata import PathDistribution, distributions

import pytest

import rewardry
from rewardry import plugins
from rewardry.errors import ClashError, PluginError, UnknownIdError
from rewardry.plugins import Loaded, PluginRecord, Registrar, load, namespace_of
from rewardry.registry import Registry
from rewardry.types import Batch

REGISTER = """
from rewardry import hookimpl

@hookimpl
def rewardry_register(registry):
    {}
"""


class Site:
    """A folder of installed distributions, each with its plugins."""

    def __init__(self, folder):
        self.folder = folder

    def install(self, distribution, version="1.0", **codes):
        """A distribution whose plugins run these codes; one line is what its `rewardry_register` does."""
        module_prefix = distribution.replace("-", "_")
        info = self.folder / f"{module_prefix}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n")
        points = [f"{name} = {module_prefix}_{name}" for name in codes]
        (info / "entry_points.txt").write_text("\n".join(["[rewardry]", *points]))
        for name, code in codes.items():
            code = code if "\n" in code else REGISTER.format(code)
            (self.folder / f"{module_prefix}_{name}.py").write_text(textwrap.dedent(code))

    def points(self):
        """The entry points of these distributions alone."""
        return [point for found in distributions(path=[str(self.folder)]) for point in found.entry_points]

    def load(self):
        return load(self.points())


@pytest.fixture
def site(tmp_path, monkeypatch):
    for variable in ("REWARDRY_DISABLED_PLUGINS", "REWARDRY_PLUGINS", "REWARDRY_STRICT_PLUGINS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    plugins.forget()
    yield Site(tmp_path)
    plugins.forget()
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]


def ids(loaded):
    return [(entry.kind, entry.id) for entry in loaded.registry.entries()]


def status(loaded):
    return {record.name: record.status for record in loaded.records}


def error(loaded, name):
    return next(record.error for record in loaded.records if record.name == name)


def observers(loaded):
    return [hook.plugin_name for hook in loaded.manager.hook.rewardry_batch_scored.get_hookimpls()]


# ---- a plugin that works -----------------------------------------------------------------------------------------


def test_a_plugins_components_bear_its_namespace_and_its_distributions_name_and_version(site):
    site.install("rewardry-toy", "2.1", toy="""
        from rewardry import hookimpl
        @hookimpl
        def rewardry_register(registry):
            registry.reward("short", "toy.rewards:Short", "short is good")
            registry.verifier("even", "toy.verifiers:Even")
            registry.recipe("all", "toy:recipes/all.yaml")
            registry.add("generator", "sums", "toy.generators:Sums", "sums")
        """)  # fmt: skip
    loaded = site.load()
    assert loaded.records == [PluginRecord("toy", "rewardry-toy", "2.1", "loaded", None, 4, "1.0", "rewardry_toy_toy")]
    assert ids(loaded) == [
        ("reward", "toy/short"),
        ("verifier", "toy/even"),
        ("generator", "toy/sums"),
        ("recipe", "toy/all"),
    ]
    entry = loaded.registry.find("reward", "toy/short")
    assert (entry.target, entry.summary) == ("toy.rewards:Short", "short is good")
    assert str(entry.identity) == "toy/short (of rewardry-toy 2.1)"


def test_registering_imports_nothing(site):
    site.install("rewardry-toy", toy='registry.reward("x", "rewardry_nowhere:X")')
    assert status(site.load()) == {"toy": "loaded"}


@pytest.mark.parametrize(
    ("distribution", "namespace"),
    [
        ("rewardry-chess", "chess"),
        ("rewardry_chess", "chess"),
        ("Rewardry.Chess", "chess"),
        ("rewardry-deep--chess", "deep-chess"),
        ("chess", "chess"),
        ("my-rewardry-chess", "my-rewardry-chess"),
        ("rewardry", ""),
        ("REWARDRY", ""),
        ("rewardry-rewardry", "rewardry"),
    ],
)
def test_the_namespace_of_a_distribution(distribution, namespace):
    assert namespace_of(distribution) == namespace


def test_a_name_may_be_written_with_its_own_namespace(site):
    site.install("rewardry-toy", toy='registry.reward("toy/short", "toy:Short")')
    assert ids(site.load()) == [("reward", "toy/short")]


def test_a_plugin_that_only_observes_or_leaves_the_argument_out_is_loaded(site):
    site.install(
        "rewardry-watch",
        watch="import rewardry\n@rewardry.hookimpl\ndef rewardry_batch_scored(scored): pass\n",
        idle="import rewardry\nran = []\n@rewardry.hookimpl\ndef rewardry_register(): ran.append(1)\n",
        nothing="\n",
    )
    loaded = site.load()
    assert status(loaded) == {"watch": "loaded", "idle": "loaded", "nothing": "loaded"}
    assert observers(loaded) == ["rewardry-watch:watch"]
    assert sys.modules["rewardry_watch_idle"].ran == [1]


def test_a_hook_may_have_another_name_in_the_plugin(site):
    site.install("rewardry-toy", toy="""
        from rewardry import hookimpl
        @hookimpl(specname="rewardry_register")
        def bring(registry):
            registry.reward("short", "toy:Short")
        """)  # fmt: skip
    assert ids(site.load()) == [("reward", "toy/short")]


def test_one_distribution_may_bring_several_plugins(site):
    site.install("rewardry-toy", a='registry.reward("a", "toy:A")', b='registry.reward("b", "toy:B")')
    assert ids(site.load()) == [("reward", "toy/a"), ("reward", "toy/b")]


def test_plugins_are_loaded_in_an_order_that_does_not_change(site):
    for name in ("rewardry-b", "rewardry-a", "zoo"):
        site.install(name, two="\n", one="\n")
    order = [(record.distribution, record.name) for record in site.load().records]
    assert order == [(name, plugin) for name in ("rewardry-a", "rewardry-b", "zoo") for plugin in ("one", "two")]
    assert [(r.distribution, r.name) for r in load(reversed(site.points())).records] == order


def test_an_entry_point_that_is_found_twice_counts_once(site):
    site.install("rewardry-toy", toy='registry.reward("x", "toy:X")')
    assert len(load([*site.points(), *site.points()]).records) == 1


# ---- one that does not -------------------------------------------------------------------------------------------

MARK = "from rewardry import hookimpl\n@hookimpl\n"
BROKEN = {
    "fails on import": ("import rewardry_nowhere\n", "ModuleNotFoundError: No module named 'rewardry_nowhere'"),
    "is no Python": ("def\n", "SyntaxError: invalid syntax"),
    "exits": ("import sys\nsys.exit(1)\n", "SystemExit: 1"),
    "raises": ("1 / 0", "ZeroDivisionError: division by zero"),
    "several lines": ("raise ValueError('two\\nlines')", "ValueError: two lines"),
    "misspelt hook": (
        f"{MARK}def rewardry_regsiter(registry): pass\n",
        "there is no hook 'rewardry_regsiter'. Did you mean 'rewardry_register'?",
    ),
    "hook without prefix": (
        f"{MARK}def register(registry): pass\n",
        "there is no hook 'register'. Did you mean 'rewardry_register'?",
    ),
    "misspelt specname": (
        "from rewardry import hookimpl\n@hookimpl(specname='rewardry_comands')\ndef more(): pass\n",
        "there is no hook 'rewardry_comands'. Did you mean 'rewardry_commands'?",
    ),
    "unmarked hook": (
        "def rewardry_register(registry): pass\n",
        "rewardry_register is not marked as a hook; put @rewardry.hookimpl above it",
    ),
    "unknown argument": (
        f"{MARK}def rewardry_register(registri): pass\n",
        "Argument(s) {'registri'} are declared in the hookimpl but can not be found in the hookspec",
    ),
    "no such kind": (
        'registry.add("verifyer", "x", "toy:X", "")',
        "there is no kind of component 'verifyer'. Did you mean 'verifier'?",
    ),
    "no name": (
        'registry.reward("my reward", "toy:X")',
        "'my reward' is no name of a component; use letters, digits, dot, dash and underscore",
    ),
    "another's namespace": ('registry.reward("chess/x", "toy:X")', "'chess/x' is no name of a component"),
    "empty name": ('registry.reward("", "toy:X")', "'' is no name of a component"),
    "no import string": (
        'registry.reward("x", "toy.X")',
        "the target of 'x' is 'toy.X'; write 'package.module:attribute'",
    ),
    "class for an import string": (
        'registry.reward("x", int)',
        "the target of 'x' is <class 'int'>; write 'package.module:attribute'",
    ),
    "twice": (
        'registry.reward("x", "toy:X"); registry.reward("x", "toy:Y")',
        "rewardry-bad registers the reward 'bad/x' twice, as 'toy:X' and as 'toy:Y'; give one of them another name",
    ),
}
ALSO_HOOKS = "\n@hookimpl\ndef rewardry_batch_scored(scored): pass\n\n@hookimpl\ndef rewardry_commands(): return {{}}\n"


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_plugin_is_told_and_costs_only_itself(site, what):
    code, message = BROKEN[what]
    code = code if "\n" in code else REGISTER.format(f'registry.verifier("good", "toy:Good"); {code}')
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    site.install("rewardry-bad", "3", bad=code + ALSO_HOOKS.format() if "hookimpl" in code else code)
    site.install("rewardry-c", c='registry.reward("x", "c:X")')
    loaded = site.load()
    assert status(loaded) == {"a": "loaded", "bad": "broken", "c": "loaded"}
    assert message in error(loaded, "bad")
    assert "\n" not in error(loaded, "bad")
    assert ids(loaded) == [("reward", "a/x"), ("reward", "c/x")]
    assert observers(loaded) == []
    assert loaded.manager.hook.rewardry_commands.get_hookimpls() == []


@pytest.mark.parametrize("what", ["fails on import", "exits", "raises", "twice"])
def test_strict_mode_raises_at_the_first_broken_plugin(site, monkeypatch, what):
    code, message = BROKEN[what]
    site.install("rewardry-bad", "3", bad=code)
    monkeypatch.setenv("REWARDRY_STRICT_PLUGINS", "1")
    with pytest.raises(PluginError, match=r"^plugin 'bad' of rewardry-bad 3: .*STRICT") as caught:
        site.load()
    assert message in str(caught.value)
    assert caught.value.__cause__ is not None


def test_ctrl_c_while_loading_is_no_broken_plugin(site):
    site.install("rewardry-slow", slow="raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        site.load()


def test_two_plugins_of_one_distribution_cannot_share_an_id(site):
    hooks = ALSO_HOOKS.format()
    site.install(
        "rewardry-toy",
        a=REGISTER.format('registry.reward("x", "toy:A")') + hooks,
        b=REGISTER.format('registry.reward("free", "toy:F"); registry.reward("x", "toy:B")') + hooks,
    )
    loaded = site.load()
    assert status(loaded) == {"a": "loaded", "b": "broken"}
    assert "registers the reward 'toy/x' twice, as 'toy:A' and as 'toy:B'" in error(loaded, "b")
    assert ids(loaded) == [("reward", "toy/x")]
    assert observers(loaded) == ["rewardry-toy:a"]


def test_one_module_is_one_plugin(site):
    site.install("rewardry-toy", a='registry.reward("x", "toy:A")')
    (site.folder / "rewardry_toy-1.0.dist-info" / "entry_points.txt").write_text(
        "[rewardry]\na = rewardry_toy_a\nb = rewardry_toy_a\n"
    )
    loaded = site.load()
    assert status(loaded) == {"a": "loaded", "b": "broken"}
    assert error(loaded, "b") == "its module is already the plugin 'rewardry-toy:a'"
    assert ids(loaded) == [("reward", "toy/x")]


def test_the_page_of_a_distribution_is_read_once_for_all_its_plugins(site, monkeypatch):
    """It is long, it holds the whole README, and a shell waits for it at each press of Tab."""
    site.install("rewardry-toy", a="\n", b="\n", c="\n")
    read, parse = [], PathDistribution.metadata.fget
    monkeypatch.setattr(PathDistribution, "metadata", property(lambda found: read.append(found) or parse(found)))
    assert [(record.distribution, record.version) for record in site.load().records] == [("rewardry-toy", "1.0")] * 3
    assert len(read) == 1


def test_a_function_of_another_name_needs_no_mark(site):
    site.install("rewardry-toy", toy="def helper(): pass\nrewardry_constant = 5\nfrom rewardry import reward\n")
    assert status(site.load()) == {"toy": "loaded"}


# ---- the contract it was written for ------------------------------------------------------------------------------


def test_a_plugin_may_say_for_which_contract_it_was_written(site):
    site.install("rewardry-toy", toy='rewardry_api = "1.0"\n' + REGISTER.format('registry.reward("x", "toy:X")'))
    loaded = site.load()
    assert (loaded.records[0].status, loaded.records[0].api) == ("loaded", "1.0")
    assert loaded.registry.find("reward", "toy/x").api == "1.0"


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ('"99.0"', "it was written for API 99.0, and this rewardry has API 1.0; pip install --upgrade rewardry"),
        ('"0.9"', "it was written for API 0.9, which API 1.0 no longer serves; install a newer release of it"),
        ("1", "rewardry_api: 1 is no version of the contract; write a text of two numbers, such as '1.0'"),
    ],
)
def test_one_for_another_contract_is_refused_with_the_reason(site, version, message):
    code = f"rewardry_api = {version}\n" + REGISTER.format('registry.reward("x", "toy:X")') + ALSO_HOOKS.format()
    site.install("rewardry-toy", toy=code)
    loaded = site.load()
    assert status(loaded) == {"toy": "broken"}
    assert message in error(loaded, "toy")
    assert (ids(loaded), observers(loaded)) == ([], [])
    with pytest.raises(UnknownIdError, match="is broken: "):
        loaded.registry.find("reward", "toy/x")


# ---- what a broken or absent one needs ----------------------------------------------------------------------------


def test_a_broken_plugin_says_what_to_install(site):
    site.install("rewardry-chess", chess="import chess_engine_x\n")
    metadata = site.folder / "rewardry_chess-1.0.dist-info" / "METADATA"
    metadata.write_text(
        metadata.read_text() + 'Provides-Extra: engine\nRequires-Dist: chess-engine-x>=2; extra == "engine"\n'
    )
    [record] = site.load().records
    assert record.needs == "pip install 'rewardry-chess[engine]'"
    assert record.problem == (
        "ModuleNotFoundError: No module named 'chess_engine_x'; pip install 'rewardry-chess[engine]'"
    )


def test_what_keeps_a_plugin_out_is_said_with_what_lets_it_in(site, monkeypatch):
    site.install("rewardry-a", a="\n")
    site.install("rewardry-b", b="\n")
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "a")
    monkeypatch.setenv("REWARDRY_PLUGINS", "a")
    assert [record.problem for record in site.load().records] == [
        "REWARDRY_DISABLED_PLUGINS names it; take it out of there to use it",
        "REWARDRY_PLUGINS does not name it; add it there to use it",
    ]


def test_a_name_in_the_environment_that_no_plugin_bears_is_told(site, monkeypatch):
    site.install("rewardry-chess", chess="\n")
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "rewardry_ches,rewardry-chess:chess")
    assert plugins.unknown_in_environment(site.load().records) == [
        "REWARDRY_DISABLED_PLUGINS names 'rewardry-ches', which is no installed plugin. Did you mean 'rewardry-chess'?"
    ]


# ---- clashes surface at look-up -----------------------------------------------------------------------------------


def test_two_distributions_of_one_namespace_clash_where_the_id_is_looked_up(site):
    site.install("rewardry-toy", "1.0", a='registry.reward("x", "a:X"); registry.reward("free", "a:F")')
    site.install("toy", "2.0", b='registry.reward("x", "b:X")')
    loaded = site.load()
    assert status(loaded) == {"a": "loaded", "b": "loaded"}
    assert loaded.registry.find("reward", "toy/free").target == "a:F"
    with pytest.raises(
        ClashError, match=r"^rewardry-toy 1\.0 and toy 2\.0 both register the reward 'toy/x'; uninstall"
    ):
        loaded.registry.find("reward", "toy/x")


def test_leaving_one_plugin_out_ends_a_clash(site, monkeypatch):
    site.install("rewardry-toy", a='registry.reward("x", "a:X")')
    site.install("toy", b='registry.reward("x", "b:X")')
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "toy")
    assert site.load().registry.find("reward", "x").target == "a:X"


def test_a_plugin_cannot_take_a_builtins_id(site):
    site.install("rewardry-toy", toy='registry.reward("accuracy", "toy:Hacked")')
    registry = plugins.registry()
    assert registry.find("reward", "accuracy").distribution == "rewardry"
    assert registry.find_any("accuracy").distribution == "rewardry"
    assert registry.find("reward", "toy/accuracy").target == "toy:Hacked"


# ---- leaving plugins out -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["b", "rewardry-b", "rewardry-b:b", "Rewardry_B", " x , rewardry-b ,", "rewardry_b:b"]
)
def test_a_plugin_is_left_out_by_any_of_its_names(site, monkeypatch, written):
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    site.install("rewardry-b", b="raise AssertionError('it must not even be imported')\n")
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", written)
    assert status(site.load()) == {"a": "loaded", "b": "disabled"}
    monkeypatch.setenv("REWARDRY_STRICT_PLUGINS", "1")
    assert status(site.load()) == {"a": "loaded", "b": "disabled"}


@pytest.mark.parametrize("written", ["a", "rewardry-a", "rewardry-a:a", "rewardry_A,nobody"])
def test_an_allow_list_lets_only_its_own_in(site, monkeypatch, written):
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    site.install("rewardry-b", b="raise AssertionError('it must not even be imported')\n")
    monkeypatch.setenv("REWARDRY_PLUGINS", written)
    assert status(site.load()) == {"a": "loaded", "b": "not allowed"}


def test_an_empty_allow_list_leaves_the_builtins(site, monkeypatch):
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    monkeypatch.setenv("REWARDRY_PLUGINS", "")
    records = plugins.loaded().records
    assert {r.status for r in records if r.distribution == "rewardry"} == {"loaded"}
    assert {r.status for r in records if r.distribution == "rewardry-a"} == {"not allowed"}
    assert rewardry.get("choice").kind == "verifier"


def test_leaving_out_goes_before_allowing(site, monkeypatch):
    site.install("rewardry-a", a="\n")
    monkeypatch.setenv("REWARDRY_PLUGINS", "a")
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "a")
    assert status(site.load()) == {"a": "disabled"}


def test_the_builtins_cannot_be_left_out(site, monkeypatch):
    monkeypatch.setenv("REWARDRY_DISABLED_PLUGINS", "rewardry,benchmarks,rewards,sandboxes,trainers,verifiers")
    assert plugins.registry().find("reward", "accuracy").distribution == "rewardry"


@pytest.mark.parametrize(
    ("variable", "value", "why"),
    [
        ("REWARDRY_DISABLED_PLUGINS", "bad", "is left out by REWARDRY_DISABLED_PLUGINS."),
        ("REWARDRY_PLUGINS", "other", "is not listed in REWARDRY_PLUGINS."),
        ("OTHER_VARIABLE", "", "is broken: ValueError: no good."),
    ],
)
def test_looking_up_what_an_absent_plugin_brings_says_why_it_is_absent(site, monkeypatch, variable, value, why):
    site.install("rewardry-bad", "3", bad="raise ValueError('no good')\n")
    monkeypatch.setenv(variable, value)
    with pytest.raises(UnknownIdError) as caught:
        rewardry.get("bad/thing")
    assert str(caught.value) == (
        f"there is no component 'bad/thing'. The plugin 'bad' of rewardry-bad 3 {why} `rewardry list` shows all"
    )


# ---- the plugins of the process ----------------------------------------------------------------------------------


def test_the_builtins_come_through_the_same_door():
    records = {record.name: record for record in plugins.loaded().records if record.distribution == "rewardry"}
    assert {name: record.status for name, record in records.items()} == dict.fromkeys(
        ("benchmarks", "rewards", "sandboxes", "trainers", "verifiers"), "loaded"
    )
    assert all(record.components for record in records.values())


def test_the_builtins_are_loaded_first(site):
    site.install("aaa", early="\n")
    assert [record.name for record in plugins.loaded().records][:6] == [
        *("benchmarks", "rewards", "sandboxes", "trainers", "verifiers", "early"),
    ]


def test_builtins_bear_no_namespace():
    assert all("/" not in e.id for e in plugins.registry().entries() if e.distribution == "rewardry")


def test_plugins_are_loaded_once_and_anew_after_forgetting(site):
    first = plugins.loaded()
    assert plugins.loaded() is first
    site.install("rewardry-late", late='registry.reward("x", "late:X")')
    assert plugins.loaded() is first
    plugins.forget()
    assert plugins.registry().find("reward", "late/x").target == "late:X"


def test_threads_load_plugins_once(site, monkeypatch):
    calls = []

    def slow(load=plugins.load):
        calls.append(1)
        return load()

    monkeypatch.setattr(plugins, "load", slow)
    barrier, found = threading.Barrier(8), []

    def look_up():
        barrier.wait(10)
        found.append(plugins.loaded())

    threads = [threading.Thread(target=look_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert calls == [1]
    assert len({id(one) for one in found}) == 1
    assert len(found) == 8


def test_a_plugin_that_looks_up_while_it_loads_is_broken_and_nothing_else(site):
    site.install("rewardry-eager", eager='import rewardry; rewardry.get("choice")')
    records = {record.name: record for record in plugins.loaded().records}
    assert records["eager"].status == "broken"
    assert records["eager"].error == (
        "a plugin looks up components while plugins are being loaded; register import strings, and look up others when "
        "yours is opened"
    )
    assert records["rewards"].status == "loaded"
    assert rewardry.get("choice").kind == "verifier"


def test_a_path_instead_of_an_installation_is_told_so(site, monkeypatch):
    monkeypatch.setattr(plugins, "load", Loaded)
    for _ in range(2):
        with pytest.raises(PluginError, match=r"^the built-in components are missing: install rewardry with pip"):
            plugins.registry()


def test_strict_mode_raises_at_every_look_up_until_it_is_mended(site, monkeypatch):
    site.install("rewardry-bad", bad="1 / 0\n")
    monkeypatch.setenv("REWARDRY_STRICT_PLUGINS", "1")
    for _ in range(2):
        with pytest.raises(PluginError, match="plugin 'bad'"):
            rewardry.get("choice")
    monkeypatch.delenv("REWARDRY_STRICT_PLUGINS")
    assert rewardry.get("choice").kind == "verifier"


def test_a_forked_child_waits_for_no_lock_of_its_parents_threads():
    program = """
        import os, sys, threading
        from rewardry import local_files, plugins
        held = threading.Event()
        def hold():
            with plugins._lock, local_files._lock:
                held.set()
                threading.Event().wait()
        threading.Thread(target=hold, daemon=True).start()
        held.wait()
        child = os.fork()
        if child == 0:
            import rewardry
            os._exit(0 if rewardry.get("choice").kind == "verifier" else 1)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(program)], timeout=60, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")


# ---- observing ---------------------------------------------------------------------------------------------------

OBSERVER = """
from rewardry import hookimpl
seen = []
@hookimpl
def rewardry_batch_scored({}):
    seen.append(({},))
    {}
"""


def test_observers_are_given_what_they_name(site):
    site.install("rewardry-a", a=OBSERVER.format("scored, recipe", "scored, recipe", ""))
    site.install("rewardry-b", b=OBSERVER.format("batch", "len(batch)", ""))
    site.install("rewardry-c", c=OBSERVER.format("", "1", ""))
    plugins.observe("mine", Batch([]), ["scored"])
    assert sys.modules["rewardry_a_a"].seen == [(["scored"], "mine")]
    assert sys.modules["rewardry_b_b"].seen == [(0,)]
    assert sys.modules["rewardry_c_c"].seen == [(1,)]


def test_an_observer_that_raises_is_logged_once_and_stops_nobody(site, caplog):
    site.install("rewardry-a", a=OBSERVER.format("scored", "scored", "raise ValueError('broken alarm')"))
    site.install("rewardry-b", b=OBSERVER.format("scored", "scored", ""))
    with caplog.at_level(logging.WARNING, "rewardry"):
        for _ in range(3):
            plugins.observe("mine", Batch([]), [])
    assert [record.getMessage() for record in caplog.records] == ["plugin rewardry-a:a failed to observe a batch"]
    assert "broken alarm" in caplog.text
    assert len(sys.modules["rewardry_a_a"].seen) == len(sys.modules["rewardry_b_b"].seen) == 3
    plugins.forget()
    with caplog.at_level(logging.WARNING, "rewardry"):
        plugins.observe("mine", Batch([]), [])
    assert len(caplog.records) == 2


def test_scoring_a_recipe_shows_its_batches_to_observers(site):
    site.install("rewardry-a", a=OBSERVER.format("recipe, batch, scored", "recipe, len(batch), scored[0].total", ""))
    recipe = {"name": "mine", "rewards": [{"use": "format.think_answer"}]}
    rewardry.score(recipe, [{"completion": "<think>r</think><answer>5</answer>"}])
    assert sys.modules["rewardry_a_a"].seen == [("mine", 1, 1.0)]


# ---- the registrar -----------------------------------------------------------------------------------------------


def test_the_core_registers_without_a_namespace():
    registry = Registry()
    Registrar(registry, "rewardry", "0").reward("length.x", "m:X")
    assert [entry.id for entry in registry.entries()] == ["length.x"]


@pytest.mark.parametrize("name", ["a", "A1", "a.b", "a-b", "a_b", "1a", "length.cosine"])
def test_names_of_components(name):
    registrar = Registrar(Registry(), "rewardry-toy", "0")
    registrar.reward(name, "m:X")
    assert registrar.count == 1


@pytest.mark.parametrize("name", [".a", "-a", "a b", "a:b", "ä", "a/b", "a\n", "../x"])
def test_what_is_no_name_of_a_component(name):
    with pytest.raises(PluginError, match=r"is no name of a component; use letters, digits, dot, dash and underscore$"):
        Registrar(Registry(), "rewardry-toy", "0").reward(name, "m:X")
