"""Vectors of what entries say of keys, and of the way from an officer's wrap to every key of a file (SPEC §23)."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from hinweisgeber.crypto import chain, contexts, primitives
from hinweisgeber.crypto.epochs import LABEL_LINK, Epoch, EpochKey, KeysSaid
from hinweisgeber.crypto.keys import CaseKey
from hinweisgeber.crypto.ring import fingerprint
from tests.vectors.epoch_vectors import CASE, FIRST, ONE, OTHER_CASE, REPORT_KEY, SECOND, TWO
from tests.vectors.people import ANNA, BELA, CLEO, identity, root, seed
from tests.vectors.proof_vectors import ring

Vector = dict[str, Any]
MEASURE, SOURCE, PLANTED = seed("measure")[:16], seed("blob")[:16], EpochKey(seed("planted"))
BEFORE = Epoch(1, seed("another one")[:8])


def keys_said() -> list[Vector]:
    """What an entry says openly of keys, and what only looks like it."""
    mark = SECOND.mark(CASE, TWO).hex()
    first = {"epoch": ONE.text, "before": None, "mark": mark, "holders": [ANNA]}
    later = first | {"epoch": TWO.text, "before": ONE.text, "holders": [ANNA, BELA]}
    good: dict[str, Vector] = {
        "nothing": {}, "holders": {"holders": [ANNA, BELA, CLEO]}, "an epoch": first, "a later epoch": later,
        "an epoch without somebody": later | {"out": [CLEO]},
        "what nobody knows yet": later | {"zzz": {"later": 1}},
    }  # fmt: skip
    bad: dict[str, Any] = {
        "nobody": {"holders": []}, "holders null": {"holders": None}, "holders as text": {"holders": ANNA},
        "holders in another order": {"holders": [BELA, ANNA]}, "a holder twice": {"holders": [ANNA, ANNA]},
        "a holder in capitals": {"holders": [ANNA.upper()]}, "root": {"holders": ["root"]},
        "a holder as a number": {"holders": [1]}, "no mark": _without(later, "mark"),
        "no epoch before": _without(later, "before"), "no holders": _without(later, "holders"),
        "a mark alone": {"mark": mark, "holders": [ANNA]}, "no epoch": later | {"epoch": None},
        "epoch 0": first | {"epoch": "0-" + "0" * 16}, "after epoch 0": first | {"before": "0-" + "0" * 16},
        "an epoch left out": later | {"epoch": "3-" + "1" * 16},
        "a second without one before": later | {"before": None},
        "an epoch as a number": later | {"epoch": 2}, "a mark cut": later | {"mark": mark[:-2]},
        "a mark in capitals": later | {"mark": mark.upper()}, "a mark null": later | {"mark": None},
    }  # fmt: skip
    bad |= {
        "out and a holder": later | {"out": [BELA]}, "nobody out, written": later | {"out": []},
        "out in another order": later | {"holders": [CLEO], "out": [BELA, ANNA]}, "out as text": later | {"out": CLEO},
    }  # fmt: skip
    nothing: Vector = {"epoch": None, "before": None, "mark": None, "holders": None, "out": []}
    return [
        *({"name": f"good, {name}", "text": chain.open_text(said), **nothing, **_known(said), "error": None}
          for name, said in good.items()),
        *({"name": name, "text": chain.open_text(said), "error": "FormatBroken"} for name, said in bad.items()),
        {"name": "blanks", "text": '{ "holders":["aaaaaaaaaaaaaaaa"]}', "error": "FormatBroken"},
    ]  # fmt: skip


def _without(said: Vector, name: str) -> Vector:
    return {key: value for key, value in said.items() if key != name}


def _known(said: Vector) -> Vector:
    return {name: value for name, value in said.items() if name != "zzz"}


def journal_keys() -> dict[str, Any]:
    """What all entries of a file say of keys, as somebody without a key reads it: the journal beside the ring."""
    first, second = _begins(ONE, None, FIRST), _begins(TWO, ONE, SECOND)
    given, strange = KeysSaid((ANNA, BELA)).text(), KeysSaid((ANNA, CLEO)).text()
    born: list[tuple[str, str | None]] = [("received", first), ("case-act", given)]
    kept_out = KeysSaid.by([ANNA], TWO, ONE, SECOND.mark(CASE, TWO), [BELA]).text()
    again = _begins(BEFORE, None, PLANTED)
    good: dict[str, tuple[list[tuple[str, str | None]], Epoch | None, list[str]]] = {
        "of version 1": ([("received", None), ("case-act", None)], None, []),
        "version 1, then an epoch": ([("received", None), ("epoch", first), ("case-act", "{}")], ONE, [ANNA]),
        "given to another": (born, ONE, [ANNA, BELA]),
        "a second epoch": ([*born, ("epoch", second), ("case-act", "{}")], TWO, [ANNA]),
        "a second epoch without somebody": ([*born, ("epoch", kept_out), ("case-act", "{}")], TWO, [ANNA]),
    }
    bad: dict[str, list[tuple[str, str | None]]] = {
        "a holder who is not in the ring": [("received", first), ("case-act", strange)],
        "begun for somebody who is not in the ring": [("received", KeysSaid.by([CLEO], ONE, None, bytes(32)).text())],
        "holders without an epoch": [("received", None), ("case-act", given)],
        "an epoch's entry that begins none": [("received", first), ("epoch", given)],
        "an epoch's entry that says nothing": [("received", first), ("epoch", "{}")],
        "an epoch's entry of version 1": [("received", None), ("epoch", None)],
        "a second first": [("received", first), ("epoch", again)],
        "the same epoch twice": [("received", first), ("epoch", first)],
        "after an epoch that was not": [("received", first), ("epoch", _begins(TWO, BEFORE, SECOND))],
        "a second without a first": [("received", None), ("epoch", second)],
        "given to somebody who is out": [*born, ("epoch", kept_out), ("case-act", given)],
        "what has no form": [("received", first), ("case-act", chain.open_text({"holders": []}))],
    }
    vectors: list[Vector] = [
        {"name": f"good, {name}", "entries": _listed(said), "epoch": epoch and epoch.text, "holders": holders}
        | {"error": None}
        for name, (said, epoch, holders) in good.items()
    ]
    vectors += [{"name": name, "entries": _listed(said), "error": "JournalBroken"} for name, said in bad.items()]
    return {"fingerprint": fingerprint(root().public), "ring": ring().text(), "vectors": vectors}


def _listed(said: list[tuple[str, str | None]]) -> list[Vector]:
    return [_entry(seq, *one) for seq, one in enumerate(said, 5)]


def file_keys() -> list[Vector]:
    """A file's entries and rows, an officer's wrap, and what each of its texts is sealed with."""
    grown, born, case, older = _grown(), _born(), _case(), _older()
    entries, rows = grown["entries"], grown["rows"]
    back = {"epoch": 1, "wrap": _own(FIRST, ONE)}
    lied = [*entries[:4], _entry(12, "epoch", _begins(TWO, BEFORE, SECOND)), entries[5]]
    bent = [*entries[:4], _entry(12, "epoch", _begins(TWO, ONE, SECOND, OTHER_CASE)), entries[5]]
    early = {"asked": [["entry", [9, 4], "", ""]]}
    changes: dict[str, Vector] = {
        "said to be in the epoch before": back,
        "said to be in the epoch before, and its row gone": back | {"rows": rows[:1]},
        "said to be of version 1": {"epoch": 0, "wrap": _own(REPORT_KEY)},
        "said to be in an epoch to come": {"epoch": 3},
        "an epoch that no entry began": {"entries": entries[:4]},
        "an epoch whose row is gone": {"rows": rows[1:]},
        "other random bytes in a row": {"rows": [rows[0], rows[1] | {"random": BEFORE.random.hex()}]},
        "another number in a row": {"rows": [rows[0], rows[1] | {"number": 3}]},
        "an epoch left out": {"entries": [*entries[:2], *entries[3:]], "rows": rows[1:]},
        "after another epoch": {"entries": lied},
        "another key, wrapped as it should be": {"wrap": _own(PLANTED, TWO)},
        "the mark of the same key in another file": {"entries": bent},
        "a wrap of the epoch before": {"wrap": _own(FIRST, ONE)},
        "a wrap of version 1": {"wrap": _own(REPORT_KEY)},
        "a link to another key": {"rows": [rows[0], _row(12, TWO, SECOND, PLANTED)]} | early,
        "a link that is gone": {"rows": [rows[0], rows[1] | {"link": None}]} | early,
        "a link of another epoch": {"rows": [rows[0], rows[1] | {"link": rows[0]["link"]}]} | early,
        "a link of version 1": {"rows": [rows[0], rows[1] | {"link": "01" + rows[1]["link"][2:]}]} | early,
        "a copy of an epoch that there is not": {"asked": [["copy", [3, SOURCE.hex(), 1], "", ""]]},
    }  # fmt: skip
    unfinished = [*entries[:4], _entry(12, "epoch", chain.open_text({"epoch": TWO.text})), entries[5]]
    vectors = [grown, born, case, older]
    vectors += [
        {"name": name, "of": grown["name"], **change, "error": "SealBroken"} for name, change in changes.items()
    ]
    vectors.append({"name": "an epoch half said", "of": grown["name"], "entries": unfinished, "error": "FormatBroken"})
    for one, seq in ((born, 19), (case, 29)):
        for what, arguments in {"copy": [0, SOURCE.hex(), 1], "entry": [seq, 1]}.items():
            asked = {"asked": [[what, arguments, "", ""]], "error": "SealBroken"}
            vectors.append({"name": f"{one['name'][6:]}: {what} of version 1", "of": one["name"], **asked})
    return vectors


def _grown() -> Vector:
    """Of version 1, then two epochs."""
    given = KeysSaid((ANNA, BELA)).text()
    texts = [None, None, _begins(ONE, None, FIRST), given, _begins(TWO, ONE, SECOND), "{}"]
    kinds = ("received", "take-over", "epoch", "case-act", "epoch", "case-act")
    entries = [_entry(seq, *one) for seq, one in zip((3, 4, 7, 9, 12, 13), zip(kinds, texts, strict=True), strict=True)]
    first, second, report = FIRST.file, SECOND.file, REPORT_KEY.file
    return _file("good, of version 1 and then of two epochs", CASE, 2, _own(SECOND, TWO), entries,
        [_row(7, ONE, FIRST, REPORT_KEY), _row(12, TWO, SECOND, FIRST)], REPORT_KEY, [
        ("sheet", [6], contexts.sheet_in(CASE, TWO.text, 6), second),
        ("entry", [4, 2], contexts.entry(CASE, 2), report),
        ("entry", [7, 3], contexts.entry_in(CASE, ONE.text, 3), first),
        ("entry", [9, 4], contexts.entry_in(CASE, ONE.text, 4), first),
        ("entry", [12, 5], contexts.entry_in(CASE, TWO.text, 5), second),
        ("entry", [13, 6], contexts.entry_in(CASE, TWO.text, 6), second),
        ("copy", [0, SOURCE.hex(), 1], contexts.copy(CASE, SOURCE, 1), report),
        ("copy", [1, SOURCE.hex(), 1], contexts.copy_in(CASE, ONE.text, SOURCE, 1), first),
        ("copy", [2, SOURCE.hex(), 2], contexts.copy_in(CASE, TWO.text, SOURCE, 2), second),
    ])  # fmt: skip


def _born() -> Vector:
    """A measure that has no key before its first."""
    entries = [_entry(20, "case-act", _begins(ONE, None, FIRST, MEASURE))]
    row = {"seq": 20, "number": 1, "random": ONE.random.hex(), "link": None}
    return _file("good, a measure of version 2", MEASURE, 1, _own(FIRST, ONE, MEASURE), entries, [row], None, [
        ("sheet", [1], contexts.sheet_in(MEASURE, ONE.text, 1), FIRST.file),
        ("entry", [20, 1], contexts.entry_in(MEASURE, ONE.text, 1), FIRST.file),
    ])  # fmt: skip


def _case() -> Vector:
    """A case whose dialogue has the report's key, and whose file has nothing of it."""
    entries = [_entry(30, "received", _begins(ONE, None, FIRST))]
    rows = [_row(30, ONE, FIRST, REPORT_KEY)]
    return _file("good, a case of version 2", CASE, 1, _own(FIRST, ONE), entries, rows, REPORT_KEY, [
        ("sheet", [1], contexts.sheet_in(CASE, ONE.text, 1), FIRST.file),
        ("entry", [30, 1], contexts.entry_in(CASE, ONE.text, 1), FIRST.file),
    ])  # fmt: skip


