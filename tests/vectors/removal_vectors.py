"""Vectors of the entry by which somebody is out of a file for good (SPEC §19)."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import date
from typing import Any

from hinweisgeber.crypto import chain, proof
from hinweisgeber.crypto.ring import fingerprint
from tests.vectors.people import ANNA, BELA, CLEO, root
from tests.vectors.proof_vectors import FILE, OTHER_FILE, entry, resaid, ring

Vector = dict[str, Any]
DAY = date(2025, 5, 1)


def build() -> dict[str, Any]:
    """Everything that stands in the file."""
    left = entry(40, DAY, "recused", said=chain.open_text({"holders": [BELA]}))
    epoch = entry(57, DAY, "epoch", said=chain.open_text({"holders": [ANNA], "out": [BELA, CLEO]}))
    text = proof.write_removal(left)
    value = json.loads(base64.b64decode(text))
    base: Vector = {"file": FILE.hex(), "removed": text, "out": [ANNA]}
    excluded = base | {"removed": proof.write_removal(epoch), "out": [BELA, CLEO]}
    good = {"good, biased": base, "good, excluded": excluded}
    bad = {
        "of another file": base | {"file": OTHER_FILE.hex()},
        "empty": base | {"removed": ""},
        "no base64": base | {"removed": "!" + text[1:]},
        "two entries": base | {"removed": _as_text([*value, *value])},
        "no entry": base | {"removed": _as_text([])},
        "an entry alone": base | {"removed": _as_text(value[0])},
        "another kind": base | {"removed": proof.write_removal(entry(40, DAY, "note", said="{}"))},
        "an epoch that puts nobody out": base | {"removed": proof.write_removal(entry(57, DAY, "epoch", said="{}"))},
        "out that is no list": base | {"removed": proof.write_removal(resaid(epoch, f'{{"out":"{BELA}"}}'))},
        "out of somebody who is no officer": base | {"removed": proof.write_removal(resaid(epoch, '{"out":["root"]}'))},
        "what was said left out": base | {"removed": _as_text([value[0][:7]])},
        "another day": base | {"removed": proof.write_removal(replace(left, day=date(2025, 5, 2)))},
        "signed by somebody else": base | {"removed": proof.write_removal(entry(40, DAY, "recused", by=BELA))},
        "signed by nobody of the ring": base | {"removed": proof.write_removal(entry(40, DAY, "recused", CLEO))},
        "signed by somebody revoked": base
        | {"removed": proof.write_removal(entry(40, date(2026, 5, 1), "recused", BELA))},
    }
    vectors = [one | {"name": name, "error": None} for name, one in good.items()]
    vectors += [one | {"name": name, "error": "JournalBroken"} for name, one in bad.items()]
    return {"fingerprint": fingerprint(root().public), "ring": ring().text(), "vectors": vectors}


def _as_text(value: object) -> str:
    return base64.b64encode(json.dumps(value).encode()).decode()
