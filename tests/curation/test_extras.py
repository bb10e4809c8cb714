"""A package that is missing is named with who needs it and with the extra that brings it."""

import sys

import pytest

from rewardry.curation.extras import needed
from rewardry.errors import ConfigError


def test_a_module_that_is_there_is_given():
    assert needed("json.decoder", "data", "this") is sys.modules["json.decoder"]


def test_a_package_that_is_missing_is_named_not_its_module():
    told = r"^tune needs absent_package, which is not installed; pip install 'rewardry\[data\]'$"
    with pytest.raises(ConfigError, match=told):
        needed("absent_package.deep.module", "data", "tune")


def test_what_a_package_lacks_itself_is_named(tmp_path, monkeypatch):
    (tmp_path / "lacking_package.py").write_text("import absent_package.part\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match="--html needs absent_package, which is not installed"):
        needed("lacking_package", "bench", "--html")
