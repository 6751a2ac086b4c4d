"""Every answer of the intake in every state: tests of words, headers and HTML look at all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from werkzeug.test import TestResponse

from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.errors import SealBroken
from hinweisgeber.domain.case.stages import Stage
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import Said
from hinweisgeber.intake import Intake, report_views, views
from hinweisgeber.usecases.reporter import conversation, mailbox, submit
from hinweisgeber.usecases.reporter.box import Booth, BoxTrouble
from hinweisgeber.usecases.reporter.conversation import Conversation
from hinweisgeber.usecases.reporter.hearing import Doubt
from hinweisgeber.web.wire.uploads import Limits
from tests.founded import NOW, TODAY, Founded
from tests.intake.files import body, post, staged
from tests.pages import Reporter, read
from tests.questions import OPTIONAL
from tests.small_office import Office
from tests.version_1 import submit_1

TEXTS = OPTIONAL
FILES = ("/gebaerdensprache", "/schluesselbund", "/.well-known/security.txt")  # no pages
FILE = ("attachments", "1.txt", b"1")
SILENT = {"Origin": "null"}  # of requests that do not prove to be ours


def every_state(app: Intake, monkeypatch: pytest.MonkeyPatch, founded: Founded) -> Iterator[tuple[str, str]]:
    """Name and HTML of every page in every state."""
    for name, answer in every_answer(app, monkeypatch, founded):
        yield name, answer.text


def every_answer(app: Intake, monkeypatch: pytest.MonkeyPatch, founded: Founded) -> Iterator[tuple[str, TestResponse]]:
    """Name and answer, every page in every state."""
    reporter = Reporter(app.test_client(use_cookies=False))
    client = reporter.client
    for route in views.ROUTES:
        if route.method == "GET" and route.rule not in FILES:
            yield route.rule, client.get(route.rule)
    for method, path in (("GET", "/404"), ("PUT", "/melden"), ("POST", "/404")):
        yield f"{method} {path}", client.open(path, method=method)
    yield "cross-site", client.post("/melden", headers={"Origin": "http://1.2"})
    yield "too much", client.post("/melden", data={str(n): "" for n in range(300)})
    yield from _of_the_report(app, reporter, founded)
    yield from _of_the_door(reporter)
    yield from _of_the_mailbox(app, reporter, founded)
    yield from _of_trouble(app, reporter, monkeypatch)


def _of_the_report(app: Intake, reporter: Reporter, founded: Founded) -> Iterator[tuple[str, TestResponse]]:
    """The three pages, what keeps and opens them, and the confirmation."""
    client, everybody = reporter.client, [person.officer_id for person in founded.people.values()]
    wrong = dict.fromkeys(("description", *TEXTS), "1" * 100001)
    yield "report wrong", client.post("/melden", data=wrong)
    yield "second page wrong", reporter.turn("review", description="1", when="1" * 2001)
    yield "nobody left", reporter.send("1", excluded=everybody)
    answered: dict[str, object] = {"topic": "geld", "circle": "few", "excluded": everybody[:1], "meeting": "yes"}
    answered |= dict.fromkeys(TEXTS, "1")
    for to in ("protect", "review", "edit-1", "edit-2", "draft"):
        yield f"report {to}", reporter.turn(to, description="1", **answered)
        yield (
            f"report {to}, from elsewhere",
            client.post(
                "/melden", data={"to": to, "description": "1", "code": str(AccessCode.generate())}, headers=SILENT
            ),
        )
    yield "not noted", client.post("/melden", data={"description": "1", "to": "send"})
    yield from _of_files(app, reporter)
    for topic in app.institution.topics:
        yield f"topic {topic.id}", reporter.turn("review", description="1", topic=topic.id)
    kept = read(reporter.turn("draft", description="1", **answered)).code
    yield "opened", client.post("/postfach", data={"code": kept})
    yield "opened from elsewhere", client.post("/postfach", data={"code": kept}, headers=SILENT)
    yield "confirmed", reporter.send("1", **answered)
    yield "added", reporter.send("2")
    last = read(client.post("/melden", data={"description": "1", "code": reporter.code, "to": "review"}))
    yield "kept after sending", reporter.turn("draft", last)
    yield "excluded too late", reporter.send("3", excluded=everybody[:2])


def _of_files(app: Intake, reporter: Reporter) -> Iterator[tuple[str, TestResponse]]:
    client = reporter.client
    texts = [("description", None, b"1"), ("keep_names", None, b"1")]
    waiting: dict[str, object] = {"description": "1"}
    for to in ("protect", "review", "edit-1", "draft"):
        answer = post(client, "/melden", body([*texts, ("to", None, to.encode()), FILE]))
        yield f"file, {to}", answer
        waiting["state"] = staged(answer)
    for to in ("protect", "review", "edit-1", "edit-2", "draft", "send"):
        yield f"file lost, {to}", reporter.turn(to, **(waiting | {"state": "2.x"}))
    yield "file empty", post(client, "/melden", body([*texts, ("attachments", "1.txt", b"")]))
    limits, app.limits = app.limits, Limits(files=1)
    yield "too many files", post(client, "/melden", body([*texts, FILE, FILE]))
    app.limits = limits


def _of_the_door(reporter: Reporter) -> Iterator[tuple[str, TestResponse]]:
    client = reporter.client
    for name, code in (
        ("empty", ""),
        ("incomplete", "1"),
        ("mistyped", "1" * 25),
        ("unknown", str(AccessCode.generate())),
    ):
        yield f"door, {name}", client.post("/postfach", data={"code": code})
    fields = {"message": "1", "state": "2.x", "retaliation": "1", "capability": "1"}
    yield "door with text", client.post("/postfach", data={"message": "1", "new_code": "1"})
    yield "door with all", client.post("/postfach", data=fields)
    yield "door from elsewhere", client.post("/postfach", data=fields | {"new_code": "1"}, headers=SILENT)
    yield "door with file", post(client, "/postfach", body([FILE]), headers={"Origin": reporter.origin})


def _of_the_mailbox(app: Intake, reporter: Reporter, founded: Founded) -> Iterator[tuple[str, TestResponse]]:
    client = reporter.client
    yield "mailbox", reporter.open()
    yield "written", reporter.open(message="3", do="write", capability="1")
    yield "written before", reporter.open(message="3", do="write", capability="1")
    yield "nothing written", reporter.open(do="write")
    code = ("code", None, reporter.code.encode())
    yield "file written", post(client, "/postfach", body([code, FILE]), headers={"Origin": reporter.origin})
    yield "file gone", reporter.open(download="0" * 32)
    visit = read(client.post("/postfach", data={"code": reporter.code}, headers=SILENT)).fields["capability"][0]
    unproven = {"capability": visit}
    yield "mailbox from elsewhere", client.post("/postfach", data=unproven | {"do": "read"}, headers=SILENT)
    yield "end wrong", client.post("/postfach", data=unproven | {"message": "1"})
    yield "renewal from elsewhere", client.post("/postfach", data=unproven | {"do": "renew"}, headers=SILENT)
    planted = {"new_code": str(AccessCode.generate()), "code_noted": "1"}
    yield "new code from elsewhere", client.post("/postfach", data=unproven | planted, headers=SILENT)
    for state, fields in _asked(app, reporter, founded).items():
        yield state, reporter.open(**fields)
    yield "no receipt yet", reporter.open(do="receipt", message="1")
    renewal = reporter.open(do="renew", message="1", retaliation="1")
    yield "renew", renewal
    yield "new code not noted", reporter.open(new_code=read(renewal).code)
    yield "renewed", reporter.open(new_code=read(renewal).code, code_noted="1")
    yield from _of_doubt(app, reporter, founded)
    reporter.code = read(renewal).code
    yield "closed", reporter.open(do="close")


def _of_trouble(app: Intake, reporter: Reporter, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, TestResponse]]:
    """What time and failures do to them."""
    client = reporter.client
    app.clock = lambda: NOW + timedelta(days=200)
    yield "late", reporter.open()
    read_whole = conversation.conversation
    for stage in (*Stage, "OTHER"):
        with monkeypatch.context() as patch:
            patch.setattr(mailbox, "conversation", lambda *of, s=stage: _in_stage(read_whole(*of), s))
            yield f"stage {stage}", reporter.open()
    app.clock = lambda: datetime(2040, 1, 1, tzinfo=UTC)
    data = {"description": "1", "code": str(AccessCode.generate()), "code_noted": "1"}
    yield "nobody there", client.get("/melden")
    yield "nobody there, sent", client.post("/melden", data=data | {"to": "send"})
    with monkeypatch.context() as patch:
        for room, act in ((report_views, "_page"), (submit, "submit"), (mailbox, "open_any")):
            patch.setattr(room, act, _broken)
        for page, to in (("1", "protect"), ("2", "review"), ("3", "send")):
            yield f"failure on page {page}", client.post("/melden", data=data | {"page": page, "to": to})
        yield "failure at the door", reporter.open(message="1")
    app.view_functions["index"] = _broken
    yield "failure", client.get("/")


def _asked(app: Intake, reporter: Reporter, founded: Founded) -> dict[str, dict[str, str]]:
    """Every kind of question in the mailbox; what is posted to see it unanswered, refused and answered."""
    slots = [{"when": "1", "where": "", "how": "video"}]
    kinds = (("minutes", "2"), ("minutes", "3"), ("consent-request", "4"), ("consent-request", "5"))
    saids = [Said(kind, text, data={"until": "2026-12-01"}) for kind, text in kinds]
    saids += [Said("consent-request", "6", data={"until": "2026-01-01"}), Said("disclosure-notice", "7")]
    saids += [Said("meeting-offer", "8", data={"slots": slots})]
    booth = Booth(app.letterbox, app.ring.ring, TODAY)
    report_id = mailbox.open_mailbox(booth, AccessCode.parse(reporter.code)).report_id
    Office.of(app.letterbox, founded, report_id).says(*saids)
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


def _of_doubt(app: Intake, reporter: Reporter, founded: Founded) -> Iterator[tuple[str, TestResponse]]:
    """What a mailbox says of itself and of its lines, all of it at once; and one of version 1."""
    read_whole = conversation.conversation
    doubted = [(doubt, said) for doubt in Doubt for said in (None, Said("message", "9"))]

    def in_doubt(*of: object) -> Conversation:
        talk = read_whole(*of)  # type: ignore[arg-type]
        lines = [dataclasses.replace(talk.lines[0], doubt=one[0], said=one[1]) for one in doubted]
        lines.append(dataclasses.replace(lines[-1], doubt=Doubt.LOST, place=9))
        lines += [dataclasses.replace(lines[0], author=one, said=None, emptied=True) for one in ("office", "reporter")]
        return dataclasses.replace(talk, lines=tuple(lines), troubles=frozenset(BoxTrouble), said_again=frozenset({9}))

    with mock.patch.object(mailbox, "conversation", in_doubt):
        yield "in doubt", reporter.open()
    code = AccessCode.generate()
    submit_1(Booth(app.letterbox, app.ring.ring, TODAY), code, Report("1"), "2")
    yield "of version 1", Reporter(reporter.client, str(code)).open()


def _in_stage(conversation: Conversation, stage: str) -> Conversation:
    day = conversation.received
    state = dataclasses.replace(conversation.state, stage=stage, acknowledged=day, feedback_on=day, closed_on=day)
    return dataclasses.replace(conversation, state=state)


def _broken(*_: object, **__: object) -> str:
    raise SealBroken()
