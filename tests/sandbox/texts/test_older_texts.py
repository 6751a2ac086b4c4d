"""Texts as they were written: older character sets read right and told, emoji whole, only what does harm goes."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hinweisgeber import sandbox
from hinweisgeber.sandbox import FileKind
from hinweisgeber.sandbox.inside.terms import Ceilings, Findings, Stop
from hinweisgeber.sandbox.inside.texts import plaintext
from hinweisgeber.sandbox.inside.texts.charsets import CHARSETS, assumed
from hinweisgeber.sandbox.inside.texts.invisible import bare, visible
from hinweisgeber.sandbox.inside.texts.letters import letters_in

Told = list[tuple[str, str]]
SENTENCES = {
    "cp1252": "Müller ändert Öfen für die Straße, schrieb sie – „gemäß Beschluß“ – für 5 €.",
    "cp850": "Müller ändert Öfen für die Straße, und das Übergabeprotokoll fehlt.",
    "mac_roman": "Müller ändert Öfen für die Straße – „gemäß Beschluß“ – über Ärger.",
    "cp1250": "Wójt gminy przekazał w poniedziałek pięć faktur, a później żadna osoba nie chciała już nic mówić.",
    "cp1251": "Бургомистр передал в понедельник документы, и позже никто не хотел ничего говорить.",
}
GERMAN = [
    "Prüfung",
    "Straße",
    "übergeben",
    "Müller",
    "ändert",
    "Öffnung",
    "größere",
    "Beträge",
    "würden",
    "später",
    "überwiesen",
    "Ärger",
    "für",
]


def told(data: bytes, name: str = "a.txt") -> tuple[str, Told, Told]:
    """The copy, findings, losses."""
    work = sandbox.clean([data], name)
    copy = b"".join(work.content).decode()
    return copy, [(f.label, f.value) for f in work.findings], [(f.label, f.value) for f in work.losses]


@pytest.mark.parametrize("charset", CHARSETS)
def test_older_character_set_is_read_right_and_told(charset: str) -> None:
    copy, findings, lost = told(SENTENCES[charset].encode(charset))
    assert (copy, findings) == (SENTENCES[charset], [])
    (label, name) = lost[0]
    assert (label, len(lost)) == ("charset", 1)
    assert charset.replace("_", " ") in name.lower()


@pytest.mark.parametrize("charset", ["cp1252", "cp850", "mac_roman"])
def test_few_german_words_are_enough(charset: str) -> None:
    chance = random.Random(7)
    for _ in range(200):
        text = " ".join(chance.sample(GERMAN, 3))
        assert text.encode(charset).decode(assumed(text.encode(charset))) == text


def test_text_whose_letters_are_certain_tells_no_character_set() -> None:
    for data in ("Grüße".encode(), "Grüße".encode("utf-16"), "Grüße".encode("utf-8-sig"), b"Hallo"):
        assert told(data)[2] == []


def test_damaged_sign_makes_no_other_text_of_it() -> None:
    whole = "Die Prüfung der Straße ergab größere Beträge für Müller. " * 3
    copy, _, lost = told(whole.encode() + b"\xc3")
    assert copy.startswith(whole)
    assert lost == [("text", "1 Zeichen waren beschädigt")]


KEPT = {
    "new emoji": "\U0001fae8 \U0001fa77 \U0001fae9",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "heart": "\u2764\ufe0f \u2764\ufe0f\u200d\U0001f525",
    "skin": "\U0001f469\U0001f3fd\u200d\U0001f527 \U0001f44d\U0001f3fb",
    "flag": "\U0001f1e9\U0001f1ea \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "keycap": "1\ufe0f\u20e3 #\ufe0f\u20e3",
    "marks of a messenger": "\u200e[12.03.26] \u2068Erika\u2069: \u202a+49 3731 1\u202c: \u200e\u202aok\u202c",
    "number in a sentence": "Gestern hat \u202a+49 3731 1\u202c geschrieben",
    "marks beside Hebrew": "\u05e9\u05dc\u05d5\u05dd (ok)\u200f \u05e9",
    "Persian": "می\u200cخواهم",
    "Hindi": "क्\u200dष",
    "Chinese variant": "葛\U000e0100城",
    "sign of next year": "\U0001f6d9",
    "private sign": "\ue000",
}


@pytest.mark.parametrize("case", KEPT)
def test_what_belongs_to_the_text_stays_and_is_not_called_hidden(case: str) -> None:
    text = f"Chat: {KEPT[case]} Ende"
    assert visible(text) == (text, [])
    copy, findings, lost = told(text.encode())
    assert (copy, findings, lost) == (unicodedata.normalize("NFC", text), [], [])


HARMFUL = {
    "order turned over": ("Rechnung\u202egpj.exe", ["U+202E"]),
    "words in tags": ("Text\U000e0053\U000e006f\U000e0073 weiter", ["U+E0053", "U+E006F", "U+E0073"]),
    "number between letters": ("a\u200b\u200c\u200d\u200bb", ["U+200B", "U+200C", "U+200D"]),
    "joiner in a plain word": ("Ver\u200dgabe", ["U+200D"]),
    "data in selectors": ("x\ufe01\ufe02\ufe03", ["U+FE01", "U+FE02", "U+FE03"]),
    "data after an emoji": ("\U0001f600\U000e0120\U000e0121", ["U+E0120", "U+E0121"]),
    "data in marks": ("\u200e\u200f\u200e\u200e\u200f", ["U+200E", "U+200F"]),
    "data in marks at chosen places": ("Er ist \u200elang\u200f.", ["U+200E", "U+200F"]),
    "data after a stop": ("Ende.\U000e0141 Neu", ["U+E0141"]),
    "selector of a plain letter": ("\u05d0\ufe05", ["U+FE05"]),
    "hyphen where no line ends": ("Donau\u00addampf", ["U+00AD"]),
    "letters without a shape": ("a\u034fb \u3164c\uffa0", ["U+034F", "U+3164", "U+FFA0"]),
    "joiner between wide letters": ("城\u200d城", ["U+200D"]),
    "what a terminal obeys": ("\x1b[31mrot", ["U+001B"]),
    "mark within": ("a\ufeffb", ["U+FEFF"]),
    "flag without a flag": ("A\U000e0067\U000e0062\U000e007f", ["U+E0062", "U+E0067", "U+E007F"]),
}


@pytest.mark.parametrize("case", HARMFUL)
def test_what_hides_something_goes_and_is_told(case: str) -> None:
    text, signs = HARMFUL[case]
    shown, gone = visible(text)
    assert gone == signs
    assert not any(f"U+{ord(sign):04X}" in signs for sign in shown)
    assert told(f"Anfang {text} Ende".encode())[1] == [("hidden-signs", ", ".join(signs))]


@given(st.text())
def test_judge_sees_no_less_than_the_reader(text: str) -> None:
    shown = visible(text)[0]
    assert [c for c in bare(shown) if c.isprintable()] == [c for c in bare(text) if c.isprintable()]


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=200), st.sampled_from(["utf-8", "utf-16"])
)
def test_letters_are_counted_alike_in_source_and_copy(text: str, charset: str) -> None:
    shown = unicodedata.normalize("NFD", unicodedata.normalize("NFC", visible(text)[0]))
    assert letters_in(shown.encode(), "utf-8") >= letters_in(text.encode(charset), charset) * 0.98 - 1


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "cp1252", "cp850"])
@pytest.mark.parametrize(("every", "told_as"), [(2, None), (10, "text")])
def test_copy_that_lost_letters_is_told_or_none(
    every: int, told_as: str | None, charset: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in"
    path.write_bytes((SENTENCES["cp850"] * 20).encode(charset))

    def lossy(text: str, _: Findings) -> str:
        shown = visible(text)[0].replace(" ", "")
        return "".join(c for n, c in enumerate(shown) if n % every) if told_as else shown[: len(shown) // 3]

    monkeypatch.setattr(plaintext, "visibly", lossy)
    if told_as is None:
        with pytest.raises(Stop, match="content-lost"):
            plaintext.clean(path, FileKind.TEXT, Ceilings(), {})
    else:
        about, _ = plaintext.clean(path, FileKind.TEXT, Ceilings(), {})
        assert told_as in [label for label, _ in about["losses"]]
