"""The real programs that tests start. Without one of them root and CI fail, everybody else skips: see .ci/packages."""

from __future__ import annotations

import os
import shutil

import pytest

PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def program(name: str, path: str = PATH) -> str:
    """The full path of a program."""
    if found := shutil.which(name, path=path):
        return found
    if os.geteuid() == 0 or os.environ.get("CI"):
        pytest.fail(f"{name} is missing: see .ci/packages")
    pytest.skip(f"{name} is not installed")
