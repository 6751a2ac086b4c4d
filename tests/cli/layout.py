"""The layout that the guide of deploy/ ends with, made by its own lines under a folder of a test."""

from __future__ import annotations

import re
from pathlib import Path

from hinweisgeber import config
from tests.cli.conftest import PEOPLE, SECRETS, run

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
LIB = "/var/lib/hinweisgeber"
SAFE = "root.key.in.its.safe"


def folders() -> dict[str, int]:
    """Folder and mode of each line of tmpfiles.d."""
    lines = (DEPLOY / "tmpfiles.d/hinweisgeber.conf").read_text(encoding="utf-8").splitlines()
    return {words[1]: int(words[2], 8) for words in map(str.split, lines) if words and words[0] == "d"}


def guide_installs() -> list[tuple[int, list[str], str]]:
    """Mode, sources and target of every `install` of files for the intake (chapters 3 and 11)."""
    guide = (DEPLOY / "README.md").read_text(encoding="utf-8")
    found = re.findall(r"^install -o root -g hinweisgeber_intake -m (\d+) (.*) (\S+)$", guide, re.MULTILINE)
    return [(int(mode, 8), sources.split(), target) for mode, sources, target in found if "$lib" in target]


def lay_out(root: Path) -> Path:
    """What chapters 1 to 3 of the guide leave under /var/lib, here under a folder of the test."""
    for name, mode in folders().items():
        (root / name.lstrip("/")).mkdir(parents=True, exist_ok=True)
        (root / name.lstrip("/")).chmod(mode)
    lib = root / LIB.lstrip("/")
    settings = {
        "HINWEISGEBER_LETTERBOX_URL": f"sqlite:///{lib}/letterbox/letterbox.sqlite",
        "HINWEISGEBER_BLOBS_URL": f"file://{lib}/blobs",
    }
    officers = [word for person in PEOPLE for word in ("--officer", person)]
    done = run("init", "--home", lib / "office", *officers, **SECRETS, **settings)
    assert done.code == 0, done.said
    (lib / "office/root.key.json").rename(root / SAFE)
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
