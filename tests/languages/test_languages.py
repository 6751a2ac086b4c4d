"""A language is a part of the address and a catalogue; every sentence of both faces is in what is to be translated."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from hinweisgeber import config, mail
from hinweisgeber.intake import Intake
from hinweisgeber.refusals import GENERAL, TABLE
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving.disclosure_words import Words
from hinweisgeber.web import languages
from hinweisgeber.web.ring_file import RingFile
from tests.founded import NOW, Founded
from tests.languages.pseudo import TAG, Noted, compile_into, messages, noted
from tests.pages import OPEN, read
from tests.web.states import every_state

__all__ = ["noted"]


@pytest.fixture
def two_languages(
    settings: config.Settings, institution: config.Institution, ring_file: RingFile, letterbox: Store[Letterbox],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> Intake:  # fmt: skip
    """An intake that speaks German and the pseudo-language."""
    compile_into(tmp_path / "translations")
    for room in (languages, __import__("hinweisgeber.web.app", fromlist=["app"])):
        monkeypatch.setattr(room, "FOLDER", tmp_path / "translations")
    app = Intake(settings, institution, ring_file, letterbox)
    app.clock = lambda: NOW
    return app


# -- everything can be translated -----------------------------------------------------------------------------------


def test_what_the_intake_says_in_any_state_can_be_translated(
    intake: Intake, noted: Noted, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum(1 for _ in every_state(intake, monkeypatch, founded)) > 60
    assert len(noted.seen) > 300
    assert noted.seen - messages() == set()


def test_refusals_mails_and_what_is_said_of_a_disclosure_can_be_translated() -> None:
    sentences = {refusal.sentence for refusal in (*TABLE.values(), GENERAL)}
    words = {getattr(Words(), one.name) for one in dataclasses.fields(Words) if isinstance(one.default, str)}
    assert (sentences | words | {mail.SUBJECT, mail.TEXT, mail.FROM}) - messages() == set()


# -- the address chooses --------------------------------------------------------------------------------------------


def test_the_address_alone_chooses_the_language(two_languages: Intake) -> None:
    client = two_languages.test_client(use_cookies=False)
    other = client.get(f"/{TAG}/melden", headers={"Accept-Language": "de"})
    assert f'<html lang="{TAG}">' in other.text
    assert f"{OPEN}Was ist geschehen?" in other.text
    german = client.get("/melden", headers={"Accept-Language": TAG, "Cookie": f"language={TAG}"})
    assert '<html lang="de">' in german.text
    assert OPEN not in german.text
    assert "Set-Cookie" not in other.headers
    assert "Accept-Language" not in german.headers.get("Vary", "")


def test_every_link_and_form_of_ours_stays_in_the_language(two_languages: Intake) -> None:
    client = two_languages.test_client(use_cookies=False)
    for path in ("/", "/melden", "/postfach", "/datenschutz", "/wohin"):
        page = read(client.get(f"/{TAG}{path}"))
        ours = [link for link in page.links if link.startswith("/")]
        assert ours
        assert [link for link in ours if not link.startswith(f"/{TAG}/") and link != f"/{TAG}"] == []


def test_a_report_is_sent_and_a_mailbox_opened_in_the_language(two_languages: Intake) -> None:
    client = two_languages.test_client(use_cookies=False)
    ours = {"Origin": "http://localhost"}
    typed = {"description": "Erfundener Text."}
    page = client.post(f"/{TAG}/melden", data={**typed, "to": "review"}, headers=ours)
    fields = {name: read(page).fields[name][0] for name in ("code", "state")}
    sent = client.post(f"/{TAG}/melden", data={**typed, **fields, "code_noted": "1", "to": "send"}, headers=ours)
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith(f"/{TAG}/angekommen")
    assert 'id="confirmed"' in client.get(sent.headers["Location"]).text
    mailbox = client.post(f"/{TAG}/postfach", data={"code": fields["code"]}, headers=ours)
    assert (mailbox.status_code, f"{OPEN}Was geschrieben wurde" in mailbox.text) == (200, True)


def test_a_language_that_is_not_there_is_an_address_that_is_not_there(two_languages: Intake) -> None:
    client = two_languages.test_client(use_cookies=False)
    assert [client.get(f"/{tag}/melden").status_code for tag in ("pl", "de", "xx", "..")] == [404] * 4


def test_numbers_are_written_as_the_language_writes_them(two_languages: Intake) -> None:
    with two_languages.test_request_context("/"):
        assert languages.number_words(4213) == "4.213"
    with two_languages.test_request_context("/", environ_overrides={"hinweisgeber.language": "en"}):
        assert languages.number_words(4213) == "4,213"
