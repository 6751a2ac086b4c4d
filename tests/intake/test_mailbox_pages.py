"""/postfach: opened by code only, forgiving in spelling, nothing typed is lost, no guessing shuts anybody out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

import pytest
from werkzeug.test import TestResponse

from hinweisgeber.crypto.capability import LIFETIME
from hinweisgeber.crypto.code import ALPHABET, AccessCode
from hinweisgeber.crypto.dialogue import EpochDialogue
from hinweisgeber.crypto.epochs import Epoch
from hinweisgeber.crypto.keys import DialogueKey
from hinweisgeber.crypto.status import Status
from hinweisgeber.crypto.words import Seen
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import PublicState, Said
from hinweisgeber.intake import Intake
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.speaking import say
from tests.founded import NOW, TODAY, Founded
from tests.pages import Page, Reporter, articles, read
from tests.small_office import SmallOffices
from tests.version_1 import submit_1

EXPIRED, MISTYPED = "Aus Sicherheitsgründen ist diese Seite abgelaufen.", "mindestens eines stimmt nicht"
UNKNOWN = "Zu diesem Zugangscode gibt es kein Postfach."


@pytest.fixture
def sent(reporter: Reporter) -> Reporter:
    """A reporter whose report is confirmed."""
    assert reporter.send("Der erste Text.").status_code == 200
    return reporter


def later(intake: Intake, seconds: int) -> None:
    intake.clock = lambda: NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "spell",
    [str.lower, lambda c: c.replace("-", ""), lambda c: f"  {c} \n", lambda c: c.replace("-", " – "),
     lambda c: c.replace("0", "o").replace("1", "l")],
)  # fmt: skip
def test_sloppy_spelling_opens(spell: Callable[[str], str], sent: Reporter) -> None:
    assert len(articles(sent.client.post("/postfach", data={"code": spell(sent.code)}))) == 2


def test_a_wrong_symbol_is_named_as_typing_error_and_kept(sent: Reporter) -> None:
    wrong = sent.code[:-1] + next(s for s in ALPHABET if s != sent.code[-1])
    answer = sent.client.post("/postfach", data={"code": wrong})
    assert answer.status_code == 400
    assert MISTYPED in read(answer).text
    assert read(answer).one("code") == wrong


def test_an_unknown_code_looks_like_any_other_unknown_one(sent: Reporter) -> None:
    pages = []
    for _ in range(2):
        code = str(AccessCode.generate())
        answer = sent.client.post("/postfach", data={"code": code})
        assert answer.status_code == 400
        assert UNKNOWN in read(answer).text
        pages.append(answer.text.replace(code, ""))
    assert pages[0] == pages[1]


def test_many_wrong_guesses_shut_nobody_out(sent: Reporter) -> None:
    for _ in range(60):
        assert UNKNOWN in sent.client.post("/postfach", data={"code": str(AccessCode.generate())}).text
    assert sent.open().status_code == 200


def test_the_code_can_be_pasted_and_is_never_remembered_by_the_browser(reporter: Reporter) -> None:
    html = reporter.client.get("/postfach").text
    field = html[html.index('id="f-code"') :].split(">", 1)[0]
    assert 'autocomplete="off"' in field
    assert "maxlength" not in html
    assert "pattern=" not in html


def test_writing_on_stands_at_the_end_in_order(sent: Reporter) -> None:
    page = read(sent.open())
    assert ("do", "write") in page.buttons
    for text in ("Zweiter Text.", "Dritter Text."):
        answer = sent.client.post(
            "/postfach", data={"capability": page.one("capability"), "message": text, "do": "write"}
        )
        page = read(answer)
        assert "Ihre Nachricht ist angekommen" in page.text
        assert page.one("message") == ""
    texts = articles(sent.open())
    assert [text for text in texts if "Text." in text] == texts[:1] + texts[2:]
    assert ["Der erste" in texts[0], "Zweiter" in texts[2], "Dritter" in texts[3]] == [True] * 3


def test_a_double_click_adds_one_message(sent: Reporter) -> None:
    capability = read(sent.open()).one("capability")
    data = {"capability": capability, "message": "Noch etwas.", "do": "write"}
    assert "Ihre Nachricht ist angekommen" in sent.client.post("/postfach", data=data).text
    again = sent.client.post("/postfach", data=data)
    assert "Diese Nachricht war schon angekommen." in again.text
    assert len(articles(again)) == 3


def test_the_same_words_on_two_pages_are_two_messages(sent: Reporter) -> None:
    for _ in range(2):
        capability = read(sent.open()).one("capability")
        sent.client.post("/postfach", data={"capability": capability, "message": "Ja.", "do": "write"})
    assert len(articles(sent.open())) == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [(" ", "Bitte schreiben Sie etwas in dieses Feld."), ("ß" * 100_001, "Der Text hat 100.001 Zeichen")],
)
def test_refused_messages_stay_in_the_field(text: str, says: str, sent: Reporter) -> None:
    capability = read(sent.open()).one("capability")
    answer = sent.client.post("/postfach", data={"capability": capability, "message": text, "do": "write"})
    assert answer.status_code == 400
    assert says in read(answer).text
    assert read(answer).one("message") == text
    assert len(articles(answer)) == 2


def test_the_page_expires_after_an_hour_and_keeps_the_text(sent: Reporter, intake: Intake) -> None:
    capability = read(sent.open()).one("capability")
    later(intake, LIFETIME)
    assert sent.client.post("/postfach", data={"capability": capability}).status_code == 200
    later(intake, LIFETIME + 1)
    answer = sent.client.post("/postfach", data={"capability": capability, "message": "Mein Text.", "do": "write"})
    page = read(answer)
    assert answer.status_code == 400
    assert EXPIRED in page.text
    assert page.one("message") == "Mein Text."
    assert page.one("code") == ""
    opened = sent.open(message=page.one("message"), capability=page.one("capability"))
    assert "Ihre Nachricht ist angekommen" in opened.text
    assert "Mein Text." in articles(opened)[-1]


def test_after_expiry_a_double_click_still_adds_one_message(sent: Reporter, intake: Intake) -> None:
    capability = read(sent.open()).one("capability")
    data = {"capability": capability, "message": "Genau einmal.", "do": "write"}
    sent.client.post("/postfach", data=data)
    later(intake, LIFETIME + 1)
    page = read(sent.client.post("/postfach", data=data))
    for _ in range(2):
        answer = sent.open(message=page.one("message"), capability=page.one("capability"))
        assert "Diese Nachricht war schon angekommen." in answer.text
    assert len(articles(sent.open())) == 3


def test_a_wrong_code_at_the_door_keeps_the_text_again(sent: Reporter, intake: Intake) -> None:
    capability = read(sent.open()).one("capability")
    later(intake, LIFETIME + 1)
    for code in ("", "FALSCH", str(AccessCode.generate())):
        page = read(sent.client.post("/postfach", data={"code": code, "capability": capability, "message": "Bleibt."}))
        assert page.one("message") == "Bleibt."
        assert page.one("capability") == capability


@pytest.mark.parametrize("capability", ["", "x", "AAAA", "ü", "A" * 200])
def test_a_forged_page_opens_nothing(capability: str, sent: Reporter) -> None:
    answer = sent.client.post("/postfach", data={"capability": capability})
    assert answer.status_code == 400
    assert articles(answer) == []


def test_a_store_away_keeps_the_message(sent: Reporter, monkeypatch: pytest.MonkeyPatch) -> None:
    capability = read(sent.open()).one("capability")

    def away(*_: object) -> None:
        raise StoreAway()

    monkeypatch.setattr(mailbox, "write_on", away)
    answer = sent.client.post("/postfach", data={"capability": capability, "message": "Bleibt stehen.", "do": "write"})
    page = read(answer)
    assert answer.status_code == 503, read(answer).text[:600]
    assert page.one("message") == "Bleibt stehen."
    assert "Der Speicher ist gerade nicht erreichbar." in page.text


# -- renewing the code --------------------------------------------------------------------------------------------


def test_renewing_ends_the_old_code_and_twice_is_harmless(sent: Reporter) -> None:
    old, page = sent.code, read(sent.open())
    assert ("do", "renew") in page.buttons
    page = read(sent.client.post("/postfach", data={"capability": page.one("capability"), "do": "renew"}))
    new = page.code
    assert new != old
    assert page.one("new_code") == new
    assert sent.open().status_code == 200, "nothing has changed before it is confirmed"
    data = {"capability": page.one("capability"), "new_code": new, "code_noted": "1"}
    for _ in range(2):
        answer = sent.client.post("/postfach", data=data)
        assert "Ab jetzt gilt nur noch der neue Zugangscode." in answer.text
        assert len(articles(answer)) == 3, "with the line that says so"
    assert UNKNOWN in sent.open().text
    sent.code = new
    assert len(articles(sent.open())) == 3


def test_a_page_opened_before_the_renewal_is_shut(sent: Reporter) -> None:
    """Whoever has seen the old code must not go on reading."""
    stale, page = read(sent.open()).one("capability"), read(sent.open())
    page = read(sent.client.post("/postfach", data={"capability": page.one("capability"), "do": "renew"}))
    sent.client.post("/postfach", data={"capability": page.one("capability"), "new_code": page.code, "code_noted": "1"})
    answer = sent.client.post("/postfach", data={"capability": stale, "message": "x", "do": "write"})
    assert UNKNOWN in answer.text
    assert articles(answer) == []


def test_the_new_code_must_be_noted_first(sent: Reporter) -> None:
    page = read(sent.client.post("/postfach", data={"code": sent.code, "do": "renew", "message": "Entwurf"}))
    answer = sent.client.post(
        "/postfach",
        data={"capability": page.one("capability"), "new_code": page.code, "message": page.one("message")},
    )
    again = read(answer)
    assert answer.status_code == 400
    assert again.code == page.code
    assert again.one("message") == "Entwurf"
    assert sent.open().status_code == 200


def test_renewing_keeps_a_draft_and_does_not_send_it(sent: Reporter) -> None:
    page = read(sent.client.post("/postfach", data={"code": sent.code, "do": "renew", "message": "Ein\nEntwurf"}))
    answer = sent.client.post(
        "/postfach",
        data={"capability": page.one("capability"), "new_code": page.code, "code_noted": "1",
              "message": page.one("message")},
    )  # fmt: skip
    assert read(answer).one("message") == "Ein\nEntwurf"
    assert "Entwurf" not in "".join(articles(answer))


@pytest.mark.parametrize("noted", ["", "1"])
def test_a_renewal_interrupted_by_expiry_goes_on_with_the_code(noted: str, sent: Reporter, intake: Intake) -> None:
    page = read(sent.client.post("/postfach", data={"code": sent.code, "do": "renew"}))
    data = {"capability": page.one("capability"), "new_code": page.code, "code_noted": noted}
    later(intake, LIFETIME + 1)
    door = read(sent.client.post("/postfach", data=data))
    assert EXPIRED in door.text
    kept = {name: door.one(name) for name in ("new_code", "code_noted")}
    assert kept == {"new_code": page.code, "code_noted": noted}
    answer = sent.open(**kept)
    assert ("Ab jetzt gilt nur noch" in answer.text) == bool(noted)
    assert noted or read(answer).code == page.code


def test_a_damaged_new_code_changes_nothing(sent: Reporter) -> None:
    answer = sent.open(new_code="Unfug", code_noted="1")
    assert answer.status_code == 400
    AccessCode.parse(read(answer).code)
    assert sent.open().status_code == 200


def test_a_code_of_another_mailbox_cannot_be_taken(sent: Reporter) -> None:
    other = Reporter(sent.client)
    other.send("Ein anderer Text.")
    answer = sent.open(new_code=other.code, code_noted="1")
    assert articles(answer) == []
    assert "Ein anderer Text." in other.open().text
    assert "Der erste Text." in sent.open().text


# -- state and dates ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [*Stage, "UNHEARD-OF"])
def test_the_state_is_told_in_words(stage: str, sent: Reporter, small_office: SmallOffices) -> None:
    small_office(sent.code).says(state=PublicState(stage, TODAY, None, None))
    text = read(sent.open()).text
    assert stage not in text
    assert "Die Meldestelle" in text or "Verfahren" in text or "bearbeitet" in text


def test_a_closed_mailbox_stays_open_for_writing(sent: Reporter, small_office: SmallOffices) -> None:
    small_office(sent.code).says(state=PublicState(Stage.CLOSED, TODAY, TODAY, TODAY))
    page = read(sent.open())
    assert "Rückmeldung gegeben am 21. November 2026" in page.text
    assert "Abgeschlossen am 21. November 2026" in page.text
    answer = sent.client.post(
        "/postfach", data={"capability": page.one("capability"), "message": "Danach.", "do": "write"}
    )
    assert "Danach." in articles(answer)[-1]


def test_a_missed_date_is_admitted(sent: Reporter, intake: Intake) -> None:
    later(intake, 91 * 86_400)  # 20 February 2027
    assert "haben wir nicht eingehalten" not in sent.open().text
    later(intake, 93 * 86_400)
    assert "haben wir nicht eingehalten" in sent.open().text


def test_after_a_waiver_no_feedback_is_promised(sent: Reporter, intake: Intake, small_office: SmallOffices) -> None:
    small_office(sent.code).says(state=PublicState(Stage.PREVENTION, TODAY, None, None, feedback_waived=TODAY))
    later(intake, 93 * 86_400)
    text = read(sent.open()).text
    assert "Eine inhaltliche Rückmeldung ist zurückgestellt (entschieden am 21. November 2026)." in text
    assert "Rückmeldung spätestens am" not in text
    assert "haben wir nicht eingehalten" not in text


def test_a_waiver_after_the_last_day_does_not_hide_it(sent: Reporter, small_office: SmallOffices) -> None:
    late = PublicState(Stage.PREVENTION, TODAY, None, None, feedback_waived=date(2027, 2, 22))
    small_office(sent.code).says(state=late)
    assert "haben wir nicht eingehalten" in read(sent.open()).text


def test_feedback_after_a_waiver_counts(sent: Reporter, small_office: SmallOffices) -> None:
    small_office(sent.code).says(state=PublicState(Stage.PREVENTION, TODAY, TODAY, None, feedback_waived=TODAY))
    text = read(sent.open()).text
    assert "Rückmeldung gegeben am 21. November 2026" in text
    assert "nicht mehr vorgesehen" not in text


# -- answers to what the office asks -------------------------------------------------------------------------------

CONSENT_DATA = {"recipient": "Rechnungsprüfung", "what": "Das Gespräch", "why": "Nötig", "until": "2026-12-01"}
SLOTS = [
    {"when": "Montag, 10 Uhr", "where": "Bibliothek", "how": "outside"},
    {"when": "Dienstag, 9 Uhr", "where": "", "how": "video"},
]


@pytest.fixture
def ask(sent: Reporter, small_office: SmallOffices) -> Callable[..., int]:
    """`ask("minutes", "Text", slots=…)`: the office's message lies in the mailbox; returns its place."""
    places = count()

    def put(kind: str, text: str = "Frage der Meldestelle.", **data: object) -> int:
        small_office(sent.code).says(Said(kind, text, data=data))
        return next(places)

    return put


