"""What entries say openly of power, and the digest of an act (SPEC §44)."""

from __future__ import annotations

from typing import Any

from hinweisgeber.crypto import chain, power
from hinweisgeber.domain.power.proposals import act_digest

Vector = dict[str, Any]

ONE, TWO = "1" * 96, "2" * 96
PROPOSED = {
    "act": ONE, "class": "destroy", "not_before": "2026-12-06", "notice": 3, "sooner": "", "until": "2027-01-05",
}  # fmt: skip
CONFIRMED = {"act": ONE, "entry": 41, "hash": TWO}


def openly() -> list[Vector]:
    """What an entry says of two signatures, and what only looks like it."""
    plain: Vector = {"power": 1}
    good: dict[str, Vector] = {
        "an entry under these rules": plain,
        "a proposal": plain | {"proposes": PROPOSED},
        "a proposal of which nobody is told": plain | {"proposes": PROPOSED | {"notice": None, "sooner": "internal"}},
        "an effect": plain | {"confirms": CONFIRMED},
        "a proposal declined": plain | {"ends": 41},
        "an objection": plain | {"objects": [41, 44]},
        "an objection answered": plain | {"answers": 41},
        "one signature on a ground": plain | {"ground": "lead"},
        "beside what else an entry says": plain | {"ground": "holds", "sheet": ONE, "seen": [40, 2]},
        "of a later version": {"power": 2, "confirms": CONFIRMED},
    }
    nothing: dict[str, Vector] = {"nothing": {}, "before these rules": {"sheet": ONE, "remind_on": None}}
    bad: dict[str, Vector] = {
        "a confirmation under no rules": {"confirms": CONFIRMED},
        "a ground under no rules": {"ground": "lead"},
        "rules of version 0": {"power": 0},
        "rules as a text": {"power": "1"},
        "a proposal without a class": plain | {"proposes": {k: v for k, v in PROPOSED.items() if k != "class"}},
        "a proposal with more": plain | {"proposes": PROPOSED | {"row": "hold"}},
        "a proposal with half a digest": plain | {"proposes": PROPOSED | {"act": ONE[:-2]}},
        "a day in another spelling": plain | {"proposes": PROPOSED | {"until": "20270105"}},
        "no day": plain | {"proposes": PROPOSED | {"not_before": None}},
        "a notice before the first": plain | {"proposes": PROPOSED | {"notice": -1}},
        "a class without end": plain | {"proposes": PROPOSED | {"class": "x" * 33}},
        "a confirmation of entry 0": plain | {"confirms": CONFIRMED | {"entry": 0}},
        "a confirmation by text": plain | {"confirms": CONFIRMED | {"entry": "41"}},
        "a confirmation in capitals": plain | {"confirms": CONFIRMED | {"hash": "A" * 96}},
        "a confirmation without the act": plain | {"confirms": {"entry": 41, "hash": TWO}},
        "a confirmation in a list": plain | {"confirms": [41, TWO, ONE]},
        "an objection to nothing": plain | {"objects": [0]},
        "an objection by number": plain | {"objects": 41},
        "an answer to a truth": plain | {"answers": True},
        "a ground as a number": plain | {"ground": 1},
    }
    return [
        *({"name": f"good, {name}", "text": chain.open_text(said), "said": _read(said), "error": None}
          for name, said in good.items()),
        *({"name": f"good, {name}", "text": chain.open_text(said), "said": {}, "error": None}
          for name, said in nothing.items()),
        *({"name": name, "text": chain.open_text(said), "error": "FormatBroken"} for name, said in bad.items()),
    ]  # fmt: skip


def _read(said: Vector) -> Vector:
    return {name: value for name, value in said.items() if name in {"power", *power.NAMES}}


def acts() -> list[Vector]:
    """Digests of acts."""
    salt, note = "ab" * 16, {"reason": "Beifang", "seq": 7}
    named: dict[str, tuple[str, str, Vector]] = {
        "a note": (salt, "note-destroyed", note),
        "with a place that comes later": (salt, "feedback-waived", {"reason": "x", "place": 3, "digest": ONE}),
        "an umlaut": (salt, "held", {"reason": "Prüfung läuft", "norm": "§ 17", "review": "2027-06-01"}),
    }
    good = [
        {"name": f"good, {name}", "salt": by, "kind": kind, "values": values, "digest": act_digest(by, kind, values),
         "error": None}
        for name, (by, kind, values) in named.items()
    ]  # fmt: skip
    bad = [
        good[0] | {"name": "another note", "values": note | {"seq": 8}},
        good[0] | {"name": "another reason", "values": note | {"reason": "beifang"}},
        good[0] | {"name": "another salt", "salt": "ac" * 16},
        good[0] | {"name": "another kind", "kind": "file-destroyed"},
        good[0] | {"name": "something more", "values": note | {"renamed": 1}},
    ]
    return [*good, *(one | {"error": "FormatBroken"} for one in bad)]
