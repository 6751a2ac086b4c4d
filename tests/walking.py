"""A client without a browser that sends the forms it gets as they stand: every control in order, one button pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from werkzeug.test import Client, TestResponse

from tests.controls import Control, controls
from tests.intake.files import Part, body, post
from tests.pages import Page, articles, read

OURS = {"Origin": "http://localhost"}  # what a browser says with a form of the page it has from us
SILENT: dict[str, str] = {}  # a client, or a proxy before it, that says nothing of where its forms come from
FOREIGN = {"Origin": "https://boese.example", "Sec-Fetch-Site": "cross-site"}
WRITE = "write"  # the form of the mailbox
Filled = str | list[str]


@dataclass
class Walker:
    """Somebody at a browser without script; `headers` are said with every form that is sent."""

    client: Client
    headers: Mapping[str, str] = field(default_factory=lambda: OURS)
    answer: TestResponse | None = None

    @property
    def html(self) -> str:
        """The page one is on."""
        assert self.answer is not None, "nothing was opened yet"
        return self.answer.text

    @property
    def page(self) -> Page:
        """The same, read."""
        assert self.answer is not None, "nothing was opened yet"
        return read(self.answer)

    @property
    def said(self) -> list[str]:
        """The messages of a mailbox, each as text."""
        return articles(self.answer) if self.answer else []

    @property
    def status(self) -> int:
        """Of the page one is on."""
        assert self.answer is not None, "nothing was opened yet"
        return self.answer.status_code

    def open(self, path: str) -> Walker:
        """Goes to an address."""
        self.answer = self.client.get(path)
        return self

    def controls(self, form: str = "/melden") -> list[Control]:
        """The controls of a form of this page, by its id, or its address where it has none."""
        return controls(self.html, form)

    def press(self, name: str, value: str, form: str = "/melden", /, **filled: Filled) -> Walker:
        """Fills fields of the form, presses this button of it, and goes where that leads."""
        found = [c for c in self.controls(form) if (c.kind, c.name, c.value) == ("submit", name, value)]
        assert found, f"no button {name}={value} in {form}"
        return self._send(form, found[0], filled, ())

    def enter(self, form: str = "/melden", **filled: Filled) -> Walker:
        """Fills fields and presses the Enter key in one of them: that is the form's first button."""
        first = next(c for c in self.controls(form) if c.kind == "submit")
        return self._send(form, first, filled, ())

    def submit(self, form: str, **filled: Filled) -> Walker:
        """Fills fields and presses the form's only button, which has no name."""
        return self._send(form, None, filled, ())

    def attach(
        self, name: str, value: str, *files: tuple[str, bytes], form: str = "/melden", **filled: Filled
    ) -> Walker:
        """`press` with files, by name and content, chosen in the form's first field for them."""
        return self._send(form, Control(name, "submit", value), filled, files)

    def _send(
        self, form: str, pressed: Control | None, filled: Mapping[str, Filled], files: tuple[tuple[str, bytes], ...]
    ) -> Walker:
        parts: list[Part] = []
        left, waiting = {name: _values(value) for name, value in filled.items()}, list(files)
        present = self.controls(form)
        for control in present:
            if control.kind == "submit":
                if pressed is not None and (control.name, control.value) == (pressed.name, pressed.value):
                    parts.append((control.name, None, control.value.encode()))
                    pressed = None
            elif control.kind == "file":
                chosen, waiting = waiting or [("", b"")], []
                parts += [(control.name, name, content) for name, content in chosen]
            elif control.name in left and control.kind in ("checkbox", "radio", "option"):
                if control.value in left[control.name]:
                    parts.append((control.name, None, control.value.encode()))
            elif control.name in left:
                (text,) = left[control.name]
                parts.append((control.name, None, text.replace("\n", "\r\n").encode()))
            elif control.sent:
                parts.append((control.name, None, control.value.encode()))
        assert set(filled) <= {control.name for control in present}, "fields that are not there cannot be filled"
        assert not waiting, "no field for files"
        assert pressed is None, f"no button {pressed}"
        self.answer = self.plant(_action(self.html, form), parts, self.headers)
        return self

    def plant(self, path: str, parts: list[Part] | dict[str, str], headers: Mapping[str, str]) -> TestResponse:
        """Sends whatever somebody made up, and follows a 303 as browsers do."""
        made = [(name, None, text.encode()) for name, text in parts.items()] if isinstance(parts, dict) else parts
        return post(self.client, path, body(made), headers=headers)

    def planted(self, path: str, fields: dict[str, str], headers: Mapping[str, str] = FOREIGN) -> Walker:
        """Comes from a foreign page which sent a form of its own to us: one is on the page that answers."""
        self.answer = self.plant(path, fields, headers)
        return self


def _values(value: Filled) -> list[str]:
    return [value] if isinstance(value, str) else value


def _action(html: str, form: str) -> str:
    """Where the form with this id leads; an address is its own."""
    tags = re.findall(r"<form\b[^>]*>", html)
    named = next((tag for tag in tags if f'id="{form}"' in tag), f'action="{form}"')
    found = re.search(r'action="([^"]*)"', named)
    assert found, f"{form} leads nowhere"
    return found[1]


def shows(walker: Walker, identity: str) -> bool:
    """Whether an element with this id stands on the page."""
    return f'id="{identity}"' in walker.html
