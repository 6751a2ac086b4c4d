"""Sending: durable before it is confirmed, never twice, for nobody excluded."""

from __future__ import annotations

import shutil
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.unseal import unwrap_dialogue
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.store.letterbox import Letterbox, MailboxRow, letterbox_store
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.reporter import door, mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import CodeUnknown, ExcludedTooLate, NobodyLeft, NobodyThere
from hinweisgeber.usecases.reporter.hearing import Doubt
from hinweisgeber.usecases.reporter.submit import Receipt, Sent, submit
from tests.founded import TODAY, Founded
from tests.usecases.conftest import Reporter
from tests.version_1 import submit_1

Reporters = Callable[[], Reporter]
FIRST = Report("Erfunden: der erste Text.")


def reports(letterbox: Store[Letterbox]) -> int:
    with letterbox.read() as box:
        return len(box.received_dates())


def test_new_report_is_confirmed_with_the_laws_dates(reporter: Reporters) -> None:
    receipt = reporter().send(FIRST)
    assert receipt == Receipt(Sent.NEW, TODAY, TODAY)
    assert (receipt.acknowledge_by, receipt.feedback_by) == (date(2026, 11, 28), date(2027, 2, 21))


def test_without_automatic_acknowledgement_none_is_claimed(reporter: Reporters) -> None:
    one = reporter()
    assert one.send(FIRST, acknowledgement=None).acknowledged is None
    assert one.texts() == [FIRST.description]
    assert one.read().state.acknowledged is None


def test_formal_acknowledgement_lies_in_the_mailbox_at_once(reporter: Reporters) -> None:
    one = reporter()
    one.send(FIRST)
    assert one.texts() == [FIRST.description, "Eingegangen."]
    assert one.read().state.acknowledged == TODAY


def test_second_click_makes_no_second_report_and_no_second_message(
    reporter: Reporters, letterbox: Store[Letterbox]
) -> None:
    one = reporter()
    first = one.send(FIRST)
    again = one.send(FIRST, date(2026, 11, 25))
    assert (again.sent, again.received, again.acknowledged) == (Sent.SAME, first.received, first.acknowledged)
    assert reports(letterbox) == 1
    assert len(one.texts()) == 2


def test_changed_text_under_the_same_code_becomes_one_further_message(
    reporter: Reporters, letterbox: Store[Letterbox]
) -> None:
    one, changed = reporter(), Report("Erfunden: geändert.", where="Musterhausen")
    one.send(FIRST)
    assert [one.send(changed).sent, one.send(changed).sent, one.send(FIRST).sent] == [Sent.ADDED, Sent.ADDED, Sent.SAME]
    assert one.texts() == [FIRST.description, "Eingegangen.", changed.description]
    said = one.read().lines[2].said
    assert said is not None
    assert said.report == changed, "nothing that was typed is lost"
    assert reports(letterbox) == 1


def test_threads_sending_with_one_code_make_one_report(reporter: Reporters, letterbox: Store[Letterbox]) -> None:
    one, kinds, ready = reporter(), [], threading.Barrier(4)

    def send() -> None:
        ready.wait()
        kinds.append(one.send(FIRST).sent)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kinds) == [Sent.NEW, Sent.SAME, Sent.SAME, Sent.SAME]
    assert reports(letterbox) == 1
    assert len(one.texts()) == 2


def test_excluded_officer_gets_no_wrap(reporter: Reporters, letterbox: Store[Letterbox], founded: Founded) -> None:
    lead = founded.people["lead"].officer_id
    reporter().send(Report("Erfunden.", excluded=(lead,)))
    with letterbox.read() as box:
        [(report_id, _)] = box.received_dates()
        assert set(box.wraps(report_id)) == {p.officer_id for p in founded.people.values()} - {lead}


def test_everybody_excluded_is_refused_and_nothing_kept(
    reporter: Reporters, letterbox: Store[Letterbox], founded: Founded
) -> None:
    everyone = tuple(p.officer_id for p in founded.people.values())
    with pytest.raises(NobodyLeft):
        reporter().send(Report("Erfunden.", excluded=everyone))
    assert reports(letterbox) == 0


def test_empty_ring_is_refused_and_nothing_kept(reporter: Reporters, letterbox: Store[Letterbox]) -> None:
    with pytest.raises(NobodyThere):
        reporter().send(FIRST, date(2031, 1, 1))  # nobody's key is valid then
    assert reports(letterbox) == 0


