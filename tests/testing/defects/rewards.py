"""Rewards with one defect each, for the conformance kit to find. Worker processes load this file by its path."""

import asyncio
import itertools
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any, ClassVar

from pydantic import PrivateAttr, field_validator

from rewardry import (
    Batch,
    Needs,
    Reward,
    Score,
    needs,
)
from rewardry.component import Runs


class Honest(Reward):
    """1 for a text with a digit; what the others are but for their defect."""

    value_range: ClassVar[tuple[float, float] | None] = (0.0, 1.0)

    def value(self, text: str) -> float:
        return float(any("0" <= char <= "9" for char in text))

    def score(self, batch: Batch):
        return [self.value(sample.text) for sample in batch.samples]


class Chancy(Honest):
    """Says that it draws lots."""

    deterministic: ClassVar[bool] = False

    def value(self, text):
        return super().value(text) * random.SystemRandom().random()


# ---- settings ------------------------------------------------------------------------------------------------------


class InWorkers(Honest):
    """A reward that may hang, as it says."""

    runs: ClassVar[Runs] = "worker"

    def value(self, text):
        while "\ud800" in text:
            time.sleep(0.1)
        return super().value(text)


class LosesSettings(Honest):
    scale: float = 1.0

    @field_validator("scale")
    @classmethod
    def _doubled(cls, value):
        return 2 * value


class HasNoJson(Honest):
    key: Any = len


class CannotBePickled(Honest):
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    def __reduce_ex__(self, protocol):
        return object.__reduce_ex__(self, protocol)  # like a component of a package


# ---- time ----------------------------------------------------------------------------------------------------------


class Hangs(Honest):
    def value(self, text):
        while True:
            time.sleep(1)


class HangsOnSurrogates(Honest):
    def value(self, text):
        while "\ud800" in text:
            time.sleep(0.1)
        return super().value(text)


class Backtracks(Honest):
    def value(self, text):
        return float(re.match(r"(?:a+)+$", text) is not None)


class IsQuadratic(Honest):
    def value(self, text):
        return float(any(text.find("</answer>x", i) >= 0 for i in range(len(text))))


class LeavesProcess(Honest):
    def score(self, batch):
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
        return super().score(batch)


class LeavesThread(Honest):
    def score(self, batch):
        threading.Thread(target=time.sleep, args=(30,), name="prefetch", daemon=True).start()
        return super().score(batch)


class EndsTheProcess(Honest):
    def value(self, text):
        if "\x00" in text:
            os._exit(0)
        return super().value(text)


class Exits(Honest):
    def value(self, text):
        if not text:
            sys.exit("nothing to score")
        return super().value(text)


# ---- the same again ------------------------------------------------------------------------------------------------


class Counts(Honest):
    """Pays less each time."""

    calls: ClassVar[list[int]] = []

    def score(self, batch):
        self.calls.append(1)
        return [value / len(self.calls) for value in super().score(batch)]


class DrawsLots(Honest):
    def value(self, text):
        return super().value(text) * random.random()


class Hashes(Honest):
    def value(self, text):
        return super().value(text) * (hash(text) % 100) / 100


_OPENED = itertools.count()


class CountsItsOpenings(Honest):
    def open(self, runtime):
        number = next(_OPENED)
        return SimpleNamespace(score=lambda batch: [number / 1000 for _ in batch.samples])


class ReadsTheBatch(Honest):
    """The share of a batch's longest text: of a group it would be a group component."""

    def score(self, batch):
        longest = max(len(sample.text) for sample in batch.samples) or 1
        return [self.value(sample.text) * len(sample.text) / longest for sample in batch.samples]


class ReadsThePosition(Honest):
    per_group: ClassVar[bool] = True

    def score(self, batch):
        found = [0.0] * len(batch)
        for group in batch.groups:
            for place, i in enumerate(group):
                found[i] = self.value(batch.samples[i].text) / (1 + place)
        return found


class DropsRows(Honest):
    def score(self, batch):
        return [self.value(text) for text in dict.fromkeys(sample.text for sample in batch.samples)]


class AddsARow(Honest):
    def score(self, batch):
        return [*super().score(batch), 0.0]


class Remembers(Honest):
    """Pays a text once, and keeps the memory through a checkpoint."""

    stateful: ClassVar[bool] = True
    complete: bool = True

    def open(self, runtime):
        return OpenRemembers(self)


class OpenRemembers:
    def __init__(self, settings):
        self.settings, self.seen = settings, set()

    def score(self, batch):
        found = [float(sample.text not in self.seen) * self.settings.value(sample.text) for sample in batch.samples]
        self.seen.update(sample.text for sample in batch.samples)
        return found

    def state_dict(self):
        return {"seen": sorted(self.seen) if self.settings.complete else []}

    def load_state_dict(self, state):
        self.seen = set(state["seen"])


class LosesItsState(Remembers):
    complete: bool = False


class CannotSaveItsState(Honest):
    stateful: ClassVar[bool] = True


# ---- purity --------------------------------------------------------------------------------------------------------


class ChangesReference(Honest):
    def needs(self) -> Needs:
        return needs("reference", reference="array")

    def score(self, batch):
        for sample in batch.samples:
            if sample.reference is None:
                return [None] * len(batch)
            sample.reference.sort(key=str, reverse=True)
            sample.reference.append("seen")
        return super().score(batch)


