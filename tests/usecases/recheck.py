"""The independent checker with keys: recomputes from rows and logs what `verifying.verify` cannot see without them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import date

from hinweisgeber.domain.acts import Act, Kind
from hinweisgeber.domain.case import fold, measure_steps
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.measures import Measure
from hinweisgeber.store.cabinet import CASE, MEASURE, Cabinet
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer.desk import Desk, OpenFile, open_row, read_log


def recheck(desks: Iterable[Desk], since_0_2_0: bool = True) -> int:
    """Checks the journal without keys, then every file of every officer with theirs; returns how many files. What is
    older than 0.2.0 is reminded of from its next act on."""
    files = 0
    for desk in desks:
        verifying.verify(desk.cabinet, desk.ring, today=date.max)  # tests erase on days to come
        with desk.cabinet.read() as cabinet:
            numbers = cabinet.held_files(desk.officer_id)
            reminders = {numbers.get((kind, year, n)): day for kind, year, n, day in cabinet.reminders()}
            for file_id in cabinet.erased_files().keys() - cabinet.unfinished_erasures().keys():
                assert cabinet.content_counts(file_id) == (1, 0), "more is left of an erased file than an empty sheet"
                assert cabinet.blobs_of(file_id) == []
            for kind, check in _CHECKS.items():
                ids = [file_id for file_id, _, _ in cabinet.revisions(desk.officer_id, kind)]
                for row in cabinet.files(desk.officer_id, ids):
                    check(cabinet, desk, opened := open_row(desk, row))
                    sheet = (CaseFile if kind == CASE else Measure).from_payload(opened.sheet)
                    told = reminders.get(row.id)
                    is_older = not since_0_2_0 and told is None
                    assert is_older or told == sheet.remind_on, "mails remind of another day than the sheet's"
                    files += 1
    return files


def _case(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    acts = read_log(cabinet, opened)
    case = fold.fold(acts)
    assert case == CaseFile.from_payload(opened.sheet), "the sheet is not the sum of the acts"
    assert len(acts) == opened.row.revision, "one act, one revision"
    kept = {(m.author, m.place): m.sealed for m, _ in cabinet.messages(opened.id)}
    gone = {
        (act.data.values()["author"], act.data.values()["place"]) for act in acts if act.kind is Kind.MESSAGE_DESTROYED
    }
    gone |= {("reporter", act.data.values()["place"]) for act in acts if "lost" in act.data.values().get("faults", ())}
    assert {place for place, sealed in kept.items() if not sealed} == gone, "a text is gone that nobody destroyed"
    digests = {place: hashlib.sha384(sealed).hexdigest() for place, sealed in kept.items() if sealed}
    signed = {place: digest for place, digest in _said_in(acts).items() if place not in gone}
    assert digests == signed, "the stored messages are not the ones in the log"
    assert not set(case.excluded) & cabinet.holders(opened.id), "an excluded officer holds a key"


def _said_in(acts: list[Act]) -> dict[tuple[str, int], str]:
    """The digest of every message by author and place, as the log has them."""
    said = {(author, place): digest for author, place, digest in acts[0].data.values()["messages"]}
    for act in acts[1:]:
        if act.kind is Kind.FOLLOW_UP:
            said["reporter", act.data.values()["place"]] = act.data.values()["digest"]
        elif act.kind is Kind.EPOCH:
            told = (*act.data.values().get("resealed", ()), *act.data.values().get("left_over", ()))
            said |= {("office", place): digest for place, digest in told}
        elif "digest" in act.data.values() and "place" in act.data.values():
            said["office", act.data.values()["place"]] = act.data.values()["digest"]
    return said


def _measure(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    acts = read_log(cabinet, opened)
    assert measure_steps.fold(acts) == Measure.from_payload(opened.sheet)
    assert len(acts) == opened.row.revision


_CHECKS: dict[str, Callable[[Cabinet, Desk, OpenFile], None]] = {CASE: _case, MEASURE: _measure}
