"""Asking the virus scanner on a file's page: only where one is set, only with the key, in words, kept nowhere."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import flask_babel
import pytest

from hinweisgeber import config
from hinweisgeber.office import Office
from hinweisgeber.sandbox import Scanner
from hinweisgeber.store.errors import BlobGone, StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import evidence
from hinweisgeber.usecases.officer.desk import Desk
from tests.founded import Founded
from tests.office.files import Sent, everything_stored, send_files
from tests.office.people import Browser
from tests.office.test_every_route import Marked, _unmarked
from tests.sandbox.fake_clamd import EICAR, FOUND, Conduct, FakeClamd, clamd, hanging, saying

NOTE, MALWARE = range(2)
OPEN_OFFLINE = "nur auf einem Rechner ohne Netz"


@pytest.fixture
def sent(desk: Callable[..., Desk], office: Office, letterbox: Store[Letterbox], founded: Founded) -> Sent:
    """Case 1 with a note and a file that scanners know."""
    return send_files(
        desk("anna"),
        office.blobs,
        letterbox,
        founded.people["bernd"].officer_id,
        note=("notiz.txt", b"Harmlos"),
        malware=("rechnung.com", EICAR),
    )


@pytest.fixture
def at_clamd(
    make_office: Callable[..., Office], browser: Callable[..., Browser], tmp_path: Path
) -> Iterator[Callable[..., Browser]]:
    """`at_clamd(conduct)`: a colleague's browser at an office whose clamd behaves so; None: there is none."""
    with ExitStack() as stack:

        def enter(conduct: Conduct | None, who: str = "anna", seconds: float = 10) -> Browser:
            path = tmp_path / f"{who}.ctl"
            address = stack.enter_context(clamd(path, conduct)) if conduct else f"unix:{path}"
            app = make_office(clamd=address)
            assert app.scanner == Scanner(address)
            app.scanner = Scanner(address, seconds)
            return browser(who, app)

        yield enter


def asked(one: Browser, sent: Sent, n: int = NOTE) -> str:
    """What the page says after the form was sent."""
    one.get(sent.page(n))
    return one.submit("scan").by_id["scan-result"]


def test_no_finding_is_said_to_prove_nothing(sent: Sent, at_clamd: Callable[..., Browser]) -> None:
    fake = FakeClamd()
    one = at_clamd(fake)
    words = asked(one, sent)
    assert (one.status, fake.streams) == (200, [b"Harmlos"])
    for part in ("Kein Fund", "Das beweist nichts", OPEN_OFFLINE):
        assert part in words
    assert one.submit("scan").by_id["scan-result"] == words


def test_finding_is_named_and_warns_of_the_original(sent: Sent, at_clamd: Callable[..., Browser]) -> None:
    one = at_clamd(FakeClamd())
    assert f"Fund: {FOUND} – öffnen Sie das Original nicht" in asked(one, sent, MALWARE)
    assert one.status == 200


def test_name_of_a_finding_is_text_and_nothing_else(sent: Sent, at_clamd: Callable[..., Browser]) -> None:
    one = at_clamd(saying(b"stream: <script>alert(1)</script>%(x)s FOUND\0"))
    assert "<script>alert(1)</script>%(x)s" in asked(one, sent)
    assert "<script>" not in one.sheet.html


def refusing(peer: socket.socket) -> None:
    """Hangs up at once."""


