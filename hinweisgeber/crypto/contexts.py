"""What each sealed thing is bound to (SPEC §§ 4, 23): one function per kind, so none can stand in another's place.

A context is ASCII: `hinweisgeber/v1/<kind>/<…>`. The parts are hex, decimal, an epoch or a fixed word, so none holds a
slash and two different things never share a context. Wrong arguments are programming errors: `ValueError`.

Version 2 stands beside it for what a file holds: `hinweisgeber/v2/…`, and an epoch's text in each (`…_in`).
"""

from __future__ import annotations

import re

PREFIX = b"hinweisgeber/v1/"
PREFIX_2 = b"hinweisgeber/v2/"
ID, LOCATOR = 16, 32
AUTHORS = ("reporter", "intake", "office")
SPEAKERS = ("reporter", "office")  # in version 2
ARCHIVES = ("content", "keys")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OFFICER = re.compile(r"[0-9a-f]{16}")
_EPOCH = re.compile(r"(?:0-0{16}|[1-9][0-9]{0,8}-[0-9a-f]{16})")
_ORIGIN = re.compile(r"[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+)*")
_WITNESS = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def is_officer_id(text: str) -> bool:
    """Whether this is 16 lower-case hex digits."""
    return _OFFICER.fullmatch(text) is not None


def is_origin(text: str) -> bool:
    """Whether this can name an installation: ASCII letters and digits joined by dots, slashes, hyphens."""
    return len(text) <= 100 and _ORIGIN.fullmatch(text) is not None


def is_witness(text: str) -> bool:
    """Whether this can name a witness: lower-case ASCII letters and digits joined by dots and hyphens."""
    return len(text) <= 60 and _WITNESS.fullmatch(text) is not None


def is_epoch(text: str) -> bool:
    """Whether this names an epoch: its number, a hyphen, 16 hex digits (SPEC §23). All of epoch 0 are zeros."""
    return _EPOCH.fullmatch(text) is not None


def message(report_id: bytes, author: str, place: int) -> bytes:
    """The `place`-th message of that author, counted from 0, in the dialogue of a report."""
    if author not in AUTHORS:
        raise ValueError(f"author {author!r}")
    return b"%smessage/%b/%b/%d" % (PREFIX, _id(report_id), author.encode(), _count(place, 0))


def status(report_id: bytes, revision: int) -> bytes:
    """What the reporter sees of the state."""
    return b"%sstatus/%b/%d" % (PREFIX, _id(report_id), _count(revision, 0))


def sheet(file_id: bytes, revision: int) -> bytes:
    """A case's or measure's summary."""
    return b"%ssheet/%b/%d" % (PREFIX, _id(file_id), _count(revision, 0))


def entry(file_id: bytes, place: int) -> bytes:
    """The text of the `place`-th journal entry of that file, counted from 1."""
    return b"%sentry/%b/%d" % (PREFIX, _id(file_id), _count(place, 1))


def draft(file_id: bytes, officer_id: str) -> bytes:
    """What an officer has begun to write in a file."""
    return b"%sdraft/%b/%b" % (PREFIX, _id(file_id), _officer(officer_id))


def writing(locator: bytes) -> bytes:
    """What a reporter has begun to write and keeps under the access code with this locator (32 bytes)."""
    return b"%swriting/%b" % (PREFIX, _locator(locator))


def index(officer_id: str) -> bytes:
    """An officer's own overview of all cases, up to version 0.2.0."""
    return b"%sindex/%b" % (PREFIX, _officer(officer_id))


def abstract(file_id: bytes, officer_id: str) -> bytes:
    """How a case stood after so many entries, as this officer has reckoned it."""
    return b"%sabstract/%b/%b" % (PREFIX, _id(file_id), _officer(officer_id))


def search(officer_id: str) -> bytes:
    """What an officer looks for, in an address."""
    return b"%ssearch/%b" % (PREFIX, _officer(officer_id))


def blob(blob_id: bytes) -> bytes:
    """A file, wherever the message stands that names it."""
    return b"%sblob/%b" % (PREFIX, _id(blob_id))


def copy(file_id: bytes, source: bytes, n: int) -> bytes:
    """What the office knows of the `n`-th copy (from 1) of a file, named by the blob it was made from."""
    return b"%scopy/%b/%b/%d" % (PREFIX, _id(file_id), _id(source), _count(n, 1))


def officer_wrap(case_id: bytes, officer_id: str) -> bytes:
    """A case key on its way to one officer."""
    return b"%sofficer-wrap/%b/%b" % (PREFIX, _id(case_id), _officer(officer_id))


