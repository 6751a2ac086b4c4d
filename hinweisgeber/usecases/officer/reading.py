"""What an officer reads of a case: its page, what every page beside it shows, its dialogue and its log.

All raise FileNotFound (no such case, or no key to it) and StoreAway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ...crypto import contexts
from ...crypto.unseal import open_text
from ...domain.acts import Act
from ...domain.case.abstract import messages_in
from ...domain.case.case_steps import CaseReceived
from ...domain.case.casefile import CaseFile
from ...domain.case.stages import Stage
from ...domain.dialogue.follow_ups import FollowUp
from ...domain.dialogue.report import REPORTER, Said
from ...domain.ending.file_steps import MessageDestroyed
from ...errors import Broken
from ...store.cabinet import CASE, Cabinet
from ...store.letterbox import SealedMessage
from .collect import Unfetched, digest, refresh
from .contents import opened_said
from .desk import Desk, OpenFile, case_of, open_file, remember_own
from .log import PAGE, Entries, Log, SignedWords, keep, open_log, read_case
from .words_in import REFUSED
from .written import letter_for, lost_in

SHOWN_BYTES = 32 * 1024 * 1024  # of a dialogue's sealed messages on one page: nobody can fill the memory by writing


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
    seen: int = 0  # the newest entry that is shown: what a form of this page says its sender had seen
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
            is_keyless(cabinet, opened, log.case),
            cabinet.newest_act(opened.id),
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
    seen: int = 0  # as of `CaseView`


def look(desk: Desk, number: str) -> FileView:
    """The case without its dialogue. Raises FileNotFound, Unopened, SealBroken, StoreAway."""
    with desk.cabinet.read() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        log, waits = open_log(cabinet, desk, opened), cabinet.waits(opened.id)
        title, seen = title_of(cabinet, opened), cabinet.newest_act(opened.id)
        return FileView(opened.id, log.case, title, tuple(log.standing()), log.newer, waits, seen)


def stage_of(desk: Desk, number: str) -> Stage:
    """The stage the case is in."""
    with desk.cabinet.read() as cabinet:
        return case_of(open_file(cabinet, desk, CASE, number)).stage


def newest_act(desk: Desk, number: str) -> int:
    """The newest entry about the case, before a page is made that shows it. Raises FileNotFound, Unopened."""
    with desk.cabinet.read() as cabinet:
        return cabinet.newest_act(open_file(cabinet, desk, CASE, number).id)


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
    signed = {(author, place): SignedWords.by(act, text, place) for act, author, place, text in said}
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


def is_keyless(cabinet: Cabinet, opened: OpenFile, case: CaseFile) -> bool:
    """Whether who is responsible lacks the newest key: a colleague acted after theirs had ended, or it was deleted."""
    return case.assigned_to not in cabinet.holders(opened.id) & (opened.holders or {case.assigned_to})
