"""Whoever sends people to us with a form of their own learns nothing, and changes nothing in anybody's mailbox.

The planter has a report, a mailbox and a beginning of their own and knows everything our pages showed them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.domain.dialogue.report import ANSWER, MEETING_REQUEST, RETALIATION, Said
from hinweisgeber.intake import Intake
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.reporter import mailbox, writing
from hinweisgeber.usecases.reporter.box import Booth
from hinweisgeber.usecases.reporter.errors import CodeUnknown
from tests.controls import controls
from tests.founded import TODAY
from tests.intake.files import offered
from tests.small_office import SmallOffices
from tests.walking import OURS, SILENT, WRITE, Walker, shows

FROM_ELSEWHERE = [
    {"Origin": "https://boese.example", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    {"Origin": "null"},
    SILENT,
]
SAYS_NOTHING = [  # honest people behind something that strips or rewrites
    SILENT,
    {"Origin": "null"},
    {"Origin": "https://melden.example.org", "Host": "inner.example:8000"},
    {"Sec-Fetch-Site": "none"},
]
TYPED = "Zitronenkuchen"  # what the other person types, wherever they can
CONSENT = {"recipient": "Rechnungsprüfung", "what": "Das Gespräch", "why": "Nötig", "until": "2026-12-01"}
SLOTS = [{"when": "Dienstag, 9 Uhr", "where": "", "how": "video"}]


@dataclass
class Planter:
    """Somebody who wants other people's words, and all that they can put into a form."""

    booth: Booth
    walker: Walker
    mailbox_code: str = ""
    begun_code: str = ""
    unused_code: str = ""
    new_code: str = ""
    state: str = ""
    proven: str = ""
    unproven: str = ""
    fields: dict[str, dict[str, str]] = field(default_factory=dict)

    def prepare(self) -> Planter:
        """Walks through everything once."""
        walker = self.walker.open("/melden").attach("to", "review", ("gift.txt", b"gift"), description="Vom Planer.")
        self.mailbox_code = walker.page.code
        walker.press("to", "send", code_noted="1")
        walker.open("/melden").attach("to", "review", ("gift.txt", b"gift"), description="Vom Planer.")
        self.unused_code, self.state = walker.page.code, walker.page.one("state")
        self.begun_code = walker.open("/melden").press("to", "draft", description="Vom Planer.").page.code
        self.proven = walker.open("/postfach").submit("/postfach", code=self.mailbox_code).page.fields["capability"][0]
        self.new_code = walker.press("do", "renew", WRITE).page.code
        self.unproven = walker.planted("/postfach", {"code": self.mailbox_code}).page.fields["capability"][0]
        return self

    @property
    def codes(self) -> list[str]:
        """All codes the planter knows."""
        return [self.mailbox_code, self.begun_code, self.unused_code, self.new_code]

    def plants(self) -> dict[str, tuple[str, dict[str, str]]]:
        """The forms they send people to us with: address and fields, by name."""
        text = {"description": "Bitte schreiben Sie hier weiter."}
        code, state = {"code": self.unused_code, "code_noted": "1"}, {"state": self.state}
        report = {
            "code": text | code,
            "code with page": text | code | {"page": "1", "to": "edit-1"},
            "code to send, not noted": text | {"code": self.unused_code, "to": "send"},
            "state": text | state,
            "state of the first page": text | state | {"to": "edit-1", "page": "3"},
            "state of the second page": text | state | {"to": "protect"},
            "state and code": text | state | code | {"to": "edit-2"},
            "state, kept": text | state | code | {"to": "draft"},
            "code of a mailbox": text | {"code": self.mailbox_code, "code_noted": "1"},
            "code of a mailbox, kept": text | {"code": self.mailbox_code, "to": "draft"},
        }
        renewal = {"new_code": self.unused_code, "code_noted": "1"}
        end = {"code_end": self.mailbox_code[-5:]}
        door = {
            "begun": {"code": self.begun_code},
            "mailbox": {"code": self.mailbox_code},
            "mailbox with end": {"code": self.mailbox_code} | end,
            "mailbox and writing": {"code": self.mailbox_code, "do": "write", "message": "Hier weiter:"},
            "proven": {"capability": self.proven},
            "proven, read": {"capability": self.proven, "do": "read"} | end,
            "proven, renewing": {"capability": self.proven, "do": "renew"} | end,
            "proven, renewed": {"capability": self.proven} | renewal | end,
            "proven, files": {"capability": self.proven} | state,
            "unproven": {"capability": self.unproven, "do": "write", "message": "Hier weiter:"},
            "renewal at the door": {"code": "x"} | renewal,
            "renewal at the door without a code": {"capability": "x"} | renewal,
            "mailbox, renewed": {"code": self.mailbox_code} | renewal,
            "answer at the door": {"code": "x", "answer": "0:accept"},
            "code at the door": {"code": self.unused_code},
        }
        named = {name: ("/melden", fields) for name, fields in report.items()}
        return named | {name: ("/postfach", fields) for name, fields in door.items()}

    def heard(self) -> str:
        """All that anybody with one of their codes can read."""
        texts = []
        for code in map(AccessCode.parse, self.codes):
            with suppress(CodeUnknown):
                capability = mailbox.open_mailbox(self.booth, code)
                texts += [repr(line.said) for line in mailbox.read(self.booth, capability).lines]
            with suppress(CodeUnknown):
                texts.append(repr(writing.find(self.booth.letterbox, code, TODAY)))
        return " ".join(texts)


