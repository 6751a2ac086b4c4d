"""move --blobs-to: every sealed file in the object store, whatever cuts it off; the folder is as it was."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from hinweisgeber.store.blobs import FolderBlobs, blob_store
from hinweisgeber.store.errors import StoreAway
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.store.moved import Mark
from tests.cli.conftest import SECRETS, run
from tests.cli.moving import killed_at, refused
from tests.store.s3 import ACCESS, create_bucket, running_moto

_number = count()


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    yield from running_moto()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in (ACCESS | {"AWS_EC2_METADATA_DISABLED": "true"}).items():
        monkeypatch.setenv(name, value)
    name = f"umzug-{next(_number)}"
    create_bucket(endpoint, name)
    return f"s3://{name}/dateien?endpoint={endpoint}&region=us-east-1"


CONTENTS = {
    f"{number:032x}": bytes([number]) * size for number, size in enumerate((0, 70_000, 6 * 1024**2, 1), start=1)
}
LATER = 2.0**40


def put(home: Path, name: str, content: bytes) -> None:
    writer = FolderBlobs(home / "blobs").create(name)
    writer.write(content)
    writer.finish()


def lying_in(url: str) -> dict[str, bytes]:
    store = blob_store(url)
    return {name: b"".join(store.read(name)) for name in store.names(LATER)}


@pytest.fixture
def filled(home: Path) -> Path:
    for name, content in CONTENTS.items():
        put(home, name, content)
    return home


def test_every_file_is_there_and_the_folder_takes_no_more(filled: Path, bucket: str) -> None:
    face = FolderBlobs(filled / "blobs")
    under_way = face.create("f" * 32)  # of a face that was not stopped
    done = run("move", "--home", filled, "--blobs-to", bucket)
    assert done.code == 0, done.said
    assert lying_in(bucket) == CONTENTS
    assert f"HINWEISGEBER_BLOBS_URL={bucket}" in done.out
    assert {name: b"".join(face.read(name)) for name in face.all_names()} == CONTENTS
    with pytest.raises(StoreAway):
        under_way.finish()
    with pytest.raises(StoreAway):
        face.create("e" * 32)
    with pytest.raises(StoreAway):
        face.delete(next(iter(CONTENTS)))
    assert "ist umgezogen" in refused("move", "--home", filled, "--blobs-to", bucket)
    for command in ("office", "intake", "sweep", "erase --carry-out"):
        assert f"ist umgezogen nach {bucket}" in refused(*command.split(), "--home", filled, **SECRETS)


FILES_OPEN = (
    ("after set",),  # begun
    ("after finish", "before finish"),
    ("before _send", "after _send"),
    ("before finish", "before set"),
)


def test_files_killed_at_any_point_and_called_again(filled: Path, bucket: str) -> None:
    wanted = dict(CONTENTS)
    for number, way in enumerate(FILES_OPEN, start=100):
        killed_at(way, "move", "--home", filled, "--blobs-to", bucket)
        wanted[f"{number:032x}"] = bytes([number])  # the folder is in force, and goes on: one comes, one is erased
        put(filled, f"{number:032x}", bytes([number]))
    changed = blob_store(bucket).create(max(CONTENTS))  # of another size there
    changed.write(b"")
    changed.finish()
    gone = min(CONTENTS)
    FolderBlobs(filled / "blobs").delete(gone)
    del wanted[gone]
    for way in (("after set",), ("before drop",)):
        killed_at(way, "move", "--home", filled, "--blobs-to", bucket)
        with pytest.raises(StoreAway):
            put(filled, "e" * 32, b"")
    assert run("move", "--home", filled, "--blobs-to", bucket).code == 0
    assert lying_in(bucket) == wanted


def test_a_file_that_came_while_the_last_step_was_taken_is_brought_too(
    filled: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Mark.set

    def late(mark: Mark, target: str) -> None:
        if mark._path.name == "moved":
            put(filled, "f" * 32, b"finished just before the mark")
        real(mark, target)

    monkeypatch.setattr(Mark, "set", late)
    assert run("move", "--home", filled, "--blobs-to", bucket).code == 0
    assert lying_in(bucket) == CONTENTS | {"f" * 32: b"finished just before the mark"}


def test_files_are_not_moved_among_others_nor_while_anybody_works(filled: Path, bucket: str) -> None:
    box = letterbox_store(f"sqlite:///{filled}/letterbox.sqlite")
    with box.read():
        pass
    assert "arbeitet noch jemand" in refused("move", "--home", filled, "--blobs-to", bucket)
    box.dispose()
    writer = blob_store(bucket).create("e" * 32)
    writer.finish()
    assert "nicht von hier stammt" in refused("move", "--home", filled, "--blobs-to", bucket)
    assert lying_in(bucket) == {"e" * 32: b""}
    assert not (filled / "blobs/moved").exists()


def test_a_place_for_files_that_is_away_is_named_and_nothing_is_changed(filled: Path, bucket: str) -> None:
    """Neither `check` nor anything else here could tell: it looks at the folder, which is well."""
    for url in ("s3://b/p?endpoint=http://127.0.0.1:1&region=x", bucket.replace("umzug-", "vertippt-")):
        said = refused("move", "--home", filled, "--blobs-to", url)
        assert (f"{url} ist nicht erreichbar" in said, "nichts geändert" in said) == (True, True), said
        assert "hinweisgeber check" not in said
        assert not (filled / "blobs/moved").exists()
    assert {name: b"".join(FolderBlobs(filled / "blobs").read(name)) for name in CONTENTS} == CONTENTS


def test_files_and_databases_in_one_call_that_is_cut_off_between_them(filled: Path, bucket: str) -> None:
    """The same call goes on; the files are not in its way."""
    there = ("move", "--home", filled, "--blobs-to", bucket, "--to", "postgresql://127.0.0.1:1")
    assert "127.0.0.1:1/hinweisgeber_cabinet ist nicht erreichbar" in refused(*there)
    for settings in ({}, {"HINWEISGEBER_BLOBS_URL": bucket}):  # whether the new line has been written already or not
        assert "127.0.0.1:1/hinweisgeber_cabinet ist nicht erreichbar" in refused(*there, **settings)
    assert lying_in(bucket) == CONTENTS
