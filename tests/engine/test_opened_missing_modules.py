"""A component whose modules are missing abstains, and says once what to install."""

import logging
from typing import ClassVar

from rewardry.component import Reward, Verifier
from rewardry.engine.opened import missing_modules, needs_extra
from rewardry.engine.runtime import Runtime
from rewardry.types import Batch


class Lacking(Verifier):
    extra: ClassVar[str | None] = "chess"
    requires: ClassVar[tuple[str, ...]] = ("json", "no_such_module", "no.such.package")


class LackingReward(Reward):
    requires: ClassVar[tuple[str, ...]] = ("no_such_module",)


def test_without_its_modules_a_component_abstains_and_says_so_once(caplog, samples):
    opened = Runtime(engine="inline").open(Lacking())
    verdicts = [*opened.verify(samples("a", "b")), *opened.verify(samples("c"))]
    assert [(v.status, v.reason) for v in verdicts] == [("abstain", "needs-extra")] * 3
    assert len(caplog.records) == 1
    assert caplog.records[0].levelno == logging.WARNING
    assert "it needs no_such_module and no.such.package and abstains without" in caplog.text
    assert "pip install 'rewardry[chess]'" in caplog.text


def test_a_reward_without_its_modules_abstains(samples):
    scores = Runtime(engine="inline").open(LackingReward()).score(Batch(samples("a")))
    assert (scores[0].value, scores[0].status, scores[0].details) == (None, "abstain", {"reason": "needs-extra"})


def test_what_is_missing_can_be_asked():
    assert missing_modules(Lacking) == missing_modules(Lacking()) == ["no_such_module", "no.such.package"]
    assert missing_modules(Verifier) == []


def test_without_an_extra_there_is_nothing_to_install_by_name():
    assert needs_extra(LackingReward, ["no_such_module"]) == "it needs no_such_module and abstains without"
