"""The way in: a code opens its mailbox, whichever version that is of; one of version 1 is moved to version 2 first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ...crypto.code import AccessCode
from ...crypto.keys import DialogueKey
from ...crypto.unseal import unwrap_dialogue
from ...store.errors import StoreAway
from ...store.letterbox import Letterbox
from .box import Booth, OpenedBox, open_box, open_found
from .errors import MovesLater
from .speaking import introduce, renew_again


def is_known(box: Letterbox, code: AccessCode) -> bool:
    """Whether this code leads to a mailbox, of whichever version."""
    return bool(box.mailboxes(code.box_locator, code.locator))


@contextmanager
def entering(booth: Booth, code: AccessCode) -> Iterator[tuple[Letterbox, OpenedBox]]:
    """The mailbox of this code, inside a transaction that reads. Raises CodeUnknown, SealBroken, StoreAway; MovesLater
    where it must be moved first and the letterbox takes nothing now."""
    locator, key = code.box_locator, code.box_key  # the same work for every code, known or not
    before, before_key = code.locator, code.mailbox_key
    with booth.letterbox.read() as box:
        found = box.mailboxes(locator, before)
        new, old = found.get(locator), found.get(before)
        if new is not None or old is None:
            opened = open_found(box, new, locator, key, booth.ring, booth.today, to_be_read=True)
            if not opened.may_say_again:
                yield box, opened
                return
    if old is None or new is not None:
        with suppress(StoreAway), booth.letterbox.write() as box:  # it is said that it could not be done
            heard(box, open_box(box, locator, key, booth.ring, booth.today), booth)
    else:
        _move(booth, code, old.report_id, unwrap_dialogue(before_key, old.report_id, old.wrap))
    with booth.letterbox.read() as box:
        yield box, open_box(box, locator, key, booth.ring, booth.today)


def heard(box: Letterbox, opened: OpenedBox, booth: Booth) -> OpenedBox:
    """The same mailbox, its renewal said again where that is gone and can be: what is said then is no stranger's."""
    if not opened.may_say_again:
        return opened
    renew_again(box, opened, booth.ring, booth.today)
    return open_box(box, opened.locator, opened.key, booth.ring, booth.today)


def _move(booth: Booth, code: AccessCode, report_id: bytes, dialogue: DialogueKey) -> None:
    """From version 1 to version 2. Raises MovesLater."""
    try:
        with booth.letterbox.write() as box:
            if box.mailbox(code.locator) is not None:  # else it was moved meanwhile
                introduce(box, report_id, dialogue, code, booth.ring, booth.today)
    except StoreAway as error:
        raise MovesLater() from error
