"""Vectors of the proof that an erasure was allowed (SPEC §19), with the ring its signatures are checked by."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import Any

from hinweisgeber.crypto import chain, proof
from hinweisgeber.crypto.chain import Entry
from hinweisgeber.crypto.ring import Ring, fingerprint
from hinweisgeber.crypto.statements import Officer, Role
from tests.vectors.people import ANNA, BELA, ORIGIN, identity, root, seed

Vector = dict[str, Any]
DORA, EMMA = "d" * 16, "e" * 16
FILE, OTHER_FILE = seed("case")[:16], seed("other case")[:16]
FROM, UNTIL = date(2024, 1, 1), date(2030, 12, 31)
CLOSED, AUTHORISED, ERASED = date(2024, 2, 29), date(2027, 3, 1), date(2027, 3, 1)  # 29 February + 3 years + 1 day


def ring() -> Ring:
    """Anna closes and may sign all the time; Bela is out from 2026."""
    made = Ring.found(root(), ORIGIN, FROM)
    for officer_id, function in ((ANNA, "Leitung"), (BELA, "Prüfung")):
        made = admitted(made, officer_id, function, "officer")
    return made.revoke(root(), BELA, date(2026, 1, 1))


def admitted(made: Ring, officer_id: str, function: str, role: Role) -> Ring:
    """The same with one more."""
    one = identity(officer_id)
    return made.admit(root(), Officer(officer_id, function, role, one.public, one.sign_public, FROM, UNTIL))


def ring_of_proofs() -> Ring:
    """Beside them Dora, who may sign all the time, and Emma, who checks."""
    return admitted(admitted(ring(), DORA, "Vertretung", "substitute"), EMMA, "Revision", "auditor")


def entry(
    number: int, day: date, kind: str, signer: str = ANNA, by: str = "", file_id: bytes = FILE, said: str | None = None
) -> Entry:
    """Somewhere in a journal: `number`, whatever stood before; of version 1 unless it says something openly."""
    before = replace(_first(), seq=number - 1)
    sign = identity(by or signer).sign
    commitment = chain.commit(seed("salt"), kind.encode())
    return chain.make_entry(ORIGIN, before, day, file_id, kind, signer, sign, commitment, said)


def _first() -> Entry:
    return Entry(1, FROM, FILE, "received", ANNA, bytes(48), bytes(48), bytes(64))


def build() -> dict[str, Any]:
    """Everything that stands in the file."""
    closing, authorisation = entry(40, CLOSED, "closed"), entry(57, AUTHORISED, "erasure-authorised")
    text = proof.write(closing, authorisation)
    base: Vector = {"file": FILE.hex(), "day": ERASED.isoformat(), "last": 50, "proof": text}
    good = {
        "good, on the first day": base,
        "good, later": base | {"day": "2029-01-01"},
        "good, nothing known of the file": base | {"last": 0},
        "good, authorised before the time": base
        | {"proof": proof.write(closing, entry(57, date(2026, 5, 1), "erasure-authorised"))},
    }
    value = json.loads(base64.b64decode(text))
    late = entry(40, date(2024, 3, 1), "closed")
    bad = {
        "a day too early": base | {"day": "2027-02-28"},
        "closed a day later": base | {"proof": proof.write(late, authorisation)},
        "the journal knows of something later": base | {"last": 57},
        "of another file": base | {"file": OTHER_FILE.hex()},
        "empty": base | {"proof": ""},
        "no base64": base | {"proof": "!" + text[1:]},
        "cut": base | {"proof": text[:-4]},
        "far too long": base | {"proof": "A" * 5000},
        "one entry": base | {"proof": _as_text(value[:1])},
        "three entries": base | {"proof": _as_text([*value, value[1]])},
        "an entry without its signature": base | {"proof": _as_text([value[0], value[1][:-1]])},
        "another signature": base
        | {"proof": proof.write(closing, replace(authorisation, signature=closing.signature))},
        "another day in the closing": base
        | {"proof": proof.write(replace(closing, day=date(2023, 2, 28)), authorisation)},
        "both exchanged": base | {"proof": proof.write(authorisation, closing)},
        "authorised before it was closed": base
        | {"proof": proof.write(closing, entry(39, AUTHORISED, "erasure-authorised"))},
        "not closed": base | {"proof": proof.write(entry(40, CLOSED, "note"), authorisation)},
        "closed twice": base | {"proof": proof.write(closing, entry(57, AUTHORISED, "closed"))},
        "taken back": base | {"proof": proof.write(closing, entry(57, AUTHORISED, "erasure-recalled"))},
        "signed by somebody else": base
        | {"proof": proof.write(closing, entry(57, AUTHORISED, "erasure-authorised", by=BELA))},
        "signed by somebody revoked": base
        | {"proof": proof.write(closing, entry(57, AUTHORISED, "erasure-authorised", BELA))},
        "signed by nobody of the ring": base
        | {"proof": proof.write(closing, entry(57, AUTHORISED, "erasure-authorised", "c" * 16))},
    }
    good |= {name: base | {"proof": text} for name, text in good_in_version_2(closing).items()}
    bad |= {name: base | {"proof": text} for name, text in bad_in_version_2(value).items()}
    keyless = base | {"day": SECOND.isoformat(), "last": 55}
    good |= {name: keyless | one for name, one in good_without_a_key().items()}
    bad |= {name: keyless | one for name, one in bad_without_a_key().items()}
    vectors = [one | {"name": name, "error": None} for name, one in good.items()]
    vectors += [one | {"name": name, "error": "JournalBroken"} for name, one in bad.items()]
    return {"fingerprint": fingerprint(root().public), "ring": ring_of_proofs().text(), "vectors": vectors}


def in_version_2() -> tuple[Entry, Entry]:
    """Closing and authorisation, saying nothing openly."""
    said = chain.NOTHING_OPEN
    return entry(40, CLOSED, "closed", said=said), entry(57, AUTHORISED, "erasure-authorised", said=said)


def good_in_version_2(older: Entry) -> dict[str, str]:
    closing, authorisation = in_version_2()
    said = entry(57, AUTHORISED, "erasure-authorised", said=chain.open_text({"later": ["a key to come", 1, None]}))
    return {
        "good, of version 2": proof.write(closing, authorisation),
        "good, closed in version 1, authorised in version 2": proof.write(older, authorisation),
        "good, something said openly that is unknown": proof.write(closing, said),
    }


def bad_in_version_2(older: list[list[object]]) -> dict[str, str]:
    """What is no entry of version 2, or none that was signed; `older`: the proof of version 1."""
    closing, authorisation = in_version_2()
    value = json.loads(base64.b64decode(proof.write(closing, authorisation)))

    def second(*fields: object, of: list[list[object]] = value) -> str:
        return _as_text([of[0], list(fields)])

    signed, plain = value[1], older[1]
    spelled = json.dumps(older).encode()
    texts = {"blanks": "{ }", "a list": "[]", "nothing": "", "a fraction": '{"a":0.5}'}
    return {
        "version 2: what was said left out": second(*signed[:7]),
        "version 2: something else said": second(*signed[:7], '{"holders":[]}'),
        "version 1: something said behind": second(*plain, "{}", of=older),
        "version 1: null behind": second(*plain, None, of=older),
        "version 2: a ninth field": second(*signed, "{}"),
        "version 2: said as an object": second(*signed[:7], {}),
        "version 2: said as a list": second(*signed[:7], ["{}"]),
        "version 2: said as a number": second(*signed[:7], 2),
        "a kind that is a number": second(*plain[:2], 3, *plain[3:], of=older),
        "a signer that is a list": second(*plain[:3], [ANNA], *plain[4:], of=older),
        "a day in basic form": second(plain[0], "20270301", *plain[2:], of=older),
        "entries as objects": _as_text([{}, {}]),
        "base64 with stray bits": _stray(spelled),
        "longer than allowed": _as_text(older, blanks=proof.LONGEST),
    } | {f"version 2: openly {name}": proof.write(closing, resaid(authorisation, said)) for name, said in texts.items()}


def resaid(signed: Entry, said: str) -> Entry:
    """Says something else openly, perhaps of no form, under a signature that holds."""
    changed = replace(signed, open=said)
    return replace(changed, signature=identity(ANNA).sign(chain.note(ORIGIN, changed.seq, changed.hash)))


FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 31)  # the last day on which it may be confirmed


def without_key(
    by: tuple[str, str] = (ANNA, DORA), days: tuple[date, date] = (FIRST, SECOND), confirms: Vector | None = None,
    kind: str = "keyless-erasure", second: Vector | None = None, **changed: Any,
) -> Vector:  # fmt: skip
    """The proof of two who erased a case without a key; `changed` in what the proposal says."""
    said = {"archive": "none", "case": "HM-2024-48213", "entry": 55, "file": FILE.hex(), "files": 2, "hash": "c7" * 48,
            "texts": 31, "until": SECOND.isoformat()}  # fmt: skip
    openly = chain.open_text({"keyless": said | changed})
    proposal = entry(60, days[0], "keyless-erasure-proposed", by[0], file_id=bytes(16), said=openly)
    what = {"entry": 60, "file": FILE.hex(), "hash": proposal.hash.hex()}
    openly = chain.open_text(second or {"keyless-confirmed": what | (confirms or {})})
    confirmation = entry(61, days[1], kind, by[1], file_id=bytes(16), said=openly)
    return {"proof": proof.write_keyless(proposal, confirmation)}


def good_without_a_key() -> dict[str, Vector]:
    return {
        "without a key: good, on the day of the second signature": without_key(),
        "without a key: good, on the last day": without_key() | {"day": "2026-04-30"},
        "without a key: good, nothing known of the file": without_key() | {"last": 0},
        "without a key: good, the archive was asked": without_key(archive="outside"),
    }


def bad_without_a_key() -> dict[str, Vector]:
    proposal, confirmation = json.loads(base64.b64decode(without_key()["proof"]))
    ended: Vector = {"second": {"keyless-ended": {"entry": 60}}, "kind": "keyless-erasure-ended"}
    return {f"without a key: {name}": one for name, one in {
        "a day too early": without_key() | {"day": "2026-03-30"},
        "a day too late": without_key() | {"day": "2026-05-01"},
        "the journal knows of something later": without_key() | {"last": 56},
        "of another file": without_key() | {"file": OTHER_FILE.hex()},
        "proposed for another file": without_key(file=OTHER_FILE.hex()),
        "confirmed for another file": without_key(confirms={"file": OTHER_FILE.hex()}),
        "another proposal confirmed": without_key(confirms={"hash": "0" * 96}),
        "a proposal of another number": without_key(confirms={"entry": 59}),
        "both by one": without_key((ANNA, ANNA)),
        "confirmed by an auditor": without_key((ANNA, EMMA)),
        "proposed by an auditor": without_key((EMMA, ANNA)),
        "confirmed by somebody revoked": without_key((ANNA, BELA)),
        "proposed by nobody of the ring": without_key(("c" * 16, DORA)),
        "confirmed too late": without_key(days=(FIRST, date(2026, 4, 1))) | {"day": "2026-04-01"},
        "proposed for longer": without_key(until="2026-04-01"),
        "declined": without_key(**ended),
        "one signature": {"proof": _as_text([proposal])},
        "proposed twice": {"proof": _as_text([proposal, proposal])},
        "both exchanged": {"proof": _as_text([confirmation, proposal])},
        "another signature": {"proof": _as_text([proposal, [*confirmation[:6], proposal[6], confirmation[7]]])},
        "the archive was told something else": without_key(archive="perhaps"),
        "something beside it": without_key(reason="Verjährt."),
        "a number as a text": without_key(files="2"),
        "a hash cut": without_key(hash="c7" * 47),
        "an authorisation behind the proposal": {"proof": _as_text([proposal, json.loads(base64.b64decode(
            proof.write(*in_version_2())))[1]])},
    }.items()}  # fmt: skip


def _stray(spelled: bytes) -> str:
    """Base64 whose last sign carries bits that say nothing."""
    blanks = b" " * ((1 - len(spelled)) % 3)  # until two signs of padding stand behind
    text = base64.b64encode(spelled + blanks).decode()
    return text[:-3] + chr(ord(text[-3]) + 1) + "=="


def _as_text(value: object, blanks: int = 0) -> str:
    return base64.b64encode(json.dumps(value).encode() + b" " * blanks).decode()
