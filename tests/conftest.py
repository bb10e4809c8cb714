"""What tests of several rooms share."""

import os
import shutil
import signal

import pytest

# Who starts the tests in the background of a shell has them ignore Ctrl-C, and so would what they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


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
