"""After a refused file only some more is read; whatever was typed must have been sent before it."""

from __future__ import annotations

import pytest

from hinweisgeber.intake import Intake
from hinweisgeber.web.wire import form_reader
from hinweisgeber.web.wire.uploads import Limits
from tests.controls import behind_files, controls, filled, parts, typed
from tests.intake.files import body, post
from tests.pages import Reporter, read

BIG = bytes(3 * form_reader.WIDE)


@pytest.fixture(autouse=True)
def strict(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is too large, and next to nothing is read after that."""
    intake.limits = Limits(file=10)
    monkeypatch.setattr(form_reader, "DRAIN", 10)


def test_no_field_stands_behind_the_files(reporter: Reporter) -> None:
    assert behind_files(reporter.client.get("/melden").text, "/melden") == set()
    reporter.send()
    assert behind_files(reporter.open().text, "write") == set()


def test_all_of_a_report_stays_when_its_file_is_far_too_large(reporter: Reporter) -> None:
    page = reporter.client.get("/melden").text
    form = filled(controls(page, "/melden"))
    assert {"description", "keep_names"} <= {name for name, _ in typed(form)}
    refused = post(reporter.client, "/melden", body(parts(form, BIG)))
    assert (refused.status_code, typed(controls(refused.text, "/melden"))) == (413, typed(form))
    assert "Eine Datei ist zu groß" in read(refused).text


def test_what_was_told_on_other_pages_stays_when_a_file_is_far_too_large(reporter: Reporter) -> None:
    """Who goes back to the first page carries everything else along, and the code that is noted already."""
    second = filled(controls(reporter.turn("protect", description="Text").text, "/melden"))
    told = {name: value for name, value in typed(second) if name != "attachments"}
    assert {"fear", "excluded", "meeting", "topic", "who"} <= set(told)
    third = read(reporter.turn("review", **told))
    page = reporter.turn("edit-1", third)
    form = controls(page.text, "/melden")
    refused = post(reporter.client, "/melden", body(parts(form, BIG)))
    assert refused.status_code == 413
    for name, value in told.items():
        assert read(refused).one(name) == value, name
    assert read(reporter.turn("review", read(refused))).code == third.code


@pytest.mark.parametrize("press", ["write", "retaliation", "meeting", "renew"])
def test_all_texts_in_the_mailbox_stay_when_a_file_is_far_too_large(reporter: Reporter, press: str) -> None:
    """Whichever button was pressed: it may be lost behind the file, the refusal and the texts may not."""
    reporter.send()
    form = filled(controls(reporter.open().text, "write"))
    assert ("do", press) in {(c.name, c.value) for c in form if c.kind == "submit"}
    assert {"message", "retaliation", "meeting", "keep_names"} == {name for name, _ in typed(form)}
    refused = post(reporter.client, "/postfach", body(parts(form, BIG, ("do", press))))
    assert (refused.status_code, typed(controls(refused.text, "write"))) == (413, typed(form))
    assert "Eine Datei ist zu groß" in read(refused).text