PLANTS = list(Planter(None, None).plants())  # type: ignore[arg-type]


@pytest.fixture
def planter(intake: Intake, booth: Booth) -> Planter:
    return Planter(booth, Walker(intake.test_client(use_cookies=False))).prepare()


@pytest.fixture
def other(intake: Intake, letterbox: Store[Letterbox]) -> Walker:
    """Somebody else at a browser of their own."""
    return Walker(intake.test_client(use_cookies=False))


def spelled(code: str) -> set[str]:
    return {code, code.replace("-", ""), code.lower(), code.replace("-", "").lower()}


def shown_codes(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html) + html


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_no_answer_shows_a_code_the_planter_knows_and_no_tick_survives(
    headers: Mapping[str, str], planter: Planter, other: Walker
) -> None:
    for name, (path, fields) in planter.plants().items():
        other.planted(path, fields, headers=headers)
        assert other.status in (200, 400, 409), name
        for code in planter.codes:
            assert not any(one in shown_codes(other.html) for one in spelled(code)), name
        assert other.page.code == "" or str(AccessCode.parse(other.page.code)) == other.page.code
        assert "code_noted" not in other.page.fields, name


def every_click(walker: Walker) -> Iterator[tuple[str, str, str]]:
    """Form, name and value of each button of the page one is on."""
    for form in dict.fromkeys(re.findall(r'<form[^>]* action="([^"]*)"', walker.html)):
        key = WRITE if f'id="{WRITE}"' in walker.html and form == "/postfach" else form
        buttons = [c for c in controls(walker.html, key) if c.kind == "submit"]
        for name, value in dict.fromkeys((c.name, c.value) for c in buttons):
            yield key, name, value
        if not buttons:
            yield key, "", ""


def filled(walker: Walker, form: str, own: str) -> dict[str, str | list[str]]:
    """What the other person types: their words into every text, their own code where one is asked for."""
    words: dict[str, str | list[str]] = {}
    for control in walker.controls(form):
        if control.name == "code" and control.kind == "text":
            words["code"] = own
        elif control.name == "code_end":
            words["code_end"] = own[-5:]
        elif control.kind in ("textarea", "text"):
            words[control.name] = TYPED
        elif control.name == "code_noted" and control.kind == "checkbox":
            words["code_noted"] = ["1"]
    return words


def click(walker: Walker, way: tuple[str, str, str], own: str) -> Walker:
    form, name, value = way
    words = filled(walker, form, own)
    return walker.press(name, value, form, **words) if name else walker.submit(form, **words)


@pytest.mark.parametrize(("headers", "clicks"), [(FROM_ELSEWHERE[0], OURS), (SILENT, SILENT)])
@pytest.mark.parametrize("name", PLANTS)
def test_no_word_typed_after_a_planted_page_reaches_the_planter(
    name: str, headers: Mapping[str, str], clicks: Mapping[str, str], planter: Planter, other: Walker
) -> None:
    """Whatever is pressed there, and on the page after that, with genuine clicks."""
    own = sent(other)
    other.headers = clicks
    first = other.planted(*planter.plants()[name], headers=headers).answer
    for way in list(every_click(other)):
        other.answer = first
        second = click(other, way, own).answer
        _knows_nothing(planter, other, (name, way))
        for next_way in list(every_click(other)):
            other.answer = second
            click(other, next_way, own)
            _knows_nothing(planter, other, (name, way, next_way))
    mine = mailbox.open_mailbox(planter.booth, AccessCode.parse(own))
    assert mine.locator == AccessCode.parse(own).box_locator


