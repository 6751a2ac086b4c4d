"""The vectors of `witness_request.json` and `witnessed.json`: what witnesses are shown and sign."""

from __future__ import annotations

from typing import Any

from hinweisgeber.crypto import strict
from hinweisgeber.crypto.keys import VerifyKey
from hinweisgeber.crypto.keystore import WitnessSecret
from hinweisgeber.crypto.tree import consistency
from hinweisgeber.crypto.witness import Request, TreeHead, Witnessed, WitnessKey
from tests.vectors.people import ORIGIN, day, seed

Vector = dict[str, Any]
HASHES = [seed(f"entry {number}") + seed("rest")[:16] for number in range(13)]
OTHER = [*HASHES[:3], seed("another entry") + seed("rest")[:16], *HASHES[4:]]


def head(size: int, hashes: list[bytes] = HASHES, origin: str = ORIGIN) -> TreeHead:
    return TreeHead(origin, size, consistency(hashes, 0, size)[1])


def request(old: int, new: int, hashes: list[bytes] = HASHES) -> str:
    return Request(old, consistency(hashes, old, new)[0], head(new, hashes)).text()


def requests() -> list[Vector]:
    """What a witness signs that stands at `last`, and what it refuses."""

    def vector(name: str, text: str, last: TreeHead | None, error: str | None = None) -> Vector:
        return {"name": name, "text": text, "last": last and last.text(), "error": error}

    pairs = [(1, 1), (1, 2), (4, 7), (6, 7), (7, 8), (8, 13), (6, 13), (11, 13), (12, 13), (13, 13)]
    good = [vector("the first", request(0, 13), None)]
    good += [vector(f"from {old} to {new}", request(old, new), head(old)) for old, new in pairs]
    hashes = {"hashes": [one.hex() for one in HASHES]}
    text = request(6, 13)
    lines = text.split("\n")
    form = {
        "empty": "",
        "no newline at the end": text[:-1],
        "CRLF": text.replace("\n", "\r\n"),
        "a line behind": text + "\n",
        "a signed head": text + "\n— zeuge AAAA\n",
        "no line of the old size": "\n".join(lines[1:]),
        "leading zero": text.replace("old 6", "old 06"),
        "older than it is": text.replace("old 6", "old 14"),
        "no blank line": text.replace("\n\n", "\n"),
        "hash of 48 bytes": text.replace(lines[1], strict.encode64(bytes(48))),
        "64 hashes": text.replace(lines[1], "\n".join([lines[1]] * 64)),
        "a checkpoint of the journal": text.replace("/tree\n", "\n"),
        "size 0": text.replace("\n13\n", "\n0\n"),
        "origin with a blank": text.replace(ORIGIN, "hinweis geber"),
    }
    bad = [vector(name, given, head(6), "FormatBroken") for name, given in form.items()]
    another = consistency(OTHER, 6, 13)[0]
    grown = [
        vector("another past", request(6, 13, OTHER), head(6), "JournalBroken"),
        vector("the witness saw another", text, head(6, OTHER), "JournalBroken"),
        vector("another past of the same length", request(13, 13, OTHER), head(13), "JournalBroken"),
        vector("another proof", Request(6, another, head(13)).text(), head(6), "JournalBroken"),
        vector("a hash missing", text.replace(lines[1] + "\n", "", 1), head(6), "JournalBroken"),
        vector("a hash more", text.replace(lines[1], f"{lines[1]}\n{lines[1]}", 1), head(6), "JournalBroken"),
        vector("no proof", f"old 6\n\n{head(13).text()}", head(6), "JournalBroken"),
        vector("a proof of nothing", text.replace("old 6", "old 0"), None, "JournalBroken"),
        vector("as if it were the first", request(0, 13), head(6), "JournalBroken"),
        vector("from before the witness' place", request(5, 13), head(6), "JournalBroken"),
        vector("from behind it", request(7, 13), head(6), "JournalBroken"),
        vector("shorter than the witness saw", request(4, 5), head(6), "JournalBroken"),
        vector("another journal", text, head(6, origin="hinweisgeber/ffffffffffffffff"), "JournalBroken"),
    ]
    return [one | (hashes if one["error"] is None else {}) for one in good + bad + grown]


def secret(name: str) -> WitnessSecret:
    return WitnessSecret(seed(f"witness {name}"))


