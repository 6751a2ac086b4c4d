"""Vectors of a page that waits to be fetched (SPEC §22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hinweisgeber.crypto.capability import PageKeys
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.padding import pad
from hinweisgeber.crypto.pickup import PICKUP, PICKUP_LIFETIME, Slip
from hinweisgeber.usecases.reporter.pickup import WaitingPage
from tests.vectors.address_vectors import NOW, SECRET, damaged, same
from tests.vectors.people import seed

Vector = dict[str, Any]
Stored = Callable[[str, Callable[[str], Any], Callable[[], str]], str]
SLIP = Slip(seed("slip"))
CODE = AccessCode(seed("code")[:15])
PAGES = {
    "good": WaitingPage(b"<p>Pr\xc3\xbcfen Sie bitte.</p>", trail_id=seed("trail")[:16], locator=CODE.locator),
    "good, a refusal with a script": WaitingPage(b"<p>Zu lang.</p>" * 400, 400, True, visit_id=seed("visit")[:16]),
}


def pickup(stored: Stored) -> list[Vector]:
    """All of them."""
    keys = PageKeys(SECRET)

    def seal(page: WaitingPage) -> str:
        return SLIP.seal(keys, page.payload(), NOW).decode()

    def opened(text: str) -> WaitingPage:
        return WaitingPage.from_payload(SLIP.open(keys, text.encode(), NOW))

    def vector(name: str, page: WaitingPage) -> Vector:
        text = stored(name, lambda text: same(opened(text), page), lambda: seal(page))
        parts = {"status": page.status, "scripted": page.scripted, "body": page.body.decode()}
        parts |= {"trail": page.trail_id.hex(), "visit": page.visit_id.hex(), "locator": page.locator.hex()}
        base = {"name": name, "secret": SECRET.hex(), "slip": str(SLIP), "place": SLIP.locator.hex(), "now": NOW}
        return base | {"sealed": text, "opened": parts, "error": None}

    good = [vector(name, page) for name, page in PAGES.items()]
    page, other = PAGES["good"].payload(), {"of": "good", "error": "CapabilityExpired"}
    bare = {
        "sealed without the slip": (keys, pad(page)),
        "not padded": (keys.with_slip(seed("slip")), page),
        "padding not zero": (keys.with_slip(seed("slip")), pad(page)[:-1] + b"\1"),
    }

    def otherwise(name: str, by: PageKeys, plain: bytes) -> str:
        opens = lambda text: same(by.open(PICKUP, text, NOW), plain)  # noqa: E731
        return stored(name, opens, lambda: by.seal(PICKUP, plain, NOW, PICKUP_LIFETIME))

    texts = {name: otherwise(name, by, plain) for name, (by, plain) in bare.items()}
    slips = {
        "another slip": str(Slip(seed("another slip"))),
        "a slip cut": str(SLIP)[:-4],
        "a slip without its padding": str(SLIP).rstrip("="),
        "a slip spelled otherwise": str(SLIP)[:-2] + chr(ord(str(SLIP)[-2]) + 1) + "=",
        "no slip": "",
    }
    return [
        *good,
        *({"name": n, **other, "sealed": text} for n, text in damaged(good[0]["sealed"]).items()),
        *({"name": n, **other, "sealed": text} for n, text in texts.items()),
        *({"name": n, **other, "slip": text} for n, text in slips.items()),
        {"name": "another secret", **other, "secret": seed("another intake").hex()},
        {"name": "after its two minutes", **other, "now": NOW + PICKUP_LIFETIME + 1},
    ]
