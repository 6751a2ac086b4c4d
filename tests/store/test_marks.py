"""The mark of a store that has moved lies where both faces may write: it opens nothing else, and harms nobody."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from hinweisgeber.store.moved import UNKNOWN, of_database, of_folder

TO = "postgresql+psycopg:///hinweisgeber_letterbox"


def test_it_says_what_was_set_to_everybody_in_the_folder(tmp_path: Path) -> None:
    mark = of_database(f"{tmp_path}/letterbox.sqlite")
    assert mark.target() is None
    mark.set(TO)
    mark.set(TO)
    assert mark.target() == TO
    assert [(path.name, path.stat().st_mode & 0o777) for path in tmp_path.iterdir()] == [
        ("letterbox.sqlite.moved", 0o644)
    ]


def test_a_link_in_its_way_leads_it_nowhere(tmp_path: Path) -> None:
    """Who took over the intake could otherwise have the office's files overwritten by who moves the letterbox."""
    secret = tmp_path / "office.secret"
    secret.write_text("kept", encoding="utf-8")
    secret.chmod(0o600)
    folder = tmp_path / "blobs"
    folder.mkdir()
    for name in ("moved", ".moved.new"):
        (folder / name).symlink_to(secret)
    assert of_folder(folder).target() == UNKNOWN
    of_folder(folder).set(TO)
    assert of_folder(folder).target() == TO
    assert (secret.read_text(encoding="utf-8"), secret.stat().st_mode & 0o777) == ("kept", 0o600)


@pytest.mark.parametrize(
    "put",
    [
        lambda path: path.write_bytes(b"\xff\xfe\x00"),
        lambda path: path.write_bytes(b"\x1b]0;title\x07"),
        lambda path: path.write_bytes(b""),
        lambda path: path.mkdir(),
        lambda path: os.mkfifo(path),
        lambda path: path.symlink_to("/dev/zero"),
    ],
)
def test_whatever_lies_there_is_a_mark_and_no_more(tmp_path: Path, put: Callable[[Path], object]) -> None:
    put(tmp_path / "moved")
    assert of_folder(tmp_path).target() == UNKNOWN
