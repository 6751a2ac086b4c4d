"""The layout that the guide of deploy/ ends with: the checks find nothing in its modes, whichever face asks.

`make test-deploy` walks the whole guide on a bare Debian; here only modes count, which needs no root.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.config import Finding
from tests.cli.conftest import PEOPLE, SECRETS, TODAY, run

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
LIB = "/var/lib/hinweisgeber"


def folders() -> dict[str, int]:
    """Folder and mode of each line of tmpfiles.d."""
    lines = (DEPLOY / "tmpfiles.d/hinweisgeber.conf").read_text(encoding="utf-8").splitlines()
    return {words[1]: int(words[2], 8) for words in map(str.split, lines) if words and words[0] == "d"}


def guide_installs() -> list[tuple[int, list[str], str]]:
    """Mode, sources and target of every `install` of files for the intake (chapters 3 and 11)."""
    guide = (DEPLOY / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^install -o root -g hinweisgeber_intake -m (\d+) (.*) (\S+)$", guide, re.MULTILINE)
    return [(int(mode, 8), sources.split(), target) for mode, sources, target in found if "$lib" in target]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """What chapters 1 to 3 leave under /var/lib, here under a folder of the test."""
    for name, mode in folders().items():
        (tmp_path / name.lstrip("/")).mkdir(parents=True, exist_ok=True)
        (tmp_path / name.lstrip("/")).chmod(mode)
    lib = tmp_path / LIB.lstrip("/")
    settings = {"HINWEISGEBER_LETTERBOX_URL": f"sqlite:///{lib}/letterbox/letterbox.sqlite"}
    officers = [word for person in PEOPLE for word in ("--officer", person)]
    done = run("init", "--home", lib / "office", *officers, **SECRETS, **settings)
    assert done.code == 0, done.said
    (lib / "office/root.key.json").unlink()
    with (lib / "office/settings.env").open("a", encoding="utf-8") as file:
        file.write("".join(f"{name}={value}\n" for name, value in settings.items()))
    (lib / "office/hinweisgeber.toml").write_bytes(config.DEMO.read_bytes())
    (lib / "intake/keys").mkdir(mode=0o750)
    for mode, sources, target in guide_installs():
        for source in sources:
            place = Path(target.replace("$lib", str(lib))) / Path(source).name
            place.write_bytes(Path(source.replace("$lib", str(lib))).read_bytes())
            place.chmod(mode)
    return lib


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
