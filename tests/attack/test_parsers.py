"""Nesting and size of what is parsed: refused in their own words, in at most ten times the CPU time they took when this
was written (on a slow core), and with a floor below which a clock says nothing."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from hinweisgeber.config.sources import parse_env
from hinweisgeber.crypto import chain, strict
from hinweisgeber.crypto.archive import Head
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.receipt import ReportReceipt
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.crypto.witness import Request, Witnessed, known_keys
from hinweisgeber.domain import records
from hinweisgeber.domain.address import plain_address
from hinweisgeber.domain.case.abstract import Abstract
from hinweisgeber.domain.case.casefile import CaseFile
from hinweisgeber.domain.case.measures import Measure
from hinweisgeber.domain.dialogue.attachment import Copy
from hinweisgeber.domain.dialogue.filenames import safe_name
from hinweisgeber.domain.dialogue.report import PublicState, Said
from hinweisgeber.domain.dialogue.texts import LINE_LIMIT
from hinweisgeber.domain.persons import pseudonyms
from hinweisgeber.errors import HinweisgeberError
from hinweisgeber.office.kept import Kept
from hinweisgeber.sandbox import process, work
from hinweisgeber.sandbox.errors import FileDamaged
from hinweisgeber.store import erasures
from hinweisgeber.usecases.reporter.writing import Writing

SIZE = 1_000_000  # bytes; a form's texts and a sealed text are shorter
HOSTILE = {
    "lists": "[" * SIZE,
    "closed lists": "[" * (SIZE // 2) + "]" * (SIZE // 2),
    "objects": '{"a":' * (SIZE // 5),
    "a number": "9" * SIZE,
    "an exponent": "1e" + "9" * SIZE,
    "a text": '"' + "\\u0061" * (SIZE // 6) + '"',
    "keys": "{" + ",".join(f'"{n}":0' for n in range(SIZE // 10)) + "}",
    "blanks": " " * SIZE,
    "lines": "\n" * SIZE,
    "signs": "=+-@" * (SIZE // 4),
}


def _as_read(parse: Callable[[bytes], object], text: str) -> object:
    """A list of the machine's own: it says ValueError, and the command makes words of it."""
    with contextlib.suppress(ValueError):
        return parse(text.encode())
    return None


PARSERS: dict[str, Callable[[str], Any]] = {
    "strict": lambda text: strict.load(text, lines=False, longest=SIZE + 10),
    "ring": lambda text: Ring.parse(text, "0" * 64),
    "receipt": ReportReceipt.parse,
    "checkpoint": chain.parse_checkpoint,
    "request to a witness": Request.parse,
    "what a witness signed": Witnessed.parse,
    "keys of witnesses": known_keys,
    "archive": lambda text: Head.parse(text.encode()),
    "code": AccessCode.parse,
    "kept form": Kept.parse,
    "case": lambda text: CaseFile.from_payload(text.encode()),
    "measure": lambda text: Measure.from_payload(text.encode()),
    "act": lambda text: records.read("case-act", date(2026, 1, 1), "0" * 16, text.encode(), 1),
    "abstract": lambda text: Abstract.from_payload(text.encode(), "1"),
    "copy": lambda text: Copy.from_payload(text.encode(), 0),
    "message": lambda text: Said.from_payload(text.encode()),
    "state": lambda text: PublicState.from_payload(text.encode()),
    "writing": lambda text: Writing.from_payload(text.encode()),
    "erasures": lambda text: _as_read(erasures.parse, text),
    "settings": parse_env,
    "file name": safe_name,
    "address": plain_address,
    "name": lambda text: pseudonyms.same("Karin Müller-Schmidt", text[:LINE_LIMIT]),  # longer ones are refused before
}
CPU_SECONDS = 10  # the slowest of all took 0.21, a dozen of them 0.12, most less than 0.01


@pytest.mark.parametrize("parser", PARSERS)
def test_nesting_and_size_cost_little_and_are_refused_in_words_of_ours(parser: str) -> None:
    for name, text in HOSTILE.items():
        begun = time.process_time()
        with contextlib.suppress(HinweisgeberError):
            PARSERS[parser](text)
        spent = time.process_time() - begun
        assert spent < CPU_SECONDS, (parser, name, spent)


SAID = ("[" * 100_000, "[]", "[1]", "1", "null", "{", "\xff", "", "{}", '{"kind":[]}', '{"kind":"text","findings":7}')


@pytest.mark.parametrize("said", SAID)
def test_what_a_sandbox_says_that_was_taken_over_is_a_damaged_file(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(process._refusal(said.encode()), FileDamaged)
    monkeypatch.setattr(process, "run", lambda *_, **__: (frame for frame in [("J", said.encode())]))
    for job in (work.clean, work.preview):
        with pytest.raises(FileDamaged):
            job([b"Ein Text"], "a.txt")
