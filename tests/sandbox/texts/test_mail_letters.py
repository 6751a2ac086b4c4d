"""Whatever mail is written: each letter that can be read in it is in the copy or told, no address is passed on."""

from __future__ import annotations

import base64
import quopri
import re
from dataclasses import dataclass
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from html import escape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hinweisgeber.sandbox.inside.containers import eml
from tests.sandbox.texts.container_samples import Taken, taken, why

CHARSETS = {
    "us-ascii": "abc XYZ 123.,", "utf-8": "äöüß€ abc Привет 秘密 ñ", "iso-8859-1": "äöüß é abc",
    "iso-8859-15": "äöü€ abc", "windows-1252": "äöü€„“ abc", "koi8-r": "Привет abc", "iso-2022-jp": "秘密 abc",
    "utf-16": "äöü 秘密 abc", "big5": "中文 abc", "windows-1251": "Привет", "utf-7": "äöü abc",
}  # fmt: skip
WORDS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=4, max_size=12)
SENDERS = st.from_regex(r"[a-z]{5,12}@[a-z]{5,9}\.example", fullmatch=True)


@dataclass
class Text:
    """A text of a mail, as a person reads it."""

    words: list[str]
    kind: str
    charset: str
    encoding: str
    letters: str

    @property
    def shown(self) -> str:
        return "\n".join(f"{word} {self.letters}" for word in self.words)

    def part(self) -> MIMEBase:
        """It as a part, encoded by hand: the standard library chooses for itself."""
        made = MIMEBase("text", self.kind, charset=self.charset)
        markup = "<p>" + "</p><p>".join(escape(line) for line in self.shown.split("\n")) + "</p>"
        data = (self.shown if self.kind == "plain" else markup).encode(self.charset)
        packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(self.encoding, bytes)(data)
        made["Content-Transfer-Encoding"] = self.encoding
        made.set_payload(packed.decode("ascii", "surrogateescape"))
        return made


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """A text in any character set and encoding that can carry it."""
    charset = draw(st.sampled_from(sorted(CHARSETS)))
    ways = ["base64", "quoted-printable"] + (["8bit"] if charset not in ("utf-16", "utf-7", "iso-2022-jp") else [])
    letters = "".join(draw(st.lists(st.sampled_from(CHARSETS[charset]), max_size=20))).strip()
    kind, way = draw(st.sampled_from(["plain", "html"])), draw(st.sampled_from(ways))
    return Text(draw(st.lists(WORDS, min_size=1, max_size=5)), kind, charset, way, letters)


Node = Text | list["Node"]
TREES = st.recursive(texts(), lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=5)


def built(node: Node, kind: str) -> MIMEBase:
    if isinstance(node, Text):
        return node.part()
    whole = MIMEMultipart(kind)
    for one in node:
        whole.attach(built(one, kind))
    return whole


def leaves(node: Node) -> list[Text]:
    return [node] if isinstance(node, Text) else [leaf for one in node for leaf in leaves(one)]


def letters(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def made(node: Node, kind: str, subject: str, sender: str, to: str) -> Taken:
    whole = built(node, kind)
    for name, value in (("From", sender), ("To", to), ("Received", f"from laptop ([192.0.2.77]) for <{to}>")):
        whole[name] = value
    whole["Subject"] = Header(subject, "utf-8").encode()
    return taken(whole.as_bytes())


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    node=TREES,
    kind=st.sampled_from(["mixed", "alternative", "related", "mixed"]),
    subject=WORDS,
    sender=SENDERS,
    to=SENDERS,
)
def test_every_letter_is_in_the_copy_or_told(node: Node, kind: str, subject: str, sender: str, to: str) -> None:
    found = made(node, kind, subject, sender, to)
    there = {*letters(found.text), *letters(found.told)}
    for leaf in leaves(node):
        assert set(letters(leaf.shown)) <= there, leaf
    assert subject in letters(found.text)
    assert sender not in found.text
    assert to not in found.text
    assert sender in found.findings["sender"]
    assert to in found.findings["recipient"]
    assert "192.0.2.77" in found.findings["host"]


def test_second_reader_sees_what_the_first_one_drops(monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(f"Wort{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(60))
    whole = MIMEMultipart()
    whole["Subject"], whole["From"] = "x", "a@example.org"
    for half in (words[: len(words) // 4], words[len(words) // 4 :]):
        whole.attach(MIMEText(f"<p>{half}</p>", "html", "utf-8"))
    assert taken(whole.as_bytes()).losses == []
    real, calls = eml._text, list[int]()

    def dropping(*given: Any) -> str:
        calls.append(1)
        return real(*given) if len(calls) != drop else ""

    monkeypatch.setattr(eml, "_text", dropping)
    drop = 1
    ((label, share),) = taken(whole.as_bytes()).losses
    assert (label, share) == ("text", "15/60")
    calls.clear()
    drop = 2
    assert why(whole.as_bytes()) == "content-lost"
