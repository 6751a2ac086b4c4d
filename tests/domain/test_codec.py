"""What is sealed is spelled as it always was, and read by the types of its fields."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from hinweisgeber.domain.dialogue.attachment import Attachment, Copy
from hinweisgeber.domain.dialogue.meetings import Slot
from hinweisgeber.domain.dialogue.questions import Report
from hinweisgeber.domain.dialogue.report import MESSAGE, PublicState, Said, first_report
from hinweisgeber.errors import FormatBroken

FILE = Attachment("0a" * 16, "0b" * 32, "Größe.pdf", 7, "0c" * 32)
FILE_TEXT = (
    '{"blob":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","cleaned":false,'
    '"key":"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b","name":"Größe.pdf",'
    '"sha256":"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c","size":7}'
)
TOLD = (("author", "Ä"), ("place", ""))
COPY = Copy(FILE, "application/pdf", True, TOLD, n=3, pages=2, rules=1, losses=(("pages", "1 von 3"),))
STATE = PublicState("CLOSED", date(2026, 11, 2), None, date(2026, 12, 1), "x/receipt\n— x", minutes_over=4)
SPELLINGS = [
    (
        first_report(Report("Erfunden – ☂", fear="Ja", excluded=("a", "b"), channel="phone"), (FILE,)),
        '{"files":[' + FILE_TEXT + '],"kind":"report","report":{"channel":"phone","circle":"","description":'
        '"Erfunden – ☂","excluded":["a","b"],"fear":"Ja","known_from":"","topic":"","when":"","where":"","who":"",'
        '"wish":""},"text":"Erfunden – ☂"}',
    ),
    (
        Said(MESSAGE, "ä", data={"slots": [{"when": "x"}], "n": 1}),
        '{"data":{"n":1,"slots":[{"when":"x"}]},"kind":"message","text":"ä"}',
    ),
    (Said(MESSAGE, "x"), '{"kind":"message","text":"x"}'),
    (
        STATE,
        (
            '{"acknowledged":"2026-11-02","closed_on":"2026-12-01","feedback_on":null,"feedback_waived":null,'
            '"minutes_over":4,"receipt":"x/receipt\\n\\u2014 x","stage":"CLOSED"}'
        ),
    ),
    (
        COPY,
        '{"drawn":false,"file":'
        + FILE_TEXT
        + ',"findings":[["author","Ä"],["place",""]],"losses":[["pages","1 von 3"]],'
        '"mimetype":"application/pdf","pages":2,"parts":[],"redacted":true,"rules":1,"stays":null}',
    ),
]


@pytest.mark.parametrize(("value", "text"), SPELLINGS, ids=lambda one: type(one).__name__)
def test_what_is_sealed_is_spelled_like_this_for_good(value: Any, text: str) -> None:
    assert value.payload().decode() == text


def test_a_copy_reads_back_at_the_place_it_lies_at() -> None:
    assert Copy.from_payload(COPY.payload(), 3) == COPY


def test_a_copy_without_pages_and_rules_is_one_of_an_earlier_version() -> None:
    old = {name: value for name, value in json.loads(COPY.payload()).items() if name not in ("pages", "rules")}
    read = Copy.from_payload(json.dumps(old).encode(), 1)
    assert (read.pages, read.rules, read.file) == (0, 0, FILE)


def test_a_slot_is_told_as_plain_values() -> None:
    said = Slot(date(2026, 12, 1), "14:30", "office", "Raum 1").data()
    assert said == {"day": "2026-12-01", "time": "14:30", "how": "office", "where": "Raum 1"}


@pytest.mark.parametrize(
    "change",
    [
        {"blob": "0a" * 15},
        {"blob": "x" * 32},
        {"key": "0b" * 31},
        {"key": None},
        {"name": 5},
        {"size": "7"},
        {"size": True},
        {"sha256": None},
    ],
    ids=repr,
)
def test_what_is_no_attachment_is_broken_wherever_it_stands(change: dict[str, Any]) -> None:
    data = FILE.data() | change
    with pytest.raises(FormatBroken):
        Attachment.from_data(data)
    copy = json.loads(COPY.payload()) | {"file": data}
    with pytest.raises(FormatBroken):
        Copy.from_payload(json.dumps(copy).encode(), 1)
    said = {"files": [data], "kind": "message", "text": "x"}
    with pytest.raises(FormatBroken):
        Said.from_payload(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())


@pytest.mark.parametrize("findings", [[["author"]], [["author", "x", "y"]], ["ab"], [5], "ab", {"a": "b"}], ids=repr)
def test_findings_are_pairs_of_texts(findings: object) -> None:
    copy = json.loads(COPY.payload()) | {"findings": findings}
    with pytest.raises(FormatBroken):
        Copy.from_payload(json.dumps(copy).encode(), 1)


@pytest.mark.parametrize("data", [5, "x", ["x"]], ids=repr)
def test_data_of_something_said_are_values_by_name(data: object) -> None:
    with pytest.raises(FormatBroken):
        Said.from_payload(json.dumps({"data": data, "kind": "message", "text": "x"}, separators=(",", ":")).encode())
