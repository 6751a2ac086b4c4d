"""A reporter in front of a device: what they do, what they plant, and what of it is found on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.device.device import Device, wait
from tests.device.search import Found, Needles, Profile, code_forms
from tests.patience import PATIENT

CODE = "#access-code"
# Puts a field beside the page, outside of all forms: what is typed there is neutral and may be kept.
BESIDE = """(id => { const field = document.createElement('textarea'); field.id = id; document.body.append(field);
  return id; })"""
# Everything that a person could read or a form would send.
SHOWN = """[document.documentElement.outerHTML, ...[...document.querySelectorAll('input, textarea')]
  .map(field => field.value)].join('\\n')"""
SEALED = """[...document.querySelectorAll('input[type=hidden]:is([name=state], [name=capability])')]
  .map(field => field.value).filter(Boolean)"""


Walk = Callable[["Visit", Path], Iterator[str]]


@dataclass
class Visit:
    """A reporter in front of a device, and everything they planted there."""

    device: Device
    base: str
    needles: Needles = field(default_factory=Needles)
    found: dict[str, list[Found]] = field(default_factory=dict)  # step → what was found then
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._profile = Profile(self.device.profile)

    # -- what a person does ---------------------------------------------------------------------------------------

    def opens(self, path: str) -> None:
        """By typing the address."""
        self.device.do("goto", url=self.base + path)

    def writes(self, name: str) -> str:
        """Types a new word into the field, and gives it back."""
        word = self.needles.word(name)
        self.device.do("type", selector=f"textarea[name={name}], input[name={name}]:not([type=hidden])", text=word)
        return word

    def types_code(self, code: str) -> None:
        """At the door."""
        self.needles.add("code", *code_forms(code))
        self.device.do("type", selector="input[name=code]:not([type=hidden])", text=code)

    def presses(self, button: str, then: str) -> None:
        """A button, by its value or as a selector; the next page has something like `then`."""
        selector = button if not button.replace("-", "").isalnum() else f"button[value={button}]:not([hidden])"
        self.device.do("click", selector=selector, then=then)

    def ticks(self, name: str) -> None:
        """A checkbox."""
        self.device.do("click", selector=f"input[name={name}]")

    def attaches(self, folder: Path) -> None:
        """A file whose name and content are planted."""
        path = folder / f"{self.needles.word('file name')}.txt"
        path.write_text(self.needles.word("file"), encoding="utf-8")
        self.device.do("upload", selector="input[name=attachments]", path=str(path))

    def reads_code(self) -> str:
        """From page 3 or the draft's page."""
        code = "".join(self.device.value(f"document.querySelector('{CODE}').textContent").split())
        self.needles.add("code", *code_forms(code))
        self.codes.append(code)
        return code

    # -- what the test does ---------------------------------------------------------------------------------------

    def flushes(self) -> None:
        """Types a neutral word beside the form and waits until it stands on disk: what else is kept must then, too."""
        mark = Needles()
        beside, written = mark.word("neutral"), Profile(self.device.profile / self.device.sessions)
        self.device.do("evaluate", code=f"{BESIDE}('beside-{beside}')")
        self.device.do("type", selector=f"#beside-{beside}", text=beside)
        wait(
            lambda: bool(mark.in_files(written.changed())),
            PATIENT,
            lambda: f"{self.device.name} has not written {beside}: nothing is proved",
        )

    def restored(self) -> None:
        """Waits until the session before is open again, and until the browser has written that down anew."""
        address = Needles()
        address.add("address", self.base)
        self.device.do("restored", part=self.base)
        wait(
            lambda: bool(address.in_files(self.device.session_files_of_this_start())),
            PATIENT,
            lambda: f"{self.device.name} has not written its restored session",
        )

    def looks_anew(self) -> None:
        """What was planted before is not looked for any more."""
        self.needles, self.found = Needles(), {}
        self._profile.changed()

    def seals(self) -> None:
        """What the page carries sealed is a secret too."""
        sealed = self.device.do("evaluate", code=SEALED)
        assert isinstance(sealed, list)
        for text in sealed:
            self.needles.add("sealed", text[-48:])

    def searches(self, step: str, *, everything: bool = False) -> None:
        """Looks into what changed on disk."""
        found = self.needles.in_files(self._profile.all() if everything else self._profile.changed())
        self.found[step] = found

    def walks(self, name: str, walk: Walk, folder: Path) -> None:
        """The whole way, the disk searched at each step."""
        for step in walk(self, folder):
            self.seals()
            self.flushes()
            self.searches(f"{name}: {step}")

    def kept(self) -> set[tuple[str, str]]:
        """Which secret was found in which room, at any step."""
        return {(each.label, self.device.room(each.path)) for step in self.found.values() for each in step}

    def told(self) -> list[str]:
        """The same, as sentences."""
        return [
            f"{step}: {each.label} as {each.spelled} {each.packed} in {each.path.relative_to(self.device.profile)}"
            for step, found in self.found.items()
            for each in found
        ]
