import pytest
from hypothesis import given
from hypothesis import strategies as st

from rewardry.text.code_blocks import ALIASES, fenced, find_code_blocks, last_code


def found(text):
    return [(block.language, block.code.of(text), block.closed) for block in find_code_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("no code", []),
        ("`inline`", []),
        ("``x``", []),
        ("a ```b", []),
        ("```python\na\n```", [("python", "a\n", True)]),
        ("```\na\n```\n", [("", "a\n", True)]),
        ("```\n```", [("", "", True)]),
        ("```python\n\n```", [("python", "\n", True)]),
        ("```Python title=x\na\n```", [("python", "a\n", True)]),
        ("```  py  \na\n```  ", [("py", "a\n", True)]),
        ("   ```py\n   a\n   ```", [("py", "   a\n", True)]),
        ("\t```py\na\n\t```", [("py", "a\n", True)]),
        ("~~~sh\na\n~~~", [("sh", "a\n", True)]),
        ("```py\na\n```\ntext\n```c\nb\n```", [("py", "a\n", True), ("c", "b\n", True)]),
        ("```py\na\n~~~\nb\n```", [("py", "a\n~~~\nb\n", True)]),
        ("````md\n```py\na\n```\n````", [("md", "```py\na\n```\n", True)]),
        ("```py\na\n````", [("py", "a\n", True)]),
        ("```py\na\n```py\nb\n```", [("py", "a\n```py\nb\n", True)]),
        ("```py\r\na\r\n```\r\n", [("py", "a\r\n", True)]),
        ("~~~ `x`\na\n~~~", [("`x`", "a\n", True)]),
        ("``` `x`\na", []),
    ],
)
def test_fenced_blocks(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```py\na", [("py", "a", False)]),
        ("```py\n", [("py", "", False)]),
        ("```py", [("py", "", False)]),
        ("```", [("", "", False)]),
        ("```py\na\n``", [("py", "a\n``", False)]),
        ("```py\na\n``` x", [("py", "a\n``` x", False)]),
        ("````\na\n```", [("", "a\n```", False)]),
        ("```\na\n```\n```c\nb", [("", "a\n", True), ("c", "b", False)]),
    ],
)
def test_the_last_block_may_lack_its_closing_fence(text, expected):
    assert found(text) == expected


def test_code_indented_past_a_list_item_is_no_fence():
    assert found(" " * 9 + "```\na\n```") == [("", "", False)]  # the second fence opens


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("```python\na\n```\n```python\nb\n```", "python", "b\n"),
        ("```py\na\n```", "python", "a\n"),
        ("```PYTHON3\na\n```", "python", "a\n"),
        ("```python\na\n```\n```c++\nb\n```", "python", "a\n"),
        ("```python\na\n```\n```c++\nb\n```", "cpp", "b\n"),
        ("```python\na\n```\n```c++\nb\n```", None, "b\n"),
        ("```cpp\nint main(){}\n```", "cpp", "int main(){}\n"),
        ("```\na\n```", "python", None),
        ("```pythonic\na\n```", "python", None),
        ("```python\na", "python", None),
        ("```python\na\n```\n```python\nb", "python", "a\n"),
        ("no code", "python", None),
        ("no code", None, None),
        ("```haskell\na\n```", "haskell", "a\n"),
        ("```golang\na\n```", "go", "a\n"),
        ("```js\na\n```", "javascript", "a\n"),
        ("```rs\na\n```", "rust", "a\n"),
        ("```shell\na\n```", "bash", "a\n"),
    ],
)
def test_the_last_closed_block_of_a_language(text, language, expected):
    assert last_code(text, language) == expected


def test_no_alias_names_two_languages():
    names = [alias for aliases in ALIASES.values() for alias in aliases]
    assert len(names) == len(set(names))
    assert all(language in aliases and alias.islower() for language, aliases in ALIASES.items() for alias in aliases)


LINES = st.lists(
    st.sampled_from(["```", "````", "~~~", "```py", "~~~~ x", "  ```", "a", "", "`", "``` `", "\ud800", "\0", "\r"])
)


@given(LINES.map("\n".join))
def test_blocks_are_disjoint_in_order_and_all_but_the_last_closed(text):
    blocks = find_code_blocks(text)
    end = 0
    for block in blocks:
        assert end <= block.code.start <= block.code.end <= len(text)
        end = block.code.end
    assert all(block.closed for block in blocks[:-1])


@given(st.lists(st.text(st.characters(exclude_characters="`~")), max_size=4), st.sampled_from(["```", "~~~~"]))
def test_blocks_give_back_what_was_put_into_them(insides, fence):
    text = "\n".join(f"{fence}py\n{inside}\n{fence}" for inside in insides)
    assert found(text) == [("py", f"{inside}\n", True) for inside in insides]


@pytest.mark.parametrize("code", ["", "x", "x\n", "a\n```\nb", "`````", "~~~\n```python\nx\n```"])
def test_code_in_a_fence_is_found_again(code):
    text = fenced(code, "python")
    [block] = find_code_blocks(text)
    assert (block.language, block.closed) == ("python", True)
    assert block.code.of(text).removesuffix("\n") == code.removesuffix("\n")
