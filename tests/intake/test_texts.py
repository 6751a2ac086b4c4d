"""No text of a person turns the words around it: not the reporter's own, not the office's, not the name of a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.attachment import Attachment
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import Said
from hinweisgeber.intake import Intake
from hinweisgeber.usecases.reporter import submit
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.files import store_file
from tests.pages import Reporter
from tests.small_office import SmallOffices
from tests.turned import SHOWN, turned
from tests.valid_html import faults

UNTIL = date(2026, 12, 24).isoformat()


def say(word: str) -> str:
    """Words that would turn what stands around them."""
    return f"Grund \u202e{word}\u2069 \u061cEnde"


def told(booth: Booth, small_office: SmallOffices, file: Attachment) -> AccessCode:
    """A report with every answer, then every kind of message from the office."""
    told = Report(say("1"), "", say("2"), say("3"), say("4"), say("5"), fear=say("6"), wish=say("7"))
    report, wrong = told.checked()
    assert not wrong
    code = AccessCode.generate()
    submit.submit(booth, code, report, say("8"), (file,))
    slots = [{"when": say("9"), "where": say("10"), "how": "outside"}]
    kinds = ("reply", "feedback", "minutes", "consent-request")
    saids = [Said(kind, say(kind), data={"until": UNTIL}) for kind in kinds]
    saids += [Said("meeting-offer", say("offer"), data={"slots": slots}), Said("reply", say("11"), files=(file,))]
    small_office(str(code)).says(*saids)
    return code


def test_no_text_of_a_person_turns_the_words_around_it(
    intake: Intake, booth: Booth, small_office: SmallOffices, tmp_path: Path
) -> None:
    assert intake.upload_store is not None
    file = store_file(intake.upload_store, [b"x"], say("datei") + ".txt", cleaned=False)
    code = told(booth, small_office, file)
    reporter = Reporter(intake.test_client(use_cookies=False), str(code))
    pages = {
        "mailbox": reporter.open(),
        "slot": reporter.open(answer="4:", slot="slot-0"),
        "corrected": reporter.open(answer="2:correct", correction=say("corrected")),
        "written": reporter.open(message=say("written"), do="write"),
        "mailbox again": reporter.open(),
        "refused": reporter.open(message=say("kept"), do="renew"),
        "door": reporter.client.post("/postfach", data={"code": say("code"), "message": say("kept")}),
    }
    html = {name: answer.text for name, answer in pages.items()}
    assert len(SHOWN.findall(html["mailbox again"])) > 40
    assert [f"{name}: {fault}" for name, page in html.items() for fault in turned(page)] == []
    assert faults(html, tmp_path) == []
