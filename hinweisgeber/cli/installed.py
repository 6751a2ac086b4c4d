"""What the wheel brought, by its own list (`installed.sha256`, written when it is built), against what lies here.

It finds mistakes and clumsy changes. Who can write here can change this program too: the list's own SHA-256 is
published with the release, and `sha256sum -c installed.sha256` compares without us. A checkout has no list.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

LIST = "installed.sha256"
PACKAGE = Path(__file__).resolve().parents[1]
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


def fingerprint(package: Path) -> str | None:
    """The list's SHA-256 in hex; None where there is none. Raises OSError."""
    path = package / LIST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def differences(package: Path) -> Iterator[tuple[str, str]]:
    """Cause and path of all that is not as listed: changed, missing, foreign; `damaged` is a line of the list itself.

    Nothing without a list. What Python compiles for itself is not looked at. Raises OSError.
    """
    if not (package / LIST).exists():
        return
    listed: dict[str, str] = {}
    for line in (package / LIST).read_text(encoding="utf-8", errors="replace").splitlines():
        if (found := _LINE.fullmatch(line)) is None:
            yield "damaged", LIST
            return
        listed[found[2]] = found[1]
    there = {path.relative_to(package).as_posix(): path for path in sorted(package.rglob("*")) if path.is_file()}
    for name, digest in listed.items():
        if name not in there:
            yield "missing", name
        elif hashlib.sha256(there[name].read_bytes()).hexdigest() != digest:
            yield "changed", name
    yield from (("foreign", name) for name in there if name not in listed and not _of_python(name))


def _of_python(name: str) -> bool:
    return name == LIST or "__pycache__" in name.split("/")


def since() -> float:
    """When the program was put here."""
    return (PACKAGE / "__init__.py").stat().st_ctime
