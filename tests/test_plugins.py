"""Plugins of others: what they bring when they are loaded, and what a broken one costs."""

import sys
from importlib.metadata import PathDistribution

import pytest

from rewardry import plugins
from rewardry.errors import PluginError, UnknownIdError
from rewardry.plugins import PluginRecord, Registrar, load, namespace_of
from rewardry.registry import Registry


def ids(loaded):
    return [(entry.kind, entry.id) for entry in loaded.registry.entries()]


def error(loaded, name):
    return next(record.error for record in loaded.records if record.name == name)


def observers(loaded):
    return [hook.plugin_name for hook in loaded.manager.hook.rewardry_batch_scored.get_hookimpls()]


# ---- a plugin that works -------------------------------------------------------------------------------------------


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
    assert site.status(site.load()) == {"toy": "loaded"}


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
    assert site.status(loaded) == {"watch": "loaded", "idle": "loaded", "nothing": "loaded"}
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


# ---- one that does not ---------------------------------------------------------------------------------------------


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
    code = code if "\n" in code else site.registering(f'registry.verifier("good", "toy:Good"); {code}')
    site.install("rewardry-a", a='registry.reward("x", "a:X")')
    site.install("rewardry-bad", "3", bad=code + ALSO_HOOKS.format() if "hookimpl" in code else code)
    site.install("rewardry-c", c='registry.reward("x", "c:X")')
    loaded = site.load()
    assert site.status(loaded) == {"a": "loaded", "bad": "broken", "c": "loaded"}
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
        a=site.registering('registry.reward("x", "toy:A")') + hooks,
        b=site.registering('registry.reward("free", "toy:F"); registry.reward("x", "toy:B")') + hooks,
    )
    loaded = site.load()
    assert site.status(loaded) == {"a": "loaded", "b": "broken"}
    assert "registers the reward 'toy/x' twice, as 'toy:A' and as 'toy:B'" in error(loaded, "b")
    assert ids(loaded) == [("reward", "toy/x")]
    assert observers(loaded) == ["rewardry-toy:a"]


def test_one_module_is_one_plugin(site):
    site.install("rewardry-toy", a='registry.reward("x", "toy:A")')
    (site.folder / "rewardry_toy-1.0.dist-info" / "entry_points.txt").write_text(
        "[rewardry]\na = rewardry_toy_a\nb = rewardry_toy_a\n"
    )
    loaded = site.load()
    assert site.status(loaded) == {"a": "loaded", "b": "broken"}
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
    assert site.status(site.load()) == {"toy": "loaded"}


# ---- the contract it was written for -------------------------------------------------------------------------------


def test_a_plugin_may_say_for_which_contract_it_was_written(site):
    site.install("rewardry-toy", toy='rewardry_api = "1.0"\n' + site.registering('registry.reward("x", "toy:X")'))
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
    code = f"rewardry_api = {version}\n" + site.registering('registry.reward("x", "toy:X")') + ALSO_HOOKS.format()
    site.install("rewardry-toy", toy=code)
    loaded = site.load()
    assert site.status(loaded) == {"toy": "broken"}
    assert message in error(loaded, "toy")
    assert (ids(loaded), observers(loaded)) == ([], [])
    with pytest.raises(UnknownIdError, match="is broken: "):
        loaded.registry.find("reward", "toy/x")


# ---- what a broken or absent one needs -----------------------------------------------------------------------------


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


# ---- the registrar -------------------------------------------------------------------------------------------------


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