def _knows_nothing(planter: Planter, other: Walker, way: object) -> None:
    assert TYPED not in planter.heard(), way
    for code in planter.codes:
        assert code not in other.page.code, way
        assert other.page.one("new_code") not in spelled(code), way
    if not shows(other, WRITE):
        for code in planter.codes:
            assert other.page.one("code") not in spelled(code), way


def sent(walker: Walker, text: str = "Ganz anderes.") -> str:
    """The code of a report that was sent."""
    walker.headers = OURS
    walker.open("/melden").press("to", "review", description=text)
    code = walker.page.code
    assert shows(walker.press("to", "send", code_noted="1"), "confirmed")
    return code


def test_a_whole_report_that_was_planted_is_the_planters_own(planter: Planter, other: Walker) -> None:
    """It is taken, and its answer shows no code to go on with."""
    fields = {"description": "Vom Planer.", "code": planter.unused_code, "code_noted": "1", "to": "send"}
    other.planted("/melden", fields)
    assert shows(other, "confirmed")
    assert not any(one in shown_codes(other.html) for one in spelled(planter.unused_code))
    assert "<form" not in other.html


# -- somebody else's mailbox --------------------------------------------------------------------------------------


@pytest.fixture
def asked(other: Walker, small_office: SmallOffices) -> str:
    """The code of a mailbox in which the office asks for consent and offers a meeting by video."""
    code = sent(other)
    saids = [Said("consent-request", "Frage", data=CONSENT), Said("meeting-offer", "Termine", data={"slots": SLOTS})]
    small_office(code).says(*saids)
    return code


def kinds(booth: Booth, code: str) -> list[str]:
    """What the reporter has said in this mailbox, in order."""
    capability = mailbox.open_mailbox(booth, AccessCode.parse(code))
    lines = mailbox.read(booth, capability).lines
    return [line.said.kind for line in lines if line.said and line.author == "reporter"]


PLANTED_AT_THE_DOOR = [
    {"answer": "0:accept"},
    {"answer": "1:", "slot": "slot-0", "video_consent": "1"},
    {"do": "meeting", "meeting": "Bitte rufen Sie mich an."},
    {"do": "retaliation", "retaliation": "Erfunden."},
    {"slot": "slot-0", "video_consent": "1"},
    {"new_code": "@", "code_noted": "1"},
    {"do": "renew", "new_code": "@", "code_noted": "1"},
    {"answer": "0:accept", "new_code": "@", "code_noted": "1"},
]


@pytest.mark.parametrize("headers", [FROM_ELSEWHERE[0], SILENT])
@pytest.mark.parametrize("more", [{}, {"capability": "x"}, {"code": "x"}, {"code": "x", "capability": "y"}])
@pytest.mark.parametrize("planted", PLANTED_AT_THE_DOOR)
def test_who_opens_their_mailbox_at_a_planted_door_has_said_and_changed_nothing(
    planted: dict[str, str],
    more: dict[str, str],
    headers: Mapping[str, str],
    planter: Planter,
    other: Walker,
    asked: str,
    booth: Booth,
) -> None:
    fields = {name: planter.unused_code if value == "@" else value for name, value in (planted | more).items()}
    other.planted("/postfach", fields, headers=headers)
    other.submit("/postfach", code="FALSCH")  # once mistyped: that answer is to a genuine click
    other.submit("/postfach", code=asked)
    assert "Ihr Postfach" in other.page.text
    assert kinds(booth, asked) == ["report"], "and the old code still opens it"
    assert not re.search(r'name="(slot|video_consent)"[^>]* checked', other.html)
    assert not shows(other, "access-code")
    with pytest.raises(CodeUnknown):
        mailbox.open_mailbox(booth, AccessCode.parse(planter.unused_code))


