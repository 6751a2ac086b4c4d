"""People at the office's pages: a browser each, with a session of their own or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from werkzeug.test import TestResponse

from hinweisgeber.office import Office
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.errors import CodeWanted
from hinweisgeber.usecases.officer.revocation import ring_in_force
from tests.founded import NOW, Person
from tests.intake.files import MULTIPART, body
from tests.office.reading import Sheet, read

ChosenFile = tuple[str, bytes]  # its name and content


def with_files(fields: Mapping[str, str], files: Iterable[ChosenFile]) -> dict[str, Any]:
    """What a browser sends of a form, for a client: its fields, then its files."""
    chosen = [("attachments", name, content) for name, content in files]
    if not chosen:
        return {"data": dict(fields)}
    typed = [(name, None, text.encode()) for name, text in fields.items() if name != "attachments"]
    return {"data": body([*typed, *chosen]), "content_type": MULTIPART}


class Clock:
    """The office's clock; tests turn it."""

    def __init__(self) -> None:
        self.instant: datetime = NOW

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, **parts: float) -> None:
        """Turns the clock on."""
        self.instant += timedelta(**parts)


class Browser:
    """One person's browser: shows pages, fills in forms, follows redirects of our own."""

    def __init__(self, office: Office, address: str = "10.0.0.1") -> None:
        self.office, self.address = office, address
        self.client = office.test_client()
        self.sheet = read("")
        self.status = 0

    def enter(self, person: Person) -> Browser:
        """A session without the Argon2 of a login (which tests/office/test_login.py looks at)."""
        now, office = int(self.office.clock().timestamp()), self.office
        ring = ring_in_force(office.cabinet, office.ring.ring)
        given = office.cabinet, ring, office.memory, person.officer_id, person.identity
        try:
            cookie = unlock._begin(*given, b"\0" * 48, office.clock().date(), now)
            assert cookie is not None
        except CodeWanted as half:  # whoever has a factor has said its code
            cookie, secret = half.cookie, unlock.secret_of(half.cookie)
            sealed = office.memory.seal(person.identity, person.officer_id, secret)
            with office.cabinet.write() as cab:
                cab.add_session(office.memory.row(secret), person.officer_id, sealed, now)
        self.client.set_cookie(self.office.session_cookie, cookie)
        return self

    def _seen(self, response: TestResponse) -> Sheet:
        self.response, self.status = response, response.status_code
        self.sheet = read(response.text if response.mimetype == "text/html" else "")
        return self.sheet

    def get(self, path: str) -> Sheet:
        """Opens a page, following redirects."""
        return self._seen(self.client.get(path, follow_redirects=True, environ_base={"REMOTE_ADDR": self.address}))

    def post(self, path: str, /, *files: ChosenFile, **fields: str) -> Sheet:
        """Posts fields as they are, with these files, following redirects."""
        response = self.client.post(
            path, **with_files(fields, files), follow_redirects=True, environ_base={"REMOTE_ADDR": self.address}
        )
        return self._seen(response)

    def submit(self, form: str, /, *files: ChosenFile, **typed: str) -> Sheet:
        """Fills in a form of the page shown, chooses files, and sends it by its first button, or the one in `typed`."""
        found = self.sheet.forms[form]
        fields = {**found.fields, **typed}
        for name, value in found.buttons[:1]:
            fields.setdefault(name, value)
        return self.post(found.action, *files, **fields)

    def login(self, username: str, passphrase: str) -> Sheet:
        """Through the login page."""
        self.get("/anmelden")
        return self.submit("login", username=username, passphrase=passphrase)

    def confirm(self, proposed: Browser) -> Sheet:
        """Gives the second signature to what another browser has just proposed."""
        assert "needs-second" in proposed.sheet.by_id, proposed.sheet.by_id.get("problem", proposed.sheet.words)
        self.get(proposed.response.request.path)
        sheet = self.submit("confirm")
        assert self.status == 200, sheet.by_id.get("problem", sheet.words)
        return sheet

    @property
    def cookie(self) -> str:
        """The session's secret, empty when there is none."""
        found = self.client.get_cookie(self.office.session_cookie)
        return found.value if found else ""
