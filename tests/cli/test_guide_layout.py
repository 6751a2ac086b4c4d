"""The layout that the guide of deploy/ ends with: the checks find nothing in its modes, whichever face asks.

`make test-deploy` walks the whole guide on a bare Debian; here only modes count, which needs no root.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.config import Finding
from tests.cli.conftest import TODAY
from tests.cli.layout import guide_installs, lay_out


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """What chapters 1 to 3 leave under /var/lib, here under a folder of the test."""
    return lay_out(tmp_path)


def of_modes(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.id in ("HG-C21", "HG-C22", "HG-C23", "HG-C24")]


@pytest.mark.parametrize("face", ["intake", "office"])
def test_no_finding_for_modes(machine: Path, face: str) -> None:
    assert sum(len(sources) for _, sources, _ in guide_installs()) == 5, "chapters 3 and 11"
    settings = config.load(machine / face, {})
    institution = config.load_institution(settings.institution)
    assert of_modes(config.findings(settings, institution, today=TODAY, officers=2, faces=[face])) == []


def test_whoever_opens_it_to_others_is_told(machine: Path) -> None:
    (machine / "letterbox").chmod(0o2777)
    (machine / "intake/settings.env").chmod(0o644)
    settings = config.load(machine / "intake", {})
    institution = config.load_institution(settings.institution)
    found = of_modes(config.findings(settings, institution, today=TODAY, officers=2, faces=["intake"]))
    assert [one.id for one in found] == ["HG-C23", "HG-C24"]
