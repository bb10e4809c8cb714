"""The registry: looking an id up, ids that clash, and importing what an entry names."""

import sys
from types import ModuleType

import pytest

from rewardry.component import Reward
from rewardry.errors import ClashError, ComponentError, PluginError, UnknownIdError
from rewardry.registry import CORE, KINDS, Entry, Registry, why_not_loaded


def entry(id_, kind="reward", distribution=None, target="pkg.mod:Thing", summary="", version="1.0"):
    namespace = id_.partition("/")[0] if "/" in id_ else CORE
    return Entry(kind, id_, target, summary, distribution or namespace, version)


def registry(*entries):
    made = Registry()
    for one in entries:
        made.add(one)
    return made


@pytest.fixture
def module(monkeypatch):
    """A module that can be imported, with whatever a test puts into it."""
    made = ModuleType("rewardry_test_module")
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


# ---- looking up --------------------------------------------------------------------------------------------------


def test_an_id_is_found_by_its_kind():
    reward, verifier = entry("same"), entry("same", "verifier", target="pkg:V")
    both = registry(reward, verifier)
    assert both.find("reward", "same") is reward
    assert both.find("verifier", "same") is verifier


def test_a_plugin_is_found_by_its_full_id_and_while_unique_by_its_bare_name():
    short = entry("toy/short")
    assert registry(short).find("reward", "toy/short") is short
    assert registry(short).find("reward", "short") is short


def test_a_dotted_name_is_no_namespace():
    with pytest.raises(UnknownIdError, match=r"there is no reward 'cosine'\. Did you mean 'length\.cosine'\?"):
        registry(entry("length.cosine")).find("reward", "cosine")


def test_an_unqualified_id_of_a_builtin_always_means_the_builtin():
    core, plugin = entry("short"), entry("toy/short")
    for both in (registry(core, plugin), registry(plugin, core)):
        assert both.find("reward", "short") is core
        assert both.find("reward", "toy/short") is plugin
        assert both.find_any("short") is core


def test_a_bare_name_of_two_plugins_is_a_clash_that_names_both_ids():
    with pytest.raises(ClashError) as caught:
        registry(entry("a/short"), entry("b/short")).find("reward", "short")
    assert str(caught.value) == "a 1.0 and b 1.0 both register a reward 'short'; write 'a/short' or 'b/short'"


def test_two_distributions_of_one_namespace_clash_when_the_id_is_looked_up():
    both = registry(entry("toy/x", distribution="toy"), entry("toy/x", distribution="rewardry-toy"))
    with pytest.raises(ClashError) as caught:
        both.find("reward", "toy/x")
    assert str(caught.value) == (
        "toy 1.0 and rewardry-toy 1.0 both register the reward 'toy/x'; uninstall one, or put its plugin's name into "
        "REWARDRY_DISABLED_PLUGINS"
    )
    with pytest.raises(ClashError, match="both register the reward 'toy/x'"):
        both.find("reward", "x")


def test_a_clash_touches_nothing_else():
    both = registry(entry("a/x"), entry("b/x"), entry("b/y"))
    assert both.find("reward", "a/x").id == "a/x"
    assert both.find("reward", "y").id == "b/y"


@pytest.mark.parametrize(
    ("wanted", "offer"),
    [
        ("acuracy", "Did you mean 'accuracy'?"),
        ("shrot", "Did you mean 'toy/short'?"),
        ("toy/sort", "Did you mean 'toy/short'?"),
        ("other/short", "Did you mean 'toy/short'?"),
        ("zzz", "Known: accuracy, toy/short."),
        ("toy/zzz", "Did you mean 'toy/short'?"),
        ("chess/zzz", "Is the distribution 'rewardry-chess' installed? Known: accuracy, toy/short."),
    ],
)
def test_an_unknown_id_is_answered_with_what_there_is_of_its_kind(wanted, offer):
    made = registry(entry("accuracy"), entry("toy/short"), entry("zzz.verifier", "verifier"))
    with pytest.raises(UnknownIdError) as caught:
        made.find("reward", wanted)
    assert str(caught.value) == f"there is no reward {wanted!r}. {offer} `rewardry list reward` shows all"


