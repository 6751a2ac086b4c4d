"""Nothing that nobody sees is in the copy of an office document, and all that is seen is; what was hidden is told."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from hinweisgeber.sandbox.inside.documents import tree
from hinweisgeber.sandbox.inside.documents import worker as documents
from hinweisgeber.sandbox.inside.kinds import FileKind
from hinweisgeber.sandbox.inside.terms import Ceilings, Stop
from tests.sandbox import samples
from tests.sandbox.documents import rich_odf, rich_office

RICH: dict[str, Callable[[], bytes]] = {
    "docx": rich_office.docx,
    "xlsx": rich_office.xlsx,
    "pptx": rich_office.pptx,
    "odt": rich_odf.odt,
    "ods": rich_odf.ods,
    "odp": rich_odf.odp,
}
GUESSED = {  # what is judged by its looks counts as missing, too
    "docx": {"unseenwhite", "unseentiny"},
    "odt": {"unseenwhite", "unseentiny"},
    "xlsx": {"unseenwhite"},
}
Told = set[tuple[str, str]]


def cleaned(kind: str, data: bytes, folder: Path) -> tuple[bytes, Told, Told]:
    """The copy, the findings and the losses. In this process, for it is done hundreds of times. Raises Stop."""
    path = folder / f"in.{kind}"
    path.write_bytes(data)
    head, content = documents.clean(path, FileKind(kind), Ceilings(), {})
    told = [{(label, value) for label, value, *_ in head[key]} for key in ("findings", "losses")]
    return b"".join(content), told[0], told[1]


def pieces(data: bytes) -> Iterator[bytes]:
    """Names and contents of the parts of a package, and of packages in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            yield name.encode()
            part = package.read(name)
            yield part
            if part.startswith(b"PK"):
                yield from pieces(part)


def words_of(data: bytes, start: str) -> set[str]:
    return {word.decode() for piece in pieces(data) for word in re.findall(rf"{start}[a-z]+".encode(), piece)}


@pytest.mark.parametrize("kind", RICH)
def test_copy_holds_what_is_shown_and_nothing_else(kind: str, tmp_path: Path) -> None:
    original = RICH[kind]()
    copy, _, losses = cleaned(kind, original, tmp_path)
    assert words_of(copy, "unseen") == set()
    assert words_of(original, "shown") - words_of(copy, "shown") == set()
    guessed = {word for value in dict(losses).values() for word in value.split() if word.isalpha()} - {"Wörter", "von"}
    assert guessed == GUESSED.get(kind, set())


@pytest.mark.parametrize("kind", RICH)
def test_what_was_hidden_is_told(kind: str, tmp_path: Path) -> None:
    told = {
        "docx": "vanished white tiny hidden row even note covered",
        "xlsx": "orphan hiddenrow white column sheet hiddenshape covered",
        "pptx": "slide notes beside hiddenshape logo",
        "odt": "vanished white tiny hiddensection head",
        "ods": "row column flatrow flatcolumn foldedrow foldedcolumn sheet head covered",
        "odp": "slide beside head",
    }
    _, findings, _ = cleaned(kind, RICH[kind](), tmp_path)
    hidden = " ".join(value for label, value in findings if label == "hidden-text")
    assert [word for word in told[kind].split() if f"unseen{word}" not in hidden] == []


def test_what_is_cut_away_of_a_picture_is_cut_for_good(tmp_path: Path) -> None:
    for kind, folder in (("docx", "word/media/"), ("odt", "Pictures/")):
        copy, _, _ = cleaned(kind, RICH[kind](), tmp_path)
        with zipfile.ZipFile(io.BytesIO(copy)) as package:
            names = [name for name in package.namelist() if name.startswith(folder)]
            sizes = []
            for name in names:
                with Image.open(io.BytesIO(package.read(name))) as picture:
                    sizes.append(picture.size)
        assert (320, 480) in sizes
        assert len(sizes) == {"docx": 2, "odt": 1}[kind]  # of deleted text and of nothing there is none


@pytest.mark.parametrize("kind", RICH)
def test_copy_of_a_copy_has_nothing_more_to_tell(kind: str, tmp_path: Path) -> None:
    once, _, _ = cleaned(kind, RICH[kind](), tmp_path)
    twice, findings, losses = cleaned(kind, once, tmp_path)
    assert {label for label, _ in findings} <= {"dropped-part"}
    assert not losses
    assert words_of(once, "shown") == words_of(twice, "shown")


