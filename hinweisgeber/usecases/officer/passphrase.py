"""Another passphrase for the same keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ...crypto.errors import PassphraseWrong
from ...crypto.keystore import lock_anew, unlock_identity
from ...crypto.lock import passphrase_bytes
from ...crypto.ring import Ring
from ...store.cabinet import Cabinet, OfficerRow
from ...store.unit import Store
from .errors import (
    LoginsBusy,
    OldPassphraseWrong,
    PassphraseBusy,
    PassphraseChanged,
    PassphraseSame,
    PassphrasesUnequal,
    SessionExpired,
)
from .meant import as_chosen, as_meant
from .strength import require_strong
from .suspension import require_free
from .unlock import bucket_of, in_turn, note_failure


@dataclass(frozen=True)
class NewPassphrase:
    """What somebody has typed to change theirs, and what is easily thought of where they are."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    again: str = field(repr=False)
    about: tuple[str, ...] = ()

    def checked(self) -> str:
        """The new one, as it is kept; nothing costly is done for it. Raises PassphrasesUnequal, PassphraseSame, and
        what `require_strong` raises."""
        new = require_strong(self.new, *self.about)
        if as_chosen(self.again) != new:
            raise PassphrasesUnequal()
        if is_same(new, self.old):
            raise PassphraseSame()
        return new


@dataclass(frozen=True)
class Asking:
    """Who changes theirs, in which session and from where."""

    officer_id: str
    username: str
    row: bytes = field(repr=False)  # under what the session is stored
    address: str
    device: str = ""  # of a browser that is known


def change_own(cabinet: Store[Cabinet], ring: Ring, who: Asking, typed: NewPassphrase, today: date, now: int) -> None:
    """Locks their identity anew and ends all their other sessions, both or neither; bounded as a login is.

    Raises what `NewPassphrase.checked` raises, OldPassphraseWrong, LoginTooSoon, PassphraseBusy, PassphraseChanged,
    SessionExpired, Suspended, StaffChanged, StoreAway.
    """
    new, bucket = typed.checked(), bucket_of(who.username, who.address)
    try:
        with in_turn(cabinet, bucket, who.address, who.device, now):
            with cabinet.read() as cab:
                account = cab.officer(officer_id=who.officer_id)
            if account is None:
                raise SessionExpired()
            keystore = locked_anew(account, typed.old, new)
    except LoginsBusy:
        raise PassphraseBusy() from None
    except PassphraseWrong:
        note_failure(cabinet, bucket, now)
        raise OldPassphraseWrong() from None
    with cabinet.write() as cab:
        require_free(cab, ring, who.officer_id, today)
        if cab.session(who.row) is None:
            raise SessionExpired()
        if not cab.has_keystore(who.officer_id, account.keystore):
            raise PassphraseChanged()
        cab.set_failures(bucket, 0, now)
        cab.set_keystore(who.officer_id, keystore)
        cab.end_other_sessions(who.officer_id, who.row)


def change(cabinet: Store[Cabinet], account: OfficerRow, old: str, new: str) -> None:
    """Locks the identity of this account anew and ends all its sessions, both or neither.

    Raises PassphraseWrong for a wrong old one, PassphraseChanged, StoreAway.
    """
    keystore = locked_anew(account, old, new)
    with cabinet.write() as cab:
        if not cab.has_keystore(account.officer_id, account.keystore):
            raise PassphraseChanged()
        cab.set_keystore(account.officer_id, keystore)
        cab.end_sessions_of(account.officer_id)


def locked_anew(account: OfficerRow, old: str, new: str) -> str:
    """The same identity under the new passphrase. Raises PassphraseWrong for a wrong old one."""
    *first, last = as_meant(old)
    for meant in first:
        try:
            return _locked(account, meant, new)
        except PassphraseWrong:
            continue
    return _locked(account, last, new)


def _locked(account: OfficerRow, old: str, new: str) -> str:
    identity = unlock_identity(account.keystore, account.officer_id, old)
    return lock_anew(identity, account.officer_id, new, account.keystore)


def is_same(new: str, old: str) -> bool:
    """Whether the new passphrase is the old one, as far as a keystore can tell."""
    try:
        return passphrase_bytes(new) in {passphrase_bytes(meant) for meant in as_meant(old)}
    except PassphraseWrong:  # the old one cannot be one at all
        return False
