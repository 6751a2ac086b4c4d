"""Names of files are claims: no path, nothing invisible, bounded, and no double click that starts a program."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hinweisgeber.domain.dialogue.filenames import NAME_LIMIT, extension_of, neutral_name, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Rechnung Müller.pdf", "Rechnung Müller.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\max\\Foto.JPG", "Foto.JPG"),
        ("gnp\u202e.exe", "gnp.exe.bin"),
        ("invoice\u202egpj.exe", "invoicegpj.exe.bin"),
        ("a\x00b\r\nc.txt", "ab c.txt"),
        ("..", "Datei"),
        ("", "Datei"),
        (".bashrc", "bashrc.bin"),
        (".pdf", "Datei.pdf"),
        ("con.txt", "_con.txt"),
        ("a<b>:c?.csv", "a_b__c_.csv"),
        ("zero\u200bwidth.png", "zerowidth.png"),
        ("a.pdf.html", "a.pdf.html.bin"),
        ("bild.jpg . ", "bild.jpg"),
    ],
)
def test_name_becomes_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_name_of_4000_characters_keeps_its_extension() -> None:
    assert safe_name("x" * 900 + ".pdf") == "x" * (NAME_LIMIT - 4) + ".pdf"
    assert len(safe_name("ä" * 4000 + ".pdf")) <= NAME_LIMIT


@given(st.text(max_size=300))
@example("n\u200b\u0303")  # an invisible character between what becomes one letter
@example("x" * (NAME_LIMIT - 1) + " y")
def test_any_name_ends_safe(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= NAME_LIMIT
    assert not set(safe) & set('/\\<>:"|?*')
    assert not [c for c in safe if unicodedata.category(c).startswith("C")]
    assert not safe.startswith((".", " "))
    assert safe_name(safe) == safe


def test_neutral_name_tells_only_number_and_type() -> None:
    assert neutral_name(3, "JPG") == "Anlage-03.jpg"
    assert neutral_name(12, ".exe") == "Anlage-12.bin"


def test_extension_is_the_last_one() -> None:
    assert [extension_of(n) for n in ("a.tar.GZ", "a", ".pdf", "a.pdf ")] == ["gz", "", "pdf", "pdf"]
