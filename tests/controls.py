"""A form's controls in the order in which a browser sends them: what stands behind a file may never be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser

Part = tuple[str, str | None, bytes]  # field, file name or None, content


@dataclass(frozen=True)
class Control:
    """One control. `sent`: whether it would be sent as it stands; of buttons, only the one that is pressed is."""

    name: str
    kind: str
    value: str = ""
    sent: bool = True


class _Reader(HTMLParser):
    def __init__(self, form: str) -> None:
        super().__init__()
        self.controls: list[Control] = []
        self._form, self._in, self._area, self._select = form, "", False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        name, value = at.get("name", ""), at.get("value", "")
        if tag == "form":
            self._in = at.get("id") or at["action"]
        if tag == "option" and self._select:
            self.controls.append(Control(self._select, "option", value, "selected" in at))
        if not name or at.get("form", self._in) != self._form:
            return
        if tag == "input":
            chosen = at.get("type") not in ("checkbox", "radio") or "checked" in at
            self.controls.append(Control(name, at.get("type", "text"), value, chosen))
        elif tag == "button":
            self.controls.append(Control(name, "submit", value, False))
        elif tag == "textarea":
            self._area = True
            self.controls.append(Control(name, "textarea"))
        elif tag == "select":
            self._select = name

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._in = ""
        elif tag == "textarea":
            self._area = False
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            last = self.controls[-1]
            self.controls[-1] = replace(last, value=last.value + data.removeprefix("\n"))


def controls(html: str, form: str) -> list[Control]:
    """All named controls of the form with this id, or address where it has no id, also those outside of its tags."""
    reader = _Reader(form)
    reader.feed(html)
    return reader.controls


def behind_files(html: str, form: str) -> set[str]:
    """Names that are sent after the first file, but for buttons and more files. Raises ValueError where no files can be
    chosen."""
    kinds = [control.kind for control in controls(html, form)]
    return {c.name for c in controls(html, form)[kinds.index("file") + 1 :] if c.kind not in ("submit", "file")}


def filled(empty: Iterable[Control]) -> list[Control]:
    """Everything ticked, the last of several choices taken, a text in every field for one."""
    taken: list[Control] = []
    for n, control in enumerate(empty):
        if control.kind in ("text", "textarea"):
            control = replace(control, value=f"Zitronenkuchen {n}")
        elif control.kind in ("checkbox", "radio", "option"):
            alone = control.kind == "checkbox"
            taken = [replace(c, sent=c.sent and (alone or c.name != control.name)) for c in taken]
            control = replace(control, sent=True)
        taken.append(control)
    return taken


def typed(page: Iterable[Control]) -> list[tuple[str, str]]:
    """What a person has filled in; nobody sees the field `quiet`."""
    shown = [c for c in page if c.sent and c.kind not in ("hidden", "file", "submit") and c.name != "quiet"]
    return [(c.name, c.value) for c in shown]


def parts(form: Iterable[Control], content: bytes, press: tuple[str, str] = ("", "")) -> Iterator[Part]:
    """The form as a browser sends it: this file chosen, this button pressed."""
    for control in form:
        if control.kind == "file":
            yield control.name, "plan.pdf", content
        elif control.sent or (control.kind, control.name, control.value) == ("submit", *press):
            yield control.name, None, control.value.encode()
