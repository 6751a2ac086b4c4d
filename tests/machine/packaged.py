"""The package, built here, and the answers to its setup."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.machine.debian import ROOT, Debian

ANSWERS = "/srv/answers.toml"
ROOT_PASSPHRASE, PASSPHRASE = "wurzel und nur fuer tests", "person und nur fuer tests"


def built(folder: Path) -> Path:
    """Builds the package there."""
    done = subprocess.run(["deploy/debian/build", folder], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.strip())


def answers_with(*changes: tuple[str, str]) -> str:
    """The sample of the answers, with passphrases and these changes."""
    answers = (ROOT / "deploy/debian/answers.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in answers, old
        answers = answers.replace(old, new)
    answers = re.sub(r"^(role = .*)$", rf'\1\npassphrase = "{PASSPHRASE}"', answers, flags=re.MULTILINE)
    return f'root_passphrase = "{ROOT_PASSPHRASE}"\n{answers}'


def answered(machine: Debian, *changes: tuple[str, str], at: str = ANSWERS) -> None:
    """Those answers lie in the machine."""
    place = machine.path(at)
    place.write_text(answers_with(*changes), encoding="utf-8")
    place.chmod(0o600)
