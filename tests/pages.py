"""Reading pages as a person would: forms with what stands in them, and text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BLOCKS = {"address", "article", "dd", "div", "dt", "h1", "h2", "h3", "li", "p", "section", "title"}
VOID = {"input", "meta", "link", "br", "hr", "wbr", "img"}


@dataclass
class Page:
    """A page's fields by name, its error sentences, the code it shows, and its text."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    text: str = ""
    code: str = ""

    def one(self, name: str) -> str:
        """The only value of a field; empty when the page has no such field."""
        values = self.fields.get(name, [])
        assert len(values) <= 1, f"{name} has {len(values)} values"
        return values[0] if values else ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._stack: list[tuple[str, str]] = []
        self._area, self._select, self._options = "", "", list[tuple[str, bool]]()
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self._words.append(" ")
        if tag == "input":
            self._input(values)
        if tag == "textarea":
            self._area = values["name"]
            self.page.fields.setdefault(self._area, []).append("")
        if tag == "select":
            self._select, self._options = values["name"], []
        if tag == "option" and self._select:
            self._options.append((values.get("value", ""), "selected" in values))
        if tag == "button" and values.get("name"):
            self.page.buttons.append((values["name"], values.get("value", "")))
        if tag == "a":
            self.page.links.append(values.get("href", ""))
        if tag not in VOID:
            self._stack.append((tag, values.get("id", "")))

    def _input(self, values: dict[str, str]) -> None:
        if values.get("type") not in ("checkbox", "radio") or "checked" in values:
            self.page.fields.setdefault(values["name"], []).append(values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop()[0] != tag:
            pass
        if tag == "textarea":
            self._area = ""
        if tag == "select" and self._options:
            chosen = next((value for value, is_chosen in self._options if is_chosen), self._options[0][0])
            self.page.fields.setdefault(self._select, []).append(chosen)
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.page.fields[self._area][-1] += data.removeprefix("\n")
        if any(identity == "access-code" for _, identity in self._stack):
            self.page.code += data
        self._words.append(data)

    def done(self) -> Page:
        self.page.text = " ".join("".join(self._words).split())
        return self.page


def read(answer: TestResponse) -> Page:
    """The page of an answer."""
    reader = _Reader()
    reader.feed(answer.text)
    reader.close()
    return reader.done()


def articles(answer: TestResponse) -> list[str]:
    """The messages of a mailbox page, each as text."""
    found = re.findall(r'<article class="message.*?</article>', answer.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", article).split()) for article in found]


@dataclass
class Reporter:
    """A person with a browser that keeps nothing."""

    client: FlaskClient
    code: str = ""
    origin: str = "http://localhost"  # what the browser says with every post; empty: nothing

    def __post_init__(self) -> None:
        if self.origin:
            self.client.environ_base["HTTP_ORIGIN"] = self.origin

    def form(self, description: str = "Es fehlt Geld.", **others: object) -> Page:
        """The last page of a report; its code is the one to keep."""
        page = read(self.turn("review", None, description=description, **others))
        self.code = page.code
        return page

    def turn(self, to: str, page: Page | None = None, /, **fields: object) -> TestResponse:
        """Presses the button `to` on a page of the report (by default on the first one), with these fields filled."""
        filled = {**(page.fields if page else {}), **fields}
        return self.client.post("/melden", data={**filled, "to": to})

    def send(self, description: str = "Es fehlt Geld.", **others: object) -> TestResponse:
        """Sends with the code noted; what a browser shows then."""
        if not self.code:
            self.form()
        data = {"description": description, "code": self.code, "code_noted": "1", "to": "send", **others}
        return self.client.post("/melden", data=data, follow_redirects=True)

    def open(self, **others: object) -> TestResponse:
        """Opens the mailbox with the code, or does more with it."""
        return self.client.post("/postfach", data={"code": self.code, **others})


OPEN, SHUT = "⟦", "⟧"
_SPOKEN = re.compile(r'\s(?:aria-label|title|alt|placeholder|label)="([^"]*)"')


def marked(message: str) -> str:
    """A stand-in for gettext: what came through it stands between marks."""
    return f"{OPEN}{message}{SHUT}"


def untranslated(html: str, dynamic: Iterable[str]) -> list[str]:
    """Words a person can read or hear on the page that came neither through `marked` nor from `dynamic`."""
    shown = re.sub(r"<(style|script)\b.*?</\1>|<!--.*?-->", "", html, flags=re.DOTALL)
    spoken = " | ".join(_SPOKEN.findall(shown))
    text = unescape(re.sub(r"<[^>]*>", " | ", shown) + " | " + spoken)
    text = re.sub(rf"{OPEN}[^{OPEN}{SHUT}]*{SHUT}", "", text)
    for value in sorted(dynamic, key=len, reverse=True):
        text = text.replace(value, "")
    text = re.sub(r"\b\d{1,2}\. [A-Z][a-zä]+ \d{4}\b", "", text)  # dates are Babel's
    return [part.strip() for part in text.split("|") if re.search(r"[^\W\d_]", part)]


# What begins a line of its own when it is shown; all else stands in the line with its neighbours.
_OWN_LINE = (
    "address|article|aside|body|br|button|caption|dd|details|div|dl|dt|fieldset|footer|form|h[1-6]|head|header|hr|html|"
    "input|label|legend|li|link|main|meta|nav|ol|option|p|section|select|summary|table|tbody|td|textarea|th|thead|title|"
    "tr|ul|video"
)
_JOINED = re.compile(rf".{{0,30}}(?:[.!?:;,]{SHUT}?(?=[{OPEN}„(A-ZÄÖÜ])|[!?:;,]{SHUT}?(?=[a-zäöüß])).{{0,30}}")


def joined(html: str) -> list[str]:
    """Where a sentence or a part of one ends and the next begins without a blank; addresses are none."""
    shown = re.sub(r"<(style|script)\b.*?</\1>|<!--.*?-->", "", html, flags=re.DOTALL)
    lines = re.sub(rf"</?(?:{_OWN_LINE})\b[^>]*>", "\n", shown)
    text = unescape(re.sub(r"<[^>]*>", "", lines))
    words = [[word for word in line.split() if not re.search(r"://|@|\w\.\w+/", word)] for line in text.splitlines()]
    return _JOINED.findall("\n".join(map(" ".join, words)))
