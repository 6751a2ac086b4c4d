"""`python -P -m tests.house.figures [COMMIT]`: how large the product is, now and at an earlier commit, and how many
files a newcomer opens to follow a report from the form to the officer's page.

Lines of the product are those of Python, templates and scripts, without tests and documents.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = re.compile(r"hinweisgeber/.*\.(py|js|mjs)|templates/.*")
KINDS: dict[str, str | tuple[str, ...]] = {"Python": ".py", "templates": (".html", ".txt"), "script": (".js", ".mjs")}
CITED = re.compile(r"`((?:hinweisgeber|templates)/[\w./]+?\.(?:py|html))(?::(\w+))?`")


def git(*command: str) -> bytes:
    """What git says."""
    return subprocess.run(["git", "-C", str(ROOT), *command], capture_output=True, check=True).stdout


def lines(commit: str = "") -> dict[str, int]:
    """Lines of the product by kind, as it stands here or stood at a commit."""
    listed = (
        git("ls-tree", "-r", "--name-only", "-z", commit)
        if commit
        else git("ls-files", "-z", "-co", "--exclude-standard")
    )
    names = [name for name in listed.decode().split("\0") if PRODUCT.fullmatch(name)]
    found = dict.fromkeys(KINDS, 0)
    for name in names:
        kind = next(kind for kind, ends in KINDS.items() if name.endswith(tuple(ends)))
        content = (
            git("show", f"{commit}:{name}")
            if commit
            else (ROOT / name).read_bytes()
            if (ROOT / name).is_file()
            else b""
        )
        found[kind] += content.count(b"\n")
    return found


def way_of_a_report() -> list[tuple[str, str]]:
    """The files on the way, in order, each with what is called in it (docs/ARCHITECTURE.md)."""
    text = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
    section = text.split("## How a report travels")[1].split("\n## ")[0]
    return CITED.findall(section)


def main(commits: list[str]) -> None:
    """Prints the table."""
    for commit in (*commits, ""):
        found = lines(commit)
        told = ", ".join(f"{kind} {count}" for kind, count in found.items())
        print(f"{commit or 'now':12} {sum(found.values()):6} lines: {told}")
    print(f"a report's way: {len({path for path, _ in way_of_a_report()})} files")


if __name__ == "__main__":
    main(sys.argv[1:])
