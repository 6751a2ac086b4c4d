"""Reading an office page as a person would: each form by its id with what stands in it, and the words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form as it would be sent: where to, and its fields."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Sheet:
    """What stands on a page: forms by id (or address), text of elements by id, all words, raw HTML."""

    html: str
    forms: dict[str, Form] = field(default_factory=dict)
    by_id: dict[str, str] = field(default_factory=dict)
    words: str = ""
    title: str = ""
    messages: list[str] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)


VOID = {"input", "meta", "link", "br", "hr", "wbr", "img"}


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.sheet = Sheet(html)
        self._stack: list[tuple[str, str, str]] = []
        self._form: Form | None = None
        self._select = self._area = ""
        self.feed(html)
        self.sheet.words = " ".join(" ".join(self.sheet.nodes).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(at.get("action", ""))
            self.sheet.forms[at.get("id") or at.get("action", "")] = self._form
        if self._form is not None:
            self._field(self._form, tag, at)
        if tag == "article":
            self.sheet.messages.append("")
        for name in ("aria-label", "placeholder", "title", "alt", "data-label"):
            if at.get(name, "").strip():
                self.sheet.nodes.append(at[name])
        if tag not in VOID:
            self._stack.append((tag, at.get("id", ""), at.get("class", "")))

    def _field(self, form: Form, tag: str, at: dict[str, str]) -> None:
        name = at.get("name", "")
        if tag == "input" and at.get("type") == "checkbox":
            form.choices.setdefault(name, []).append(at.get("value", ""))
        if tag == "input" and (at.get("type") not in ("checkbox", "radio") or "checked" in at):
            form.fields[name] = at.get("value", "")
        elif tag == "textarea":
            form.fields[name], self._area = "", name
        elif tag == "select":
            form.choices[name], self._select = [], name
        elif tag == "option":
            form.choices[self._select].append(at["value"])
            if "selected" in at or self._select not in form.fields:
                form.fields[self._select] = at["value"]
        elif tag == "button" and name:
            form.buttons.append((name, at["value"]))

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop()[0] != tag:
            pass
        if tag == "form":
            self._form = None
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _, _ in self._stack]
        if self._area and self._form is not None:
            text = data[1:] if not self._form.fields[self._area] and data.startswith("\n") else data
            self._form.fields[self._area] += text
            return
        if not data.strip() or "style" in tags:
            return
        if "title" in tags:
            self.sheet.title += data
        self.sheet.nodes.append(data)
        for _, id_, _ in self._stack:
            if id_:
                self.sheet.by_id[id_] = f"{self.sheet.by_id.get(id_, '')} {data.strip()}".strip()
        if "article" in tags:
            self.sheet.messages[-1] += f"{data} "


def read(html: str) -> Sheet:
    """The page, read."""
    return _Reader(html).sheet