def own_wrap(case_id: bytes) -> bytes:
    """A case key under an officer's own key."""
    return b"%sown-wrap/%b" % (PREFIX, _id(case_id))


def mailbox_wrap(report_id: bytes) -> bytes:
    """A dialogue key under a mailbox key."""
    return b"%smailbox-wrap/%b" % (PREFIX, _id(report_id))


def keystore(officer_id: str, memory_kib: int, passes: int, lanes: int) -> bytes:
    """An officer's identity under a passphrase, with the parameters of Argon2id."""
    return b"%skeystore/%b/argon2id/%d/%d/%d" % (PREFIX, _officer(officer_id), memory_kib, passes, lanes)


def root_keystore(memory_kib: int, passes: int, lanes: int) -> bytes:
    """The root key under a passphrase, with the parameters of Argon2id."""
    return b"%sroot-keystore/argon2id/%d/%d/%d" % (PREFIX, memory_kib, passes, lanes)


def witness_keystore(witness: str, memory_kib: int, passes: int, lanes: int) -> bytes:
    """A witness' key under a passphrase, with the parameters of Argon2id."""
    if not is_witness(witness):
        raise ValueError(f"witness {witness!r}")
    return b"%switness-keystore/%b/argon2id/%d/%d/%d" % (PREFIX, witness.encode(), memory_kib, passes, lanes)


def session(officer_id: str) -> bytes:
    """An officer's identity for the length of a session."""
    return b"%ssession/%b" % (PREFIX, _officer(officer_id))


def verified(part: str) -> bytes:
    """What an office keeps of its verifications: what came out last, and how far it came."""
    if part not in ("result", "state"):
        raise ValueError(f"part {part!r}")
    return b"%sverified/%b" % (PREFIX, part.encode())


def archive(kind: str, day: str, run: bytes) -> bytes:
    """A backup's archive: which of the two of that run, made on that day (ISO)."""
    if kind not in ARCHIVES or not _DAY.fullmatch(day):
        raise ValueError(f"archive {kind!r} of {day!r}")
    return b"%sarchive/%b/%b/%b" % (PREFIX, kind.encode(), day.encode(), _id(run))


# -- version 2: each binds the epoch, too ----------------------------------------------------------------------


def sheet_in(file_id: bytes, epoch: str, revision: int) -> bytes:
    """A case's or measure's summary."""
    return b"%ssheet/%b/%b/%d" % (PREFIX_2, _id(file_id), _epoch(epoch), _count(revision, 1))


def entry_in(file_id: bytes, epoch: str, place: int) -> bytes:
    """The text of the `place`-th journal entry of that file, counted from 1."""
    return b"%sentry/%b/%b/%d" % (PREFIX_2, _id(file_id), _epoch(epoch), _count(place, 1))


def copy_in(file_id: bytes, epoch: str, source: bytes, n: int) -> bytes:
    """What the office knows of the `n`-th copy (from 1) of a file, named by the blob it was made from."""
    return b"%scopy/%b/%b/%b/%d" % (PREFIX_2, _id(file_id), _epoch(epoch), _id(source), _count(n, 1))


def officer_wrap_in(file_id: bytes, epoch: str, officer_id: str) -> bytes:
    """The key of an epoch on its way to one officer."""
    return b"%sofficer-wrap/%b/%b/%b" % (PREFIX_2, _id(file_id), _epoch(epoch), _officer(officer_id))


def own_wrap_in(file_id: bytes, epoch: str) -> bytes:
    """The key of an epoch under an officer's own key."""
    return b"%sown-wrap/%b/%b" % (PREFIX_2, _id(file_id), _epoch(epoch))


def line(file_id: bytes, officer_id: str, revision: int) -> bytes:
    """What a file of that revision says in an officer's list."""
    return b"%sline/%b/%b/%d" % (PREFIX_2, _id(file_id), _officer(officer_id), _count(revision, 0))


def link(file_id: bytes, epoch: str) -> bytes:
    """The key before this epoch under the key of this epoch."""
    return b"%slink/%b/%b" % (PREFIX_2, _id(file_id), _epoch(epoch))


def key_mark(file_id: bytes, epoch: str) -> bytes:
    """Of which file and epoch a key's mark is; no context of its own, but the end of a label (SPEC §23)."""
    return b"%b/%b" % (_id(file_id), _epoch(epoch))


