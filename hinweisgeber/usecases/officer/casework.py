"""What an officer does with a case. Each function is one act: one journal entry, in one transaction with its effect.

All raise FileNotFound (no such case, or no key to it), NotAllowed, ReasonMissing, TextTooLong and StoreAway. `once` is
the form's token: a second click changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ...crypto import contexts
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...domain.acts import Act, Data, Kind, MessageSent
from ...domain.case import fold
from ...domain.case.abstract import messages_in
from ...domain.case.case_steps import Assigned, CaseReceived, Checked, Closed, Note, Reopened, StageChanged
from ...domain.case.casefile import CaseFile
from ...domain.case.checklist import proofs
from ...domain.case.outcomes import Outcome
from ...domain.case.points import POINTS
from ...domain.case.requirements import missing
from ...domain.case.stages import Stage, allowed
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.follow_ups import FollowUp
from ...domain.dialogue.office_steps import WayTold, check_way
from ...domain.dialogue.report import ACKNOWLEDGEMENT, MESSAGE, REPORTER, Said
from ...domain.dialogue.texts import check_text, optional_text
from ...domain.ending.file_steps import MessageDestroyed
from ...domain.errors.case import NotAllowed
from ...domain.persons.naming import without_names
from ...errors import Broken
from ...store.cabinet import CASE, Cabinet, SealedFile
from ...store.letterbox import SealedMessage
from ..reporter.recipients import barred
from .collect import Unfetched, catch_up, digest, refresh, refresh_version_1, settle
from .contents import opened_said
from .desk import Desk, OpenFile, already_done, case_of, each, open_file, open_row, read_log, remember_own
from .entering import enter, ready
from .errors import ClosingIncomplete, DialogueIncomplete, LetterWaits, MessageMissing
from .log import PAGE, Entries, Log, SignedWords, checked_case, keep, open_log, read_case
from .recordings import end_recordings
from .showing import of_version_1, word
from .vouched import require_born
from .words_in import REFUSED
from .written import WordLeft, letter_for, lost_in

SHOWN_BYTES = 32 * 1024 * 1024  # of a dialogue's sealed messages on one page: nobody can fill the memory by writing

Condition = Callable[[Cabinet, OpenFile, CaseFile, Log], None]  # on the case before an act, and its log
Entering = Callable[[Cabinet, Desk, OpenFile, CaseFile, Act, str | None], OpenFile]  # see `enter`


@dataclass(frozen=True)
class Spoken:
    """One message of the dialogue, as the office sees it; `said` is None when it does not open or was destroyed."""

    author: str
    place: int
    written: date
    said: Said | None
    delivered: bool
    unread: bool
    writer: str = ""  # who entered it
    destroyed: Act | None = None  # the act that destroyed its text
    faults: tuple[str, ...] = ()  # of a word in version 2: what is wrong with it (`words_in.WordFault`)
    names: str = ""  # what it does instead of saying anything: `INTRODUCTION` or `RENEWAL` of a mailbox
    unsigned: bool = False  # the reporter's, of version 1

    @property
    def id(self) -> str:
        """How a page names it."""
        return f"{self.author}-{self.place}"


@dataclass(frozen=True)
class CaseView:
    """Everything the case page shows; `title` is empty once the report's text is destroyed, None when it does not
    open."""

    id: bytes
    case: CaseFile
    title: str | None
    dialogue: tuple[Spoken, ...]
    standing: tuple[Act, ...]  # of the log what matters however old it is, and its newest entries
    entries: Entries  # one page of it
    newer: bool  # whether a newer version of this program has worked on it: it can be read, and not be changed
    holders: frozenset[str]
    draft: str | None  # None: there is one, and it does not open
    left_out: int  # messages of this page that are not shown: it would be too large
    undelivered: bool = False  # a message of ours is still in the outgoing tray
    unfetched: Unfetched = Unfetched.NOTHING  # why something of the reporter may still lie in the letterbox
    page: int = 1  # of the dialogue, the newest messages first
    pages: int = 1
    total: int = 0  # messages but the report itself
    unread: int = 0  # of the reporter's messages, on whatever page
    keyless: bool = False  # who is responsible holds the key no more, and can be given it again
    letter_for: frozenset[str] = frozenset()  # who can open the reporter's next message, where this officer cannot

    @property
    def differences(self) -> tuple[str, ...]:
        """What did not fit when the report came in (`words_in.Difference`)."""
        received = (act.data for act in self.standing if isinstance(act.data, CaseReceived))
        return next((data.differences or () for data in received), ())

    @property
    def faulty(self) -> tuple[int, ...]:
        """The places of the reporter's messages with which something is wrong."""
        said = (act.data for act in self.standing if isinstance(act.data, FollowUp))
        return tuple(data.at for data in said if data.faults)

    @property
    def incomplete(self) -> bool:
        """Whether the letterbox has lost a message of the reporter."""
        return self.unfetched is Unfetched.LOST or lost_in(self.standing)


