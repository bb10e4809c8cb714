"""The version of the contract between rewardry and plugins, and which plugins fit it.

`API` is ``major.minor``. A minor version adds: a hook, an argument of a hook, a method of the registrar, a class
attribute with a default. What was written for 1.0 works under 1.7; what was written for 1.7 may not work under 1.0. A
major version may take away what was deprecated. A plugin's module says for which version it was written::

    rewardry_api = "1.0"

One that does not say so is taken for one of the first version.
"""

from __future__ import annotations

import re

from rewardry import API
from rewardry.errors import PluginError

FIRST = "1.0"
ATTRIBUTE = "rewardry_api"


def parsed(version: object) -> tuple[int, int]:
    """The two numbers of a version of the contract.

    Raises:
        ValueError: it is no text of the form ``major.minor``.
    """
    found = re.fullmatch(r"(\d{1,6})\.(\d{1,6})", version, re.ASCII) if isinstance(version, str) else None
    if found is None:
        raise ValueError(f"{version!r} is no version of the contract; write a text of two numbers, such as {FIRST!r}")
    return int(found[1]), int(found[2])


def written_for(module: object) -> str:
    """The version that a plugin's module, or a local file, was written for.

    Raises:
        PluginError: it says so in a form that cannot be read.
    """
    version = getattr(module, ATTRIBUTE, FIRST)
    try:
        parsed(version)
    except ValueError as error:
        raise PluginError(f"{ATTRIBUTE}: {error}") from None
    return str(version)


def why_unfit(version: str, here: str = API) -> str | None:
    """Why what was written for a version cannot be used here, with what mends it; None where it fits.

    Args:
        version: what it was written for.
        here: the version of the contract that is here.

    >>> why_unfit("1.0"), why_unfit("0.9", "1.0")
    (None, 'it was written for API 0.9, which API 1.0 no longer serves; install a newer release of it')
    """
    wanted, given = parsed(version), parsed(here)
    if wanted[0] < given[0]:
        return f"it was written for API {version}, which API {here} no longer serves; install a newer release of it"
    if wanted > given:
        return (
            f"it was written for API {version}, and this rewardry has API {here}; pip install --upgrade rewardry, or "
            f"install an older release of it"
        )
    return None


def refuse_unfit(version: str) -> None:
    """Refuse a plugin that was written for another version of the contract.

    Raises:
        PluginError: says which it was written for, which is here, and what to install.
    """
    why = why_unfit(version)
    if why is not None:
        raise PluginError(why)
