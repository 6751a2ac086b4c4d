"""The founding of an installation, and changes to its key ring: the only acts that need the root key."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from ...crypto import chain
from ...crypto.keystore import Identity, RootKey, is_identity, lock_identity
from ...crypto.ring import Officer, Ring
from ...crypto.statements import Role
from ...domain.acts import ROOT, Kind
from ...domain.codec import canonical
from ...store.cabinet import NO_FILE, Cabinet
from ...store.letterbox import Letterbox
from ...store.unit import Store
from ..officer.errors import FileNotFound
from ..officer.revocation import in_force, ring_in_force
from . import departure, holders
from .errors import LastReceiver

VALID_DAYS = 2 * 365
APART, ENDS = 30, 7  # days between the ends of two keys that are founded together, and how many ends there are


@dataclass(frozen=True)
class NewOfficer:
    """An officer to be admitted."""

    username: str
    function: str
    role: Role
    passphrase: str = field(repr=False)
    mail: str | None = None  # where notices go, a plain address
    receives: bool = True  # new reports, without an assignment


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
    apart: int = 0,
) -> Founded:
    """A new root key, a ring with its first officers, and the journal's first entry, signed by the root. Their keys end
    so many days `apart`: who forgets to extend one loses one person, not the office.

    `publish` keeps what it leaves; where it fails the cabinet stays empty.
    """
    root = RootKey.generate()
    ring = Ring.found(root, f"hinweisgeber/{secrets.token_hex(8)}", today)
    text, salt = canonical({"installation": ring.installation}), secrets.token_bytes(chain.SALT)
    entry = chain.make_entry(
        ring.installation, None, today, NO_FILE, Kind.FOUNDED, ROOT, root.sign, chain.commit(salt, text)
    )
    accounts = []
    for n, officer in enumerate(officers):
        ring, account = _admitted(ring, root, officer, today, later=n % ENDS * apart)
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


def require_receivers(ring: Ring, officer: Officer, day: date) -> None:
    """Raises LastReceiver where this officer receives new reports on that day, and nobody else would."""
    if [one.officer_id for one in ring.receivers(day)] == [officer.officer_id]:
        raise LastReceiver()


def _admitted(
    ring: Ring, root: RootKey, new: NewOfficer, today: date, later: int = 0
) -> tuple[Ring, tuple[str, str, str]]:
    """The longer ring and the account: officer id, user name, sealed identity."""
    identity, officer_id = Identity.generate(), secrets.token_hex(8)
    until = today + timedelta(days=VALID_DAYS + later)
    officer = Officer(officer_id, new.function, new.role, identity.public, identity.sign_public, today, until)
    longer = ring.admit(root, officer)
    if not new.receives:
        longer = longer.receive(root, officer_id, False, today)
    keystore = lock_identity(identity, officer_id, new.passphrase)
    return longer, (officer_id, new.username.strip().lower(), keystore)


def revoke(
    cabinet: Store[Cabinet],
    letterbox: Store[Letterbox],
    ring: Ring,
    root: RootKey,
    name: str,
    from_day: date,
    today: date,
    publish: Callable[[Ring], None] = lambda longer: None,
) -> Ring:
    """The ring without this officer from that day; their sessions end now. `publish` puts the ring in its place. From
    today on, all that is sealed for them goes wherever somebody else can open it; on a later day `departure.carry_out`
    does that.

    Raises FileNotFound, RingBroken, LastReceiver, and LastHolder when something could then be opened by nobody.
    """
    officer = find(cabinet, here := ring_in_force(cabinet, ring), name)
    _leave_receivers(here, officer, from_day)
    longer = ring.revoke(root, officer.officer_id, from_day)
    with cabinet.write() as cab, letterbox.write() as box:  # nobody hands anything on or takes anything in meanwhile
        holders.require_heirs(cab, box, in_force(cab, ring), officer, from_day)
        cab.end_sessions_of(officer.officer_id)
        publish(longer)  # first: cut off after it, `finish` goes on
        if from_day <= today:
            departure.drop_at_once(cab, box, longer, officer, today)
    departure.scrub(cabinet, letterbox)
    return longer


def _leave_receivers(ring: Ring, officer: Officer, day: date) -> None:
    """The same of whoever leaves, where somebody stays: with the last one nothing is left to receive."""
    if len(ring.readers(day)) > 1:
        require_receivers(ring, officer, day)


def finish(cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, name: str, today: date) -> bool:
    """Whether this officer is revoked already: then what is left for them goes, as above. Raises FileNotFound."""
    officer = find(cabinet, ring, name)
    if not officer.is_out(today):
        return False
    departure.end(cabinet, letterbox, ring, today, officer)
    return True


def require_heirs(cabinet: Store[Cabinet], letterbox: Store[Letterbox], ring: Ring, name: str, day: date) -> None:
    """Before anybody is asked for the root key. Raises FileNotFound, LastReceiver, and LastHolder (see
    `holders.require_heirs`)."""
    officer = find(cabinet, ring := ring_in_force(cabinet, ring), name)
    _leave_receivers(ring, officer, day)
    with letterbox.read() as box, cabinet.read() as cab:
        holders.require_heirs(cab, box, ring, officer, day)


def find(cabinet: Store[Cabinet], ring: Ring, name: str) -> Officer:
    """Who in the ring has this user name or, also without an account, this id. Raises FileNotFound."""
    with cabinet.read() as cab:
        account = cab.officer(username=name.strip().lower())
    officer = ring.get(account.officer_id if account else name.strip())
    if officer is None:
        raise FileNotFound()
    return officer


def without_account(cabinet: Store[Cabinet], ring: Ring, today: date) -> list[Officer]:
    """Those who are active today and cannot log in: in the ring, but not in the cabinet, or with an identity there that
    no passphrase opens."""
    with cabinet.read() as cab:
        accounts = [(one, cab.officer(officer_id=one.officer_id)) for one in ring.officers(today)]
    return [officer for officer, row in accounts if row is None or not is_identity(row.keystore)]