def test_the_same_from_our_own_page_goes_on(other: Walker, asked: str, booth: Booth) -> None:
    """The control: what a genuine page carried past its end is done once the mailbox is open."""
    other.planted("/postfach", {"capability": "over", "answer": "0:accept"}, headers=OURS)
    assert "Ihre Antwort ist noch nicht gesendet." in other.page.text
    other.submit("/postfach", code=asked)
    assert kinds(booth, asked) == ["report", ANSWER]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_a_planted_visit_is_for_reading_until_the_end_of_its_code_is_typed(
    headers: Mapping[str, str], planter: Planter, other: Walker
) -> None:
    """Also one that was proven where it was begun."""
    for visit in (planter.proven, planter.unproven):
        other.headers = OURS
        other.planted("/postfach", {"capability": visit, "code_end": planter.mailbox_code[-5:]}, headers=headers)
        assert "Vom Planer." in other.page.text
        assert other.page.one("code_end") == "", "what was planted there is not kept"
        for name, value in (("do", "write"), ("do", "retaliation"), ("do", "meeting")):
            before = other.answer
            other.press(name, value, WRITE, message=TYPED, retaliation=TYPED, meeting=TYPED, code_end="AAAAA")
            assert other.status == 400
            assert "die letzten fünf Zeichen Ihres Zugangscodes" in other.page.text
            assert other.page.one("message") == TYPED, "nothing typed is lost"
            other.answer = before
        assert TYPED not in planter.heard()


def test_one_foreign_request_takes_the_proof_from_all_that_follows(planter: Planter, other: Walker) -> None:
    other.headers = OURS
    other.planted("/postfach", {"capability": planter.proven})
    for _ in range(3):
        other.press("do", "read", WRITE)
        assert other.page.fields.get("code_end") == [""]


# -- honest people whose requests prove nothing ---------------------------------------------------------------------


@pytest.mark.parametrize("headers", SAYS_NOTHING)
def test_whose_headers_are_all_taken_away_reaches_the_confirmation(
    headers: Mapping[str, str], other: Walker, booth: Booth
) -> None:
    other.headers = headers
    other.open("/melden").attach("to", "protect", ("a.txt", b"eins"), description="Mein Text.")
    other.press("to", "review", fear="Ärger")
    codes = [other.page.code]
    for to in ("edit-1", "edit-2"):
        other.press("to", to).press("to", "review")
        assert (other.page.one("description"), other.page.one("fear")) == ("Mein Text.", "Ärger")
        assert shows(other, "code-anew"), "that it is another code is said"
        codes.append(other.page.code)
    assert len(set(codes)) == 3
    other.press("to", "send", code_noted="1")
    assert shows(other, "confirmed")
    assert "1 Datei ist mit angekommen." in other.page.text
    assert kinds(booth, codes[-1]) == ["report"]
    for code in codes[:-1]:
        with pytest.raises(CodeUnknown):
            mailbox.open_mailbox(booth, AccessCode.parse(code))


@pytest.mark.parametrize("headers", SAYS_NOTHING)
def test_who_forgets_the_tick_there_is_shown_another_code_and_told_so(
    headers: Mapping[str, str], other: Walker
) -> None:
    other.headers = headers
    other.open("/melden").press("to", "review", description="Mein Text.")
    first = other.page.code
    other.press("to", "send")
    assert (other.status, other.page.one("description")) == (400, "Mein Text.")
    assert shows(other, "code-anew")
    assert other.page.code not in ("", first)
    assert shows(other.press("to", "send", code_noted="1"), "confirmed")


@pytest.mark.parametrize("headers", SAYS_NOTHING)
def test_there_one_keeps_a_beginning_and_comes_back_to_it(headers: Mapping[str, str], other: Walker) -> None:
    other.headers = headers
    code = other.open("/melden").press("to", "draft", description="Mein Text.").page.code
    other.open("/postfach").submit("/postfach", code=code)
    assert other.page.one("description") == "Mein Text."
    other.press("to", "review")
    assert other.page.code != code
    assert shows(other, "code-anew")
    assert shows(other.press("to", "send", code_noted="1"), "confirmed")


