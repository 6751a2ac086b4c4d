"""Sessions live no longer than the office that runs; what was typed does. Several offices share a secret in memory."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.office import Office
from hinweisgeber.office.memory import memory_of
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper.sweep import sweep
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.unlock import IDLE_SECONDS
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import NOW, Founded
from tests.office.conftest import CASE_1
from tests.office.files import PATH, of_office, reply, send_files
from tests.office.people import Browser
from tests.office.test_oral_pages import record, send
from tests.usecases.sql import execute

RIGHT = "anna-und-nur-fuer-tests"
Make = Callable[..., Office]


def moved(browser: Browser, office: Office) -> Browser:
    """The same browser, whose next page another office answers."""
    browser.office = browser.client.application = office
    return browser


# -- a restart ------------------------------------------------------------------------------------------------------


def test_after_a_restart_one_logs_in_again_and_finds_the_text(
    colleague: Browser, make_office: Make, code: AccessCode, entries: Callable[[], list[str]]
) -> None:
    colleague.get(PATH)
    before = entries()
    moved(colleague, make_office()).submit("note", note="Ein langer Vermerk.")
    assert (colleague.status, entries()) == (401, before)
    kept = colleague.submit("login", username="anna", passphrase=RIGHT)
    assert kept.forms["kept"].fields["note"].strip() == "Ein langer Vermerk."
    assert "Der Vermerk steht im Protokoll" in colleague.submit("kept").words
    assert entries() == [*before, "note"]


def test_a_login_page_that_stood_open_over_a_restart_is_good_for_a_login(
    browser: Callable[..., Browser], make_office: Make
) -> None:
    one = browser()
    one.get("/massnahmen")
    moved(one, make_office())
    assert one.submit("login", username="anna", passphrase=RIGHT).title.startswith("Maßnahmen")


def test_files_of_an_answer_that_waited_are_there_after_a_restart(
    colleague: Browser,
    office: Office,
    make_office: Make,
    desk: Callable[..., Desk],
    letterbox: Store[Letterbox],
    booth: Booth,
    founded: Founded,
) -> None:
    excluded = founded.people["bernd"].officer_id
    sent = send_files(desk("anna"), office.blobs, letterbox, excluded, note=("notiz.txt", b"Zeile"))
    colleague.get(PATH)
    reply(colleague, ("a.txt", b"Inhalt"), message=" ")
    moved(colleague, make_office())
    reply(colleague, message="Ein Text.")
    assert colleague.status == 401
    colleague.submit("login", username="anna", passphrase=RIGHT)
    assert "werden mitgesendet" in colleague.sheet.words
    colleague.submit("kept")
    assert len(of_office(booth, sent.code)) == 1


def test_files_of_a_record_that_waited_are_there_after_a_restart(colleague: Browser, make_office: Make) -> None:
    record(colleague, ("a.txt", b"Inhalt"), description=" ")
    fields = {**colleague.sheet.forms["record"].fields, "description": "Am Telefon erzählt."}
    send(moved(colleague, make_office()), fields)
    assert colleague.status == 401
    kept = colleague.submit("login", username="anna", passphrase=RIGHT)
    assert kept.forms["kept"].fields["description"].strip() == "Am Telefon erzählt."
    assert "access-code" in colleague.submit("kept").by_id
    assert "Anlage-01.txt" in colleague.get(f"/faelle/{CASE_1}/dateien").words


def test_a_row_that_has_run_out_goes_with_the_sweep_though_nobody_logs_in(
    colleague: Browser, make_office: Make, office: Office, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    moved(colleague, make_office()).get("/faelle")
    assert execute(cabinet, "SELECT count(*) FROM session") == [(1,)], "a stop cleans nothing up"
    for waited, left in ((IDLE_SECONDS - 1, 1), (IDLE_SECONDS + 1, 0)):
        sweep(office.blobs, letterbox, cabinet, NOW.timestamp() + waited)
        assert execute(cabinet, "SELECT count(*) FROM session") == [(left,)]


# -- several offices behind one address -----------------------------------------------------------------------------


def test_offices_that_share_their_memory_share_sessions(
    browser: Callable[..., Browser], make_office: Make, in_memory: Path
) -> None:
    first, second = (make_office(office_memory=str(in_memory / "sitzungen")) for _ in range(2))
    one = browser("anna", first)
    for office in (second, first, second):
        assert moved(one, office).get("/faelle").title.startswith("Fälle")
    stolen = one.cookie
    one.submit("/abmelden")
    for office in (first, second):
        other = browser("", office)
        other.client.set_cookie(office.session_cookie, stolen)
        assert other.get("/faelle").title.startswith("Anmelden"), "who logs out at one is out at all"


def test_an_office_that_does_not_share_it_leaves_the_others_sessions_alone(
    colleague: Browser, office: Office, make_office: Make
) -> None:
    assert moved(colleague, make_office()).get("/faelle").title.startswith("Anmelden")
    assert moved(colleague, office).get("/faelle").title.startswith("Fälle")


def test_when_the_file_is_gone_with_the_last_office_nothing_opens(
    browser: Callable[..., Browser], make_office: Make, in_memory: Path
) -> None:
    path = in_memory / "sitzungen"
    one = browser("anna", make_office(office_memory=str(path)))
    path.unlink()
    assert moved(one, make_office(office_memory=str(path))).get("/faelle").title.startswith("Anmelden")


# -- the file -------------------------------------------------------------------------------------------------------

COOKIE = b"c" * 32


@pytest.fixture
def settings_with(settings: config.Settings) -> Callable[[Path], config.Settings]:
    def make(path: Path) -> config.Settings:
        return config.load(settings.home, {"HINWEISGEBER_OFFICE_MEMORY": str(path)})

    return make


def test_the_first_makes_it_for_itself_alone_and_all_have_the_same(
    settings_with: Callable[[Path], config.Settings], in_memory: Path
) -> None:
    path = in_memory / "sitzungen"
    with ThreadPoolExecutor(8) as many:
        found = list(many.map(lambda _: memory_of(settings_with(path)).row(COOKIE), range(8)))
    assert len(set(found)) == 1
    assert (path.stat().st_mode & 0o777, path.stat().st_size) == (0o600, 32)
    assert memory_of(settings_with(path)).row(COOKIE) == found[0]


def test_one_that_was_ended_before_it_wrote_leaves_nothing_in_the_way(
    settings_with: Callable[[Path], config.Settings], in_memory: Path
) -> None:
    path = in_memory / "sitzungen"
    path.touch(0o600)
    assert memory_of(settings_with(path)).row(COOKIE) == memory_of(settings_with(path)).row(COOKIE)
    assert path.stat().st_size == 32


def test_without_a_setting_no_office_has_that_of_another(settings: config.Settings) -> None:
    assert memory_of(settings).row(COOKIE) != memory_of(settings).row(COOKIE)


def test_on_a_disk_none_is_made(settings_with: Callable[[Path], config.Settings], tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match="liegt nicht im Arbeitsspeicher"):
        memory_of(settings_with(tmp_path / "sitzungen"))
    assert not (tmp_path / "sitzungen").exists()


@pytest.mark.parametrize("what", ["readable", "shorter", "longer", "a link", "a folder", "of others", "no folder"])
def test_a_file_that_others_could_know_or_have_made_is_not_taken(
    settings_with: Callable[[Path], config.Settings], in_memory: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = in_memory / "sitzungen"
    path.write_bytes(bytes({"shorter": 31, "longer": 33}.get(what, 32)))
    path.chmod(0o640 if what == "readable" else 0o600)
    if what == "a link":
        path.symlink_to(path.rename(in_memory / "elsewhere"))
    if what == "a folder":
        path.unlink()
        path.mkdir(0o700)
    if what == "of others":
        monkeypatch.setattr(os, "geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(SettingsWrong, match="HINWEISGEBER_OFFICE_MEMORY"):
        memory_of(settings_with(path / "missing" if what == "no folder" else path))
