"""Text is text only when it is plain prose: what is structured is refused with a reason, never passed on as it is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber import sandbox
from hinweisgeber.refusals import sentence_of
from hinweisgeber.sandbox import Ceilings
from hinweisgeber.sandbox.errors import CannotClean, TextEncoded, TextStructured
from hinweisgeber.sandbox.inside.kinds import FAMILY
from hinweisgeber.sandbox.inside.sniffing import HEAD, sniff
from hinweisgeber.sandbox.inside.terms import Stop
from hinweisgeber.sandbox.inside.texts import plaintext
from hinweisgeber.sandbox.inside.texts.prose import not_prose
from tests.sandbox import samples
from tests.sandbox.texts.written_samples import ENCODED, MAILS, PROSE, STRUCTURED

REFUSED = {
    **{f"structured: {name}": (text, "structured") for name, text in STRUCTURED.items()},
    **{f"encoded: {name}": (text, "encoded") for name, text in ENCODED.items()},
}
AS: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "mark before it": lambda text: text.encode("utf-8-sig"),
    "lines of Windows": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n").encode(),
    "lines of an old Mac": lambda text: text.replace("\r\n", "\n").replace("\n", "\r").encode(),
    "blank lines before it": lambda text: b"\r\n \t\n\n" + text.encode(),
    "wide letters": lambda text: text.encode("utf-16"),
    "wide letters, large end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "invisible signs": lambda text: "\u200b".join(("", *text)).encode(),
}


def reason(data: bytes, name: str = "a.txt") -> str:
    """Why there is no copy, as the sandboxed child would say; empty if there is one."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        try:
            kind = sniff(data[:HEAD], name)
            if kind in FAMILY["text"]:
                plaintext.clean(Path(file.name), kind, Ceilings(), {})
        except Stop as stop:
            return stop.code
    return ""


@pytest.mark.parametrize("way", AS)
@pytest.mark.parametrize("case", REFUSED)
def test_what_only_looks_like_text_is_refused_however_it_is_written(case: str, way: str) -> None:
    text, code = REFUSED[case]
    assert reason(AS[way](text)) == code


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.gpx", "structured"), ("a.json", "structured"), ("a.ps", "structured"), ("a.xml", "structured")],
)
def test_what_claims_to_be_no_text_is_none(name: str, code: str) -> None:
    assert reason(b"Guten Tag", name) == code


@pytest.mark.parametrize("way", ["as it is", "mark before it", "lines of Windows", "wide letters"])
@pytest.mark.parametrize("case", PROSE)
def test_prose_has_a_copy(case: str, way: str) -> None:
    assert reason(AS[way](PROSE[case])) == ""


def test_table_may_hold_formulas() -> None:
    cells = "".join(f"=SUMME(A{n}:B{n});={n}*2;=A{n}=B{n}\n" for n in range(30))
    assert reason(cells.encode(), "a.csv") == ""


def test_lines_that_end_otherwise_are_lines() -> None:
    for end in "\x0b\x0c\x85\u2028\u2029":
        assert reason(f"Guten Tag{end}%!PS-Adobe-3.0{end}Text".encode()) == "structured"


def test_far_below_counts_as_well() -> None:
    before = "Am Montag wurde wieder doppelt bezahlt, und niemand hat gefragt.\n" * 4000
    assert len(before) > HEAD
    assert not_prose(before + MAILS["without attachment"]) == "mail"
    assert reason((before + STRUCTURED["track"]).encode()) == "structured"
    assert reason((before + ENCODED["lines of base64"]).encode()) == "encoded"
    assert reason(before.encode()) == ""


@pytest.mark.parametrize(
    ("name", "text", "error", "words"),
    [
        ("weg.gpx", STRUCTURED["track"], TextStructured, "kein einfacher Text"),
        ("bild.txt", ENCODED["lines of base64"], TextEncoded, "die nur ein Programm lesen kann"),
    ],
)
def test_refusal_is_calm_and_says_why(name: str, text: str, error: type[CannotClean], words: str) -> None:
    with pytest.raises(error) as refused:
        b"".join(sandbox.clean([text.encode()], name).content)
    sentence = " ".join(sentence_of(refused.value).split())
    assert sentence.startswith("Von dieser Datei kann keine Arbeitskopie erstellt werden: ")
    assert words in sentence
    assert "Angriff" not in sentence


def test_prose_goes_through_the_sandbox() -> None:
    assert b"".join(sandbox.clean([PROSE["letter"].encode()], "brief.txt").content).decode() == PROSE["letter"]


WORDS = st.sampled_from(
    (
        *(
            "Rechnung",
            "Bauamt",
            "doppelt",
            "bezahlt,",
            "am",
            "Montag",
            "12.03.2026",
            "um",
            "10:15",
            "Uhr.",
            "Frau",
            "X:",
        ),
        *("„Nein“", "(siehe", "oben)", "1.200,50", "€", "Az.", "12/2026", "–", "E-Mail", "amt@example.org", "§", "17;"),
    )
)
STARTS = st.sampled_from(("", "", "Wer: ", "Ort: ", "Frage: ", "1. ", "- ", "Betreff: ", "[12.03.26, 09:15] A: "))
SENTENCES = st.builds(lambda start, words: start + " ".join(words), STARTS, st.lists(WORDS, max_size=12))


@given(st.lists(SENTENCES, max_size=30))
def test_no_letter_is_refused(lines: list[str]) -> None:
    assert not_prose("\n".join(lines)) == ""


def test_samples_would_tell_who_wrote_them() -> None:
    """Else the cases above would show nothing."""
    told = [text for text in STRUCTURED.values() if samples.holds(text.encode())]
    assert len(told) > 20
