"""The founding of an installation, and changes to its key ring: the only acts that need the root key."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from ...crypto import chain
from ...crypto.keystore import Identity, RootKey, lock_identity, wrap_size
from ...crypto.ring import Officer, Ring
from ...domain.acts import ROOT, Kind
from ...domain.codec import canonical
from ...store.cabinet import CASE, MEASURE, NO_FILE, Cabinet
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.desk import number_of
from ..officer.errors import FileNotFound
from .errors import LastHolder

VALID_DAYS = 2 * 365
Role = Literal["officer", "lead"]


@dataclass(frozen=True)
class NewOfficer:
    """An officer to be admitted."""

    username: str
    function: str
    role: Role
    passphrase: str = field(repr=False)
    mail: str | None = None  # where notices go, a plain address


@dataclass(frozen=True)
class Founded:
    """What the founding ceremony leaves behind."""

    ring: Ring
    root_key: str = field(repr=False)  # locked under the root passphrase; leaves the machine


def found(
    cabinet: Store[Cabinet],
    root_passphrase: str,
    officers: Sequence[NewOfficer],
    today: date,
    publish: Callable[[Founded], None] = lambda founded: None,
) -> Founded:
    """A new root key, a ring with its first officers, and the journal's first entry, signed by the root.

    `publish` keeps what it leaves; where it fails the cabinet stays empty.
    """
    root = RootKey.generate()
    ring = Ring.found(root, f"hinweisgeber/{secrets.token_hex(8)}", today)
    text, salt = canonical({"installation": ring.installation}), secrets.token_bytes(chain.SALT)
    entry = chain.make_entry(
        ring.installation, None, today, NO_FILE, Kind.FOUNDED, ROOT, root.sign, chain.commit(salt, text)
    )
    accounts = []
    for officer in officers:
        ring, account = _admitted(ring, root, officer, today)
        accounts.append(account)
    founded = Founded(ring, root.lock(root_passphrase))
    with cabinet.write() as cab:  # all or nothing: half a founding could not be repeated
        cab.append(entry, salt, text)
        for account in accounts:
            cab.add_officer(*account)
        publish(founded)
    return founded


def admit(
    cabinet: Store[Cabinet],
    ring: Ring,
    root: RootKey,
    new: NewOfficer,
    today: date,
    publish: Callable[[Ring], None] = lambda longer: None,
) -> Ring:
    """The ring with this officer, whose sealed identity is kept in the cabinet. Raises RingBroken.

    `publish` puts the ring in its place; where it fails there is no account either, and the user name stays free.
    """
    longer, account = _admitted(ring, root, new, today)
    with cabinet.write() as cab:
        cab.add_officer(*account)
        if new.mail is not None:
            cab.set_mail_address(account[0], new.mail)
        publish(longer)
    return longer


def _admitted(ring: Ring, root: RootKey, new: NewOfficer, today: date) -> tuple[Ring, tuple[str, str, str]]:
    """The longer ring and the account: officer id, user name, sealed identity."""
    identity, officer_id = Identity.generate(), secrets.token_hex(8)
    until = today + timedelta(days=VALID_DAYS)
    officer = Officer(officer_id, new.function, new.role, identity.public, identity.sign_public, today, until)
    longer = ring.admit(root, officer)
    keystore = lock_identity(identity, officer_id, new.passphrase)
    return longer, (officer_id, new.username.strip().lower(), keystore)


def revoke(
    cabinet: Store[Cabinet],
    letterbox: Store[Letterbox],
    ring: Ring,
    root: RootKey,
    name: str,
    from_day: date,
    publish: Callable[[Ring], None] = lambda longer: None,
) -> Ring:
    """The ring without this officer from that day; their sessions end now. `publish` puts the ring in its place.

    Raises FileNotFound, RingBroken, and LastHolder when something could then be opened by nobody.
    """
    officer = find(cabinet, ring, name)
    longer = ring.revoke(root, officer.officer_id, from_day)
    with letterbox.read() as box, cabinet.write() as cab:  # nobody hands anything on or takes anything in meanwhile
        _require_heirs(cab, box, ring, officer, from_day)
        cab.end_sessions_of(officer.officer_id)
        publish(longer)
    return longer


def require_heirs(cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, name: str, day: date) -> None:
    """Before anybody is asked for the root key. Raises FileNotFound, and LastHolder unless somebody else can open on
    that day whatever this officer can: cases, measures, and reports that still lie in the letterbox."""
    officer = find(cabinet, ring, name)
    with letterbox.read() as box, cabinet.read() as cab:
        _require_heirs(cab, box, ring, officer, day)


Held = dict[str, tuple[bool, int]]  # by officer id: whether the wrap is under their own key, and its size


def _require_heirs(cab: Cabinet, box: Letterbox, ring: Ring, officer: Officer, day: date) -> None:
    if officer.revoked_from is not None:  # they open nothing any more as it is
        return
    leaving = {one.officer_id for one in ring.everyone if one.revoked_from is not None}  # from a later day on
    heirs = _living(cab, ring, day) - leaving - {officer.officer_id}

    def orphaned(held: Held) -> bool:
        return officer.officer_id in _holders(held) and not _holders(held) & heirs

    left = sorted(number for number, held in cab.wrap_sizes().items() if orphaned(held))
    waiting = sorted(day for day, held in _uncollected(cab, box) if orphaned(held))
    if left or waiting:
        cases, measures = (tuple(number_of(*one) for one in left if one[0] == kind) for kind in (CASE, MEASURE))
        raise LastHolder(cases, measures, tuple(waiting))


def without_holder(cabinet: Store[Cabinet], ring: Ring, today: date) -> list[str]:
    """Numbers of the cases and measures that nobody can open today: all who hold a wrap are revoked, or their key has
    ended, or they have no account. Raises StoreAway."""
    with cabinet.read() as cab:
        living, wraps = _living(cab, ring, today), cab.wrap_sizes()
    return [number_of(*number) for number, held in sorted(wraps.items()) if not _holders(held) & living]


def _living(cab: Cabinet, ring: Ring, day: date) -> set[str]:
    """Who is in the ring on that day, and has an account to log in with."""
    return {one.officer_id for one in ring.officers(day)} & cab.usernames().keys()


def _holders(held: Held) -> set[str]:
    """Without a key it is told by wraps alone: that one is there and has the size of a wrap."""
    return {holder for holder, (own, size) in held.items() if size == wrap_size(own)}


def _uncollected(cab: Cabinet, box: Letterbox) -> Iterator[tuple[date, Held]]:
    """Day and wraps of each report nobody has taken in yet."""
    collected = cab.file_ids()
    for report_id, received in box.received_dates():
        if report_id not in collected:
            yield received, {holder: (False, len(wrap)) for holder, wrap in box.wraps(report_id).items()}


def find(cabinet: Store[Cabinet], ring: Ring, name: str) -> Officer:
    """Who in the ring has this user name or, also without an account, this id. Raises FileNotFound."""
    with cabinet.read() as cab:
        account = cab.officer(username=name.strip().lower())
    officer = ring.get(account.officer_id if account else name.strip())
    if officer is None:
        raise FileNotFound()
    return officer


def without_account(cabinet: Store[Cabinet], ring: Ring, today: date) -> list[Officer]:
    """Those who receive today and cannot log in: in the ring, but not in the cabinet."""
    with cabinet.read() as cab:
        accounts = cab.usernames()
    return [officer for officer in ring.officers(today) if officer.officer_id not in accounts]
