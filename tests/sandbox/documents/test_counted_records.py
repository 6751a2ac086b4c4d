"""Tables and slides of older programs are counted by a second reader; what it cannot count is told as not looked at."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from hinweisgeber.sandbox.inside import drawing
from hinweisgeber.sandbox.inside.documents import older, records
from hinweisgeber.sandbox.inside.kinds import FileKind
from hinweisgeber.sandbox.inside.terms import Findings, Stop
from tests.sandbox import samples
from tests.sandbox.texts.container_samples import compound

SHEET, CHART = 0x10, 0x20
LETTERS = "Ein Satz über die Kasse"


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def sheet(kind: int, *cells: bytes) -> bytes:
    return record(0x0809, struct.pack("<HH", 0x0600, kind) + bytes(12)) + b"".join(cells) + record(0x0A)


def number() -> bytes:
    return record(0x0203, bytes(14))


EMPTY = record(0x06, bytes(6) + b"\x03\0\0\0\0\0\xff\xff" + bytes(8))
BOOK = sheet(5) + sheet(SHEET, number(), record(0xBD, bytes(4 + 3 * 6 + 2)), EMPTY, sheet(CHART, number()), number())


def atom(kind: int, data: bytes, about: int = 0) -> bytes:
    return struct.pack("<HHI", about, kind, len(data)) + data


def slides(text: str) -> bytes:
    inner = atom(0x0FA0, text.encode("utf-16-le")) + atom(0x0FA8, b"Beleg 7") + atom(0x0FBA, b"N\0a\0m\0e\0")
    return atom(0x03F8, atom(0x0FA8, b"Titelmaster"), 0xF) + atom(0x03EE, atom(0xF00D, inner, 0xF), 0xF)


def table(cells: int) -> bytes:
    content = f'<table:table-row><table:table-cell table:number-columns-repeated="{cells}" office:value-type="float"/>'
    return samples.archive({"content.xml": f"<x>{content}</table:table-row></x>"})


def lost(
    folder: Path, kind: FileKind, stream: str, data: bytes, made: bytes = b"", text: str = "", user: bytes = b""
) -> list[str]:
    return [
        label for label, _ in told(folder, kind, {stream: data} | ({"Current User": user} if user else {}), made, text)
    ]


def told(folder: Path, kind: FileKind, streams: dict[str, bytes], made: bytes, text: str) -> list[tuple[str, str]]:
    source, copy, findings = folder / "in", folder / "out", Findings()
    source.write_bytes(compound(streams))
    copy.write_bytes(made)
    older.require_still_there(source, kind, copy, text, findings)
    return findings.losses


def saved(*shown: str, before: int = 0, start: bytes = b"", gone: str = "Gelöschte Folie") -> tuple[bytes, bytes]:
    """A presentation as it was last saved, behind `start` where its saving `before` is: slides with these texts, one
    that is in no list any more, a master's; and the stream that says where to begin."""
    data, places = start or atom(0, b""), dict[int, int]()
    for n, text in enumerate((*shown, gone), start=2):
        places[n] = len(data)
        data += atom(0x03EE, atom(0x0FA0, text.encode("utf-16-le")), 0xF)
    listed = b"".join(atom(0x03F3, struct.pack("<I", n) + bytes(16)) for n in range(2, 2 + len(shown)))
    outline = atom(0x0FF0, listed + atom(0x0FA8, b"Auf der Folie selbst"), 0xF)
    master = atom(0x0FF0, atom(0x0FA8, b"Titelmaster hier bearbeiten"), 0x1F)
    places[1] = len(data)
    data += atom(0x03E8, master + outline, 0xF)
    directory = len(data)
    data += atom(0x1772, b"".join(struct.pack("<II", n | 1 << 20, place) for n, place in places.items()))
    edit = len(data)
    data += atom(0x0FF5, struct.pack("<IIIIII", 0, 0, before, directory, 1, 0))
    return data, atom(0x0FF6, struct.pack("<III", 20, 0, edit))


def test_cells_are_counted_in_sheets_alone() -> None:
    assert records.cells_of_xls(BOOK) == 1 + 3 + 1
    assert records.cells_of_xls(BOOK[:-9]) in (4, 5), "cut off it is counted as far as it goes"


def test_letters_are_counted_on_slides_alone() -> None:
    once = len((LETTERS + "Beleg7").replace(" ", ""))
    assert records.letters_of_ppt(slides(LETTERS)) == once
    assert records.letters_of_ppt(slides(LETTERS) * 9) == once, "what was saved nine times is there nine times"


