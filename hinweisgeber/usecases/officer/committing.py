"""What an entry commits to (SPEC §40): the sheet it leaves, and each row of the file that is new or otherwise with it.

Rows are changed first, in the same transaction; the cabinet has noted which. Copies are made without an act: the next
one commits to them. So does the first act of this version in an older file, to all that is there.
"""

from __future__ import annotations

from ...crypto import commitments
from ...crypto.commitments import UNKNOWN, Committed, Place, blob_name, copy_name
from ...domain.dialogue.report import REPORTER
from ...store.cabinet import Cabinet, Touched
from .desk import number_of

# An entry is bounded. To more messages of an older file nobody commits; of more files and copies the next act tells.
MESSAGES, NEW, GONE_AT_ONCE = 500, 700, 6000


def committed(cabinet: Cabinet, file_id: bytes, sheet: bytes, link: bytes | None, said: str | None) -> Committed:
    """What the next entry about this file says, as its rows are now. `said`: what its newest entry says, None where
    there is none; `link`: of the epoch that it begins."""
    is_first = said is None or Committed.read(said) is None
    touched = cabinet.take_touched(file_id)
    newest = MESSAGES if is_first else 0
    messages = _messages(cabinet, file_id, touched, newest)
    blobs, copies = _files(cabinet, file_id, touched, is_first)
    return Committed(
        commitments.digest(sheet), cabinet.reminder(file_id), _number(cabinet, file_id) if is_first else None,
        None if link is None else commitments.digest(link), messages, blobs, copies, tuple(sorted(touched.notes)),
        max(0, cabinet.messages_there(file_id) - newest) if is_first else 0,
    )  # fmt: skip


def _number(cabinet: Cabinet, file_id: bytes) -> str:
    return number_of(*cabinet.numbers([file_id])[file_id])


def _messages(cabinet: Cabinet, file_id: bytes, touched: Touched, newest: int) -> dict[Place, tuple[str, str]]:
    rows = cabinet.message_rows(file_id, None if newest else touched.messages, newest)
    found: dict[Place, tuple[str, str]] = {}
    for row in rows:
        at = (row.author, row.place)
        fields = (*at, row.n, row.written, row.tag, row.sealed, row.epoch, row.before)
        maybe_letter = newest and row.author == REPORTER and row.epoch is not None and at not in touched.messages
        lies_there = UNKNOWN if maybe_letter or not row.sealed else commitments.digest(row.sealed)
        found[at] = (touched.came.get(at, lies_there), commitments.message_row(file_id, *fields))
    return found


def _files(
    cabinet: Cabinet, file_id: bytes, touched: Touched, is_first: bool
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Blobs and copies: what was touched, and what no entry has said yet."""
    rows = cabinet.blob_rows(file_id)
    there = {blob_name(one.name): commitments.blob_row(file_id, one.name, one.digest, one.size) for one in rows}
    gone_or_new = {blob_name(name) for name in touched.blobs}
    if not (is_first or touched.copies or cabinet.has_copies(file_id)):
        return {name: there.get(name) for name in gone_or_new}, {}
    kept = cabinet.copies(file_id)
    made = {copy_name(of, n): commitments.copy_row(file_id, of, n, epoch, sealed) for epoch, of, n, sealed in kept}
    known = [] if is_first else [Committed.read(one) for one in cabinet.said_of_copies(file_id)]
    said = {name for one in known if one for name in (*one.blobs, *one.copies)}
    touched_copies = {copy_name(*at) for at in touched.copies}
    blobs = _news(there, gone_or_new, said)
    waits = bool(there.keys() - said - blobs.keys())  # as long as files do, their copies do
    return blobs, _news({} if waits else made, touched_copies, said)


def _news(there: dict[str, str], touched: set[str], said: set[str]) -> dict[str, str | None]:
    """What came and went before any entry spoke of it, none needs to."""
    gone = sorted(touched & said - there.keys())[:GONE_AT_ONCE]
    new = sorted(name for name in there if name in touched or name not in said)
    return {name: there[name] for name in new[: NEW if len(gone) < NEW else NEW // 7]} | dict.fromkeys(gone)