def press(sent: Reporter, page: Page | None = None, **fields: str) -> TestResponse:
    """Presses a button of a mailbox page, with what stands in the form `write`."""
    capability = (page or read(sent.open())).fields["capability"][0]
    return sent.client.post("/postfach", data={"capability": capability, **fields})


def buttons(answer: TestResponse) -> list[str]:
    """The answers that can be pressed."""
    return [value for name, value in read(answer).buttons if name == "answer"]


def test_a_request_for_consent_is_shown_with_all_that_counts(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("consent-request", "An wen: Rechnungsprüfung\n\nWas genau: Das Gespräch", **CONSENT_DATA)
    answer = sent.open()
    text = read(answer).text
    for part in (
        "Meldestelle: Bitte um Ihre Einwilligung",
        "An wen: Rechnungsprüfung",
        "Die Einwilligung gilt für diese eine Weitergabe (§ 9 Abs. 3 HinSchG).",
        "Ihre Meldung wird trotzdem bearbeitet.",
        "Jede Antwort ist in Ordnung.",
        "Bitte antworten Sie bis zum 1. Dezember 2026",
    ):
        assert part in text
    assert buttons(answer) == ["0:accept", "0:decline"]


@pytest.mark.parametrize(
    ("choices", "says", "left"),
    [
        (["decline"], "Ich willige nicht ein", []),
        (["accept"], "Ich willige ein", ["0:withdraw"]),
        (["accept", "withdraw"], "Einwilligung zurückziehen", []),
    ],
)
def test_consent_is_given_refused_and_taken_back(
    choices: list[str], says: str, left: list[str], sent: Reporter, ask: Callable[..., int]
) -> None:
    ask("consent-request", **CONSENT_DATA)
    answer = sent.open()
    for choice in choices:
        answer = press(sent, answer=f"0:{choice}")
        assert "Ihre Antwort ist angekommen und gespeichert." in answer.text
    assert f"Ihre Antwort vom 21. November 2026: {says}" in read(answer).text
    assert f"Sie: Ihre Antwort 21. November 2026 {says}" in articles(answer)[-1]
    assert buttons(answer) == left


def test_one_press_is_one_answer(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("consent-request", **CONSENT_DATA)
    page = read(sent.open())
    press(sent, page, answer="0:accept")
    again = press(sent, page, answer="0:accept")
    assert "Diese Antwort war schon angekommen." in again.text
    assert len([text for text in articles(again) if "Ihre Antwort 2" in text]) == 1


def test_a_stale_page_is_told_so_at_the_question(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("consent-request", **CONSENT_DATA)
    stale = read(sent.open())
    press(sent, answer="0:decline")
    answer = press(sent, stale, answer="0:accept", message="Mein Entwurf.")
    assert answer.status_code == 409
    assert "Ihre Wahl wurde nicht gesendet." in answer.text
    assert 'href="#f-answer-0"' in answer.text
    assert read(answer).one("message") == "Mein Entwurf."


@pytest.mark.parametrize(
    "pressed", ["", ":", "x:accept", "7:accept", "0:", "0:nonsense", "²:accept", "9" * 30 + ":accept", "-1:accept"]
)
def test_nonsense_is_no_answer(pressed: str, sent: Reporter, ask: Callable[..., int]) -> None:
    ask("consent-request", **CONSENT_DATA)
    answer = press(sent, answer=pressed)
    assert answer.status_code in (200, 400, 409)
    assert buttons(sent.open()) == ["0:accept", "0:decline"]


def test_an_expired_request_cannot_be_accepted(sent: Reporter, ask: Callable[..., int], intake: Intake) -> None:
    ask("consent-request", **CONSENT_DATA)
    later(intake, 11 * 86_400)
    answer = sent.open()
    assert buttons(answer) == []
    assert "Die Frist für eine Antwort ist vorbei. Es wird nichts weitergegeben." in answer.text
    assert press(sent, answer="0:accept").status_code == 409


def test_minutes_are_confirmed_corrected_or_not(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("minutes", "So war es.")
    answer = sent.open()
    assert "Niederschrift zum Prüfen" in answer.text
    assert buttons(answer) == ["0:confirm", "0:refuse", "0:correct"]
    answer = press(sent, answer="0:correct", correction=" ", message="Entwurf.")
    assert answer.status_code == 400
    assert 'href="#f-correction"' in answer.text
    assert read(answer).one("message") == "Entwurf."
    answer = press(sent, answer="0:correct", correction="Es war Dienstag.")
    assert "Ich möchte etwas berichtigen" in articles(answer)[-1]
    assert "Es war Dienstag." in articles(answer)[-1]
    assert buttons(answer) == []


def test_only_the_newest_minutes_can_be_answered(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("minutes", "Erste Fassung.")
    ask("minutes", "Zweite Fassung.")
    assert buttons(sent.open()) == ["1:confirm", "1:refuse", "1:correct"]
    assert "Hierzu gibt es eine neuere Nachricht der Meldestelle." in sent.open().text
    assert press(sent, answer="0:confirm").status_code == 409


def test_a_slot_is_chosen_changed_or_none_fits(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("meeting-offer", slots=SLOTS)
    assert "Montag, 10 Uhr, Bibliothek" in sent.open().text
    answer = press(sent, answer="0:")
    assert answer.status_code == 400
    assert 'href="#f-slot"' in answer.text
    answer = press(sent, answer="0:", slot="slot-0")
    assert "Montag, 10 Uhr, Bibliothek" in articles(answer)[-1]
    answer = press(sent, answer="0:", slot="none")
    assert "Kein Termin passt" in articles(answer)[-1]


def test_a_meeting_by_video_needs_consent(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("meeting-offer", slots=SLOTS)
    answer = press(sent, answer="0:", slot="slot-1")
    assert answer.status_code == 400
    assert "Ein Gespräch per Video gibt es nur mit Ihrer Einwilligung (§ 16 Abs. 3 HinSchG)." in answer.text
    assert 'href="#f-video_consent"' in answer.text
    assert re.search(r'value="slot-1"[^>]* checked', answer.text), "the choice stays"
    answer = press(sent, answer="0:", slot="slot-1", video_consent="1")
    assert "Dienstag, 9 Uhr, per Video" in articles(answer)[-1]


def test_without_video_nobody_is_asked_for_consent_to_it(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("meeting-offer", slots=SLOTS[:1])
    assert 'name="video_consent"' not in sent.open().text


def test_a_notice_of_disclosure_stands_as_its_own_kind(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("disclosure-notice", "Gründe: das Urteil.", recipient="Gericht")
    assert "Meldestelle: Mitteilung über eine Weitergabe" in articles(sent.open())[-1]
    assert "Gründe: das Urteil." in articles(sent.open())[-1]
    assert buttons(sent.open()) == []


def test_the_first_button_of_the_form_sends_nothing(sent: Reporter, ask: Callable[..., int]) -> None:
    """The Enter key in a field presses the first button that belongs to the form: it must be no answer."""
    ask("consent-request", **CONSENT_DATA)
    html = sent.open().text
    first = next(tag for tag in re.findall(r"<button[^>]*>", html) if 'form="write"' in tag)
    assert 'name="do" value="read"' in first
    assert "hidden" in first
    answer = press(sent, do="read", message="Entwurf.", retaliation="Angefangen.")
    assert (read(answer).one("message"), read(answer).one("retaliation")) == ("Entwurf.", "Angefangen.")
    assert len(articles(answer)) == 2


def test_whatever_is_typed_stays_whichever_button_is_pressed(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("minutes")
    ask("consent-request", **CONSENT_DATA)
    typed = {"message": "Entwurf.", "correction": "Dienstag.", "retaliation": "Versetzt.", "meeting": "Montags."}
    for pressed, gone in (
        ({"answer": "1:accept"}, ""),
        ({"answer": "0:correct"}, "correction"),
        ({"do": "retaliation"}, "retaliation"),
        ({"do": "meeting"}, "meeting"),
        ({"do": "write"}, "message"),
    ):
        page = read(press(sent, None, **typed, **pressed))
        for name, text in typed.items():
            shown = page.fields.get(name, [""])
            assert shown == ([""] if name == gone else [text]) or name not in page.fields, (pressed, name)
    renewal = read(press(sent, None, **typed, do="renew"))
    assert renewal.one("retaliation") == "Versetzt."


def test_an_answer_interrupted_by_expiry_is_sent_after_the_code(
    sent: Reporter, ask: Callable[..., int], intake: Intake
) -> None:
    ask("consent-request", **CONSENT_DATA)
    page = read(sent.open())
    later(intake, LIFETIME + 1)
    door = press(sent, page, answer="0:accept", message="Entwurf.", retaliation="Angefangen.")
    assert "Ihre Antwort ist noch nicht gesendet." in door.text
    assert "Er wird gesendet" not in door.text
    kept = {name: read(door).one(name) for name in ("answer", "message", "retaliation", "capability")}
    assert kept["answer"] == "0:accept"
    answer = sent.open(**kept)
    assert "Ihre Antwort ist angekommen" in answer.text
    assert (read(answer).one("message"), read(answer).one("retaliation")) == ("Entwurf.", "Angefangen.")
    assert "Diese Antwort war schon angekommen." in sent.open(**kept).text


def test_a_store_away_loses_no_answer(sent: Reporter, ask: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    ask("minutes")

    def away(*_: object) -> None:
        raise StoreAway()

    monkeypatch.setattr(mailbox, "answer", away)
    door = press(sent, answer="0:correct", correction="Dienstag.")
    assert door.status_code == 503
    assert (read(door).one("answer"), read(door).one("correction")) == ("0:correct", "Dienstag.")


# -- retaliation and meetings --------------------------------------------------------------------------------------


def test_retaliation_can_always_be_reported_also_after_the_end(sent: Reporter, small_office: SmallOffices) -> None:
    small_office(sent.code).says(state=PublicState(Stage.CLOSED, TODAY, TODAY, TODAY))
    page = read(sent.open())
    assert ("do", "retaliation") in page.buttons
    for part in ("Niemand darf Sie wegen Ihrer Meldung benachteiligen", "Beweisen muss die andere Seite"):
        assert part in page.text
    answer = press(sent, page, do="retaliation", retaliation="Ich wurde versetzt.")
    assert "Die Meldestelle weiß jetzt, dass Sie benachteiligt werden." in answer.text
    assert "Sie: Benachteiligung gemeldet" in articles(answer)[-1]
    assert "Das war schon angekommen." in press(sent, page, do="retaliation", retaliation="Ich wurde versetzt.").text
    assert ("do", "retaliation") in read(answer).buttons


def test_retaliation_needs_words(sent: Reporter) -> None:
    answer = press(sent, do="retaliation", retaliation=" ", message="Entwurf.")
    assert answer.status_code == 400
    assert 'href="#f-retaliation"' in answer.text
    assert re.search(r'<details[^>]* id="benachteiligung" open', answer.text)
    assert read(answer).one("message") == "Entwurf."


def test_a_meeting_is_asked_for_with_or_without_words(sent: Reporter) -> None:
    answer = press(sent, do="meeting")
    assert "Ihr Wunsch nach einem Gespräch ist angekommen." in answer.text
    assert "Sie: Wunsch nach einem Gespräch" in articles(answer)[-1]
    assert ("do", "meeting") not in read(answer).buttons
    assert press(sent, do="meeting").status_code == 409


def test_who_wished_a_meeting_in_the_report_is_not_asked_again(reporter: Reporter) -> None:
    reporter.send("Ein Text.", meeting="yes")
    assert ("do", "meeting") not in read(reporter.open()).buttons


@pytest.mark.parametrize("kind", ["minutes", "consent-request", "meeting-offer", "disclosure-notice", "message"])
@pytest.mark.parametrize(
    "data",
    [
        {"until": 5, "slots": "x", "to": [], "choice": {}},
        {"until": "gestern", "slots": [None, 7, {"when": ["x"]}, {"when": "<b>Montag</b>", "how": {}}]},
        {"slots": {"when": "x"}, "recipient": {"a": 1}},
    ],
)
def test_strange_data_breaks_no_page(
    kind: str, data: dict[str, object], sent: Reporter, ask: Callable[..., int]
) -> None:
    ask(kind, **data)
    answer = sent.open()
    assert answer.status_code == 200
    assert "<b>" not in answer.text


@pytest.mark.parametrize(
    "data", [{}, {"to": "0", "choice": "accept"}, {"to": 0, "choice": ["accept"]}, {"to": True, "choice": "x" * 99}]
)
def test_a_strange_answer_counts_for_nothing(
    data: dict[str, object], sent: Reporter, ask: Callable[..., int], letterbox: Store[Letterbox], booth: Booth
) -> None:
    ask("consent-request", **CONSENT_DATA)
    capability = mailbox.open_mailbox(booth, AccessCode.parse(sent.code))
    with letterbox.write() as box:
        say(box, booth.open(box, capability), booth.ring, Said("answer", "", data=data), TODAY, b"x")
    answer = sent.open()
    assert answer.status_code == 200
    assert buttons(answer) == ["0:accept", "0:decline"]


def test_a_word_says_which_of_the_offices_words_its_page_had_shown(sent: Reporter, small_office: SmallOffices) -> None:
    office = small_office(sent.code)
    office.says(Said("message", "Erste."))
    old = read(sent.open())
    office.says(Said("message", "Zweite."))
    newer = read(press(sent, old, do="read"))
    press(sent, newer, do="write", message="Zur zweiten.")
    press(sent, old, do="write", message="Zur ersten.")
    seen = [word.rest for word in office.take_in()[-2:]]
    assert [(one.revision, one.office.count) for one in seen if isinstance(one, Seen)] == [(2, 2), (1, 1)]


# -- what is in doubt ---------------------------------------------------------------------------------------------


def test_before_anything_is_in_doubt_nothing_is_said_of_it(sent: Reporter, ask: Callable[..., int]) -> None:
    ask("message")
    html = sent.open().text
    assert "unterschrieben" not in html
    assert "kern-alert--warning" not in html


def test_a_message_the_office_has_not_signed_is_not_shown(sent: Reporter, small_office: SmallOffices) -> None:
    office = small_office(sent.code)
    office.says(Said("message", "Von der Meldestelle."))
    office.answer("Bitte nennen Sie Ihren Namen.")
    assert "Bitte nennen Sie Ihren Namen." not in sent.open().text
    assert "Von der Meldestelle." in articles(sent.open())[-2]
    assert "nicht von der Meldestelle unterschrieben" in articles(sent.open())[-1]


def test_a_question_the_office_has_not_signed_is_not_asked(sent: Reporter, small_office: SmallOffices) -> None:
    office = small_office(sent.code)
    office.says()
    office.say(Said("consent-request", "Frage", data=CONSENT_DATA))
    assert "Ich willige ein" not in sent.open().text
    answer = press(sent, answer="0:accept")
    assert "nicht mehr" in read(answer).text


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda status: replace(status, generation=1), "schon einen neueren Zugangscode"),
        (lambda status: replace(status, mailbox=bytes(48)), "an ein anderes Postfach als dieses"),
        (lambda status: replace(status, reporter=replace(status.reporter, head=bytes(48))), "nicht mehr alles"),
        (lambda status: replace(status, installation="hinweisgeber/fremd"), "können wir gerade nicht prüfen"),
        (
            lambda status: replace(status, signer="f" * 16, holders=("f" * 16,)),
            "Diese Nachricht können wir hier noch nicht prüfen",
        ),
    ],
)
def test_what_is_wrong_with_a_mailbox_is_said_and_closes_it_not(
    change: Callable[[Status], Status], words: str, sent: Reporter, small_office: SmallOffices
) -> None:
    office = small_office(sent.code)
    office.says(Said("message", "Von der Meldestelle."))
    office.post(change)
    page = sent.open()
    assert words in page.text
    assert page.status_code == 200
    assert "Der erste Text." in articles(page)[0]


def away(*_: object, **__: object) -> None:
    """The store takes nothing."""
    raise StoreAway()


def revoke(intake: Intake, founded: Founded, *names: str) -> None:
    ring, root = founded.ring, founded.root()
    for name in names:
        ring = ring.revoke(root, founded.people[name].officer_id, TODAY)
    intake.ring._path.write_text(ring.text(), encoding="utf-8")


def test_what_is_written_after_somebody_has_gone_is_for_the_others_alone(
    sent: Reporter, small_office: SmallOffices, intake: Intake, founded: Founded, letterbox: Store[Letterbox]
) -> None:
    small_office(sent.code).says()
    revoke(intake, founded, "bernd")
    assert "gehört nicht mehr zur Meldestelle" in sent.open().text
    assert "Nur für die anderen." in articles(press(sent, message="Nur für die anderen.", do="write"))[-1]
    with letterbox.read() as box:
        wraps = box.letter_wraps(small_office(sent.code).report_id, 1)
    assert set(wraps) == {founded.people[name].officer_id for name in ("lead", "anna")}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"do": "write", "message": "Hallo?"}, "message"),
        ({"do": "retaliation", "retaliation": "Versetzt."}, "retaliation"),
        ({"do": "meeting", "meeting": "Montags."}, "meeting"),
        ({"answer": "0:accept"}, "answer-0"),
    ],
)
def test_where_nobody_may_read_it_nothing_is_sent_and_nothing_lost(
    fields: dict[str, str], field: str, sent: Reporter, ask: Callable[..., int], intake: Intake, founded: Founded
) -> None:
    ask("consent-request", **CONSENT_DATA)
    before = len(articles(sent.open()))
    revoke(intake, founded, "lead", "anna", "bernd")
    answer = press(sent, None, **fields)
    assert answer.status_code == 503, read(answer).text[:600]
    assert "Zurzeit kann niemand in der Meldestelle lesen, was Sie hier schreiben" in answer.text
    assert f'id="f-{field}' in answer.text
    for name in ("message", "retaliation", "meeting"):
        assert read(answer).one(name) == fields.get(name, "")
    assert len(articles(sent.open())) == before
    new = {"new_code": str(AccessCode.generate()), "code_noted": "1"}
    assert "Ab jetzt gilt nur noch der neue Zugangscode." in press(sent, None, **new).text, (
        "a code can be renewed always"
    )


def test_on_a_closed_case_it_is_no_alarm_that_somebody_has_gone(
    sent: Reporter, small_office: SmallOffices, intake: Intake, founded: Founded
) -> None:
    """No next act of the office ends it."""
    closed = PublicState(Stage.CLOSED, TODAY, TODAY, TODAY)
    small_office(sent.code).says(state=closed)
    revoke(intake, founded, "bernd")
    html = sent.open().text
    assert "Das ist kein Fehler" in html
    assert "kern-alert--warning" not in html


def test_who_sends_more_under_a_code_whose_readers_are_gone_gets_a_new_code(
    sent: Reporter, small_office: SmallOffices, intake: Intake, founded: Founded
) -> None:
    """A new report somebody may read; nobody is blamed for having excluded all."""
    small_office(sent.code).says()
    revoke(intake, founded, "lead", "anna", "bernd")
    answer = sent.send("Geändert.")
    page = read(answer)
    assert (answer.status_code, page.one("description")) == (409, "Geändert.")
    assert "Wer diese Meldung bearbeitet hat, ist nicht mehr zuständig" in page.text
    assert page.code not in ("", sent.code)


def test_a_mailbox_of_an_earlier_version_opens_and_says_what_was_not_signed(reporter: Reporter, booth: Booth) -> None:
    code = AccessCode.generate()
    submit_1(booth, code, Report("Von früher."), "Eingegangen.")
    reporter.code = str(code)
    for _ in range(2):
        told = articles(reporter.open())
        assert [("aus der Zeit davor" in one) for one in told] == [True, True, False]
        assert "mit einem Zufallsschlüssel. Ihr Name steht nirgends." in told[-1]
    told = articles(reporter.open(do="write", message="Und weiter."))
    assert "Und weiter." in told[-1]
    assert "aus der Zeit davor" not in told[-1]
    assert "unterschr" not in "".join(told), "who gives no name is asked for none"


def test_a_mailbox_of_an_earlier_version_that_cannot_move_now_says_so(
    reporter: Reporter, booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = AccessCode.generate()
    submit_1(booth, code, Report("Von früher."), "Eingegangen.")
    reporter.code = str(code)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "write", away)
        answer = reporter.open(message="Entwurf.")
    assert (answer.status_code, read(answer).one("message")) == (503, "Entwurf.")
    assert "Ihr Code gilt weiter" in answer.text
    assert len(articles(reporter.open())) == 3


def test_what_the_office_lost_can_be_sent_again_by_a_button(sent: Reporter, small_office: SmallOffices) -> None:
    office = small_office(sent.code)
    office.says()
    for _ in range(2):
        page = read(sent.client.post("/postfach", data={"code": sent.code, "do": "renew"}))
        sent.client.post(
            "/postfach", data={"capability": page.one("capability"), "new_code": page.code, "code_noted": "1"}
        )
        sent.code = page.code
        office.take_in()
        if not office.epochs[1:]:
            office.begin()
            office.post()
    press(sent, do="write", message="In der verlorenen Zeit.")
    office.take_in()
    lost = office.epochs.pop()
    for epoch in (Epoch(lost.epoch.number, b"anderer!"), lost.epoch.next()):
        office.epochs.append(EpochDialogue(office.report_id, epoch, DialogueKey.generate()))
    office.post()
    page = read(sent.open())
    assert "kann diese Nachricht nicht mehr lesen" in page.text
    (place,) = [value for name, value in page.buttons if name == "again"]
    answer = press(sent, page, again=place, message="Entwurf.")
    assert "Ihre Nachricht ist angekommen und gespeichert." in answer.text
    assert read(answer).one("message") == "Entwurf."
    assert "In der verlorenen Zeit." in articles(answer)[-1]
    assert not [value for name, value in read(answer).buttons if name == "again"], "it is there once"
    assert "war schon angekommen" in press(sent, again=place).text, "also from another page"
    for nonsense in ("0", "x", "-1", "9" * 20):
        assert len(articles(press(sent, again=nonsense))) == len(articles(answer))
