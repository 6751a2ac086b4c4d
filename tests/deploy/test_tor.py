"""Tor takes our file as it is, and the onion service leads to the port where nginx listens for it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.deploy.conftest import DEPLOY

pytestmark = pytest.mark.deploy

TORRC = DEPLOY / "tor/torrc"


def test_tor_accepts_the_file(need: Callable[[str], str], tmp_path: Path) -> None:
    command = [
        need("tor"),
        "--verify-config",
        "-f",
        str(TORRC),
        "--ignore-missing-torrc",
        "--defaults-torrc",
        "/dev/null",
    ]
    command += ["--DataDirectory", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Configuration was valid" in done.stdout
    warnings = [line for line in done.stdout.splitlines() if "[warn]" in line and "as root" not in line]
    assert warnings == []


def test_the_onion_service_ends_at_nginx() -> None:
    (target,) = re.findall(r"^HiddenServicePort 80 (\S+)$", TORRC.read_text(encoding="utf-8"), re.MULTILINE)
    assert f"listen {target};" in (DEPLOY / "nginx/intake.conf").read_text(encoding="utf-8")
