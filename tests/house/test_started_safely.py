"""A module that we start is ours: `python -m` looks in the current folder first, and `-P` keeps it from that. A server
in a thread ends."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAFE = {"-P", "-I"}
IN_A_SHELL = re.compile(r"(?i)\b(?:python[\d.]*|BIN\)/python)[\"}]*((?: -\w+)*) -m\b")


def unsafe_lists(source: str) -> Iterator[int]:
    """The lines of lists of words in which "-m" stands without one of SAFE before it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.List | ast.Tuple):
            words = [one.value if isinstance(one, ast.Constant) else None for one in node.elts]
            if "-m" in words and words.index("-m") > 0 and not SAFE & {*words[: words.index("-m")]}:
                yield node.lineno


def unsafe_commands(text: str) -> list[str]:
    """Commands of a shell that start a module without one of SAFE."""
    return [found[0] for found in IN_A_SHELL.finditer(text) if not SAFE & {*found[1].split()}]


def test_programs_and_tests_start_no_module_of_the_current_folder() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for folder in ("hinweisgeber", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if "fixtures" not in path.parts  # programs of earlier releases stay as they are
        for line in unsafe_lists(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_makefile_scripts_and_documents_start_no_module_of_the_current_folder() -> None:
    scripts = [ROOT / "Makefile", *(path for path in (ROOT / ".ci").iterdir() if path.is_file())]
    scripts += [path for path in (ROOT / "deploy").rglob("*") if path.is_file()]
    documents = [path for folder in (ROOT, ROOT / "docs") for path in folder.glob("*.md")]
    found = {
        path.name: unsafe_commands(path.read_text(encoding="utf-8", errors="replace"))
        for path in (*scripts, *documents)
        if path.name != "CHANGELOG.md"
    }
    assert {name: commands for name, commands in found.items() if commands} == {}


def test_what_takes_code_from_the_current_folder_is_found() -> None:
    assert list(unsafe_lists('run([sys.executable, "-m", "json"])')) == [1]
    assert list(unsafe_lists('run([sys.executable, "-P", "-m", "json"])')) == []
    assert unsafe_commands('\t$(BIN)/python -m pytest\n"$python" -m venv\npython3 -q -m venv') == [
        "BIN)/python -m",
        'python" -m',
        "python3 -q -m",
    ]
    assert unsafe_commands('"$python" -P -m venv; "${PYTHON:-python3}" -I -m venv; python3 -P -q -m venv') == []


def test_servers_in_a_thread_of_a_test_end_with_their_block() -> None:
    """One whose socket is closed under it takes a whole core from all tests that follow."""
    paths = [path for path in (ROOT / "tests").rglob("*.py") if path.name != Path(__file__).name]
    serving = {str(path.relative_to(ROOT)) for path in paths if "=server.serve_forever" in path.read_text("utf-8")}
    serving |= {str(path.relative_to(ROOT)) for path in paths if "_server.serve_forever" in path.read_text("utf-8")}
    assert serving == {"tests/in_a_thread.py"}
