"""Which texts of a page can turn the words around them (see hinweisgeber/web/texts.py)."""

from __future__ import annotations

import re
from html.parser import HTMLParser

CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SHOWN = re.compile(r"\[U\+[0-9A-F]{4}\]")
VOID = {"input", "meta", "link", "br", "hr", "wbr", "img"}
_FIELDS = {("input", "value"), ("option", "value"), ("button", "value")}
_APART = {"option", "title"}  # no element can stand in them, and nothing stands beside their text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.stack: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            if CONTROLS.search(value) and (tag, name) not in _FIELDS:
                self.found.append(f"obeyed in {tag} {name}: {value!r}")
        if tag not in VOID:
            self.stack.append((tag, tag == "bdi" or values.get("dir") == "auto"))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.stack}
        if CONTROLS.search(data) and "textarea" not in tags:
            self.found.append(f"obeyed in {self.stack[-1][0]}: {data!r}")
        if SHOWN.search(data) and not tags & _APART and not any(apart for _, apart in self.stack):
            self.found.append(f"not apart in {[tag for tag, _ in self.stack][-4:]}: {data!r}")


def turned(html: str) -> list[str]:
    """Bidi controls a browser would obey outside of fields, and those shown in no element with a direction of its own:
    what a test plants with controls must stand in one."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
