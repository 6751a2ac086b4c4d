"""Every word people read comes through gettext, and no sentence shouts."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from gettext import NullTranslations

import pytest

from hinweisgeber import config, errors
from hinweisgeber.config.tables import texts
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.report import OFFICE, Said
from hinweisgeber.domain.stages import Stage
from hinweisgeber.intake import Intake, views
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases import mailbox, submit
from hinweisgeber.web import app as web
from hinweisgeber.web import messages
from hinweisgeber.web.ring_file import RingFile
from tests.founded import NOW, TODAY, Founded
from tests.pages import Reporter, marked, read, untranslated


class Marks(NullTranslations):
    """A catalogue that marks what was looked up in it."""

    def gettext(self, message: str) -> str:
        return marked(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return marked(msgid1 if n == 1 else msgid2)


@pytest.fixture
def full(institution: config.Institution) -> config.Institution:
    """An institution that says everything it can say."""
    return dataclasses.replace(
        institution,
        onion=f"http://{'a' * 56}.onion",
        sign_video=config.SignVideo("dgs.webm", ("Der Film in Worten.",)),
        easy_language_checked="Prüfgruppe Musterstadt",
    )


@pytest.fixture
def spoken(
    full: config.Institution, settings: config.Settings, ring_file: RingFile, letterbox: Store[Letterbox],
    monkeypatch: pytest.MonkeyPatch,
) -> Intake:  # fmt: skip
    """The intake with a gettext that marks what passes through it."""
    app = Intake(settings, full, ring_file, letterbox)
    app.clock = lambda: NOW
    app.acknowledge = False
    monkeypatch.setattr(messages, "_catalogue", Marks)
    monkeypatch.setattr(web, "gettext", lambda text, **values: marked(text % values if values else text))
    return app


def every_state(app: Intake, monkeypatch: pytest.MonkeyPatch, founded: Founded) -> Iterator[tuple[str, str]]:
    """Name and HTML of every page in every state."""
    reporter = Reporter(app.test_client(use_cookies=False))
    client = reporter.client
    for rule, methods, _ in views.ROUTES:
        if "GET" in methods and rule not in ("/gebaerdensprache", "/schluesselbund"):  # files, no pages
            yield rule, client.get(rule).text
    for method, path in (("GET", "/404"), ("PUT", "/melden")):
        yield f"{method} {path}", client.open(path, method=method).text
    yield "cross-site", client.post("/melden", headers={"Origin": "http://1.2"}).text
    yield "too much", client.post("/melden", data={str(n): "" for n in range(300)}).text
    everybody = [person.officer_id for person in founded.people.values()]
    wrong = dict.fromkeys(("description", "when", "where", "who", "known_from", "fear", "wish"), "1" * 100001)
    yield "report wrong", client.post("/melden", data=wrong).text
    yield "nobody left", reporter.send("1", excluded=everybody).text
    answered = {"topic": "geld", "circle": "few", "excluded": everybody[:1]}
    answered |= dict.fromkeys(("when", "where", "who", "known_from", "fear", "wish"), "1")
    yield "confirmed", reporter.send("1", **answered).text
    yield "added", reporter.send("2").text
    yield "mailbox", reporter.open().text
    yield "written", reporter.open(message="3", do="write", capability="1").text
    yield "written before", reporter.open(message="3", do="write", capability="1").text
    yield "nothing written", reporter.open(do="write").text
    for state, fields in _asked(app, reporter).items():
        yield state, reporter.open(**fields).text
    renewal = reporter.open(do="renew")
    yield "renew", renewal.text
    yield "not noted", reporter.open(new_code=read(renewal).code).text
    yield "door with text", client.post("/postfach", data={"message": "1", "new_code": "1"}).text
    yield "door with code", client.post("/postfach", data={"code": "1"}).text
    yield "renewed", reporter.open(new_code=read(renewal).code, code_noted="1").text
    reporter.code = read(renewal).code
    app.clock = lambda: NOW + timedelta(days=200)
    yield "late", reporter.open().text
    original = mailbox.read
    for stage in (*Stage, "OTHER"):
        monkeypatch.setattr(mailbox, "read", lambda *a, s=stage: _in_stage(original(*a), s))
        yield f"stage {stage}", reporter.open().text
    app.clock = lambda: datetime(2040, 1, 1, tzinfo=UTC)
    yield "nobody there", client.get("/melden").text
    app.view_functions["index"] = _broken
    yield "failure", client.get("/").text


def _asked(app: Intake, reporter: Reporter) -> dict[str, dict[str, str]]:
    """Every kind of question in the mailbox; what is posted to see it unanswered, refused and answered."""
    capability = mailbox.open_mailbox(app.letterbox, AccessCode.parse(reporter.code))
    slots = [{"when": "1", "where": "", "how": "video"}]
    kinds = (("minutes", "2"), ("minutes", "3"), ("consent-request", "4"), ("consent-request", "5"))
    saids = [Said(kind, text, data={"until": "2026-12-01"}) for kind, text in kinds]
    saids += [Said("consent-request", "6", data={"until": "2026-01-01"}), Said("disclosure-notice", "7")]
    saids += [Said("meeting-offer", "8", data={"slots": slots})]
    with app.letterbox.write() as box:
        for place, said in enumerate(saids):
            key, nonce = capability.dialogue, f"{place}".encode()
            box.add_message(
                capability.report_id, submit.sealed(key, capability.report_id, OFFICE, place, TODAY, said, nonce)
            )
    return {
        "asked": {},
        "no slot": {"answer": "6:"},
        "video": {"answer": "6:", "slot": "slot-0"},
        "slot": {"answer": "6:", "slot": "slot-0", "video_consent": "1"},
        "no correction": {"answer": "1:correct"},
        "corrected": {"answer": "1:correct", "correction": "1"},
        "accepted": {"answer": "2:accept"},
        "accepted before": {"answer": "2:accept"},
        "declined": {"answer": "3:decline"},
        "not open": {"answer": "3:accept", "capability": "2"},
        "retaliation empty": {"do": "retaliation"},
        "retaliation": {"do": "retaliation", "retaliation": "1"},
        "retaliation before": {"do": "retaliation", "retaliation": "1"},
        "no slot fits": {"answer": "6:", "slot": "none"},
        "meeting": {"do": "meeting"},
        "meeting before": {"do": "meeting"},
        "door with answer": {"do": "meeting", "code": "1"},
    }


def _in_stage(conversation: mailbox.Conversation, stage: str) -> mailbox.Conversation:
    day = conversation.received
    state = dataclasses.replace(conversation.state, stage=stage, acknowledged=day, feedback_on=day, closed_on=day)
    return dataclasses.replace(conversation, state=state)


def _broken() -> str:
    raise errors.SealBroken()


def test_every_visible_word_comes_through_gettext(
    spoken: Intake, full: config.Institution, founded: Founded, monkeypatch: pytest.MonkeyPatch
) -> None:
    dynamic = {text.strip() for _, text in texts(full)}
    dynamic |= {text.removeprefix("https://") for text in dynamic}
    dynamic |= {person.function for person in founded.people.values()} | {"localhost/postfach"}
    for name, html in every_state(spoken, monkeypatch, founded):
        shown = re.sub(r'<code class="access-code".*?</code>', "", html, flags=re.DOTALL)
        assert untranslated(shown, dynamic) == [], name


def test_the_search_finds_words_outside_gettext() -> None:
    html = f"<p>{marked('Ja')} und</p><a aria-label='x' title=\"Nein\">5</a><b>Amt</b>"
    assert untranslated(html, ["Amt"]) == ["und", "Nein"]


def test_no_sentence_shouts(spoken: Intake, founded: Founded, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, html in every_state(spoken, monkeypatch, founded):
        assert "!" not in re.sub(r"<[^>]*>", "", html), name


def test_index_answers_the_four_questions_and_names_the_limits(intake: Intake) -> None:
    page = read(intake.test_client().get("/"))
    for part in (
        "Wer liest das?",
        "Kann man mich finden?",
        "Was passiert wann?",
        "Was muss ich beachten?",
        "Im Netz der Dienststelle ist zu sehen, dass diese Seite geöffnet wurde.",
        "Das Gesetz verlangt das nicht von uns",
        "§ 9 Absatz 1, § 38 HinSchG",
        "Verschlusssachen",
        "Dieser Text ist nicht von einer Prüfgruppe geprüft.",
    ):
        assert part in page.text
    for way in ("/melden", "/postfach", "/externe-meldestellen"):
        assert way in page.links


def test_index_says_only_what_the_institution_has(spoken: Intake, full: config.Institution) -> None:
    text = read(spoken.test_client().get("/")).text
    assert full.onion
    assert full.onion in text
    assert "Prüfgruppe Musterstadt" in text
    assert "nicht von einer Prüfgruppe" not in text
    assert "Der Film in Worten." in text


def test_privacy_notice_is_linked_before_the_form(intake: Intake) -> None:
    html = intake.test_client().get("/melden").text
    main = html[html.index("<main") :]
    assert main.index('href="/datenschutz"') < main.index("<form")


def test_external_bodies_are_one_click_from_every_page(intake: Intake) -> None:
    reporter = Reporter(intake.test_client(use_cookies=False))
    for answer in (reporter.client.get("/"), reporter.client.get("/melden"), reporter.send(), reporter.open()):
        assert "/externe-meldestellen" in read(answer).links
