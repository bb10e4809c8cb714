"""References that raise when they are read, to see what becomes of a failure."""

from __future__ import annotations

from typing import Any, NoReturn

FAULT = "planted by the check"


class _Fragile:
    """Raises from whatever is asked of it in Python, and remembers that it did."""

    raised = False

    def _fail(self, *_: Any, **__: Any) -> NoReturn:
        self.raised = True
        raise RuntimeError(FAULT)

    __contains__ = __getitem__ = __iter__ = __len__ = __add__ = __radd__ = __mod__ = __format__ = __bool__ = _fail
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __float__ = __int__ = __str__ = _fail
    __hash__ = None  # type: ignore[assignment]

    def __deepcopy__(self, memo: Any) -> Any:
        return self


def _methods(base: type, names: str) -> dict[str, Any]:
    return {name: _Fragile._fail for name in names.split() if hasattr(base, name)}


_TEXT = (
    "strip lstrip rstrip lower upper casefold split rsplit splitlines replace startswith endswith removeprefix "
    "removesuffix find rfind index count partition rpartition isdigit isdecimal isnumeric isalpha translate encode join"
)
_MAPPING = "get keys values items copy pop"
_LIST = "index count copy append sort reverse"

_KINDS: dict[type, Any] = {
    str: type("FragileText", (_Fragile, str), _methods(str, _TEXT)),
    dict: type("FragileMapping", (_Fragile, dict), _methods(dict, _MAPPING)),
    list: type("FragileList", (_Fragile, list), _methods(list, _LIST)),
}


def fragile_like(reference: Any) -> Any:
    """A value of the same JSON type that raises when it is read, with `raised`; None for numbers and booleans."""
    made = _KINDS.get(type(reference))
    return None if made is None else made(reference)
