"""`hinweisgeber demo`: up with cases and without, its file as documented, and never at somebody else's cost."""

from __future__ import annotations

import json
import signal
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from hinweisgeber.cli import demo
from tests.cli.conftest import Started, get, run, wait_for
from tests.patience import PATIENT
from tests.ports import free_port


def ports() -> tuple[int, int]:
    return free_port(), free_port()


def arguments(home: Path, intake: int, office: int, *more: str) -> list[str | int | Path]:
    return ["demo", "--home", home, "--intake-port", intake, "--office-port", office, *more]


def test_demo_comes_up_reuses_its_home_and_ends_both_faces_on_sigterm(tmp_path: Path, start: Started) -> None:
    home = tmp_path / "demo"
    known = None
    for more in (["--empty"], []):
        intake, office = ports()
        strange = {"HINWEISGEBER_CABINET_URL": f"sqlite:///{tmp_path}/real.sqlite", "http_proxy": "http://127.0.0.1:9"}
        process = start(*arguments(home, intake, office, *more), **strange)
        for port in (intake, office):
            wait_for(f"http://127.0.0.1:{port}", [process])
        facts = json.loads((home / "demo.json").read_text())
        assert list(facts) == ["intake_url", "office_url", "officers"]
        assert facts["intake_url"] == f"http://127.0.0.1:{intake}"
        assert facts["office_url"] == f"http://127.0.0.1:{office}"
        assert [sorted(o) for o in facts["officers"]] == 3 * [["passphrase", "role", "username"]]
        assert {o["role"] for o in facts["officers"]} == {"lead", "officer"}
        assert stat.S_IMODE((home / "demo.json").stat().st_mode) == 0o600
        assert known in (None, facts["officers"]), "a second start is the same demo"
        known = facts["officers"]
        assert get(facts["intake_url"] + "/melden")[0] == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENT) == 0
        assert (get(facts["intake_url"] + "/healthz")[0], get(facts["office_url"] + "/healthz")[0]) == (-1, -1)
    assert not (tmp_path / "real.sqlite").exists(), "settings of a real installation are left alone"


def test_demo_with_cases_has_one_in_every_stage_and_a_journal_that_holds(tmp_path: Path, start: Started) -> None:
    home = tmp_path / "demo"
    (home).mkdir()
    (home / "demo.unfinished").write_text("")  # a first start broke off
    (home / "half").write_text("")
    intake, office = ports()
    process = start(*arguments(home, intake, office))
    for port in (intake, office):
        wait_for(f"http://127.0.0.1:{port}", [process])
    assert run("verify", "--home", home).out.startswith("Das Protokoll hält: ")
    assert run("due", "--home", home, "--days", "400").out.count("HM-") >= 4
    assert not (home / "half").exists()
    assert not (home / "demo.unfinished").exists()


@pytest.mark.parametrize(("program", "said"), [("sleep 60", "ausgelastet"), ("false", "der Grund steht darüber")])
def test_faces_that_do_not_answer_in_time_and_faces_that_have_ended_are_told_apart(
    program: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = subprocess.Popen
    monkeypatch.setattr(demo, "START_SECONDS", 1)
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: plain(program.split()))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    url = f"http://127.0.0.1:{free_port()}"
    assert demo._serve(tmp_path, {}, {"intake": url, "office": url}, [], "") == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("which", [0, 1])
def test_busy_port_is_told_at_once_and_nothing_is_made(which: int, tmp_path: Path) -> None:
    home, chosen = tmp_path / "demo", list(ports())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        chosen[which] = taken.getsockname()[1]
        done = run(*arguments(home, chosen[0], chosen[1]))
    assert done.code == 1
    assert f"An Port {chosen[which]} lauscht schon ein Programm." in done.err
    assert not home.exists()


def test_folder_with_anything_else_in_it_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Zehn Jahre Arbeit")
    done = run(*arguments(tmp_path, *ports()))
    assert (done.code, "ist nicht leer und keine Vorführung" in done.err) == (1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
