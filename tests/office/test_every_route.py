"""What holds for every route: who may, tokens, headers, nonsense, and words that can be translated."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import flask_babel
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hinweisgeber import mail
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.case.flags import Flag
from hinweisgeber.domain.dialogue.feedback import HEADS, Feedback
from hinweisgeber.domain.errors.power import NeedsSecond
from hinweisgeber.office import Office
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.leaving import access, persons, retention
from hinweisgeber.usecases.officer import casework, measures, procedure, reading
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.web.app import HEADERS
from hinweisgeber.web.routes import Who
from tests.agreed import agreed
from tests.founded import TODAY, Founded
from tests.office.conftest import CASE_1
from tests.office.files import send_files
from tests.office.people import Browser
from tests.office.reading import read
from tests.pages import joined

QUERY = ("stufe", "wer", "faellig", "page", "vor", "erledigt", "endpoint", "_anchor")
OPEN = {"/anmelden", "/healthz", "/readyz", "/static/<name>"}
FIELDS = (
    "stage", "reason", "message", "note", "outcome", "point", "finding", "to", "what", "who", "until", "effect",
    "norm", "review", "n", "archive", "lesson", "check",
    "channel", "received", "record", "consent", "description", "minutes", "state", "day_1", "time_1", "how_1", "offer",
    "do", "feedback", "once", "seen", "proposal", "username", "passphrase", "kept", "weiter",
)  # fmt: skip


def routes(office: Office, method: str) -> list[str]:
    """All addresses that take this method, with a real number in them."""
    rules = [str(rule) for rule in office.url_map.iter_rules() if method in (rule.methods or ())]
    numbered = [r.replace("<number>", "MN-2026-0001" if "massnahmen" in r else CASE_1) for r in rules]
    parts = (
        ("<name>", "x"), ("<blob>", "0" * 32), ("<int:page>", "1"), ("<int:n>", "0"), ("<author>", "reporter"),
        ("<int:part>", "1"), ("<int:place>", "0"), ("<int:seq>", "2"),
    )  # fmt: skip
    return [functools.reduce(lambda r, part: r.replace(*part), parts, rule) for rule in numbered]


@pytest.fixture
def measure(code: AccessCode, desk: Callable[..., Desk]) -> str:
    """A measure out of case 1, which then stands in Resonanz."""
    at = desk("anna")
    casework.take_over(at, CASE_1)
    casework.change_stage(at, CASE_1, "INVESTIGATION", "")
    casework.change_stage(at, CASE_1, "RESPONSE", "")
    made = measures.add(at, CASE_1, "Vier Augen", "Kämmerei", TODAY + timedelta(days=30))
    assert made is not None
    return made.number


def test_nothing_is_shown_or_done_without_a_session(
    browser: Callable[..., Browser], office: Office, measure: str, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    one = browser()
    for path in routes(office, "GET"):
        if path not in OPEN and not path.startswith("/static"):
            assert one.get(path).title.startswith("Anmelden"), path
    for path in routes(office, "POST"):
        one.post(path, note="x", message="x", reason="x", do="send")
        assert one.status in (400, 401), path
    assert entries() == before


def test_every_post_without_token_is_refused_and_the_text_kept(
    colleague: Browser, owner: Browser, office: Office, measure: str, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    paths = [path for path in routes(office, "POST") if path not in ("/anmelden", "/anmelden/code", "/abmelden")]
    leads = {route.rule for route in office.routes.values() if route.who is Who.LEAD}
    assert len(paths) >= 12
    for path in paths:
        who = owner if path in leads else colleague
        response = who.client.post(path, data={"note": "Ein Text", "effect": "yes", "reason": "weil"})
        assert response.status_code == 400, path
        assert "kept" in read(response.text).forms, path
        fields = read(response.text).forms["kept"].fields
        assert (fields["note"], fields["reason"], fields["effect"]) == ("Ein Text", "weil", "yes"), path
    assert colleague.client.post("/abmelden").status_code == 303
    assert colleague.get("/faelle").title.startswith("Fälle")  # not even logged out
    assert entries() == before


def test_what_was_kept_can_be_sent(colleague: Browser, code: AccessCode, entries: Callable[[], list[str]]) -> None:
    colleague.post(f"/faelle/{CASE_1}/notiz", note="Ein Text")
    assert "Der Vermerk steht im Protokoll" in colleague.submit("kept").words
    assert entries()[-1] == "note"


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("kennzeichen", {"flag": "urgent:on"}, "Eilig – setzen"),
        ("kennzeichen", {"flag": "tax-secrecy:off"}, "Steuergeheimnis (§ 30 AO) – wegnehmen"),
        ("massnahme", {"lesson": "training"}, "Schulung"),
        ("loeschung/archiv", {"archive": "not-worth-keeping"}, "Nicht archivwürdig"),
        ("personen/eintrag", {"surname": "1", "role": "witness"}, "Auch den Nachnamen allein ersetzen ja"),
    ],
)
def test_kept_choices_are_told_in_words_and_sent_again(
    colleague: Browser, code: AccessCode, path: str, sent: dict[str, str], words: str
) -> None:
    sheet = colleague.post(f"/faelle/{CASE_1}/{path}", **sent)
    assert sheet.forms["kept"].fields.items() >= sent.items()
    for name, value in sent.items():
        assert f'<input type="hidden" name="{name}" value="{value}"' in sheet.html
    assert words in sheet.words
    assert not [value for value in sent.values() if len(value) > 1 and value in sheet.words]


def test_a_call_half_written_down_is_kept_with_all_that_was_chosen(colleague: Browser) -> None:
    chosen = {"channel": "phone", "record": "verbatim", "small_circle": "1", "code_along": "1", "meeting": "1"}
    sheet = colleague.post("/faelle/neu", description="Ein Anruf", received="2026-11-20", **chosen)
    fields = sheet.forms["kept"].fields
    assert fields.items() >= {**chosen, "description": "Ein Anruf", "received": "2026-11-20"}.items()
    for words in ("Anruf", "Wortprotokoll", "Nur wenige wissen davon ja", "Zugangscode zu ihrem Postfach ja"):
        assert words in sheet.words
    assert re.search(r'name="received" type="date"', sheet.html)


DAYS = {
    "until": "massnahme",
    "check": "massnahme",
    "review": "loeschung/sperre",
    "since": "personen/eintrag",
    "informed_on": "personen/unterrichtung",
    "deferred_until": "personen/aufschub",
}


@pytest.mark.parametrize("name", DAYS)
def test_kept_days_are_asked_for_as_days(colleague: Browser, code: AccessCode, name: str) -> None:
    html = colleague.post(f"/faelle/{CASE_1}/{DAYS[name]}", **{name: "2027-01-01"}).html
    assert re.search(rf'name="{name}" type="date" value="2027-01-01"', html)


def test_kept_page_asks_for_no_more_than_the_form_did(colleague: Browser, code: AccessCode) -> None:
    sheet = colleague.post(f"/faelle/{CASE_1}/massnahme", what="Vier Augen", until="2027-01-01", check="")
    assert sheet.words.count("(freiwillig)") == 1
    assert re.search(r'name="until"[^>]* required', sheet.html)
    assert not re.search(r'name="check"[^>]* required', sheet.html)


def test_posts_from_other_sites_are_refused(colleague: Browser, code: AccessCode) -> None:
    colleague.get(f"/faelle/{CASE_1}")
    fields = {**colleague.sheet.forms["note"].fields, "note": "x"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        response = colleague.client.post(f"/faelle/{CASE_1}/notiz", data=fields, headers=headers)
        assert response.status_code == 403


def test_stranger_gets_404_on_every_address_of_the_case(
    stranger: Browser, office: Office, measure: str, entries: Callable[[], list[str]]
) -> None:
    before = entries()
    stranger.get("/faelle")
    token = stranger.sheet.forms["/abmelden"].fields["csrf_token"]
    fields = {"csrf_token": token, "reason": "x", "note": "x", "message": "x", "finding": "x", "stage": "RESPONSE"}
    fields |= {"outcome": "INVESTIGATED", "point": "scope", "effect": "yes", "what": "x", "who": "x"}
    numbered = [p for p in routes(office, "POST") if CASE_1 in p or measure in p]
    assert len(numbered) >= 12
    for path in numbered:
        for more in ({"until": "2027-01-01", "to": "x"}, {"do": "draft"}):
            assert "keinen Schlüssel" in stranger.post(path, **fields, **more).words
            assert stranger.status == 404, path
    assert "keinen Schlüssel" in stranger.get(f"/faelle/{CASE_1}").words
    assert stranger.status == 404
    assert entries() == before


def test_stranger_sees_the_case_nowhere(stranger: Browser, measure: str) -> None:
    for path, words in (("/massnahmen", ""), ("/faelle", ""), ("/faelle", "gestückelt"), ("/faelle", "0001")):
        sheet = stranger.get(path)
        if words:
            sheet = stranger.submit("filter", suche=words)
        assert stranger.status == 200
        assert not {CASE_1, measure, "gestückelt."} & set(sheet.words.split()), path


def test_missing_case_and_barred_case_answer_alike(stranger: Browser, code: AccessCode) -> None:
    barred = stranger.get(f"/faelle/{CASE_1}").words
    assert stranger.get("/faelle/HM-2026-0999").words == barred
    assert stranger.get("/faelle/Unsinn").words == barred


def test_every_answer_has_the_headers(
    colleague: Browser, browser: Callable[..., Browser], office: Office, measure: str
) -> None:
    for one in (colleague, browser()):
        for method in ("GET", "POST"):
            for path in [*routes(office, method), "/gibtsnicht"]:
                response = one.client.open(path, method=method)
                for name, value in HEADERS.items():
                    assert response.headers[name] == value, (path, name)


def test_no_page_has_inline_script_or_style(colleague: Browser, office: Office, measure: str) -> None:
    for path in routes(office, "GET"):
        html = colleague.get(path).html
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", html), path


def test_every_page_of_a_flagged_case_says_what_is_guarded(
    colleague: Browser, office: Office, letterbox: Store[Letterbox], founded: Founded, desk: Callable[..., Desk]
) -> None:
    at = desk("anna")
    lead = founded.people["lead"].officer_id
    sent = send_files(at, office.blobs, letterbox, lead, one=("notiz.txt", b"Text"))
    casework.note(at, CASE_1, "Ein Vermerk")
    note = reading.whole_log(at, CASE_1)[-1].seq
    procedure.set_flag(at, CASE_1, Flag.SMALL_CIRCLE, True, "Grund")
    procedure.set_flag(at, CASE_1, Flag.TAX_SECRECY, True, "Grund")
    persons.add(at, CASE_1, persons.Known("Grund", "witness"))
    with pytest.raises(NeedsSecond):
        retention.propose_hold(at, CASE_1, "Grund", "Grund", TODAY + timedelta(days=30))
    pages = [path for path in routes(office, "GET") if path.startswith(f"/faelle/{CASE_1}") and "/datei/" not in path]
    assert len(pages) >= 8
    for path in [*pages, sent.page()]:
        there = path.replace("/vermerk/2", f"/vermerk/{note}").replace("/freigaben/0", "/freigaben/1")
        html = colleague.get(there).html
        assert colleague.status == 200, path
        assert (html.count('id="small-circle"'), html.count('id="secrecy"')) == (1, 1), path


def test_titles_are_neutral(colleague: Browser, office: Office, measure: str) -> None:
    for path in routes(office, "GET"):
        assert "gestückelt" not in colleague.get(path).title


def test_text_is_kept_while_the_store_is_away(
    colleague: Browser, office: Office, code: AccessCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague.get(f"/faelle/{CASE_1}")

    def away(writing: bool) -> Iterator[Any]:
        raise StoreAway()

    with monkeypatch.context() as patched:
        patched.setattr(office.cabinet, "_transaction", away)
        sheet = colleague.submit("note", note="Ein Text")
        assert colleague.status == 503
        assert sheet.forms["kept"].fields["note"] == "Ein Text"
        assert "nicht erreichbar" in sheet.words
    assert "Der Vermerk steht im Protokoll" in colleague.submit("kept").words


names = st.text(st.characters(codec="utf-8", exclude_characters="/?#"), min_size=1, max_size=20)
texts = st.text(max_size=40) | st.sampled_from(["", "\0", "RESPONSE", "CLOSED", "scope", "2027-01-01", "0001-01-01"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_nonsense_gets_4xx_never_5xx(colleague: Browser, office: Office, measure: str, data: st.DataObject) -> None:
    method = data.draw(st.sampled_from(["GET", "POST"]))
    path = data.draw(st.sampled_from([p for p in routes(office, method) if p != "/abmelden"]))
    if data.draw(st.booleans()):
        path = path.replace(CASE_1, data.draw(names))
    fields = data.draw(st.dictionaries(st.sampled_from(FIELDS), texts, max_size=6))
    if method == "GET":
        query = data.draw(st.dictionaries(st.sampled_from(QUERY), texts | st.integers().map(str), max_size=4))
        response = colleague.client.get(path, query_string=query)
    else:
        colleague.get("/faelle")
        token = colleague.sheet.forms["/abmelden"].fields["csrf_token"]
        fields.pop("passphrase", None)  # an Argon2 each time
        response = colleague.client.post(path, data={**fields, "csrf_token": token})
    assert response.status_code < 500, (method, path, fields)


@pytest.mark.parametrize(
    "query", ["vor=99999999999999999999", "vor=-1", "page=-5&endpoint=x", "page=" + "9" * 300, "vor=x"]
)
def test_numbers_out_of_range_are_harmless(colleague: Browser, code: AccessCode, query: str) -> None:
    for path in ("/faelle", "/protokoll"):
        colleague.get(f"{path}?{query}")
        assert colleague.status == 200


class Marked:
    """Translations that mark every message, so a word without a mark did not come through gettext."""

    def gettext(self, text: str) -> str:
        return f"⟦{text}⟧"

    def ngettext(self, one: str, many: str, number: int) -> str:
        return f"⟦{one if number == 1 else many}⟧"

    ugettext, ungettext = gettext, ngettext


DATA = re.compile(
    r"Landratsamt Beispielkreis \(Vorführung\)|Stabsstelle Compliance – interne Meldestelle \(Vorführung\)"
    r"|Leitung der Stabsstelle|Fallbearbeitung [12]|\((lead|anna|bernd)\)"
    r"|\b(lead|anna|bernd)\b|H?M[MN]?-2026-\d{4}|Aufträge werden gestückelt\.|seit März|Aufträge und Vergabe"
    r"|Vier Augen|Kämmerei|Wir bestätigen den Eingang\.|Grund \d|Noch etwas|hinweisgeber [a-z -]+|[0-9a-f]{8,}"
    r"|\b(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}\b"
    r"|\d{1,2}\. [A-Z][a-zä]+ \d{4}|\d\d\.\d\d\.\d{4}|hinweisgeber/\S+|[A-Za-z0-9+/=]{40,}|Person [AB]"
)


def test_every_word_comes_through_gettext(
    colleague: Browser,
    office: Office,
    founded: Founded,
    measure: str,
    desk: Callable[..., Desk],
    monkeypatch: pytest.MonkeyPatch,
    send: Callable[..., AccessCode],
    write_on: Callable[[AccessCode, str], None],
    code: AccessCode,
) -> None:
    at = desk("anna")
    write_on(code, "Noch etwas")
    measures.done(at, measure)
    measures.rate(at, measure, "yes", "Grund 1")
    casework.check_point(at, CASE_1, "validity", "Grund 2")
    casework.note(at, CASE_1, "Grund 3")
    agreed(casework.assign, at, CASE_1, founded.people["lead"].officer_id, "Grund 4")
    procedure.check_scope(at, CASE_1, "out", "Grund 5")
    for flag in Flag:
        if flag != "small-circle":  # the report says it
            procedure.set_flag(at, CASE_1, flag, True, "Grund 6")
    heads = dict.fromkeys(HEADS, "Grund 6")  # they are part of the message
    procedure.give_feedback(at, CASE_1, Feedback("Grund 7", "Grund 8", "Grund 9"), heads)
    persons.add(at, CASE_1, persons.Known("Grund 3", "witness"))
    persons.defer(at, CASE_1, 0, TODAY + timedelta(days=9), "Grund 5")
    access.answer(at, CASE_1, 0, "Grund 6", "")
    persons.add(at, CASE_1, persons.Known("Grund 8", "other"))
    persons.withdraw(at, CASE_1, 1, "Grund 9")
    send(on=date(2026, 5, 1), acknowledged=False)
    files = ("/static", "/healthz", "/readyz", "/faelle/fristen.ics")
    pages = [p for p in routes(office, "GET") if not p.startswith(files)]
    pages += ["/faelle/HM-2026-0002", "/faelle?wer=ich&faellig=heute", f"/faelle/{CASE_1}?erledigt=antwort"]
    monkeypatch.setattr(flask_babel.Domain, "get_translations", lambda self: Marked())
    monkeypatch.setattr(flask_babel.Domain, "get_translations_cache", lambda self: {}, raising=False)
    for path in pages:
        own = {topic.label for topic in office.institution.topics}  # words of the institution, not of the program
        own |= {f"{office.intake_url}/datenschutz", str(office.acknowledgement(TODAY, TODAY))}
        own |= {block.label for block in office.institution.text_blocks}
        own |= {mail.SUBJECT, *(part for part in mail.TEXT.strip().split("\n\n"))}  # shown as it is sent
        page = colleague.get(path)
        own |= {page.by_id.get("suggestion", "")}  # drawn from a list of German words
        nodes = [node for node in page.nodes if node not in own]
        assert joined(colleague.sheet.html) == [], path
        assert any("⟦" in node for node in nodes), path
        bare = [DATA.sub("", _unmarked(node)) for node in nodes]
        assert [text for text in bare if re.search(r"[A-Za-zÄÖÜäöüß]", text)] == [], path


def _unmarked(text: str) -> str:
    """The text without its marked parts, which may lie inside each other."""
    out, depth = [], 0
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        out.append(sign if depth == 0 and sign != "⟧" else "")
    return "".join(out)