@pytest.mark.parametrize("stream", ["Workbook", "Book"])
def test_a_table_that_lost_cells_says_so_or_is_no_copy(tmp_path: Path, stream: str) -> None:
    assert lost(tmp_path, FileKind.XLS, stream, BOOK, table(5)) == []
    assert lost(tmp_path, FileKind.XLS, stream, BOOK, table(3)) == ["cells"]
    with pytest.raises(Stop, match="content-lost"):
        lost(tmp_path, FileKind.XLS, stream, BOOK, table(2))


def test_slides_without_their_text_are_no_copy(tmp_path: Path) -> None:
    assert lost(tmp_path, FileKind.PPT, "PowerPoint Document", slides(LETTERS), text=LETTERS) == []
    with pytest.raises(Stop, match="content-lost"):
        lost(tmp_path, FileKind.PPT, "PowerPoint Document", slides(LETTERS), text="Kasse")


def test_the_office_program_is_told_what_is_a_text_and_guesses_of_nothing_else() -> None:
    letters = "--infilter=Text (encoded):UTF8,LF,Liberation Sans,de-DE"
    assert letters in drawing.command("soffice", Path("in.txt"), "pdf")
    assert not [one for one in drawing.command("soffice", Path("in.odt"), "pdf") if "infilter" in one]


@pytest.mark.parametrize(("kind", "stream"), [(FileKind.XLS, "Book"), (FileKind.PPT, "PP40")])
def test_what_cannot_be_counted_is_told_as_not_looked_at(tmp_path: Path, kind: FileKind, stream: str) -> None:
    assert lost(tmp_path, kind, stream, bytes(64), table(5), LETTERS) == ["part"]
    assert older.UNCOUNTED.startswith("Wir haben nicht geprüft")


def test_of_a_presentation_what_is_shown_is_asked_for_and_nothing_else(tmp_path: Path) -> None:
    """Deleted slides, masters and earlier savings are still in the file; nobody misses them."""
    data, _ = saved("Eine frühere Fassung, die es nicht mehr gibt", gone="Auch das war einmal")
    data, user = saved("Erste Folie\rmit zwei Absätzen", "Seite *", before=len(data) - 32, start=data)
    ppt = {"PowerPoint Document": data, "Current User": user}
    text = "Auf der Folie selbst Erste Folie mit zwei Absätzen Seite <number>"
    assert told(tmp_path, FileKind.PPT, ppt, b"", text) == []
    without = text.replace("zwei Absätzen", "")
    assert told(tmp_path, FileKind.PPT, ppt, b"", without) == [("text", "1 Stellen auf Folien: mit zwei Absätzen")]
    with pytest.raises(Stop, match="content-lost"):
        told(tmp_path, FileKind.PPT, ppt, b"", "Seite")


def test_things_of_an_earlier_saving_are_found_where_it_put_them(tmp_path: Path) -> None:
    data, _ = saved("Alt und noch da")
    first = len(data) - 32
    edit = len(data) + 16
    data += atom(0x1772, b"")[:8] + bytes(8)  # a saving that changed nothing
    data = (
        data[: edit - 16]
        + atom(0x1772, b"")
        + bytes(8)
        + atom(0x0FF5, struct.pack("<IIIIII", 0, 0, first, edit - 16, 1, 0))
    )
    user = atom(0x0FF6, struct.pack("<III", 20, 0, edit))
    ppt = {"PowerPoint Document": data, "Current User": user}
    assert told(tmp_path, FileKind.PPT, ppt, b"", "Auf der Folie selbst. Alt und noch da") == []
    assert [label for label, _ in told(tmp_path, FileKind.PPT, ppt, b"", "Auf der Folie selbst.")] == ["text"]


@pytest.mark.parametrize("wrong", ["user", "edit", "loop", "directory"])
def test_a_presentation_that_cannot_be_followed_is_counted_as_a_whole(tmp_path: Path, wrong: str) -> None:
    data, user = saved(LETTERS)
    edit = len(data) - 32
    data, user = {
        "user": (data, b"short"),
        "edit": (data, user[:16] + struct.pack("<I", len(data) + 9)),
        "loop": (data[:edit] + atom(0x0FF5, struct.pack("<IIIIII", 0, 0, edit, 0, 1, 0)), user),
        "directory": (data[:edit] + atom(0x0FF5, struct.pack("<IIIIII", 0, 0, 0, 4, 1, 0)), user),
    }[wrong]
    ppt = {"PowerPoint Document": data, "Current User": user}
    assert told(tmp_path, FileKind.PPT, ppt, b"", LETTERS * 2) == []
    with pytest.raises(Stop, match="content-lost"):
        told(tmp_path, FileKind.PPT, ppt, b"", "K")
