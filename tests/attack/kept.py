"""A whole case, played once, of which every form is kept with both stores as they were before it was sent.

So each row of the attack matrix begins where that form was really possible, and has its positive case.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from hinweisgeber.office import Office
from tests.attack.links import Site
from tests.founded import Person
from tests.office.people import Browser, ChosenFile, with_files
from tests.office.reading import Sheet
from tests.office.whole_case import Recorder

STORES = ("cabinet.sqlite", "letterbox.sqlite")
BLOBS = "blobs"


@dataclass(frozen=True)
class Posted:
    """A form that was sent and carried out."""

    endpoint: str
    form: str  # as routes declare it: numbers as `<n>`, none where it is known by its address
    path: str
    fields: dict[str, str]
    who: str
    own: frozenset[str]  # the names of all fields and buttons of the form, chosen or not
    home: Path = field(repr=False)  # both stores and all files, before
    files: tuple[ChosenFile, ...] = field(default=(), repr=False)  # that were chosen in it

    def sent(self, **changed: str) -> dict[str, Any]:
        """The form as a browser sends it, for a client."""
        return with_files({**self.fields, **changed}, self.files)


@dataclass
class Kept:
    """What was sent, which forms stood on a page, and which links led to nothing."""

    home: Path  # where it is played
    folder: Path  # where it is kept
    posted: dict[tuple[str, str], Posted] = field(default_factory=dict)
    forms: set[tuple[str, str]] = field(default_factory=set)
    sites: list[Site] = field(default_factory=list)  # every page that was seen
    dead: set[str] = field(default_factory=set)
    addresses: dict[str, str] = field(default_factory=dict)  # a page of each kind, by its endpoint
    alive: Path = Path()  # while all of these could be opened


class Keeper(Recorder):
    """A browser that keeps what is needed to send its forms again, as anybody."""

    def __init__(self, kept: Kept, office: Office, pages: dict[str, str]) -> None:
        super().__init__(office, pages)
        self.kept, self.who, self.form, self.sent = kept, "", "", 0

    def enter(self, person: Person) -> Browser:
        """See Browser."""
        self.who = person.username
        return super().enter(person)

    def submit(self, form: str, /, *files: ChosenFile, **typed: str) -> Sheet:
        """See Browser."""
        self.form = "" if form.startswith("/") else declared(form)
        try:
            return super().submit(form, *files, **typed)
        finally:
            self.form = ""

    def post(self, path: str, /, *files: ChosenFile, **fields: str) -> Sheet:
        """See Browser."""
        self.sent += 1
        plain = re.sub("[?#].*", "", path)
        endpoint = str(self.office.url_map.bind("localhost").match(plain, "POST")[0])
        if (endpoint, self.form) in self.kept.posted or not self.who or fields.get("do") == "draft":
            return super().post(path, *files, **fields)
        own = names_in(self.sheet.html, path)
        before = copied(self.kept.home, self.kept.folder / f"{len(self.pages)}")
        sheet = super().post(path, *files, **fields)
        if self.status == 200 and self.form != "kept":
            self.kept.posted[endpoint, self.form] = Posted(
                endpoint, self.form, plain, fields, self.who, own, before, files
            )
        return sheet

    def _seen(self, response: TestResponse) -> Sheet:
        sheet = super()._seen(response)
        if sheet.html:
            site = Site(self.office, self.client, str(response.request.full_path).rstrip("?"), sheet.html)
            self.kept.sites.append(site)
            self.kept.forms |= {(endpoint, declared(form)) for endpoint, form in site.forms()}
            self.kept.dead |= {f"{re.sub('[0-9a-f]{8,}', '…', site.path)}: {link}" for link in site.dead()}
            if self.kept.alive == Path():
                self.kept.addresses = site.addresses() | self.kept.addresses
        return sheet


def names_in(html: str, path: str) -> frozenset[str]:
    """The names of what stands in the form that leads there; in all of them, if there are more."""
    forms: list[str] = re.findall(r"<form\b.*?</form>", html, re.DOTALL)
    leading = [form for form in forms if f'action="{path}"' in unescape(form)]
    return frozenset(name for form in leading for name in re.findall(r'\sname="([^"]*)"', form))


def declared(form: str) -> str:
    """A form's id as routes declare it."""
    return re.sub(r"-\d+$", "-<n>", re.sub(r"^MN-\d{4}-\d{4,6}", "<number>", form))


def copied(home: Path, to: Path) -> Path:
    """The stores and files of a home, copied while it is used."""
    to.mkdir(parents=True)
    for name in STORES:
        with sqlite3.connect(home / name) as source, sqlite3.connect(to / name) as target:
            source.backup(target)
        source.close()
        target.close()
    if (home / BLOBS).exists():
        shutil.copytree(home / BLOBS, to / BLOBS)
    return to