@pytest.mark.parametrize("kind", RICH)
def test_signs_that_nobody_sees_are_in_no_text_and_are_told(kind: str, tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(io.BytesIO(RICH[kind]())) as package:
        for name in package.namelist():
            part = package.read(name)
            parts[name] = (
                re.sub(rb"\b(shown[a-z]+)", "\u200b\\1\u2060\u00ad".encode(), part) if name.endswith("xml") else part
            )
    copy, findings, losses = cleaned(kind, samples.archive(parts), tmp_path)
    assert words_of(copy, "shown") == words_of(cleaned(kind, RICH[kind](), tmp_path)[0], "shown")
    assert not [sign for sign in ("\u200b", "\u2060", "\u00ad") for piece in pieces(copy) if sign.encode() in piece]
    assert ("hidden-signs", "U+00AD, U+200B, U+2060") in findings
    assert {label for label, _ in losses} <= ({"text", "cells"} if kind in GUESSED else set())


# Where text is shown, by those who read the standards and not the cleaner: elements, and attributes of elements.
SHOWN_TEXT = {
    *("t", "v", "oddHeader", "delText", "p", "h", "span", "content-control", "note-citation", "mi", "f"),
    *("formatCode",),
}
SHOWN_ATTRIBUTES = {
    *(("lvlText", "val"), ("sheet", "name"), ("numFmt", "formatCode"), ("text", "current-value")),
    *(("table", "name"), ("listEntry", "val")),
}
MARK = "Zqmarkerq"


def places(kind: str) -> list[tuple[str, int, str]]:
    """Every attribute that has a value, and every text, of every XML part: part, number of the element, attribute (or
    nothing for its text)."""
    found = []
    with zipfile.ZipFile(io.BytesIO(RICH[kind]())) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            for number, element in enumerate(ET.fromstring(package.read(name)).iter()):  # noqa: S314 -- made here
                found += [(name, number, key) for key in element.attrib]
                found += [(name, number, "")] if (element.text or "").strip() else []
    return found


def planted(kind: str, part: str, number: int, key: str) -> tuple[bytes, tuple[str, str]]:
    """The document with a word planted in this place, and the local names of the place."""
    parts: dict[str, str | bytes] = {}
    where = ("", "")
    with zipfile.ZipFile(io.BytesIO(RICH[kind]())) as package:
        for name in package.namelist():
            parts[name] = package.read(name)
        root = ET.fromstring(package.read(part))  # noqa: S314
    for place, element in enumerate(root.iter()):
        if place == number:
            where = tree.local(element.tag), tree.local(key)
            if key:
                element.set(key, element.get(key, "") + MARK)
            else:
                element.text = f"{element.text} {MARK}"
    parts[part] = ET.tostring(root)
    return samples.archive(parts), where


@pytest.mark.parametrize("kind", RICH)
def test_word_planted_in_any_place_is_gone_unless_it_is_seen_there(kind: str, tmp_path: Path) -> None:
    kept = []
    for part, number, key in places(kind):
        data, where = planted(kind, part, number, key)
        try:
            copy, _, _ = cleaned(kind, data, tmp_path)
        except Stop:
            continue
        shown = where in SHOWN_ATTRIBUTES if key else where[0] in SHOWN_TEXT
        if any(MARK.encode() in piece for piece in pieces(copy)) and not shown:
            kept.append((part, *where))
    assert kept == []


@pytest.mark.parametrize("kind", RICH)
def test_word_added_to_what_is_seen_is_in_the_copy_or_told(kind: str, tmp_path: Path) -> None:
    lost = []
    for part, number, key in places(kind):
        with zipfile.ZipFile(io.BytesIO(RICH[kind]())) as package:
            element = list(ET.fromstring(package.read(part)).iter())[number]  # noqa: S314
        if key or "shown" not in (element.text or ""):
            continue
        data, where = planted(kind, part, number, key)
        copy, _, losses = cleaned(kind, data, tmp_path)
        seen = any(MARK.encode() in piece for piece in pieces(copy))
        if not seen and MARK not in str(losses):
            lost.append((part, *where))
    assert [one for one in lost if not one[0].endswith("diagrams/data1.xml")] == []  # seen are its shapes
