"""Whom to tell of a weakness in the portal itself (RFC 9116): `/.well-known/security.txt`."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, abort

from ..web.app import today
from .common import this_intake

# It is made anew for whoever asks, from what the institution says today; a copy that somebody keeps may grow old sooner
# than the contact changes. A day and no hour: it tells nothing of when anybody came.
HOLDS = timedelta(days=30)


def security_txt() -> Response:
    """The file, or 404 where the institution names nobody."""
    contact = this_intake().institution.security_contact
    if contact is None:
        abort(404)
    lines = (
        f"Contact: {contact if contact.startswith('https:') else f'mailto:{contact}'}",
        f"Expires: {today() + HOLDS}T00:00:00Z",
        "Preferred-Languages: de, en",
    )
    return Response("".join(f"{line}\r\n" for line in lines), mimetype="text/plain")
