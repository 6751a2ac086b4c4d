"""A witness outside signs what continues what it signed, and nothing else; `verify` counts who did."""

from __future__ import annotations

from pathlib import Path

import pytest

from hinweisgeber.cli.witness import KEY, LAST, PUBLIC
from tests.cli.conftest import Ran, run
from tests.cli.test_care_commands import busy, spoil

__all__ = ["busy"]
WORDS = "zeuge-und-nur-fuer-tests"


class Witness:
    """Somebody outside, with a folder of their own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.note = folder / name, folder / name / LAST
        self.words = folder / "words"
        self.words.write_text(WORDS + "\n")
        self.told = self.run("--new", name)

    def run(self, *arguments: object) -> Ran:
        return run("witness", "--home", self.folder, "--passphrase-file", self.words, *arguments)

    def asked(self, home: Path, old: int, *arguments: object) -> Ran:
        """Is given what this office prints."""
        file = self.folder / "asked.txt"
        file.write_text(run("checkpoint", "--home", home, "--for-witness", old).out)
        return self.run(file, *arguments)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path, "rechnungspruefung")


def test_it_signs_what_continues_what_it_signed(witness: Witness, template: Path, busy: Path, tmp_path: Path) -> None:
    key = (witness.folder / PUBLIC).read_text()
    assert key in witness.told.out
    assert WORDS not in (witness.folder / KEY).read_text()
    assert witness.asked(template, 0).said.count("--first") == 1, "a state that is gone must not pass for none"
    assert "1 Einträge, 1 mehr" in witness.asked(template, 0, "--first").out
    assert "2 Einträge, 1 mehr" in witness.asked(busy, 1).out
    (busy / "keys/witnesses.txt").write_text(key)
    done = run("verify", "--home", busy, "--witnesses", 1, witness.note)
    assert done.code == 0
    assert "Zeuge rechnungspruefung hat am" in done.out
    assert "die ersten 2 Einträge" in done.out
    done = run("verify", "--home", busy, "--witnesses", 2, witness.note, witness.note)
    assert (done.code, "Verlangt sind 2 Zeugen, gesehen haben es 1" in done.err) == (1, True)
    other = Witness(tmp_path, "personalrat")
    other.asked(busy, 0, "--first")
    keys = tmp_path / "keys.txt"
    keys.write_text(key + (other.folder / PUBLIC).read_text())
    both = ("--witness-keys", keys, witness.note, other.note)
    assert run("verify", "--home", busy, "--witnesses", 2, *both).code == 0
    assert run("verify", "--home", template, "--witnesses", 2, *both).code == 1, "the journal was longer"


def test_it_refuses_what_does_not(witness: Witness, template: Path, busy: Path) -> None:
    assert witness.asked(busy, 0, "--first").code == 0
    signed = witness.note.read_bytes()
    assert "die Datei ist älter und zeigt nur 1" in witness.asked(template, 1).err
    assert "dieser Zeuge steht bei 2" in witness.asked(busy, 0).err
    spoil(busy, "UPDATE journal SET day = '2026-01-01' WHERE seq = 2")
    assert "setzt nicht fort" in witness.asked(busy, 2).err
    assert witness.note.read_bytes() == signed


def test_it_signs_nothing_where_its_own_files_are_not_as_it_left_them(
    witness: Witness, template: Path, busy: Path
) -> None:
    witness.asked(template, 0, "--first")
    signed = witness.note.read_text()
    witness.note.write_text(signed.replace("\n1\n", "\n2\n"))
    assert "keine gültige Unterschrift" in witness.asked(busy, 1).err
    witness.note.write_text(signed)
    witness.words.write_text("eine-ganz-andere\n")
    assert "Passphrase stimmt nicht" in witness.asked(busy, 1).err
    assert witness.note.read_text() == signed


@pytest.mark.parametrize("content", [b"", b"Guten Tag", b"\xff\xfe\x00"])
def test_what_is_none_of_it_is_refused_in_words(content: bytes, witness: Witness, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    assert witness.run(file).code == 1
    assert witness.run(file).err.startswith("Error: ")
    keys = ("--witness-keys", witness.folder / PUBLIC)
    assert "kein Prüfpunkt, den Zeugen" in run("verify", "--home", home, *keys, file).err
    assert "Schlüssel eines Zeugen" in run("verify", "--home", home, "--witness-keys", file, file).err


def test_a_name_that_is_none_and_a_folder_in_use_are_refused(witness: Witness, tmp_path: Path) -> None:
    assert "kleine Buchstaben" in witness.run("--new", "Prüfung").err
    assert "schon einen Zeugen" in witness.run("--new", "anderer").err
    assert witness.run().code == 2
