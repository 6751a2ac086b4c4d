"""/faelle/<nr>/offenlegungen: the register, its three forms, the package as a download, and 409 with the reason."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import flask_babel
import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.office import Office
from hinweisgeber.sandbox import Box
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import copies, persons
from hinweisgeber.usecases.officer import casework, measures, oral, procedure, reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.files import send_files
from tests.office.people import Browser, Clock
from tests.office.reading import Sheet, read
from tests.office.test_every_route import DATA, Marked, _unmarked
from tests.sandbox import samples

PATH = f"/faelle/{CASE_1}/offenlegungen"
UNTIL = (TODAY + timedelta(days=20)).isoformat()
TYPED = {"recipient": "Rechnungsprüfung", "content": "Das Gespräch vom März", "why": "Nur so prüfbar."}


@pytest.fixture
def press(booth: Booth) -> Callable[..., bool]:
    """The reporter presses an answer under the office's message at a place, counted from behind the acknowledgement."""

    def answer(code: AccessCode, choice: str, place: int = 0) -> bool:
        capability = mailbox.open_mailbox(booth, code)
        return mailbox.answer(booth, capability, place + 1, choice, choice)

    return answer


def planned(browser: Browser, form: str = "plan-other", **typed: str) -> Sheet:
    """Fills in one of the three forms."""
    browser.get(PATH)
    others = {"plan-other": "not-identifying", "plan-authority": "court", "plan-consent": "consent"}
    return browser.submit(form, **{"basis": others[form], **TYPED, **typed})


def package_of(browser: Browser) -> zipfile.ZipFile:
    """The download that was answered."""
    assert browser.status == 200
    assert browser.response.mimetype == "application/zip"
    return zipfile.ZipFile(io.BytesIO(browser.response.data))


def test_consent_is_asked_answered_and_shown_with_its_date(
    colleague: Browser,
    code: AccessCode,
    press: Callable[..., bool],
    read_mailbox: Callable[[AccessCode], mailbox.Conversation],
) -> None:
    sheet = planned(colleague, "plan-consent", until=UNTIL)
    assert "Weitergegeben ist noch nichts." in sheet.words
    assert "gefragt, noch keine Antwort" in sheet.by_id["eintrag-1"]
    assert "noch nicht eingewilligt" in sheet.by_id["eintrag-1"]
    assert "package" not in sheet.forms
    said = read_mailbox(code).lines[-1].said
    assert said
    for part in ("An wen: Rechnungsprüfung", "Was genau: Das Gespräch", "Warum: Nur so", "gilt bis: 11. Dezember 2026"):
        assert part in said.text
    press(code, "accept")
    sheet = colleague.get(PATH)
    assert "erteilt am 21. November 2026" in sheet.by_id["eintrag-1"]
    assert "package" in sheet.forms
    press(code, "withdraw")
    sheet = colleague.get(PATH)
    assert "zurückgezogen am 21. November 2026" in sheet.by_id["eintrag-1"]
    assert "package" not in sheet.forms


def test_what_the_reporter_reads_says_exactly_what_the_register_does(
    colleague: Browser, code: AccessCode, read_mailbox: Callable[[AccessCode], mailbox.Conversation]
) -> None:
    spaced = {"recipient": " Rechnungsprüfung ", "content": "Das {Gespräch}\n", "why": "\nNur so %prüfbar. "}
    planned(colleague, "plan-consent", until=UNTIL, **spaced)
    planned(colleague, "plan-authority", notice=" Das Gericht verlangt es. ", **spaced)
    said = [line.said.text for line in read_mailbox(code).lines[-2:] if line.said]
    assert said == [
        (
            "Wir bitten Sie um Ihre Einwilligung in eine einzige Weitergabe.\n\nAn wen: Rechnungsprüfung\n\n"
            "Was genau: Das {Gespräch}\n\nWarum: Nur so %prüfbar.\n\nDie Einwilligung gilt bis: 11. Dezember 2026"
        ),
        (
            "Wir müssen Angaben über Sie weitergeben und sagen Ihnen das vorher.\n\nAn wen: Rechnungsprüfung\n\n"
            "Was genau: Das {Gespräch}\n\nGrundlage: Entscheidung eines Gerichts (§ 9 Abs. 2 Nr. 3 HinSchG)\n\n"
            "Gründe: Das Gericht verlangt es."
        ),
    ]


