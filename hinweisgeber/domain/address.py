"""An e-mail address as an officer or an operator writes it: one plain address, nothing that could become a header."""

from __future__ import annotations

import re

from .errors.fields import AddressWrong

LONGEST = 254  # RFC 5321 § 4.5.3.1.3: a path has at most 256 bytes, its brackets among them
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")


def plain_address(text: str) -> str:
    """The address without the space around it. Raises AddressWrong.

    Narrower than RFC 5322: no name in front, no quotes, no comments, ASCII only (SMTPUTF8 is not everywhere). So it can
    stand in a header and behind `RCPT TO:` as it is.
    """
    address = text.strip(" ")
    if len(address) > LONGEST or not _PLAIN.fullmatch(address):
        raise AddressWrong()
    return address


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]
