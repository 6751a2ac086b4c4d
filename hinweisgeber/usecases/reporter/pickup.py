"""Pages that wait under an address of their own: for browsers that would write down what was posted for them.

Each waits two minutes, sealed under what stands in its address and the intake's secret. In clear stand its day and a
`turn`, one of three that go round: the next page that is left takes those away whose turn is over.
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ...crypto.capability import PageKeys
from ...crypto.errors import CapabilityExpired
from ...crypto.pickup import LENGTH_OF_TRAIL, PICKUP_LIFETIME, Slip, Trail
from ...domain.case.deadlines import receipt_day
from ...store.errors import LongTextsFull, StoreAway
from ...store.letterbox import Letterbox
from ...store.unit import Store

LONGEST = 255 * 1024  # bytes of a packed page; a longer one is answered at once
TURNS = 3
PATIENCE = 0.5  # seconds: turning a page never stands long in the line of those who write
_LEVEL, _STATUS, _VISIT, _LOCATOR = 1, 2, 16, 32
_HEAD = _STATUS + 1 + LENGTH_OF_TRAIL + _VISIT + _LOCATOR


@dataclass(frozen=True)
class WaitingPage:
    """A page as it will be given out: until its `trail_id` or the visit it shows (`visit_id`) is ended, or the code
    that is new on it (`locator`) is in use."""

    body: bytes
    status: int = 200
    scripted: bool = False
    trail_id: bytes = bytes(LENGTH_OF_TRAIL)
    visit_id: bytes = bytes(_VISIT)
    locator: bytes = bytes(_LOCATOR)

    @property
    def shows_access(self) -> bool:
        """Whether a mailbox or a new code stands on it."""
        return any(self.visit_id + self.locator)

    def payload(self) -> bytes:
        """As it is sealed."""
        head = self.status.to_bytes(_STATUS, "big") + bytes([self.scripted])
        return head + self.trail_id + self.visit_id + self.locator + zlib.compress(self.body, _LEVEL)

    @classmethod
    def from_payload(cls, payload: bytes) -> WaitingPage:
        """Reads what `payload` wrote."""
        status, scripted, ends = payload[:_STATUS], payload[_STATUS], payload[_STATUS + 1 : _HEAD]
        body = zlib.decompress(payload[_HEAD:])
        trail_id, visit_id, locator = ends[: -_VISIT - _LOCATOR], ends[-_VISIT - _LOCATOR : -_LOCATOR], ends[-_LOCATOR:]
        return cls(body, int.from_bytes(status, "big"), bool(scripted), trail_id, visit_id, locator)


def leave(letterbox: Store[Letterbox], keys: PageKeys, page: WaitingPage, now: int) -> str | None:
    """What to ask `fetch` with; None where there is no room, so that the page must be answered at once."""
    payload, turns = page.payload(), _turns(now)
    if len(payload) > LONGEST:
        return None
    slip = Slip.generate()
    sealed = slip.seal(keys, payload, now)
    try:
        with letterbox.read() as box:  # a flood does not stand in line to write
            if not box.has_room_for_pickup(turns, len(sealed)):
                return None
        with letterbox.write(PATIENCE) as box:
            box.drop_pickups(_day(now - PICKUP_LIFETIME), turns)
            box.leave_pickup(slip.locator, _day(now), turns[0], sealed)
    except (StoreAway, LongTextsFull):
        return None
    return str(slip)


def fetch(letterbox: Store[Letterbox], keys: PageKeys, text: str, now: int) -> WaitingPage:
    """The page, as often as it is asked for until it is over. Raises CapabilityExpired, StoreAway."""
    slip = Slip.parse(text)
    with letterbox.read() as box:
        page = WaitingPage.from_payload(slip.open(keys, box.pickup(slip.locator) or b"", now))
        if _is_over(box, page):
            raise CapabilityExpired()
    return page


def _is_over(box: Letterbox, page: WaitingPage) -> bool:
    """Only tables are asked that it needs: it may be the page that says what one of them is wanting."""
    ended = any(box.is_ended(one) for one in (page.trail_id, page.visit_id) if any(one))
    return ended or (any(page.locator) and box.mailbox(page.locator) is not None)


def follow(letterbox: Store[Letterbox], keys: PageKeys, text: str, now: int) -> Trail:
    """The trail that a form brought along; a new one where it brought none, or one that is over."""
    try:
        trail = Trail.open(text, keys, now)
        with suppress(StoreAway), letterbox.read() as box:  # while it is away no page is left
            return Trail.begin() if box.is_ended(trail.trail_id) else trail
    except CapabilityExpired:
        trail = Trail.begin()
    return trail


def end(letterbox: Store[Letterbox], keys: PageKeys, text: str, now: int) -> None:
    """No page of this trail is given out any more. Without one, or while the letterbox is away, nothing: two minutes
    are not long."""
    with suppress(CapabilityExpired, StoreAway):
        trail = Trail.open(text, keys, now)
        with letterbox.write(PATIENCE) as box:
            box.end_visit(trail.trail_id, _day(now))


def sweep_pickups(box: Letterbox, now: float) -> int:
    """Deletes those that nobody can fetch any more, all from before today; returns how many."""
    return box.drop_pickups(_day(now - PICKUP_LIFETIME), _turns(int(now)))


def _turns(now: int) -> tuple[int, int]:
    """This one and the one before; a page lives no longer than one."""
    turn = now // PICKUP_LIFETIME
    return turn % TURNS, (turn - 1) % TURNS


def _day(moment: float) -> date:
    return receipt_day(datetime.fromtimestamp(moment, UTC))
