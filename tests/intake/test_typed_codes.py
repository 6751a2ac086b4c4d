"""What is said about a code that opens nothing."""

from __future__ import annotations

from contextlib import suppress

from hinweisgeber.crypto.code import ALPHABET, AccessCode
from hinweisgeber.crypto.errors import CodeMistyped
from tests.pages import Reporter, read


def with_a_likeness(code: str) -> str:
    """The code with one wrong sign, which no code has; yet by chance another code differs from it in a sign that looks
    like another."""
    for place in (n for n, sign in enumerate(code) if sign != "-"):
        for sign in ALPHABET:
            wrong = code[:place] + sign + code[place + 1 :]
            with suppress(CodeMistyped):
                if AccessCode.parse(code) not in AccessCode.typed(wrong):
                    return wrong
    raise AssertionError("720 wrong spellings, and none looks like another code")


def test_a_typing_error_that_happens_to_look_like_another_code_is_called_so(reporter: Reporter) -> None:
    reporter.send("Der erste Text.")
    wrong = with_a_likeness(reporter.code)
    for others in ({}, {"message": "Noch etwas."}):
        answer = reporter.client.post("/postfach", data={"code": wrong, **others})
        assert "mindestens eines stimmt nicht" in read(answer).text
        assert read(answer).one("code") == wrong


def test_a_code_that_nobody_has_is_called_so(reporter: Reporter) -> None:
    for others in ({}, {"message": "Noch etwas."}):
        answer = reporter.client.post("/postfach", data={"code": str(AccessCode.generate()), **others})
        assert "Zu diesem Zugangscode gibt es kein Postfach." in read(answer).text
