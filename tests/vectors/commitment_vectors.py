"""What entries commit to, and the digests of rows (SPEC §40)."""

from __future__ import annotations

from datetime import date
from typing import Any

from hinweisgeber.crypto import chain, commitments

Vector = dict[str, Any]

CASE = bytes(range(16))
BLOB = "0f" * 16
ONE, TWO, THREE = ("1" * 96, "2" * 96, "3" * 96)


def committed() -> list[Vector]:
    """What an entry says of rows, and what only looks like it."""
    first = {"sheet": ONE, "remind_on": "2026-12-01", "number": "HM-2026-48213"}
    later = {"sheet": TWO, "remind_on": None}
    good: dict[str, Vector] = {
        "a first entry": first,
        "a later one": later,
        "with an epoch": later | {"link": THREE},
        "messages": later
        | {"messages": [["office", 0, ONE, TWO], ["reporter", 0, "", ONE], ["reporter", 1, ONE, TWO]]},
        "blobs and copies": later | {"blobs": {BLOB: ONE, "1" * 32: None}, "copies": {"2" * 32: TWO}},
        "a note destroyed": later | {"notes": [7, 12]},
        "an older file": first | {"older": 1500},
        "what nobody knows yet": later | {"zzz": 1, "holders": ["aaaaaaaaaaaaaaaa"]},
    }
    nothing: dict[str, Vector] = {"nothing": {}, "keys alone": {"holders": ["aaaaaaaaaaaaaaaa"]}}
    bad: dict[str, Vector] = {
        "no sheet": {"messages": [["office", 0, ONE, TWO]]},
        "no day to be reminded": {"sheet": ONE},
        "a sheet cut": later | {"sheet": ONE[:-2]},
        "a sheet in capitals": later | {"sheet": "A" * 96},
        "a day as a number": later | {"remind_on": 1},
        "another spelling of a day": later | {"remind_on": "20261201"},
        "a number as a number": later | {"number": 1},
        "an empty number": later | {"number": ""},
        "a link cut": later | {"link": THREE[:-2]},
        "messages in another order": later | {"messages": [["reporter", 0, ONE, TWO], ["office", 0, ONE, TWO]]},
        "a message twice": later | {"messages": [["office", 0, ONE, TWO], ["office", 0, ONE, TWO]]},
        "a stranger's message": later | {"messages": [["person", 0, ONE, TWO]]},
        "a message before the first": later | {"messages": [["office", -1, ONE, TWO]]},
        "a message without a row": later | {"messages": [["office", 0, ONE, ""]]},
        "half a message": later | {"messages": [["office", 0, ONE]]},
        "messages by place": later | {"messages": {"office": 0}},
        "a blob under its name and more": later | {"blobs": {BLOB + "0": ONE}},
        "a blob without a digest": later | {"blobs": {BLOB: ""}},
        "blobs in a list": later | {"blobs": [BLOB]},
        "a copy under a number": later | {"copies": {"1": ONE}},
        "notes twice": later | {"notes": [7, 7]},
        "notes in another order": later | {"notes": [12, 7]},
        "entry 0": later | {"notes": [0]},
        "fewer than none": later | {"older": -1},
    }
    return [
        *({"name": f"good, {name}", "text": chain.open_text(said), "said": _read(said), "error": None}
          for name, said in good.items()),
        *({"name": f"good, {name}", "text": chain.open_text(said), "said": None, "error": None}
          for name, said in nothing.items()),
        *({"name": name, "text": chain.open_text(said), "error": "FormatBroken"} for name, said in bad.items()),
    ]  # fmt: skip


def _read(said: Vector) -> Vector:
    return {name: value for name, value in said.items() if name not in ("zzz", "holders")}


def rows() -> list[Vector]:
    """Digests of rows."""
    message = {"author": "reporter", "place": 1, "n": 2, "written": "2026-11-21", "tag": "07" * 16, "sealed": "02ab",
               "epoch": "1-00112233445566aa", "before": "05" * 48}  # fmt: skip
    blob, copy = (
        {"name": BLOB, "sealed": "06" * 48, "size": 65673},
        {"source": BLOB, "n": 1, "epoch": 1, "sealed": "02"},
    )
    old = {"epoch": None, "before": None}
    named: dict[str, tuple[str, Vector]] = {
        "a message": ("message", message),
        "a message of version 1": ("message", message | old),
        "a word that was refused": ("message", message | {"epoch": ""}),
        "a text that was destroyed": ("message", message | {"sealed": ""}),
        "a file": ("blob", blob),
        "a file of which nothing is known": ("blob", blob | {"sealed": None, "size": None}),
        "a copy": ("copy", copy),
    }
    good = [
        {"name": f"good, {name}", "kind": kind, "id": CASE.hex(), "row": row, "digest": digest_of(kind, CASE, row),
         "named": name_of(kind, row), "error": None}
        for name, (kind, row) in named.items()
    ]  # fmt: skip
    bad = [
        good[0] | {"name": "a message of another case", "id": bytes(16).hex()},
        good[0] | {"name": "at another place", "row": message | {"place": 2}},
        good[0] | {"name": "said on another day", "row": message | {"written": "2026-11-20"}},
        good[0] | {"name": "of the other side", "row": message | {"author": "office"}},
        good[0] | {"name": "in another order", "row": message | {"n": 3}},
        good[0] | {"name": "another text", "row": message | {"sealed": "02ac"}},
        good[2] | {"name": "no epoch for an empty one", "row": message | {"epoch": None}},
        good[4] | {"name": "a file of another size", "row": blob | {"size": 65674}},
        good[4] | {"name": "a file of other bytes", "row": blob | {"sealed": "07" * 48}},
        good[6] | {"name": "another copy", "row": copy | {"n": 2}},
    ]
    return [*good, *({**one, "error": "FormatBroken"} for one in bad)]


def digest_of(kind: str, file_id: bytes, row: Vector) -> str:
    """As the journal has it."""
    raw = {
        name: bytes.fromhex(row[name]) if row.get(name) is not None else None for name in ("tag", "sealed", "before")
    }
    if kind == "message":
        at = (row["author"], row["place"], row["n"], date.fromisoformat(row["written"]))
        return commitments.message_row(
            file_id, *at, raw["tag"] or b"", raw["sealed"] or b"", row["epoch"], raw["before"]
        )
    if kind == "blob":
        return commitments.blob_row(file_id, row["name"], raw["sealed"], row["size"])
    return commitments.copy_row(file_id, row["source"], row["n"], row["epoch"], raw["sealed"] or b"")


def name_of(kind: str, row: Vector) -> str | None:
    """How an entry names it; a message stands under author and place."""
    if kind == "blob":
        return commitments.blob_name(row["name"])
    return commitments.copy_name(row["source"], row["n"]) if kind == "copy" else None
