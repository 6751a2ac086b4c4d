"""At which place of the office's an answer is meant."""

from __future__ import annotations

from hinweisgeber.crypto.capability import Capability
from hinweisgeber.domain.dialogue.report import ACKNOWLEDGEMENT
from hinweisgeber.usecases.reporter import mailbox
from hinweisgeber.usecases.reporter.box import Booth


def acknowledged(booth: Booth, opened: Capability) -> int:
    """How many messages of the office come before those that a test sends: 1 where it has made an automatic
    acknowledgement its own."""
    lines = mailbox.read(booth, opened).lines
    return int(any(one.place == 0 and one.said and one.said.kind == ACKNOWLEDGEMENT for one in lines))
