"""/postfach: opened by code only, forgiving in spelling, nothing typed is lost, no guessing shuts anybody out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from hinweisgeber import errors
from hinweisgeber.crypto import contexts
from hinweisgeber.crypto.capability import LIFETIME
from hinweisgeber.crypto.code import ALPHABET, AccessCode
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.domain.report import PublicState
from hinweisgeber.domain.stages import Stage
from hinweisgeber.intake import Intake
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases import mailbox
from tests.founded import NOW, TODAY
from tests.pages import Reporter, articles, read

EXPIRED, MISTYPED = "Aus Sicherheitsgründen ist diese Seite abgelaufen.", "vermutlich einen Tippfehler"
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
        raise errors.StoreAway()

    monkeypatch.setattr(mailbox, "write_on", away)
    answer = sent.client.post("/postfach", data={"capability": capability, "message": "Bleibt stehen.", "do": "write"})
    page = read(answer)
    assert answer.status_code == 503
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
        assert len(articles(answer)) == 2
    assert UNKNOWN in sent.open().text
    sent.code = new
    assert len(articles(sent.open())) == 2


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
    assert len(articles(answer)) == 2


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


def post_state(letterbox: Store[Letterbox], code: str, state: PublicState) -> None:
    """What the office does when the state changes."""
    capability = mailbox.open_mailbox(letterbox, AccessCode.parse(code))
    context = contexts.status(capability.report_id, 1)
    with letterbox.write() as box:
        box.post_status(capability.report_id, 1, seal_text(capability.dialogue, context, state.payload()))


@pytest.mark.parametrize("stage", [*Stage, "UNHEARD-OF"])
def test_the_state_is_told_in_words(stage: str, sent: Reporter, letterbox: Store[Letterbox]) -> None:
    post_state(letterbox, sent.code, PublicState(stage, TODAY, None, None))
    text = read(sent.open()).text
    assert stage not in text
    assert "Die Meldestelle" in text or "Verfahren" in text or "bearbeitet" in text


def test_a_closed_mailbox_stays_open_for_writing(sent: Reporter, letterbox: Store[Letterbox]) -> None:
    post_state(letterbox, sent.code, PublicState(Stage.CLOSED, TODAY, TODAY, TODAY))
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
