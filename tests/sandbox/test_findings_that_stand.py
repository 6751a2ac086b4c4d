"""What was found beside a text is looked for in the copy: of what stands there nobody is told that it is gone."""

from __future__ import annotations

import io
import zipfile

import pytest

from hinweisgeber import sandbox
from hinweisgeber.sandbox.inside.standing import in_text, in_words
from tests.sandbox.documents import office_samples
from tests.sandbox.samples import AUTHOR
from tests.sandbox.texts.container_samples import compound, lines, message, taken, zipped

TEXT = "Betreff: Lieferung\n\nSiehe https://intern.example/karin.muster\n=SUMME(A1)\n\nMit Gruß\nK.  Muster"


@pytest.mark.parametrize(
    ("label", "value", "stands"),
    [
        ("sender", "Karin Muster <k@example.org>", True),
        ("sender", "Poststelle der Stadt <p@lieferung.example>", False),
        ("host", "intern", True),
        ("host", "inter", False),
        ("link", "https://intern.example/karin.muster", True),
        ("formula", "=SUMME(A1)", True),
        ("header", "x-gruss: Mit Gruß K. Muster", True),
        ("header", "x-gruss: Mit Muster", False),
        ("comment", "", False),
    ],
)
def test_it_stands_there_word_for_word_and_people_by_one_of_their_names(label: str, value: str, stands: bool) -> None:
    assert in_text([(label, value)], TEXT) == [(label, value, stands)]


def test_of_a_document_people_titles_and_links_are_looked_for() -> None:
    told = [("author", "Karin Muster"), ("title", "Siehe Lieferung"), ("comment", "Lieferung"), ("author", "Jana Berg")]
    assert [stays for *_, stays in in_words(told, TEXT.split())] == [True, True, False, False]


@pytest.mark.parametrize("topic", ["Lieferung", "AW: Lieferung", "lieferung"])
def test_a_title_that_is_the_subject_tells_nothing(topic: str) -> None:
    mail = lines("From: a@example.org", "Subject: Re: Lieferung", f"Thread-Topic: {topic}", "", "Guten Tag")
    outlook = message("Lieferung", "Guten Tag", "", {"__substg1.0_0070001F": topic.encode("utf-16-le")})
    assert "title" not in taken(mail).findings
    assert "title" not in taken(compound(outlook), "a.msg").findings


def test_copies_say_of_each_finding_whether_it_stands_in_them() -> None:
    mail = lines("From: Karin Muster <k@example.org>", "Message-ID: <7@example.org>", "Subject: x", "", "Gruß, Karin")
    assert [one.stays for one in sandbox.clean([mail], "a.eml").findings] == [True, False]


@pytest.mark.parametrize("signed", [True, False])
def test_an_author_who_signed_a_document_stands_in_its_copy(signed: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(office_samples.docx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    letter = parts["word/document.xml"]
    parts["word/document.xml"] = letter.replace(b" added ", f" {AUTHOR} ".encode()) if signed else letter
    findings = sandbox.clean([zipped(parts)], "a.docx").findings
    assert [one.stays for one in findings if AUTHOR in one.value] == [signed]
    assert not any(one.stays for one in findings if one.label == "comment")