@pytest.mark.parametrize(
    ("conduct", "status", "why"),
    [
        (None, 503, "ist nicht erreichbar"),
        (refusing, 503, "ist nicht erreichbar"),
        (FakeClamd(limit=3), 422, "zu groß zum Prüfen"),
        (saying(b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"), 422, "zu groß zum Prüfen"),
        (saying(b"stream: Can't open file ERROR\0"), 503, "meldet einen Fehler"),
        (saying(b"220 mail.example.org ESMTP\r\n\0"), 503, "nicht zu verstehen"),
    ],
    ids=["absent", "refusing", "too-large", "partly", "error", "garbage"],
)
def test_no_answer_is_said_as_such(
    sent: Sent, at_clamd: Callable[..., Browser], conduct: Conduct | None, status: int, why: str
) -> None:
    one = at_clamd(conduct)
    says_unchecked(one, asked(one, sent), status, why)


def test_silence_is_said_as_such(sent: Sent, at_clamd: Callable[..., Browser]) -> None:
    over = threading.Event()
    one = at_clamd(hanging(over), seconds=0.3)
    words = asked(one, sent)
    over.set()
    says_unchecked(one, words, 503, "zu lange nicht geantwortet")


def says_unchecked(one: Browser, words: str, status: int, why: str) -> None:
    """The answer names the reason, claims nothing, and the page stays of use."""
    assert one.status == status
    assert "Prüfung nicht möglich: " in words
    assert why in words
    assert "ungeprüft" in words
    assert "Kein Fund" not in one.sheet.words
    assert {"scan", "working-copy", "destroy"} <= set(one.sheet.forms)
    assert "/original" in one.sheet.html


def test_without_the_setting_there_is_no_form_and_no_address(sent: Sent, colleague: Browser, office: Office) -> None:
    assert office.scanner is None
    sheet = colleague.get(sent.page())
    assert "scan" not in sheet.forms
    assert "pruefung" not in sheet.by_id
    token = sheet.forms["destroy"].fields["csrf_token"]
    colleague.post(f"{sent.page()}/pruefung", csrf_token=token)
    assert colleague.status == 404


def test_stranger_gets_404_and_nothing_reaches_the_scanner(
    sent: Sent, at_clamd: Callable[..., Browser], browser: Callable[..., Browser]
) -> None:
    fake = FakeClamd()
    stranger = at_clamd(fake, "bernd")
    stranger.get("/faelle")
    token = stranger.sheet.forms["/abmelden"].fields["csrf_token"]
    assert "keinen Schlüssel" in stranger.post(f"{sent.page()}/pruefung", csrf_token=token).words
    assert stranger.status == 404
    nobody = browser(app=stranger.office)
    nobody.post(f"{sent.page()}/pruefung")
    assert nobody.status == 401
    colleague = browser("anna", stranger.office)
    colleague.get(sent.page())
    token = colleague.sheet.forms["scan"].fields["csrf_token"]
    colleague.post(f"{sent.page().rsplit('/', 1)[0]}/{'0' * 32}/pruefung", csrf_token=token)
    assert colleague.status == 404
    assert fake.commands == []


def test_nothing_of_it_is_kept(
    sent: Sent, at_clamd: Callable[..., Browser], settings: config.Settings, entries: Callable[[], list[str]]
) -> None:
    one = at_clamd(FakeClamd())
    before = entries()
    asked(one, sent, MALWARE)
    assert entries() == before
    assert "scan-result" not in one.get(sent.page(MALWARE)).by_id
    stored = everything_stored(settings)
    assert EICAR not in stored
    assert FOUND.encode() not in stored


def test_file_that_cannot_be_read_is_no_answer_of_the_scanner(
    sent: Sent, at_clamd: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeClamd()
    one = at_clamd(fake)
    for error, status in ((StoreAway, 503), (BlobGone, 404)):
        one.get(sent.page())
        with monkeypatch.context() as patched:

            def broken(*given: object, error: type[Exception] = error) -> Iterator[bytes]:
                yield b"Harm"
                raise error()

            patched.setattr(evidence, "read_file", broken)
            assert "scan-result" not in one.submit("scan").by_id
            assert one.status == status
    assert fake.streams == []


def test_every_word_comes_through_gettext(
    sent: Sent, at_clamd: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = at_clamd(FakeClamd(limit=len(EICAR)))
    one.get(sent.page(NOTE))
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda self: Marked())
    monkeypatch.setattr(flask_babel.Domain, "get_translations_cache", lambda self: {}, raising=False)
    for n in (NOTE, MALWARE):
        one.get(sent.page(n))
        for _ in range(2):
            nodes = one.submit("scan").nodes
            assert any("Virenprüfung" in node for node in nodes)
            bare = [_unmarked(node).replace(FOUND, "") for node in nodes if not re.search(r"[0-9a-f]{8}", node)]
            words = {word for node in bare for word in re.findall(r"[A-Za-zÄÖÜäöüß]{3,}", node)}
            assert not words & {"Virenprüfung", "Fund", "Kein", "Prüfung", "prüfen", "beweist", "Original", "Datei"}
