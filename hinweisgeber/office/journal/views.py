"""The journal and its checkpoint."""

from __future__ import annotations

from flask import render_template, request

from ...crypto.errors import JournalBroken
from ...store import erasures
from ...usecases.keeper import verifying
from ...usecases.officer import own_journal
from ...web.routes import Route, Who, get, post
from ..auth import Page, desk
from ..shared import people_at, the_office

JOURNAL_PAGE = 50
MOST_ENTRIES = 2**53  # nobody leafs beyond; a larger number would be too large for the database


def journal() -> Page:
    """The newest entries of what one can open, and where the journal stands."""
    return _journal_page()


def _journal_page(verified: verifying.Verified | None = None, broken: JournalBroken | None = None) -> Page:
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
    )


def verify_journal() -> Page:
    """Recomputes the whole journal."""
    at = desk()
    try:
        proofs = erasures.proofs(the_office().erasures)
        return _journal_page(verified=verifying.verify(at.cabinet, at.ring, proofs=proofs, today=at.today))
    except JournalBroken as broken:
        return _journal_page(broken=broken)


def checkpoint() -> Page:
    """The current checkpoint, to print and keep elsewhere."""
    at = desk()
    return render_template(
        "office/journal/checkpoint.html", checkpoint=verifying.checkpoint(at.cabinet, at.ring), today=at.today
    )


ROUTES: tuple[Route, ...] = (
    get("/protokoll", journal, Who.OFFICER),
    post("/protokoll/pruefung", verify_journal, Who.OFFICER, "verify"),
    get("/protokoll/pruefpunkt", checkpoint, Who.OFFICER),
)
