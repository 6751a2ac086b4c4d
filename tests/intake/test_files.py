"""Files with reports and messages: sealed as they arrive, kept over refusals, given out whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import re
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from hinweisgeber import config
from hinweisgeber.crypto.capability import STAGED_LIFETIME
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.crypto.padding import padme
from hinweisgeber.intake import Intake
from hinweisgeber.store import blobs
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.errors import StoreAway, StoreFull
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.sweep import sweep
from hinweisgeber.web.wire.uploads import Limits
from tests.founded import NOW
from tests.intake.files import (
    BOUNDARY,
    Generated,
    Part,
    Sender,
    blobs_in,
    body,
    head,
    holding,
    offered,
    post,
    staged,
    upload,
)  # fmt: skip
from tests.pages import articles, read
from tests.store.s3 import create_bucket

WORDS = (b"Zitronenkuchen", b"Heidelbeerwein", b"Quittengelee")
PHOTO = b"\xff\xd8\xff\xe1Exif Quittengelee" + os.urandom(200_000) + b"Heidelbeerwein"
TABLE = b"Heidelbeerwein;1\n" * 30_000
SENDING: list[Part] = [("code_noted", None, b"1"), ("to", None, b"send")]


@pytest.fixture
def reporter(client: FlaskClient) -> Sender:
    return Sender(client)


@pytest.fixture
def home(settings: config.Settings) -> Path:
    return settings.home


def test_a_report_and_each_message_take_several_files(reporter: Sender, home: Path) -> None:
    files = [upload(PHOTO, "Zitronenkuchen.JPG"), upload(TABLE, "b.csv")]
    confirmed = reporter.send(attachments=files)
    assert confirmed.status_code == 200
    opened = reporter.open()
    assert [name for _, name in offered(opened)] == ["Anlage-01.jpg (200 kB)", "Anlage-02.csv (510 kB)"]
    page = read(opened)
    fields = {"capability": page.fields["capability"][0], "do": "write"}
    more = reporter.post("/postfach", {**fields, "attachments": [upload(b"drei", "Drei.pdf")]})
    assert "Ihre Nachricht ist angekommen" in read(more).text
    assert [name for _, name in offered(more)][2:] == ["Anlage-01.pdf (4 Byte)"]
    assert len(blobs_in(home)) == 3


def test_files_come_back_byte_by_byte_as_downloads_that_run_nothing(reporter: Sender) -> None:
    reporter.send(attachments=[upload(PHOTO, "a.jpg"), upload(TABLE, "b.csv"), upload(b"x", "kurz.txt")])
    opened = reporter.open()
    capability = read(opened).fields["capability"][0]
    for (blob, _), content, name in zip(
        offered(opened), (PHOTO, TABLE, b"x"), ("Anlage-01.jpg", "Anlage-02.csv", "Anlage-03.txt"), strict=True
    ):
        answer = reporter.client.post("/postfach", data={"capability": capability, "download": blob})
        assert (answer.status_code, answer.data) == (200, content)
        assert answer.headers["Content-Length"] == str(len(content))
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{name}"')
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_is_given_out_without_the_capability(reporter: Sender) -> None:
    reporter.send(attachments=[upload(TABLE, "b.csv")])
    ((blob, _),) = offered(reporter.open())
    stranger = Sender(reporter.client)
    stranger.send("Anderes.")
    foreign = read(stranger.open()).fields["capability"][0]
    for fields in ({"download": blob}, {"download": blob, "capability": "x"}):
        assert reporter.client.post("/postfach", data=fields).status_code == 400
    for name in (blob, "0" * 32, "../../etc/passwd", "ü"):
        answer = reporter.client.post("/postfach", data={"download": name, "capability": foreign})
        assert answer.status_code == 404
        assert "nicht mehr vorhanden" in read(answer).text
        assert read(answer).fields["capability"], "the mailbox stays open"
    assert reporter.client.get(f"/postfach?download={blob}").data.find(b"Heidelbeerwein") == -1


def test_a_file_out_of_reach_leaves_the_mailbox_open(reporter: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    reporter.send("Mein Text.", attachments=[upload(TABLE, "b.csv")])
    opened = reporter.open()
    fields = {"capability": read(opened).fields["capability"][0], "download": offered(opened)[0][0]}

    def away(*_: object) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(blobs.FolderBlobs, "read", away)
        answer = reporter.client.post("/postfach", data=fields)
    assert answer.status_code == 503
    assert "gerade nicht erreichbar" in read(answer).text
    assert offered(answer) == offered(opened)
    assert reporter.client.post("/postfach", data=fields).data == TABLE


def test_a_damaged_file_is_never_given_out_as_if_it_were_whole(reporter: Sender, home: Path) -> None:
    content = os.urandom(3_000_000)
    reporter.send(attachments=[upload(content, "a.bin")])
    opened = reporter.open()
    (path,) = blobs_in(home)
    sealed = path.read_bytes()
    for damaged in (sealed[:-20], sealed[:1_500_000], sealed[:-1] + bytes([sealed[-1] ^ 1])):
        path.write_bytes(damaged)
        fields = {"capability": read(opened).fields["capability"][0], "download": path.name}
        answer = reporter.client.post("/postfach", data=fields, buffered=False)
        assert answer.headers["Content-Length"] == str(len(content))
        with pytest.raises(SealBroken):  # gunicorn closes the connection then, before all has been sent
            list(answer.iter_encoded())


# -- nothing readable, nothing large ------------------------------------------------------------------------------


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files that only this test uses."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_no_readable_byte_is_on_a_disk_while_or_after_files_come_in(
    reporter: Sender, home: Path, watched: Path
) -> None:
    reporter.form()
    seen: list[Path] = []

    def pieces() -> Iterator[bytes]:
        for field, value in (("description", "Text"), ("code", reporter.code), ("code_noted", "1"), ("to", "send")):
            yield head(field, None) + value.encode() + b"\r\n"
        for n in range(2):
            yield head("attachments", f"Zitronenkuchen-{n}.jpg")
            for _ in range(6):
                yield PHOTO * 3
                seen.extend(holding(WORDS, home, watched))
            yield b"\r\n"
        yield b"--" + BOUNDARY + b"--\r\n"

    sent = b"".join(pieces())
    answer = post(reporter.client, "/melden", Generated(pieces()), len(sent))
    assert answer.status_code == 200
    assert len(blobs_in(home)) == 2
    assert seen == []
    assert holding(WORDS, home, watched) == []
    assert list(watched.iterdir()) == []


def test_memory_stays_flat_while_300_megabytes_come_in(reporter: Sender, home: Path) -> None:
    reporter.form()
    piece, times = os.urandom(1_000_000), 300

    def pieces() -> Iterator[bytes]:
        for field, value in (("description", "Text"), ("code", reporter.code), ("code_noted", "1"), ("to", "send")):
            yield head(field, None) + value.encode() + b"\r\n"
        yield head("attachments", "film.mp4")
        for _ in range(times):
            yield piece
        yield b"\r\n--" + BOUNDARY + b"--\r\n"

    texts = [("description", b"Text"), ("code", reporter.code.encode()), ("code_noted", b"1"), ("to", b"send")]
    first = body([(name, None, text) for name, text in texts])
    length = len(first) - len(BOUNDARY) - 6 + len(head("attachments", "film.mp4")) + times * len(piece)
    length += len(BOUNDARY) + 8
    tracemalloc.start()
    try:
        answer = post(reporter.client, "/melden", Generated(pieces()), length)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert answer.status_code == 200
    assert blobs_in(home)[0].stat().st_size >= times * len(piece)
    assert peak < 16 * 1024**2


@pytest.mark.parametrize("length", [1, 2, 65_536, 65_537, 1_000_003])
def test_the_stored_size_tells_only_the_step(reporter: Sender, home: Path, length: int) -> None:
    reporter.send(attachments=[upload(os.urandom(length), "a.bin")])
    (path,) = blobs_in(home)
    padded = padme(length)
    overhead = path.stat().st_size - padded
    assert padded >= 65_536
    assert 0 < overhead <= 100 + 20 * (padded // 16_384 + 1)


def test_name_type_and_length_stand_inside_only(reporter: Sender, settings: config.Settings) -> None:
    name = "Zitronenkuchen.geheimrezept"
    reporter.send(attachments=[upload(b"12345678", name)], keep_names="1")
    assert holding((b"Zitronen", b"12345678", b"geheimrezept"), settings.home) == []
    assert offered(reporter.open())[0][1] == "Zitronenkuchen.geheimrezept (8 Byte)"


# -- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Erika\\Rechnung.pdf", "Rechnung.pdf"),
        ("Rechnung\u202efdp.exe", "Rechnungfdp.exe.bin"),
        ("x" * 4000 + ".pdf", "x" * 116 + ".pdf"),
        ("con.txt", "_con.txt"),
        ("a.html", "a.html.bin"),
    ],
)
def test_hostile_names_are_tamed(reporter: Sender, home: Path, sent: str, kept: str) -> None:
    parts: list[Part] = [("attachments", sent, b"x"), ("description", None, b"Text"), ("keep_names", None, b"1")]
    reporter.form()
    parts += [("code", None, reporter.code.encode()), *SENDING]
    assert post(reporter.client, "/melden", body(parts)).status_code == 200
    ((blob, shown),) = offered(reporter.open())
    assert shown == f"{kept} (1 Byte)"
    assert [path.name for path in blobs_in(home)] == [blob]


def test_a_part_without_a_file_name_is_no_file(reporter: Sender, home: Path) -> None:
    reporter.form()
    parts: list[Part] = [("attachments", "", b"ohne"), ("description", None, b"Text"), *SENDING]
    answer = post(reporter.client, "/melden", body([*parts, ("code", None, reporter.code.encode())]))
    assert answer.status_code == 200
    assert blobs_in(home) == []


@pytest.mark.parametrize("turn", range(5))
def test_the_order_of_the_parts_does_not_matter(reporter: Sender, home: Path, turn: int) -> None:
    reporter.form()
    parts: list[Part] = [("attachments", "a.txt", TABLE), ("description", None, b"Text"), *SENDING]
    parts.append(("code", None, reporter.code.encode()))
    assert post(reporter.client, "/melden", body(parts[turn:] + parts[:turn])).status_code == 200
    assert len(offered(reporter.open())) == len(blobs_in(home)) == 1


# -- limits ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def small(intake: Intake) -> Intake:
    intake.limits = Limits(file=1_000_000, message=2_000_000, files=3)
    return intake


@pytest.mark.parametrize(
    ("sizes", "sentence", "arrived"),
    [
        ([10, 20, 1_000_001], "Eine Datei ist zu groß: Möglich sind 1 MB je Datei", 2),
        ([900_000, 900_000, 900_000], "zusammen zu groß: Möglich sind 2 MB je Nachricht", 2),
        ([1, 2, 3, 4], "Das sind zu viele Dateien: Möglich sind 3 je Nachricht", 3),
    ],
)
def test_too_much_is_refused_in_german_and_text_and_arrived_files_stay(
    reporter: Sender, small: Intake, home: Path, sizes: list[int], sentence: str, arrived: int
) -> None:
    files = [upload(os.urandom(size), f"{n}.bin") for n, size in enumerate(sizes)]
    refused = reporter.send("Mein Text.", attachments=files)
    assert refused.status_code == 413
    page = read(refused)
    assert sentence in page.text
    assert page.one("description") == "Mein Text."
    assert read(reporter.turn("review", page)).code == reporter.code, "the code that is noted stays the same"
    assert len(blobs_in(home)) == arrived, "what was too much is gone, what arrived waits"
    again = reporter.send("Mein Text.", state=staged(refused))
    assert again.status_code == 200
    assert len(offered(reporter.open())) == arrived


def test_a_hopeless_body_is_refused_early(reporter: Sender, small: Intake, home: Path) -> None:
    reporter.form()
    parts: list[Part] = [("description", None, b"Mein Text."), ("code", None, reporter.code.encode())]
    answer = post(reporter.client, "/melden", body([*parts, ("attachments", "a.bin", bytes(20_000_000))]))
    assert answer.status_code == 413
    assert "Möglich sind 2 MB je Nachricht" in read(answer).text
    assert read(answer).one("description") == "Mein Text."
    assert blobs_in(home) == []


def test_files_that_wait_can_be_left_out(reporter: Sender, home: Path) -> None:
    waiting = reporter.send("", attachments=[upload(b"eins", "a.txt"), upload(b"zwei", "b.txt")])
    assert "Diese Dateien sind versiegelt angekommen" in read(waiting).text
    first = blobs_of(waiting)[0]
    assert reporter.send(state=staged(waiting), remove=first).status_code == 200
    assert [name for _, name in offered(reporter.open())] == ["Anlage-01.txt (4 Byte)"]


def blobs_of(answer: TestResponse) -> list[str]:
    return re.findall(r'name="remove" type="checkbox" value="(\w+)"', answer.text)


def test_files_that_wait_are_bounded_together_with_new_ones(reporter: Sender, small: Intake, home: Path) -> None:
    waiting = reporter.send("", attachments=[upload(bytes(900_000), "a"), upload(bytes(900_000), "b")])
    refused = reporter.send("Text.", state=staged(waiting), attachments=[upload(bytes(900_000), "c")])
    assert refused.status_code == 413
    assert len(blobs_of(refused)) == len(blobs_in(home)) == 2


def test_showing_a_form_again_and_again_does_not_keep_files_for_ever(reporter: Sender, intake: Intake) -> None:
    """They would be swept while the form still names them; that they are gone is said."""
    waiting = reporter.send("", attachments=[upload(b"eins", "a.txt")])
    hours = 0
    while blobs_of(waiting):
        hours += 1
        moment = NOW + timedelta(hours=hours)
        intake.clock = partial(lambda then: then, moment)
        waiting = reporter.send("", state=staged(waiting))
    assert hours == STAGED_LIFETIME // 3600 + 1
    assert 'id="staged-lost"' in waiting.text


def test_without_waiting_files_an_empty_field_is_nothing(reporter: Sender) -> None:
    assert reporter.send(state="").status_code == 200
    assert offered(reporter.open()) == []


# -- twice ----------------------------------------------------------------------------------------------------------


def test_the_same_again_doubles_nothing_and_its_second_blobs_are_deleted(reporter: Sender, home: Path) -> None:
    def send() -> None:
        files = [upload(PHOTO, "a.jpg"), upload(TABLE, "b.csv")]
        assert reporter.send("Text.", attachments=files).status_code == 200

    send()
    before = blobs_in(home)
    send()
    assert blobs_in(home) == before
    assert len(articles(reporter.open())) == 2  # the report, the acknowledgement
    assert reporter.send("Text.", attachments=[upload(PHOTO, "a.jpg")]).status_code == 200
    assert len(articles(reporter.open())) == 3
    assert len(blobs_in(home)) == 3


def test_a_message_sent_twice_from_one_page_stands_once(reporter: Sender, home: Path) -> None:
    reporter.send()
    fields = {"capability": read(reporter.open()).fields["capability"][0], "do": "write", "message": "Dazu:"}
    for _ in range(2):
        answer = reporter.post("/postfach", {**fields, "attachments": [upload(TABLE, "b.csv")]})
        assert answer.status_code == 200
    assert len(offered(reporter.open())) == len(blobs_in(home)) == 1


# -- durable, or nothing ------------------------------------------------------------------------------------------


def test_files_are_durable_before_the_report_is_committed(
    reporter: Sender, letterbox: Store[Letterbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    reporter.form()
    order: list[str] = []
    fsync, write, named = os.fsync, blobs.FolderWriter.finish, Letterbox.name_blobs

    def then(word: str, act: Callable[..., None]) -> Callable[..., None]:
        return lambda *of: (act(*of), order.append(word))[0]  # type: ignore[func-returns-value]

    monkeypatch.setattr(os, "fsync", then("fsync", fsync))
    monkeypatch.setattr(blobs.FolderWriter, "finish", then("finished", write))
    monkeypatch.setattr(Letterbox, "name_blobs", then("row", named))
    assert reporter.send(attachments=[upload(b"1", "a"), upload(b"2", "b")]).status_code == 200
    assert [step for step in order if step != "fsync"] == ["finished", "finished", "row"]
    assert order.index("fsync") < order.index("finished")
    assert order[order.index("row") :] == ["row"]


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(body([("attachments", "a.bin", bytes(300_000))])[:-40], id="no end"),
        pytest.param(head("attachments", "a.bin") + bytes(300_000), id="only a beginning"),
        pytest.param(b"--" + BOUNDARY + b"\r\nX: y\r\n\r\nx", id="no disposition"),
        pytest.param(b"nothing of the kind" * 100_000, id="no boundary"),
        pytest.param(b"--" + BOUNDARY + b"\r\nContent-Disposition: " + b"x" * 3_000_000, id="endless head"),
        pytest.param(b"", id="empty"),
    ],
)
def test_broken_forms_leave_nothing(client: FlaskClient, home: Path, sent: bytes) -> None:
    assert post(client, "/melden", sent).status_code in (400, 413)
    assert blobs_in(home) == []


def test_a_connection_that_breaks_in_a_file_leaves_nothing(client: FlaskClient, home: Path) -> None:
    whole = body([("attachments", "first.bin", bytes(100_000)), ("attachments", "a.bin", bytes(900_000))])
    assert post(client, "/melden", whole[:500_000], length=len(whole)).status_code == 400
    assert blobs_in(home) == []


def test_what_looks_like_a_boundary_stays_in_the_file(reporter: Sender) -> None:
    tricks = b"\r\n--" + BOUNDARY[:-1] + b"\r\n--" + b"x\r\n\r\n--\r\n" + b"\r\n" * 70_000 + b"\r\n--" + BOUNDARY[:5]
    reporter.form()
    parts: list[Part] = [*SENDING, ("attachments", "a.bin", tricks), ("description", None, b"T")]
    assert post(reporter.client, "/melden", body([*parts, ("code", None, reporter.code.encode())])).status_code == 200
    opened = reporter.open()
    fields = {"capability": read(opened).fields["capability"][0], "download": offered(opened)[0][0]}
    assert reporter.client.post("/postfach", data=fields).data == tricks


@pytest.mark.parametrize(("error", "status", "sentence"), [(StoreFull, 507, "voll"), (StoreAway, 503, "erreichbar")])
@pytest.mark.parametrize("where", ["create", "write", "finish"])
def test_a_store_in_trouble_keeps_the_text_and_confirms_nothing(
    reporter: Sender,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[StoreAway],
    status: int,
    sentence: str,
    where: str,
) -> None:
    def fail(*_: object) -> None:
        raise error()

    of = blobs.FolderBlobs if where == "create" else blobs.FolderWriter
    monkeypatch.setattr(of, where, fail)
    refused = reporter.send("Mein Text.", attachments=[upload(b"1", "a.txt")])
    assert refused.status_code == status
    assert sentence in read(refused).text
    assert read(refused).one("description") == "Mein Text."
    assert reporter.open().status_code == 400, "there is no mailbox"
    assert blobs_in(home) == []
    assert reporter.send("Mein Text.").status_code == 200, "without files it goes through"


def test_only_files_stop_at_the_reserve(reporter: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blobs, "RESERVE", 2**60)
    monkeypatch.setattr(blobs, "RESERVE_SHARE", 1.1)
    refused = reporter.send("Mein Text.", attachments=[upload(b"1", "a.txt")])
    assert refused.status_code == 507
    assert "Der Speicher für Dateien ist voll" in read(refused).text
    assert reporter.send("Mein Text.").status_code == 200


def test_a_letterbox_away_keeps_the_files_waiting(
    reporter: Sender, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    with monkeypatch.context() as patch:

        def away(*_: object) -> None:
            raise StoreAway()

        patch.setattr(Letterbox, "add_report", away)
        refused = reporter.send("Mein Text.", attachments=[upload(b"1", "a.txt")])
        assert refused.status_code == 503
    assert reporter.send("Mein Text.", state=staged(refused)).status_code == 200
    assert len(offered(reporter.open())) == len(blobs_in(home)) == 1


def test_the_sweep_takes_orphans_and_nothing_that_is_named(
    reporter: Sender, home: Path, letterbox: Store[Letterbox], cabinet: Store[Cabinet], intake: Intake
) -> None:
    reporter.send(attachments=[upload(b"1", "a.txt")])
    named = blobs_in(home)
    reporter.send("", attachments=[upload(b"2", "b.txt")])
    (home / "blobs" / f"{'0' * 32}.part").write_bytes(b"half")
    later = (home / "blobs").stat().st_mtime + 4 * blobs.DAY
    assert sweep(intake.blobs, letterbox, cabinet, later - 4 * blobs.DAY) == 0
    assert sweep(intake.blobs, letterbox, cabinet, later) == 1
    assert blobs_in(home) == named


# -- another form of store -----------------------------------------------------------------------------------------


def test_files_go_to_an_object_store_and_back(
    settings: config.Settings, intake: Intake, monkeypatch: pytest.MonkeyPatch, s3_server: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    create_bucket(s3_server, "flow")
    url = f"s3://flow/x?endpoint={s3_server}&region=us-east-1"
    app = Intake(dataclasses.replace(settings, blobs_url=url), intake.institution, intake.ring, intake.letterbox)
    reporter = Sender(app.test_client(use_cookies=False))
    content = os.urandom(20_000_000)
    assert reporter.send(attachments=[upload(content, "a.bin")]).status_code == 200
    opened = reporter.open()
    fields = {"capability": read(opened).fields["capability"][0], "download": offered(opened)[0][0]}
    assert reporter.client.post("/postfach", data=fields).data == content
    assert blobs_in(settings.home) == []


def test_an_object_store_away_keeps_the_text(
    settings: config.Settings, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    url = "s3://flow/x?endpoint=http://127.0.0.1:9&region=us-east-1"
    app = Intake(dataclasses.replace(settings, blobs_url=url), intake.institution, intake.ring, intake.letterbox)
    reporter = Sender(app.test_client(use_cookies=False))
    refused = reporter.send("Mein Text.", attachments=[upload(b"1", "a.txt")])
    assert refused.status_code == 503
    assert read(refused).one("description") == "Mein Text."
    assert reporter.send("Mein Text.").status_code == 200


def test_a_file_that_another_report_has_is_not_sent_again(reporter: Sender, client: FlaskClient, home: Path) -> None:
    """It would go when that report goes. The text stays, the page says so, and what is sent next goes through."""
    waiting = reporter.send("", attachments=[upload(b"eins", "a.txt"), upload(b"zwei", "b.txt")])
    assert reporter.send("Erste Meldung.", state=staged(waiting)).status_code == 200
    other = Sender(client)
    other.form()
    refused = other.send("Zweite Meldung.", state=staged(waiting))
    page = read(refused)
    assert (refused.status_code, page.one("description"), blobs_of(refused)) == (400, "Zweite Meldung.", [])
    assert "gehören schon zu einer anderen Meldung" in page.text
    assert len(blobs_in(home)) == 2
    assert len(offered(reporter.open())) == 2
    assert other.send("Zweite Meldung.", state=staged(refused)).status_code == 200
    assert offered(other.open()) == []


def test_a_file_that_another_report_has_is_no_message_either(reporter: Sender, client: FlaskClient) -> None:
    waiting = reporter.send("", attachments=[upload(b"eins", "a.txt")])
    assert reporter.send("Erste Meldung.", state=staged(waiting)).status_code == 200
    other = Sender(client)
    assert other.send("Zweite Meldung.").status_code == 200
    capability = read(other.open()).fields["capability"][0]
    fields: dict[str, object] = {
        "capability": capability,
        "message": "Nachtrag.",
        "state": staged(waiting),
        "do": "write",
    }
    refused = other.post("/postfach", fields)
    assert (refused.status_code, read(refused).one("message"), blobs_of(refused)) == (400, "Nachtrag.", [])
    assert "gehören schon zu einer anderen Meldung" in read(refused).text