class ChangesMessages(Honest):
    def score(self, batch):
        for sample in batch.samples:
            if isinstance(sample.completion, list):
                sample.completion[-1]["content"] = sample.text.strip() + "."
        return super().score(batch)


class ChangesMeta(Honest):
    def score(self, batch):
        for sample in batch.samples:
            sample.meta["scored"] = True
        return super().score(batch)


class SeedsRandom(Honest):
    def score(self, batch):
        random.seed(0)
        return super().score(batch)


class ChangesFolder(Honest):
    def score(self, batch):
        here = os.getcwd()
        os.chdir(".." if here != "/" else "/usr")
        return super().score(batch)


class SetsTheEnvironment(Honest):
    def score(self, batch):
        os.environ["SCORED"] = str(int(os.environ.get("SCORED", "0")) + 1)
        return super().score(batch)


class GrowsThePath(Honest):
    def score(self, batch):
        sys.path.append("/nowhere")
        return super().score(batch)


class RaisesTheRecursionLimit(Honest):
    def score(self, batch):
        sys.setrecursionlimit(sys.getrecursionlimit() + 1)
        return super().score(batch)


class LimitsSockets(Honest):
    def score(self, batch):
        socket.setdefaulttimeout((socket.getdefaulttimeout() or 0.0) + 1.0)
        return super().score(batch)


class Prints(Honest):
    def score(self, batch):
        print("scoring", len(batch))
        return super().score(batch)


# ---- threads and loops ---------------------------------------------------------------------------------------------


class SharesState(Honest):
    """Keeps the text of a call in a place that all threads see."""

    current: ClassVar[dict[str, str]] = {}

    def value(self, text):
        self.current["text"] = text
        time.sleep(1e-5)
        return super().value(self.current["text"])


class UsesAlarms(Honest):
    def score(self, batch):
        before = signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.signal(signal.SIGALRM, before)
        return super().score(batch)


class RunsALoop(Honest):
    def score(self, batch):
        async def work():
            return [self.value(sample.text) for sample in batch.samples]

        coroutine = work()
        try:
            return asyncio.run(coroutine)
        finally:
            coroutine.close()


# ---- rows ----------------------------------------------------------------------------------------------------------


class ReadsCompletion(Honest):
    def score(self, batch):
        return [self.value(sample.completion.strip()) for sample in batch.samples]


class RaisesOnNone(Reward):
    def needs(self) -> Needs:
        return needs("reference", reference="string")

    def score(self, batch):
        return [float(sample.reference.strip() in sample.text) for sample in batch.samples]


class UndecidedIsZero(Reward):
    def needs(self) -> Needs:
        return needs("reference", reference="string")

    def score(self, batch):
        return [float(sample.reference is not None and sample.reference in sample.text) for sample in batch.samples]


class NoTokensIsZero(Reward):
    def needs(self) -> Needs:
        return needs("completion_ids")

    def score(self, batch):
        return [-0.001 * len(sample.completion_ids or ()) for sample in batch.samples]


class AlwaysAbstains(Honest):
    def score(self, batch):
        return [None] * len(batch)


class RaisesAtOnce(Honest):
    def score(self, batch):
        raise RuntimeError("the service is down")


class FailsQuietly(Honest):
    """A time-out of its own that says nothing."""

    def score(self, batch):
        return [Score(None, "timeout") for _ in batch.samples]


class SwallowsErrors(Reward):
    def needs(self) -> Needs:
        return needs("reference", reference="string")

    def score(self, batch):
        return [self.value(sample) for sample in batch.samples]

    def value(self, sample):
        if sample.reference is None:
            return None
        try:
            return float(sample.reference.strip() in sample.text)
        except Exception:
            return 0.0


class FailsTogether(Honest):
    """One bad row spoils those beside it."""

    def score(self, batch):
        texts = [sample.text for sample in batch.samples]
        if any(isinstance(sample.reference, dict) for sample in batch.samples):
            return [Score(None, "error", {"reason": "bad-batch"})] * len(texts)
        return super().score(batch)


class CannotSay(Honest):
    def needs(self) -> Needs:
        return {}["needs"]


# ---- texts and values ----------------------------------------------------------------------------------------------


class CannotEncode(Honest):
    def value(self, text):
        return super().value(text.encode().decode())


class RaisesOnEmpty(Honest):
    def value(self, text):
        return super().value(text.split()[0]) if text.strip() != text else super().value(text[0])


class DeclaresNonsense(Honest):
    resources = "gpu"


class OutOfRange(Honest):
    def value(self, text):
        return len(text) / 100


class NotFinite(Honest):
    def value(self, text):
        return float("nan") if not text else super().value(text)


class ReturnsText(Honest):
    def value(self, text):
        return "1"


class KeepsNumbersAsNames(Honest):
    def score(self, batch):
        return [Score(value, details={1: "one"}) for value in super().score(batch)]


class PaysEmptyBlocks(Honest):
    def value(self, text):
        return float(re.fullmatch(r"<think>[^<]*</think>\s*<answer>[^<]*</answer>", text) is not None)


class PaysLayout(Honest):
    """Promises that no text is paid without an answer, and pays a layout."""

    unearned: ClassVar[float | None] = 0.0

    def value(self, text):
        return float("<answer>a</answer>" in text)
