"""The real programs of the deployment; without one of them root and CI fail, everybody else skips."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def program(name: str) -> str:
    """The full path of a program."""
    found = shutil.which(name, path=PATH)
    if found:
        return found
    if os.geteuid() == 0 or os.environ.get("CI"):
        pytest.fail(f"{name} is missing: see .ci/packages")
    pytest.skip(f"{name} is not installed")


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    return program