def _older() -> Vector:
    """As version 1 wrote it, with no epoch."""
    return _file("good, of version 1", CASE, 0, _own(REPORT_KEY), [_entry(3, "received", None)], [], REPORT_KEY, [
        ("sheet", [0], contexts.sheet(CASE, 0), REPORT_KEY.file),
        ("entry", [3, 1], contexts.entry(CASE, 1), REPORT_KEY.file),
        ("copy", [0, SOURCE.hex(), 1], contexts.copy(CASE, SOURCE, 1), REPORT_KEY.file),
    ])  # fmt: skip


def _file(
    name: str, file_id: bytes, epoch: int, wrap: str, entries: list[Vector], rows: list[Vector],
    report: CaseKey | None, asked: list[tuple[Any, ...]],
) -> Vector:  # fmt: skip
    vector: Vector = {"name": name, "own": identity(ANNA).own.raw.hex(), "id": file_id.hex(), "epoch": epoch}
    vector |= {"wrap": wrap, "entries": entries, "rows": rows}
    vector["asked"] = [[what, values, context.decode(), key.raw.hex()] for what, values, context, key in asked]
    return vector | {"dialogue": report and report.dialogue.raw.hex(), "error": None}


def _entry(seq: int, kind: str, said: str | None) -> Vector:
    return {"seq": seq, "kind": kind, "open": said}


def _begins(epoch: Epoch, before: Epoch | None, key: EpochKey, file_id: bytes = CASE) -> str:
    return KeysSaid.by([ANNA], epoch, before, key.mark(file_id, epoch)).text()


def _row(seq: int, epoch: Epoch, key: EpochKey, before: CaseKey | EpochKey) -> Vector:
    context = contexts.link(CASE, epoch.text)
    link = _small(primitives.derive(key.raw, LABEL_LINK), context, before.raw)
    return {"seq": seq, "number": epoch.number, "random": epoch.random.hex(), "link": link}


def _own(key: CaseKey | EpochKey, epoch: Epoch | None = None, file_id: bytes = CASE) -> str:
    context = contexts.own_wrap_in(file_id, epoch.text) if epoch else contexts.own_wrap(file_id)
    return _small(identity(ANNA).own.raw, context, key.raw)


def _small(key: bytes, context: bytes, raw: bytes) -> str:
    """A wrap with a nonce that is always the same: only here, where nothing is secret."""
    nonce = seed(context.decode())[:12]
    return (contexts.version_of(context) + nonce + AESGCM(key).encrypt(nonce, raw, context)).hex()
