"""What the Debian package does after an upgrade: timers that are always needed now go on where the others are on."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

POSTINST = Path(__file__).parents[2] / "deploy" / "debian" / "postinst"
WANTED = {f"-q enable --now {name}-{job}.timer" for name in ("hinweisgeber", "zweite") for job in ("verify", "tick")}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Folders and programs in the place of the machine's; `systemctl` writes down what it is asked."""
    programs, units = tmp_path / "bin", tmp_path / "etc/systemd/system"
    for folder in (programs, units, tmp_path / "run"):
        folder.mkdir(parents=True)
    (units / "zweite-intake.service").write_text("ExecStart=/usr/lib/hinweisgeber/venv/bin/hinweisgeber\n")
    for name in ("systemd-sysusers", "systemd-tmpfiles", "hinweisgeber", "make-venv"):
        (programs / name).write_text("#!/bin/sh\n")
    systemctl = f"""#!/bin/sh
echo "$*" >>{tmp_path}/asked
[ "$1 $2" != "-q is-enabled" ] || grep -qsxF "$3" {tmp_path}/enabled
"""
    (programs / "systemctl").write_text(systemctl)
    for path in programs.iterdir():
        path.chmod(0o755)
    text = POSTINST.read_text(encoding="utf-8")
    for there, here in (
        ("/run/systemd/system", f"{tmp_path}/run"),
        ("/usr/lib/hinweisgeber/make-venv", f"{programs}/make-venv"),
        ("/etc/", f"{tmp_path}/etc/"),
        ("/var/lib/", f"{tmp_path}/var/"),
    ):
        text = text.replace(there, here)
    (tmp_path / "postinst").write_text(text)
    return tmp_path


def asked(machine: Path, *given: str, enabled: tuple[str, ...] = ()) -> set[str]:
    """The timers it switches on; `enabled`: the units that are on before."""
    (machine / "enabled").write_text("\n".join(enabled))
    path = f"{machine}/bin:{os.environ['PATH']}"
    subprocess.run(["sh", str(machine / "postinst"), *given], check=True, env={"PATH": path}, capture_output=True)
    return {line for line in (machine / "asked").read_text().splitlines() if "enable --now" in line}


def test_an_upgrade_switches_on_verify_and_tick_of_every_installation(machine: Path) -> None:
    erase = ("hinweisgeber-erase.timer", "zweite-erase.timer")
    assert asked(machine, "configure", "0.2.0", enabled=erase) == WANTED


def test_a_timer_that_is_on_stays_as_it_is(machine: Path) -> None:
    on = ("hinweisgeber-erase.timer", "hinweisgeber-tick.timer")
    assert asked(machine, "configure", "0.2.0", enabled=on) == {"-q enable --now hinweisgeber-verify.timer"}


def test_who_has_switched_all_timers_off_or_installs_for_the_first_time_is_not_overruled(machine: Path) -> None:
    assert asked(machine, "configure", "0.2.0") == set()
    assert asked(machine, "configure", enabled=("hinweisgeber-erase.timer",)) == set(), "„setup“ does it"
