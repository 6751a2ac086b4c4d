"""What the headers of mails tell: people, machines, programs, days. Nothing of them goes into the copy but the subject.

Every header is told under its own label, or under its own name. Of a label so many values are told as a page can show;
how many more there are is told as well.
"""

from __future__ import annotations

import re
from collections import defaultdict

from ..terms import Findings, words
from .decoding import header_words

_LABELS = {
    "sender": "from sender reply-to return-path resent-from resent-sender resent-reply-to errors-to x-sender x-from "
    "disposition-notification-to return-receipt-to x-envelope-from x-envelope-sender x-google-original-from von "
    "organization organisation x-authenticated-sender x-auth-user followup-to mail-reply-to absender",
    "recipient": "to cc bcc delivered-to x-original-to envelope-to resent-to resent-cc resent-bcc apparently-to x-to "
    "x-envelope-to x-rcpt-to x-delivered-to x-apparently-to mail-followup-to newsgroups x-forwarded-to x-cc x-bcc "
    "x-forwarded-for an kopie",
    "host": "received x-received x-originating-ip x-sender-ip x-real-ip x-client-ip x-remote-ip x-source-ip x-source "
    "x-get-message-sender-via x-originating-host x-remote-addr nntp-posting-host x-trace authentication-results "
    "arc-authentication-results received-spf dkim-signature x-google-dkim-signature domainkey-signature "
    "arc-message-signature arc-seal x-mdremoteip x-country x-ms-exchange-crosstenant-originalarrivaltime path",
    "software": "x-mailer user-agent x-mimeole x-newsreader x-mail-client x-originating-client x-php-script "
    "x-php-originating-script x-mailer-version x-priority-software mail-user-agent",
    "time": "date delivery-date resent-date x-original-date expires expiry-date nntp-posting-date "
    "x-originalarrivaltime sent datum gesendet reply-by deferred-delivery",
    "message-id": "message-id in-reply-to references thread-index resent-message-id x-message-id content-id "
    "x-universally-unique-identifier x-mozilla-keys x-uid x-uidl x-gm-msgid x-gm-thrid x-google-smtp-source",
    "title": "betreff thread-topic comments keywords x-subject",
}
LABEL = {name: label for label, names in _LABELS.items() for name in names.split()}
MOST = {
    "sender": 12,
    "recipient": 20,
    "host": 20,
    "software": 5,
    "time": 8,
    "message-id": 6,
    "title": 4,
    "link": 20,
    "header": 20,
}
#: How a part is written down, and how mails say that they are mails: they tell nothing of anybody.
PLAIN = words("mime-version content-type content-transfer-encoding content-disposition content-length content-language")
_PROGRAMS = words(
    "received return-path delivered-to message-id in-reply-to references mime-version content-transfer-encoding "
    "content-disposition dkim-signature authentication-results received-spf thread-index user-agent envelope-to "
    "domainkey-signature thread-topic accept-language content-id resent-message-id x-mailer x-originating-ip x-mimeole "
    "x-received x-google-dkim-signature arc-seal list-unsubscribe x-original-to content-type"
)
_IN_RECEIVED = re.compile(
    r"(?i)\b(?:from|by)\s+([\w.:-]*[\w-])|\b(?:helo|ehlo)[= ]\s*([\w.-]+)|\(([\w-]+(?:\.[\w-]+)+)"
    r"|((?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]))|\[?(?:IPv6:)?((?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4})+|[0-9a-f:]*::[0-9a-f:]+)\]?"
)
_FOR = re.compile(r"(?i)\bfor\s+<?([^\s<>;]+@[^\s<>;]+)")
_ENVELOPE = re.compile(r"(?i)envelope-from\s+<?([^\s<>;()]+@[^\s<>;()]+)")
LONG = 64 * 1024  # letters of one header that are looked at


def is_for_programs(name: str, value: str) -> bool:
    """Whether only programs write a line like this: some names people use too, with other values."""
    if name in ("references", "in-reply-to", "message-id", "return-path", "delivered-to", "envelope-to"):
        return "@" in value
    if name == "received":
        return bool(re.match(r"(?i)\s*(\(|(from|by|with)\b)", value))
    return name in _PROGRAMS and bool(value.strip())


class HeaderTale:
    """Collects what headers say, by label."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, None]] = defaultdict(dict)

    def take(self, name: str, value: object) -> None:
        """One header, whatever it is."""
        name, text = name.lower(), header_words(str(value)[:LONG])
        label = LABEL.get(name, "header")
        if name in PLAIN or name == "subject" or not text:  # that stands in the copy
            return
        if name in ("received", "x-received"):
            self._received(text)
        elif label in ("sender", "recipient"):
            for one in _apart(text):
                self.add(label, one)
        else:
            self.add(label, f"{name}: {text}" if label == "header" else text.strip("[]") if label == "host" else text)

    def add(self, label: str, value: str) -> None:
        """One value."""
        if value.strip():
            self._said[label][value.strip()] = None

    def _received(self, text: str) -> None:
        trace, _, day = text.partition(";")
        for found in _IN_RECEIVED.finditer(trace):
            self.add("host", next(part for part in found.groups() if part))
        for one in _FOR.findall(text):
            self.add("recipient", one)
        for one in _ENVELOPE.findall(text):
            self.add("sender", one)
        self.add("time", day)

    def tell(self, findings: Findings, subject: str = "") -> None:
        """All of it, people first; but no title that says the same as the subject, which stands in the copy."""
        for label, most in MOST.items():
            said = [one for one in self._said.get(label, ()) if label != "title" or _core(one) != _core(subject)]
            for value in said[:most]:
                findings.add(label, value)
            if len(said) > most:
                findings.add(label, f"… (+{len(said) - most})")


def _core(subject: str) -> str:
    return re.sub(r"(?i)^(?:(?:re|aw|fwd?|wg|antw)\s*:\s*)+", "", " ".join(subject.split())).casefold()


def _apart(text: str) -> list[str]:
    """Addresses of a list, one by one: commas in quotes, brackets and comments belong to a name."""
    parts, depth, quoted, start = [], 0, False, 0
    for place, sign in enumerate(text):
        quoted ^= sign == '"'
        depth += not quoted and ((sign in "<(") - (sign in ">)"))
        if sign in ",;" and not quoted and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    return [part.strip() for part in (*parts, text[start:])]
