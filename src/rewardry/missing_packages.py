"""What to install for a plugin that could not be loaded: an extra of its distribution, a package, another rewardry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution
from typing import NamedTuple

from rewardry import __version__
from rewardry.registry import canonical_name
from rewardry.versions import Demand, demand_of

# Distributions that bring a module of another name, as far as plugins are likely to import it.
_DISTRIBUTION_OF = {
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "lingua": "lingua-language-detector",
    "PIL": "pillow",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "yaml": "PyYAML",
    "z3": "z3-solver",
}
_EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']""")


class Requirement(NamedTuple):
    """What a distribution says it depends on.

    Attributes:
        demand: the distribution and its versions.
        extra: the extra of the depending distribution that asks for it, or None.
    """

    demand: Demand
    extra: str | None


def requirements_of(distribution: Distribution) -> Iterator[Requirement]:
    """The dependencies of a distribution; those in a form that is not understood are left out."""
    for text in distribution.requires or []:
        wanted, _, marker = text.partition(";")
        try:
            demand = demand_of(re.sub(r"\[[^]]*\]|[()]", "", wanted))
        except ValueError:
            continue
        extra = _EXTRA.search(marker)
        yield Requirement(demand, extra[1] if extra else None)


def what_to_install(error: BaseException, distribution: Distribution | None) -> str | None:
    """What to install so that a plugin loads, or None where that cannot be told from its failure.

    Args:
        error: what its loading raised.
        distribution: who brings it.
    """
    wanted = list(requirements_of(distribution)) if distribution is not None else []
    for demand, extra in wanted:
        if canonical_name(demand.name) == "rewardry" and extra is None and not demand.allows(__version__):
            return f"pip install '{demand}' (rewardry {__version__} is installed)"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _package_of(error.name.partition(".")[0], wanted, distribution)
    if isinstance(error, ImportError) and (error.name or "").partition(".")[0] == "rewardry" and distribution:
        return f"pip install --upgrade rewardry {distribution.name} (they do not fit each other)"
    return None


def _package_of(module: str, wanted: list[Requirement], distribution: Distribution | None) -> str:
    """The command that brings a module."""
    if distribution is not None and canonical_name(module) == canonical_name(distribution.name):
        return f"pip install --force-reinstall {distribution.name} (a part of it is missing)"
    likely = {
        canonical_name(name) for name in (module, f"python-{module}", f"py{module}", _DISTRIBUTION_OF.get(module, ""))
    }
    for demand, extra in wanted:
        if canonical_name(demand.name) in likely:
            assert distribution is not None
            return f"pip install '{distribution.name}[{extra}]'" if extra else f"pip install '{demand}'"
    known = _DISTRIBUTION_OF.get(module)
    return f"pip install {known}" if known else f"install the package that brings the module {module!r}"
