"""SPEC §3: what the intake holds can seal and not open. By type and by attribute."""

from __future__ import annotations

import ast
import copy
import gc
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import hinweisgeber.crypto as package
from hinweisgeber.crypto import dialogue, keys, mailbox, seal
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.epochs import REPORT
from hinweisgeber.crypto.keystore import Identity
from hinweisgeber.crypto.ring import Ring

ANNA = "a" * 16
CASE = bytes(16)
FOLDER = Path(package.__path__[0])
OPENING = ("open", "unwrap", "decrypt", "unlock", "unseal")


def public_names(thing: object) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("_")]


@pytest.mark.parametrize(
    "kind",
    [keys.Recipient, keys.VerifyKey, dialogue.NewReport, dialogue.Letter, mailbox.MailboxPublic, Ring],
)
def test_what_the_intake_holds_has_no_way_to_open(kind: type) -> None:
    assert not [name for name in public_names(kind) if any(word in name.lower() for word in OPENING)]


@pytest.mark.parametrize("module", [seal, keys])
def test_the_sealing_modules_open_nothing(module: Any) -> None:
    tree = ast.parse(Path(module.__file__).read_text())
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    imported = {a.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for a in node.names}
    assert not [name for name in called | names | imported if any(word in name for word in OPENING)]


def test_no_public_attribute_of_a_new_report_reaches_its_key(anna: Identity) -> None:
    report = dialogue.NewReport(CASE)
    secret = anna.unwrap_report(ANNA, CASE, report.wrap_for(keys.Recipient(ANNA, anna.public)))
    seen: list[object] = [report]
    for thing in seen:
        assert not isinstance(thing, keys.ReportKey)
        assert thing != secret.raw
        values = [getattr(thing, name) for name in public_names(thing)]
        seen += [value for value in values if not callable(value) and value not in seen]
    assert public_names(report) == ["dialogue", "report_id", "wrap_for"]
    assert (report.dialogue.key, report.dialogue.epoch) == (secret.dialogue, REPORT)
    assert secret.raw not in (report.dialogue.key.raw, report.dialogue.mark())
    assert not hasattr(secret, "file")


def test_a_recipient_and_a_ring_refer_to_no_secret_key(anna: Identity, ring: Ring) -> None:
    for holder in (ring, *ring.everyone, *(officer.recipient() for officer in ring.everyone)):
        seen: list[Any] = [holder]
        for thing in seen:
            assert not isinstance(thing, (keys.SecretKey, Identity)), thing
            inside = gc.get_referents(thing)
            seen += [x for x in inside if not isinstance(x, type) and not any(x is y for y in seen)][:200]


@pytest.mark.parametrize(
    "kind",
    [
        keys.MailboxKey,
        keys.DialogueKey,
        keys.FileKey,
        keys.OwnKey,
        keys.CaseKey,
        keys.ReportKey,
        keys.BoxKey,
        keys.LetterKey,
    ],
)
def test_keys_are_hidden_frozen_and_not_pickled(kind: Any) -> None:
    key = kind.generate()
    assert repr(key) == f"<{kind.__name__}>" == str(key)
    for act in (lambda: pickle.dumps(key), lambda: copy.copy(key)):
        with pytest.raises(TypeError):
            act()
    with pytest.raises(AttributeError):
        key.raw = bytes(32)
    with pytest.raises((AttributeError, TypeError)):
        key.other = 1


def test_other_holders_of_secrets_are_hidden_and_not_pickled(anna: Identity) -> None:
    letter = dialogue.Letter(dialogue.WordPlace(CASE, REPORT, 0))
    box = mailbox.Mailbox.generate()
    for holder in (anna, dialogue.NewReport(CASE), letter, box, AccessCode.generate()):
        assert repr(holder) == f"<{type(holder).__name__}>"
        with pytest.raises(TypeError):
            pickle.dumps(holder)


def test_keys_of_two_kinds_are_never_equal() -> None:
    dialogue: object = keys.DialogueKey(bytes(32))
    assert dialogue != keys.FileKey(bytes(32))


def test_only_primitives_imports_foreign_cryptography() -> None:
    for path in FOLDER.parent.rglob("*.py"):
        if path == FOLDER / "primitives.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in modules if name.split(".")[0] in {"cryptography", "argon2"}], path


def test_what_the_intake_imports_does_not_load_the_keystore() -> None:
    names = ["capability", "code", "contexts", "keys", "padding", "ring", "seal", "unseal"]
    code = f"import sys; from hinweisgeber.crypto import {', '.join(names)}; "
    code += "sys.exit('hinweisgeber.crypto.keystore' in sys.modules or 'hinweisgeber.crypto.lock' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=FOLDER.parent.parent)
