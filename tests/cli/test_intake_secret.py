"""The intake's own secret: made by the founding and by an update, never lost over a restart, in no backup."""

from __future__ import annotations

from pathlib import Path

from hinweisgeber import config
from tests.browser.wire import Answer, Wire
from tests.cli.conftest import Started, errors, run, run_apart, wait_for
from tests.cli.test_backup_commands import archives
from tests.cli.test_faces_start import bound
from tests.intake.files import MULTIPART, Part, body
from tests.patience import PATIENT
from tests.ports import free_port

NAME = config.INTAKE_SECRET_FILE


def test_founding_makes_one_of_its_own(template: Path) -> None:
    made = {name: (template / name).read_text().strip() for name in (NAME, "office.secret", "backup.secret")}
    assert len(set(made.values())) == 3
    assert {len(bytes.fromhex(text)) for text in made.values()} == {32}
    assert oct((template / NAME).stat().st_mode & 0o777) == "0o600"


def test_an_update_makes_one_where_there_is_none_and_leaves_it_alone(home: Path) -> None:
    before = (home / NAME).read_text()
    (home / NAME).unlink()
    done = run("check", "--home", home)
    assert (errors(done), "HINWEISGEBER_INTAKE_SECRET" in done.said) == ({"HG-C20", "HG-C22"}, True)
    first, second = run("migrate", "--home", home), run("migrate", "--home", home)
    assert (first.code, second.code) == (0, 0)
    assert first.out.count(f"{NAME}: angelegt") == 1
    assert NAME not in second.out
    made = (home / NAME).read_text()
    assert made != before
    assert config.load(home, {}).intake_secret == bytes.fromhex(made)
    assert oct((home / NAME).stat().st_mode & 0o777) == "0o600"
    assert errors(run("check", "--home", home)) == {"HG-C22"}


def test_an_update_makes_none_where_one_is_named(home: Path) -> None:
    (home / NAME).unlink()
    done = run("migrate", "--home", home, HINWEISGEBER_INTAKE_SECRET="ab" * 32)
    assert (done.code, (home / NAME).exists()) == (0, False)


def test_an_intake_without_it_does_not_start_and_says_what_makes_one(home: Path) -> None:
    (home / NAME).unlink()
    done = run_apart("intake", "--home", home, **bound("intake", free_port()))
    assert done.code == 1
    assert "HINWEISGEBER_INTAKE_SECRET" in done.err
    assert "hinweisgeber migrate" in done.err


def test_the_office_needs_none(home: Path, start: Started) -> None:
    (home / NAME).unlink()
    port = free_port()
    process = start("office", "--home", home, **bound("office", port))
    wait_for(f"http://127.0.0.1:{port}", [process])


def test_no_backup_holds_it_and_a_restored_intake_has_a_new_one(home: Path, tmp_path: Path) -> None:
    secret = (home / NAME).read_text().strip()
    content, _ = archives(run("backup", "--home", home, tmp_path / "b"))
    used = {"HINWEISGEBER_BACKUP_SECRET_FILE": str(home / "backup.secret")}
    assert run("restore", content, "--home", tmp_path / "new", **used).code == 0
    restored = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
    assert not [path.name for path in restored if secret.encode() in path.read_bytes()]
    assert len(bytes.fromhex((tmp_path / "new" / NAME).read_text().strip())) == 32


def sent(wire: Wire, page: Answer, **fields: str) -> Answer:
    """Goes on from a page of the report, with what stands in its hidden fields."""
    return wire.post("/melden", {**page.hidden(), **fields})


def test_a_report_with_a_file_goes_on_after_the_intake_was_ended(home: Path, start: Started) -> None:
    port = free_port()
    process = start("intake", "--home", home, **bound("intake", port))
    wait_for(f"http://127.0.0.1:{port}", [process])
    wire = Wire(f"http://127.0.0.1:{port}")
    parts: list[Part] = [("description", None, b"Text"), ("to", None, b"review"), ("attachments", "a.txt", b"eins")]
    page = wire.request("POST", "/melden", body(parts), {"Content-Type": MULTIPART})
    code = page.code
    process.terminate()
    process.wait(PATIENT)
    again = start("intake", "--home", home, **bound("intake", port))
    wait_for(f"http://127.0.0.1:{port}", [again])
    page = sent(wire, sent(wire, page, to="edit-2"), to="review")
    assert page.code == code
    confirmed = sent(wire, page, to="send", code_noted="1")
    assert 'id="confirmed"' in confirmed.text
    assert "1 Datei ist mit angekommen." in confirmed.text
