"""When many files or long texts have come, what was typed stays, and the page says when more will be taken; what is not
kept takes nothing away."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from hinweisgeber import config
from hinweisgeber.intake import Intake, create_app
from hinweisgeber.store import rate
from hinweisgeber.store.blobs import FolderBlobs
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.rate import Meter
from hinweisgeber.web.ring_file import RingFile
from hinweisgeber.web.wire import uploads
from tests.intake.files import Sender, blobs_in, offered, upload
from tests.pages import read

WORDS = "Es fehlt Geld in der Kasse."
LONG = WORDS * 3000


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(intake: Intake, clock: Clock) -> Meter:
    intake.meter = Meter(clock)
    return intake.meter


def test_a_file_is_refused_with_its_time_and_the_text_stays(
    client: FlaskClient, meter: Meter, clock: Clock, settings: config.Settings
) -> None:
    reporter, file = Sender(client), upload(b"Beleg", "beleg.txt")
    assert meter.files.take(rate.FILES)
    refused = reporter.send(WORDS, attachments=[file])
    page = read(refused)
    assert refused.status_code == 503
    assert "Gerade sind sehr viele Dateien angekommen. Ihr Text steht noch da." in page.text
    assert "in etwa 3 Minuten" in page.text
    assert page.fields["description"] == [WORDS]
    assert blobs_in(settings.home) == []
    clock.now += 3 * 60
    assert reporter.send(WORDS, attachments=[file]).status_code == 200
    assert len(offered(reporter.open())) == 1


def test_without_its_file_the_text_goes_out(client: FlaskClient, meter: Meter) -> None:
    reporter = Sender(client)
    assert meter.files.take(rate.FILES)
    assert reporter.send(WORDS, attachments=[upload(b"Beleg", "beleg.txt")]).status_code == 503
    assert reporter.send(WORDS).status_code == 200


def test_what_is_not_kept_takes_nothing_away(intake: Intake, meter: Meter) -> None:
    """A file that was broken off, and those of a form that breaks off later."""
    of = uploads.Uploads(intake.blobs, uploads.Limits(), meter=meter)
    for ends in (True, False):
        of.begin("beleg.bin")
        of.more(bytes(10 * uploads.MIB))
        if ends:
            of.end()
    assert meter.files.seconds_until(rate.FILES) > 0
    of.drop_unkept()
    assert meter.files.take(rate.FILES - 2 * uploads.MIB), "but for what a file is filled up by"


def test_a_file_without_a_byte_never_comes_to_the_store(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(FolderBlobs, "create", lambda _, name: made.append(name))
    of = uploads.Uploads(intake.blobs, uploads.Limits())
    of.begin("leer.bin")
    of.end()
    of.begin("leer.bin")
    of.drop_unkept()
    assert (of.empty, of.problem, made) == (["leer.bin"], None, [])


def test_what_is_kept_counts(client: FlaskClient, meter: Meter) -> None:
    assert Sender(client).send(WORDS, attachments=[upload(bytes(uploads.MIB), "beleg.bin")]).status_code == 200
    assert not meter.files.take(rate.FILES - uploads.MIB)


def test_the_intake_as_it_is_started_has_a_meter_for_texts_and_files(settings: config.Settings) -> None:
    intake = create_app(settings)
    assert intake.meter is not None
    assert intake.letterbox._wait == intake.meter.wait
    with intake.letterbox.write() as box:
        assert box._meter is intake.meter


def test_a_long_text_is_refused_with_its_time_and_stays_where_it_was_typed(
    settings: config.Settings, institution: config.Institution, ring_file: RingFile, clock: Clock
) -> None:
    """In the report, when it is kept for later, and in the mailbox; a short one goes out meanwhile."""
    meter = Meter(clock)
    letterbox = letterbox_store(settings.letterbox_url, meter=meter)
    reporter = Sender(Intake(settings, institution, ring_file, letterbox, meter).test_client(use_cookies=False))
    assert meter.long_texts.take(rate.LONG_TEXTS)
    for to in ("send", "draft"):
        refused = reporter.send(LONG, to=to)
        assert refused.status_code == 503
        assert "Gerade sind sehr viele lange Texte angekommen." in refused.text
        assert "in etwa 2 Minuten" in refused.text
        assert read(refused).fields["description"] == [LONG]
    assert reporter.send(WORDS).status_code == 200
    capability = read(reporter.open()).one("capability")
    refused = reporter.post("/postfach", {"capability": capability, "do": "write", "message": LONG})
    assert (refused.status_code, read(refused).fields["message"]) == (503, [LONG])
    letterbox.dispose()
