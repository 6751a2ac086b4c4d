"""What an officer does with a case. Each function is one act: one journal entry, in one transaction with its effect.

All raise FileNotFound (no such case, or no key to it), NotAllowed, ReasonMissing, TextTooLong and StoreAway. `once` is
the form's token: a second click changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
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
from ...domain.dialogue.report import ACKNOWLEDGEMENT, MESSAGE, Said
from ...domain.dialogue.texts import check_text, optional_text
from ...domain.errors.case import NotAllowed
from ...domain.errors.power import NeedsSecond
from ...domain.persons.naming import without_names
from ...errors import Broken, Refused
from ...store.cabinet import CASE, Cabinet, SealedFile
from ..reporter.recipients import barred
from . import suspension
from .agreeing import (
    Agreed,
    Proposing,
    as_agreed,
    guarded,
    needing_two,
    propose,
    proposed_before,
    require_second,
    tried,
)
from .collect import catch_up, refresh_version_1, settle
from .desk import Desk, OpenFile, already_done, case_of, each, open_file, open_row, read_log
from .entering import enter, ready
from .errors import ClosingIncomplete, ColleagueSuspended, DialogueIncomplete, LetterWaits, MessageMissing
from .log import Log, checked_case
from .news import require_seen
from .reading import is_keyless, look
from .recordings import end_recordings
from .saying import is_said_already, say
from .vouched import require_born
from .written import WordLeft, lost_in

Condition = Callable[[Cabinet, OpenFile, CaseFile, Log], None]  # on the case before an act, and its log
Entering = Callable[[Cabinet, Desk, OpenFile, CaseFile, Act, str | None], OpenFile]  # see `enter`
Making = Callable[[Cabinet, OpenFile, CaseFile, Log], Data]  # what an act says, where the case tells it
Proposes = Callable[[Cabinet, OpenFile, CaseFile, Act], Proposing]  # what goes with the proposal of an act


def nothing_goes(cabinet: Cabinet, opened: OpenFile, case: CaseFile, act: Act) -> Proposing:
    """With a proposal, beside its act."""
    return Proposing()


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


def assign(desk: Desk, number: str, to: str, reason: str, once: str = "", agreed: Agreed | None = None) -> CaseFile:
    """To another officer of the ring, who gets a wrap if they have none, or again to who is responsible and holds none
    any more; never to one the reporter excluded. To who holds no key yet two must agree, unless a lead does it."""

    def needed(cabinet: Cabinet, opened: OpenFile, before: CaseFile, _: Log) -> None:
        if to == before.assigned_to and not is_keyless(cabinet, opened, before):
            raise NotAllowed()

    def goes(cabinet: Cabinet, opened: OpenFile, before: CaseFile, entry: Act) -> Proposing:
        return Proposing(holders=tuple(sorted({*opened.holders, to})))

    data = Assigned(to, optional_text(reason))
    return act(desk, number, Kind.ASSIGNED, data, once, joins=to, provided=needed, agreed=agreed, proposing=goes)


def note(desk: Desk, number: str, text: str, once: str = "") -> CaseFile:
    """A note in the case log. Raises TextMissing, TextTooLong."""
    return act(desk, number, Kind.NOTE, Note(check_text(text)), once)


def check_point(desk: Desk, number: str, point: str, finding: str, once: str = "") -> CaseFile:
    """A point of the checklist with what was found."""
    if point not in POINTS or not POINTS[point].recorded:
        raise NotAllowed()
    return act(desk, number, Kind.CHECKED, Checked(point, optional_text(finding)), once)


def close(
    desk: Desk, number: str, outcome: str, reason: str, once: str = "", incomplete: bool = False,
    agreed: Agreed | None = None,
) -> CaseFile:  # fmt: skip
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

    return act(desk, number, Kind.CLOSED, data, once, provided=complete, agreed=agreed)


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
    data: Data | Making,
    once: str,
    said: Said | None = None,
    joins: str | None = None,
    provided: Condition | None = None,
    entering: Entering = enter,
    agreed: Agreed | None = None,
    proposing: Proposes = nothing_goes,
) -> CaseFile:
    """Any act on a case: its effect and its one journal entry, in one transaction. What is said waits for delivery.

    `provided` may still refuse it, in the same transaction; `entering` does what else belongs to it. Before anything is
    said in version 1, what the reporter wrote is taken in: the mailbox may have moved on to version 2.

    Where two must agree it is only proposed, and what goes along says `proposing`; then NeedsSecond is raised, after
    the commit. With `agreed` it is what a second person confirms: it must be the very same act.
    """
    waits: NeedsSecond | None = None
    speaks = said is not None or agreed is not None or proposing is not nothing_goes
    if speaks:
        refresh_version_1(desk, number)
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, CASE, number)
        before, log = checked_case(cabinet, desk, opened)
        if agreed is not None:
            require_second(desk.ring, agreed, desk.officer_id)
        if already_done(cabinet, desk, once):
            if again := _proposed_before(cabinet, desk, opened, before, log, kind, data):
                raise again
            return before
        require_seen(cabinet, desk, opened)
        if speaks and is_said_already(desk, opened, before):
            cabinet.mark_restored(opened.id)
            opened = open_file(cabinet, desk, CASE, number)
        opened = ready(cabinet, desk, opened)  # before anything of it is sealed
        before = case_of(opened)
        made = data(cabinet, opened, before, log) if callable(data) else data
        entry = Act(kind, desk.today, desk.officer_id, as_agreed(made, agreed) if agreed else made)
        entry = guarded(desk, opened, before, entry if agreed else without_names(before, entry), agreed)
        row = needing_two(before, entry)
        if said is not None and row is None:
            entry = replace(entry, data=say(cabinet, desk, opened, before, said, entry.data))
        if kind is Kind.REPLY:  # what else is sent has its own form and leaves the draft alone
            cabinet.set_draft(opened.id, desk.officer_id, None)
        after = fold.apply(before, entry) if row is None else tried(before, entry)
        if provided is not None:
            provided(cabinet, opened, before, log)
        if joins is not None:
            require_may_join(desk, joins, before.kept_out)
            require_there(cabinet, desk, joins)
        if row is None:
            opened = entering(cabinet, desk, opened, after, entry, joins)
            _show_state(cabinet, opened, before, after)
            end_recordings(cabinet, desk, opened, before, after)
        else:
            waits = propose(cabinet, desk, opened, before, entry, row, proposing(cabinet, opened, before, entry))
    settle(desk, opened.id)
    if waits is not None:
        raise waits
    return after


def _proposed_before(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, case: CaseFile, log: Log, kind: Kind, data: Data | Making
) -> NeedsSecond | None:
    """A second click on what waits for a second signature. What cannot be made any more does not wait."""
    try:
        made = data(cabinet, opened, case, log) if callable(data) else data
    except Refused:
        return None
    act = without_names(case, Act(kind, desk.today, desk.officer_id, made))
    return proposed_before(case, kind, act.data, desk.officer_id)


def require_may_join(desk: Desk, officer_id: str, kept_out: tuple[str, ...]) -> None:
    """Raises NotAllowed unless this is an active officer of the ring, and for who has the function of somebody who is
    kept out: after a lost passphrase the same person is in the ring anew, under another id."""
    active = {officer.officer_id for officer in desk.ring.readers(desk.today)}
    if officer_id not in active - barred(desk.ring, kept_out):
        raise NotAllowed()


def require_there(cabinet: Cabinet, desk: Desk, officer_id: str) -> None:
    """Raises ColleagueSuspended for who gets nothing new until a day."""
    if (day := suspension.until(cabinet, desk.ring, desk.today).get(officer_id)) is not None:
        raise ColleagueSuspended(day=f"{day:%d.%m.%Y}")


def _show_state(cabinet: Cabinet, opened: OpenFile, before: CaseFile, after: CaseFile) -> None:
    """Of a dialogue of version 1: where it changed. Of one of version 2 it was shown with each entry."""
    if after.talk is None and before.public_state != after.public_state:
        body = opened.dialogues.show_of_version_1(opened.row.revision, after.public_state.payload())
        cabinet.set_status(opened.id, opened.row.revision, body)
