"""What an entry says openly of power (SPEC §44), written and read. What it means is `domain/power`."""

from __future__ import annotations

from typing import Any

from hinweisgeber.crypto import chain, primitives, strict
from hinweisgeber.domain.power.openly import OLD, RULES, Confirms, Openly, Proposes
from hinweisgeber.errors import FormatBroken

RULED = f'"power":{RULES}'  # stands in every entry under these rules, and in no earlier one
NAMES = frozenset({"proposes", "confirms", "ends", "answers", "objects", "ground"})
_AS_WRITTEN = tuple(f'"{name}":' for name in NAMES)
_PLAIN = Openly(RULES)
LONGEST_WORD = 32
MOST_OBJECTED = 100


def data_of(said: Openly) -> dict[str, Any]:
    """JSON values, as they stand in the entry; what is empty is left out."""
    if not said.rules:
        return {}
    proposes, confirms = said.proposes, said.confirms
    every = {
        "proposes": None if proposes is None else _proposes(proposes),
        "confirms": None if confirms is None else {"act": confirms.act, "entry": confirms.entry, "hash": confirms.hash},
        "ends": said.ends, "answers": said.answers, "objects": list(said.objects), "ground": said.ground,
    }  # fmt: skip
    return {"power": said.rules, **{name: value for name, value in every.items() if value}}


def _proposes(said: Proposes) -> dict[str, Any]:
    return {
        "act": said.act, "class": str(said.power), "not_before": said.not_before.isoformat(),
        "until": said.until.isoformat(), "notice": said.notice, "sooner": str(said.sooner),
    }  # fmt: skip


def read_openly(text: str | None) -> Openly:
    """Reads what an entry says; one of before there were these rules says nothing. Raises `FormatBroken`."""
    if text is None or text == chain.NOTHING_OPEN:
        return OLD
    if not any(name in text for name in _AS_WRITTEN):  # as most: spared the reading
        if '"power":' not in text:
            return OLD
        if f"{RULED}," in text or f"{RULED}}}" in text:
            return _PLAIN
    said = chain.read_open(text)
    if "power" not in said:
        if said.keys() & NAMES:
            raise FormatBroken("says something of power, and not by which rules")
        return OLD
    return Openly(
        strict.count(said["power"], RULES), _proposal(said.get("proposes")),
        _confirmed(said.get("confirms")), _entry(said.get("ends")), _entry(said.get("answers")),
        _objects(said.get("objects", [])), _word(said.get("ground", "")),
    )  # fmt: skip


def _proposal(value: object) -> Proposes | None:
    if value is None:
        return None
    if type(value) is not dict or value.keys() != {"act", "class", "not_before", "until", "notice", "sooner"}:
        raise FormatBroken("not a proposal")
    notice = None if value["notice"] is None else strict.count(value["notice"], 0)
    first, last = strict.day(_text(value["not_before"])), strict.day(_text(value["until"]))
    return Proposes(_hash(value["act"]), _word(value["class"]), first, last, notice, _word(value["sooner"]))


def _confirmed(value: object) -> Confirms | None:
    if value is None:
        return None
    if type(value) is not dict or value.keys() != {"act", "entry", "hash"}:
        raise FormatBroken("confirms no proposal")
    return Confirms(_number(value["entry"]), _hash(value["hash"]), _hash(value["act"]))


def _objects(value: object) -> tuple[int, ...]:
    if type(value) is not list or len(value) > MOST_OBJECTED:
        raise FormatBroken("not entries")
    return tuple(_number(one) for one in value)


def _entry(value: object) -> int | None:
    return None if value is None else _number(value)


def _number(value: object) -> int:
    if type(value) is not int or not 0 < value < chain.MOST:
        raise FormatBroken("not the number of an entry")
    return value


def _hash(value: object) -> str:
    strict.decode16(value, primitives.HASH)
    return str(value)


def _word(value: object) -> str:
    if len(word := _text(value)) > LONGEST_WORD:
        raise FormatBroken("a longer word than there is")
    return word


def _text(value: object) -> str:
    if type(value) is not str:
        raise FormatBroken("not a text")
    return value