@pytest.mark.parametrize(
    ("kind", "wanted", "found"),
    [
        ("verifier", "accuracy", "reward"),
        ("verifier", "short", "reward"),
        ("verifier", "toy/short", "reward"),
        ("reward", "choice", "verifier"),
        ("recipe", "choice", "verifier"),
    ],
)
def test_an_id_of_another_kind_says_what_it_is(kind, wanted, found):
    with pytest.raises(UnknownIdError) as caught:
        registry(entry("accuracy"), entry("toy/short"), entry("choice", "verifier")).find(kind, wanted)
    assert str(caught.value) == f"{wanted!r} is a {found}, but a {kind} is wanted here"


def test_an_empty_registry_offers_no_id():
    with pytest.raises(UnknownIdError) as caught:
        Registry().find("reward", "x")
    assert str(caught.value) == "there is no reward 'x'. `rewardry list reward` shows all"
    with pytest.raises(UnknownIdError) as caught:
        Registry().find_any("chess/x")
    assert str(caught.value) == (
        "there is no component 'chess/x'. Is the distribution 'rewardry-chess' installed? `rewardry list` shows all"
    )


def test_what_a_plugin_that_was_not_loaded_would_have_brought_says_why():
    made = registry(entry("accuracy"))
    made.absent["toy"] = "The plugin 'toy' of rewardry-toy 1.0 is broken: ImportError: no."
    for look_up in (lambda: made.find("reward", "toy/short"), lambda: made.find_any("toy/short")):
        with pytest.raises(UnknownIdError, match=r"'toy/short'\. The plugin 'toy' of rewardry-toy 1\.0 is broken: Imp"):
            look_up()


# ---- whatever the kind -------------------------------------------------------------------------------------------


def test_an_id_of_one_kind_is_found_without_its_kind():
    made = registry(entry("accuracy"), entry("choice", "verifier"), entry("toy/short"))
    assert made.find_any("choice").kind == "verifier"
    assert made.find_any("short").id == "toy/short"


def test_an_id_of_several_kinds_wants_its_kind():
    made = registry(entry("same"), entry("same", "verifier"), entry("same", "recipe"))
    with pytest.raises(ClashError) as caught:
        made.find_any("same")
    assert str(caught.value) == (
        "'same' is the id of a recipe and of a reward and of a verifier; write 'recipe:same' or 'reward:same' or "
        "'verifier:same'"
    )
    for kind in ("reward", "verifier", "recipe"):
        assert made.find_any(f"{kind}:same").kind == kind


def test_two_kinds_of_one_bare_name_are_told_apart_too():
    with pytest.raises(
        ClashError, match=r"^'x' is the id of a reward and of a verifier; write 'reward:x' or 'verifier:x'$"
    ):
        registry(entry("toy/x"), entry("toy/x", "verifier")).find_any("x")


def test_a_kind_in_front_still_misses_what_is_not_there():
    with pytest.raises(UnknownIdError, match=r"^'choice' is a verifier, but a reward is wanted here$"):
        registry(entry("choice", "verifier")).find_any("reward:choice")
    with pytest.raises(
        UnknownIdError, match=r"^there is no component 'nokind:choice'\. Did you mean 'choice'\? `rewardry list` "
    ):
        registry(entry("choice", "verifier")).find_any("nokind:choice")


def test_a_clash_is_found_without_the_kind_too():
    made = registry(entry("a/x"), entry("b/x"))
    with pytest.raises(ClashError, match="write 'a/x' or 'b/x'"):
        made.find_any("x")


def test_a_full_id_comes_before_a_bare_name_of_another_kind():
    made = registry(entry("x", "recipe"), entry("toy/x", "verifier"))
    assert made.find_any("x").kind == "recipe"


def test_the_generator_of_a_verifiers_tasks_may_bear_its_id():
    made = registry(entry("toy/maze", "generator"), entry("toy/maze", "verifier"))
    assert made.find_any("toy/maze").kind == "verifier"
    assert made.find_any("generator:toy/maze").kind == "generator"


# ---- adding ------------------------------------------------------------------------------------------------------


def test_entries_are_sorted_by_kind_and_id():
    made = registry(entry("b"), entry("z", "recipe"), entry("a", "verifier"), entry("a"))
    assert [(e.kind, e.id) for e in made.entries()] == [
        ("reward", "a"),
        ("reward", "b"),
        ("verifier", "a"),
        ("recipe", "z"),
    ]
    assert [e.id for e in made.entries("reward")] == ["a", "b"]
    assert list(made.entries("sandbox")) == []


def test_all_kinds_can_be_registered():
    made = registry(*(entry("x", kind) for kind in KINDS))
    assert [e.kind for e in made.entries()] == list(KINDS)


