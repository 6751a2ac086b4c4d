"""What people read of refusals, as JSON: run in a process of its own, with or without docstrings and asserts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from hinweisgeber import config
from hinweisgeber.errors import HinweisgeberError, Refused
from hinweisgeber.intake import Intake
from hinweisgeber.refusals import is_ours, sentence_of, status_of
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.web.ring_file import RingFile
from tests.refusals.kinds import refusals


class Anything(dict[str, object]):
    """Has a value for each hole."""

    def __missing__(self, name: str) -> str:
        return f"<{name}>"


def example(kind: type[HinweisgeberError]) -> Refused:
    """One of this kind, with a value for each hole."""
    made: Refused = kind.__new__(kind)  # type: ignore[assignment]
    made.values = Anything()
    return made


def told() -> dict[str, list[object]]:
    """How each refusal is told: sentence, status, whose fault."""
    made = {kind.__name__: example(kind) for kind in refusals()}
    return {name: [sentence_of(one), status_of(one), is_ours(one)] for name, one in made.items()}


def page(home: Path, fingerprint: str) -> tuple[int, str]:
    """What the intake answers to a code of three signs."""
    settings = config.load(
        home, {"HINWEISGEBER_ROOT_FINGERPRINT": fingerprint, "HINWEISGEBER_INTAKE_SECRET": "5e" * 32}
    )
    letterbox = letterbox_store(settings.letterbox_url)
    intake = Intake(settings, config.load_institution(config.DEMO), RingFile(settings.ring, fingerprint), letterbox)
    answer = intake.test_client(use_cookies=False).post("/postfach", data={"code": "abc"})
    letterbox.dispose()
    return answer.status_code, answer.text


if __name__ == "__main__":
    status, text = page(Path(sys.argv[1]), sys.argv[2])
    print(json.dumps({"doc": HinweisgeberError.__doc__, "told": told(), "status": status, "text": text}))
