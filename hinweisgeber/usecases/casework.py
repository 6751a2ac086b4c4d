"""What an officer does with a case. Each function is one act: one journal entry, in one transaction with its effect.

All raise FileNotFound (no such case, or no key to it), NotAllowed, ReasonMissing, TextTooLong and StoreAway. `once` is
the form's token: a second click changes nothing.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..crypto import contexts
from ..crypto.seal import seal_text
from ..crypto.unseal import open_text
from ..domain import fold
from ..domain.acts import Act, Kind
from ..domain.attachment import Attachment
from ..domain.casefile import CaseFile
from ..domain.checklist import POINTS, proofs
from ..domain.dialogue import check_way
from ..domain.outcomes import Outcome
from ..domain.persons import without_names
from ..domain.report import ACKNOWLEDGEMENT, MESSAGE, OFFICE, REPORTER, Said, check_text, optional_text
from ..domain.requirements import missing
from ..domain.stages import Stage, allowed
from ..errors import (
    Broken,
    ClosingIncomplete,
    DialogueIncomplete,
    MessageMissing,
    NotAllowed,
    ReasonMissing,
    SealBroken,
    StoreAway,
)
from ..store.cabinet import CASE, Cabinet
from .collect import Unfetched, catch_up, deliver, digest, refresh
from .contents import opened_said
from .desk import (
    Desk,
    OpenFile,
    already_done,
    case_of,
    each,
    enter,
    has_newer,
    open_file,
    open_row,
    read_log,
    remember_own,
    require_known,
)
from .recordings import end_recordings
from .submit import barred
from .submit import sealed as seal_said

SHOWN_BYTES = 32 * 1024 * 1024  # of a dialogue's sealed messages on one page: nobody can fill the memory by writing

Condition = Callable[[Cabinet, OpenFile, CaseFile, list[Act]], None]  # on the case before an act, and its log

_SAYS = {
    Kind.FOLLOW_UP: REPORTER,
    Kind.REPLY: OFFICE,
    Kind.FEEDBACK: OFFICE,
    Kind.ACKNOWLEDGED: OFFICE,
    Kind.MINUTES_SENT: OFFICE,
    Kind.MEETING_OFFERED: OFFICE,
    Kind.DISCLOSURE_PLANNED: OFFICE,
}


@dataclass(frozen=True)
class Spoken:
    """One message of the dialogue, as the office sees it; `said` is None when it does not open or was destroyed."""

    author: str
    place: int
    written: date
    said: Said | None
    delivered: bool
    unread: bool
    destroyed: Act | None = None  # the act that destroyed its text


@dataclass(frozen=True)
class CaseView:
    """Everything the case page shows; `title` is empty once the report's text is destroyed, None when it does not
    open."""

    id: bytes
    case: CaseFile
    title: str | None
    dialogue: tuple[Spoken, ...]
    log: tuple[Act, ...]
    holders: frozenset[str]
    draft: str | None  # None: there is one, and it does not open
    left_out: int  # older messages that are not shown: the page would be too large
    undelivered: bool = False  # a message of ours is still in the outgoing tray
    unfetched: Unfetched = Unfetched.NOTHING  # why something of the reporter may still lie in the letterbox

    @property
    def incomplete(self) -> bool:
        """Whether the letterbox has lost a message of the reporter; what came after it waits there."""
        return self.unfetched is Unfetched.LOST

    @property
    def newer(self) -> bool:
        """Whether a newer version of this program has worked on it: it can be read, and not be changed."""
        return has_newer(self.log)


def view(desk: Desk, number: str) -> CaseView:
    """The case, opened; marks the reporter's messages as seen by this officer. Raises FileNotFound, Unopened,
    SealBroken, StoreAway."""
    unfetched = refresh(desk, number)
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        remember_own(cabinet, desk, [opened])
        case, log = read_case(cabinet, opened)
        seen = cabinet.seen(opened.id, desk.officer_id)
        if seen != case.follow_ups:
            cabinet.set_seen(opened.id, desk.officer_id, case.follow_ups)
        dialogue = spoken_in(cabinet, opened, seen, log)
        return CaseView(
            opened.id,
            case,
            title_of(cabinet, opened),
            dialogue,
            tuple(log),
            frozenset(cabinet.holders(opened.id)),
            _draft(cabinet, desk, opened),
            len(digests(log)) - len({(spoken.author, spoken.place) for spoken in dialogue} & set(digests(log))),
            cabinet.waits(opened.id),
            unfetched,
        )


@dataclass(frozen=True)
class FileView:
    """What every other page about a case shows: the case, its title and its log, without the dialogue."""

    id: bytes
    case: CaseFile
    title: str | None
    log: tuple[Act, ...]
    undelivered: bool = False  # a message of ours is still in the outgoing tray

    @property
    def newer(self) -> bool:
        """Whether a newer version of this program has worked on it: it can be read, and not be changed."""
        return has_newer(self.log)


def look(desk: Desk, number: str) -> FileView:
    """The case without its dialogue. Raises FileNotFound, Unopened, SealBroken, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        case, log = read_case(cabinet, opened)
        return FileView(opened.id, case, title_of(cabinet, opened), tuple(log), cabinet.waits(opened.id))