SEND_AND_WAIT = """
    import sys, time
    from datetime import date
    from pathlib import Path
    from hinweisgeber.crypto.code import AccessCode
    from hinweisgeber.crypto.ring import Ring
    from hinweisgeber.domain.dialogue.report import Report
    from hinweisgeber.store.letterbox import letterbox_store
    from hinweisgeber.usecases.reporter.box import Booth
    from hinweisgeber.usecases.reporter.submit import submit
    url, code, ring, pin = sys.argv[1:]
    ring = Ring.parse(Path(ring).read_text(), pin)
    day = date(2026, 11, 21)
    booth = Booth(letterbox_store(url), ring, day)
    receipt = submit(booth, AccessCode.parse(code), Report("Erfunden."), "Ja.")
    print(receipt.sent.value, flush=True)
    time.sleep(60)
"""


def test_confirmed_report_outlives_sigkill(settings: config.Settings, reporter: Reporters, tmp_path: Path) -> None:
    one = reporter()
    program = [sys.executable, "-c", textwrap.dedent(SEND_AND_WAIT), settings.letterbox_url, str(one.code)]
    with subprocess.Popen(
        [*program, str(settings.ring), str(settings.root_fingerprint)], stdout=subprocess.PIPE, text=True
    ) as sender:
        assert sender.stdout
        said = sender.stdout.readline()
        copies = [shutil.copy(path, tmp_path) for path in settings.home.glob("letterbox.sqlite*")]  # as if power failed
        sender.kill()
    assert said == "new\n"
    assert any(str(name).endswith("-wal") for name in copies)
    assert one.texts() == ["Erfunden.", "Ja."]
    copy = letterbox_store(f"sqlite:///{tmp_path}/letterbox.sqlite")
    assert one.at(copy).read().received == TODAY
    copy.dispose()


def test_receipt_is_returned_only_after_the_commit(
    reporter: Reporters, letterbox: Store[Letterbox], booth: Booth, ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(RuntimeError):
        pass

    def fails(*_: object) -> bool:
        raise Away

    one = reporter()
    monkeypatch.setattr(Letterbox, "add_message", fails)
    with pytest.raises(Away):
        submit(booth, one.code, FIRST, None)
    monkeypatch.undo()
    assert reports(letterbox) == 0, "half a report is none"
    assert one.send(FIRST).sent is Sent.NEW


# -- codes of version 1 -------------------------------------------------------------------------------------------


def test_a_report_of_version_1_sent_again_is_the_same_and_changed_an_addition(booth: Booth) -> None:
    """Its page stood open while the program was renewed."""
    code = AccessCode.generate()
    submit_1(booth, code, FIRST, "Eingegangen.")
    again = [submit(booth, code, report, "Eingegangen.") for report in (FIRST, Report("Geändert."), FIRST)]
    assert [one.sent for one in again] == [Sent.SAME, Sent.ADDED, Sent.SAME]
    assert [one.acknowledged for one in again] == [TODAY] * 3
    told = mailbox.read(booth, mailbox.open_mailbox(booth, code)).lines
    assert [line.said.text for line in told if line.said] == [FIRST.description, "Eingegangen.", "Geändert."]
    assert reports(booth.letterbox) == 1


def test_who_was_not_excluded_in_version_1_is_not_excluded_afterwards(booth: Booth, ring: Ring) -> None:
    code = AccessCode.generate()
    submit_1(booth, code, FIRST)
    with pytest.raises(ExcludedTooLate):
        submit(booth, code, Report("Geändert.", excluded=(ring.everyone[0].officer_id,)))


def test_every_code_is_the_same_work_known_or_not(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who counts what the letterbox is asked learns nothing of a code that is no mailbox."""
    new, old, none = (AccessCode.generate() for _ in range(3))
    submit(booth, new, FIRST)
    submit_1(booth, old, FIRST)
    asked, real = list[bytes](), Letterbox.mailboxes

    def counted(box: Letterbox, *locators: bytes) -> dict[bytes, MailboxRow]:
        asked.extend(locators)
        return real(box, *locators)

    monkeypatch.setattr(Letterbox, "mailboxes", counted)
    for code in (new, old, none):
        asked.clear()
        with suppress(CodeUnknown):
            mailbox.open_any(booth, (code,))
        assert asked[:2] == [code.box_locator, code.locator]


def test_a_mailbox_of_version_1_opened_twice_at_once_moves_once(booth: Booth, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one is there first; whose voice was introduced speaks on."""
    code, real = AccessCode.generate(), unwrap_dialogue
    submit_1(booth, code, FIRST)

    def overtaken(*of: Any) -> DialogueKey:
        monkeypatch.setattr(door, "unwrap_dialogue", real)
        mailbox.open_mailbox(booth, code)
        return real(*of)

    monkeypatch.setattr(door, "unwrap_dialogue", overtaken)
    mailbox.write_on(booth, mailbox.open_mailbox(booth, code), "Und weiter.", "seite")
    told = mailbox.read(booth, mailbox.open_mailbox(booth, code)).lines
    assert [line.doubt for line in told] == [Doubt.UNSIGNED, None, None]
