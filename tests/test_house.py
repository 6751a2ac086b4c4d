"""The house rules that no other tool checks: what lies where, and what must never lie anywhere."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOMAIN = ROOT / "hinweisgeber/domain"
TOP_LEVEL = {
    "hinweisgeber",
    "templates",
    "keys",
    "tests",
    "deploy",
    "docs",
    "pyproject.toml",
    "babel.cfg",
    "requirements.lock",
    "requirements-dev.lock",
    "package.json",
    "package-lock.json",
    "CONTRIBUTING.md",
    "Makefile",
    "README.md",
    "THREAT_MODEL.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "LICENSE",
    "LICENSES",
    "REUSE.toml",
    "publiccode.yml",
    ".ci",
    ".editorconfig",
    ".gitattributes",
    ".gitignore",
    ".npmrc",
}
# A header followed by key material; the header alone may stand in code that looks for it.
PRIVATE_KEY = re.compile(
    rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----\s+[\w+/=:,-]{16}|AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{16}"
)
HOMES = re.compile(rb"(?<![\w.}])/(?:root|home/[a-z]\w*)/\w+")
DOWNLOAD = re.compile(rb"https?://[^\s\"'<>)]+\.(?:whl|tgz|tar\.gz|deb|zip)\b")
SECRET_NAMES = re.compile(r"private|secret|seed|salt|argon|sealed|passphrase", re.IGNORECASE)


@pytest.fixture(scope="module")
def kept_files() -> list[Path]:
    """What git keeps or would keep: the tracked files and those that no .gitignore leaves out."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, capture_output=True, check=False)
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name.decode() for name in listing.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


def test_top_folder_holds_only_what_belongs_there(kept_files: list[Path]) -> None:
    assert {path.relative_to(ROOT).parts[0] for path in kept_files} <= TOP_LEVEL


def test_no_private_key_is_kept_anywhere(kept_files: list[Path]) -> None:
    assert [path for path in kept_files if PRIVATE_KEY.search(path.read_bytes())] == []


@pytest.mark.parametrize(
    "text",
    [
        b"-----BEGIN " + b"PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5",
        b"-----BEGIN " + b"OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA",
        b"AGE-SECRET-KEY-" + b"1QYQSZQGPQYQSZQGPQYQSZQGP",
    ],
)
def test_private_keys_are_recognised(text: bytes) -> None:
    assert PRIVATE_KEY.search(text)


def member_names(value: object) -> Iterator[str]:
    """All names of all members of a JSON value, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from member_names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from member_names(inner)


def test_keys_holds_only_public_material(kept_files: list[Path]) -> None:
    inside = [path for path in kept_files if path.parent == ROOT / "keys"]
    assert {path.name for path in inside} <= {"README.md", "ring.json"}
    for path in inside:
        if path.suffix == ".json":
            for name in member_names(json.loads(path.read_text(encoding="utf-8"))):
                assert not SECRET_NAMES.search(name), f"{path.name} has a member called {name}"


def test_no_package_download_address_is_kept(kept_files: list[Path]) -> None:
    found = {str(path): DOWNLOAD.findall(path.read_bytes()) for path in kept_files}
    assert {path: addresses for path, addresses in found.items() if addresses} == {}


def test_nothing_lies_in_somebodys_home(kept_files: list[Path]) -> None:
    """Neither a path of the machine that something was written on, nor advice to keep things there."""
    found = {str(path): HOMES.findall(path.read_bytes()) for path in kept_files}
    assert {path: homes for path, homes in found.items() if homes} == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_python_lock_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert re.findall(r"^-.*", text, re.MULTILINE) == []
    entry = re.compile(r"[a-z0-9.-]+(\[[a-z,]+])?==[\w.+!]+ .*\n    --hash=sha256:[0-9a-f]{64}")
    assert [part for part in re.split(r"\n(?=\S)", text.strip()) if not entry.match(part)] == []


def test_runtime_lock_is_part_of_the_developers_lock() -> None:
    runtime, everything = (
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime <= everything


def test_npm_lock_has_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for path, package in packages.items():
        assert "resolved" not in package, path
        assert path == "" or package["integrity"].startswith("sha512-"), path


def imported_modules(path: Path) -> Iterator[str]:
    """The modules that the file at `path` imports, dotted, wherever in the file it does so."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = ".".join(path.relative_to(ROOT).parent.parts)
            yield resolve_name("." * node.level + (node.module or ""), package)


def test_domain_imports_the_standard_library_only() -> None:
    for path in DOMAIN.rglob("*.py"):
        for module in imported_modules(path):
            top, *rest = module.split(".")
            if top == "hinweisgeber":
                assert rest[:1] in (["domain"], ["errors"], ["marks"]), f"{path.name} imports {module}"
            elif (path.name, top) != ("deadlines.py", "holidays"):
                assert top in sys.stdlib_module_names, f"{path.name} imports {module}"


# What operators read of a wrong setting stands where it is raised; what they read of other errors, in refusals/.
ENGLISH = re.compile(r"\b(the|its?|is|are|were|has|have|not|no|does|of|and|by|missing|cannot|unknown|this|that)\b")


def words_of_settings(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the words of every SettingsWrong."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "SettingsWrong":
            for part in (inner for argument in node.args for inner in ast.walk(argument)):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.lineno, part.value


def test_what_operators_read_of_a_wrong_setting_is_german() -> None:
    shown = [
        (f"{path.relative_to(ROOT)}:{line}: {text}", text)
        for path in sorted((ROOT / "hinweisgeber").rglob("*.py"))
        for line, text in words_of_settings(path)
    ]
    assert len(shown) > 50
    assert [place for place, text in shown if ENGLISH.search(text)] == []


def test_the_version_has_an_entry_in_the_changelog() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel, built from this checkout without network."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = target.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def sources(folder: str, pattern: str) -> set[str]:
    """Files under `folder` of the checkout matching `pattern`, as paths from the top; never an empty set."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert found, f"nothing like {pattern} in {folder}"
    return found


def test_wheel_ships_templates_beside_the_code(wheel: set[str]) -> None:
    assert {f"hinweisgeber/{name}" for name in sources("templates", "*")} <= wheel


@pytest.mark.parametrize(
    ("folder", "pattern"),
    [
        ("hinweisgeber/static", "*"),
        ("hinweisgeber/store/migrations", "*.py"),
        ("hinweisgeber/store/migrations", "*.mako"),
        ("hinweisgeber/crypto", "SPEC.md"),
    ],
)
def test_wheel_ships(wheel: set[str], folder: str, pattern: str) -> None:
    assert sources(folder, pattern) <= wheel


def test_wheel_ships_nothing_else(wheel: set[str]) -> None:
    assert {name.partition("/")[0] for name in wheel} == {"hinweisgeber", "hinweisgeber-0.2.0.dist-info"}
    assert [name for name in wheel if name.startswith("hinweisgeber/assets/") or "__pycache__" in name] == []
    for text in ("LICENSES/EUPL-1.2.txt", "LICENSES/OFL-1.1.txt", "hinweisgeber/assets/fira-sans.txt"):
        assert any(name.endswith(f".dist-info/licenses/{text}") for name in wheel)