def title_of(cabinet: Cabinet, opened: OpenFile) -> str | None:
    """The first words of the report; empty when it is destroyed, None when it does not open. It stands in no sheet and
    no log, so that with the report's text it is gone."""
    first = cabinet.message(opened.id, REPORTER, 0)
    if first is not None and not first.sealed:
        return ""
    said = opened_said(opened.key.dialogue, opened.id, first) if first else None
    return said.report.title if said and said.report else None


def checked_case(cabinet: Cabinet, opened: OpenFile) -> tuple[CaseFile, list[Act]]:
    """The case and its log, before an act. Raises SealBroken as `read_case`, and NewerEntries."""
    case, log = read_case(cabinet, opened)
    require_known(log)
    return case, log


def read_case(cabinet: Cabinet, opened: OpenFile) -> tuple[CaseFile, list[Act]]:
    """The case and its log, to be read. Raises SealBroken unless the sheet is the sum of what the journal says.

    What a newer version entered nobody here can sum up: then the sheet alone says how the case stands.
    """
    log, sheet = read_log(cabinet, opened), case_of(opened)
    if has_newer(log):
        return sheet, log
    try:
        case = fold.fold(log)
    except (NotAllowed, ReasonMissing) as error:
        raise SealBroken("the log of a case does not hold together") from error
    if case != sheet:
        raise SealBroken("the sheet of a case is not the sum of its acts")
    return case, log


def spoken_in(cabinet: Cabinet, opened: OpenFile, seen: int, log: list[Act]) -> tuple[Spoken, ...]:
    """What was said. A message the journal does not know like this, or that is gone, shows as not opening."""
    key, signed = opened.key.dialogue, digests(log)
    ends = {(act.data.get("author"), act.data.get("place")): act for act in log if act.kind is Kind.MESSAGE_DESTROYED}
    spoken = []
    for message, delivered in cabinet.messages(opened.id, SHOWN_BYTES):
        unread = message.author == REPORTER and message.place > seen
        known = signed.get((message.author, message.place)) == digest(message.sealed)
        said = opened_said(key, opened.id, message) if known else None
        end = ends.get((message.author, message.place))
        spoken.append(Spoken(message.author, message.place, message.written, said, delivered, unread, end))
    gone = sorted(set(signed) - cabinet.message_places(opened.id))
    return (*spoken, *(Spoken(author, place, log[0].day, None, True, False) for author, place in gone))


def digests(log: list[Act]) -> dict[tuple[str, int], str]:
    """What the journal says of each message, by author and place."""
    signed: dict[tuple[str, int], str] = {}
    for act in log:
        if act.kind is Kind.CASE_RECEIVED:
            signed |= {(author, place): text for author, place, text in act.data.get("messages", ())}
        elif act.kind in _SAYS and "place" in act.data:
            signed[_SAYS[act.kind], act.data["place"]] = str(act.data.get("digest"))
    return signed


