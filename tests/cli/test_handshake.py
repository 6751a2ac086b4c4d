"""`check` names the key exchange that a handshake with the configured address chose."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hinweisgeber.cli import handshake
from hinweisgeber.cli.handshake import group_in, group_of
from tests.cli.conftest import run
from tests.ports import free_port
from tests.programs import program


@contextmanager
def answering(folder: Path, groups: str) -> Iterator[str]:
    """A server that takes these groups only; gives its address."""
    openssl, port = program("openssl"), free_port()
    made = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x"]
    subprocess.run([*made, "-keyout", folder / "k", "-out", folder / "c"], check=True, capture_output=True)
    serve = [openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-key", folder / "k", "-cert", folder / "c"]
    with subprocess.Popen(
        [*map(str, serve), "-groups", groups], stdout=subprocess.PIPE, stdin=subprocess.PIPE
    ) as process:
        assert process.stdout
        while process.stdout.readline().strip() != b"ACCEPT":
            time.sleep(0.01)
        try:
            yield f"https://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.mark.parametrize(("groups", "chosen"), [("X25519", "X25519"), ("P-384", "secp384r1")])
def test_the_group_is_what_the_handshake_chose(
    home: Path, tmp_path: Path, groups: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A warning only where this machine could have made a better exchange: else nobody here can change it yet."""
    with answering(tmp_path, groups) as url:
        assert group_of(url) == chosen
        for version, word in (("3.0.17 1 Jul 2025", "Offen"), ("3.5.1 1 Jul 2025", "Hinweis")):
            monkeypatch.setattr(handshake, "OPENSSL", ["echo", f"OpenSSL {version}"])
            done = run("check", "--home", home, HINWEISGEBER_INTAKE_URL=url)
            assert f"HG-S12 {word}: HINWEISGEBER_INTAKE_URL: Der Handschlag mit {url} wählte {chosen}" in done.out


def test_an_address_that_does_not_answer_is_no_error(home: Path) -> None:
    done = run("check", "--home", home, HINWEISGEBER_INTAKE_URL=f"https://127.0.0.1:{free_port()}")
    assert "HG-S12 Offen: HINWEISGEBER_INTAKE_URL: Welchen Schlüsseltausch" in done.out
    assert "HG-S12" not in run("check", "--home", home).out, "the demo has no TLS"


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("Protocol version: TLSv1.3\nServer Temp Key: X25519, 253 bits\nDONE", "X25519"),
        ("Server Temp Key: ECDH, prime256v1, 256 bits", "prime256v1"),
        ("Peer Temp Key: X25519MLKEM768, 1216 bits", "X25519MLKEM768"),
        ("Peer Temp Key: X25519, 253 bits\nNegotiated TLS1.3 group: X25519MLKEM768\n", "X25519MLKEM768"),
        ("connect:errno=111", None),
    ],
)
def test_the_words_of_each_openssl_are_understood(said: str, group: str | None) -> None:
    assert group_in(said) == group
