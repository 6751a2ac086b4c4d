"""Where kept forms are sent again: by anybody, to the stores as they were, and what was stored by that."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import cast

from werkzeug.test import TestResponse

from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.errors import Refused
from hinweisgeber.office import Office
from hinweisgeber.sandbox import Scanner, ScanResult
from hinweisgeber.usecases.officer import reading
from hinweisgeber.usecases.officer.desk import Desk
from tests.attack.kept import BLOBS, STORES, Posted
from tests.founded import Founded
from tests.office.people import Browser
from tests.office.reading import read

Rows = dict[tuple[str, str], list[dict[str, object]]]  # by store and table
NOBODY = ""
# Whoever asks leaves a row in the first three, whatever is answered; the lines of their list, and what they have
# reckoned of a long log, are made anew by looking.
PASSING = {"session", "half_login", "login_attempt", "line", "abstract"}


class FindsNothing:
    """In the place of a virus scanner."""

    def scan(self, content: Iterable[bytes]) -> ScanResult:
        """Reads all of it."""
        assert b"".join(content)
        return ScanResult()


def with_scanner(office: Office) -> None:
    """An office that has a scanner."""
    office.scanner = cast(Scanner, FindsNothing())


@dataclass
class Stage:
    """One office on one home, whose stores change under it."""

    office: Office
    home: Path
    founded: Founded
    desk: Callable[..., Desk]

    def __post_init__(self) -> None:
        with_scanner(self.office)

    def turn(self, home: Path) -> None:
        """Stores and files as they were then."""
        self.office.cabinet.dispose()
        self.office.letterbox.dispose()
        for name in STORES:
            for old in self.home.glob(f"{name}*"):
                old.unlink()
            shutil.copy(home / name, self.home / name)
        shutil.rmtree(self.home / BLOBS, ignore_errors=True)
        with suppress(FileNotFoundError):
            shutil.copytree(home / BLOBS, self.home / BLOBS)

    def browser(self, who: str) -> Browser:
        """A browser with a session of theirs, or none."""
        one = Browser(self.office)
        return one.enter(self.founded.people[who]) if who else one

    def send(
        self, posted: Posted, who: str, path: str = "", more: Mapping[str, str] = MappingProxyType({})
    ) -> TestResponse:
        """The form again, with the token of whoever sends it now, and their own passphrase where it asks for one.
        Redirects are not followed."""
        one = self.browser(who)
        sheet = one.get("/protokoll/pruefpunkt" if who else "/anmelden")
        token = sheet.forms["/abmelden" if who else "login"].fields["csrf_token"]
        own = {"passphrase": self.founded.people[who].passphrase} if who and "passphrase" in posted.fields else {}
        answer = one.client.post(path or posted.path, **posted.sent(**{**own, **more, "csrf_token": token}))
        answer.get_data()  # some answers come while the act is done
        return answer

    def case(self, who: str, path: str) -> CaseFile | None:
        """The case in an address, as somebody may see it."""
        with suppress(Refused):
            return reading.look(self.desk(who), path.split("/")[2]).case
        return None

    def take_keys(self, who: str) -> None:
        """As if no key had ever been wrapped for this officer."""
        with sqlite3.connect(self.home / "cabinet.sqlite") as db:
            db.execute("DELETE FROM file_wrap WHERE officer_id = ?", (self.founded.people[who].officer_id,))
        db.close()

    def rows(self) -> Rows:
        """All that both stores hold, but for what whoever asks leaves there."""
        return {(name, table): rows for name in STORES for table, rows in table_rows(self.home / name)}

    @contextmanager
    def unchanged(self, why: object) -> Iterator[None]:
        """Nothing is stored meanwhile."""
        before = self.rows()
        yield
        assert unequal(before, self.rows()) == [], why


def table_rows(path: Path) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """All rows of each table, but for what whoever asks leaves there."""
    db = sqlite3.connect(path)
    db.row_factory = sqlite3.Row
    try:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        for name in names:
            if name not in PASSING and not name.startswith("sqlite_"):
                found = [dict(row) for row in db.execute(f"SELECT * FROM {name}")]
                yield name, sorted(found, key=repr)
    finally:
        db.close()


def unequal(one: Rows, other: Rows) -> list[str]:
    """The columns of both stores that differ, by name: the rows themselves would be pages of bytes."""
    found = set()
    for at in one.keys() | other.keys():
        left, right = one.get(at, []), other.get(at, [])
        if len(left) != len(right):
            found.add(f"{at[1]}: {len(left)} rows, {len(right)} rows")
        pairs = [(a, b) for a, b in zip(left, right, strict=False) if not _remembered(a, b)]
        found |= {f"{at[1]}.{name}" for a, b in pairs for name in a if a[name] != b[name]}
    return sorted(found)


def _remembered(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether this is the key of a file that was kept under its holder's own by opening the file, which is no act."""
    kept = (before.get("own"), after.get("own")) == (0, 1)
    return kept and all(before[name] == after[name] for name in before if name not in ("own", "wrap"))


def words(answer: TestResponse) -> str:
    """What a page says, without what all pages say: on those stands who is logged in."""
    main = re.search(r"<main\b.*</main>", answer.text, re.DOTALL)
    return read(main[0] if main else answer.text).words