def key(name: str) -> WitnessKey:
    return WitnessKey(name, VerifyKey(secret(name).public))


def witnessed() -> list[Vector]:
    """Heads that one witness or two signed, for readers who know some of them."""
    one, two, stranger = "rechnungspruefung", "personalrat.example", "fremd"
    signed = {name: key(name).cosign(head(9), day(3), secret(name).sign) for name in (one, two, stranger)}
    text = Witnessed(head(9), (signed[one], signed[two])).text()
    keys = [key(name).line() for name in (one, two)]
    hashes = [entry.hex() for entry in HASHES]

    def good(name: str, text: str, keys: list[str], *by: str) -> Vector:
        seen = {witness: day(3).isoformat() for witness in by}
        return {"name": name, "text": text, "keys": keys, "hashes": hashes, "by": seen, "error": None}

    lines = text.split("\n")
    signature = lines[4].split(" ")[-1]
    raw = strict.decode64(signature, 76)

    def again(changed: bytes) -> str:
        return text.replace(signature, strict.encode64(changed))

    form = {
        "empty": "",
        "nobody signed": head(9).text() + "\n",
        "no newline at the end": text[:-1],
        "CRLF": text.replace("\n", "\r\n"),
        "a line behind": text + "\n",
        "an extension line": text.replace("\n\n", "\nmehr\n\n"),
        "a line between the signatures": text.replace("\n" + lines[5], "\n\n" + lines[5]),
        "no blank line": text.replace("\n\n", "\n"),
        "hyphen for the dash": text.replace("\u2014", "-"),
        "signature twice": text + lines[4] + "\n",
        "17 signatures": "\n".join([*lines[:4], *(lines[4].replace(one, f"zeuge{n}") for n in range(17)), ""]),
        "signature cut": again(raw[:-1]),
        "no time": again(raw[:4] + raw[12:]),
        "a time within the day": again(raw[:11] + bytes([raw[11] ^ 1]) + raw[12:]),
        "a time beyond all days": again(raw[:4] + b"\x7f" + bytes(7) + raw[12:]),
        "a name with capitals": text.replace(one, "Rechnungspruefung"),
        "a name with a slash": text.replace(one, "rechnung/spruefung"),
        "root of 48 bytes": text.replace(lines[2], strict.encode64(bytes(48))),
        "a checkpoint of the journal": text.replace("/tree\n", "\n"),
    }
    line = keys[0]
    key_form = {
        "a key of another type": line[: line.rindex("+") + 1] + strict.encode64(b"\1" + key(one).key.raw),
        "a key with another id": line.replace(line.split("+")[1], "00000000"),
        "a key with another name": line.replace(one, "pruefung"),
        "a key cut": line[:-4],
        "no key": "",
        "a key twice": None,
    }
    later = strict.encode64(raw[:4] + (int.from_bytes(raw[4:12], "big") + 86400).to_bytes(8, "big") + raw[12:])
    signatures = {
        "flipped signature": again(raw[:-1] + bytes([raw[-1] ^ 1])),
        "another day": text.replace(signature, later),
        "another size": text.replace("\n9\n", "\n10\n"),
        "another root": text.replace(lines[2], strict.encode64(head(8).root)),
        "another journal": text.replace(ORIGIN, "hinweisgeber/ffffffffffffffff"),
    }
    rewritten = [entry.hex() for entry in OTHER]
    shared = {"keys": keys, "hashes": hashes, "by": {}}
    return [
        good("good", text, keys, one, two),
        good("one of them known", text, keys[:1], one),
        good("a stranger beside", Witnessed(head(9), (signed[stranger], signed[one])).text(), keys, one),
        good("strangers only", text, [key(stranger).line()]),
        *({"name": n, "text": t, **shared, "error": "FormatBroken"} for n, t in form.items()),
        *(
            {"name": n, "text": text, **shared, "keys": [k, keys[1]] if k is not None else [keys[0]] * 2}
            | {"error": "FormatBroken"}
            for n, k in key_form.items()
        ),
        *({"name": n, "text": t, **shared, "error": "SignatureBroken"} for n, t in signatures.items()),
        {"name": "a journal that was rewritten", "text": text, **shared, "hashes": rewritten, "error": "JournalBroken"},
        {"name": "a journal cut short", "text": text, **shared, "hashes": hashes[:8], "error": "JournalBroken"},
    ]
