"""Another passphrase for the same keys."""

from __future__ import annotations

from ...crypto.keystore import lock_identity, unlock_identity
from ...store.cabinet import Cabinet, OfficerRow
from ...store.unit import Store


def change(cabinet: Store[Cabinet], account: OfficerRow, old: str, new: str) -> None:
    """Locks the identity of this account anew and ends its sessions, both or neither.

    Raises PassphraseWrong for a wrong old one, StoreAway.
    """
    identity = unlock_identity(account.keystore, account.officer_id, old)
    keystore = lock_identity(identity, account.officer_id, new)
    with cabinet.write() as cab:
        cab.set_keystore(account.officer_id, keystore)
        cab.end_sessions_of(account.officer_id)
