"""The token: read from a file of its owner's alone, and given in one of two ways."""

import base64
import os

import pytest

pytest.importorskip("fastapi")

from rewardry.errors import ConfigError
from rewardry.trainer_adapters.server.token import FEWEST_CHARACTERS, Token

SECRET = "a-secret-of-enough-letters"


def basic(text):
    return b"Basic " + base64.b64encode(text.encode() if isinstance(text, str) else text)


@pytest.fixture
def written(tmp_path):
    """Writes a token's file with some content; gives its name."""

    def write(content, mode=0o600):
        file = tmp_path / "token"
        file.write_bytes(content)
        file.chmod(mode)
        return str(file)

    return write


@pytest.mark.parametrize(
    "content",
    [
        SECRET.encode(),
        f"{SECRET}\n".encode(),
        f"  {SECRET}\t\r\n".encode(),
        f"{SECRET}\nsecond line\n".encode(),
        SECRET.encode() + b"\n\xff\xfe",
    ],
    ids=["bare", "line", "spaces", "lines", "bytes-behind"],
)
def test_the_token_is_the_first_line_without_the_space_around_it(written, content):
    token = Token.of_file(written(content))
    assert token.is_given_in(f"Bearer {SECRET}".encode())


@pytest.mark.parametrize(
    "content",
    [
        b"x" * (FEWEST_CHARACTERS - 1),
        b"\n" + SECRET.encode(),
        b"two words of a token",
        "größe-größe-größe".encode(),
        b"a,b;c:d'e\"f(g)h[i]",
        b"=" * FEWEST_CHARACTERS,
        b"abc=def=ghi=jkl=mno",
        b"\0" * FEWEST_CHARACTERS,
        b"\xff" * FEWEST_CHARACTERS,
    ],
    ids=["short", "second-line", "spaces", "letters", "marks", "padding-alone", "padding-inside", "nul", "bytes"],
)
def test_what_no_header_could_carry_is_no_token(written, content):
    with pytest.raises(ConfigError, match=r"its first line is no token: at least 16 .*: openssl rand -hex 32 > token"):
        Token.of_file(written(content))


@pytest.mark.parametrize("text", ["x" * FEWEST_CHARACTERS, "Az09._~+/-Az09._~+/-==", "0" * 4000])
def test_whatever_a_header_may_carry_is_one(written, text):
    assert Token.of_file(written(text.encode())).is_given_in(b"Bearer " + text.encode())


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o620, 0o610, 0o604, 0o602, 0o601, 0o660, 0o777])
def test_a_file_that_others_may_read_write_or_run_is_refused(written, mode):
    with pytest.raises(ConfigError, match="others may read or change it; run: chmod 600"):
        Token.of_file(written(SECRET.encode(), mode))


@pytest.mark.parametrize("mode", [0o600, 0o700, 0o400])
def test_a_file_of_its_owner_s_alone_is_read(written, mode):
    assert Token.of_file(written(SECRET.encode(), mode)).is_given_in(f"Bearer {SECRET}".encode())


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "token", 0o600)
    with pytest.raises(ConfigError, match="this is no ordinary file"):
        Token.of_file(str(tmp_path / "token"))


def test_a_folder_is_no_file(tmp_path):
    tmp_path.chmod(0o700)
    with pytest.raises(ConfigError, match="this is no ordinary file"):
        Token.of_file(str(tmp_path))


def test_a_link_is_judged_by_what_it_leads_to(written, tmp_path):
    file = written(SECRET.encode(), 0o644)
    (tmp_path / "link").symlink_to(file)
    with pytest.raises(ConfigError, match="others may read"):
        Token.of_file(str(tmp_path / "link"))


@pytest.mark.parametrize(
    "given",
    [
        f"Bearer {SECRET}".encode(),
        f"bearer {SECRET}".encode(),
        f"BEARER   {SECRET} ".encode(),
        basic(f"rewardry:{SECRET}"),
        basic(f":{SECRET}"),
        basic(f"anybody:{SECRET}"),
        basic(f"größe:{SECRET}"),
        b"bAsIc " + basic(f"u:{SECRET}").partition(b" ")[2],
    ],
    ids=["usual", "small", "spaces", "basic", "nobody", "anybody", "letters", "case"],
)
def test_ways_in_which_the_token_is_given(given):
    assert Token(SECRET).is_given_in(given)


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"Bearer",
        b"Bearer ",
        SECRET.encode(),
        f" Bearer {SECRET}".encode(),
        f"Bearer\t{SECRET}".encode(),
        f"Bearer {SECRET} {SECRET}".encode(),
        f"Bearer {SECRET[:-1]}".encode(),
        f"Bearer {SECRET}.".encode(),
        f"Bearer {SECRET.upper()}".encode(),
        f"Digest {SECRET}".encode(),
        f"Token {SECRET}".encode(),
        basic(SECRET),
        basic(f"{SECRET}:"),
        basic(f"u:{SECRET}:"),
        basic(f"u:x{SECRET}"),
        basic(b"u:\xff\xfe"),
        b"Basic !!!!",
        b"Basic " + SECRET.encode(),
        f"Basic u:{SECRET}".encode(),
        "Bearer größe".encode("latin-1"),
        b"\xff" * 100,
    ],
)
def test_nothing_else_is_the_token(given):
    assert Token(SECRET).is_given_in(given) is False


@pytest.mark.parametrize("given", [b"", b"Bearer", b"Bearer ", b"Digest x", b"Basic", b"Basic !", basic(":")])
def test_nothing_is_never_a_token_even_of_one_that_was_empty(given):
    """No file gives an empty token; were there one, whoever says nothing must not know it."""
    token = Token("x")
    assert not token.is_given_in(given)
