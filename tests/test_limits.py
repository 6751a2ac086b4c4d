"""The limits that THREAT_MODEL, SPEC, start page and privacy notice name are real, and all four name them.

Each test shows a limit and the words for it. Whoever overcomes one finds its test red and changes the words with it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.intake import Intake
from hinweisgeber.store.cabinet import CASE
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding
from hinweisgeber.usecases.officer import casework
from hinweisgeber.usecases.officer.collect import collect
from hinweisgeber.usecases.officer.desk import Desk, open_file
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.burglar import Burglar, kept_by_the_intake
from tests.founded import TODAY, Founded
from tests.pages import Reporter, read
from tests.usecases.sql import execute

ROOT = Path(__file__).resolve().parents[1]
THREATS = ROOT / "THREAT_MODEL.md"
SPEC = ROOT / "hinweisgeber/crypto/SPEC.md"
NUMBER = "HM-2026-0001"
Desks = Callable[..., Desk]


def says(document: Path, *words: str) -> bool:
    text = " ".join(document.read_text(encoding="utf-8").split())
    return all(word in text for word in words)


def shows(intake: Intake, path: str, *words: str) -> bool:
    text = read(intake.test_client().get(path)).text
    return all(word in text for word in words)


def send(booth: Booth, at: Desk) -> AccessCode:
    """A report, taken in by `at`; its code."""
    code = AccessCode.generate()
    submit(booth, code, Report("Erfunden."), None)
    collect(at)
    return code


def test_an_intake_that_saw_the_code_reads_the_dialogue_until_it_is_renewed_and_never_the_file(
    desk: Desks, letterbox: Store[Letterbox], booth: Booth, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as while_sending:
        kept = kept_by_the_intake(while_sending)
        code, anna = send(booth, desk("anna")), desk("anna")
    casework.reply(anna, NUMBER, "Eine Antwort.")
    casework.note(anna, NUMBER, "Nur für die Meldestelle.")
    burglar = Burglar(anna.cabinet, letterbox, kept, codes=[code])
    burglar.rows = {row for (file_id,) in execute(letterbox, "SELECT id FROM report")
                    for row in burglar.mailbox_rows(file_id)}  # fmt: skip
    assert "Eine Antwort." in str(burglar.opens())
    mailbox.renew_code(booth, mailbox.open_mailbox(booth, code), AccessCode.generate())
    collect(anna)
    casework.reply(anna, NUMBER, "Nur unter dem neuen Code.")
    assert "Nur " not in str(burglar.opens())
    assert says(THREATS, "**An intake that saw a code opens that mailbox until the code is renewed elsewhere.**")
    assert says(THREATS, "It opens nothing of the office's file")
    assert says(SPEC, "opens that mailbox until its code is renewed on another machine")
    assert shows(
        intake, "/", "Unsere Notizen öffnet er damit nicht. Bei Fällen von früher gilt das nur für neue Notizen."
    )
    assert shows(intake, "/datenschutz", "kann er Ihr Gespräch mit uns lesen, bis Sie den Code erneuern.")


def test_who_kept_a_key_reads_what_was_said_before_being_revoked_and_no_more(
    desk: Desks, letterbox: Store[Letterbox], booth: Booth, founded: Founded, intake: Intake
) -> None:
    anna, lead = desk("anna"), desk("lead")
    send(booth, anna)
    casework.reply(anna, NUMBER, "Solange sie da war.")
    with anna.cabinet.read() as cabinet:
        kept = open_file(cabinet, anna, CASE, NUMBER).keys.newest.raw
    longer = founding.revoke(anna.cabinet, letterbox, anna.ring, founded.root(), "anna", TODAY, TODAY)
    assert anna.officer_id not in [officer.officer_id for officer in longer.officers(TODAY)]
    lead = replace(lead, ring=longer)
    casework.reply(lead, NUMBER, "Seit sie fort ist.")
    casework.note(lead, NUMBER, "Nur für die, die da sind.")
    words = str(Burglar(anna.cabinet, letterbox, [kept]).opens())
    assert "Solange sie da war." in words
    assert "Erfunden." in words, "the first key leads back to the report's"
    assert "Seit sie fort" not in words
    assert "Nur f" not in words
    assert says(THREATS, "**Revocation closes what is stored and what comes, not what was copied.**")
    assert says(SPEC, "Revocation does not close what was seen; of file and dialogue it closes all that is sealed from")
    assert shows(intake, "/datenschutz", "kann sie das Alte noch lesen. Was Sie und wir danach schreiben, nicht.")


def test_the_length_of_a_text_that_is_sent_stays_visible_without_script(intake: Intake) -> None:
    """Answers have one of three lengths (tests/wire), but a plain form is as long as what was typed into it."""
    assert 'name="fill"' not in intake.test_client().get("/melden").text, "only script fills a form up"
    assert says(THREATS, "**Lengths on the wire.** Pages that depend on a code", "how long a text was that is sent")
    assert says(SPEC, "Answers over HTTP are padded by the intake")
    assert shows(intake, "/", "wie viel Sie senden")
    assert shows(intake, "/datenschutz", "wie lang ein Text ist, den Sie senden")


@pytest.mark.parametrize("face", ["intake", "office"])
def test_the_way_is_post_quantum_only_where_both_ends_can(face: str, intake: Intake) -> None:
    nginx = (ROOT / f"deploy/nginx/{face}.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\s*ssl_ecdh_curve (.*);", nginx, re.MULTILINE) == ["auto"], "no list of ours forbids it"
    assert says(
        THREATS, "**Post-quantum on the wire.** What is stored is sealed", "Debian 12's OpenSSL 3.0 has not got it"
    )
    assert says(SPEC, "Its key exchange is post-quantum only where both ends have X25519MLKEM768")
    assert shows(intake, "/datenschutz", "nur, wenn Ihr Browser und unser Server beide ein neues Verfahren können")


def test_files_tell_the_time_that_tables_do_not(intake: Intake, settings: config.Settings) -> None:
    before = time.time() - 1
    Reporter(intake.test_client(use_cookies=False)).send()
    assert max(path.stat().st_mtime for path in settings.home.glob("letterbox.sqlite*")) >= before
    assert says(THREATS, "**File times and order.**", "of the last line of a log")
    assert says(SPEC, "Times are in no format here and still in the file system")
    assert shows(intake, "/", "An den Dateien auf dem Server ist aber zu sehen, wann etwas gespeichert wurde.")
    assert shows(intake, "/datenschutz", "ist trotzdem zu sehen, wann etwas gespeichert wurde")
    for path in ("/", "/datenschutz"):
        assert not re.search(r"speichern (?:weder|keine)[^.]*Uhrzeit", read(intake.test_client().get(path)).text)
