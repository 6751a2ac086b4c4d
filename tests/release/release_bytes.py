"""What `make release` makes: the same bytes from any folder, a wheel that the sources alone give again, a list that
`check` finds faults by, and a bill that names what runs. `make test-release`; no network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHEEL, SOURCES, BILL, LIST = "*.whl", "*.tar.gz", "*.cdx.json", "*.files.sha256"


def checkout(folder: Path) -> Path:
    """What git keeps, and what the build made, in another folder; with other times and rights."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    static = [path.relative_to(ROOT).as_posix() for path in (ROOT / "hinweisgeber/static").iterdir()]
    for name in filter(None, [*listed, *static]):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


def python(folder: Path, *arguments: str) -> None:
    """This Python, with the code that lies in `folder`."""
    command = [sys.executable, "-P", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=_environment(folder))
    assert done.returncode == 0, done.stderr


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def one(folder: Path, pattern: str) -> Path:
    (path,) = folder.glob(pattern)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two releases, each made in a checkout of its own."""
    found, mask = [], os.umask(0o022)
    for rights in (0o022, 0o077):
        os.umask(rights)
        folder = checkout(tmp_path_factory.mktemp("checkout"))
        python(folder, "-m", "hinweisgeber.assets.release", "dist")
        found.append(folder / "dist")
    os.umask(mask)
    return found


def test_two_folders_give_the_same_bytes(made: list[Path]) -> None:
    first, second = ({path.name: path.read_bytes() for path in dist.iterdir()} for dist in made)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert len(first) == 5


def test_every_checksum_is_that_of_its_file(made: list[Path]) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=made[0], check=True, capture_output=True)
    sums = (made[0] / "SHA256SUMS").read_text()
    assert len(sums.splitlines()) == 4


def test_the_sources_alone_give_the_same_wheel(made: list[Path], tmp_path: Path) -> None:
    with tarfile.open(one(made[0], SOURCES)) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    python(folder, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "again"))
    assert one(tmp_path / "again", WHEEL).read_bytes() == one(made[0], WHEEL).read_bytes()


def test_the_sources_hold_what_reuse_and_a_packager_need(made: list[Path]) -> None:
    with tarfile.open(one(made[0], SOURCES)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"REUSE.toml", "LICENSES/EUPL-1.2.txt", "LICENSES/OFL-1.1.txt", "pyproject.toml", "publiccode.yml"}
    assert wanted <= names
    assert not [name for name in names if name.startswith((".ci", ".demo", "node_modules", "dist"))]


@pytest.fixture
def installed(made: list[Path], tmp_path: Path) -> Path:
    """The package as pip puts it there."""
    wheel = one(made[0], WHEEL)
    pip = ["-m", "pip", "install", "-q", "--no-index", "--no-deps", "--target", str(tmp_path), str(wheel)]
    python(tmp_path, *pip)
    return tmp_path / "hinweisgeber"


def said_of(package: Path) -> list[tuple[str, str]]:
    """What the installed program itself finds."""
    say = "import json; from hinweisgeber.cli import installed as i; print(json.dumps(list(i.differences(i.PACKAGE))))"
    command = [sys.executable, "-P", "-c", say]
    done = subprocess.run(
        command, cwd=package.parent, capture_output=True, check=True, env=_environment(package.parent)
    )
    return [(cause, name) for cause, name in json.loads(done.stdout)]


def test_what_was_just_installed_is_what_was_released(installed: Path, made: list[Path]) -> None:
    assert said_of(installed) == []
    listed = one(made[0], LIST).read_bytes()
    assert (installed / "installed.sha256").read_bytes() == listed
    version = [sys.executable, "-P", "-m", "hinweisgeber.cli", "--version"]
    done = subprocess.run(
        version, cwd=installed.parent, capture_output=True, text=True, check=True, env=_environment(installed.parent)
    )
    assert hashlib.sha256(listed).hexdigest() in done.stdout
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "installed.sha256"], cwd=installed, check=True)


@pytest.mark.parametrize(
    ("cause", "name", "change"),
    [
        ("changed", "crypto/seal.py", lambda path: path.write_text(path.read_text() + "\n")),
        ("missing", "templates/intake/_report.html", Path.unlink),
        ("foreign", "crypto/more.py", lambda path: path.write_text("")),
    ],
)
def test_what_is_not_as_released_is_found(
    installed: Path, cause: str, name: str, change: Callable[[Path], None]
) -> None:
    change(installed / name)
    assert said_of(installed) == [(cause, name)]


def test_the_list_names_every_file_of_the_package(made: list[Path]) -> None:
    with zipfile.ZipFile(one(made[0], WHEEL)) as wheel:
        names = {name.removeprefix("hinweisgeber/") for name in wheel.namelist() if name.startswith("hinweisgeber/")}
    listed = {line[66:] for line in one(made[0], LIST).read_text().splitlines()}
    assert listed == names - {"installed.sha256"}


def test_the_bill_names_what_the_locks_name(made: list[Path]) -> None:
    bill = json.loads(one(made[0], BILL).read_text())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    named = {part["purl"] for part in bill["components"] if "purl" in part}
    locked = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    assert {f"pkg:pypi/{name}@{version}" for name, version in locked} == {p for p in named if p.startswith("pkg:pypi")}
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert len([part for part in bill["components"] if part.get("purl", "").startswith("pkg:npm")]) == len(packages) - 1
    shipped = {part["name"] for part in bill["components"] if part.get("scope") == "required"}
    assert "native" in shipped
    assert "sass" not in shipped


def test_the_bill_has_hashes_licences_and_what_we_use_directly(made: list[Path]) -> None:
    bill = json.loads(one(made[0], BILL).read_text())
    for part in bill["components"]:
        hashes = [*part.get("hashes", []), *(h for ref in part.get("externalReferences", []) for h in ref["hashes"])]
        assert hashes or part["name"] == "Fira Sans", part["name"]
    assert [part["name"] for part in bill["components"] if "purl" in part and not part.get("licenses")] == []
    (ours,) = (one["dependsOn"] for one in bill["dependencies"] if one["ref"] == "hinweisgeber")
    assert any(ref.startswith("pkg:pypi/cryptography@") for ref in ours)
    assert "hinweisgeber" in bill["metadata"]["component"]["bom-ref"]