@pytest.mark.parametrize("summary", ["", "said in another way"])
def test_the_same_component_twice_counts_once(summary):
    made = registry(entry("toy/x"), entry("toy/x", summary=summary))
    assert len(list(made.entries())) == 1
    assert made.find("reward", "x").target == "pkg.mod:Thing"


def test_one_distribution_cannot_give_two_components_one_id():
    with pytest.raises(PluginError) as caught:
        registry(entry("toy/x"), entry("toy/x", target="pkg.mod:Other"))
    assert str(caught.value) == (
        "toy registers the reward 'toy/x' twice, as 'pkg.mod:Thing' and as 'pkg.mod:Other'; give one of them another "
        "name"
    )


def test_the_same_name_may_be_used_for_two_kinds():
    made = registry(entry("toy/x"), entry("toy/x", "verifier", target="pkg.mod:Other"))
    assert len(list(made.entries())) == 2


def test_merging_takes_all_entries_or_none():
    made, other = registry(entry("toy/x")), registry(entry("toy/a"), entry("toy/x", target="pkg:Other"))
    with pytest.raises(PluginError, match="registers the reward 'toy/x' twice"):
        made.merge(other)
    assert [e.id for e in made.entries()] == ["toy/x"]
    made.merge(registry(entry("toy/x"), entry("toy/y")))
    assert [e.id for e in made.entries()] == ["toy/x", "toy/y"]


# ---- importing ---------------------------------------------------------------------------------------------------


def test_an_entry_imports_what_it_names(module):
    module.Outer = type("Outer", (), {"Inner": 5})
    assert entry("toy/x", target="rewardry_test_module:Outer").load() is module.Outer
    assert entry("toy/x", target="rewardry_test_module:Outer.Inner").load() == 5


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("rewardry_nowhere.mod:X", "ModuleNotFoundError: No module named 'rewardry_nowhere'"),
        ("rewardry_test_module:Missing", "AttributeError: module 'rewardry_test_module' has no attribute 'Missing'"),
    ],
)
def test_an_import_that_fails_names_the_owner_and_the_target(module, target, why):
    with pytest.raises(ComponentError) as caught:
        entry("toy/x", target=target).load()
    assert str(caught.value) == f"toy/x (of toy 1.0) failed while being imported from {target!r}: {why}"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import sys; sys.exit(3)", "SystemExit: 3"),
        ("def", "SyntaxError"),
    ],
)
def test_a_module_that_fails_on_import_is_no_end_of_the_program(tmp_path, monkeypatch, code, why):
    (tmp_path / "rewardry_bad_module.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ComponentError, match=f"toy/x .* being imported from 'rewardry_bad_module:X': {why}"):
        entry("toy/x", target="rewardry_bad_module:X").load()


def test_a_missing_module_is_named_as_such():
    with pytest.raises(ComponentError) as caught:
        entry("toy/x", target="rewardry_nowhere:X").load()
    assert why_not_loaded(caught.value) == "module 'rewardry_nowhere' is not installed"
    assert why_not_loaded(ValueError("else")) == "ValueError: else"


# ---- whose a class is --------------------------------------------------------------------------------------------


class Mine(Reward):
    pass


def test_a_registered_class_has_its_entrys_identity():
    made = registry(entry("toy/mine", target=f"{__name__}:Mine"))
    assert str(made.identity_of(Mine)) == "toy/mine (of toy 1.0)"


def test_a_class_that_a_package_passes_on_keeps_its_owner(module):
    module.Mine = Mine
    made = registry(entry("toy/mine", target="rewardry_test_module:Mine"))
    assert made.identity_of(Mine).id == "toy/mine"


def test_another_class_of_the_same_name_is_not_mistaken(module):
    module.Mine = type("Mine", (Reward,), {"__module__": "elsewhere"})
    made = registry(entry("toy/mine", target="rewardry_test_module:Mine"))
    assert str(made.identity_of(Mine)) == f"{__name__}:Mine (not from an installed distribution)"


def test_a_target_that_was_never_imported_is_not_imported_to_find_out():
    made = registry(entry("toy/mine", target="rewardry_nowhere:Mine"))
    assert made.identity_of(Mine).distribution is None
    assert "rewardry_nowhere" not in sys.modules


def test_an_entry_knows_its_short_name_and_identity():
    made = entry("toy/short", distribution="rewardry-toy", version="2")
    assert made.short_name == "short"
    assert entry("length.cosine").short_name == "length.cosine"
    assert str(made.identity) == "toy/short (of rewardry-toy 2)"
