"""What an officer does with a case. Each function is one act: one journal entry, in one transaction with its effect.

All raise FileNotFound (no such case, or no key to it), NotAllowed, ReasonMissing, TextTooLong and StoreAway. `once` is
the form's token: a second click changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from ...crypto import contexts
from ...crypto.seal import seal_text
from ...domain.acts import Act, Data, Kind, MessageSent
from ...domain.case import fold
from ...domain.case.case_steps import Assigned, Checked, Closed, Note, Reopened, StageChanged
from ...domain.case.casefile import CaseFile
from ...domain.case.checklist import proofs
from ...domain.case.outcomes import Outcome
from ...domain.case.points import POINTS
from ...domain.case.requirements import missing
from ...domain.case.stages import Stage, allowed
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.office_steps import WayTold, check_way
from ...domain.dialogue.report import ACKNOWLEDGEMENT, MESSAGE, OFFICE, Said
from ...domain.dialogue.texts import check_text, optional_text
from ...domain.errors.case import NotAllowed
from ...domain.persons.naming import without_names
from ...errors import Broken
from ...store.cabinet import CASE, Cabinet, SealedFile
from ...store.errors import StoreAway
from ..reporter.recipients import barred
from .collect import catch_up, digest, refresh_version_1, settle
from .desk import Desk, OpenFile, already_done, case_of, each, open_file, open_row, read_log
from .entering import enter, ready
from .errors import ClosingIncomplete, DialogueIncomplete, LetterWaits, MessageMissing
from .log import Log, checked_case
from .reading import is_keyless, look
from .recordings import end_recordings
from .showing import of_version_1, word
from .vouched import require_born
from .written import WordLeft, lost_in

Condition = Callable[[Cabinet, OpenFile, CaseFile, Log], None]  # on the case before an act, and its log
Entering = Callable[[Cabinet, Desk, OpenFile, CaseFile, Act, str | None], OpenFile]  # see `enter`


def take_over(desk: Desk, number: str, once: str = "") -> CaseFile:
    """Out of the Eingang into Vorsorge, assigned to oneself."""
    return act(desk, number, Kind.TAKEN_OVER, Data(), once)


def change_stage(desk: Desk, number: str, to: str, reason: str, once: str = "") -> CaseFile:
    """Another stage; going back needs a reason. The stage it has already changes nothing."""
    with desk.cabinet.read() as cabinet:
        case = case_of(open_file(cabinet, desk, CASE, number))
    if to == case.stage:
        return case
    if to not in list(Stage):
        raise NotAllowed()
    return act(desk, number, Kind.STAGE, StageChanged(case.stage, Stage(to), optional_text(reason)), once)


def assign(desk: Desk, number: str, to: str, reason: str, once: str = "") -> CaseFile:
    """To another officer of the ring, who gets a wrap if they have none, or again to who is responsible and holds none
    any more; never to one the reporter excluded."""

    def needed(cabinet: Cabinet, opened: OpenFile, before: CaseFile, _: Log) -> None:
        if to == before.assigned_to and not is_keyless(cabinet, opened, before):
            raise NotAllowed()

    return act(desk, number, Kind.ASSIGNED, Assigned(to, optional_text(reason)), once, joins=to, provided=needed)


def note(desk: Desk, number: str, text: str, once: str = "") -> CaseFile:
    """A note in the case log. Raises TextMissing, TextTooLong."""
    return act(desk, number, Kind.NOTE, Note(check_text(text)), once)


def check_point(desk: Desk, number: str, point: str, finding: str, once: str = "") -> CaseFile:
    """A point of the checklist with what was found."""
    if point not in POINTS or not POINTS[point].recorded:
        raise NotAllowed()
    return act(desk, number, Kind.CHECKED, Checked(point, optional_text(finding)), once)


def close(desk: Desk, number: str, outcome: str, reason: str, once: str = "", incomplete: bool = False) -> CaseFile:
    """The end of the procedure, with one of the outcomes of § 18 HinSchG and its reason.

    Raises ClosingIncomplete while anything of `domain/case/requirements.py` is missing; what the reporter wrote in the
    meantime counts. Raises DialogueIncomplete when the letterbox has lost some of that, unless the officer says that it
    is lost for good (`incomplete`), and LetterWaits while a message waits for colleagues.
    """
    if outcome not in list(Outcome):
        raise NotAllowed()
    data = Closed(Outcome(outcome), optional_text(reason))
    try:
        catch_up(desk, number)  # what waits there may speak against the end
    except WordLeft as waits:
        raise LetterWaits() from waits
    except MessageMissing as gap:
        if not incomplete:
            raise DialogueIncomplete() from gap
        data = replace(data, incomplete="yes")
    except Broken:  # a damaged letterbox must not keep a case open for ever
        pass
    if not data.incomplete and lost_in(look(desk, number).standing):
        if not incomplete:
            raise DialogueIncomplete()
        data = replace(data, incomplete="yes")

    def complete(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: Log) -> None:
        done = proofs([*log.standing(), *measure_acts(cabinet, desk, opened)])
        if lacking := missing(before, Stage.CLOSED, done, desk.today, outcome):
            raise ClosingIncomplete(tuple(one.id for one in lacking))

    return act(desk, number, Kind.CLOSED, data, once, provided=complete)


def measure_acts(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> list[Act]:
    """The acts on the measures of a case, as far as this officer can open them."""
    children = list(cabinet.files(desk.officer_id, cabinet.children(opened.id, desk.officer_id)))

    def log_of(row: SealedFile) -> list[Act]:
        require_born(cabinet, opened.keys, measure := open_row(desk, row))
        return read_log(cabinet, measure)

    logs, _ = each(children, log_of)
    return [one for log in logs for one in log]


def reopen(desk: Desk, number: str, to: str, reason: str, once: str = "") -> CaseFile:
    """A closed case goes on, on new facts."""
    if to not in list(Stage) or not allowed(Stage.CLOSED, Stage(to)):
        raise NotAllowed()
    return act(desk, number, Kind.REOPENED, Reopened(Stage(to), optional_text(reason)), once)


def reply(desk: Desk, number: str, text: str, once: str = "", files: tuple[Attachment, ...] = ()) -> CaseFile:
    """A message to the reporter; the draft is done with. `files` lie in the blob store already."""
    return act(desk, number, Kind.REPLY, MessageSent(), once, Said(MESSAGE, check_text(text), files=files))


def acknowledge(desk: Desk, number: str, text: str, once: str = "", how: str = "") -> CaseFile:
    """The acknowledgement by hand. Raises WayUnsaid too, as `tell`."""
    return tell(desk, number, Kind.ACKNOWLEDGED, Said(ACKNOWLEDGEMENT, check_text(text)), how, once)


def tell(desk: Desk, number: str, kind: Kind, said: Said, how: str, once: str) -> CaseFile:
    """What the law says the reporter must be told, into the mailbox; where nobody reads that, `how` says on which way
    and when they were told. Raises WayUnsaid."""
    how = optional_text(how)

    def reached(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: Log) -> None:
        check_way(before, how)

    return act(desk, number, kind, WayTold(how or None), once, said, provided=reached)


def keep_draft(desk: Desk, number: str, text: str) -> None:
    """Keeps what the officer has begun to write to the reporter, sealed for them alone. An empty text drops it."""
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        context = contexts.draft(opened.id, desk.officer_id)
        body = seal_text(desk.identity.own, context, text.encode()) if text.strip() else None
        cabinet.set_draft(opened.id, desk.officer_id, body)


def act(
    desk: Desk,
    number: str,
    kind: Kind,
    data: Data,
    once: str,
    said: Said | None = None,
    joins: str | None = None,
    provided: Condition | None = None,
    entering: Entering = enter,
) -> CaseFile:
    """Any act on a case: its effect and its one journal entry, in one transaction. What is said waits for delivery.

    `provided` may still refuse it, in the same transaction; `entering` does what else belongs to it. Before anything is
    said in version 1, what the reporter wrote is taken in: the mailbox may have moved on to version 2.
    """
    if said is not None:
        refresh_version_1(desk, number)
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        before, log = checked_case(cabinet, desk, opened)
        if already_done(cabinet, desk, once):
            return before
        if said is not None and _is_said_already(desk, opened, before):
            cabinet.mark_restored(opened.id)
            opened = open_file(cabinet, desk, CASE, number)
        opened = ready(cabinet, desk, opened)  # before anything of it is sealed
        before = case_of(opened)
        if said is not None:
            data = _say(cabinet, desk, opened, before, said, data)
        if kind is Kind.REPLY:  # what else is sent has its own form and leaves the draft alone
            cabinet.set_draft(opened.id, desk.officer_id, None)
        entry = without_names(before, Act(kind, desk.today, desk.officer_id, data))
        after = fold.apply(before, entry)
        if provided is not None:
            provided(cabinet, opened, before, log)
        if joins is not None:
            require_may_join(desk, joins, before.kept_out)
        opened = entering(cabinet, desk, opened, after, entry, joins)
        _show_state(cabinet, opened, before, after)
        end_recordings(cabinet, desk, opened, before, after)
    settle(desk, opened.id)
    return after


def _is_said_already(desk: Desk, opened: OpenFile, case: CaseFile) -> bool:
    """Whether something lies in the letterbox where the office would speak next: an older cabinet was put back, or
    somebody has put it there. A new epoch goes on behind it."""
    with suppress(StoreAway), desk.letterbox.read() as box:
        return case.talk is not None and box.next_place(opened.id, OFFICE) > case.replies
    return False


def _say(cabinet: Cabinet, desk: Desk, opened: OpenFile, case: CaseFile, said: Said, data: Data) -> MessageSent:
    """Puts a message to the reporter into the outgoing tray; returns what the journal says of it."""
    if not isinstance(data, MessageSent):
        raise TypeError("an act with which nothing is sent")
    nonce, place = secrets.token_bytes(16), case.replies
    if case.talk is None:
        message = of_version_1(opened.dialogues, place, desk.today, said, nonce)
    else:
        newest, first, before = opened.dialogues.later[-1], opened.dialogues.first.key, bytes.fromhex(case.talk.said)
        message = word(newest, first, place, desk.today, said, nonce, before)
    cabinet.add_message(opened.id, message, delivered=False)
    cabinet.name_blobs(opened.id, [file.blob for file in said.files])
    return replace(data, place=place, digest=digest(message.sealed))


def require_may_join(desk: Desk, officer_id: str, kept_out: tuple[str, ...]) -> None:
    """Raises NotAllowed unless this is an active officer of the ring, and for who has the function of somebody who is
    kept out: after a lost passphrase the same person is in the ring anew, under another id."""
    active = {officer.officer_id for officer in desk.ring.officers(desk.today)}
    if officer_id not in active - barred(desk.ring, kept_out):
        raise NotAllowed()


def _show_state(cabinet: Cabinet, opened: OpenFile, before: CaseFile, after: CaseFile) -> None:
    """Of a dialogue of version 1: where it changed. Of one of version 2 it was shown with each entry."""
    if after.talk is None and before.public_state != after.public_state:
        body = opened.dialogues.show_of_version_1(opened.row.revision, after.public_state.payload())
        cabinet.set_status(opened.id, opened.row.revision, body)
