"""A status of version 2 (SPEC §36): what the office says of a report's state, keys and messages, signed by an officer
inside the seal.

The mailbox has no other word of who reads it and how much the office has said. Reading repeats the numbers of SPEC §36.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hinweisgeber.crypto import contexts, primitives, signed, strict
from hinweisgeber.crypto.dialogue import EpochDialogue
from hinweisgeber.crypto.epochs import Epoch
from hinweisgeber.crypto.heads import RunningHead
from hinweisgeber.crypto.keys import DialogueKey, VerifyKey
from hinweisgeber.errors import FormatBroken

Signer = Callable[[str, date], VerifyKey]  # `Ring.signer`: the key of this officer on this day


@dataclass(frozen=True)
class Status:
    """What a status says; `state` is canonical JSON of an object. Sealed under the dialogue it is of."""

    installation: str
    dialogue: EpochDialogue
    revision: int
    day: date
    signer: str
    holders: tuple[str, ...]  # ids of those who hold this epoch's key, rising
    generation: int  # how often the mailbox was renewed as far as the office knows,
    mailbox: bytes  # and the hash of that mailbox
    reporter: RunningHead  # what was taken in
    office: RunningHead  # what the office has said; what lies beyond was not said by it
    older: tuple[EpochDialogue, ...] = field(default=())  # of epochs 1 to the one before, in order
    state: bytes = b"{}"

    def sealed_by(self, sign: Callable[[bytes], bytes]) -> bytes:
        """Signed by `signer` and sealed: 4169 bytes, or the next class of length."""
        return self.dialogue.seal_status(self.revision, signed.write(signed.LABEL_STATUS, sign, _value(self)))

    def may_be_written_to(self, active: Callable[[str], bool]) -> bool:
        """Whether everybody named by it is still active: only then a word is sealed under its key (SPEC §37)."""
        return all(map(active, {self.signer, *self.holders}))


def open_status(dialogue: EpochDialogue, revision: int, sealed: bytes, installation: str, signer: Signer) -> Status:
    """What the office says. Raises `SealBroken`, `FormatBroken`, `SignatureBroken`."""
    return read(dialogue.open_status(revision, sealed), dialogue, revision, installation, signer)


def read(payload: bytes, dialogue: EpochDialogue, revision: int, installation: str, signer: Signer) -> Status:
    """The same of what was sealed. Raises `FormatBroken`, `SignatureBroken`."""
    found, status = claimed(payload, dialogue, revision, installation)  # 1. to 5.
    found.verify(signed.LABEL_STATUS, signer(status.signer, status.day))  # 6. whom the ring names for that day
    return status


def claimed(
    payload: bytes, dialogue: EpochDialogue, revision: int, installation: str
) -> tuple[signed.SignedBody, Status]:
    """What somebody says in the office's name who has the epoch's key, whoever signed it: its keys open what a reporter
    has signed, and nothing else of it is to be believed. Raises `FormatBroken`, `SignatureBroken`."""
    found = signed.read(payload)  # 1. signature and body
    value = found.value()  # 2. the one spelling
    status = _read(dialogue, value)  # exactly these keys, each of its form
    signed.require(status.installation == installation, "installation")  # 3. it was said here,
    signed.require(value["report"] == dialogue.report_id.hex(), "report")
    signed.require(value["epoch"] == dialogue.epoch.text, "epoch")
    signed.require(status.revision == revision, "revision")
    signed.require(value["mark"] == dialogue.mark().hex(), "key")  # 4. of this very key,
    signed.require(status.signer in status.holders, "signer")  # 5. by one of those who hold it
    return found, status


_KEYS: dict[str, type] = {
    **dict.fromkeys(("day", "epoch", "installation", "mailbox", "mark", "report", "signer"), str),
    **dict.fromkeys(("generation", "revision"), int),
    **dict.fromkeys(("holders", "older"), list),
    **dict.fromkeys(("office", "reporter", "state"), dict),
}


def _value(status: Status) -> dict[str, Any]:
    dialogue = status.dialogue
    return {
        "day": status.day.isoformat(),
        "epoch": dialogue.epoch.text,
        "generation": status.generation,
        "holders": list(status.holders),
        "installation": status.installation,
        "mailbox": status.mailbox.hex(),
        "mark": dialogue.mark().hex(),
        "office": status.office.data(),
        "older": [[one.epoch.text, strict.encode64(one.key.raw)] for one in status.older],
        "report": dialogue.report_id.hex(),
        "reporter": status.reporter.data(),
        "revision": status.revision,
        "signer": status.signer,
        "state": strict.load(status.state.decode(), lines=False, longest=signed.LONGEST),
    }


def _read(dialogue: EpochDialogue, value: dict[str, Any]) -> Status:
    strict.fields(value, **_KEYS)
    epoch = Epoch.parse(value["epoch"])
    strict.decode16(value["report"], contexts.ID)
    strict.decode16(value["mark"], primitives.KEY)
    if not contexts.is_officer_id(value["signer"]):
        raise FormatBroken("no officer's id")
    return Status(
        signed.installation(value["installation"]),
        dialogue,
        strict.count(value["revision"], 1),
        strict.day(value["day"]),
        value["signer"],
        signed.officers(value["holders"]),
        strict.count(value["generation"], 0),
        strict.decode16(value["mailbox"], primitives.HASH),
        RunningHead.from_data(value["reporter"]),
        RunningHead.from_data(value["office"]),
        _older(dialogue.report_id, epoch, value["older"]),
        strict.dump(value["state"]).encode(),
    )


def _older(report_id: bytes, newest: Epoch, items: list[Any]) -> tuple[EpochDialogue, ...]:
    """Each epoch between the report's own and this one, once and in order. Raises `FormatBroken`."""
    if len(items) != newest.number - 1:  # of epoch 0 there is no status
        raise FormatBroken("not the epochs between")
    found = []
    for number, item in enumerate(items, 1):
        if type(item) is not list or len(item) != 2 or type(item[1]) is not str:
            raise FormatBroken("an epoch and its key")
        epoch = Epoch.parse(item[0])
        if epoch.number != number:
            raise FormatBroken("not the epochs between")
        found.append(EpochDialogue(report_id, epoch, DialogueKey(strict.decode64(item[1], primitives.KEY))))
    return tuple(found)
