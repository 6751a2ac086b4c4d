"""What a copy does not hold is told by the sandbox and kept with the copy; what a taken-over child says is bounded."""

from __future__ import annotations

import json
from collections.abc import Generator

import pytest

from hinweisgeber import sandbox
from hinweisgeber.office.files.words import FINDINGS, LOSSES
from hinweisgeber.sandbox import LABELS, FileFinding, process, work
from hinweisgeber.sandbox.errors import FileDamaged
from hinweisgeber.sandbox.inside.terms import FEW, FINDINGS_LIMIT, LOSSES_LIMIT, VALUE_LIMIT, Findings
from tests.sandbox import samples


def test_every_label_has_its_words() -> None:
    assert set(FINDINGS) == set(LABELS)
    assert set(LOSSES) == set(sandbox.LOSSES)


def test_losses_are_bounded_told_once_and_never_blank() -> None:
    findings = Findings()
    for number in range(3 * FINDINGS_LIMIT):
        findings.lose("text", f"\x1b{number % 150}" + "x" * 1000)
    *told, more = findings.losses
    assert len(told) == LOSSES_LIMIT
    assert all(len(value) == VALUE_LIMIT and value.isprintable() and value.endswith("x…") for _, value in told)
    assert more == ("text", f"… (+{150 - LOSSES_LIMIT})")
    assert len(sandbox.LOSSES) * (LOSSES_LIMIT + 1) < work.TOLD_LIMIT


def test_many_losses_of_one_kind_hide_none_of_another() -> None:
    findings = Findings()
    for number in range(500):
        findings.lose("picture", f"bild{number}.emf")
    findings.lose("text", "3 Wörter")
    assert ("text", "3 Wörter") in findings.losses


def test_a_value_that_goes_on_says_so() -> None:
    findings = Findings()
    for said in ("a" * VALUE_LIMIT, "b" * (VALUE_LIMIT + 1), "c " * 5000, "d" + " " * 5000):
        findings.add("comment", said)
    assert [value.endswith("…") for _, value in findings.told()] == [False, True, True, False]


def test_few_findings_of_each_label_come_before_many_of_one() -> None:
    findings = Findings()
    for number in range(500):
        findings.add("comment", f"Notiz {number}")
    findings.add("place", "Beispielstadt")
    findings.add("author", "Erika Beispiel")
    told = findings.told()
    assert told[:2] == [("author", "Erika Beispiel"), ("place", "Beispielstadt")]
    assert len(told) == FINDINGS_LIMIT + 1
    assert told[-1] == ("comment", f"… (+{502 - FINDINGS_LIMIT})"), "how many more there are"
    for number in range(500):
        for label in ("author", "place", "hidden-text", "dropped-part"):
            findings.add(label, f"{label} {number}")
    counts = {label: sum(one == label for one, _ in findings.told()) for label in ("author", "hidden-text")}
    assert min(counts.values()) >= FEW


def frames(*more: tuple[str, bytes]) -> Generator[tuple[str, bytes], None, None]:
    yield from (("D", b"one"), *more)


def test_losses_that_show_while_the_copy_is_made_replace_those_before() -> None:
    losses = [FileFinding("size", "1")]
    said = json.dumps([["size", "1"], ["pages", "3 von 4"], ["nonsense", "x"]]).encode()
    assert b"".join(work._Result(frames(("D", b"two"), ("L", said)), losses).content()) == b"onetwo"
    assert losses == [FileFinding("size", "1"), FileFinding("pages", "3 von 4")]


@pytest.mark.parametrize("said", [b"", b"{", b"7", b"[1]", b'[["a"]]', b"[" * 5000, b"\xff"])
def test_child_that_says_anything_as_a_loss_gives_no_copy(said: bytes) -> None:
    with pytest.raises(FileDamaged):
        list(work._Result(frames(("L", said))).content())


def test_loss_of_the_last_page_is_told_with_the_copy() -> None:
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 3/Kids[3 0 R 3 0 R 9 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
    }
    cleaned = sandbox.clean([samples.pdf_of(objects)], "a.pdf")
    before = list(cleaned.losses)
    b"".join(cleaned.content)
    assert before == []
    assert ("pages", "2 von 3") in [(one.label, one.value) for one in cleaned.losses]


def test_dropped_copy_of_which_nothing_was_read_ends_its_child() -> None:
    ended = []

    def one() -> Generator[tuple[str, bytes], None, None]:
        try:
            yield "J", json.dumps({"kind": "txt", "findings": [], "losses": []}).encode()
            yield "D", b"Text"
        finally:
            ended.append(1)

    frames = one()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "run", lambda *_, **__: frames)
        copy = sandbox.clean([b"Text"], "a.txt")
        assert not ended
        copy.drop()
        assert ended