def test_a_request_that_is_not_in_the_mailbox_is_said_to_wait(
    colleague: Browser, code: AccessCode, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(writing: bool) -> Iterator[Any]:
        raise StoreAway()

    colleague.get(PATH)
    with monkeypatch.context() as patched:
        patched.setattr(office.letterbox, "_transaction", away)
        asked = planned(colleague, "plan-consent", until=UNTIL)
        assert "noch nicht zugestellt" in asked.by_id["erledigt"]
        silent = planned(colleague)  # sends nothing
        assert "Der Eintrag steht im Verzeichnis" in silent.by_id["erledigt"]


@pytest.mark.parametrize(
    ("choices", "says"),
    [([], "noch nicht eingewilligt"), (["decline"], "nicht eingewilligt"), (["accept", "withdraw"], "zurückgezogen")],
)
def test_a_package_without_consent_answers_409_with_the_reason(
    colleague: Browser, code: AccessCode, press: Callable[..., bool], choices: list[str], says: str
) -> None:
    planned(colleague, "plan-consent", until=UNTIL)
    for choice in choices:
        press(code, choice)
    sent = {name: colleague.get(PATH).forms["plan-other"].fields[name] for name in ("csrf_token", "once", "seen")}
    for path, field in (("paket", "summary"), ("vollzogen", "how")):
        fields = {**sent, "n": "1", field: "Worte."}
        sheet = colleague.post(f"{PATH}/{path}", **fields)
        assert colleague.status == 409
        assert "Es wurde nichts weitergegeben." in sheet.words
        assert says in sheet.by_id["problem"]


def test_expired_dropped_and_used_entries_answer_409(
    colleague: Browser,
    browser: Callable[..., Browser],
    code: AccessCode,
    press: Callable[..., bool],
    clock: Clock,
) -> None:
    planned(colleague, "plan-consent", until=UNTIL)
    press(code, "accept")
    stale = colleague.get(PATH).forms["package"]
    sheet = planned(colleague)
    colleague.submit("drop-2", reason="Doch nicht nötig.")
    sheet = planned(colleague)
    colleague.submit("record-3", how="Am Telefon gesagt.")
    assert "Am Telefon gesagt." in colleague.sheet.by_id["eintrag-3"]
    for n, says in (("2", "Die Weitergabe ist verworfen."), ("3", "schon geschehen"), ("9", "nicht möglich")):
        sheet = colleague.post(stale.action, **{**stale.fields, "n": n, "summary": "Worte.", "once": n})
        assert (colleague.status, says in sheet.words) == (409, True), n
    clock.forward(days=21)
    late = browser("anna")
    assert "Der Tag ist vorbei" in late.get(PATH).by_id["eintrag-1"]
    token = late.sheet.forms["plan-other"].fields["csrf_token"]
    sheet = late.post(stale.action, **{**stale.fields, "csrf_token": token, "summary": "Worte."})
    assert (late.status, "Der Tag ist vorbei" in sheet.by_id["problem"]) == (409, True)


def test_an_authority_needs_notice_or_the_reason_against_it(
    colleague: Browser, code: AccessCode, read_mailbox: Callable[[AccessCode], mailbox.Conversation]
) -> None:
    for typed in ({}, {"notice": "Das Gericht verlangt es.", "no_notice": "Gefährdet die Ermittlungen."}):
        sheet = planned(colleague, "plan-authority", **typed)
        assert colleague.status == 400
        assert "Bitte füllen Sie genau eines der beiden Felder aus." in sheet.words
        assert {**sheet.forms["plan-authority"].fields, **TYPED, **typed} == sheet.forms["plan-authority"].fields
    sheet = planned(colleague, "plan-authority", notice="Das Gericht verlangt es.")
    assert "Vorher unterrichtet am 21. November 2026" in sheet.by_id["eintrag-1"]
    said = read_mailbox(code).lines[-1].said
    assert said
    assert "Gründe: Das Gericht verlangt es." in said.text
    assert "Entscheidung eines Gerichts" in said.text
    sheet = planned(colleague, "plan-authority", no_notice="Gefährdet die Ermittlungen.")
    assert "Gefährdet die Ermittlungen." in sheet.by_id["eintrag-2"]


@pytest.fixture
def codeless(desk: Callable[..., Desk]) -> None:
    """Case 1 was told on the phone; the person took no code along."""
    told = Report("Am Telefon erzählt.", channel="phone", record="summary", no_code="yes")
    assert oral.record(desk("anna"), AccessCode.generate(), told, TODAY, "Eingegangen.").number == CASE_1


def test_without_a_code_nobody_is_asked_or_told_in_the_mailbox(colleague: Browser, codeless: None) -> None:
    sheet = colleague.get(PATH)
    assert "Niemand liest das Postfach" in sheet.words
    assert "plan-consent" not in sheet.forms
    assert "notice" not in sheet.forms["plan-authority"].fields
    action, fields = sheet.forms["plan-other"].action, sheet.forms["plan-other"].fields
    typed = {**fields, **TYPED, "form": "plan-consent", "basis": "consent", "until": UNTIL}
    sheet = colleague.post(action, **typed)
    assert (colleague.status, "Hier kann sie deshalb nicht um ihre Einwilligung" in sheet.words) == (409, True)
    typed = {**fields, **TYPED, "form": "plan-authority", "basis": "court", "notice": "Gründe."}
    sheet = colleague.post(action, **typed)
    assert (colleague.status, "unterrichtet sie nicht" in sheet.words) == (409, True)
    sheet = planned(colleague, "plan-authority")
    assert 'href="#f-plan-authority-no_notice"' in sheet.html
    sheet = planned(colleague, "plan-authority", no_notice="Am Telefon unterrichtet.")
    assert "Am Telefon unterrichtet." in sheet.by_id["eintrag-1"]


@pytest.mark.parametrize("form", ["plan-consent", "plan-authority", "plan-other"])
@pytest.mark.parametrize("field", ["recipient", "content", "why", "basis"])
def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(
    colleague: Browser, code: AccessCode, form: str, field: str
) -> None:
    sheet = planned(colleague, form, until=UNTIL, notice="Gründe.", **{field: ""})
    assert colleague.status == 400
    assert f'href="#f-{form}-{field}"' in sheet.html
    kept = sheet.forms[form].fields
    assert all(kept[name] == text for name, text in TYPED.items() if name != field)
    assert re.search(rf"<details[^>]* open[^>]*>(?:(?!</details>).)*id=\"{form}\"", sheet.html, re.DOTALL)


@pytest.mark.parametrize("until", ["", "gestern", "2026-11-20"])
def test_a_day_of_consent_that_is_none(colleague: Browser, code: AccessCode, until: str) -> None:
    sheet = planned(colleague, "plan-consent", until=until)
    assert colleague.status == 400
    assert 'href="#f-plan-consent-until"' in sheet.html
    assert sheet.forms["plan-consent"].fields["until"] == until


@pytest.mark.parametrize("basis", ["court", "consent", "nonsense"])
def test_a_basis_that_the_form_does_not_offer_is_refused(colleague: Browser, code: AccessCode, basis: str) -> None:
    """A form asks only for what its bases need: no other may come in by it."""
    sheet = planned(colleague, "plan-other", basis=basis)
    assert colleague.status == 400
    assert "Noch keine Weitergabe eingetragen." in sheet.words


def test_a_secret_case_asks_for_the_rule(colleague: Browser, code: AccessCode, desk: Callable[..., Desk]) -> None:
    assert "secrecy" not in colleague.get(PATH).forms["plan-other"].fields
    procedure.set_flag(desk("anna"), CASE_1, "tax-secrecy", True, "Steuerdaten.")
    sheet = planned(colleague)
    assert 'href="#f-plan-other-secrecy"' in sheet.html
    sheet = planned(colleague, secrecy="§ 30 Abs. 4 AO")
    assert "§ 30 Abs. 4 AO" in sheet.by_id["eintrag-1"]


@pytest.fixture
def open_case(send: Callable[..., AccessCode], desk: Callable[..., Desk], code: AccessCode) -> Desk:
    """Case 1 is known to few; the flag is taken off, so that any copy and any words may go along."""
    procedure.set_flag(desk("anna"), CASE_1, "small-circle", False, "Doch viele.")
    return desk("anna")


def test_the_package_is_entered_and_comes_as_a_download(colleague: Browser, open_case: Desk) -> None:
    planned(colleague)
    colleague.get(PATH)
    colleague.submit("package", summary="Eigene Worte\n<script>alert(1)</script>")
    with package_of(colleague) as archive:
        text = archive.read("abgabe.html").decode()
        assert archive.namelist() == ["abgabe.html"]
    for part in ("vertraulich nach § 8 HinSchG", "Rechnungsprüfung", "Das Gespräch vom März", "21. November 2026"):
        assert part in text
    assert "<script>" not in text
    assert not re.search(r"\d\d:\d\d", text)
    assert "gestückelt" not in text
    headers = colleague.response.headers
    assert headers["Content-Disposition"] == f'attachment; filename="{CASE_1}-Weitergabe-1.zip"'
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    sheet = colleague.get(PATH)
    assert "geschehen" in sheet.by_id["eintrag-1"]
    assert re.search(r"abgabe\.html\s+[0-9a-f]{64}", sheet.by_id["eintrag-1"])


def test_after_the_download_the_page_says_what_went_out_when_and_to_whom(colleague: Browser, open_case: Desk) -> None:
    for recipient in ("Rechnungsprüfung", "Kämmerei <b>"):
        planned(colleague, recipient=recipient)
    sheet = colleague.get(f"{PATH}?paket=1")
    assert "hinaus" not in sheet.by_id
    assert f'href="{PATH}?hinaus=1" target="_blank"' in sheet.html
    assert "noch nichts hinausgegangen" in colleague.get(f"{PATH}?hinaus=1").by_id["went-out"], "nothing is promised"
    colleague.sheet = sheet
    colleague.submit("package", summary="Eigene Worte.")
    [made] = [act for act in reading.whole_log(open_case, CASE_1) if act.kind is Kind.DISCLOSURE_MADE]
    told = colleague.get(f"{PATH}?hinaus=1").by_id["went-out"]
    for words in ("Weitergabe 1 ist als Paket", "21. November 2026", "Rechnungsprüfung", f"Eintrag Nr. {made.seq}"):
        assert words in told
    colleague.submit("record-2", how="Mündlich.")
    sheet = colleague.get(PATH)
    assert "went-out" not in sheet.by_id, "only where somebody asks"
    listed = sheet.html.partition('id="hinaus"')[2].partition("</section>")[0]
    assert listed.index("#eintrag-2") < listed.index("#eintrag-1"), "the newest first"
    assert "ohne Paket" in listed.partition("#eintrag-1")[0]
    assert "&lt;b&gt;" in listed
    assert "ist ohne Paket festgehalten" in colleague.get(f"{PATH}?hinaus=2").by_id["went-out"]
    for nonsense in ("0", "x", "-1", "99999999999999999999"):
        colleague.get(f"{PATH}?hinaus={nonsense}")
        assert colleague.status == 200


def test_a_second_click_gives_the_same_and_another_form_is_told_it_was_made(
    colleague: Browser, open_case: Desk
) -> None:
    planned(colleague)
    first = colleague.get(PATH)
    colleague.submit("package", summary="Eigene Worte.")
    once = colleague.response.data
    colleague.sheet = first
    colleague.submit("package", summary="Eigene Worte.")
    assert colleague.response.data == once
    colleague.sheet = first
    sheet = colleague.submit("package", summary="Andere Worte.")
    assert (colleague.status, "schon geschehen" in sheet.words) == (409, True)
    log = reading.whole_log(open_case, CASE_1)
    assert [act.kind for act in log].count(Kind.DISCLOSURE_MADE) == 1


def test_measures_go_along_and_names_become_pseudonyms(colleague: Browser, open_case: Desk) -> None:
    persons.add(open_case, CASE_1, persons.Known("Karla Krause", "concerned", since=TODAY))
    casework.take_over(open_case, CASE_1)
    for stage in ("INVESTIGATION", "RESPONSE"):
        casework.change_stage(open_case, CASE_1, stage, "")
    added = measures.add(open_case, CASE_1, "Karla Krause prüft nicht mehr allein", "Kämmerei", TODAY)
    assert added
    sheet = planned(colleague, basis="concerned-authority")
    colleague.submit("package", summary="Es war Karla Krause.", names="1", measure=added.number)
    with package_of(colleague) as archive:
        text, names = archive.read("abgabe.html").decode(), archive.read("namensliste.html").decode()
    assert "Es war Person A." in text
    assert "Person A prüft nicht mehr allein" in text
    assert "Karla" not in text
    assert "Karla Krause" in names
    sheet = planned(colleague)
    assert "names" not in sheet.forms["package"].choices
    assert "Namensliste" not in sheet.by_id["eintrag-2"]


def test_of_a_small_circle_a_quotation_is_refused_with_its_words(colleague: Browser, code: AccessCode) -> None:
    sheet = planned(colleague)
    sheet = colleague.submit("package", summary="Es hieß: Aufträge werden gestückelt.")
    assert colleague.status == 400
    assert "„Aufträge werden gestückelt“" in sheet.words
    assert sheet.forms["package"].fields["summary"] == "Es hieß: Aufträge werden gestückelt."
    assert 'href="#f-package-summary"' in sheet.html


def test_the_stranger_and_the_public_get_nothing(
    stranger: Browser, colleague: Browser, browser: Callable[..., Browser], code: AccessCode
) -> None:
    planned(colleague)
    stranger.get("/faelle")
    token = stranger.sheet.forms["/abmelden"].fields["csrf_token"]
    assert "keinen Schlüssel" in stranger.get(PATH).words
    for path in ("eintrag", "verwerfen", "vollzogen", "paket"):
        fields = {"csrf_token": token, "n": "1", "summary": "x", "how": "x", "reason": "x", "basis": "court", **TYPED}
        sheet = stranger.post(f"{PATH}/{path}", **fields, form="plan-other")
        assert (stranger.status, "keinen Schlüssel" in sheet.words) == (404, True), path
    assert browser().get(PATH).title.startswith("Anmelden")


def test_while_the_store_is_away_nothing_typed_is_lost(
    colleague: Browser, office: Office, open_case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(colleague)

    def away(writing: bool) -> None:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(office.letterbox, "_transaction", away)
        sheet = colleague.submit("package", summary="Eigene Worte.")
        assert colleague.status == 503
        assert sheet.forms["kept"].fields["summary"] == "Eigene Worte."
    colleague.submit("kept")
    assert package_of(colleague).namelist() == ["abgabe.html"]


def test_the_log_tells_what_was_planned_answered_and_made(
    colleague: Browser, owner: Browser, code: AccessCode, press: Callable[..., bool]
) -> None:
    planned(colleague, "plan-consent", until=UNTIL)
    press(code, "accept")
    sheet = colleague.get(f"/faelle/{CASE_1}")
    assert "Weitergabe vorbereitet: Rechnungsprüfung" in sheet.words
    assert "Einwilligung erteilt" in sheet.by_id["protokoll"]
    assert "Einwilligung erteilt" in sheet.by_id["dialog"]
    assert "Bitte um Einwilligung" in sheet.by_id["dialog"]
    colleague.get(PATH)
    colleague.submit("record-1", how="Am Telefon.")
    assert "Weitergabe vollzogen" not in colleague.get(f"/faelle/{CASE_1}").by_id["protokoll"]
    colleague.get(f"/faelle/{CASE_1}/freigaben/1")
    owner.confirm(colleague)
    assert "Weitergabe vollzogen: Weitergabe 1" in colleague.get(f"/faelle/{CASE_1}").words


def test_a_file_goes_along_as_its_copy(
    colleague: Browser, office: Office, desk: Callable[..., Desk], letterbox: Store[Letterbox], founded: Founded
) -> None:
    sent = send_files(
        desk("anna"), office.blobs, letterbox, founded.people["bernd"].officer_id,
        photo=("IMG_Krause.jpg", samples.image("JPEG")),
    )  # fmt: skip
    assert "Es gibt keine Arbeitskopie" in planned(colleague).words
    copy = copies.make_working_copy(desk("anna"), office.blobs, CASE_1, sent.files[0].blob)
    colleague.get(PATH)
    assert sent.files[0].blob not in colleague.sheet.html
    colleague.submit("package", summary="Eigene Worte.", copy=copy.file.blob)
    with package_of(colleague) as archive:
        assert archive.namelist() == ["abgabe.html", "Anlage-01.jpg"]
        assert "Krause" not in archive.read("abgabe.html").decode()
        assert copy.file.sha256 in archive.read("abgabe.html").decode()


def test_of_each_file_one_copy_is_offered_and_an_old_form_is_refused(
    colleague: Browser, office: Office, desk: Callable[..., Desk], letterbox: Store[Letterbox], founded: Founded
) -> None:
    at = desk("anna")
    sent = send_files(
        at, office.blobs, letterbox, founded.people["bernd"].officer_id,
        photo=("foto.jpg", samples.image("JPEG")), paper=("vermerk.pdf", samples.pdf()),
    )  # fmt: skip
    photo, paper = (copies.make_working_copy(at, office.blobs, CASE_1, file.blob).file for file in sent.files)
    planned(colleague)
    before = colleague.get(PATH)
    assert "Arbeitskopie, ungeschwärzt" in before.by_id["eintrag-1"]
    boxes = [Box(1, 0, 0, 0.5, 0.5)]
    assert copies.redact(at, office.blobs, CASE_1, sent.files[0].blob, boxes, "Gesicht.")
    covered = copies.redact(at, office.blobs, CASE_1, sent.files[0].blob, boxes, "Noch ein Gesicht.")
    assert covered
    sheet = colleague.get(PATH)
    assert sheet.forms["package"].choices["copy"] == [covered.file.blob, photo.blob, paper.blob]
    assert "foto.jpg (Arbeitskopie, ungeschwärzt, nur mit Grund" in sheet.by_id["eintrag-1"]
    colleague.sheet = before
    sheet = colleague.submit("package", summary="Eigene Worte.", copy=photo.blob)
    assert colleague.status == 409
    assert "inzwischen eine geschwärzte oder eine neuere Kopie" in sheet.by_id["problem"]
    assert sheet.forms["package"].fields["summary"] == "Eigene Worte."
    colleague.submit("package", summary="Eigene Worte.", copy=covered.file.blob)
    with package_of(colleague) as archive:
        assert covered.file.sha256 in archive.read("abgabe.html").decode()
        assert photo.sha256 not in archive.read("abgabe.html").decode()


def test_every_word_comes_through_gettext(
    colleague: Browser, owner: Browser, open_case: Desk, code: AccessCode, press: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    procedure.set_flag(open_case, CASE_1, "tax-secrecy", True, "1")
    persons.add(open_case, CASE_1, persons.Known("Krause", "concerned", since=TODAY))
    typed = {"recipient": "1", "content": "2", "why": "3", "secrecy": "4"}
    for form, more in (
        ("plan-consent", {"until": UNTIL}), ("plan-authority", {"notice": "5"}), ("plan-authority", {"no_notice": "6"}),
        ("plan-other", {"basis": "concerned-inquiry"}), ("plan-other", {}),
    ):  # fmt: skip
        planned(colleague, form, **typed, **more)
    press(code, "accept")
    colleague.get(PATH)
    colleague.submit("record-2", how="7")
    owner.confirm(colleague)
    colleague.get(PATH)
    colleague.submit("drop-3", reason="8")
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda self: Marked())
    monkeypatch.setattr(flask_babel.Domain, "get_translations_cache", lambda self: {}, raising=False)
    sheets = [colleague.get(PATH), colleague.submit("plan-authority"), colleague.get(f"{PATH}?paket=4")]
    sheets.append(colleague.submit("package", summary=""))
    for sheet in sheets:
        bare = [DATA.sub("", _unmarked(node)) for node in sheet.nodes]
        assert [text for text in bare if re.search(r"[A-Za-zÄÖÜäöüß]", text)] == []
    colleague.submit("package", summary="9", names="1")
    with package_of(colleague) as archive:
        for name in ("abgabe.html", "namensliste.html"):
            bare = [DATA.sub("", _unmarked(node)) for node in read(archive.read(name).decode()).nodes]
            left = [text for text in bare if re.search(r"[A-Za-zÄÖÜäöüß]", text)]
            assert {text.strip(", ") for text in left} <= {"namensliste.html", "Krause", "Person A"}, name


def test_an_unredacted_copy_goes_along_beside_a_redacted_one_only_with_a_reason_that_is_entered(
    colleague: Browser, office: Office, desk: Callable[..., Desk], letterbox: Store[Letterbox], founded: Founded
) -> None:
    at = desk("anna")
    sent = send_files(
        at, office.blobs, letterbox, founded.people["bernd"].officer_id, photo=("foto.jpg", samples.image("JPEG"))
    )
    photo = copies.make_working_copy(at, office.blobs, CASE_1, sent.files[0].blob).file
    assert copies.redact(at, office.blobs, CASE_1, sent.files[0].blob, [Box(1, 0, 0, 0.5, 0.5)], "Gesicht.")
    planned(colleague)
    colleague.get(PATH)
    colleague.submit("package", summary="Eigene Worte.", copy=photo.blob, unredacted_reason="Das Gericht verlangt es.")
    with package_of(colleague) as archive:
        assert photo.sha256 in archive.read("abgabe.html").decode()
    assert "Das Gericht verlangt es." in colleague.get(PATH).by_id["eintrag-1"]
