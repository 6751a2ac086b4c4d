"""Answers in a few lengths: who sees only how much goes over the line cannot tell a wrong code from a mailbox, nor
whether an answer waits there.

What depends on a secret or on what somebody did is filled up to the next of three sizes, head and body together. Pages
that are the same for everybody, files and pictures are not.
"""

from __future__ import annotations

from flask import Response

CLASSES = (64 * 1024, 512 * 1024, 4 * 1024 * 1024)  # bytes; above, multiples of the last
TICKET = 160  # bytes of what a ticket says: its length tells nothing either
_BEFORE, _AFTER = b"<!--", b"-->"


def fill(response: Response) -> None:
    """Fills a page up, so that head and body have one of the sizes. The head is ours: a proxy's own lines are the same
    for all."""
    response.headers.pop("Content-Length", None)
    body = response.get_data()
    head = len(response.status) + sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    fixed = head + len("Content-Length: 0000000") + len(body) + len(_BEFORE) + len(_AFTER)
    size = next((size for size in CLASSES if fixed <= size), -(-fixed // CLASSES[-1]) * CLASSES[-1])
    response.set_data(body + _BEFORE + b"." * (size - fixed) + _AFTER)
