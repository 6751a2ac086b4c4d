"""One plain address: nothing that could become a header, a second recipient or a command."""

from __future__ import annotations

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber.domain.address import domain_of, plain_address
from hinweisgeber.domain.errors.fields import AddressWrong


@pytest.mark.parametrize(
    "address",
    ["a@b", "name@example.org", "vor.nach-name+meldung@sub.example.org", "o'neil@example.org", "x" * 64 + "@a.de"],
)
def test_plain_addresses_are_taken_as_they_are(address: str) -> None:
    assert plain_address(f"  {address} ") == address
    assert Address(addr_spec=address).addr_spec == address
    assert address.endswith("@" + domain_of(address))


@pytest.mark.parametrize(
    "text",
    [
        "", "@", "name", "name@", "@example.org", "a@b@c", "a..b@c.de", ".a@c.de", "a.@c.de", "a@c..de", "a@-c.de",
        "a@c.de.", "a@[127.0.0.1]", '"a b"@c.de', "A <a@c.de>", "<a@c.de>", "a@c.de,b@c.de", "a@c.de;b@c.de",
        "a b@c.de", "a@c.de\n", "a@c.de\r\nBcc: b@c.de", "a@c.de\x00", "a\t@c.de", "ä@c.de", "a@ü.de", "a@c.de\u2028",
        "a(comment)@c.de", "a\\@c.de", "x" * 65 + "@c.de", "a@" + "c" * 64 + ".de", "a@" + ".".join(["c" * 60] * 5),
    ],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(AddressWrong):
        plain_address(text)


@given(st.text(st.characters(codec="utf-8"), max_size=40) | st.text("a@.\r\n\t <>,;:\"'\\\0-", max_size=12))
def test_whatever_is_taken_is_one_word_in_one_header(text: str) -> None:
    try:
        address = plain_address(text)
    except AddressWrong:
        return
    assert address.isascii()
    assert address.isprintable()
    assert not set(address) & set(' <>,;:"()[]\\\r\n')
    assert Address(addr_spec=address).addr_spec == address