def _draft(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> str | None:
    """What the officer has begun to write; None for a draft that does not open, which is not the same as none."""
    kept = cabinet.draft(opened.id, desk.officer_id)
    if kept is None:
        return ""
    try:
        return open_text(desk.identity.own, contexts.draft(opened.id, desk.officer_id), kept).decode()
    except (Broken, UnicodeDecodeError):
        return None


# -- the acts ---------------------------------------------------------------------------------------------------


def take_over(desk: Desk, number: str, once: str = "") -> CaseFile:
    """Out of the Eingang into Vorsorge, assigned to oneself."""
    return act(desk, number, Kind.TAKEN_OVER, {}, once)


def stage_of(desk: Desk, number: str) -> Stage:
    """The stage the case is in."""
    with desk.cabinet.read() as cabinet:
        return case_of(open_file(cabinet, desk, CASE, number)).stage


def change_stage(desk: Desk, number: str, to: str, reason: str, once: str = "") -> CaseFile:
    """Another stage; going back needs a reason. The stage it has already changes nothing."""
    with desk.cabinet.read() as cabinet:
        case = case_of(open_file(cabinet, desk, CASE, number))
    if to == case.stage:
        return case
    if to not in list(Stage):
        raise NotAllowed()
    return act(desk, number, Kind.STAGE, {"from": case.stage, "to": to, "reason": optional_text(reason)}, once)


def assign(desk: Desk, number: str, to: str, reason: str, once: str = "") -> CaseFile:
    """To another officer of the ring, who gets a wrap if they have none; never to one the reporter excluded."""
    return act(desk, number, Kind.ASSIGNED, {"to": to, "reason": optional_text(reason)}, once, wrap_for=to)


def note(desk: Desk, number: str, text: str, once: str = "") -> CaseFile:
    """A note in the case log. Raises TextMissing, TextTooLong."""
    return act(desk, number, Kind.NOTE, {"text": check_text(text)}, once)


def check_point(desk: Desk, number: str, point: str, finding: str, once: str = "") -> CaseFile:
    """A point of the checklist with what was found."""
    if point not in POINTS or not POINTS[point].recorded:
        raise NotAllowed()
    return act(desk, number, Kind.CHECKED, {"point": point, "reason": optional_text(finding)}, once)


def close(desk: Desk, number: str, outcome: str, reason: str, once: str = "", incomplete: bool = False) -> CaseFile:
    """The end of the procedure, with one of the outcomes of § 18 HinSchG and its reason.

    Raises ClosingIncomplete while anything of `domain/requirements.py` is missing; what the reporter has written in the
    meantime counts. Raises DialogueIncomplete when the letterbox has lost some of that, unless the officer says that it
    is lost for good (`incomplete`).
    """
    if outcome not in list(Outcome):
        raise NotAllowed()
    data = {"outcome": outcome, "reason": optional_text(reason)}
    try:
        catch_up(desk, number)  # what waits there may speak against the end
    except MessageMissing as gap:
        if not incomplete:
            raise DialogueIncomplete() from gap
        data["incomplete"] = "yes"
    except Broken:  # a damaged letterbox must not keep a case open for ever
        pass

    def complete(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: list[Act]) -> None:
        done = proofs([*log, *measure_acts(cabinet, desk, opened)])
        if lacking := missing(before, Stage.CLOSED, done, desk.today, outcome):
            raise ClosingIncomplete(tuple(one.id for one in lacking))

    return act(desk, number, Kind.CLOSED, data, once, provided=complete)


def measure_acts(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> list[Act]:
    """The acts on the measures of a case, as far as this officer can open them."""
    children = list(cabinet.files(desk.officer_id, cabinet.children(opened.id, desk.officer_id)))
    logs, _ = each(children, lambda row: read_log(cabinet, open_row(desk, row)))
    return [one for log in logs for one in log]


def reopen(desk: Desk, number: str, to: str, reason: str, once: str = "") -> CaseFile:
    """A closed case goes on, on new facts."""
    if to not in list(Stage) or not allowed(Stage.CLOSED, Stage(to)):
        raise NotAllowed()
    return act(desk, number, Kind.REOPENED, {"to": to, "reason": optional_text(reason)}, once)


def reply(desk: Desk, number: str, text: str, once: str = "", files: tuple[Attachment, ...] = ()) -> CaseFile:
    """A message to the reporter; the draft is done with. `files` lie in the blob store already."""
    return act(desk, number, Kind.REPLY, {}, once, Said(MESSAGE, check_text(text), files=files))


def acknowledge(desk: Desk, number: str, text: str, once: str = "", how: str = "") -> CaseFile:
    """The acknowledgement by hand. Raises WayUnsaid too, as `tell`."""
    return tell(desk, number, Kind.ACKNOWLEDGED, Said(ACKNOWLEDGEMENT, check_text(text)), how, once)


def tell(desk: Desk, number: str, kind: Kind, said: Said, how: str, once: str) -> CaseFile:
    """What the law says the reporter must be told, into the mailbox; where nobody reads that, `how` says on which way
    and when they were told. Raises WayUnsaid."""
    how = optional_text(how)

    def reached(cabinet: Cabinet, opened: OpenFile, before: CaseFile, log: list[Act]) -> None:
        check_way(before, how)

    return act(desk, number, kind, {"how": how} if how else {}, once, said, provided=reached)


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
    data: dict[str, Any],
    once: str,
    said: Said | None = None,
    wrap_for: str | None = None,
    provided: Condition | None = None,
) -> CaseFile:
    """Any act on a case: its effect and its one journal entry, in one transaction. What is said waits for delivery.

    `provided` may still refuse it, in the same transaction.
    """
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        before, log = checked_case(cabinet, opened)
        if already_done(cabinet, desk, once):
            return before
        if said is not None:
            data = {**data, **_say(cabinet, desk, opened, before.replies, said)}
        if kind is Kind.REPLY:  # what else is sent has its own form and leaves the draft alone
            cabinet.set_draft(opened.id, desk.officer_id, None)
        entry = without_names(before, Act(kind, desk.today, desk.officer_id, data))
        after = fold.apply(before, entry)
        if provided is not None:
            provided(cabinet, opened, before, log)
        if wrap_for is not None:
            _give_key(cabinet, desk, opened, wrap_for, before.excluded)
        opened = enter(cabinet, desk, opened, after, entry)
        _show_state(cabinet, opened, before, after)
        end_recordings(cabinet, desk, opened, before, after)
    with contextlib.suppress(StoreAway):  # it waits in the cabinet and is delivered with the next request
        deliver(desk.cabinet, desk.letterbox)
    return after


def _say(cabinet: Cabinet, desk: Desk, opened: OpenFile, place: int, said: Said) -> dict[str, Any]:
    """Puts a message to the reporter into the outgoing tray; returns what the journal says of it."""
    nonce = secrets.token_bytes(16)
    message = seal_said(opened.key.dialogue, opened.id, OFFICE, place, desk.today, said, nonce)
    cabinet.add_message(opened.id, message, delivered=False)
    cabinet.name_blobs(opened.id, [file.blob for file in said.files])
    return {"place": place, "digest": digest(message.sealed)}


def _give_key(cabinet: Cabinet, desk: Desk, opened: OpenFile, officer_id: str, excluded: tuple[str, ...]) -> None:
    """Wraps the keys of the case and its measures for an active officer of the ring.

    Raises NotAllowed for anybody else, and for who has the function of somebody the reporter excluded: after a lost
    passphrase the same person is in the ring anew, under another id.
    """
    officer = next((o for o in desk.ring.officers(desk.today) if o.officer_id == officer_id), None)
    if officer is None or officer_id in barred(desk.ring, excluded):
        raise NotAllowed()
    children = list(cabinet.files(desk.officer_id, cabinet.children(opened.id, desk.officer_id)))
    measures, _ = each(children, lambda row: open_row(desk, row))  # a key that opens nothing is not passed on
    for one in (opened, *measures):
        cabinet.put_wrap(one.id, officer_id, officer.recipient().wrap(one.id, one.key))


def entitled(cabinet: Cabinet, desk: Desk, opened: OpenFile, case: CaseFile, log: list[Act]) -> set[str]:
    """Who may read what is born of this case: those who hold its key, and were in the ring when it was sealed or had
    it assigned. Neither is enough: anybody with SQL can write a wrap row, and who was admitted later that day, or had
    not reached the intake's ring yet, got no key and stood on no form to be excluded."""
    since = log[0].day if case.channel else case.received  # what the office writes down is sealed that day
    sealed_for = {officer.officer_id for officer in desk.ring.officers(since)}
    given = {str(act.data["to"]) for act in log if act.kind is Kind.ASSIGNED}
    holders = cabinet.holders(opened.id) - barred(desk.ring, case.excluded)
    return (sealed_for | given | {desk.officer_id}) & holders


def _show_state(cabinet: Cabinet, opened: OpenFile, before: CaseFile, after: CaseFile) -> None:
    if before.public_state != after.public_state:
        context = contexts.status(opened.id, opened.row.revision)
        body = seal_text(opened.key.dialogue, context, after.public_state.payload())
        cabinet.set_status(opened.id, opened.row.revision, body)
