"""Pages of files in files: the outer one lists them, each has a page of its own; a password is asked where needed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hinweisgeber import config
from hinweisgeber.office import Office
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.files import Sent, everything_stored, send_files
from tests.office.people import Browser
from tests.sandbox import samples
from tests.sandbox.texts.container_samples import locked, zipped
from tests.sandbox.texts.written_samples import REPORTER, mail

POST, ALL, LOCKED = range(3)
PASSWORD = "Geheimwort-7"


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a mail, an archive with a mail, and an archive with a password."""
    inner = zipped({"../post.eml": mail().encode(), "<b>\u202egpj.exe": b"Guten Tag"})
    return send_files(
        desk("anna"),
        office.blobs,
        letterbox,
        founded.people["bernd"].officer_id,
        post=("post.eml", mail().encode()),
        all=("alles.zip", inner),
        locked=("zu.zip", locked("a.txt", b"Guten Tag", PASSWORD)),
    )


def copied(browser: Browser, page: str) -> None:
    browser.get(page)
    browser.submit("working-copy")
    assert browser.status == 200
    assert "Die Arbeitskopie ist erstellt." in browser.sheet.words


def test_mail_is_shown_with_what_it_told_and_its_files(sent: Sent, colleague: Browser) -> None:
    copied(colleague, sent.page(POST))
    sheet = colleague.get(sent.page(POST))
    assert "Siehe Anlage." in sheet.words
    assert REPORTER in sheet.by_id["findings"]
    assert "foto.jpg" in sheet.by_id["parts"]
    assert f'href="{sent.page(POST)}/teil/1"' in sheet.html


def test_file_in_a_file_has_a_page_with_all_that_a_file_has(sent: Sent, colleague: Browser) -> None:
    copied(colleague, sent.page(POST))
    here = f"{sent.page(POST)}/teil/1"
    sheet = colleague.get(here)
    assert f'href="{sent.page(POST)}"' in sheet.html
    assert colleague.client.get(f"{here}/original").data == samples.image("JPEG")
    copied(colleague, here)
    colleague.get(here)
    assert "redact" in colleague.sheet.forms
    assert "destroy" not in colleague.sheet.forms
    assert "wird mit ihr vernichtet" in colleague.sheet.by_id["goes-with-outer"]
    colleague.submit("redact", boxes="1 10 20 55 25", reason="Gesicht")
    assert "Die geschwärzte Kopie ist erstellt" in colleague.sheet.words
    kept = samples.holds(colleague.client.get(f"{here}/original").data)
    assert kept
    assert colleague.client.get(f"{sent.page(POST)}/teil/2").status_code == 404
    assert colleague.client.get(f"{sent.page(POST)}/teil/0").status_code == 404


def test_file_in_a_file_in_a_file(sent: Sent, colleague: Browser) -> None:
    copied(colleague, sent.page(ALL))
    sheet = colleague.get(f"{sent.page(ALL)}/teil/2")
    assert "<b>" not in sheet.html
    assert "\u202e" not in sheet.html
    assert ".exe.bin" in sheet.words
    copied(colleague, f"{sent.page(ALL)}/teil/1")
    (link,) = {
        part
        for part in colleague.sheet.html.split('"')
        if part.endswith("/teil/1") and sent.files[ALL].blob not in part
    }
    copied(colleague, link)
    (copy,) = {part for part in colleague.sheet.html.split('"') if f"{link}/kopie/" in part and "/seite/" not in part}
    photo = colleague.client.get(copy).data
    assert photo.startswith(b"\xff\xd8\xff")
    assert not samples.holds(photo)


def test_stranger_reaches_no_file_in_a_file(sent: Sent, colleague: Browser, stranger: Browser) -> None:
    copied(colleague, sent.page(POST))
    for more in ("", "/original"):
        assert stranger.client.get(f"{sent.page(POST)}/teil/1{more}").status_code == 404


def test_password_is_asked_when_a_file_needs_one_and_never_shown_again(
    sent: Sent, colleague: Browser, settings: config.Settings
) -> None:
    colleague.get(sent.page(LOCKED))
    assert "password" not in colleague.sheet.forms["working-copy"].fields
    colleague.submit("working-copy")
    assert colleague.status == 422
    assert "mit einem Kennwort verschlüsselt" in colleague.sheet.by_id["no-copy"]
    assert 'type="password" value="" autocomplete="off"' in colleague.sheet.html
    colleague.submit("working-copy", password="falsch-8")
    assert colleague.status == 422
    assert "Das Kennwort passt nicht." in colleague.sheet.by_id["no-copy"]
    assert "falsch-8" not in colleague.sheet.html
    colleague.submit("working-copy", password=PASSWORD)
    assert "Die Arbeitskopie ist erstellt." in colleague.sheet.words
    assert PASSWORD not in colleague.sheet.html
    stored = everything_stored(settings)
    assert PASSWORD.encode() not in stored
    assert b"falsch-8" not in stored


def test_password_is_not_kept_for_the_next_login(sent: Sent, colleague: Browser) -> None:
    response = colleague.client.post(f"{sent.page(LOCKED)}/arbeitskopie", data={"password": PASSWORD, "reason": "x"})
    assert response.status_code == 400
    assert PASSWORD not in response.text
