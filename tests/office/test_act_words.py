"""Every kind of act has words of its own: how it is called, its line in the log, what the page says when it is done."""

from __future__ import annotations

import pytest

from hinweisgeber.domain import records
from hinweisgeber.domain.acts import Data, Kind
from hinweisgeber.domain.dialogue.report import OFFICE
from hinweisgeber.domain.ending.readable import harmless
from hinweisgeber.domain.free_texts import free_texts
from hinweisgeber.domain.record import Record
from hinweisgeber.office import Office, log
from tests.founded import TODAY

KINDS = [kind for kind in Kind if kind is not Kind.UNKNOWN]
#: Kinds that no page enters.
#: The two of holds are of before.
ENTERED_BY_MACHINE = {Kind.FOUNDED, Kind.FOLLOW_UP, Kind.DEPUTY_JOINED, Kind.HOLD_PROPOSED, Kind.HOLD_CONFIRMED}
ENTERED_BY_MACHINE |= {Kind.FACTOR_REMOVED}  # by the operator
#: Of each kind that says something, data as they are sealed.
SAID: dict[Kind, dict[str, object]] = {
    Kind.CASE_RECEIVED: {
        "number": "HM-2026-0001", "received": "2026-11-02", "topic": "geld", "excluded": [], "small_circle": False,
        "acknowledged": None, "channel": "phone",
    },
    Kind.FOLLOW_UP: {"place": 1, "digest": "ab", "says": "answer", "answer": {"to": 0, "choice": "confirm"}},
    Kind.ACKNOWLEDGED: {"place": 0, "digest": "ab", "how": "Am Telefon."},
    Kind.ASSIGNED: {"to": "b" * 16, "reason": "Urlaub"},
    Kind.DEPUTY_JOINED: {"to": "b" * 16, "absent": "c" * 16, "until": "2026-12-04"},
    Kind.STAGE: {"from": "PREVENTION", "to": "INVESTIGATION", "reason": ""},
    Kind.REPLY: {"place": 0, "digest": "ab"},
    Kind.FEEDBACK: {"place": 1, "digest": "ab"},
    Kind.FEEDBACK_WAIVED: {"reason": "Kein Weg."},
    Kind.NOTE: {"text": "Erfunden."},
    Kind.CHECKED: {"point": "validity", "reason": "Schlüssig."},
    Kind.EVIDENCE_FILED: {
        "title": "Rechnung 17", "source": "Sachgebiet 30", "kind": "deed", "relevance": "for", "day": "2026-11-02",
        "remark": "Seite 2.", "files": [
            {"blob": "ab", "key": "cd", "name": "a.pdf", "size": 1, "sha256": "ef", "sealed": "12"},
        ],
    },
    Kind.FILE_REDACTED: {"source": "ab", "name": "a.pdf", "boxes": 1, "sha256": "cd", "reason": "Namen"},
    Kind.FILE_DESTROYED: {"source": "ab", "name": "a.pdf", "size": 1, "sha256": "cd", "reason": "Beifang"},
    Kind.MESSAGE_DESTROYED: {"author": "reporter", "place": 1, "files": 0, "reason": "Beifang"},
    Kind.NOTE_DESTROYED: {"seq": 7, "reason": "Beifang"},
    Kind.CLOSED: {"outcome": "NO_EVIDENCE", "reason": "Nichts."},
    Kind.REOPENED: {"to": "PREVENTION", "reason": "Neues."},
    Kind.HELD: {"reason": "Klage", "norm": "Art. 17 DSGVO", "review": "2027-11-03"},
    Kind.PROPOSED: {
        "row": "hold", "kind": "held", "act": {"reason": "Klage", "norm": "§ 17"}, "salt": "ab", "told": "Guten Tag.",
        "place": 0, "digest": "ab",
    },
    Kind.DECLINED: {"n": 1, "reason": "Unnötig."},
    Kind.WITHDRAWN: {"n": 1, "reason": "Irrtum."},
    Kind.OBJECTION_ANSWERED: {"n": 1, "reason": "Beraten.", "place": 0, "digest": "ab"},
    Kind.HOLD_PROPOSED: {"reason": "Klage", "norm": "Art. 17 DSGVO", "review": "2027-11-03"},
    Kind.HOLD_CONFIRMED: {"n": 1},
    Kind.HOLD_LIFTED: {"n": 1, "reason": "Erledigt."},
    Kind.ARCHIVE_ANSWERED: {"answer": "taken", "reason": "Brief"},
    Kind.ERASURE_RECALLED: {"reason": "Doch nicht."},
    Kind.SCOPE: {"scope": "in", "reason": "Erfasst."},
    Kind.FLAGGED: {"flag": "urgent", "on": True, "reason": "Gefahr."},
    Kind.MINUTES_SENT: {"place": 0, "digest": "ab", "record": "summary", "consent": "Mündlich."},
    Kind.MINUTES_ENDED: {"state": "no-answer", "reason": "Zwei Wochen."},
    Kind.MEETING_OFFERED: {"place": 0, "digest": "ab", "slots": ["Montag", "Dienstag"]},
    Kind.RETALIATION_ASSESSED: {"reason": "Beraten.", "shown": 1},
    Kind.DISCLOSURE_PLANNED: {"basis": "consent", "recipient": "Amt", "what": "Name", "why": "Nötig."},
    Kind.DISCLOSURE_MADE: {"n": 1, "how": "Mündlich.", "files": []},
    Kind.DISCLOSURE_DROPPED: {"n": 1, "reason": "Unnötig."},
    Kind.PERSON_ADDED: {"name": "Kim Erfunden", "role": "witness", "also": []},
    Kind.PERSON_SPELLED: {"n": 0, "also": ["Erfunden"]},
    Kind.PERSON_DECIDED: {"n": 0, "deferred_until": "2026-12-01", "because": "Gefährdet."},
    Kind.PERSON_WITHDRAWN: {"n": 0, "reason": "Irrtum."},
    Kind.ACCESS_ANSWERED: {"n": 0, "text": "Guten Tag."},
    Kind.MEASURE_ADDED: {
        "number": "MN-2026-0001", "what": "Vier Augen", "who": "SG 10", "until": "2027-03-01", "lesson": "rule",
        "check": "",
    },
    Kind.MEASURE_MOVED: {"until": "2027-04-01", "check": "", "who": "SG 11", "reason": "Später."},
    Kind.MEASURE_RATED: {"effect": "yes", "reason": "Besser."},
    Kind.MEASURE_SHARED: {"to": "b" * 16, "reason": "Ruhestand"},
    Kind.EPOCH: {"number": 2, "left": ["b" * 16]},
}  # fmt: skip
#: What a sheet shows, and no line of a log.
SHOWN_ELSEWHERE = {(Kind.DISCLOSURE_PLANNED, "why"), (Kind.MEASURE_ADDED, "what"), (Kind.MEASURE_ADDED, "who")}
PEOPLE = {"b" * 16: "Sachbearbeitung 2"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words(kind: Kind) -> None:
    assert kind in log.WORDS, f"{kind} has no words in office/"
    assert log.WORDS[kind].data is records.of(kind).data


def test_the_words_of_kinds_are_their_own(office: Office) -> None:
    with office.test_request_context():
        said = [str(words.label) for words in log.WORDS.values()]
        assert sorted(said) == sorted({*said} - {str(log.OTHERWISE), str(log.label("case-act")), ""})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_line_that_says_what_it_says(kind: Kind, office: Office) -> None:
    """A line that falls back to the mere name of the kind has lost something."""
    act = records.made(kind, TODAY, "a" * 16, SAID.get(kind, {}))
    assert isinstance(act.data, records.of(kind).data), f"the example of {kind} is none"
    with office.test_request_context():
        line = log.WORDS[kind].line(act, PEOPLE)  # the page's own falls back to the name of the kind
    said = f"{line.what} {line.why}"
    left_out = {(kind, name) for name, text in free_texts(act) if text not in said}
    assert left_out <= SHOWN_ELSEWHERE, "the line says nothing of it"
    assert bool(line.place) == ("place" in SAID.get(kind, {})), "the line leads to its message"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_says_something_is_found_by_it(kind: Kind) -> None:
    """Search, pseudonyms and answers under DSGVO Art. 15 run over the free texts."""
    act = records.made(kind, TODAY, "a" * 16, SAID.get(kind, {}))
    explained = {"reason", "text", "because", "why", "norm", "consent", "how", "who"} & set(SAID.get(kind, {}))
    assert {name for name, _ in free_texts(act)} >= {name for name in explained if SAID[kind][name]}


@pytest.mark.parametrize("kind", KINDS)
def test_every_act_of_a_page_says_that_it_is_done(kind: Kind) -> None:
    assert bool(log.WORDS[kind].done) != (kind in ENTERED_BY_MACHINE), f"{kind}: what does the page say?"


def test_what_pages_say_is_unequal() -> None:
    said = [str(words) for words in log.NOTICES.values()]
    assert len(set(said)) == len(said)


def test_a_message_is_on_its_way_after_each_act_that_speaks_to_the_reporter() -> None:
    speaking = [kind for kind in KINDS if records.of(kind).speaks == OFFICE]
    assert len(log.SENDING) == len(speaking)
    assert set(log.SENDING) == {
        "antwort", "rueckmeldung", "eingangsbestaetigung", "niederschrift", "termine", "weitergabe", "befangen",
        "vorgeschlagen", "widerspruch-beantwortet", "ohne-rueckmeldung", "weitergabe-vollzogen",
    }  # fmt: skip


def test_a_kind_is_sealed_unless_its_record_says_what_it_tells() -> None:
    assert Record(Kind.UNKNOWN, Data).readable is None
    assert records.of(Kind.NOTE).readable is harmless