@pytest.mark.parametrize("headers", SAYS_NOTHING)
def test_there_one_writes_in_the_mailbox_with_the_last_five_signs(
    headers: Mapping[str, str], other: Walker, asked: str, booth: Booth
) -> None:
    """Messages, files, answers, reprisals, a meeting, a new code: each asks for them, and loses nothing till then."""
    other.headers, tail = headers, asked[-5:].lower()
    other.open("/postfach").submit("/postfach", code=asked)
    assert other.status == 200
    said = ["report"]
    acts: list[tuple[str, str, dict[str, str | list[str]], str]] = [
        ("do", "write", {"message": "Eine Nachricht."}, "message"),
        ("answer", "0:accept", {}, ANSWER),
        ("answer", "1:", {"slot": "slot-0", "video_consent": ["1"]}, ANSWER),
        ("do", "retaliation", {"retaliation": "Versetzt."}, RETALIATION),
    ]
    for name, value, fields, kind in acts:
        for end, done in (("", False), ("AAAAA", False), (tail, True)):
            other.press(name, value, WRITE, **fields, code_end=end)
            said += [kind] if done else []
            assert kinds(booth, asked) == said, (value, end)
            assert other.status == (200 if done else 400)
            kept = {place: text for place, text in fields.items() if isinstance(text, str) and place != "slot"}
            assert done or {place: other.page.one(place) for place in kept} == kept


@pytest.mark.parametrize("headers", SAYS_NOTHING)
def test_there_one_wishes_a_meeting(headers: Mapping[str, str], other: Walker, booth: Booth) -> None:
    code = sent(other)
    other.headers = headers
    other.open("/postfach").submit("/postfach", code=code)
    assert other.press("do", "meeting", WRITE, meeting="Montags.").status == 400
    assert other.page.one("meeting") == "Montags."
    other.press("do", "meeting", WRITE, code_end=code[-5:])
    assert kinds(booth, code) == ["report", MEETING_REQUEST]


@pytest.mark.parametrize("headers", SAYS_NOTHING)
def test_there_one_sends_files_from_the_mailbox_and_gets_them(
    headers: Mapping[str, str], other: Walker, asked: str
) -> None:
    other.headers = headers
    other.open("/postfach").submit("/postfach", code=asked)
    other.attach("do", "write", ("a.txt", b"eins"), form=WRITE)
    assert other.status == 400
    assert "schon übertragen" in other.page.text.lower()
    other.press("do", "write", WRITE, code_end=asked[-5:])
    assert other.answer
    ((blob, name),) = offered(other.answer)
    assert name == "Anlage-01.txt (4 Byte)"
    given = other.client.post(
        "/postfach", data={"capability": other.page.fields["capability"][0], "download": blob}, headers=headers
    )
    assert given.data == b"eins"


@pytest.mark.parametrize("headers", SAYS_NOTHING)
def test_there_one_renews_the_code_with_the_last_five_signs_of_the_old_one(
    headers: Mapping[str, str], other: Walker, asked: str, booth: Booth
) -> None:
    other.headers = headers
    other.open("/postfach").submit("/postfach", code=asked).press("do", "renew", WRITE, message="Entwurf.")
    first = other.page.code
    other.submit("/postfach", code_noted="1", code_end="AAAAA")
    assert other.status == 400
    assert other.page.code not in ("", first), "a code that came with a request that proves nothing is not shown again"
    assert shows(other, "code-anew")
    new = other.page.code
    other.submit("/postfach", code_noted="1", code_end=asked[-5:])
    assert "Ab jetzt gilt nur noch der neue Zugangscode." in other.page.text
    assert other.page.one("message") == "Entwurf."
    other.press("do", "write", WRITE, message="Danach.", code_end=new[-5:])
    assert kinds(booth, new) == ["report", "message"]


def test_with_the_code_itself_typed_the_end_is_not_asked_for_again(other: Walker, asked: str, booth: Booth) -> None:
    """The door after an hour: whoever types all of it knows it."""
    other.headers = SILENT
    other.planted("/postfach", {"capability": "over", "message": "Mein Text."}, headers=SILENT)
    other.submit("/postfach", code=asked)
    assert kinds(booth, asked) == ["report", "message"]


def test_where_all_requests_prove_to_be_ours_nobody_is_asked_for_the_end(other: Walker, asked: str) -> None:
    other.headers = OURS
    other.open("/postfach").submit("/postfach", code=asked)
    for _ in range(2):
        assert "code_end" not in other.page.fields
        other.press("do", "write", WRITE, message="Noch etwas.")
    assert len(other.said) == 5
