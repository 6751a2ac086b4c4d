"""What browsers may keep or tell of what is typed into a page's fields."""

from __future__ import annotations

from html.parser import HTMLParser

WORDLESS = {"hidden", "checkbox", "radio", "file", "submit", "date", "time", "email", "password"}
QUIET = {"spellcheck": "false", "autocorrect": "off", "writingsuggestions": "false"}


class _Reader(HTMLParser):
    def __init__(self, private: bool) -> None:
        super().__init__()
        self.asked = QUIET if private else {"writingsuggestions": "false"}
        self.found: list[str] = []
        self.texts = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("method") == "post" and values.get("autocomplete") != "off":
            self.found.append(f"form to {values.get('action')} may be kept")
        if tag == "textarea" or (tag == "input" and values.get("type", "text") not in WORDLESS):
            self.texts += 1
            own = {"autocomplete": "off", **self.asked}
            own |= {"autocomplete": "username"} if values["name"] == "username" else {}
            self.found += [f"{values['name']}: {name}" for name, value in own.items() if values.get(name) != value]


def talkative(html: str, *, private: bool) -> tuple[list[str], int]:
    """What a browser may do on this page and should not, and how many fields for words there are.

    No form is filled in again by the browser, no field suggests what was typed before, none lets others write on;
    with `private` none is checked for spelling, which some browsers have done elsewhere.
    """
    reader = _Reader(private)
    reader.feed(html)
    reader.close()
    return reader.found, reader.texts
