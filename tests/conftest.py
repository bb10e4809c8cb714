"""What tests of several rooms share, and how REWARDRY_LACKING_EXTRAS=skip passes over what lacks an extra."""

import os
import re
import shutil
import signal
from importlib.metadata import PackageNotFoundError, distribution
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, settings

from rewardry.cli.machine_checks import extra_lines
from rewardry.engine import opened
from rewardry.missing_packages import what_to_install

# Who starts the tests in the background of a shell has them ignore Ctrl-C, and so would what they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No example fails because a machine was busy while it ran, or while it was made.
settings.register_profile("any clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any clock")

# .ci/core-only and .ci/minimum ask for it; everywhere else a missing extra makes a test fail as anything else does.
_SKIPS = os.environ.get("REWARDRY_LACKING_EXTRAS") == "skip"
_LACKING = {what.removeprefix("extra ") for what, state, _ in extra_lines() if state == "missing"}
# What components have said since the test began of extras that they lack: the log has it only once a process.
_said: list[str] = []


if _SKIPS:

    def _needs_extra(component, missing, told=opened.needs_extra):
        _said.append(told(component, missing))
        return _said[-1]

    opened.needs_extra = _needs_extra


def pytest_runtest_logstart():
    """Forget what was said during other tests."""
    _said.clear()


def _lacks(error):
    """Why a test cannot run here: the extra that would bring the module it imports; None of any other error."""
    if not (_SKIPS and isinstance(error, ModuleNotFoundError)):
        return None
    try:
        mends = what_to_install(error, distribution("rewardry"))
    except PackageNotFoundError:
        return None
    return f"no module {error.name}: {mends}" if mends and mends.startswith("pip install 'rewardry[") else None


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """A file that imports what an extra brings is skipped without, with the extra's name, and needs no list."""
    report = yield
    raised = report.call.excinfo.value if report.outcome == "failed" else None
    reason = _lacks(getattr(raised, "__cause__", None) or raised)
    if reason is not None:
        report.outcome, report.longrepr, report.result = "skipped", (str(collector.path), 1, f"Skipped: {reason}"), []
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """So is a test that fails as it imports such a module, here or in a process, or once something lacked an extra."""
    report = yield
    if _SKIPS and report.failed and call.excinfo is not None:
        printed = "\n".join([report.longreprtext, *(text for _, text in report.sections), *_said])
        told = (extra for extra in re.findall(r"pip install 'rewardry\[(\w+)\]'", printed) if extra in _LACKING)
        lacked = (f"the extra {extra} is not installed" for extra in told)
        modules = re.findall(r"^E? *ModuleNotFoundError: No module named '([\w.]+)'$", printed, re.MULTILINE)
        elsewhere = (_lacks(ModuleNotFoundError(name=module)) for module in modules)
        reason = _lacks(call.excinfo.value) or next(filter(None, (*lacked, *elsewhere)), None)
        if reason is not None:
            report.outcome, report.longrepr = "skipped", (str(item.path), item.location[1], f"Skipped: {reason}")
    return report


@pytest.fixture
def alone(monkeypatch):
    """Gives one module other functions of a library, as `alone(output, "os", write=slow)`; everybody else has its own.

    Threads that libraries leave running (tqdm's monitor) and pytest call these functions too.
    """

    def give(module, library, **functions):
        monkeypatch.setattr(module, library, SimpleNamespace(**{**vars(getattr(module, library)), **functions}))

    return give


@pytest.fixture(scope="session")
def random_qwen2():
    """Makes Qwen2 models of two layers with random weights, always the same ones; token 0 pads, token 1 ends."""
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")

    def make(vocabulary):
        torch.manual_seed(0)
        config = transformers.Qwen2Config(
            vocab_size=vocabulary,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=1,
            max_position_embeddings=512,
            pad_token_id=0,
            eos_token_id=1,
            bos_token_id=None,
        )
        return transformers.Qwen2ForCausalLM(config)

    return make


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory, random_qwen2):
    """The folder of a random Qwen2 of two layers with a byte-level tokenizer; nothing is downloaded."""
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    folder = tmp_path_factory.mktemp("tiny-model")
    names = ["<pad>", "<eos>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    raw = Tokenizer(models.BPE(vocab={name: i for i, name in enumerate(names)}, merges=[]))
    raw.pre_tokenizer, raw.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>", eos_token="<eos>")
    tokenizer.chat_template = (
        "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
        "{% if add_generation_prompt %}assistant: {% endif %}"
    )
    tokenizer.save_pretrained(folder)
    random_qwen2(len(names)).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def driver():
    """Headless Chromium; one for the tests of a file."""
    binary, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (binary and chromedriver):
        told = "chromium and chromedriver are not installed; run: apt-get install chromium chromium-driver"
        pytest.fail(told) if os.environ.get("REWARDRY_REQUIRE_BROWSER") else pytest.skip(told)
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=chromedriver))
    yield made
    made.quit()