@dataclass(frozen=True)
class Window:
    """Which page of the dialogue, from 1, the newest messages first, or the one on which this message stands; and
    which page of the log, or the one on which this entry of the journal stands."""

    page: int = 1
    to: tuple[str, int] | None = None
    entries: int = 1
    to_entry: int | None = None


def view(desk: Desk, number: str, window: Window | None = None) -> CaseView:
    """The case, opened, with one page each of its dialogue and log; marks the reporter's messages as seen by this
    officer once they were shown. Raises FileNotFound, Unopened, SealBroken, StoreAway."""
    unfetched = refresh(desk, number)
    with desk.cabinet.read() as cabinet:  # nobody waits for the store while all this is opened
        opened = open_file(cabinet, desk, CASE, number)
        log, window = open_log(cabinet, desk, opened), window or Window()
        seen = cabinet.seen(opened.id, desk.officer_id)
        total = cabinet.count_messages(opened.id)
        pages = max(1, -(-total // PAGE))
        page = min(max(1, _page_of(cabinet, opened, window)), pages)
        dialogue, left_out = _page_in(cabinet, opened, seen, log, page)
        looked = cabinet.has_looked(opened.id, desk.officer_id)
        shown = CaseView(
            opened.id,
            log.case,
            title_of(cabinet, opened),
            dialogue,
            tuple(log.standing()),
            log.page(window.entries, window.to_entry),
            log.newer,
            opened.holders or frozenset(cabinet.holders(opened.id)),
            _draft(cabinet, desk, opened),
            left_out,
            cabinet.waits(opened.id),
            unfetched,
            page,
            pages,
            total,
            max(0, log.case.follow_ups - seen),
            _is_keyless(cabinet, opened, log.case),
            letter_for(cabinet, desk, opened) if unfetched is Unfetched.LETTER else frozenset(),
        )
        renewed = log.renewed()
    now_seen = _seen_by_now(dialogue, seen)
    if not opened.row.own or not looked or now_seen != seen or renewed:
        with desk.cabinet.write() as cabinet:
            remember_own(cabinet, desk, [opened])
            keep(cabinet, desk, opened, renewed)
            cabinet.set_seen(opened.id, desk.officer_id, now_seen)
    return shown


def _seen_by_now(dialogue: tuple[Spoken, ...], seen: int) -> int:
    """Up to which of the reporter's messages all were shown; on a page of older ones there may be a gap before."""
    places = {spoken.place for spoken in dialogue if spoken.author == REPORTER}
    while seen + 1 in places:
        seen += 1
    return seen


def _page_of(cabinet: Cabinet, opened: OpenFile, window: Window) -> int:
    if window.to is None:
        return window.page
    return cabinet.count_messages(opened.id, window.to) // PAGE + 1


def _page_in(cabinet: Cabinet, opened: OpenFile, seen: int, log: Log, page: int) -> tuple[tuple[Spoken, ...], int]:
    """The report and one page of what was said since, in order, and how many of these are too large to be shown. What
    is gone stands on the newest page."""
    rows: list[tuple[SealedMessage, bool]] = []
    budget, left_out = SHOWN_BYTES, 0
    for message, delivered in cabinet.newest_messages(opened.id, (page - 1) * PAGE, PAGE):
        budget -= len(message.sealed)
        if budget < 0 and rows:
            left_out += 1
        else:
            rows.append((message, delivered))
    first = cabinet.message(opened.id, REPORTER, 0)
    shown = [*([(first, True)] if first else []), *reversed(rows)]
    signed = log.signed((message.author, message.place) for message, _ in shown)
    spoken = _spoken(opened, seen, signed, log.standing(), shown)
    return (*spoken, *_lost(log.lost() if page == 1 else [], log.standing())), left_out


@dataclass(frozen=True)
class FileView:
    """What every other page about a case shows: the case and its title, without the dialogue."""

    id: bytes
    case: CaseFile
    title: str | None
    standing: tuple[Act, ...]  # of the log what matters however old it is, and its newest entries
    newer: bool  # whether a newer version of this program has worked on it: it can be read, and not be changed
    undelivered: bool = False  # a message of ours is still in the outgoing tray


def look(desk: Desk, number: str) -> FileView:
    """The case without its dialogue. Raises FileNotFound, Unopened, SealBroken, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        log, waits = open_log(cabinet, desk, opened), cabinet.waits(opened.id)
        return FileView(opened.id, log.case, title_of(cabinet, opened), tuple(log.standing()), log.newer, waits)


def whole_log(desk: Desk, number: str) -> list[Act]:
    """All acts on the case, for who has to look through all of them. Raises FileNotFound, Unopened, SealBroken,
    StoreAway."""
    with desk.cabinet.read() as cabinet:
        return read_case(cabinet, open_file(cabinet, desk, CASE, number))[1]


def title_of(cabinet: Cabinet, opened: OpenFile) -> str | None:
    """The first words of the report; empty when it is destroyed, None when it does not open. It stands in no sheet and
    no log, so that with the report's text it is gone."""
    return title_in(opened, cabinet.message(opened.id, REPORTER, 0))


def title_in(opened: OpenFile, first: SealedMessage | None) -> str | None:
    """The same of the first message as it lies there."""
    if first is not None and not first.sealed:
        return ""
    said = opened_said(opened, first) if first else None
    return said.report.title if said and said.report else None


def spoken_in(cabinet: Cabinet, opened: OpenFile, seen: int, log: list[Act]) -> tuple[Spoken, ...]:
    """What was said, by the whole log. A message the journal does not know like this, or that is gone, shows as not
    opening."""
    said = ((act, *message) for act in log for message in messages_in(act))
    signed = {(author, place): SignedWords.by(act, text) for act, author, place, text in said}
    spoken = _spoken(opened, seen, signed, log, cabinet.messages(opened.id, SHOWN_BYTES))
    return (*spoken, *_lost(sorted(set(signed) - cabinet.message_places(opened.id)), log))


def _spoken(
    opened: OpenFile,
    seen: int,
    signed: Mapping[tuple[str, int], SignedWords],
    log: list[Act],
    messages: Iterable[tuple[SealedMessage, bool]],
) -> tuple[Spoken, ...]:
    ends = {(act.data.author, act.data.place): act for act in log if isinstance(act.data, MessageDestroyed)}
    spoken = []
    for message, delivered in messages:
        unread = message.author == REPORTER and message.place > seen
        by = signed.get((message.author, message.place))
        known = by is not None and by.digest == digest(message.sealed)
        faults = by.faults if by else ()
        said = opened_said(opened, message) if known and not REFUSED & {*faults} else None
        end = ends.get((message.author, message.place))
        writer, names = (by.signer, by.names) if by else ("", "")
        unsigned, at = message.author == REPORTER and message.epoch is None, (message.author, message.place)
        spoken.append(Spoken(*at, message.written, said, delivered, unread, writer, end, faults, names, unsigned))
    return tuple(spoken)


def _lost(lost: Iterable[tuple[str, int]], log: list[Act]) -> tuple[Spoken, ...]:
    return tuple(Spoken(author, place, log[0].day, None, True, False) for author, place in lost)


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
    return act(desk, number, Kind.TAKEN_OVER, Data(), once)


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
    return act(desk, number, Kind.STAGE, StageChanged(case.stage, Stage(to), optional_text(reason)), once)


def assign(desk: Desk, number: str, to: str, reason: str, once: str = "") -> CaseFile:
    """To another officer of the ring, who gets a wrap if they have none, or again to who is responsible and holds none
    any more; never to one the reporter excluded."""

    def needed(cabinet: Cabinet, opened: OpenFile, before: CaseFile, _: Log) -> None:
        if to == before.assigned_to and not _is_keyless(cabinet, opened, before):
            raise NotAllowed()

    return act(desk, number, Kind.ASSIGNED, Assigned(to, optional_text(reason)), once, joins=to, provided=needed)


def _is_keyless(cabinet: Cabinet, opened: OpenFile, case: CaseFile) -> bool:
    """Whether who is responsible lacks the newest key: a colleague acted after theirs had ended, or it was deleted."""
    return case.assigned_to not in cabinet.holders(opened.id) & (opened.holders or {case.assigned_to})


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