def factor(officer_id: str) -> bytes:
    """The secret of an officer's second factor."""
    return b"%sfactor/%b" % (PREFIX_2, _officer(officer_id))


def factor_offer(officer_id: str) -> bytes:
    """The same while it is offered: in a page, until a code shows that an app has it."""
    return b"%sfactor-offer/%b" % (PREFIX_2, _officer(officer_id))


def half_login(officer_id: str) -> bytes:
    """An officer's identity between the passphrase and the second factor."""
    return b"%shalf-login/%b" % (PREFIX_2, _officer(officer_id))


# -- version 2: the dialogue (SPEC §§ 30-37) -----------------------------------------------------------------------


def message_in(report_id: bytes, author: str, epoch: str, place: int) -> bytes:
    """The `place`-th message of that author, counted from 0; the intake says nothing of its own any more."""
    if author not in SPEAKERS:
        raise ValueError(f"author {author!r}")
    rest = (_id(report_id), author.encode(), _epoch(epoch), _count(place, 0))
    return b"%smessage/%b/%b/%b/%d" % (PREFIX_2, *rest)


def letter(report_id: bytes, epoch: str, place: int) -> bytes:
    """The reporter's message at that place, under a key of its own."""
    return b"%sletter/%b/%b/%d" % (PREFIX_2, _id(report_id), _epoch(epoch), _count(place, 0))


def status_in(report_id: bytes, epoch: str, revision: int) -> bytes:
    """What the office says of the state, its keys and how much was said."""
    return b"%sstatus/%b/%b/%d" % (PREFIX_2, _id(report_id), _epoch(epoch), _count(revision, 1))


def mailbox(locator: bytes) -> bytes:
    """What a mailbox keeps, under the box key."""
    return b"%smailbox/%b" % (PREFIX_2, _locator(locator))


def mailbox_wrap_in(report_id: bytes, epoch: str) -> bytes:
    """The dialogue key of an epoch on its way to the reporter."""
    return b"%smailbox-wrap/%b/%b" % (PREFIX_2, _id(report_id), _epoch(epoch))


def report_wrap(report_id: bytes, officer_id: str) -> bytes:
    """The key of a report on its way to one officer."""
    return b"%sreport-wrap/%b/%b" % (PREFIX_2, _id(report_id), _officer(officer_id))


def letter_wrap(report_id: bytes, epoch: str, place: int, officer_id: str) -> bytes:
    """The key of a letter on its way to one officer."""
    rest = (_id(report_id), _epoch(epoch), _count(place, 0), _officer(officer_id))
    return b"%sletter-wrap/%b/%b/%d/%b" % (PREFIX_2, *rest)


def letter_key(report_id: bytes, epoch: str, place: int) -> bytes:
    """The key of a letter under the box key, for its reporter to read again."""
    return b"%sletter-key/%b/%b/%d" % (PREFIX_2, _id(report_id), _epoch(epoch), _count(place, 0))


def dialogue_mark(report_id: bytes, epoch: str) -> bytes:
    """Of which report and epoch a dialogue key's mark is; no context of its own, but the end of a label (SPEC §36)."""
    return b"%b/%b" % (_id(report_id), _epoch(epoch))


def kind_of(context: bytes) -> bytes:
    """The kind a context names. Raises `ValueError` for bytes that are no context."""
    prefix, kind, rest = context[: len(PREFIX)], *context[len(PREFIX) :].partition(b"/")[::2]
    if prefix not in (PREFIX, PREFIX_2) or not kind or not rest:
        raise ValueError("not a context of this program")
    return kind


def version_of(context: bytes) -> bytes:
    """The version byte of what is sealed for this context."""
    return b"\x02" if context.startswith(PREFIX_2) else b"\x01"


def _id(value: bytes) -> bytes:
    if len(value) != ID:
        raise ValueError(f"an id has {ID} bytes")
    return value.hex().encode()


def _locator(value: bytes) -> bytes:
    if len(value) != LOCATOR:
        raise ValueError(f"a locator has {LOCATOR} bytes")
    return value.hex().encode()


def _officer(officer_id: str) -> bytes:
    if not is_officer_id(officer_id):
        raise ValueError("an officer id is 16 lower-case hex digits")
    return officer_id.encode()


def _epoch(text: str) -> bytes:
    if not is_epoch(text):
        raise ValueError("an epoch is a number, a hyphen and 16 hex digits")
    return text.encode()


def _count(value: int, first: int) -> int:
    if type(value) is not int or value < first:
        raise ValueError(f"a count is a whole number from {first}")
    return value
