"""Is a page valid HTML? Asked of html-validate, for many pages at once; what it does not know is asked here."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from hinweisgeber.assets.build import NODE_MODULES, find_node

RULES = Path(__file__).with_suffix(".json")
_SELECT = re.compile(r"<select\b[^>]*\brequired\b[^>]*>\s*(<option[^>]*>)")
_DAY_OR_TIME = re.compile(r'<input\b[^>]*\btype="(date|time)"[^>]*\bvalue="([^"]*)"')
_FITS = {"date": re.compile(r"(\d{4}-\d\d-\d\d)?"), "time": re.compile(r"(\d\d:\d\d)?")}
_TABLE = re.compile(r'<table\b(?![^>]*\brole="none")[^>]*>(?:(?!</table>).)*<tr\b[^>]*\brole=', re.DOTALL)


def faults(pages: Mapping[str, str], folder: Path) -> list[str]:
    """What is wrong with pages, by their names. `folder`: an empty one, for the files."""
    named = {}
    for n, (name, html) in enumerate(pages.items()):
        named[str(folder / f"{n:04d}.html")] = name
        (folder / f"{n:04d}.html").write_text(html, encoding="utf-8")
    command = [find_node(), str(NODE_MODULES / ".bin/html-validate"), "--config", str(RULES), "--formatter", "json"]
    done = subprocess.run([*command, *named], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = [
        f"{named[file['filePath']]}: {fault['ruleId']}: {fault['message']} ({fault.get('selector')})"
        for file in json.loads(done.stdout)
        for fault in file["messages"]
    ]
    return found + [f"{name}: {fault}" for name, html in pages.items() for fault in _more(html)]


def _more(html: str) -> Iterator[str]:
    """Choices that must be made begin with an empty one; days are days; roles of rows need a table that is none."""
    for option in _SELECT.findall(html):
        if 'value=""' not in option:
            yield f"a required select begins with {option}"
    for kind, value in _DAY_OR_TIME.findall(html):
        if not _FITS[kind].fullmatch(value):
            yield f"{value!r} in a field for a {kind}"
    if _TABLE.search(html):
        yield "a row with a role in a table"
