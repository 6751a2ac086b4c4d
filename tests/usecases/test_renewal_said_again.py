"""A renewal that somebody deletes on its way, and the office itself on the other side."""

from __future__ import annotations

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.usecases.officer import casework, reading
from hinweisgeber.usecases.officer.collect import collect, deliver
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.submit import submit
from tests.founded import TODAY
from tests.usecases.conftest import Desks
from tests.usecases.sql import execute

ONE = "HM-2026-0001"


def office(anna: Desk) -> list[str]:
    """What she reads, after all went its way."""
    collect(anna)
    deliver(anna.cabinet, anna.letterbox, TODAY)
    return [one.said.text for one in reading.view(anna, ONE).dialogue if one.said]


@pytest.mark.parametrize("noticed", [False, True])
def test_the_office_hears_the_new_code_though_its_renewal_was_deleted(noticed: bool, desk: Desks, booth: Booth) -> None:
    anna, old, new = desk("anna"), AccessCode.generate(), AccessCode.generate()
    submit(booth, old, Report("Erfunden: Es fehlt Geld."))
    office(anna)
    mailbox.renew_code(booth, mailbox.open_mailbox(booth, old), new)
    execute(booth.letterbox, "DELETE FROM message WHERE author = 'reporter' AND place = 1")
    if noticed:
        office(anna)
    capability = mailbox.open_mailbox(booth, new)
    mailbox.write_on(booth, capability, "gehört", "seite")
    assert office(anna)[-1] == "gehört"
    casework.take_over(anna, ONE)
    casework.reply(anna, ONE, "Wann war das?")
    deliver(anna.cabinet, anna.letterbox, TODAY)
    shown = mailbox.read(booth, mailbox.open_mailbox(booth, new))
    assert shown.troubles == frozenset()
    assert [line.said.text for line in shown.lines if line.said] == [
        "Erfunden: Es fehlt Geld.", "gehört", "Wann war das?",
    ]  # fmt: skip
