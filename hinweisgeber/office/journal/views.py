"""The journal and its checkpoint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import render_template, request
from flask_babel import gettext as _

from ...crypto.errors import JournalBroken, SealBroken
from ...refusals.broken import why_of
from ...store import erasures
from ...usecases.keeper import due, verifying
from ...usecases.keeper.verifying import Finding
from ...usecases.keeper.verifying.by_day.going_on import VerifiedSince, verify_since
from ...usecases.keeper.verifying.by_day.steps import By
from ...usecases.keeper.verifying.kept import PutBack, Result
from ...usecases.officer import own_journal
from ...usecases.officer.desk import Desk
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk
from ..shared import people_at, the_office

JOURNAL_PAGE = 50
MOST_ENTRIES = 2**53  # nobody leafs beyond; a larger number would be too large for the database


LATE = timedelta(days=2)  # a daily run that was not there for so long is said


@dataclass(frozen=True)
class Daily:
    """What the daily run came to, for one officer: where the findings are of files they hold no key of, only how many.
    `result`: None where there was none, or none that this office wrote."""

    result: Result | None
    is_late: bool
    words: tuple[str, ...]  # of findings
    others: int
    put_back: tuple[PutBack, ...]


def _daily(at: Desk) -> Daily:
    try:
        last = the_office().last_verified()
    except (SealBroken, OSError):  # it costs the next run more, and that run says so
        last = None
    if last is None:
        return Daily(None, True, (), 0, ())
    own = list(last.findings)
    if own and not own_journal.is_auditor(at):
        held = own_journal.held_numbers(at) | {""}
        own = [one for one in own if one.case in held]
    words = tuple(_finding(one) for one in own)
    late = not timedelta() <= at.today - last.day <= LATE
    return Daily(last, late, words, last.number - len(own), last.put_back)


def _finding(one: Finding) -> str:
    why = why_of(one.broken, _)
    if one.case and one.case not in why:
        return _("Eintrag Nr. %(seq)s, %(case)s: %(why)s.", seq=one.entry, case=one.case, why=why)
    return _("Eintrag Nr. %(seq)s: %(why)s.", seq=one.entry, why=why)


def journal() -> Page:
    """The newest entries of what one can open, and where the journal stands."""
    return _journal_page()


def _journal_page(verified: VerifiedSince | None = None, broken: JournalBroken | None = None) -> Page:
    at = desk()
    before = request.args.get("vor", type=int)
    if before is not None:
        before = min(max(1, before), MOST_ENTRIES)
    shown = own_journal.page(at, before, JOURNAL_PAGE)
    return render_template(
        "office/journal/page.html",
        entries=shown.entries,
        numbers=shown.numbers,
        head=shown.head,
        older=shown.entries[-1].seq if shown.more else None,
        newer=before is not None,
        people=people_at(at),
        verified=verified,
        broken=broken,
        daily=_daily(at),
    )


def verify_journal() -> Page:
    """Recomputes what is new since the last daily run, and all that has changed; everything where there was none."""
    at, office = desk(), the_office()
    by = By(at.ring, erasures.proofs(office.erasures), at.today)
    try:
        return _journal_page(verified=verify_since(at.cabinet, by, office.keeping(at.ring)))
    except JournalBroken as broken:
        return _journal_page(broken=broken)


def kept_deadlines() -> Page:
    """Of every case, whether the reporter was answered in time (§ 17 HinSchG): from days and kinds of acts alone."""
    at = desk()
    cases = due.kept(at.cabinet)
    page = request.args.get("page", 1, type=int) or 1
    pages = max(1, -(-len(cases) // JOURNAL_PAGE))
    page = min(max(1, page), pages)
    return render_template(
        "office/journal/deadlines.html",
        cases=cases[(page - 1) * JOURNAL_PAGE : page * JOURNAL_PAGE],
        late=sum(one.is_late(at.today) for one in cases),
        total=len(cases),
        page=page,
        pages=pages,
        today=at.today,
    )


def checkpoint() -> Page:
    """The current checkpoint, to print and keep elsewhere."""
    at = desk()
    return render_template(
        "office/journal/checkpoint.html", checkpoint=verifying.checkpoint(at.cabinet, at.ring), today=at.today
    )


ROUTES: tuple[Route, ...] = (
    get("/protokoll", journal, Who.MEMBER),
    post("/protokoll/pruefung", verify_journal, Who.MEMBER, "verify"),
    get("/protokoll/fristen", kept_deadlines, Who.AUDITOR),
    get("/protokoll/pruefpunkt", checkpoint, Who.MEMBER),
)
