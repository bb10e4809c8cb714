"""What tests of several rooms share."""

import contextlib
import gzip
import json
import os
import shutil
import signal
import sys
import textwrap
import time
from importlib.metadata import distributions
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, settings

from rewardry import plugins
from rewardry.cli.main import main
from rewardry.local_files import load_file

# Who starts the tests in the background of a shell has them ignore Ctrl-C, and so would what they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No example fails because a machine was busy while it ran, or while it was made.
settings.register_profile("any clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any clock")


@pytest.fixture
def alone(monkeypatch):
    """Gives one module other functions of a library, as `alone(output, "os", write=slow)`; everybody else has its own.

    Threads that libraries leave running (tqdm's monitor) and pytest call these functions too.
    """

    def give(module, library, **functions):
        monkeypatch.setattr(module, library, SimpleNamespace(**{**vars(getattr(module, library)), **functions}))

    return give


@pytest.fixture(scope="session")
def wait_until():
    """Whether a condition comes true before the time is up, as `assert wait_until(lambda: file.exists())`."""

    def comes_true(condition, seconds=120.0):
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            time.sleep(0.01)
        return True

    return comes_true


@pytest.fixture(scope="session")
def living_with():
    """The processes that have a mark in their environment, this one and zombies apart."""

    def living(mark):
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    found += [int(entry.name)] * (mark.encode() in (entry / "environ").read_bytes())
        return found

    return living


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Ended(NamedTuple):
    """What became of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """What it printed, which must be JSON as the standard has it."""
        return json.loads(self.out, parse_constant=pytest.fail)


@pytest.fixture(scope="session")
def ended():
    """What became of a command: `ended(code, out, err)`."""
    return Ended


@pytest.fixture
def rewardry(folder, capfd):
    """Runs a command line in this process and in the test's folder; a failure of the test shows its errors."""

    def run(*arguments):
        capfd.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main(list(map(str, arguments)))
        out, err = capfd.readouterr()
        sys.stderr.write(err)
        return Ended(leaving.value.code, out, err)

    return run


@pytest.fixture
def write(folder):
    """Writes a file: a text as it is, rows as JSON Lines; gives its name."""

    def to_file(name, *content):
        lines = [line if isinstance(line, str) else json.dumps(line) for line in content]
        (folder / name).write_text("\n".join(lines) + "\n" if lines else "", encoding="utf-8")
        return name

    return to_file


@pytest.fixture
def read(folder):
    """The rows of a file of results, each of which must be whole and JSON."""

    def from_file(name):
        text = (folder / name).read_text(encoding="utf-8")
        assert text == "" or text.endswith("\n")
        return [json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()]

    return from_file


@pytest.fixture
def toys():
    """The file of the toy components."""
    return Path(__file__).parent / "data" / "toy_components.py"


@pytest.fixture
def asked(toys):
    """What the toy components are asked in a test."""
    found = load_file(str(toys)).ASKED
    found.clear()
    return found


@pytest.fixture
def recipe_file(tmp_path):
    """Writes a recipe and gives its path."""

    def write(text, name="r.yaml"):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


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
            code = code if "\n" in code else self.registering(code)
            (self.folder / f"{module_prefix}_{name}.py").write_text(textwrap.dedent(code))

    def points(self):
        """The entry points of these distributions alone."""
        return [point for found in distributions(path=[str(self.folder)]) for point in found.entry_points]

    def load(self):
        return plugins.load(self.points())

    @staticmethod
    def registering(line):
        """The code of a plugin whose `rewardry_register` does this."""
        return f"\nfrom rewardry import hookimpl\n\n@hookimpl\ndef rewardry_register(registry):\n    {line}\n"

    @staticmethod
    def status(loaded):
        """What became of each plugin, by its name."""
        return {record.name: record.status for record in loaded.records}


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder for plugins beside those that are installed; the environment leaves none of them out."""
    for variable in ("REWARDRY_DISABLED_PLUGINS", "REWARDRY_PLUGINS", "REWARDRY_STRICT_PLUGINS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    plugins.forget()
    yield Site(tmp_path)
    plugins.forget()
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]


@pytest.fixture
def write_rows(folder):
    """Writes lines of bytes, or rows, to f.jsonl or an archive in the test's folder; gives its name."""

    def to_file(*found, name="f.jsonl"):
        data = b"".join(line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in found)
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return name

    return to_file


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


@pytest.fixture(scope="session")
def window_size():
    """Gives a browser's window a width and a height in pixels; a narrow one is that of a phone."""

    def size(driver, width, height=900):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    return size
